//===- CompletionsTest.cpp - Tests of Completions.cpp -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines eventsOf(const std::string &Made, const std::string &Does) {
  return events("#include <barrier>\nint value;"
                "struct F { void operator()() noexcept { ++value; } };"
                "void f() { " +
                    Made + " " + Does + " }",
                "f");
}

TEST(Completions, RunsInTurnBetweenTwoMeetings) {
  const Lines L = eventsOf("std::barrier<F> b(2);", "b.arrive_and_wait();");
  EXPECT_THAT(L, Contains(HasSubstr("acquire b.completing")));
  EXPECT_THAT(L, Contains(HasSubstr("on &b.completion()")));
  EXPECT_THAT(L, Contains(HasSubstr("done")));
}

TEST(Completions, OfALambda) {
  EXPECT_THAT(eventsOf("std::barrier b(2, []() noexcept { ++value; });",
                       "b.arrive_and_wait();"),
              Contains(HasSubstr("acquire b.completing")));
}

TEST(Completions, NotFollowed) {
  EXPECT_THAT(eventsOf("std::barrier<void (*)() noexcept> b(2, +[]() noexcept "
                       "{ ++value; });",
                       "b.arrive_and_wait();"),
              Contains(HasSubstr("completion function of a barrier")));
  EXPECT_THAT(eventsOf("std::barrier<F> b(2);", "(void)b.arrive();"),
              Contains(HasSubstr("completion function of a barrier")));
}

TEST(Completions, None) {
  const Lines L =
      eventsOf("std::barrier b(2);", "b.arrive_and_wait(); (void)b.arrive();");
  EXPECT_THAT(L, Not(Contains(HasSubstr("complet"))));
}

} // namespace
