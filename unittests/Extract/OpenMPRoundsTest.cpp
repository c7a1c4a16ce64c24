//===- OpenMPRoundsTest.cpp - Tests of OpenMPRounds.cpp ---------*- C++ -*-===//
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

TEST(OpenMPRounds, StepsThatAreNotConstantCountRounds) {
  const Lines L =
      events("extern \"C\" int omp_get_thread_num(), omp_get_num_threads();"
             "int a[100]; void f(int n) {\n#pragma omp parallel\n"
             "for (int i = omp_get_thread_num(); i < n;"
             "     i += omp_get_num_threads()) a[i] = 1; }",
             "lambda in f", OpenMP);
  EXPECT_THAT(
      L, Contains(HasSubstr("write ::a[(value(param0) + (loop0 * value(")));
}

TEST(OpenMPRounds, AStepThatChangesDoesNot) {
  const Lines L = events("int a[100]; void f(int n) {\n#pragma omp parallel\n"
                         "{ int by = 1; for (int i = 0; i < n; i += by) {"
                         "  a[i] = 1; by *= 2; } } }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, Not(Contains(HasSubstr("loop0 * "))));
}

TEST(OpenMPRounds, LanesOnlySoFarApart) {
  const Lines L = events("int a[100]; void f() {\n"
                         "#pragma omp simd safelen(8)\n"
                         "for (int i = 8; i < 100; ++i) a[i] = a[i - 8]; }",
                         "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("loop0 `first` in [8, 93)")));
  EXPECT_THAT(L, Contains(HasSubstr("indices [loop0, (loop0 + 8))")));
  const Lines Unknown = events("int a[100]; void f(int n) {\n"
                               "#pragma omp simd safelen(8)\n"
                               "for (int i = 8; i < n; ++i) a[i] = a[i - 8]; }",
                               "f", OpenMP);
  EXPECT_THAT(Unknown,
              Contains(HasSubstr("loop0 `first` in [8, value(param0))")));
}

} // namespace
