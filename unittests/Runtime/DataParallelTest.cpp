//===- DataParallelTest.cpp - Tests of data_parallel.h --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <list>
#include <sstream>

using namespace aether;
using namespace aether::test;

TEST(DataParallel, Chains) {
  const auto items = numbers(1000);
  const auto results = parallel(items)
                           .map([](int x) { return 3L * x; })
                           .filter([](long x) { return x % 2 == 0; })
                           .collect();
  static_assert(std::is_same_v<decltype(results), const std::vector<long>>);
  ASSERT_EQ(results.size(), 500u);
  EXPECT_EQ(results[499], 3 * 998);
  EXPECT_EQ(DataParallel(items).reduce(0, std::plus<>()), 499500);
}

TEST(DataParallel, RefersToLvalues) {
  auto items = numbers(100);
  parallel(items).for_each([](int &x) { ++x; }).for_each([](int &x) { ++x; });
  EXPECT_EQ(items[99], 101);
  const auto &constant = items;
  static_assert(
      std::is_same_v<decltype(parallel(constant)), DataParallel<const int>>);
  EXPECT_EQ(parallel(constant).collect(), items);
}

TEST(DataParallel, CopiesOtherRanges) {
  EXPECT_THAT(
      parallel(std::list<int>{1, 2}).for_each([](int &x) { ++x; }).collect(),
      testing::ElementsAre(2, 3));
  EXPECT_THAT(
      parallel(std::views::iota(0, 3)).map([](int x) { return -x; }).collect(),
      testing::ElementsAre(0, -1, -2));
  EXPECT_THAT(parallel(numbers(3)).map([](int x) { return x == 1; }).collect(),
              testing::ElementsAre(false, true, false));
  EXPECT_THAT(
      parallel(std::vector<int>()).map([](int x) { return x; }).collect(),
      testing::IsEmpty());
  bool flags[] = {true, false};
  EXPECT_THAT(parallel(flags).filter(std::identity()).collect(),
              testing::ElementsAre(true));
}

TEST(DataParallel, ResultsMayBeMoveOnly) {
  auto results = parallel(numbers(10))
                     .map([](int x) { return std::make_unique<int>(x); })
                     .collect();
  EXPECT_EQ(*results[9], 9);
}

TEST(DataParallel, IsLazyAndFused) {
  std::vector<int> order;
  const std::vector<int> items{1, 2};
  auto chain = parallel(items, {.max_workers = 1})
                   .map([&](int x) { return order.push_back(1), x; })
                   .filter([&](int) { return order.push_back(2), true; });
  EXPECT_THAT(order, testing::IsEmpty());
  EXPECT_EQ(chain.collect(), items);
  EXPECT_THAT(order, testing::ElementsAre(1, 2, 1, 2));
}

TEST(DataParallel, ForEachBehindStagesChangesResultsOnly) {
  auto items = numbers(4);
  parallel(items).filter([](int x) { return x % 2; }).for_each([](int &x) {
    x = -x;
  });
  EXPECT_THAT(items, testing::ElementsAre(0, 1, 2, 3));
  auto chain = parallel(items).map([](int x) { return 10 * x; });
  chain.for_each([](int &x) { x = 7; });
  EXPECT_THAT(chain.collect(), testing::ElementsAre(0, 10, 20, 30));
}

TEST(DataParallel, StagesOfAnLvalueLeaveItAsItIs) {
  auto owner = parallel(numbers(10));
  EXPECT_EQ(owner.map([](int x) { return 2 * x; }).reduce(0, std::plus<>()),
            90);
  EXPECT_EQ(owner.filter([](int x) { return x > 5; }).collect().size(), 4u);
  EXPECT_EQ(owner.collect(), numbers(10));
  std::vector<std::unique_ptr<int>> pointers(3);
  const auto is_null = [](const auto &p) { return !p; };
  auto borrowing = parallel(pointers);
  EXPECT_EQ(borrowing.map(is_null).collect().size(), 3u);
  EXPECT_THROW(parallel(pointers).collect(), std::logic_error);
  auto owning = parallel(std::move(pointers));
  EXPECT_THROW(owning.map(is_null), std::logic_error);
  EXPECT_EQ(std::move(owning).map(is_null).collect().size(), 3u);
}

TEST(DataParallel, KeepsMetricsOfPasses) {
  auto items = numbers(100);
  auto chain = parallel(items, {.max_workers = 2, .grain = 10});
  chain.for_each([](int &x) { ++x; });
  auto some = std::move(chain)
                  .map([](int x) { return x - 1; })
                  .filter([](int x) { return x < 50; }, UnsafeSite);
  EXPECT_EQ(some.reduce(0, std::plus<>()), 1225);
  ASSERT_EQ(some.passes().size(), 2u);
  EXPECT_TRUE(some.passes()[0].parallel);
  EXPECT_EQ(some.passes()[0].chunks, 10u);
  EXPECT_FALSE(some.passes()[1].parallel);
  EXPECT_EQ(some.metrics().items, 100u);
  EXPECT_EQ(some.metrics().chunks, 10u + 1);
  EXPECT_EQ(some.metrics().veto->reason, VetoReason::GilUnsafePattern);
  std::ostringstream out;
  some.print_metrics(out);
  EXPECT_THAT(out.str(), testing::HasSubstr("vetoed GIL_UNSAFE_PATTERN"));
}
