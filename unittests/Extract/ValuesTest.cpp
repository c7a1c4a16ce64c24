//===- ValuesTest.cpp - Tests -----------------------------------*- C++ -*-===//
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Values, IndicesAreAffine) {
  Lines L = events("void f(int *a, int i, int n) { a[2 * i + n * i - 1] = 1;"
                   "  a[(i << 3) + 4] = 2; a[i / 2 + i % 3] = 3; a[-i] = 4; }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("value(param1) * 2")));
  EXPECT_THAT(
      L, Contains(
             "write (*param0)[+((value(param1) * 8) + 4)] `a[(i << 3) + 4]`"));
  EXPECT_THAT(L, Contains(HasSubstr("value(param1) / 2")));
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) * -1)] `a[-i]`"));
}

TEST(Values, ConstantsFold) {
  EXPECT_THAT(events("enum { N = 4 }; constexpr int k = 2;"
                     "template <int M> void g(int *a) { a[M + N * k] = 1; }"
                     "void f(int *a) { g<3>(a); const int z = 5; a[z] = 2; }",
                     "g"),
              Contains("write (*param0)[+11] `a[M + N * k]`"));
}

TEST(Values, IndicesThatChangeAreNotUnderstood) {
  Lines L = events(
      "void f(int *a, int i) { a[i] = 1; i += 2; a[i] = 2; a[i++] = 3; }", "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("[+value("))));
  EXPECT_THAT(
      L,
      Contains("write (*param0)[+opaque(the changing value of `i`)] `a[i]`"));
}

TEST(Values, AnIndexKeepsTheValueItWasSetTo) {
  Lines L = events(
      "void f(int *a, int x) { int k = x; x = 7; a[k] = 1; a[x] = 2; }", "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("[+value(param"))));
  EXPECT_THAT(L, Contains("write (*param0)[+value(k)] `a[k]`"));
}

TEST(Values, ConditionalLvaluesAndPointers) {
  Lines L = withoutNumbers(events(
      "void f(bool c, int &a, int &b) { (c ? a : b) = 1; *(c ? &a : &b) = 2;"
      "  int &r = c ? a : b; r = 3; }",
      "f"));
  EXPECT_THAT(
      L, InOrder(Lines{"store tmp = one of {param1, param2}",
                       "write (*tmp) `(c ? a : b)`",
                       "store tmp = one of {param1, param2}",
                       "write (*tmp) `*(c ? &a : &b)`", "write (*tmp) `r`"}));
}

TEST(Values, CommaTakesItsRightSide) {
  EXPECT_THAT(
      events("void f(int &a, int &b) { (a = 1, b) = 2; }", "f"),
      InOrder(Lines{"write (*param0) `a`", "write (*param1) `(a = 1, b)`"}));
}

TEST(Values, WhatAFunctionReturnsIsItsResult) {
  Lines L = events("int *p(); int &r(); struct S { int n; }; S o();"
                   "void f() { *p() = 1; r() = 2; int k = o().n; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*result0) `*p()`"));
  EXPECT_THAT(L, Contains("write (*result1) `r()`"));
  EXPECT_THAT(withoutNumbers(L), Contains("store tmp = result"));
}

TEST(Values, NonTypeTemplateArguments) {
  EXPECT_THAT(
      events("int g; template <int &R, int *P> void t() { R = 1; *P = 2; }"
             "void f() { t<g, &g>(); }",
             "t"),
      InOrder(Lines{"write ::g `R`", "write ::g `*P`"}));
}

TEST(Values, ListWalk) {
  Lines L = events("struct N { N *next; int n; }; void f(N *h) { N *old = h; h "
                   "= h->next; old->n = 1; }",
                   "f");
  EXPECT_THAT(L, Not(Contains("write (*h).n `old->n`")));
}

TEST(Values, PointerLoopStart) {
  Lines L = events("void f(int *p, int *e, int *o) { for (int *q = p; q != e; "
                   "++q) { p = o; *q = 1; } }",
                   "f");
  EXPECT_THAT(L, Not(Contains("write (*p)[+loop0] `*q`")));
}

TEST(Values, ConditionOnIncrement) {
  Lines L = events("void u(int); void f(int &x) { int i = 0; do { u(i); } "
                   "while (++i < 3); x = 1; }",
                   "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr(" if value(i) < 3"))));
}

TEST(Values, ValueOfIncrement) {
  EXPECT_THAT(events("int g; void f(int *a) { int j = ++g; a[j] = 1; }", "f"),
              Not(Contains(HasSubstr("value(::g)"))));
}

TEST(Values, VoidPointersForgetTheStride) {
  EXPECT_THAT(
      events("void f(int *p) { long *q = (long *)(void *)p; q[1] = 5; }", "f"),
      Not(Contains("write (*param0)[+1] `q[1]`")));
}

TEST(Values, VectorElements) {
  EXPECT_THAT(events("typedef float V __attribute__((vector_size(16))); void "
                     "f(V &v) { v[1] = 2; }",
                     "f"),
              Not(Contains(StartsWith("write (*(*param0))"))));
}

/// The types of the writes of \p Function, but for those of pointers.
std::vector<std::string> writtenTypes(const TranslationUnitSummary &U,
                                      const std::string &Function) {
  std::vector<std::string> Out;
  for (const FunctionSummary &F : U.Functions)
    if (U.string(F.Name) == Function)
      for (const Block &B : F.Blocks)
        for (const Event &E : B.Events)
          if (const auto *A = std::get_if<Access>(&E);
              A && isWrite(A->Kind) && !U.string(A->Type).ends_with("*"))
            Out.push_back(U.string(A->Type));
  return Out;
}

TEST(Values, BehindVoidPointersMayBeAnything) {
  auto U = summarise(
      "struct S { double x; double *p; };"
      "void f(void *p) { *static_cast<double *>(p) = 1; }"
      "void g(void *p) { auto *d = (double *)p; d[1] = 1; ++d; *d = 2; }"
      "void h(void *p, int c) { double *d = nullptr; if (c) d = (double *)p;"
      "  auto *e = d + 1; *e = 1; }"
      "void i(void *p) { auto *s = (S *)p; s->x = 1; *s->p = 1; }"
      "void j(double *d) { *d = 1; void *p = d; (void)p; }");
  EXPECT_THAT(writtenTypes(U, "f"), ElementsAre(""));
  EXPECT_THAT(writtenTypes(U, "g"), ElementsAre("", ""));
  EXPECT_THAT(writtenTypes(U, "h"), ElementsAre(""));
  EXPECT_THAT(writtenTypes(U, "i"), ElementsAre("", "double"));
  EXPECT_THAT(writtenTypes(U, "j"), ElementsAre("double"));
}

TEST(Values, DefaultMemberInitialiserKeepsItsValue) {
  auto U = summarise(
      "int next(); struct S { int b = next(); S() {} }; void f() { S s; }");
  EXPECT_THAT(events(U, "S::S"), Contains("store (*this).b = result0"));
}

} // namespace
