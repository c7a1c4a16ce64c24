//===- OpenMPTestsTest.cpp - Tests of OpenMPTests.cpp ---------------------===//
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

/// What the tasks do that one thread makes by \p Code.
Lines tasksOf(const std::string &Code) {
  return events("int x; void f(int *v) {\n#pragma omp parallel\n"
                "#pragma omp single\n{ " +
                    Code + " } }",
                "lambda in f", OpenMP);
}

TEST(OpenMPTests, AFlagLetsOneRoundThrough) {
  const Lines L = tasksOf("int first = 1; for (int i = 0; i < 9; ++i)"
                          "if (first) { first = 0;"
                          "\n#pragma omp task\nx = i;\n}");
  EXPECT_THAT(L, Contains(HasSubstr("__omp_order")));
}

TEST(OpenMPTests, ATestOfWhatNobodyChangesMayHoldEachTime) {
  const Lines L = tasksOf("for (int i = 0; i < 9; ++i) if (v[i] > 3) {"
                          "\n#pragma omp task\nx = i;\n}");
  EXPECT_THAT(L, Not(Contains(HasSubstr("__omp_order"))));
}

TEST(OpenMPTests, SomeRoundsWait) {
  const std::string Task = "\n#pragma omp task\nx = i;\n}";
  EXPECT_THAT(tasksOf("for (int i = 0; i < 9; ++i) { if (i > 0) {"
                      "\n#pragma omp taskwait\n}" +
                      Task),
              Contains(HasSubstr("__omp_order")));
  // Two rounds one after the other do not.
  EXPECT_THAT(tasksOf("for (int i = 0; i < 9; ++i) { if (i % 2) {"
                      "\n#pragma omp taskwait\n}" +
                      Task),
              Not(Contains(HasSubstr("__omp_order"))));
}

} // namespace
