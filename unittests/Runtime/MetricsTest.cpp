//===- MetricsTest.cpp - Tests of metrics.h -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <sstream>

using namespace aether;
using namespace aether::test;

TEST(Metrics, WhatFollowsFromTimes) {
  ParallelMetrics metrics;
  EXPECT_EQ(metrics.throughput(), 0);
  EXPECT_EQ(metrics.speedup(), 0);
  metrics.items = 500;
  metrics.wall = 10ms;
  metrics.times = {40ms, 15ms, 10ms, 5ms, 10ms};
  EXPECT_DOUBLE_EQ(metrics.throughput(), 50'000);
  EXPECT_DOUBLE_EQ(metrics.speedup(), 2.5); // running and I/O
  EXPECT_DOUBLE_EQ(metrics.beta(), 0.625);
  EXPECT_DOUBLE_EQ(metrics.corrected_beta(), 0.25);
}

TEST(Metrics, Text) {
  ParallelMetrics metrics{.items = 500, .chunks = 8, .workers = 4};
  metrics.wall = 10ms;
  metrics.parallel = true;
  const auto text = [&] {
    std::ostringstream out;
    out << metrics;
    return out.str();
  };
  EXPECT_EQ(text(), "500 items, 8 chunks, 4 threads, 10 ms");
  metrics.steals = 3;
  metrics.times = {40ms, 15ms, 10ms, 5ms, 10ms};
  EXPECT_EQ(text(), "500 items, 8 chunks, 4 threads, 10 ms, 3 steals, "
                    "speed-up 2.5, beta 0.625 (corrected 0.25)");
}

TEST(Metrics, TimesAreMeasuredIfAsked) {
  const auto call = [] {
    return par_for_each(numbers(20),
                        [](int) { std::this_thread::sleep_for(200us); },
                        {.max_workers = 2});
  };
  EXPECT_EQ(call().times.wall.count(), 0);
  measure_calls();
  const ParallelMetrics metrics = call();
  measure_calls(false);
  EXPECT_GE(metrics.times.wall, 20 * 200us);
  EXPECT_EQ(metrics.times.wall, metrics.times.running + metrics.times.runnable +
                                    metrics.times.lock_wait + metrics.times.io);
  EXPECT_EQ(call().times.wall.count(), 0);
}
