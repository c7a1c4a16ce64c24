//===- TuplesTest.cpp -----------------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const std::string Include = "#include <tuple>\nint a, b;\n";

TEST(Tuples, MembersHaveNumbers) {
  const Lines L = events(
      Include + "void f(std::tuple<int, int> &t) { std::get<1>(t) = 2; }", "f");
  EXPECT_THAT(L, Contains(HasSubstr("members[1]")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("members[0]"))));
}

TEST(Tuples, AssignmentsGoThroughReferences) {
  const Lines L = events(
      Include + "void f(std::tuple<int, int> t) { std::tie(a, b) = t; }", "f");
  EXPECT_THAT(L, Contains(HasSubstr("write")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque"))));
}

TEST(Tuples, AppliedToMembers) {
  EXPECT_THAT(events(Include +
                         "void f(std::tuple<int &, int> &t) {\n"
                         "  std::apply([](int &x, int y) { x = y; }, t);\n"
                         "}",
                     "f"),
              Contains(HasSubstr("call")));
}

} // namespace
