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
    if (Line.starts_with("parallel ") || Line == "join team")
      Starts.push_back(Line.substr(0, Line.find(' ', 9)));
  EXPECT_THAT(Starts,
              ::testing::ElementsAre("parallel omp::parallel", "join team",
                                     "parallel omp::single",
                                     "parallel omp::parallel", "join team"));
}

TEST(OpenMPRegions, TheNumberOfTheThreadIsThatOfTheTask) {
  const Lines L = events("extern \"C\" int omp_get_thread_num();"
                         "int a[8]; void f() {\n#pragma omp parallel\n"
                         "a[omp_get_thread_num()] = 1; }",
                         "lambda in f", OpenMP);
  EXPECT_THAT(L,
              Contains("write ::a[value(param0)] `a[omp_get_thread_num()]`"));
}

} // namespace
