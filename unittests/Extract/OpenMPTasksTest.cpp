//===- OpenMPTasksTest.cpp - Tests of OpenMPTasks.cpp --------------------===//
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
using ::testing::StartsWith;

namespace {

TEST(OpenMPTasks, LocksOfDirectives) {
  const Lines L = events("int x; void f() {\n#pragma omp parallel\n{\n"
                         "#pragma omp critical(one)\n ++x;\n"
                         "#pragma omp atomic\n ++x; } }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, InOrder(Lines{"acquire ::omp critical one.__omp_lock",
                               "release ::omp critical one.__omp_lock",
                               "acquire ::omp atomic.__omp_lock",
                               "release ::omp atomic.__omp_lock"}));
}

TEST(OpenMPTasks, TasksAreWaitedFor) {
  const Lines L = events("void f(int &a) {\n#pragma omp task shared(a)\n ++a;\n"
                         "#pragma omp taskwait\n ++a; }",
                         "f", OpenMP);
  EXPECT_THAT(L,
              AllOf(Contains(StartsWith("parallel omp::task handle omp tasks")),
                    Contains("join omp tasks")));
}

TEST(OpenMPTasks, AGroupIsWaitedForAtItsEnd) {
  const Lines L = events("void f(int *a) {\n#pragma omp taskgroup\n{\n"
                         "#pragma omp task\na[0] = 1;\n}\na[0] = 2; }",
                         "f", OpenMP);
  EXPECT_THAT(L, Contains(HasSubstr("parallel omp::task")));
  EXPECT_THAT(L, Contains("join omp group"));
}

TEST(OpenMPTasks, ATaskInsideOfOneIsWaitedForByNobodyHere) {
  const Lines L = events("void f(int &a) {\n#pragma omp task shared(a)\n{\n"
                         "#pragma omp task shared(a)\n ++a;\n}\n"
                         "#pragma omp taskwait\n ++a; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, Contains("parallel omp::task handle none"));
}

} // namespace
