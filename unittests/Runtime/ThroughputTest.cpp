//===- ThroughputTest.cpp - Tests of the measuring of throughput ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/saturation_cliff_profiler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

using namespace aether;
using namespace std::chrono_literals;

// These tests are about what is measured, not about how fast anything is.
static const ProfilerOptions quick{
    .max_threads = 3, .repeats = 2, .duration = 1ms};

TEST(Throughput, EachNumberOfThreads) {
  std::atomic<std::size_t> calls = 0, highest = 0;
  SaturationProfile profile;
  // A thread may come to its turn when the measurement is over already, and all
  // of them may be held up for as long as it takes.
  const auto measured = [&] {
    return highest == 2 &&
           std::ranges::all_of(profile.points, [](const auto &point) {
             return point.throughput > 0;
           });
  };
  for (int attempt = 0; attempt != 100 && !measured(); ++attempt)
    profile = SaturationCliffProfiler(quick).profile([&](std::size_t thread) {
      ++calls;
      for (std::size_t h = highest; h < thread;)
        highest.compare_exchange_weak(h, thread);
    });
  ASSERT_EQ(profile.points.size(), 3u);
  for (std::size_t i = 0; i != 3; ++i) {
    EXPECT_EQ(profile.points[i].threads, i + 1);
    EXPECT_GT(profile.points[i].throughput, 0);
    EXPECT_EQ(profile.points[i].repeats, 2u);
    EXPECT_GT(profile.times[i].wall.count(), 0);
  }
  EXPECT_EQ(highest, 2u);
  EXPECT_GT(calls, 0u);
  EXPECT_FALSE(profile.veto);
}

TEST(Throughput, CallsLongerThanAMeasurement) {
  const SaturationProfile profile =
      SaturationCliffProfiler({.max_threads = 1, .duration = 1ms}).profile([] {
        std::this_thread::sleep_for(2ms);
      });
  EXPECT_GT(profile.points.at(0).throughput, 0);
  EXPECT_LE(profile.points.at(0).throughput, 500);
}

TEST(Throughput, AVetoedCallRunsAlone) {
  int calls = 0; // written without a lock
  const CallSite site("file.cpp", 1, 1, Verdict::Unsafe, "finding");
  const SaturationProfile profile =
      SaturationCliffProfiler(quick).profile([&] { ++calls; }, site);
  EXPECT_EQ(profile.points.size(), 1u);
  EXPECT_EQ(profile.points[0].threads, 1u);
  ASSERT_TRUE(profile.veto);
  EXPECT_EQ(profile.veto->reason, VetoReason::GilUnsafePattern);
}

TEST(Throughput, AnExceptionEndsIt) {
  std::atomic<int> calls = 0;
  EXPECT_THROW(SaturationCliffProfiler(quick).profile([&] {
    if (++calls == 20)
      throw std::runtime_error("twenty");
  }),
               std::runtime_error);
}
