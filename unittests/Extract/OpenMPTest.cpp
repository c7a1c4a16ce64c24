//===- OpenMPTest.cpp - Tests of OpenMP.cpp ------------------------------===//
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

TEST(OpenMP, OnlyWithTheFlag) {
  const std::string Code = "void f(int *a) {\n#pragma omp parallel\n++*a; }";
  EXPECT_THAT(events(Code, "f", OpenMP),
              Contains(StartsWith("parallel omp::parallel ")));
  EXPECT_THAT(events(Code, "f"), Not(Contains(StartsWith("parallel "))));
}

TEST(OpenMP, WhatIsNotFollowed) {
  const TranslationUnitSummary U =
      summarise("int x; void f(int k) {\n"
                "#pragma omp parallel firstprivate(k)\n while (k-- > 0) {\n"
                "#pragma omp for nowait\n for (int i = 0; i < 3; ++i) ++x;"
                " } }",
                OpenMP);
  EXPECT_THAT(events(U, "f"), Contains(StartsWith("parallel omp::directive")));
  EXPECT_THAT(events(U, "lambda in f"),
              Contains(HasSubstr("that each thread takes by itself")));
}

} // namespace
