//===- UnitTest.cpp - Tests -------------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <map>

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::ElementsAre;

namespace {

TEST(Unit, LinkageAndKinds) {
  auto U =
      summarise("static void s() {} void v() { s(); auto l = [] {}; l(); }");
  for (const FunctionSummary &F : U.Functions) {
    EXPECT_EQ(F.InternalLinkage, U.string(F.Name) != "v") << U.string(F.Name);
    EXPECT_EQ(F.IsLambda, U.string(F.Name) == "lambda in v");
    EXPECT_TRUE(F.InUserCode);
  }
}

TEST(Unit, InlineFunctionsOfAFileThatNobodyIncludesAreItsOwn) {
  auto U = summarise("struct S { void here() {} void there(); "
                     "  virtual void seen() {} };"
                     "void S::there() {} inline void own() {} void any() {}"
                     "void use(S s) { s.here(); s.there(); s.seen(); own();"
                     "  any(); auto l = [] {}; }");
  std::map<std::string, bool> Internal;
  for (const FunctionSummary &F : U.Functions)
    Internal[U.string(F.Name)] = F.InternalLinkage;
  EXPECT_TRUE(Internal.at("S::here"));
  EXPECT_TRUE(Internal.at("own"));
  for (const char *Name : {"S::there", "S::seen", "any"})
    EXPECT_FALSE(Internal.at(Name)) << Name;
}

TEST(Unit, GlobalsAreOneWhereverTheyAreNamed) {
  auto U = summarise(
      "extern int g; void a() { g = 1; } int g; void b() { g = 2; }"
      "void c() { static int s; s = 1; } void d() { static int s; s = 2; }");
  EXPECT_EQ(std::count_if(U.Globals.begin(), U.Globals.end(),
                          [&](const GlobalVariable &G) {
                            return U.string(G.Name) == "g";
                          }),
            1);
  std::vector<StringId> Statics;
  for (const GlobalVariable &G : U.Globals)
    if (U.string(G.Name) == "s")
      Statics.push_back(G.Key);
  ASSERT_EQ(Statics.size(), 2u);
  EXPECT_NE(Statics[0], Statics[1]);
}

TEST(Unit, FactsOfGlobals) {
  auto U = summarise("thread_local int t; const int c = 1; struct M { mutable "
                     "int m; }; const M m{};"
                     "int use(int i) { t = i; return c + m.m + t; } const int "
                     "*p() { return &c; }");
  for (const GlobalVariable &G : U.Globals) {
    EXPECT_EQ(G.ThreadLocal, U.string(G.Name) == "t");
    EXPECT_EQ(G.Constant, U.string(G.Name) == "c") << U.string(G.Name);
  }
}

TEST(Unit, TypesThatMayAliasEverythingHaveNone) {
  auto U = summarise(
      "void f(char *c, unsigned char *u, int *i) { *c = 1; *u = 2; *i = 3; }");
  std::vector<bool> Typed;
  for (const Event &E : U.Functions[0].Blocks[1].Events)
    if (const auto *A = std::get_if<Access>(&E))
      Typed.push_back(A->Type != 0);
  EXPECT_THAT(Typed, ElementsAre(false, false, true));
}

} // namespace
