//===- OpenMPDataTest.cpp - Tests of OpenMPData.cpp ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

Lines codeOf(const std::string &Clauses, const std::string &Body) {
  return events("int x; int a[100]; void f(int n) {\n"
                "#pragma omp parallel for " +
                    Clauses + "\nfor (int i = 0; i < 100; ++i) {" + Body +
                    "} }",
                "lambda in f", OpenMP);
}

TEST(OpenMPData, SharedAndPrivate) {
  EXPECT_THAT(codeOf("", "x = i;"), Contains("write ::x `x`"));
  EXPECT_THAT(codeOf("private(x)", "x = i;"), Contains("write x `x`"));
  EXPECT_THAT(codeOf("", "a[i] = n;"), Contains("read (*(*this).n) `n`"));
}

TEST(OpenMPData, FirstPrivateIsACopy) {
  EXPECT_THAT(codeOf("firstprivate(n)", "a[i] = n;"),
              Contains("read (*this).n `n`"));
  // From one round to the next nobody knows the value.
  EXPECT_THAT(codeOf("firstprivate(n)", "a[n++] = i;"),
              Not(Contains(HasSubstr("(*this).n"))));
}

TEST(OpenMPData, WhatIsGivenBack) {
  EXPECT_THAT(
      codeOf("reduction(+ : x)", "x = i;"),
      InOrder(Lines{"write x `x`", "acquire (*(*this).turns).__omp_lock",
                    "write ::x `x`", "release (*(*this).turns).__omp_lock"}));
  EXPECT_THAT(
      codeOf("lastprivate(x)", "x = i;"),
      InOrder(Lines{"write x `x`", "acquire (*(*this).turns).__omp_lock",
                    "write ::x `x` from x",
                    "release (*(*this).turns).__omp_lock"}));
}

TEST(OpenMPData, ValuesBetweenTheParts) {
  const TranslationUnitSummary U = summarise(
      "int a[100]; void f() {\n#pragma omp parallel\n{ int k = 0;"
      " const int c = 3;\n#pragma omp for\n for (int i = 0; i < 9; ++i) k += i;"
      "\n a[k] = c; } }",
      OpenMP);
  const Lines L = events(U, "lambda in f");
  EXPECT_THAT(L, Not(Contains("write ::a[0] `a[k]`")));
}

TEST(OpenMPData, AValueThatLastsForTheConstruct) {
  const Lines L =
      events("int a[100]; void f(int c) { int n = 5; if (c) n = c;\n"
             "#pragma omp parallel for\n"
             "for (int i = 0; i < n; ++i) a[i] = n; }",
             "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("indices [0, value(n))")));
}

} // namespace
