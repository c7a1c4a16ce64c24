//===- CursorsTest.cpp - Tests ----------------------------------*- C++ -*-===//
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

/// The function's loops and events.
std::string text(const std::string &Body) {
  std::string Out;
  for (const std::string &Line :
       events("void f(int *a, int lo, int n) { " + Body + " }", "f"))
    Out += Line + "\n";
  return Out;
}

auto has(const char *Range) { return HasSubstr(Range); }

TEST(Cursors, ATestBeforeTheUse) {
  EXPECT_THAT(text("int i = lo; while (i < n && a[i]) i++;"),
              has("`i` in [value(param1), value(param2))"));
  EXPECT_THAT(text("int i = lo; while (true) { if (i >= n) break; a[i] = 1; "
                   "if (a[0]) i += 2; }"),
              has("`i` in [value(param1), value(param2))"));
  EXPECT_THAT(text("int i = n; while (i > lo && a[i]) --i;"),
              has("`i` in [(value(param1) + 1), (value(param2) + 1))"));
}

TEST(Cursors, ATestBeforeEachStep) {
  EXPECT_THAT(text("int i = lo; while (i < n && a[0]) i++; a[i] = 1;"),
              has("`i` in [value(param1), ((value(param2) + 1) max "
                  "(value(param1) + 1)))"));
  EXPECT_THAT(text("int i = lo; while (i < n && a[0]) i += 3; a[i] = 1;"),
              has("`i` in [value(param1), ((value(param2) + 3) max "
                  "(value(param1) + 1)))"));
}

TEST(Cursors, AStepInSomeRounds) {
  EXPECT_THAT(text("int k = lo; for (int i = 0; i < n; ++i) if (a[i]) a[k++] "
                   "= 1;"),
              has("`k` in [value(param1), "));
}

TEST(Cursors, StepsTogether) {
  EXPECT_THAT(
      events("void f(int *a, int lo, int n) { int i = 0, j = 0, k = "
             "lo; while (i < n && j < n) { if (a[0]) { a[k++] = 1; "
             "i++; } else { a[k++] = 2; ++j; } } }",
             "f"),
      Not(Contains(AllOf(HasSubstr("opaque("), HasSubstr("`a[k++]`")))));
}

TEST(Cursors, WhatIsNotKnown) {
  for (const char *Body :
       {// No test,
        "int j = lo; while (a[0]) j++; a[j] = 1;",
        // one that does not stand before all uses,
        "int j = lo; while (a[0]) { if (a[1]) { if (j >= n) break; } a[j] = 1; "
        "j++; }",
        // one of something that changes,
        "int j = lo, m = n; while (j < m) { m = a[0]; a[j] = 1; j++; m = 7; "
        "a[j] = 1; }",
        // steps both ways,
        "int j = lo; while (j < n) { a[j] = 1; if (a[0]) j++; else j--; }",
        // steps that are not constant,
        "int j = lo; while (j < n) { a[j] = 1; j += a[0]; }",
        // a variable that others may reach,
        "int j = lo; int *p = &j; while (j < n) { a[j] = 1; j++; *p = 9; }",
        // a narrow one,
        "unsigned char j = lo; while (j < n && a[0]) { a[j] = 1; j++; }",
        // several steps in a round,
        "int j = lo; for (int i = 0; i < n; ++i) while (a[i]) a[j++] = 1;",
        // and one that goes on alone.
        "int i = 0, j = lo; while (i < n) { if (a[0]) i++; a[j++] = 1; }"})
    EXPECT_THAT(
        events("void f(int *a, int lo, int n) { " + std::string(Body) + " }",
               "f"),
        Contains(AllOf(HasSubstr("opaque("), HasSubstr("`a[j"))))
        << Body;
}

} // namespace
