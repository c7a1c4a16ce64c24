//===- DefinitionsTest.cpp - Tests ------------------------------*- C++ -*-===//
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

Lines body(const std::string &Code) {
  return events("void f(int *a, int n) { " + Code + " }", "f");
}

TEST(Definitions, TheLastAssignmentBeforeAUse) {
  EXPECT_THAT(body("int j; j = n * 2; a[j] = 1; j = n * 3; a[j] = 2;"),
              AllOf(Contains("write (*param0)[+(value(param1) * 2)] `a[j]`"),
                    Contains("write (*param0)[+(value(param1) * 3)] `a[j]`")));
}

TEST(Definitions, StepsInAStraightLine) {
  EXPECT_THAT(body("int j = n; a[j++] = 1; j += 2; a[j] = 2; --j; a[j] = 3;"),
              AllOf(Contains("write (*param0)[+value(param1)] `a[j++]`"),
                    Contains("write (*param0)[+(value(param1) + 3)] `a[j]`"),
                    Contains("write (*param0)[+(value(param1) + 2)] `a[j]`")));
}

TEST(Definitions, AssignedInTheConditionOfALoop) {
  Lines L = events("#include <atomic>\n"
                   "void f(int *a, std::atomic<int> &next) { int i;"
                   "  while ((i = next++) < 9) a[i] = 1; }",
                   "f");
  EXPECT_THAT(L, Contains(AllOf(HasSubstr("write (*param0)[+ticket"),
                                HasSubstr("`a[i]`"))));
}

TEST(Definitions, SeveralOfThemAreNone) {
  for (const char *Code :
       {"int j = 0; if (n) { if (a[1]) j = n; } a[j] = 1;",
        "int j = 0; for (int k = 0; k < n; ++k) { a[j] = 1; j = k; }",
        "int j = 0; while (a[1]) { a[j] = 1; j += 2; }",
        "int j; if (n) j = n; a[j] = 1;"})
    EXPECT_THAT(body(Code),
                Contains(AllOf(HasSubstr("opaque("), HasSubstr("`a[j]`"))))
        << Code;
}

TEST(Definitions, WhatALoopLeavesIsNotItsVariable) {
  EXPECT_THAT(body("int j = 0; do { for (int k = 0; k < n; ++k) { j = k; } "
                   "a[j] = 1; } while (n);"),
              Not(Contains("write (*param0)[+loop0] `a[j]`")));
}

TEST(Definitions, HandlersSeeWhatWasSetBeforeTheThrow) {
  EXPECT_THAT(events("struct S { S(); }; void g();"
                     "void f(int *a, int n) { int j = n; try { g(); j = 1; S s;"
                     "  return; } catch (...) {} a[j] = 1; }",
                     "f"),
              Not(Contains("write (*param0)[+value(param1)] `a[j]`")));
}

TEST(Definitions, WhoeverIsGivenAwayMayChange) {
  for (const char *Code :
       {"int j; int &r = j; j = n; r = 0; a[j] = 1;",
        "int j; int *p = &j; j = n; *p = 0; a[j] = 1;",
        "int j; auto g = [&] { j = 0; }; j = n; g(); a[j] = 1;",
        "int j; int &r = (j = n); r = 0; a[j] = 1;"})
    EXPECT_THAT(body(Code),
                Not(Contains("write (*param0)[+value(param1)] `a[j]`")))
        << Code;
}

} // namespace
