//===- StabilityTest.cpp - Tests --------------------------------*- C++ -*-===//
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

TEST(Stability, PointerCopyIsStale) {
  Lines L = events(
      "void f(int *a, int *b) { int *p = a; int *q = p; p = b; *q = 1; }", "f");
  EXPECT_THAT(L, Not(Contains("write (*p) `*q`")));
}

TEST(Stability, ReferenceIsStale) {
  Lines L = events(
      "void f(int *a, int *b) { int *p = a; int &r = *p; p = b; r = 1; }", "f");
  EXPECT_THAT(L, Not(Contains("write (*p) `r`")));
}

TEST(Stability, AddressOfMemberIsStale) {
  Lines L = events("struct N { int n; }; void f(N *a, N *b) { N *p = a; int *q "
                   "= &p->n; p = b; *q = 1; }",
                   "f");
  EXPECT_THAT(L, Not(Contains("write (*p).n `*q`")));
}

TEST(Stability, DerefThatChanges) {
  EXPECT_THAT(
      events("void f(int *a, int *p) { a[*p] = 1; *p += 1; a[*p] = 2; }", "f"),
      Not(Contains(HasSubstr("[+value("))));
}

TEST(Stability, LocalThroughPointer) {
  EXPECT_THAT(events("void f(int *a, int i) { int k = 0; int *p = &k; a[i + "
                     "*p] = 1; ++*p; a[i + *p] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("value(k)"))));
}

TEST(Stability, WholeObjectAssigned) {
  EXPECT_THAT(events("struct P { int x; }; void f(int *a, int i) { P p{0}; a[i "
                     "+ p.x] = 1; p = P{1}; a[i + p.x] = 1; }",
                     "f"),
              Not(Contains(HasSubstr("value(p.x)"))));
}

TEST(Stability, LoopBoundThroughPointer) {
  EXPECT_THAT(events("void f(int *a, int *n) { for (int i = 0; i < *n; ++i) { "
                     "a[i] = 1; ++*n; } }",
                     "f"),
              Not(Contains(HasSubstr("value((*param1))"))));
}

} // namespace
