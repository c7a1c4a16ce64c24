//===- WorkerTest.cpp - Tests of detail/worker.h, Fence.cpp, Sleep.cpp ---===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "Fence.h"
#include "Pool.h"
#include "Sleep.h"

#include <memory>

using namespace aether;
using namespace aether::detail;
using namespace aether::test;

namespace {
struct Counted : Offer {
  Counted()
      : Offer([](Offer &self,
                 Worker &) noexcept { ++static_cast<Counted &>(self).runs; },
              nullptr) {}
  int runs = 0;
};
} // namespace

/// The deque, with and without the fences in the owner, and with some offers
/// that have one: between them the owner and the thieves run each offer once.
class Deque : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Fences, Deque, testing::Bool());

TEST_P(Deque, EachOfferRunsOnce) {
  Pool pool;
  if (!GetParam() && !has_heavy_fence())
    GTEST_SKIP() << "the system has no fence that reaches other threads";
  const auto member = std::make_unique<Member>(pool);
  Member &owner = *member;
  owner.strong = GetParam();
  std::atomic<bool> over = false;
  std::vector<std::thread> thieves;
  for (int i = 0; i != 2; ++i)
    thieves.emplace_back([&] {
      while (!over)
        if (Offer *const offer = Pool::steal(owner))
          offer->run(*offer, owner);
        else
          std::this_thread::yield();
    });
  std::vector<Counted> offers(20000);
  const auto is_fenced = [](std::size_t offer) { return offer % 5 < 2; };
  std::size_t next = 0;
  for (unsigned round = 0; next != offers.size(); ++round) {
    const std::size_t size =
        std::min<std::size_t>(1 + round % 3, offers.size() - next);
    for (std::size_t i = 0; i != size; ++i)
      ASSERT_TRUE(owner.push(offers[next + i], is_fenced(next + i)));
    for (std::size_t i = size; i-- != 0;)
      if (owner.pop(is_fenced(next + i)))
        ++offers[next + i].runs;
    next += size;
  }
  over = true;
  for (std::thread &thief : thieves)
    thief.join();
  for (const Counted &offer : offers)
    ASSERT_EQ(offer.runs, 1);
}

TEST(Worker, AFullDequeTakesNoMore) {
  Pool pool;
  const auto member = std::make_unique<Member>(pool);
  Member &owner = *member;
  Counted offer;
  for (std::ptrdiff_t i = 0; i != Worker::Capacity; ++i)
    ASSERT_TRUE(owner.push(offer));
  EXPECT_FALSE(owner.push(offer));
  EXPECT_EQ(Pool::steal(owner), &offer);
  EXPECT_TRUE(owner.push(offer));
  EXPECT_FALSE(owner.push(offer));
}

TEST(Worker, ScopesLieInEachOther) {
  Scope outer(nullptr), inner(&outer), other(nullptr);
  EXPECT_TRUE(inner.lies_in(outer));
  EXPECT_TRUE(inner.lies_in(inner));
  EXPECT_FALSE(outer.lies_in(inner));
  EXPECT_FALSE(inner.lies_in(other));
  EXPECT_TRUE(inner.leave_running(Scope::Failed));
  EXPECT_FALSE(inner.leave_running(Scope::Stopped));
  EXPECT_EQ(inner.state, Scope::Failed);
}

TEST(Fence, OneOfTwoSeesTheOther) {
  prepare_heavy_fence();
  if (!has_heavy_fence())
    GTEST_SKIP() << "the system has no fence that reaches other threads";
  // Store, fence, load on both sides, one fence of the compiler only: both may
  // not miss the other's store.
  constexpr int rounds = 2000;
  std::atomic<int> x = 0, y = 0, seen_x = 0, seen_y = 0, arrived = 0;
  const auto meet = [&](int round) {
    ++arrived;
    while (arrived < 2 * round)
      std::this_thread::yield();
  };
  int missed = 0;
  const auto side = [&](bool heavy) {
    for (int round = 1; round <= rounds; ++round) {
      meet(3 * round - 2);
      (heavy ? x : y).store(round, std::memory_order_relaxed);
      if (heavy)
        heavy_fence();
      else
        std::atomic_signal_fence(std::memory_order_seq_cst);
      (heavy ? seen_y : seen_x) =
          (heavy ? y : x).load(std::memory_order_relaxed);
      meet(3 * round - 1);
      if (heavy)
        missed += seen_x != round && seen_y != round;
      meet(3 * round);
    }
  };
  std::thread light([&] { side(false); });
  side(true);
  light.join();
  EXPECT_EQ(missed, 0);
}

TEST(Sleep, NoWakeUpIsLost) {
  // Work is announced as in a fork: pushed, then the counts are looked at.
  Pool pool;
  const auto member = std::make_unique<Member>(pool);
  Member &sleeper = *member;
  Sleep sleep;
  std::atomic<int> offered = 0, taken = 0;
  constexpr int rounds = 3000;
  std::thread thread([&] {
    sleep.start_looking();
    while (taken != rounds) {
      if (offered > taken)
        ++taken;
      else
        sleep.doze(sleeper, [&] { return offered > taken; });
    }
    sleep.stop_looking();
  });
  for (int i = 1; i <= rounds; ++i) {
    offered = i;
    sleep.wake_one();
    if (i % 2)
      ASSERT_TRUE(eventually([&] { return taken == i; }));
  }
  thread.join();
  EXPECT_EQ(sleep.counts(), 0u);
}

TEST(Sleep, WakesAll) {
  Pool pool;
  Sleep sleep;
  std::atomic<bool> over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i != 3; ++i)
    threads.emplace_back([&] {
      const auto member = std::make_unique<Member>(pool);
      sleep.start_looking();
      while (!over)
        sleep.doze(*member, [&] { return over.load(); });
      sleep.stop_looking();
    });
  EXPECT_TRUE(eventually([&] { return sleep.counts() == 3; }));
  over = true;
  sleep.wake_all();
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(sleep.counts(), 0u);
}
