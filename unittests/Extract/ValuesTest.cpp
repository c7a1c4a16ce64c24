//===- ValuesTest.cpp - Tests -----------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <set>

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Values, PlacesOfArraysAndPointers) {
  Lines L = events("void f(int (&m)[3][4], int *p, int **q, int i, int j) {"
                   "  m[i][j] = 1; int *row = m[i]; row[j] = 2; p[-1] = 3;"
                   "  *(p + i) = 4; 2 [p] = 5; **q = 6; q[1][2] = 7; }",
                   "f");
  EXPECT_THAT(L, InOrder(Lines{
                     "write (*param0)[value(param3)][value(param4)] `m[i][j]`",
                     "write (*param0)[value(param3)][value(param4)] `row[j]`",
                     "write (*param1)[+-1] `p[-1]`",
                     "write (*param1)[+value(param3)] `*(p + i)`",
                     "write (*param1)[+2] `2 [p]`", "write (*(*param2)) `**q`",
                     "write (*(*param2)[+1])[+2] `q[1][2]`"}));
}

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
  EXPECT_THAT(L, Not(Contains(HasSubstr("[+value("))));
}

TEST(Values, NarrowingWraps) {
  Lines L = events("void f(int *a, unsigned i) { unsigned char c = i; a[c] = 1;"
                   "  short s = i; a[s] = 2; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0)[+(value(param1) % 256)] `a[c]`"));
  EXPECT_THAT(
      L, Contains("write (*param0)[+opaque(the wrapped value of `i`)] `a[s]`"));
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

TEST(Values, BaseClassesShareTheObject) {
  Lines L = events(
      "struct A { int a; virtual ~A(); }; struct B { int b; virtual ~B(); };"
      "struct C : A, B { int c; };"
      "void f(C &c) { c.a = 1; B &b = c; b.b = 2; A *a = &c;"
      "  static_cast<C *>(a)->c = 3; dynamic_cast<C &>(b).c = 4; }",
      "f");
  EXPECT_THAT(
      L, InOrder(Lines{"write (*param0).a `c.a`", "write (*param0).b `b.b`",
                       "write (*param0).c `static_cast<C *>(a)->c`",
                       "write (*param0).c `dynamic_cast<C &>(b).c`"}));
}

TEST(Values, MembersOfAUnionOverlap) {
  EXPECT_THAT(
      events("union U { int i; float f; }; struct S { U u; };"
             "void g(S &s) { s.u.i = 1; s.u.f = 2; }",
             "g"),
      InOrder(Lines{"write (*param0).u `s.u.i`", "write (*param0).u `s.u.f`"}));
}

TEST(Values, ReferenceMembersLeadOn) {
  auto U = summarise("struct S { int &r; void f() { r = 1; } };"
                     "void g(int &x) { S s{x}; s.f(); }");
  EXPECT_THAT(events(U, "S::f"), Contains("write (*(*this).r) `r`"));
  EXPECT_THAT(events(U, "g"), Contains("store s.r = param0"));
}

TEST(Values, StructuredBindingsAreTheirMembers) {
  Lines L =
      events("struct P { int a, b; }; void f(P &p, int (&v)[2]) {"
             "  auto &[x, y] = p; x = 1; y = 2; auto &[s, t] = v; t = 3; }",
             "f");
  EXPECT_THAT(L, InOrder(Lines{"write (*param0).a `x`", "write (*param0).b `y`",
                               "write (*param1)[1] `t`"}));
}

TEST(Values, ReinterpretationIsUnknown) {
  Lines L = events("void f(int *p) { *reinterpret_cast<float *>(p) = 1;"
                   "  reinterpret_cast<char *>(p)[3] = 2; *(int *)17ul = 3; }",
                   "f");
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.rfind("write unknown(", 0) == 0;
                          }),
            3);
}

TEST(Values, DataMemberPointersOfObjectsCoverTheObject) {
  EXPECT_THAT(
      events("struct S { int n; }; void f(S &s, int S::*m) { s.*m = 1; }", "f"),
      Contains("write (*param0) `s.*m`"));
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

TEST(Values, PointerCopyIsStale) {
  Lines L = events(
      "void f(int *a, int *b) { int *p = a; int *q = p; p = b; *q = 1; }", "f");
  EXPECT_THAT(L, Not(Contains("write (*p) `*q`")));
}

TEST(Values, ReferenceIsStale) {
  Lines L = events(
      "void f(int *a, int *b) { int *p = a; int &r = *p; p = b; r = 1; }", "f");
  EXPECT_THAT(L, Not(Contains("write (*p) `r`")));
}

TEST(Values, ListWalk) {
  Lines L = events("struct N { N *next; int n; }; void f(N *h) { N *old = h; h "
                   "= h->next; old->n = 1; }",
                   "f");
  EXPECT_THAT(L, Not(Contains("write (*h).n `old->n`")));
}

TEST(Values, AddressOfMemberIsStale) {
  Lines L = events("struct N { int n; }; void f(N *a, N *b) { N *p = a; int *q "
                   "= &p->n; p = b; *q = 1; }",
                   "f");
  EXPECT_THAT(L, Not(Contains("write (*p).n `*q`")));
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

TEST(Values, DerefThatChanges) {
  EXPECT_THAT(
      events("void f(int *a, int *p) { a[*p] = 1; *p += 1; a[*p] = 2; }", "f"),
      Not(Contains(HasSubstr("[+value("))));
}

TEST(Values, LocalThroughPointer) {
  EXPECT_THAT(events("void f(int *a, int i) { int k = 0; int *p = &k; a[i + "
                     "*p] = 1; ++*p; a[i + *p] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("value(k)"))));
}

TEST(Values, WholeObjectAssigned) {
  EXPECT_THAT(events("struct P { int x; }; void f(int *a, int i) { P p{0}; a[i "
                     "+ p.x] = 1; p = P{1}; a[i + p.x] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("value(p.x)"))));
}

TEST(Values, LoopBoundThroughPointer) {
  EXPECT_THAT(events("void f(int *a, int *n) { for (int i = 0; i < *n; ++i) { "
                     "a[i] = 1; ++*n; } }",
                     "f"),
              Not(Contains(HasSubstr("value((*param1))"))));
}

TEST(Values, StructsInUnions) {
  Lines L = events("union U { struct { int x, y; } s; int v[2]; }; void f(U "
                   "&u) { u.s.y = 1; u.v[1] = 2; }",
                   "f");
  EXPECT_THAT(L, Contains("write (*param0) `u.s.y`"));
  EXPECT_THAT(L, Contains("write (*param0) `u.v[1]`"));
}

TEST(Values, VoidPointersForgetTheStride) {
  EXPECT_THAT(
      events("void f(int *p) { long *q = (long *)(void *)p; q[1] = 5; }", "f"),
      Not(Contains("write (*param0)[+1] `q[1]`")));
}

TEST(Values, ReinterpretedReferenceOfAnotherSize) {
  EXPECT_THAT(
      events("void f(int *p) { reinterpret_cast<long &>(p[0]) = 5; }", "f"),
      Not(Contains(StartsWith("write (*param0) "))));
}

TEST(Values, VectorElements) {
  EXPECT_THAT(events("typedef float V __attribute__((vector_size(16))); void "
                     "f(V &v) { v[1] = 2; }",
                     "f"),
              Not(Contains(StartsWith("write (*(*param0))"))));
}

/// The names of all fields in the places of \p Function.
std::set<std::string> fields(const TranslationUnitSummary &U,
                             const std::string &Function) {
  std::set<std::string> Out;
  for (const FunctionSummary &F : U.Functions)
    if (U.string(F.Name) == Function)
      for (const PlaceNode &N : F.T.Places)
        if (N.Kind == PlaceKind::Field)
          Out.insert(U.string(N.Arg));
  return Out;
}

TEST(Values, MembersAreKnownByTheirClass) {
  auto U = summarise("struct A { int x; }; struct B { int x; };"
                     "template <class T> struct C { T x; };"
                     "struct D : A, B, C<int>, C<long> { int x; };"
                     "void f(D &d) { d.x = d.A::x + d.B::x;"
                     "  d.C<int>::x = 1; d.C<long>::x = 1; }"
                     "void g(B &b) { b.x = 1; }"
                     "void h(D &d) { static_cast<B &>(d).x = 1; }");
  EXPECT_THAT(fields(U, "f"),
              ElementsAre("A::x", "B::x", "C<int>::x", "C<long>::x", "D::x"));
  EXPECT_THAT(fields(U, "g"), ElementsAre("B::x"));
  EXPECT_THAT(fields(U, "h"), ElementsAre("B::x"));
  // Nobody else's classes, nor what has no name.
  EXPECT_THAT(fields(summarise("void f(int i) { auto g = [&i] { i = 1; };"
                               "  struct { int y; } s{i}; g(); s.y = 2; }"),
                     "f"),
              ElementsAre("i", "y"));
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
