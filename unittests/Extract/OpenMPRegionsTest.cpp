//===- OpenMPRegionsTest.cpp - Tests of OpenMPRegions.cpp ----------------===//
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

namespace {

TEST(OpenMPRegions, BarriersWaitForWhatWasStarted) {
  const Lines L = events("int x, y; void f() {\n"
                         "#pragma omp parallel\n {\n ++x;\n"
                         "#pragma omp barrier\n"
                         "#pragma omp single nowait\n ++y;\n ++x; } }",
                         "f", OpenMP);
  Lines Starts;
  for (const std::string &Line : L)
    if (Line.starts_with("parallel ") || Line == "join omp team")
      Starts.push_back(Line.substr(0, Line.find(' ', 9)));
  EXPECT_THAT(Starts, ::testing::ElementsAre(
                          "parallel omp::parallel", "join omp team",
                          "parallel omp::single", "parallel omp::parallel",
                          "join omp team"));
}

TEST(OpenMPRegions, TheNumberOfTheThreadIsThatOfTheTask) {
  const Lines L = events("extern \"C\" int omp_get_thread_num();"
                         "int a[8]; void f() {\n#pragma omp parallel\n"
                         "a[omp_get_thread_num()] = 1; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L,
              Contains("write ::a[value(param0)] `a[omp_get_thread_num()]`"));
}

/// Whether the regions of \p Code are followed.
static bool areFollowed(const std::string &Code) {
  const Lines L = events("int x; " + Code, "f", OpenMP);
  return ::testing::Value(
      L, Contains(::testing::StartsWith("parallel omp::parallel")));
}

TEST(OpenMPRegions, FunctionsThatCallEachOther) {
  const std::string Circle = "void h(int n); void g(int n) { if (n) h(n - 1); }"
                             "void h(int n) { g(n);\n#pragma omp barrier\n }";
  const std::string InG = "\n#pragma omp parallel\n g(2);\n";
  const std::string InH = "\n#pragma omp parallel\n h(2);\n";
  EXPECT_FALSE(areFollowed(Circle + "void f() {" + InH + InG + "}"));
  EXPECT_FALSE(areFollowed(Circle + "void f() {" + InG + "}"));
  EXPECT_TRUE(areFollowed("void h(int n); void g(int n) { if (n) h(n - 1); }"
                          "void h(int n) { g(n); } void f() {" +
                          InH + InG + "}"));
}

} // namespace
