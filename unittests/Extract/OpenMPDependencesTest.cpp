//===- OpenMPDependencesTest.cpp - Tests of OpenMPDependences.cpp
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

/// What the tasks do that one thread makes by \p Code.
Lines tasksOf(const std::string &Code) {
  return events("int a[9], b[9], x, y; void f() {\n#pragma omp parallel\n"
                "#pragma omp single\n{ " +
                    Code + " } }",
                "lambda in f", OpenMP);
}

TEST(OpenMPDependences, TasksInOrderHaveALockInCommon) {
  const Lines L = tasksOf("\n#pragma omp task depend(out : a[1])\nx = 1;"
                          "\n#pragma omp task depend(in : a[1])\nx = 2;"
                          "\n#pragma omp task depend(in : a[2])\nx = 3;");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 0 1")));
  EXPECT_THAT(L, Not(Contains(StartsWith("acquire (*(*this).depend 0 2"))));
  EXPECT_THAT(L, Not(Contains(StartsWith("acquire (*(*this).depend 1 2"))));
}

TEST(OpenMPDependences, OneTaskOrdersTwoOthers) {
  const Lines L =
      tasksOf("\n#pragma omp task depend(out : x)\na[0] = 1;"
              "\n#pragma omp task depend(in : x) depend(out : y)\ny = x;"
              "\n#pragma omp task depend(in : y)\na[0] = 2;");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 0 2")));
}

TEST(OpenMPDependences, ExclusionIsNoOrder) {
  const Lines L = tasksOf(
      "\n#pragma omp task depend(mutexinoutset : x) depend(out : y)\n{}"
      "\n#pragma omp task depend(mutexinoutset : x) depend(out : a[0])\n{}"
      "\n#pragma omp task depend(in : a[0])\n{}");
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 0 1")));
  EXPECT_THAT(L, Contains(StartsWith("acquire (*(*this).depend 1 2")));
  EXPECT_THAT(L, Not(Contains(StartsWith("acquire (*(*this).depend 0 2"))));
}

TEST(OpenMPDependences, ElementsInALoop) {
  const Lines L = tasksOf("for (int i = 0; i < 9; ++i) {"
                          "\n#pragma omp task depend(out : a[i])\nx = i;\n}");
  EXPECT_THAT(L, Contains(StartsWith("acquire ::a[")));
}

TEST(OpenMPDependences, SeveralInALoop) {
  const Lines L = tasksOf(
      "for (int i = 1; i < 9; ++i) {"
      "\n#pragma omp task depend(in : a[i - 1]) depend(out : a[i])\nx = i;\n}");
  EXPECT_THAT(L, Contains(HasSubstr("acquire ::a[")));
  EXPECT_THAT(L, Contains(HasSubstr("order")));
}

TEST(OpenMPDependences, NothingPutsThemInOrder) {
  // Two rounds that follow each other have nothing in common but `x`.
  const Lines L = tasksOf(
      "for (int i = 1; i < 9; ++i) {"
      "\n#pragma omp task depend(in : b[i]) depend(out : a[i])\nx = i;\n}");
  EXPECT_THAT(L, Contains(HasSubstr("acquire ::a[")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("order"))));
}

TEST(OpenMPDependences, WhoWaitsForSome) {
  const Lines L = tasksOf("\n#pragma omp task depend(out : x)\nx = 1;"
                          "\n#pragma omp task depend(out : y)\ny = 1;"
                          "\n#pragma omp taskwait depend(in : x)\n");
  EXPECT_THAT(L, Contains(HasSubstr("join (*(*this).omp awaited)")));
  EXPECT_THAT(L, Not(Contains(HasSubstr("join (*(*this).omp tasks)"))));
}

} // namespace
