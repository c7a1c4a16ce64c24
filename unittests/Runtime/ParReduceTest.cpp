//===- ParReduceTest.cpp - Tests of par_reduce.h --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <cstring>
#include <list>
#include <memory>

using namespace aether;
using namespace aether::test;

TEST(ParReduce, SumsUp) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      const auto items = numbers(size);
      const long n = static_cast<long>(size);
      ASSERT_EQ(par_reduce(items, 7L, std::plus<>(), options),
                7 + n * (n - 1) / 2);
      ASSERT_EQ(map_reduce(
                    items, [](const int &x) { return 2L * x; }, std::plus<>(),
                    7L, options),
                7 + n * (n - 1));
    }
}

TEST(ParReduce, KeepsOrder) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      std::string expected = "^";
      for (std::size_t i = 0; i != size; ++i)
        expected += std::to_string(i) + ",";
      const auto result = map_reduce(
          numbers(size), [](int x) { return std::to_string(x) + ","; },
          [](std::string a, const std::string &b) { return std::move(a) + b; },
          std::string("^"), options);
      ASSERT_EQ(result, expected);
    }
}

TEST(ParReduce, SameBitsForAnyNumberOfThreads) {
  for (std::size_t size : Sizes) {
    std::vector<double> items(size);
    for (std::size_t i = 0; i != size; ++i)
      items[i] = 1.0 / static_cast<double>(3 * i + 1) * (i % 2 ? 1e9 : 1e-9);
    const double one =
        par_reduce(items, 0.1, std::plus<>(), {.max_workers = 1});
    for (std::size_t workers : {0, 2, 3, 4, 7}) {
      const double many =
          par_reduce(items, 0.1, std::plus<>(), {.max_workers = workers});
      ASSERT_EQ(std::memcmp(&one, &many, sizeof one), 0)
          << size << ' ' << workers;
    }
    const double too_small =
        par_reduce(items, 0.1, std::plus<>(), {.min_items = size + 1});
    ASSERT_EQ(std::memcmp(&one, &too_small, sizeof one), 0);
  }
}

TEST(ParReduce, CallsTheOperationOncePerItem) {
  std::atomic<int> calls = 0;
  par_reduce(numbers(1000), 0,
             [&](int a, int b) {
               ++calls;
               return a + b;
             },
             {.max_workers = Many});
  EXPECT_EQ(calls, 1000);
}

TEST(ParReduce, TakesEveryKindOfRange) {
  EXPECT_EQ(par_reduce(std::list<int>{1, 2, 3}, 0, std::plus<>()), 6);
  EXPECT_EQ(par_reduce(std::views::iota(0, 1000), 0, std::plus<>()), 499500);
  EXPECT_EQ(par_reduce(std::vector<bool>{true, false}, 0, std::plus<>()), 1);
}

TEST(ParReduce, ValuesMayBeMoveOnly) {
  using Pointer = std::unique_ptr<long>;
  const Pointer result = map_reduce(
      numbers(1000), [](int x) { return std::make_unique<long>(x); },
      [](Pointer a, Pointer b) {
        *a += *b;
        return a;
      },
      std::make_unique<long>(0), {.max_workers = Many});
  EXPECT_EQ(*result, 499500);
}

TEST(ParReduce, VetoedIsThePlainLoop) {
  const auto here = std::this_thread::get_id();
  const auto result = par_reduce(
      numbers(500), 0.0,
      [&](double a, double b) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        return a / 2 + b;
      },
      {}, UnsafeSite);
  double expected = 0;
  for (int x : numbers(500))
    expected = expected / 2 + x;
  EXPECT_EQ(result, expected);
}

TEST(ParReduce, Throws) {
  EXPECT_THROW(par_reduce(numbers(1000), 0,
                          [](int a, int b) {
                            if (b == 500)
                              throw std::runtime_error("x");
                            return a + b;
                          },
                          {.max_workers = Many}),
               std::runtime_error);
}
