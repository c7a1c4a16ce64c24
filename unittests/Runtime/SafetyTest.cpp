//===- SafetyTest.cpp - Tests of safety.h
//----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <cmath>

using namespace aether;
using namespace aether::test;

namespace {
std::vector<VetoReason> reasons(const SafetyDecision &decision) {
  std::vector<VetoReason> result;
  for (const SafetyVeto &veto : decision.vetoes)
    result.push_back(veto.reason);
  return result;
}
} // namespace

TEST(Safety, FiftySlowItemsAreWorthIt) {
  const auto decision = analyse_safety(
      {.items = 50, .item_microseconds = 10'000, .processors = 2});
  EXPECT_TRUE(decision.parallel);
  EXPECT_EQ(decision.workers, 2u);
  EXPECT_EQ(decision.veto(), nullptr);
}

TEST(Safety, ManyTrivialItemsAreNot) {
  const auto decision = analyse_safety(
      {.items = 10'000, .item_microseconds = 0.001, .processors = 2});
  EXPECT_FALSE(decision.parallel);
  EXPECT_EQ(decision.workers, 1u);
  ASSERT_TRUE(decision.veto());
  EXPECT_EQ(decision.veto()->reason, VetoReason::NotWorthIt);
  EXPECT_DOUBLE_EQ(decision.veto()->measured, 10);
  EXPECT_EQ(decision.veto()->threshold, safety::start_microseconds);
}

TEST(Safety, TooFewItems) {
  const auto decision =
      analyse_safety({.items = 9, .processors = 2, .min_items = 10});
  EXPECT_FALSE(decision.parallel);
  EXPECT_THAT(reasons(decision), testing::ElementsAre(VetoReason::TooSmall));
  EXPECT_EQ(decision.veto()->measured, 9);
  EXPECT_EQ(decision.veto()->threshold, 10);
  EXPECT_TRUE(
      analyse_safety({.items = 10, .processors = 2, .min_items = 10}).parallel);
}

TEST(Safety, ACliffCapsTheThreads) {
  const auto decision =
      analyse_safety({.items = 1000, .processors = 8, .cliff_workers = 3});
  EXPECT_TRUE(decision.parallel);
  EXPECT_EQ(decision.workers, 3u);
  EXPECT_EQ(decision.veto()->reason, VetoReason::SaturationCliffDetected);
  EXPECT_EQ(decision.veto()->measured, 8);
  EXPECT_EQ(decision.veto()->threshold, 3);
  EXPECT_EQ(analyse_safety({.items = 1000, .processors = 2, .cliff_workers = 3})
                .veto(),
            nullptr);
}

TEST(Safety, WaitingItemsGetMoreThreads) {
  const auto threads = [](double ratio, std::size_t most = 0) {
    return analyse_safety({.items = 1000,
                           .blocking_ratio = ratio,
                           .processors = 2,
                           .max_workers = most})
        .workers;
  };
  EXPECT_EQ(threads(0.5), 2u);
  EXPECT_EQ(threads(0.75), 8u);
  EXPECT_EQ(threads(1), safety::most_waiting_workers);
  EXPECT_EQ(threads(0.9, 3), 3u);
  EXPECT_EQ(analyse_safety({.items = 5, .blocking_ratio = 1}).workers, 5u);
  // One processor is enough to wait on.
  EXPECT_TRUE(
      analyse_safety({.items = 9, .blocking_ratio = 0.9, .processors = 1})
          .parallel);
}

TEST(Safety, NamesAllVetoesAndTheEstimate) {
  const auto decision = analyse_safety({.items = 1,
                                        .blocking_ratio = 0.9,
                                        .item_microseconds = 2,
                                        .processors = 4,
                                        .cliff_workers = 2});
  EXPECT_THAT(reasons(decision),
              testing::ElementsAre(VetoReason::TooSmall, VetoReason::NotWorthIt,
                                   VetoReason::HighBlockingRatio,
                                   VetoReason::SaturationCliffDetected));
  EXPECT_EQ(decision.veto()->reason, VetoReason::TooSmall);
  EXPECT_EQ(to_string(decision),
            "sequentially\n"
            "  veto TOO_SMALL: fewer items than are worth it (measured 1, "
            "threshold 2)\n"
            "  veto NOT_WORTH_IT: all items take less time, in microseconds, "
            "than it costs to start threads (measured 2, threshold 20)\n"
            "  veto HIGH_BLOCKING_RATIO: items mostly wait: more threads than "
            "processors (measured 0.9, threshold 0.5)\n"
            "  veto SATURATION_CLIFF_DETECTED: more threads were measured to "
            "be slower (measured 40, threshold 2)\n"
            "  estimate: 1 items on 4 processors, blocking ratio 0.9, 2 us an "
            "item\n");
}

TEST(Safety, ReportsWithoutMeasuring) {
  const auto waiting = report_safety_analysis(100, 0.8);
  EXPECT_EQ(waiting.veto()->reason, VetoReason::HighBlockingRatio);
  EXPECT_TRUE(waiting.parallel);
  EXPECT_THAT(to_string(report_safety_analysis(40, 0.1)),
              testing::HasSubstr("unknown: worth it from 0.5 us on"));
  EXPECT_THROW(report_safety_analysis(10, 1.5), std::invalid_argument);
  EXPECT_THROW(report_safety_analysis(10, -0.1), std::invalid_argument);
  EXPECT_THROW(report_safety_analysis(10, std::nan("")), std::invalid_argument);
}
