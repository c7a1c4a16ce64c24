//===- OpenMPControlTest.cpp - Tests of OpenMPControl.cpp -------*- C++ -*-===//
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

namespace {

std::string steps(const char *Clause) {
  return std::string("int a[100]; void f() { int k;\n#pragma omp parallel ") +
         Clause +
         "\nfor (k = 0; k < 5; ++k)\n#pragma omp for\n"
         "for (int i = 0; i < 100; ++i) a[i] = k; }";
}

TEST(OpenMPControl, ACounterOfEachThread) {
  const Lines L = events(steps("private(k)"), "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("loop0 `k` in [0, 5)")));
  EXPECT_THAT(L, Contains(HasSubstr("parallel omp::for")));
}

TEST(OpenMPControl, ACounterThatAllThreadsStep) {
  const TranslationUnitSummary U = summarise(steps(""), OpenMP);
  EXPECT_THAT(events(U, "lambda in f"), Contains(HasSubstr("k) = 0")));
}

TEST(OpenMPControl, APartKeepsTheCounterOfItsRound) {
  const TranslationUnitSummary U =
      summarise("int a[100]; void f() {\n#pragma omp parallel\n"
                "for (int k = 0; k < 5; ++k) {\n#pragma omp for nowait\n"
                "for (int i = 0; i < 100; ++i) a[i] = k; } }",
                OpenMP);
  EXPECT_THAT(events(U, "lambda in f"), Contains(HasSubstr("read (*this).k")));
}

TEST(OpenMPControl, AllThreadsLeaveAlike) {
  const Lines L =
      events("int a[100]; void f(int n) {\n#pragma omp parallel\n"
             "while (true) {\n#pragma omp for\n"
             "for (int i = 0; i < 100; ++i) a[i] = i;\n if (n) break; } }",
             "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("parallel omp::for")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("not_followed"))));
}

} // namespace
