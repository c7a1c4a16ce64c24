//===- FieldValuesTest.cpp - Tests ------------------------------*- C++ -*-===//
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
  return events("struct S { int lo, hi; double x; }; void g(S *); int h();"
                "void f(int *a, int n, S *s, S *t, int *p) { " +
                    Code + " }",
                "f");
}

TEST(FieldValues, WhatWasJustSet) {
  for (const char *Code : {"s->lo = n; a[s->lo] = 1;",
                           "S o; o.lo = n; g(&o); o.lo = n; a[o.lo] = 1;",
                           "s->lo = n; s->hi = 3; a[s->lo] = 1;",
                           "s->lo = n; s->x = 1; a[s->lo] = 1;",
                           "s->lo = n; if (n > 3) s->hi = 2; a[s->lo] = 1;"})
    EXPECT_THAT(body(Code),
                Contains(HasSubstr("write (*param0)[+value(param1)] ")))
        << Code;
}

TEST(FieldValues, WhatMayHaveChangedSince) {
  for (const char *Code :
       {"s->lo = n; t->lo = 3; a[s->lo] = 1;",
        "s->lo = n; *p = 3; a[s->lo] = 1;", "s->lo = n; g(t); a[s->lo] = 1;",
        "s->lo = n; *s = *t; a[s->lo] = 1;",
        "s->lo = n; while (h()) { a[s->lo] = 1; s->lo = 3; }",
        "s->lo = n; s->lo++; a[s->lo] = 1;",
        "s->lo = n; if (h()) s->lo = 3; a[s->lo] = 1;",
        "int &r = s->lo; s->lo = n; r = 3; a[s->lo] = 1;"})
    EXPECT_THAT(body(Code),
                Not(Contains(HasSubstr("write (*param0)[+value(param1)] "))))
        << Code;
}

TEST(FieldValues, TheRoundOfALoopIsOverBehindIt) {
  EXPECT_THAT(body("for (int i = 0; i < n; ++i) { s->lo = i; if (h()) break; }"
                   " a[s->lo] = 1;"),
              Not(Contains(HasSubstr("write (*param0)[+loop0] "))));
}

TEST(FieldValues, WhereAnIfEndsItsTestChooses) {
  EXPECT_THAT(body("s->lo = n; if (n > 7) s->lo = 7; a[s->lo] = 1;"),
              Contains(HasSubstr("write (*param0)[+(value(param1) min 7)] ")));
}

} // namespace
