//===- ParallelIteratorTest.cpp - Tests of parallel_iterator.h ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <cstring>
#include <list>
#include <sstream>

using namespace aether;
using namespace aether::test;

namespace {
const auto twice = [](int x) { return 2L * x; };
const auto third = [](long x) { return x % 3 == 0; };
} // namespace

TEST(ParallelIterator, IsOneLazyPass) {
  std::vector<int> order;
  const auto log = [&](int stage) {
    return [&order, stage](const auto &x) {
      order.push_back(stage);
      return x;
    };
  };
  const std::vector<int> items{1, 2};
  auto chain = ParallelIterator(items, {.max_workers = 1})
                   .map(log(1))
                   .filter([&](int) { return order.push_back(2), true; })
                   .map(log(3));
  EXPECT_THAT(order, testing::IsEmpty());
  EXPECT_EQ(chain.collect(), items);
  EXPECT_THAT(order, testing::ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_EQ(chain.count(), 2u); // again
  EXPECT_EQ(order.size(), 12u);
}

TEST(ParallelIterator, EndsInManyWays) {
  for (const CallSite &site : {CallSite(), UnsafeSite})
    for (const ParOptions &options : ways_to_run())
      for (std::size_t size : Sizes) {
        const auto items = numbers(size);
        std::vector<long> expected;
        for (int x : items)
          if (third(twice(x)))
            expected.push_back(twice(x));
        auto chain =
            ParallelIterator(items, options).map(twice).filter(third, site);
        ASSERT_EQ(chain.collect(), expected);
        ASSERT_EQ(chain.count(), expected.size());
        ASSERT_EQ(chain.reduce(5L, std::plus<>()),
                  std::accumulate(expected.begin(), expected.end(), 5L));
        std::atomic<long> sum = 5;
        ASSERT_EQ(chain.for_each([&](long &x) { sum += x; }).items, size);
        ASSERT_EQ(sum, std::accumulate(expected.begin(), expected.end(), 5L));
        const long last = expected.empty() ? 0 : expected.back();
        ASSERT_EQ(chain.any_of([=](long x) { return x == last; }),
                  !expected.empty());
        ASSERT_EQ(chain.all_of([=](long x) { return x != last; }),
                  expected.empty());
        ASSERT_TRUE(chain.all_of(third));
      }
}

TEST(ParallelIterator, KeepsOrderAndBits) {
  std::vector<double> items(5000);
  for (std::size_t i = 0; i != items.size(); ++i)
    items[i] = 1.0 / static_cast<double>(3 * i + 1) * (i % 2 ? 1e9 : 1e-9);
  const auto sum = [&](std::size_t workers, bool some) {
    auto chain = ParallelIterator(items, {.max_workers = workers})
                     .filter([=](double x) { return !some || x > 1e-12; })
                     .map([](double x) { return x / 3; });
    return chain.reduce(0.1, std::plus<>());
  };
  for (bool some : {false, true}) {
    const double one = sum(1, some);
    for (std::size_t workers : {0u, 2u, 3u, 7u}) {
      const double many = sum(workers, some);
      ASSERT_EQ(std::memcmp(&one, &many, sizeof one), 0) << workers;
    }
  }
  const double plain = par_reduce(items, 0.1, std::plus<>());
  const double chained = ParallelIterator(items).reduce(0.1, std::plus<>());
  EXPECT_EQ(std::memcmp(&plain, &chained, sizeof plain), 0);
}

TEST(ParallelIterator, TakesEveryKindOfRange) {
  std::list<int> list{1, 2, 3};
  ParallelIterator(list).for_each([](int &x) { x = -x; });
  EXPECT_THAT(list, testing::ElementsAre(-1, -2, -3));
  std::atomic<int> sum = 0;
  ParallelIterator(list)
      .filter([](int x) { return x != -2; })
      .for_each([&](int &x) { sum += std::exchange(x, 7); });
  EXPECT_EQ(sum, -4);
  EXPECT_THAT(list, testing::ElementsAre(-1, -2, -3));
  EXPECT_THAT(ParallelIterator(std::views::iota(0, 4)).map(twice).collect(),
              testing::ElementsAre(0, 2, 4, 6));
  EXPECT_EQ(ParallelIterator(numbers(100)).count(), 100u);
  std::istringstream in("1 2 3");
  EXPECT_EQ(
      ParallelIterator(std::views::istream<int>(in)).reduce(0, std::plus<>()),
      6);
  EXPECT_THAT(ParallelIterator(std::vector<bool>{true, false})
                  .map([](bool x) { return !x; })
                  .collect(),
              testing::ElementsAre(false, true));
  std::vector<bool> flags(1000);
  const auto metrics =
      ParallelIterator(flags, {.max_workers = Many}).for_each([](auto &&flag) {
        flag = true;
      });
  EXPECT_EQ(metrics.veto->reason, VetoReason::GilUnsafePattern);
  EXPECT_TRUE(flags[999]);
}

TEST(ParallelIterator, ResultsAndCallablesMayBeMoveOnly) {
  auto results = ParallelIterator(numbers(100))
                     .map([p = std::make_unique<int>(7)](int x) {
                       return std::make_unique<int>(x + *p);
                     })
                     .filter([](const auto &p) { return *p % 2 == 0; })
                     .collect();
  ASSERT_EQ(results.size(), 50u);
  EXPECT_EQ(*results[0], 8);
  const std::vector<std::unique_ptr<int>> &owners = results;
  int seen = 0;
  ParallelIterator(owners, {.max_workers = 1})
      .filter([](const auto &p) { return *p > 50; })
      .for_each([&](const auto &) { ++seen; });
  EXPECT_EQ(seen, 28);
  EXPECT_EQ(
      ParallelIterator(owners).map([](const auto &p) { return *p; }).count(),
      50u);
}

TEST(ParallelIterator, NothingRefersToWhatWasMadeOnTheWay) {
  const auto text = [](int x) {
    return "a text that needs memory: " + std::to_string(x);
  };
  const auto items = numbers(100);
  auto chain = ParallelIterator(items).map(text).map(std::identity());
  EXPECT_EQ(chain.collect()[42], text(42));
  EXPECT_EQ(chain.filter([](const std::string &) { return true; })
                .map(std::identity())
                .collect()[42],
            text(42));
}

TEST(ParallelIterator, StagesOfAnLvalueLeaveItAsItIs) {
  const auto items = numbers(10);
  const auto start = ParallelIterator(items);
  auto all = start.map(twice);
  auto some = all.filter(third);
  EXPECT_EQ(all.count(), 10u);
  EXPECT_EQ(some.count(), 4u);
}

TEST(ParallelIterator, OneUnsafeStageMakesThePassSequential) {
  const auto items = numbers(1000);
  const auto here = std::this_thread::get_id();
  const auto elsewhere = [=](int x) {
    EXPECT_EQ(std::this_thread::get_id(), here);
    return x;
  };
  auto chain = ParallelIterator(items, {.max_workers = Many, .grain = 1})
                   .map(elsewhere, UnsafeSite)
                   .filter([](int) { return true; });
  const auto metrics = chain.for_each(elsewhere);
  EXPECT_FALSE(metrics.parallel);
  EXPECT_EQ(metrics.veto->explanation, UnsafeSite.finding());
  EXPECT_EQ(metrics.site.line(), UnsafeSite.line());
  EXPECT_EQ(chain.collect(), items);
  EXPECT_EQ(chain.reduce(0, std::plus<>()), 499500);
}

TEST(ParallelIterator, ACutPassThrows) {
  // The item that stops may be the last one that is run: nothing is cut then.
  bool cut = false;
  for (int attempt = 0; attempt != 100 && !cut; ++attempt) {
    std::stop_source source;
    auto chain = ParallelIterator(numbers(10000), {.max_workers = 2,
                                                   .grain = 10,
                                                   .stop = source.get_token()})
                     .filter([&](int x) {
                       if (x == 5000)
                         source.request_stop();
                       return x % 2 == 0;
                     });
    try {
      EXPECT_EQ(chain.collect().size(), 5000u);
    } catch (const Cancelled &) {
      cut = true;
    }
    EXPECT_THROW(chain.count(), Cancelled);
    EXPECT_THROW(chain.reduce(0, std::plus<>()), Cancelled);
  }
  EXPECT_TRUE(cut);
  EXPECT_THROW(ParallelIterator(numbers(1000))
                   .map([](int x) {
                     return x == 700 ? throw std::runtime_error("x") : x;
                   })
                   .any_of([](int) { return false; }),
               std::runtime_error);
}
