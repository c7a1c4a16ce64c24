//===- OpenMPBondsTest.cpp - Tests of OpenMPBonds.cpp ---------------------===//
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

/// What the tasks do that one thread makes by \p Code.
Lines tasksOf(const std::string &Code) {
  return events("int a[9], b[9], x, y; void f(int *v) {\n#pragma omp parallel\n"
                "#pragma omp single\n{ " +
                    Code + " } }",
                "lambda in f", OpenMP);
}

TEST(OpenMPBonds, EachRoundLeadsToTheNext) {
  const Lines L =
      tasksOf("for (int i = 0; i < 9; ++i) {"
              "\n#pragma omp task depend(out : x)\nx = i;"
              "\n#pragma omp task depend(in : x) depend(out : y)\ny = x;"
              "\n#pragma omp task depend(in : y)\na[0] += y;\n}");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 2 2")));
  EXPECT_THAT(L, Not(Contains(StartsWith("acquire (*(*this).depend 0 2"))));
}

TEST(OpenMPBonds, WhatARoundDeclaresIsAnotherEachTime) {
  const Lines L = tasksOf("for (int i = 0; i < 9; ++i) { int k = i < 4;"
                          "\n#pragma omp task depend(inout : v[k])\nx = i;\n}");
  EXPECT_THAT(L, Not(Contains(HasSubstr("depend 0 0"))));
}

TEST(OpenMPBonds, APointerLeadsToAVariable) {
  const Lines L = tasksOf("int *p = &y;"
                          "\n#pragma omp task depend(out : y)\nx = 1;"
                          "\n#pragma omp task depend(inout : *p)\nx = 2;");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 0 1")));
}

TEST(OpenMPBonds, MembersOfAStructureAreApart) {
  const Lines L = tasksOf("struct S { int a, b; } *s = (struct S *)v;"
                          "\n#pragma omp task depend(out : s->a)\nx = 1;"
                          "\n#pragma omp task depend(out : s->a)\nx = 2;"
                          "\n#pragma omp task depend(out : s->b)\nx = 3;");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 0 1")));
  EXPECT_THAT(L, Not(Contains(StartsWith("acquire (*(*this).depend 0 2"))));
}

} // namespace
