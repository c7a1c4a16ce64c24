//===- ThreadTimesTest.cpp - Tests of thread_times.h ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/thread_times.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace aether;
using namespace std::chrono_literals;

static ThreadTimes at(std::chrono::nanoseconds wall,
                      std::chrono::nanoseconds running,
                      std::chrono::nanoseconds runnable = 0ns,
                      std::chrono::nanoseconds lock_wait = 0ns) {
  return {wall, running, runnable, lock_wait};
}

TEST(ThreadTimes, PartsAddUp) {
  const TimeParts parts = at(110ms, 35ms, 23ms, 14ms) - at(10ms, 5ms, 3ms, 4ms);
  EXPECT_EQ(parts.wall, 100ms);
  EXPECT_EQ(parts.running, 30ms);
  EXPECT_EQ(parts.runnable, 20ms);
  EXPECT_EQ(parts.lock_wait, 10ms);
  EXPECT_EQ(parts.io, 40ms);
  EXPECT_DOUBLE_EQ(parts.beta(), 0.7);
  EXPECT_DOUBLE_EQ(parts.corrected_beta(), 0.4);
}

// Eight busy threads on two processors block nothing, though they seem to.
TEST(ThreadTimes, PreemptionIsNotBlocking) {
  const TimeParts parts = at(80ms, 20ms, 60ms) - at(0ms, 0ms);
  EXPECT_DOUBLE_EQ(parts.beta(), 0.75);
  EXPECT_DOUBLE_EQ(parts.corrected_beta(), 0);
}

TEST(ThreadTimes, WaitingForALockIsNotIo) {
  const TimeParts parts = at(10ms, 1ms, 0ms, 9ms) - at(0ms, 0ms);
  EXPECT_DOUBLE_EQ(parts.beta(), 0.9);
  EXPECT_DOUBLE_EQ(parts.corrected_beta(), 0);
}

TEST(ThreadTimes, PartsThatDoNotFitAreCut) {
  // The clocks were not read at the same moment.
  TimeParts parts = at(10ms, 11ms) - at(0ms, 0ms);
  EXPECT_EQ(parts.running, 10ms);
  EXPECT_EQ(parts.io, 0ms);
  parts = at(10ms, 4ms, 9ms, 5ms) - at(0ms, 0ms);
  EXPECT_EQ(parts.runnable, 6ms);
  EXPECT_EQ(parts.lock_wait, 0ms);
  // A wait that was read too high before.
  parts = at(10ms, 4ms, 0ms, 0ms) - at(0ms, 0ms, 0ms, 1ms);
  EXPECT_EQ(parts.lock_wait, 0ms);
  EXPECT_EQ(parts.io, 6ms);
}

TEST(ThreadTimes, NoTimeIsNoRatio) {
  EXPECT_EQ(TimeParts().beta(), 0);
  EXPECT_EQ(TimeParts().corrected_beta(), 0);
  const TimeParts backwards = at(1ms, 1ms) - at(2ms, 2ms);
  EXPECT_EQ(backwards.wall, 0ms);
}

TEST(ThreadTimes, Sum) {
  const TimeParts a{4ms, 1ms, 1ms, 1ms, 1ms}, b{6ms, 6ms, 0ms, 0ms, 0ms};
  const TimeParts sum = a + b;
  EXPECT_EQ(sum.wall, 10ms);
  EXPECT_EQ(sum.running, 7ms);
  EXPECT_DOUBLE_EQ(sum.beta(), 0.3);
  EXPECT_DOUBLE_EQ(sum.corrected_beta(), 0.1);
}

TEST(ThreadTimes, Text) {
  std::ostringstream text;
  text << TimeParts{10ms, 2500us, 7500us, 0ms, 0ms};
  EXPECT_EQ(text.str(), "wall 10 ms: running 2.5, runnable 7.5, lock wait 0, "
                        "I/O 0; beta 0.75, corrected 0");
}
