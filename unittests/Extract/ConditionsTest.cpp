//===- ConditionsTest.cpp - Tests -------------------------------*- C++ -*-===//
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

TEST(Conditions, BranchesTestIntegers) {
  Lines L =
      events("void f(int i, int n, int &x) {"
             "  if (i < n) x = 1; if (i >= n) x = 2; if (!(i == 3)) x = 3;"
             "  if (i) x = 4; if (!i) x = 5; }",
             "f");
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param0) < value(param1)")));
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param1) <= value(param0)")));
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param0) != 3")));
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param0) != 0")));
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param0) == 0")));
}

TEST(Conditions, ALogicalOperatorIsTwoBranches) {
  Lines L = events(
      "void f(int i, int n, int &x) { if (i < n && n != 4) x = 1; }", "f");
  EXPECT_THAT(L, Contains(HasSubstr(" if value(param0) < value(param1)")));
}

TEST(Conditions, ConditionsOnWhatChangesSayNothing) {
  Lines L =
      events("void f(int i, int &x) { while (i < 3) { ++i; x = i; } }", "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("value(param0)"))));
  EXPECT_THAT(L,
              Contains(HasSubstr(" if opaque(the changing value of `i`) < 3")));
}

TEST(Conditions, TryLockHoldsOnOneEdge) {
  Lines L = tinyEvents(
      "void f(Mutex &m, int &x) { if (m.try_lock()) { x = 1; m.unlock(); }"
      "  if (!m.try_lock()) return; x = 2; m.unlock(); }",
      "f");
  EXPECT_THAT(L, Contains(HasSubstr(" if event 0 succeeded")));
  EXPECT_THAT(L, Contains(HasSubstr(" if not event 0 succeeded")));
}

TEST(Conditions, TryLockInALogicalOperator) {
  Lines L = tinyEvents("bool c(); void f(Mutex &m, int &x) {"
                       "  if (c() && m.try_lock()) { x = 1; m.unlock(); } }",
                       "f");
  EXPECT_THAT(L, Contains("try-acquire (*param0) kept"));
}

TEST(Conditions, WhatATryReturnsInAVariable) {
  for (const char *Code :
       {"void f(Mutex &m, int &x) { bool got = m.try_lock(); if (got) x = 1; }",
        "void f(Mutex &m, int &x) { bool got; got = m.try_lock(); "
        "if (got != false) x = 1; }",
        "void f(Mutex &m, int &x) { bool got; "
        "if ((got = m.try_lock())) x = 1; }"})
    EXPECT_THAT(tinyEvents(Code, "f"), Contains(HasSubstr("succeeded")))
        << Code;
  EXPECT_THAT(tinyEvents("void f(Mutex &m, int &x) { bool got = m.try_lock(); "
                         "got = true; if (got) x = 1; }",
                         "f"),
              Not(Contains(HasSubstr("succeeded"))));
}

TEST(Conditions, RangeForComparison) {
  Lines L = events("struct I { bool operator!=(I) const; I &operator++(); int "
                   "&operator*() const; }; struct R { I begin(); I end(); }; "
                   "void f(R &r) { for (int &x : r) x = 1; }",
                   "f");
  std::string Cmp;
  for (auto &S : L)
    if (S.find("operator!=") != S.npos)
      Cmp = S;
  EXPECT_TRUE(isReachable(L, Cmp));
}

TEST(Conditions, LogicalOperatorKeepsItsSecondTest) {
  EXPECT_THAT(
      events("void f(int i, int n, int &x) { if (i < n && n != 4) x = 1; }",
             "f"),
      Contains(HasSubstr(" if value(param1) != 4")));
}

TEST(Conditions, ASwitchIsAChainOfComparisons) {
  Lines L = events("void f(int i, int &x) { switch (i) { case 3: x = 1; break;"
                   " case 4 ... 6: x = 2; break; case -7: x = 3; } }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("if value(param0) == 3")));
  EXPECT_THAT(L, Contains(HasSubstr("if value(param0) == -7")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("== 4"))));
}

} // namespace
