//===- ProgressBarTest.cpp - Tests of progress_bar.h
//-----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

using namespace aether;
using namespace aether::test;

TEST(ProgressBar, FillsUp) {
  EXPECT_EQ(ProgressBar::line("", 0, 10, false),
            "[------------------------------]   0 % 0/10");
  EXPECT_EQ(ProgressBar::line("reading", 500, 1000, false),
            "reading [###############---------------]  50 % 500/1000");
  EXPECT_EQ(ProgressBar::line("x", 3, 3, true),
            "x [\x1b[32m##############################\x1b[0m] 100 % 3/3");
  EXPECT_EQ(ProgressBar::line("", 0, 0, false),
            "[##############################] 100 % 0/0");
}

TEST(ProgressBar, ServesAsProgressAndIsSilentWithoutATerminal) {
  testing::internal::CaptureStderr();
  par_map(numbers(1000), [](int x) { return x; },
          {.max_workers = 2, .progress = ProgressBar("mapping")});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}
