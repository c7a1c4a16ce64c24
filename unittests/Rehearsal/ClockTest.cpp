//===- ClockTest.cpp - Tests for lib/Rehearsal/Clock.h
//----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Clock.h"

#include "gtest/gtest.h"

using namespace aether::analysis::rehearsal;

namespace {

TEST(Clock, KnowsWhatWasBeforeAJoin) {
  Clock A, B;
  A.tick(0);
  B.tick(3);
  EXPECT_TRUE(A.covers(0, 1));
  EXPECT_FALSE(A.covers(0, 2));
  EXPECT_FALSE(A.covers(3, 1));
  EXPECT_FALSE(A.covers(B));
  A.join(B);
  EXPECT_TRUE(A.covers(B));
  EXPECT_FALSE(B.covers(A));
  EXPECT_EQ(A.at(3), 1u);
  EXPECT_EQ(A.at(7), 0u);
}

TEST(Clock, AJoinKeepsWhatIsLater) {
  Clock A, B;
  A.tick(1);
  A.tick(1);
  B.tick(1);
  A.join(B);
  EXPECT_EQ(A.at(1), 2u);
  EXPECT_TRUE(A.covers(Clock()));
}

} // namespace
