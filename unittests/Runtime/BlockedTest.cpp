//===- BlockedTest.cpp - Threads in place of those that wait --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <ranges>

using namespace aether;
using namespace aether::detail;
using namespace aether::test;
using namespace std::chrono_literals;

namespace {

/// Waits in blocking() until \p together do, or for a while. The threads run
/// all the time, so that nobody could tell from outside that they wait.
struct Rendezvous {
  int together;
  std::atomic<int> inside{0};
  std::atomic<bool> met{false};

  void come() {
    blocking([&] {
      ++inside;
      const auto give_up = std::chrono::steady_clock::now() + 2s;
      while (!met && std::chrono::steady_clock::now() < give_up) {
        if (inside >= together)
          met = true;
        std::this_thread::yield();
      }
      --inside;
    });
  }
};

} // namespace

TEST(Blocked, ThreadsThatSaySoAreReplaced) {
  if (automatic_workers() == 1)
    GTEST_SKIP() << "calls without hints are sequential";
  Rendezvous here{static_cast<int>(automatic_workers()) + 3};
  const ParallelMetrics metrics =
      par_for_each(std::views::iota(0, 4 * here.together), [&](int i) {
        if (i == 0) // is timed alone
          std::this_thread::sleep_for(1ms);
        else
          here.come();
      });
  EXPECT_TRUE(here.met);
  EXPECT_GE(metrics.workers, static_cast<std::size_t>(here.together));
}

#ifdef __linux__
TEST(Blocked, NoMoreThreadsThanThereIsWork) {
  // A place in the loop is on offer while its last items wait.
  if (automatic_workers() == 1)
    GTEST_SKIP() << "calls without hints are sequential";
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
  };
  const auto items = static_cast<std::ptrdiff_t>(4 * automatic_workers());
  par_for_each(numbers(4), [](int) {}, {.max_workers = 2}); // starts the pool
  const auto before = threads();
  par_for_each(std::views::iota(0, items),
               [](std::ptrdiff_t) { std::this_thread::sleep_for(20ms); });
  // Beside one for each item: what watches them, and thieves that came late.
  EXPECT_LE(threads() - before, 2 * items);
}
#endif

TEST(Blocked, NotBeyondMaxWorkers) {
  std::atomic<int> inside = 0, most = 0;
  par_for_each(std::views::iota(0, 20),
               [&](int) {
                 blocking([&] {
                   const int now = ++inside;
                   int before = most;
                   while (before < now &&
                          !most.compare_exchange_weak(before, now)) {
                   }
                   std::this_thread::sleep_for(2ms);
                   --inside;
                 });
               },
               {.max_workers = 2, .grain = 1});
  EXPECT_LE(most, 2);
}

TEST(Blocked, OutsideOfCallsItIsJustTheCall) {
  par_for_each(numbers(100), [](int) {}, {.max_workers = 2}); // a member now
  EXPECT_EQ(blocking([] { return 3; }), 3);
}
