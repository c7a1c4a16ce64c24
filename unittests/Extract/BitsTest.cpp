//===- BitsTest.cpp - Tests -------------------------------------*- C++ -*-===//
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

TEST(Bits, Masks) {
  Lines L = events("void f(int *a, int i, unsigned u) {"
                   "  a[i & 3] = 1; a[u & 7] = 2; a[u & ~7u] = 3;"
                   "  a[i & ~4] = 4; a[i & 0] = 5; }",
                   "f");
  // The remainder that is not negative.
  EXPECT_THAT(L, Contains("write (*param0)[+(((value(param1) % 4) + 4) % 4)] "
                          "`a[i & 3]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param2) % 8)] `a[u & 7]`"));
  EXPECT_THAT(L, Contains(HasSubstr("(value(param2) % 8) * -1")));
  EXPECT_THAT(L, Contains("write (*param0) `a[i & 0]`"));
}

TEST(Bits, OrAndXor) {
  Lines L = events("void f(int *a, int i, int j) {"
                   "  a[(i << 1) | 1] = 1; a[i ^ 2] = 2; a[i ^ j] = 3; }",
                   "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque(the value of `i ^ 2`"))));
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque(the value of `(i << 1)"))));
  EXPECT_THAT(L, Contains(HasSubstr("(value(param1) ^ value(param2))")));
}

TEST(Bits, LeastAndGreatest) {
  Lines L = events("#include <algorithm>\n"
                   "void f(int *a, int i, int n) {"
                   "  a[std::min(i, n)] = 1; a[std::max(i + 1, 3)] = 2;"
                   "  a[i < n ? i : n] = 3; a[i > n ? i : n] = 4; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) min "
                          "value(param2))] `a[std::min(i, n)]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) min "
                          "value(param2))] `a[i < n ? i : n]`"));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) max "
                          "value(param2))] `a[i > n ? i : n]`"));
}

TEST(Bits, Choices) {
  Lines L = events("void f(int *a, int i, double x) {"
                   "  a[i == 0 ? 7 : i] = 1; a[x > 0 ? 1 : 2] = 2; }",
                   "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque(the value of `i == 0"))));
  EXPECT_THAT(L, Contains(HasSubstr("opaque(the value of `x > 0")));
}

TEST(Bits, TestsOfNumbers) {
  Lines L = events("void f(int *a, int i, double x) {"
                   "  a[i % 2 ? 7 : 8] = 1; a[i > 3 && !(i & 1) ? 1 : 2] = 2;"
                   "  a[i > 3 || x > 0 ? 1 : 2] = 3; }",
                   "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque(the value of `i % 2"))));
  EXPECT_THAT(L, Not(Contains(HasSubstr("opaque(the value of `i > 3 &&"))));
  EXPECT_THAT(L, Contains(HasSubstr("opaque(the value of `i > 3 ||")));
}

TEST(Bits, ShiftsByVariables) {
  Lines L = events("void f(int *a, int i) { a[1 << i] = 1; a[i >> i] = 2;"
                   "  unsigned char c = i; a[(unsigned)i << i] = 3; }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("[+(1 << value(param1))]")));
  EXPECT_THAT(L, Contains(HasSubstr("(value(param1) >> value(param1))")));
}

TEST(Bits, ConstantsByReference) {
  EXPECT_THAT(events("void g(const int &); void f(int *a) {"
                     "  constexpr int n = 64; g(n);"
                     "  for (int i = 0; i < n; ++i) a[i] = 1; }",
                     "f"),
              Contains(HasSubstr("if loop0 < 64")));
}

} // namespace
