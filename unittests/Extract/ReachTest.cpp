//===- ReachTest.cpp - Tests ------------------------------------*- C++ -*-===//
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(Reach, CallersAndCalleesOfParallelCallsOnly) {
  Compiled With;
  With.Models = TinyModels;
  With.Flags = {"-include", "/tiny.h"};
  With.ForOtherUnits = false;
  auto U = summarise("void leaf() {} void task() { leaf(); } void start() "
                     "{ run(0, 3, [](int) { task(); }); }"
                     "void above() { start(); } void aside() {}",
                     With);
  for (const char *Name : {"leaf", "task", "start", "above", "lambda in start"})
    EXPECT_TRUE(has(U, Name)) << Name;
  EXPECT_FALSE(has(U, "aside"));
}

TEST(Reach, WhatOtherUnitsMayCall) {
  auto U = summarise(
      "void visible() {} static void hidden() {} inline void header() {}"
      "namespace { void inner() {} }");
  EXPECT_TRUE(has(U, "visible"));
  EXPECT_FALSE(has(U, "hidden"));
  EXPECT_FALSE(has(U, "header"));
  EXPECT_FALSE(has(U, "inner"));
}

TEST(Reach, InstantiationsAndNotTemplates) {
  auto U = tiny(
      "template <class T> void t(T *a) { run(0, 3, [a](int i) { a[i] = 1; }); }"
      "void f(int *a, char *b) { t(a); t(b); }");
  EXPECT_EQ(std::count_if(U.Functions.begin(), U.Functions.end(),
                          [&](const FunctionSummary &F) {
                            return U.string(F.Name) == "t" && F.IsInstantiation;
                          }),
            2);
}

TEST(Reach, OverridersOfWhatATaskMayCall) {
  Compiled With;
  With.Models = TinyModels;
  With.Flags = {"-include", "/tiny.h"};
  With.ForOtherUnits = false;
  auto U = summarise("struct A { virtual void v() {} }; struct B : A { int "
                     "n; void v() override { ++n; } };"
                     "void f(A &a) { run(0, 3, [&](int) { a.v(); }); }",
                     With);
  EXPECT_TRUE(has(U, "B::v"));
  for (const FunctionSummary &F : U.Functions)
    if (U.string(F.Name) == "B::v") {
      ASSERT_EQ(F.Overrides.size(), 1u);
      EXPECT_EQ(U.string(F.Overrides[0]), "c:@S@A@F@v#");
    }
}

TEST(Reach, LambdasAtNamespaceScope) {
  auto U = tiny("int g; static int s = [] { run(0, 3, [](int i) { g = i; }); "
                "return 1; }();");
  EXPECT_THAT(events(U, "lambda"), Contains("parallel run indices [0, 3)"));
}

TEST(Reach, MemberInitialisersAndDefaultArguments) {
  auto U =
      tiny("int g; struct S { int r = (run(0, 3, [](int i) { g = i; }), 0); };"
           "void d(int = (run(0, 4, [](int i) { g = i; }), 0)) {} void f() { S "
           "s; d(); }");
  EXPECT_THAT(events(U, "S::S"), Contains("parallel run indices [0, 3)"));
  EXPECT_THAT(events(U, "f"), Contains("parallel run indices [0, 4)"));
}

TEST(Reach, NothingIsSummarisedTwice) {
  auto U = tiny("void a(); void b() { a(); } void a() { b(); run(0, 3, [](int) "
                "{ b(); }); }");
  std::vector<StringId> Keys;
  for (const FunctionSummary &F : U.Functions)
    Keys.push_back(F.Key);
  std::sort(Keys.begin(), Keys.end());
  EXPECT_EQ(std::adjacent_find(Keys.begin(), Keys.end()), Keys.end());
}

TEST(Reach, ParallelCallsAtNamespaceScope) {
  auto U = tiny("int g; template <class F> int go(F f) { run(0, 3, f); return "
                "0; } int i = (run(0, 3, [](int) { g = 1; }), 0);");
  std::size_t N = 0;
  for (auto &F : U.Functions)
    N += F.Parallels.size();
  EXPECT_GE(N, 1u);
}

TEST(Reach, OverridersAreForOtherUnitsToo) {
  auto U = summarise("struct Base { virtual void v() {} };"
                     "struct Sub : Base { void v() override {} };"
                     "Base *make() { return new Sub; }");
  EXPECT_TRUE(has(U, "Sub::v"));
}

TEST(Reach, TheFirstDeclarationMayStandElsewhere) {
  auto U = summarise("# 1 \"other.h\" 1\nvoid f();\n# 2 \"input.cc\" 2\n"
                     "void f() {}");
  EXPECT_TRUE(has(U, "f"));
}

} // namespace
