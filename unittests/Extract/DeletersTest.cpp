//===- DeletersTest.cpp - Tests of Deleters.cpp -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines eventsOf(const std::string &Made) {
  return events("#include <memory>\n#include <thread>\nint live;"
                "struct Counts { void operator()(int *p) const { live--; } };"
                "void f() { auto d = " +
                    Made + ";  std::thread([d = std::move(d)] {}).detach(); }",
                "f");
}

TEST(Deleters, NamedByTheType) {
  EXPECT_THAT(eventsOf("std::unique_ptr<int, Counts>(new int)"),
              Contains(AllOf(HasSubstr(";~.d:"), HasSubstr("Counts"))));
  EXPECT_THAT(eventsOf("std::unique_ptr<int>(new int)"),
              Not(Contains(HasSubstr(";~.d"))));
}

TEST(Deleters, GivenToASharedOwner) {
  EXPECT_THAT(eventsOf("std::shared_ptr<int>(new int, Counts())"),
              Contains(AllOf(HasSubstr(";~.d:"), HasSubstr("Counts"))));
  EXPECT_THAT(eventsOf("std::make_shared<int>(1)"),
              Not(Contains(HasSubstr(";~.d"))));
}

TEST(Deleters, NotKnown) {
  EXPECT_THAT(eventsOf("std::unique_ptr<int, void (*)(int *)>(new int, "
                       "[](int *) { live--; })"),
              Contains(HasSubstr(";~.d:a library calls back functions")));
}

} // namespace
