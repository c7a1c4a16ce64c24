//===- SafeDataParallelTest.cpp - Tests of safe_data_parallel.h -----------===//
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

namespace {
const auto slow = [](int x) {
  std::this_thread::sleep_for(1ms);
  return 2 * x;
};
} // namespace

TEST(SafeDataParallel, WaitingItemsGetThreadsOfTheirOwn) {
  std::set<std::thread::id> threads;
  std::mutex mutex;
  const auto chain = SafeDataParallel(numbers(50)).map([&](int x) {
    {
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    }
    return slow(x);
  });
  EXPECT_TRUE(chain.decision().parallel);
  ASSERT_TRUE(chain.decision().veto());
  EXPECT_EQ(chain.decision().veto()->reason, VetoReason::HighBlockingRatio);
  EXPECT_GT(chain.decision().workers, detail::automatic_workers());
  EXPECT_EQ(chain.collect()[49], 98);
  EXPECT_EQ(chain.metrics().items, 50u);
}

TEST(SafeDataParallel, TrivialItemsAreNotWorthIt) {
  // A thread that is preempted while it measures finds them expensive.
  for (int attempt = 0; attempt != 100; ++attempt) {
    auto chain =
        SafeDataParallel(numbers(20), {.max_workers = 2}).map([](int x) {
          return x;
        });
    if (chain.decision().parallel)
      continue;
    EXPECT_EQ(chain.decision().veto()->reason, VetoReason::NotWorthIt);
    EXPECT_THAT(chain.report_veto(), testing::HasSubstr("NOT_WORTH_IT"));
    EXPECT_EQ(std::move(chain).collect(), numbers(20));
    return;
  }
  FAIL() << "trivial items were found worth it each time";
}

TEST(SafeDataParallel, DecidesBeforeTheFirstStageAsFarAsItCan) {
  const auto items = numbers(10);
  EXPECT_EQ(
      SafeDataParallel(items, {.min_items = 11}).decision().veto()->reason,
      VetoReason::TooSmall);
  const SafeDataParallel capped(items, {.max_workers = 8}, 3);
  EXPECT_EQ(capped.decision().workers, 3u);
  EXPECT_EQ(capped.collect(), items);
}

TEST(SafeDataParallel, ACliffCapsTheThreads) {
  const auto chain =
      SafeDataParallel(numbers(40), {.max_workers = 8}, 2).map(slow);
  EXPECT_TRUE(chain.decision().parallel);
  EXPECT_EQ(chain.decision().workers, 2u);
  EXPECT_LE(chain.metrics().workers, 2u);
}

TEST(SafeDataParallel, OtherVetoesAreInTheDecision) {
  const auto own =
      SafeDataParallel(numbers(40),
                       {.max_workers = 2, .custom_veto = [] { return true; }})
          .map(slow);
  EXPECT_FALSE(own.decision().parallel);
  EXPECT_EQ(own.decision().veto()->reason, VetoReason::Custom);
  const auto unsafe =
      SafeDataParallel(numbers(40)).map([](int x) { return x; }, UnsafeSite);
  EXPECT_EQ(unsafe.decision().veto()->reason, VetoReason::GilUnsafePattern);
  std::ostringstream out;
  unsafe.print_metrics(out);
  EXPECT_THAT(out.str(), testing::HasSubstr("GIL_UNSAFE_PATTERN"));
  const auto chain = SafeDataParallel(numbers(3), {.veto = false})
                         .map([](int x) { return std::make_unique<int>(x); })
                         .map([](const auto &p) { return *p; });
  EXPECT_EQ(chain.collect(), numbers(3));
}
