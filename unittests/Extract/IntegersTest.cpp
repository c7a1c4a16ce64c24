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
using ::testing::StartsWith;

namespace {

/// What is added to a number that is below zero.
const char *const Wraps32 = "* 4294967296";
const char *const Wraps64 = "* 1099511627776";

TEST(Integers, UnsignedWrap) {
  Lines L =
      events("void f(int *a, unsigned i) { a[(i - 1) % 10] = 1; a[(i * "
             "2654435761u) >> 28] = 2; a[(unsigned)((int)i - 3) / 2] = 3; }",
             "f");
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" % 10)"))));
  EXPECT_THAT(L, Contains(HasSubstr("opaque(the value of `(i * 26")));
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" / 2)"))));
}

TEST(Integers, UnsignedComparison) {
  EXPECT_THAT(
      events("void f(unsigned i, unsigned n, int &x) { if (i - 1 < n) "
             "x = 1; else x = 2; }",
             "f"),
      Contains(AllOf(HasSubstr(Wraps32), HasSubstr(" < value(param1)"))));
}

TEST(Integers, NegativeMadeUnsigned) {
  Lines L = events("void f(int *a, int k, unsigned u) {"
                   "  a[(unsigned long)k % 11] = 1; a[(unsigned char)k] = 2;"
                   "  a[(unsigned short)u] = 3; a[(unsigned long)u % 5] = 4;"
                   "  for (int i = 0; i < 9; ++i) a[(unsigned)i % 4] = 5; }",
                   "f");
  // 2^64 is 5 modulo 11.
  EXPECT_THAT(L, Contains(AllOf(HasSubstr("* 1099511627780)) % 11)"),
                                StartsWith("write"))));
  EXPECT_THAT(L, Contains(AllOf(HasSubstr(Wraps64), HasSubstr(" % 256)"))));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) % 65536)] "
                          "`a[(unsigned short)u]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) % 5)] "
                          "`a[(unsigned long)u % 5]`"));
  EXPECT_THAT(L,
              Contains("write (*param0)[+(loop0 % 4)] `a[(unsigned)i % 4]`"));
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

TEST(Integers, LoopBoundBelowZero) {
  // Without a test in between, the loop would leave the array.
  EXPECT_THAT(events("void f(int *a, unsigned long n) {"
                     "  for (unsigned long i = 0; i < n - 1; ++i) a[i] = 1; }",
                     "f"),
              Contains(HasSubstr("loop0 `i` in [0, (value(param1) + -1))")));
  for (const char *Body :
       {"if (i < m) a[i] = 1;", "{ if (i == m) break; a[i] = 1; }",
        "{ if (i > m) continue; a[i] = 1; }", "a[i % 8] = 1;", "a[m] = i;"})
    EXPECT_THAT(events("void f(int *a, unsigned long n, unsigned long m) {"
                       "  for (unsigned long i = 0; i < n - 1; ++i) " +
                           std::string(Body) + " }",
                       "f"),
                Contains(AllOf(StartsWith("loop"), HasSubstr(Wraps64))))
        << Body;
  // A signed one is not entered.
  EXPECT_THAT(events("void f(int *a, int n, int m) {"
                     "  for (int i = 0; i < n - 1; ++i) if (i < m) a[i] = 1; }",
                     "f"),
              Not(Contains(HasSubstr(Wraps64))));
}

TEST(Integers, DownwardsPastZero) {
  EXPECT_THAT(events("void f(int *a, unsigned long n, unsigned long m) {"
                     "  for (unsigned long i = n; i >= 0; --i) {"
                     "    if (i == m) break; a[i] = 1; } }",
                     "f"),
              Contains(AllOf(StartsWith("loop"), HasSubstr("opaque"))));
}

} // namespace
