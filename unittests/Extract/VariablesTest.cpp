//===- VariablesTest.cpp - Tests --------------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(Variables, ShadowingVariablesAreTheirOwn) {
  EXPECT_THAT(
      events("void f(int *a, int n) { for (int i = 0; i < n; ++i)"
             "  for (int j = i; j < n; ++j) { int i = j * 2; a[i] = 1; } }",
             "f"),
      AllOf(Contains("loop1 `j` in [loop0, value(param1)) step 1 complete"),
            Contains("write (*param0)[+(loop1 * 2)] `a[i]`")));
}

TEST(Variables, AParameterThatChangesGetsACell) {
  Lines L = events("void f(int *p, int n) { ++p; *p = n; }", "f");
  EXPECT_THAT(
      L, InOrder(Lines{"store p = param0", "write p `p`", "write (*p) `*p`"}));
}

TEST(Variables, CapturedLoopVariablesAreReached) {
  auto U = tiny("void f(int *a, Pool &p) { for (int i = 0; i < 3; ++i)"
                "  p.submit([&i, a] { a[i] = 1; }); p.wait(); }");
  EXPECT_THAT(withoutNumbers(events(U, "f")), Contains("store tmp.i = &i"));
  EXPECT_THAT(events(U, "f"), Contains("write i `i`"));
  EXPECT_THAT(events(U, "lambda in f"), Contains("read (*(*this).i) `i`"));
}

TEST(Variables, ConstructorLeaksThis) {
  auto U = tiny("struct S { int n; Pool p; S() { p.submit([this] { ++n; }); } "
                "~S() { p.wait(); } }; int f() { S s; return s.n; }");
  EXPECT_THAT(events(U, "f"), Contains("read s.n `s.n`"));
}

TEST(Variables, ConstMethodLeaksThis) {
  auto U = tiny("struct S { mutable int n; const S *self() const { return "
                "this; } }; int f(Pool &p) { S s{}; auto *q = s.self(); "
                "p.submit([q] { ++q->n; }); return s.n; }");
  EXPECT_THAT(events(U, "f"), Contains("read s.n `s.n`"));
}

TEST(Variables, ProlongedTemporary) {
  auto U = tiny("struct S { int n; S(); }; void f(Pool &p) { auto &&s = S(); "
                "p.submit([&] { s.n = 1; }); s.n = 5; p.wait(); }");
  EXPECT_THAT(events(U, "f"),
              Contains(AllOf(StartsWith("write "), HasSubstr("`s.n`"))));
}

TEST(Variables, ViewsOnlyReadTheirBounds) {
  EXPECT_THAT(events("#include <ranges>\n"
                     "void g(int *a, int n) { auto r = std::views::iota(0, n);"
                     "  a[n] = 1; }",
                     "g"),
              Contains("write (*param0)[+value(param1)] `a[n]`"));
  EXPECT_THAT(events("#include <ranges>\n"
                     "struct G { int n; }; void g(int *a, G s) {"
                     "  auto r = std::views::iota(0, s.n); a[s.n] = 1; }",
                     "g"),
              Contains("write (*param0)[+value((*param1).n)] `a[s.n]`"));
}

TEST(Variables, InBracesTheyAreReadOnly) {
  const Lines L = events("struct A { int n; }; void g(A);"
                         "void f() { for (int i = 0; i < 4; ++i) g(A{i}); }",
                         "f");
  EXPECT_THAT(L, ::testing::Contains("loop0 `i` in [0, 4) step 1 complete"));
}

} // namespace
