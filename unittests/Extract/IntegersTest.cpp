//===- IntegersTest.cpp - Tests ---------------------------------*- C++ -*-===//
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

/// What is added to a number that is below zero.
const char *const Wraps32 = "* 4294967296";
const char *const Wraps64 = "* 1099511627776";

TEST(Integers, UnsignedComparison) {
  EXPECT_THAT(
      events("void f(unsigned i, unsigned n, int &x) { if (i - 1 < n) "
             "x = 1; else x = 2; }",
             "f"),
      Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" < value(param1)"))));
}

TEST(Integers, SubscriptsStayPlain) {
  Lines L = events("void f(int *a, unsigned long n, int k) { a[n - 1] = 1;"
                   "  unsigned long last = n - 2; a[last] = 2; a[k] = 3; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) + -1)] `a[n - 1]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) + -2)] `a[last]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+value(param2)] `a[k]`"));
}

TEST(Integers, ValuesArePassedAsTheyAre) {
  EXPECT_THAT(events("void g(unsigned long); void f(unsigned long n) {"
                     "  g(n - 1); }",
                     "f"),
              Contains(HasSubstr(Wraps64)));
  EXPECT_THAT(events("void g(long); void f(long n) { g(n - 1); }", "f"),
              Contains(HasSubstr("(value(param0) + -1)")));
  // Cannot go below zero.
  EXPECT_THAT(events("void g(unsigned long); void f(unsigned long n) {"
                     "  for (unsigned long i = 1; i < n; ++i) g(i - 1); }",
                     "f"),
              Not(Contains(HasSubstr(Wraps64))));
}

} // namespace
