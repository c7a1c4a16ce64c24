//===- NamesTest.cpp - Tests ------------------------------------*- C++ -*-===//
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
using ::testing::Contains;
using ::testing::ElementsAre;

namespace {

TEST(Names, KeysTellFunctionsApart) {
  auto U = summarise("void f(int) {} void f(long) {} namespace { void g() {} } "
                     "struct S { void m() {} void m() const {} };"
                     "template <class T> void t() {} void u(S &s, const S &c) "
                     "{ g(); s.m(); c.m(); t<int>(); t<long>(); "
                     "  auto a = [] {}; auto b = [] {}; a(); b(); }");
  std::vector<std::string> Keys;
  for (const FunctionSummary &F : U.Functions)
    Keys.push_back(U.string(F.Key));
  std::sort(Keys.begin(), Keys.end());
  EXPECT_EQ(std::adjacent_find(Keys.begin(), Keys.end()), Keys.end());
  EXPECT_GE(Keys.size(), 10u);
}

TEST(Names, LambdasOfTwoInstantiationsAreTwo) {
  auto U = summarise(
      "template <class T> void t(T &x) { auto l = [&] { x = 1; }; l(); }"
      "void f(int &a, long &b) { t(a); t(b); }");
  EXPECT_EQ(std::count_if(U.Functions.begin(), U.Functions.end(),
                          [&](const FunctionSummary &F) {
                            return F.IsLambda &&
                                   U.string(F.Name) == "lambda in t";
                          }),
            2);
}

TEST(Names, PositionsAndFiles) {
  auto U = summarise("void f(int &x) {\n  x = 1;\n}\n");
  ASSERT_EQ(U.Functions.size(), 1u);
  EXPECT_EQ(U.Functions[0].Pos.Line, 1u);
  EXPECT_EQ(U.Functions[0].Pos.Column, 6u);
  EXPECT_EQ(U.Files[U.Functions[0].Pos.File].Name, "input.cc");
  EXPECT_THAT(U.MainFile, ::testing::EndsWith("input.cc"));
}

TEST(Names, SpellingsAreOneLineAndShort) {
  Lines L = events("void f(int *a) {\n  a[1 +\n      2] = 3; }", "f");
  EXPECT_THAT(L, Contains("write (*param0)[+3] `a[1 + 2]`"));
}

TEST(Names, LinesAreThoseOfSourceLocation) {
  auto U = tiny("#line 40 \"gen.y\"\nvoid f() { run(0, 3, [](int) {}); }");
  for (auto &F : U.Functions)
    for (auto &P : F.Parallels)
      EXPECT_EQ(P.Pos.Line, 40u);
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

TEST(Names, MembersAreKnownByTheirClass) {
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

} // namespace
