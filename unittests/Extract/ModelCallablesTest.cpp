//===- ModelCallablesTest.cpp - Tests ---------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(ModelCallables, ItemsByReferenceAndByValue) {
  EXPECT_THAT(
      withoutNumbers(tinyEvents(
          "void f(int *a, int n) { items(a, n, [](int &x) { x = 1; }); }",
          "f")),
      Contains(HasSubstr(" on &tmp(&(*param0)[+index0.0])")));
  Lines L = withoutNumbers(
      tinyEvents("void f(int *a, int n) { items(a, n, [](int x) {}); }", "f"));
  EXPECT_THAT(L, Contains(HasSubstr("(value((*param0)[+index0.0]))")));
  EXPECT_THAT(L, Contains(StartsWith("read (*param0)[+index0.0] ")));
}

TEST(ModelCallables, CallOfAMethodOfTheArgument) {
  Compiled With;
  With.Models =
      "format: 1\nfunctions:\n  - name: start\n    parallel:\n"
      "      tasks: [{call: arg0.pointee, method: work, many: false}]\n"
      "      blocking: false\n";
  auto U =
      summarise("struct J { int n; void work() { ++n; } }; void start(J *);"
                "void f(J *j) { start(j); }",
                With);
  EXPECT_THAT(events(U, "f"),
              Contains(HasSubstr("c:@S@J@F@work# on param0()")));
  EXPECT_THAT(events(U, "J::work"), Contains("write (*this).n `n` step 1"));
}

} // namespace
