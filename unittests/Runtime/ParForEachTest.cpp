//===- ParForEachTest.cpp - Tests of par_for_each.h -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <deque>
#include <forward_list>
#include <list>
#include <map>
#include <mutex>
#include <span>
#include <sstream>

using namespace aether;
using namespace aether::test;

TEST(ParForEach, ChangesEveryItemOnce) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      auto items = numbers(size);
      const ParallelMetrics metrics =
          par_for_each(items, [](int &x) { x += 5; }, options);
      for (std::size_t i = 0; i != size; ++i)
        ASSERT_EQ(items[i], static_cast<int>(i) + 5);
      EXPECT_EQ(metrics.items, size);
    }
}

TEST(ParForEach, TakesEveryKindOfRange) {
  std::deque<int> deque{1, 2, 3};
  par_for_each(deque, [](int &x) { x *= 2; });
  EXPECT_THAT(deque, testing::ElementsAre(2, 4, 6));

  std::list<int> list{1, 2, 3};
  par_for_each(list, [](int &x) { x *= 2; });
  EXPECT_THAT(list, testing::ElementsAre(2, 4, 6));

  std::forward_list<int> forward_list{1, 2, 3};
  par_for_each(forward_list, [](int &x) { x *= 2; });
  EXPECT_THAT(forward_list, testing::ElementsAre(2, 4, 6));

  std::map<int, int> map{{1, 1}, {2, 2}};
  par_for_each(map, [](auto &entry) { entry.second *= 2; });
  EXPECT_EQ(map[2], 4);

  int array[] = {1, 2, 3};
  par_for_each(array, [](int &x) { x *= 2; });
  EXPECT_THAT(array, testing::ElementsAre(2, 4, 6));

  par_for_each(std::span(array), [](int &x) { x *= 2; });
  EXPECT_THAT(array, testing::ElementsAre(4, 8, 12));

  std::vector<int> vector = numbers(10);
  par_for_each(vector | std::views::filter([](int x) { return x % 2; }),
               [](int &x) { x = -1; });
  EXPECT_THAT(vector, testing::ElementsAre(0, -1, 2, -1, 4, -1, 6, -1, 8, -1));
  par_for_each(vector | std::views::reverse | std::views::take(2),
               [](int &x) { x = 100; });
  EXPECT_THAT(vector,
              testing::ElementsAre(0, -1, 2, -1, 4, -1, 6, -1, 100, 100));

  const std::vector<int> constant{1, 2};
  std::atomic<int> sum = 0;
  par_for_each(constant, [&](const int &x) { sum += x; });
  EXPECT_EQ(sum, 3);

  std::istringstream stream("10 20 30");
  par_for_each(std::views::istream<int>(stream), [&](int x) { sum += x; });
  EXPECT_EQ(sum, 63);

  par_for_each(std::vector<int>{1, 2, 3}, [&](int &x) { sum += x; });
  EXPECT_EQ(sum, 69);
}

TEST(ParForEach, RunsOverIndices) {
  std::vector<int> hits(1000);
  par_for_each(std::views::iota(std::size_t{0}, hits.size()),
               [&](std::size_t i) { ++hits[i]; }, {.max_workers = Many});
  par_for_each(std::views::iota(0, 1000), [&](int i) { ++hits[i]; },
               {.max_workers = Many});
  EXPECT_THAT(hits, testing::Each(2));

  std::atomic<int> sum = 0;
  par_for_each(std::views::iota(-3, 3), [&](int i) { sum += i; });
  EXPECT_EQ(sum, -3);
  par_for_each(std::views::iota(5, 5), [&](int) { ADD_FAILURE(); });
}

TEST(ParForEach, TakesAnyConstInvocable) {
  struct Account {
    int balance = 0;
    void pay() { ++balance; }
  };
  std::vector<Account> accounts(10);
  par_for_each(accounts, &Account::pay);
  for (const Account &account : accounts)
    EXPECT_EQ(account.balance, 1);

  static std::atomic<int> calls;
  calls = 0;
  struct Functions {
    static void count(int &) { ++calls; }
  };
  auto items = numbers(10);
  par_for_each(items, Functions::count);
  par_for_each(items, &Functions::count);
  const std::function<void(int &)> function = Functions::count;
  par_for_each(items, function);
  EXPECT_EQ(calls, 30);
}

TEST(ParForEach, SharesOneCallableWithoutCopies) {
  struct Callable {
    Callable() = default;
    Callable(const Callable &) = delete;
    void operator()(int &x) const { x = 1; }
  } const callable;
  std::vector<int> items(100);
  par_for_each(items, callable, {.max_workers = Many});
  EXPECT_THAT(items, testing::Each(1));
}

TEST(ParForEach, UsesSeveralThreads) {
  std::atomic<int> inside = 0;
  std::vector<int> items(2);
  const ParallelMetrics metrics =
      par_for_each(items,
                   [&](int &) {
                     ++inside;
                     EXPECT_TRUE(eventually([&] { return inside == 2; }));
                   },
                   {.max_workers = 2});
  EXPECT_TRUE(metrics.parallel);
  EXPECT_EQ(metrics.workers, 2u);
  EXPECT_FALSE(metrics.veto);
}

TEST(ParForEach, RespectsMaxWorkers) {
  std::atomic<int> inside = 0, most = 0;
  std::vector<int> items(300);
  par_for_each(items,
               [&](int &) {
                 const int now = ++inside;
                 int before = most;
                 while (before < now &&
                        !most.compare_exchange_weak(before, now)) {
                 }
                 std::this_thread::sleep_for(20us);
                 --inside;
               },
               {.max_workers = 3, .grain = 1});
  EXPECT_LE(most, 3);
}

TEST(ParForEach, VetoedRunsInOrderHere) {
  std::vector<int> items = numbers(1000), seen;
  const auto here = std::this_thread::get_id();
  const ParallelMetrics metrics = par_for_each(
      items,
      [&](int &x) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        seen.push_back(x);
      },
      {.max_workers = Many, .veto = false}, UnsafeSite);
  EXPECT_EQ(seen, items);
  EXPECT_FALSE(metrics.parallel);
  ASSERT_TRUE(metrics.veto);
  EXPECT_EQ(metrics.veto->reason, VetoReason::GilUnsafePattern);
  EXPECT_EQ(metrics.veto->explanation, UnsafeSite.finding());
  EXPECT_EQ(metrics.items, 1000u);

  std::list<int> list{1, 2, 3};
  seen.clear();
  EXPECT_EQ(par_for_each(
                list, [&](int &x) { seen.push_back(x++); }, {}, UnsafeSite)
                .items,
            3u);
  EXPECT_THAT(seen, testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(list, testing::ElementsAre(2, 3, 4));
}

TEST(ParForEach, PackedBitsRunSequentially) {
  std::vector<bool> bits(1000);
  const ParallelMetrics metrics =
      par_for_each(bits, [](auto bit) { bit = true; }, {.max_workers = Many});
  EXPECT_THAT(bits, testing::Each(true));
  EXPECT_FALSE(metrics.parallel);
}

TEST(ParForEach, NestsToAnyDepth) {
  std::atomic<int> leaves = 0;
  const std::vector<int> four(4);
  const ParOptions options{.max_workers = Many, .grain = 1};
  par_for_each(
      four,
      [&](const int &) {
        par_for_each(
            four,
            [&](const int &) {
              par_for_each(
                  four,
                  [&](const int &) {
                    par_for_each(
                        four,
                        [&](const int &) {
                          par_for_each(
                              four, [&](const int &) { ++leaves; }, options);
                        },
                        options);
                  },
                  options);
            },
            options);
      },
      options);
  EXPECT_EQ(leaves, 1024);
}

TEST(ParForEach, CallersOnManyThreads) {
  std::vector<std::thread> callers;
  std::atomic<int> calls = 0;
  for (int i = 0; i != 8; ++i)
    callers.emplace_back([&] {
      std::vector<int> items(500);
      for (int round = 0; round != 20; ++round)
        par_for_each(items, [&](int &x) { ++x, ++calls; },
                     {.max_workers = Many});
      EXPECT_THAT(items, testing::Each(20));
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(calls, 8 * 20 * 500);
}

TEST(ParForEach, ThreadsThatRunOutTakeOver) {
  // The last items are the dear ones: whoever had the first ones helps.
  const ParallelMetrics metrics =
      par_for_each(numbers(64),
                   [](int i) {
                     if (i >= 48)
                       std::this_thread::sleep_for(1ms);
                   },
                   {.max_workers = 4, .grain = 1});
  if (metrics.workers > 1)
    EXPECT_GE(metrics.steals, 1u);
  EXPECT_EQ(par_for_each(numbers(8), [](int) {}, {.max_workers = 1}).steals,
            0u);
}
