//===- ParScanTest.cpp - Tests of par_scan.h ------------------------------===//
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

TEST(ParScan, GivesPartialResultsInOrder) {
  const auto append = [](const std::string &a, const std::string &b) {
    return a + b;
  };
  for (const CallSite &site : {CallSite(), UnsafeSite})
    for (const ParOptions &options : ways_to_run())
      for (std::size_t size : {0u, 1u, 2u, 3u, 127u, 128u, 129u, 300u}) {
        std::vector<std::string> items;
        for (std::size_t i = 0; i != size; ++i)
          items.push_back(std::to_string(i % 10));
        std::vector<std::string> expected;
        std::string so_far = "^";
        for (const std::string &item : items) {
          expected.push_back(so_far);
          so_far += item;
        }
        ASSERT_EQ(
            par_exclusive_scan(items, std::string("^"), append, options, site),
            expected);
        if (size) {
          expected.erase(expected.begin());
          expected.push_back(so_far);
        }
        ASSERT_EQ(
            par_inclusive_scan(items, std::string("^"), append, options, site),
            expected);
        for (std::string &text : expected)
          text.erase(0, 1);
        ASSERT_EQ(par_inclusive_scan(items, append, options, site), expected);
      }
}

TEST(ParScan, SameBitsForAnyNumberOfThreads) {
  for (std::size_t size : Sizes) {
    std::vector<double> items(size);
    for (std::size_t i = 0; i != size; ++i)
      items[i] = 1.0 / static_cast<double>(3 * i + 1) * (i % 2 ? 1e9 : 1e-9);
    const auto one =
        par_inclusive_scan(items, 0.1, std::plus<>(), {.max_workers = 1});
    for (std::size_t workers : {0u, 2u, 3u, 4u, 7u}) {
      const auto many = par_inclusive_scan(items, 0.1, std::plus<>(),
                                           {.max_workers = workers});
      ASSERT_EQ(many.size(), size);
      if (size) {
        ASSERT_EQ(std::memcmp(one.data(), many.data(), size * sizeof(double)),
                  0);
      }
    }
  }
}

TEST(ParScan, TakesEveryKindOfRange) {
  EXPECT_THAT(par_inclusive_scan(std::list<int>{1, 2, 3}, 10L, std::plus<>()),
              testing::ElementsAre(11, 13, 16));
  EXPECT_THAT(par_exclusive_scan(std::views::iota(0, 4), 0, std::plus<>()),
              testing::ElementsAre(0, 0, 1, 3));
  std::istringstream in("1 2 3");
  EXPECT_THAT(par_inclusive_scan(std::views::istream<int>(in), std::plus<>()),
              testing::ElementsAre(1, 3, 6));
  EXPECT_THAT(par_inclusive_scan(std::vector<bool>{false, true, false},
                                 std::logical_or<>()),
              testing::ElementsAre(false, true, true));
}

TEST(ParScan, CallsTheOperationAtMostTwicePerItem) {
  std::atomic<int> calls = 0;
  const auto add = [&](int a, int b) {
    ++calls;
    return a + b;
  };
  par_inclusive_scan(numbers(1000), add, {.max_workers = Many});
  EXPECT_LE(calls, 2000);
}

TEST(ParScan, IsOneCallWithOneEndOfProgress) {
  clear_call_site_reports();
  enable_call_site_reports();
  std::vector<std::size_t> told;
  par_inclusive_scan(
      numbers(10000), 0, std::plus<>(),
      {.max_workers = 2, .progress = [&](std::size_t done, std::size_t total) {
         EXPECT_EQ(total, 10000u);
         told.push_back(done);
       }});
  enable_call_site_reports(false);
  ASSERT_EQ(call_site_reports().size(), 1u);
  EXPECT_EQ(call_site_reports()[0].calls, 1u);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 10000u);
  EXPECT_TRUE(std::ranges::is_sorted(told));
}

TEST(ParScan, ThrowsAndStops) {
  const auto throwing = [](int a, int b) {
    if (b == 500)
      throw std::runtime_error("x");
    return a + b;
  };
  EXPECT_THROW(
      par_inclusive_scan(numbers(1000), 0, throwing, {.max_workers = Many}),
      std::runtime_error);
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(par_exclusive_scan(numbers(1000), 0, std::plus<>(),
                                  {.stop = source.get_token()}),
               Cancelled);
}
