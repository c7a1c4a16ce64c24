//===- JoinsTest.cpp - Tests ------------------------------------*- C++ -*-===//
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
auto unknownIndex() {
  return Contains(AllOf(HasSubstr("opaque("), HasSubstr("`a[j]`")));
}

TEST(Joins, ATestChooses) {
  for (const char *Code :
       {"int j = 0; if (n < 7) j = 5; a[j] = 1;",
        "int j; if (n < 7) { j = 5; } else { j = 0; } a[j] = 1;",
        "int j = 0; if (n >= 7) {} else j = 5; a[j] = 1;",
        "int j = 9; if (n < 7) j = 5; if (n > 8) j = 0; a[j] = 1;"})
    EXPECT_THAT(body(Code), Not(unknownIndex())) << Code;
  EXPECT_THAT(body("int j = n; if (j > 7) j = 7; a[j] = 1;"),
              Contains("write (*param0)[+(value(param1) min 7)] `a[j]`"));
}

TEST(Joins, WhatATestDoesNotTell) {
  for (const char *Code :
       {"int j = 0; if (n < 7) { j = 5; if (n) return; } a[j] = 1;",
        "int j = 0; if (n < 7) { if (n) j = 5; } a[j] = 1;",
        "int j = 0; do { if (n < 7) j = 5; a[j] = 1; } while (a[0]);",
        "int j = 0; if (n < 7) goto out; j = 5; out: a[j] = 1;",
        "int j = 0; switch (n) { case 1: if (a[0]) j = 5; case 2: a[j] = 1; }",
        "int j; if (n < 7) j = 5; a[j] = 1;"})
    EXPECT_THAT(body(Code), unknownIndex()) << Code;
}

TEST(Joins, RoundsAddUp) {
  EXPECT_THAT(body("int j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; "
                   "j += 5; }"),
              Contains("write (*param0)[+((loop0 * 5) + 3)] `a[j]`"));
  EXPECT_THAT(body("int j = 0; for (int i = 0; i < n; ++i) { int e = j + 5; "
                   "a[j] = 1; j = e; }"),
              Contains("write (*param0)[+(loop0 * 5)] `a[j]`"));
}

TEST(Joins, RoundsThatDoNot) {
  for (const char *Code :
       {"unsigned char j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; j += 5; "
        "}",
        "int j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; if (n) j -= 5; }",
        "int j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; j += a[i]; }",
        "int j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; j += i; }",
        "int j = 3; for (int k = 0; k < 2; ++k) for (int i = 0; i < n; ++i) "
        "{ a[j] = 1; j += 5; }",
        "int j = 3; for (int i = 0; i < n; ++i) { a[j] = 1; j += 5; j = i; }"})
    EXPECT_THAT(body(Code), unknownIndex()) << Code;
}

} // namespace
