//===- OpenMPOwnMemoryTest.cpp - Tests of OpenMPOwnMemory.cpp -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPTesting.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;

namespace {

/// The rounds of a loop in a region that begins with \p Made.
Lines roundsOf(const std::string &Made, const std::string &Round,
               const std::string &After = "free(w);") {
  return events(
      "extern \"C\" { void *malloc(unsigned long); void free(void *); }\n"
      "int *all; void f() {\n#pragma omp parallel\n{ int *w = " +
          Made + ";\n#pragma omp for\n for (int i = 0; i < 9; ++i) {" + Round +
          "}\n" + After + "} }",
      "lambda in f", OpenMP);
}

/// Is the memory made in the rounds as well, and not in front of them alone?
bool isOwn(const Lines &L) {
  return llvm::count_if(L, [](const std::string &Line) {
           return Line.find("store w = &alloc") == 0;
         }) > 1;
}

TEST(OpenMPOwnMemory, EachRoundHasItsOwn) {
  EXPECT_TRUE(isOwn(roundsOf("(int *)malloc(40)", "w[0] = i;")));
  EXPECT_TRUE(isOwn(roundsOf("new int[9]", "w[i % 3] += i;", "delete[] w;")));
}

TEST(OpenMPOwnMemory, SomebodyIsTold) {
  EXPECT_FALSE(isOwn(roundsOf("(int *)malloc(40)", "w[0] = i; all = w;")));
  EXPECT_FALSE(isOwn(roundsOf("(int *)malloc(40)", "all = &w[i];")));
  EXPECT_FALSE(isOwn(roundsOf("(int *)malloc(40)", "all = w + i; w[0] = i;")));
}

TEST(OpenMPOwnMemory, MadeForAll) {
  EXPECT_FALSE(isOwn(roundsOf("all", "w[0] = i;")));
}

TEST(OpenMPOwnMemory, TasksOutliveTheRound) {
  EXPECT_FALSE(
      isOwn(roundsOf("(int *)malloc(40)", "\n#pragma omp task\n w[0] = i;\n")));
}

} // namespace
