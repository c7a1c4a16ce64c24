//===- OpenMPReductionsTest.cpp - Tests of OpenMPReductions.cpp
//---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

Lines codeOf(const std::string &Declared, const std::string &Clause,
             const std::string &Body) {
  return events(Declared +
                    "\nvoid f(int *p, int n) {\n"
                    "#pragma omp parallel for reduction(" +
                    Clause + ")\nfor (int i = 0; i < 100; ++i) {" + Body +
                    "} }",
                "lambda in f", OpenMP);
}

TEST(OpenMPReductions, AnArrayOfItsOwn) {
  const Lines L = codeOf("int h[4];", "+ : h", "h[i % 4] += i;");
  EXPECT_THAT(L, Not(Contains(HasSubstr("write ::h["))));
  EXPECT_THAT(
      L, InOrder(Lines{"acquire (*(*this).turns).__omp_lock", "write ::h `h`",
                       "release (*(*this).turns).__omp_lock"}));
}

TEST(OpenMPReductions, APartThatAPointerLeadsTo) {
  const Lines L = codeOf("", "+ : p[0 : n]", "p[i % n] += i;");
  EXPECT_THAT(L, Contains(StartsWith("write elements[")));
  EXPECT_THAT(L, InOrder(Lines{"acquire (*(*this).turns).__omp_lock",
                               "write (*(*(*this).p))[+loop1] `p`",
                               "release (*(*this).turns).__omp_lock"}));
}

TEST(OpenMPReductions, WhatACombinerDoesBesides) {
  const Lines L =
      codeOf("int calls; struct S { int v; }; S s;"
             "void add(S &to, const S &from) { ++calls; to.v += from.v; }\n"
             "#pragma omp declare reduction(sum : S : add(omp_out, omp_in))",
             "sum : s", "s.v += i;");
  EXPECT_THAT(L, Contains(HasSubstr("(&omp_out, &omp_in)")));
}

} // namespace
