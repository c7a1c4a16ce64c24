//===- InitialisersTest.cpp - Tests -----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

namespace {

Lines given(const std::string &Code) {
  Lines Out;
  for (const std::string &L : events(Code, "initialisers"))
    if (L.starts_with("return"))
      Out.push_back(L);
  return Out;
}

TEST(Initialisers, FunctionsAndVariablesThatTheyName) {
  EXPECT_THAT(given("int x; void f(); struct Ops { void (*go)(); int *at; };"
                    "Ops ops = {f, &x};"),
              UnorderedElementsAre(HasSubstr("f"), HasSubstr("x")));
  EXPECT_THAT(given("struct R { R(int); }; R r(7);"),
              UnorderedElementsAre(HasSubstr("R")));
  EXPECT_THAT(given("struct S { int n; }; extern S s; int *p = &s.n;"),
              UnorderedElementsAre(HasSubstr("s"), HasSubstr("unknown()")));
  EXPECT_THAT(given("int x; struct S { static int &r; }; int &S::r = x;"),
              UnorderedElementsAre(HasSubstr("x")));
}

TEST(Initialisers, WhatTheyReadIsNotGivenAway) {
  EXPECT_FALSE(has(summarise("int x; int y = x + 1;"), "initialisers"));
  EXPECT_FALSE(has(summarise("void f() { static int x; static int *p = &x; }"),
                   "initialisers"));
}

TEST(Initialisers, AClosureUnderItsNameAndUnderAnother) {
  EXPECT_FALSE(has(summarise("auto f = [](int) {};"), "initialisers"));
  EXPECT_THAT(given("auto f = [](int) {}; void (*g)(int) = f;").size(), 3u);
  EXPECT_THAT(given("void (*g)(int) = [](int) {};").size(), 2u);
}

TEST(Initialisers, WhatTheyNameMayBeCalledByOtherUnits) {
  EXPECT_TRUE(has(summarise("static void hidden() {} void (*p)() = hidden;"),
                  "hidden"));
}

} // namespace
