//===- ThreadAdviceTest.cpp - Tests of advise_threads ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/call_site_report.h"

#include <gtest/gtest.h>

using namespace aether;
using namespace std::chrono_literals;

namespace {

CallSiteReport report(TimeParts times, std::size_t items = 1000) {
  CallSiteReport result;
  result.calls = 1;
  result.items = items;
  result.most_workers = 4;
  result.times = times;
  return result;
}

} // namespace

TEST(ThreadAdvice, NotMeasured) {
  EXPECT_EQ(advise_threads({}, 8).threads, 0u);
}

TEST(ThreadAdvice, ComputingTakesTheProcessors) {
  EXPECT_EQ(advise_threads(report({40ms, 40ms, 0ms, 0ms, 0ms}), 8).threads, 8u);
  // Even if many threads were in each other's way.
  EXPECT_EQ(advise_threads(report({40ms, 10ms, 30ms, 0ms, 0ms}), 2).threads,
            2u);
}

TEST(ThreadAdvice, IoTakesMore) {
  // Three quarters of the work are I/O.
  EXPECT_EQ(advise_threads(report({40ms, 10ms, 0ms, 0ms, 30ms}), 2).threads,
            8u);
  // Preemption does not change that.
  EXPECT_EQ(advise_threads(report({80ms, 10ms, 40ms, 0ms, 30ms}), 2).threads,
            8u);
  EXPECT_EQ(advise_threads(report({40ms, 0ms, 0ms, 0ms, 40ms}), 2).threads,
            64u); // there is an end to it
}

TEST(ThreadAdvice, LocksTakeFewer) {
  const ThreadAdvice advice =
      advise_threads(report({40ms, 10ms, 0ms, 30ms, 0ms}), 8);
  EXPECT_EQ(advice.threads, 1u);
  EXPECT_STREQ(advice.reason, "the items wait for locks");
}

TEST(ThreadAdvice, OnlyWaitingLimits) {
  EXPECT_EQ(advise_threads(report({40ms, 10ms, 0ms, 30ms, 0ms}), 8).limit, 1u);
  EXPECT_EQ(advise_threads(report({40ms, 10ms, 0ms, 0ms, 30ms}), 2).limit, 8u);
  // The number of items is another one the next time.
  EXPECT_EQ(advise_threads(report({40ms, 10ms, 0ms, 0ms, 30ms}, 3), 2).limit,
            8u);
  // As is the machine.
  EXPECT_EQ(advise_threads(report({40ms, 40ms, 0ms, 0ms, 0ms}), 8).limit, 0u);
}

TEST(ThreadAdvice, GrainTakesTenMicroseconds) {
  // 1000 items of 1 us of work each.
  EXPECT_EQ(advise_threads(report({2ms, 1ms, 1ms, 0ms, 0ms}), 8).grain, 10u);
  EXPECT_EQ(advise_threads(report({40ms, 0ms, 0ms, 0ms, 40ms}), 2).grain, 1u);
  EXPECT_EQ(advise_threads({}, 2).grain, 0u);
}

TEST(ThreadAdvice, NoMoreThanItems) {
  EXPECT_EQ(advise_threads(report({40ms, 40ms, 0ms, 0ms, 0ms}, 3), 8).threads,
            3u);
}

TEST(ThreadAdvice, ShortCallsRunAlone) {
  CallSiteReport many = report({1ms, 1ms, 0ms, 0ms, 0ms}, 100'000);
  many.calls = 100; // ten microseconds each
  EXPECT_EQ(advise_threads(many, 8).threads, 1u);
}

TEST(ThreadAdvice, RacesRunAlone) {
  CallSiteReport racy = report({40ms, 40ms, 0ms, 0ms, 0ms});
  racy.verdict = Verdict::Unsafe;
  EXPECT_EQ(advise_threads(racy, 8).threads, 1u);
}
