//===- EventsTest.cpp - Tests -----------------------------------*- C++ -*-===//
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

namespace {

TEST(Events, LocalsThatNobodyElseReachesAreLeftOut) {
  Lines L = events("int f(int n) { int k = n; return k; }", "f");
  EXPECT_THAT(L, Not(Contains(HasSubstr("read"))));
  EXPECT_THAT(L, Not(Contains(HasSubstr("write"))));
}

TEST(Events, ALocalWhoseAddressIsTakenCounts) {
  EXPECT_THAT(
      events("void g(int *); void f() { int k = 0; g(&k); k = 2; }", "f"),
      AllOf(Contains("write k `k`"), Contains(HasSubstr("(&k) -> result0"))));
}

TEST(Events, ConstantsAreLeftOut) {
  Lines L =
      events("thread_local int t; const int c = 3; constexpr int a[] = {1};"
             "int g; void f(int i) { t = 1; g = c + a[i]; }",
             "f");
  EXPECT_THAT(L, Contains("write ::g `g`"));
  EXPECT_THAT(L, Contains("write ::t `t`")); // others may have its address
  EXPECT_THAT(L, Not(Contains(HasSubstr("read"))));
}

TEST(Events, VolatileReadsCount) {
  EXPECT_THAT(events("void f(volatile int &v) { v; v = 1; }", "f"),
              InOrder(Lines{"read (*param0) `v`", "write (*param0) `v`"}));
}

TEST(Events, SourcesOfAWriteGoThroughVariables) {
  EXPECT_THAT(
      events("void f(int *a, int *b) { int k = b[1]; a[0] = k + 1; }", "f"),
      Contains("write (*param0) `a[0]` from (*param1)[+1]"));
}

} // namespace
