//===- PlacesTest.cpp - Tests -----------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <algorithm>

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Places, PlacesOfArraysAndPointers) {
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

TEST(Places, BaseClassesShareTheObject) {
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

TEST(Places, MembersOfAUnionOverlap) {
  EXPECT_THAT(
      events("union U { int i; float f; }; struct S { U u; };"
             "void g(S &s) { s.u.i = 1; s.u.f = 2; }",
             "g"),
      InOrder(Lines{"write (*param0).u `s.u.i`", "write (*param0).u `s.u.f`"}));
}

TEST(Places, ReferenceMembersLeadOn) {
  auto U = summarise("struct S { int &r; void f() { r = 1; } };"
                     "void g(int &x) { S s{x}; s.f(); }");
  EXPECT_THAT(events(U, "S::f"), Contains("write (*(*this).r) `r`"));
  EXPECT_THAT(events(U, "g"), Contains("store s.r = param0"));
}

TEST(Places, StructuredBindingsAreTheirMembers) {
  Lines L =
      events("struct P { int a, b; }; void f(P &p, int (&v)[2]) {"
             "  auto &[x, y] = p; x = 1; y = 2; auto &[s, t] = v; t = 3; }",
             "f");
  EXPECT_THAT(L, InOrder(Lines{"write (*param0).a `x`", "write (*param0).b `y`",
                               "write (*param1)[1] `t`"}));
}

TEST(Places, ReinterpretationIsUnknown) {
  Lines L = events("void f(int *p) { *reinterpret_cast<float *>(p) = 1;"
                   "  reinterpret_cast<char *>(p)[3] = 2; *(int *)17ul = 3; }",
                   "f");
  EXPECT_EQ(std::count_if(L.begin(), L.end(),
                          [](const std::string &Line) {
                            return Line.rfind("write unknown(", 0) == 0;
                          }),
            2);
  // A number that is a pointer leads wherever Solve finds that it does:
  // nowhere.
  EXPECT_THAT(L, Contains(::testing::EndsWith("= 17")));
}

TEST(Places, DataMemberPointersOfObjectsCoverTheObject) {
  EXPECT_THAT(
      events("struct S { int n; }; void f(S &s, int S::*m) { s.*m = 1; }", "f"),
      Contains("write (*param0) `s.*m`"));
}

TEST(Places, StructsInUnions) {
  Lines L = events("union U { struct { int x, y; } s; int v[2]; }; void f(U "
                   "&u) { u.s.y = 1; u.v[1] = 2; }",
                   "f");
  // Which part that is, nobody looks at.
  EXPECT_THAT(L, Contains(AllOf(StartsWith("write (*param0)[opaque("),
                                EndsWith("] `u.s.y`"))));
  EXPECT_THAT(L, Contains(AllOf(StartsWith("write (*param0)[opaque("),
                                EndsWith("] `u.v[1]`"))));
  L = events("union U { int x; float y; }; void f(U &u) { u.y = 1; }", "f");
  EXPECT_THAT(L, Contains("write (*param0) `u.y`"));
}

TEST(Places, ReinterpretedReferenceOfAnotherSize) {
  EXPECT_THAT(
      events("void f(int *p) { reinterpret_cast<long &>(p[0]) = 5; }", "f"),
      Not(Contains(StartsWith("write (*param0) "))));
}

/// Is what `f` calls looked up in a table of functions?
bool tells(const std::string &Table, const std::string &Called,
           const std::string &More = "") {
  const Lines L =
      events("struct op { const char *name; void (*run)(); };"
             "void a(); void b(); " +
                 Table + " void f(int i) { " + Called + "(); }" + More,
             "f");
  return std::any_of(L.begin(), L.end(), [](const std::string &Line) {
    return Line.starts_with("store ::t");
  });
}

TEST(Places, ConstantTablesHoldTheirFunctions) {
  Lines L = events("void a(); void b(); static void (*const t[])() = {a, b};"
                   "void f(int i) { t[i](); }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("store ::t[0] = ")));
  EXPECT_THAT(L, Contains(HasSubstr("store ::t[1] = ")));
  const std::string Const =
      "static const op t[] = {{\"a\", a}, {\"b\", b}, {}};";
  EXPECT_TRUE(tells(Const, "t[i].run"));
  EXPECT_TRUE(tells("static const op t = {\"a\", a};", "t.run"));
}

TEST(Places, TablesThatAreOnlyReadHoldTheirFunctions) {
  const std::string Plain = "static void (*t[])() = {a, b};";
  const std::string Ops = "static op t[] = {{\"a\", a}, {\"b\", b}, {}};";
  const std::string One = "static void (*t)() = a;";
  EXPECT_TRUE(tells(Plain, "t[i]"));
  EXPECT_TRUE(tells(Ops, "t[i].run"));
  EXPECT_TRUE(tells(One, "t"));
  EXPECT_TRUE(tells(Ops, "t[i].run", "const char *g() { return t[0].name; }"));
  // Others change them, or may.
  EXPECT_FALSE(tells(Plain, "t[i]", "void g() { t[0] = b; }"));
  EXPECT_FALSE(tells(One, "t", "void g() { t = b; }"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "void g() { t[0].run = b; }"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "void g() { t[0] = t[1]; }"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "op *g() { return &t[1]; }"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "op *g() { return t; }"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "op &g = t[1];"));
  EXPECT_FALSE(tells(Ops, "t[i].run", "void g() { for (op &o : t) o = {}; }"));
  EXPECT_FALSE(tells("void (*t[])() = {a, b};", "t[i]"));
}

TEST(Places, TablesWithUnknownPartsTellNothing) {
  EXPECT_FALSE(tells("extern void (*x)(); static void (*const t[])() = {a, x};",
                     "t[i]"));
}

} // namespace
