//===- MonitorTest.cpp - Tests of Monitor.cpp, Extras.cpp, and of short calls
//===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "aether/detail/ticks.h"

using namespace aether;
using namespace aether::detail;
using namespace aether::test;

TEST(Monitor, TasksThatBlockGetMoreThreads) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "calls without hints are sequential";
  // More of them wait for each other than there are processors.
  const int together = static_cast<int>(automatic_workers()) * 2 + 3;
  std::atomic<int> inside = 0;
  std::atomic<bool> met = false;
  const ParallelMetrics metrics =
      par_for_each(std::views::iota(0, 40 * together), [&](int i) {
        if (i == 0)
          std::this_thread::sleep_for(1ms); // it is worth it, then
        ++inside;
        const auto give_up = std::chrono::steady_clock::now() + 300ms;
        while (!met && std::chrono::steady_clock::now() < give_up) {
          if (inside >= together)
            met = true;
          std::this_thread::sleep_for(1ms);
        }
        --inside;
      });
  EXPECT_TRUE(met);
  EXPECT_TRUE(metrics.parallel);
  EXPECT_GE(metrics.workers, static_cast<std::size_t>(together));
}

TEST(Monitor, RespectsMaxWorkers) {
  std::atomic<int> inside = 0, most = 0;
  par_for_each(std::views::iota(0, 20),
               [&](int) {
                 const int now = ++inside;
                 int before = most;
                 while (before < now &&
                        !most.compare_exchange_weak(before, now)) {
                 }
                 std::this_thread::sleep_for(3ms);
                 --inside;
               },
               {.max_workers = 2, .grain = 1});
  EXPECT_LE(most, 2);
}

TEST(ShortCalls, RunHere) {
  const auto here = std::this_thread::get_id();
  for (int round = 0; round != 3; ++round) {
    std::vector<int> items(1000);
    const ParallelMetrics metrics = par_for_each(items, [&](int &x) { ++x; });
    EXPECT_THAT(items, testing::Each(1));
    EXPECT_EQ(metrics.items, 1000u);
    if (metrics.parallel)
      continue; // something held it up, and it looked worth it
    EXPECT_EQ(metrics.workers, 1u);
    ASSERT_TRUE(metrics.veto);
    EXPECT_EQ(metrics.veto->reason, VetoReason::NotWorthIt);
    EXPECT_LE(metrics.veto->measured, metrics.veto->threshold);
  }
  par_for_each(std::views::iota(0, 1),
               [&](int) { EXPECT_EQ(std::this_thread::get_id(), here); });
}

TEST(ShortCalls, LongOnesDoNot) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "calls without hints are sequential";
  // Short to begin with.
  const ParallelMetrics metrics =
      par_for_each(std::views::iota(0, 2000), [&](int i) {
        if (i >= 100)
          std::this_thread::sleep_for(50us);
      });
  EXPECT_TRUE(metrics.parallel);
  EXPECT_FALSE(metrics.veto);
  EXPECT_GE(metrics.workers, 2u);
}

TEST(ShortCalls, ThrowAsOthersDo) {
  for (int bad : {0, 1, 40, 999})
    EXPECT_THROW(par_for_each(std::views::iota(0, 1000),
                              [&](int i) {
                                if (i == bad)
                                  throw 5;
                              }),
                 int);
}

TEST(Ticks, RunOn) {
  calibrate_ticks(std::chrono::steady_clock::now());
  std::this_thread::sleep_for(1ms);
  calibrate_ticks(std::chrono::steady_clock::now());
  if (!ticks_per_microsecond)
    GTEST_SKIP() << "the processor has no such counter";
  const auto before = ticks();
  std::this_thread::sleep_for(2ms);
  EXPECT_GE(ticks() - before, 1500u * ticks_per_microsecond);
}

TEST(ShortCalls, BatchesMakeUpTheRange) {
  // Whatever the clock shows, and whatever earlier calls have shown.
  Experience known;
  for (std::uint32_t ticks_per_us : {1u, 100u, 3000u, 100000u, ~0u})
    for (std::size_t units : {2, 3, 4, 7, 33, 34, 40, 64, 289, 1000, 30001})
      for (std::uint64_t units_per_us : {0, 10, 1000000}) {
        std::size_t at = 0;
        Work work{.function = "",
                  .items = units,
                  .task = {[](void *at, std::size_t begin, std::size_t end) {
                             ASSERT_EQ(*static_cast<std::size_t *>(at), begin);
                             ASSERT_LT(begin, end);
                             *static_cast<std::size_t *>(at) = end;
                           },
                           &at},
                  .units = units};
        known.units_per_us = units_per_us;
        const bool all = run_short(work, ticks_per_us, known);
        EXPECT_EQ(all, at == units);
        EXPECT_EQ(work.first, at);
        EXPECT_LE(at, units);
        EXPECT_EQ(all, work.unit_time == 0);
      }
}

namespace {
/// Units that take no time up to `cheap`, and each some microseconds from then
/// on.
struct Uneven {
  std::size_t cheap;
  std::size_t done = 0;
  Work work(std::size_t units) {
    return {.function = "",
            .items = units,
            .task = {[](void *self, std::size_t begin, std::size_t end) {
                       static_cast<Uneven *>(self)->run(begin, end);
                     },
                     this},
            .units = units};
  }
  void run(std::size_t begin, std::size_t end) {
    done = end;
    const std::uint64_t start = ticks();
    while (end > cheap && ticks() - start < (end - std::max(begin, cheap)) *
                                                std::uint64_t{3} *
                                                ticks_per_microsecond) {
    }
  }
};
} // namespace

TEST(ShortCalls, ExperienceThatMisleadsIsForgotten) {
  calibrate_ticks(std::chrono::steady_clock::now());
  std::this_thread::sleep_for(1ms);
  calibrate_ticks(std::chrono::steady_clock::now());
  if (!ticks_per_microsecond)
    GTEST_SKIP() << "the processor has no such counter";
  // The last units take long, which nobody can know.
  Experience known{.seen = ticks(), .units_per_us = 1000000};
  for (int call = 0; call != 2; ++call) {
    Uneven uneven{.cheap = 900};
    Work work = uneven.work(1000);
    run_short(work, ticks_per_microsecond, known);
  }
  // But it is noticed that it happened.
  Uneven next{.cheap = 0};
  Work work = next.work(1000);
  EXPECT_FALSE(run_short(work, ticks_per_microsecond, known));
  EXPECT_LE(next.done, 1000u / 32 + 1);
}
