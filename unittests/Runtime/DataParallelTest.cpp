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

TEST(DataParallel, KeepsMetricsOfStages) {
  const auto items = numbers(100);
  auto chain = parallel(items, {.max_workers = 2, .grain = 10})
                   .map([](int x) { return x; })
                   .filter([](int x) { return x < 50; }, UnsafeSite);
  EXPECT_EQ(chain.reduce(0, std::plus<>()), 1225);
  ASSERT_EQ(chain.stages().size(), 3u);
  EXPECT_TRUE(chain.stages()[0].parallel);
  EXPECT_FALSE(chain.stages()[1].parallel);
  EXPECT_EQ(chain.stages()[2].items, 50u);
  EXPECT_EQ(chain.metrics().items, 100u);
  EXPECT_EQ(chain.metrics().chunks, 10u + 1 + 5);
  EXPECT_EQ(chain.metrics().veto->reason, VetoReason::GilUnsafePattern);
  std::ostringstream out;
  chain.print_metrics(out);
  EXPECT_THAT(out.str(), testing::HasSubstr("vetoed GIL_UNSAFE_PATTERN"));
}
