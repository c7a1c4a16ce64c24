//===- OpenMPLoopsTest.cpp - Tests of OpenMPLoops.cpp --------------------===//
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

std::string startOf(const std::string &Loop) {
  const Lines L = events(
      "int a[100]; void f(int n) {\n#pragma omp parallel for\n" + Loop + "}",
      "f", OpenMP);
  for (const std::string &Line : L)
    if (Line.starts_with("parallel "))
      return Line;
  return "";
}

TEST(OpenMPLoops, Bounds) {
  EXPECT_THAT(startOf("for (int i = 0; i < n; ++i) a[i] = 1;"),
              HasSubstr("indices [0, value(param0))"));
  EXPECT_THAT(startOf("for (int i = 1; i <= 9; i++) a[i] = 1;"),
              HasSubstr("indices [1, 10)"));
  EXPECT_THAT(startOf("for (int i = 9; i >= 0; --i) a[i] = 1;"),
              HasSubstr("indices [0, 10)"));
  EXPECT_THAT(startOf("for (int i = 0; 9 > i; i = i + 3) a[i] = 1;"),
              HasSubstr("indices [0, 3)"));
  EXPECT_THAT(startOf("for (int i = 0; i != n; ++i) a[i] = 1;"),
              HasSubstr("indices [0, value(param0))"));
  EXPECT_THAT(startOf("for (int *p = a; p < a + 100; ++p) *p = 1;"),
              StartsWith("parallel omp::parallel_for"));
}

TEST(OpenMPLoops, RoundsOfASteppedLoop) {
  const Lines L = events("int a[100]; void f() {\n#pragma omp parallel for\n"
                         "for (int i = 8; i > 0; i -= 2) a[i] = 1; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, Contains("write ::a[((value(param0) * -2) + 8)] `a[i]`"));
}

TEST(OpenMPLoops, Collapsed) {
  const Lines L = events("int a[9][9]; void f() {\n"
                         "#pragma omp parallel for collapse(2)\n"
                         "for (int i = 0; i < 9; ++i)"
                         "  for (int j = 0; j < 9; ++j) a[i][j] = 1; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, Contains("write ::a[value(param0)][value(param1)] `a[i][j]`"));
}

TEST(OpenMPLoops, OneThreadIsNoTeam) {
  for (const char *Clause : {"num_threads(1)", "if(0)"})
    EXPECT_THAT(events("int a[9]; void f() {\n#pragma omp parallel for " +
                           std::string(Clause) +
                           "\nfor (int i = 0; i < 9; ++i) a[i] = 1; }",
                       "f", OpenMP),
                Contains(StartsWith("parallel omp::alone")));
}

TEST(OpenMPLoops, TheNextRound) {
  const Lines L = events("int a[9]; void f(int k) {\n"
                         "#pragma omp parallel for\n"
                         "for (int i = 0; i < 9; ++i) {"
                         "  if (i == k) continue; a[i] = 1; } }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L, Contains("write ::a[value(param0)] `a[i]`"));
}

} // namespace
