//===- AccessesTest.cpp - Tests ---------------------------------*- C++ -*-===//
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
using ::testing::StartsWith;

namespace {

TEST(Accesses, ReadsAndWritesThroughReferences) {
  EXPECT_THAT(events("void f(int &x, int &y) { x = y; }", "f"),
              InOrder(Lines{"read (*param1) `y`",
                            "write (*param0) `x` from (*param1)"}));
}

TEST(Accesses, CompoundAssignmentAndIncrementsWrite) {
  Lines L =
      events("void f(int &a, int &b) { a += b; a++; --b; b <<= 1; }", "f");
  EXPECT_THAT(
      L, InOrder(Lines{"read (*param1) `b`", "write (*param0) `a`",
                       "write (*param0) `a` step 1",
                       "write (*param1) `b` step -1", "write (*param1) `b`"}));
}

TEST(Accesses, GlobalsStaticMembersAndMutableMembers) {
  auto U = summarise("static int fs; extern int ei;"
                     "struct S { static int s; mutable int m;"
                     "  void f() const { s = 1; m = 2; fs = 3; ei = 4; } };"
                     "void g(const S &x) { x.f(); }");
  EXPECT_THAT(events(U, "S::f"),
              InOrder(Lines{"write ::S::s `s`", "write (*this).m `m`",
                            "write ::fs `fs`", "write ::ei `ei`"}));
}

TEST(Accesses, StaticsOfFunctionsAreInitialisedUnderTheirFlag) {
  Lines L = events(
      "int start(); int f() { static int id = start(); return id; }", "f");
  EXPECT_THAT(
      L,
      InOrder(Lines{"acquire ::initialisation of id", "write ::id `id`",
                    "release ::initialisation of id",
                    "acquire ::initialisation of id after", "read ::id `id`"}));
}

TEST(Accesses, ConstantInitialisationNeedsNoFlag) {
  Lines L = events("int f() { static int n = 3; return ++n; }", "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("acquire"))));
  EXPECT_THAT(L, Contains("write ::n `n` step 1"));
}

TEST(Accesses, CapturesOfEveryKind) {
  auto U = tiny("void f(int *p, int n, int &r) {"
                "  auto l = [p, &n, &r, k = n, &z = *p] {"
                "    p[0] = n; r = k; z = 1; }; l(); }");
  Lines Made = events(U, "f");
  EXPECT_THAT(Made, Contains("store l.p = param0"));
  EXPECT_THAT(Made, Contains("store l.r = param2"));
  EXPECT_THAT(Made, Contains("store l.z = param0"));
  EXPECT_THAT(Made, Contains(AllOf(StartsWith("store l.n = &"))));
  EXPECT_THAT(Made, Contains(StartsWith("store l.k = ")));
  EXPECT_THAT(events(U, "lambda in f"),
              InOrder(Lines{"read (*(*this).n) `n`", "read (*this).p `p`",
                            "read (*this).k `k`", "write (*(*this).z) `z`"}));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains(HasSubstr("write (*(*this).r) `r`")));
}

TEST(Accesses, CapturesOfTheObject) {
  auto U = tiny("struct M { int k; void all() {"
                "  run(0, 3, [this](int i) { k = i; });"
                "  run(0, 3, [*this](int i) mutable { k = i + 1; }); } };"
                "void g(M &m) { m.all(); }");
  Lines L = withoutNumbers(events(U, "M::all"));
  EXPECT_THAT(L, Contains("store tmp.this = this"));
  EXPECT_THAT(L, Contains("store tmp.this = (*this)"));
  Lines In = events(U, "lambda in M::all");
  EXPECT_THAT(In, Contains("write (*(*this).this).k `k`"));
  EXPECT_THAT(In, Contains("write (*this).this.k `k`"));
}

TEST(Accesses, NestedLambdasPassTheirCapturesOn) {
  auto U =
      tiny("void f(int &x) { auto a = [&] { auto b = [&] { x = 1; }; b(); };"
           "  a(); }");
  Lines L = events(U, "lambda in f");
  EXPECT_THAT(L, Contains("store b.x = (*this).x"));
  EXPECT_THAT(L, Contains("write (*(*this).x) `x`"));
}

TEST(Accesses, AggregatesAreFilledFieldByField) {
  Lines L =
      events("struct S { int a; int *p; int v[2]; };"
             "void f(int *q) { S s{.a = 1, .p = q, .v = {2, 3}}; *s.p = 1; }",
             "f");
  EXPECT_THAT(L, Contains("store s.a = 1"));
  EXPECT_THAT(L, Contains("store s.p = param0"));
  EXPECT_THAT(L, Contains("write (*s.p) `*s.p`"));
}

TEST(Accesses, WhatIsNotUnderstoodIsSaid) {
  EXPECT_THAT(events("void f(int &x) { asm(\"\" : \"+r\"(x)); }", "f"),
              Contains("opaque inline assembly"));
  EXPECT_THAT(
      events("struct S { int a; }; void f(int &x) { S y = ({ S s{x}; s; }); }",
             "f"),
      Contains(StartsWith("opaque `({")));
}

TEST(Accesses, StatementExpressionsAreWhatTheirLastStatementIs) {
  const Lines L = events(
      "void f(int &x, int *v) { v[({ ++x; int k = 3; k; })] = 1; }", "f");
  EXPECT_THAT(L, Contains("write (*param0) `x` step 1"));
  EXPECT_THAT(L, Contains(StartsWith("write (*param1)[+3]")));
  EXPECT_THAT(L, Not(Contains(StartsWith("opaque"))));
}

TEST(Accesses, BitFieldsOfOneWordAreOnePlace) {
  Lines L =
      events("struct B { unsigned a : 3, b : 5; int : 0; unsigned c : 2;"
             "  int d; unsigned e : 1; };"
             "void f(B &x) { x.a = 1; x.b = 1; x.c = 1; x.d = 1; x.e = 1; }",
             "f");
  EXPECT_THAT(
      L, InOrder(Lines{"write (*param0).a `x.a`", "write (*param0).a `x.b`",
                       "write (*param0).c `x.c`", "write (*param0).d `x.d`",
                       "write (*param0).e `x.e`"}));
}

TEST(Accesses, BuiltinAtomics) {
  EXPECT_THAT(events("int f(int *p) { __atomic_fetch_add(p, 1, 5);"
                     "  return __atomic_load_n(p, 5); }",
                     "f"),
              InOrder(Lines{"atomic-write signal (*param0) `p` step 1",
                            "atomic-read (*param0) `p`"}));
}

TEST(Accesses, DeleteWritesTheObject) {
  EXPECT_THAT(events("void f(int *p) { delete p; }", "f"),
              Contains("write released (*param0) `p`"));
}

TEST(Accesses, PointerToMemberThroughPointer) {
  EXPECT_THAT(
      events("struct S { int n; }; void f(S *p, int S::*m) { p->*m = 1; }",
             "f"),
      Contains(StartsWith("write (*param0)")));
}

TEST(Accesses, OverflowBuiltin) {
  EXPECT_THAT(
      events("void f(int *p) { __builtin_add_overflow(1, 2, p); }", "f"),
      Contains(HasSubstr("(*param0)")));
}

TEST(Accesses, AtomicBuiltinsOutParameters) {
  EXPECT_THAT(events("void f(int *p, int *e, int *d) { "
                     "__atomic_compare_exchange(p, e, d, false, 5, 5); }",
                     "f"),
              AllOf(Contains(StartsWith("write (*param1)")),
                    Contains(StartsWith("read (*param2)"))));
  EXPECT_THAT(events("void f(int *p, int *d) { __atomic_load(p, d, 5); }", "f"),
              Contains(StartsWith("write (*param1)")));
}

TEST(Accesses, AVariableBeginsBeforeItsParts) {
  const Lines L = events("struct A { int *p; int n; };"
                         "void g(A *); void f(int *q) {"
                         "  A a{q, 3}; A b = {.n = 4}; g(&a); g(&b); }",
                         "f");
  EXPECT_THAT(L, InOrder(Lines{"write a `a`", "store a.n = 3", "write b `b`",
                               "store b.n = 4"}));
}

TEST(Accesses, ALiteralIsWhatItsListMakes) {
  const Lines L =
      withoutNumbers(events("struct A { int n; }; void g(A *);"
                            "void f(A &a) { a = (A){3}; A b = (A){4}; g(&b); }",
                            "f"));
  EXPECT_THAT(L, InOrder(Lines{"store tmp.n = 3", "store (*param0) = tmp"}));
  EXPECT_THAT(L, Contains("store b.n = 4"));
}

} // namespace

TEST(Accesses, ResultsSayWhatTheyTest) {
  EXPECT_THAT(events("bool f(int &x, bool &b) { return x == 0 && !b; }", "f"),
              Contains(::testing::EndsWith(" if value((*param0)) == 0 and if "
                                           "value((*param1)) == 0")));
  EXPECT_THAT(events("bool f(int &x, bool &b) { return !(x < 2 && b); }", "f"),
              Contains(::testing::EndsWith(" if 2 <= value((*param0)) or if "
                                           "value((*param1)) == 0")));
}
