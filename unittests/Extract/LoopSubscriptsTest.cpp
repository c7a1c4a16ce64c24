//===- LoopSubscriptsTest.cpp - Tests of LoopSubscripts.cpp -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace {

TEST(LoopSubscripts, ElementsInEachRound) {
  const Lines L = events("void f(int *a, unsigned long n) {"
                         "  for (unsigned long i = 0; i < n - 1; ++i)"
                         "    a[i] = 1; }",
                         "f");
  EXPECT_THAT(
      L, Contains("loop0 `i` in [0, (value(param1) + -1)) step 1 complete"));
}

TEST(LoopSubscripts, ElementsInSomeRounds) {
  const Lines L = events("void f(int *a, unsigned long n, bool b) {"
                         "  for (unsigned long i = 0; i < n - 1; ++i)"
                         "    if (b) a[i] = 1; }",
                         "f");
  EXPECT_THAT(
      L, Contains(AllOf(StartsWith("loop0 "), HasSubstr("* 1099511627776"))));
}

} // namespace
