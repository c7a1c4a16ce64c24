//===- SafeParMapTest.cpp - Tests of safe_par_map.h -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

using namespace aether;
using namespace aether::test;

namespace {
struct SafeParMapTest : testing::Test {
  SafeParMapTest() {
    clear_call_site_reports();
    enable_call_site_reports();
  }
  ~SafeParMapTest() override { enable_call_site_reports(false); }
};
} // namespace

TEST_F(SafeParMapTest, MapsEachItemOnce) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      std::atomic<std::size_t> calls = 0;
      const auto results = safe_par_map(
          numbers(size),
          [&](int x) {
            ++calls;
            return 2 * x;
          },
          options);
      ASSERT_EQ(calls, size);
      ASSERT_EQ(results.size(), size);
      for (std::size_t i = 0; i != size; ++i)
        ASSERT_EQ(results[i], 2 * static_cast<int>(i));
    }
}

TEST_F(SafeParMapTest, LittleWorkIsNotWorthIt) {
  // A thread that is preempted while it measures finds the work much.
  for (int attempt = 0; attempt != 100; ++attempt) {
    safe_par_map(numbers(20), [](int x) { return x; }, {.max_workers = 2});
    const auto reports = call_site_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0].function, "safe_par_map");
    if (!reports[0].last_veto)
      continue;
    EXPECT_EQ(reports[0].last_veto->reason, VetoReason::NotWorthIt);
    EXPECT_LT(reports[0].last_veto->measured, reports[0].last_veto->threshold);
    return;
  }
  FAIL() << "little work was found worth it each time";
}

TEST_F(SafeParMapTest, MuchWorkIs) {
  const auto slow = [](int x) {
    std::this_thread::sleep_for(100us);
    return x;
  };
  safe_par_map(numbers(50), slow, {.max_workers = 2});
  EXPECT_EQ(call_site_reports().at(0).parallel_calls, 1u);
}

TEST_F(SafeParMapTest, WaitingItemsNeedNoProcessors) {
  std::atomic<int> inside = 0, most = 0;
  safe_par_map(numbers(40), [&](int x) {
    const int now = ++inside;
    int seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::sleep_for(5ms);
    --inside;
    return x;
  });
  EXPECT_GT(static_cast<std::size_t>(most), detail::automatic_workers());
}

TEST_F(SafeParMapTest, ProgressCountsTheSample) {
  std::vector<std::size_t> told;
  safe_par_map(
      numbers(1000),
      [](int x) {
        std::this_thread::sleep_for(1us);
        return x;
      },
      {.max_workers = 2, .progress = [&](std::size_t done, std::size_t total) {
         EXPECT_EQ(total, 1000u);
         told.push_back(done);
       }});
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 1000u);
}

TEST_F(SafeParMapTest, VetoedRunsInOrderHere) {
  std::vector<int> seen;
  safe_par_map(
      numbers(100),
      [&](int x) {
        seen.push_back(x);
        return x;
      },
      {}, UnsafeSite);
  EXPECT_EQ(seen, numbers(100));
}

TEST_F(SafeParMapTest, Stops) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(safe_par_map(numbers(100), [](int x) { return x; },
                            {.stop = source.get_token()}),
               Cancelled);
}
