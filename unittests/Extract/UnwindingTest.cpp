//===- UnwindingTest.cpp - What an exception destroys --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const std::string Start = "#include <mutex>\nvoid g();\n";

TEST(Unwinding, ReleasesOnTheWayToTheHandler) {
  for (const char *Throws : {"throw 1;", "g();"}) {
    Lines L = events(Start +
                         "void f(std::mutex &m, int &x) { try {"
                         "  std::lock_guard l(m); " +
                         Throws + " } catch (...) { x = 2; } }",
                     "f");
    EXPECT_TRUE(isReachable(L, "write (*param1) `x`"));
    Lines Block = blockOf(L, "release-guard under l");
    ASSERT_FALSE(Block.empty());
  }
}

TEST(Unwinding, WhatStandsAroundTheTryStays) {
  Lines L = events(Start + "void f(std::mutex &m, int &x) {"
                           "  std::lock_guard l(m);"
                           "  try { throw 1; } catch (...) { x = 2; } x = 3; }",
                   "f");
  EXPECT_THAT(L, InOrder(Lines{"write (*param1) `x`", "write (*param1) `x`",
                               "release-guard under l"}));
}

TEST(Unwinding, ThroughSeveralTries) {
  Lines L = events(Start + "void f(std::mutex &m, std::mutex &k, int &x) {"
                           "  try { std::lock_guard a(m);"
                           "    try { std::lock_guard b(k); throw 1; }"
                           "    catch (int *) {}"
                           "  } catch (...) { x = 2; } }",
                   "f");
  EXPECT_GE(std::count(L.begin(), L.end(), "release-guard under a"), 2);
  EXPECT_GE(std::count(L.begin(), L.end(), "release-guard under b"), 1);
}

TEST(Unwinding, OutOfTheFunction) {
  Lines L = events(Start + "void f(std::mutex &m, bool c) {"
                           "  std::lock_guard l(m); if (c) throw 1; g(); }",
                   "f");
  EXPECT_EQ(std::count(L.begin(), L.end(), "release-guard under l"), 2);
}

} // namespace
