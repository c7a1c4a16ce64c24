//===- ParFilterTest.cpp - Tests of par_filter.h --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <list>

using namespace aether;
using namespace aether::test;

TEST(ParFilter, KeepsOrder) {
  for (const ParOptions &options : ways_to_run())
    for (std::size_t size : Sizes) {
      const auto items = numbers(size);
      const std::vector<int> results =
          par_filter(items, [](const int &x) { return x % 3 == 1; }, options);
      std::vector<int> expected;
      for (int x : items)
        if (x % 3 == 1)
          expected.push_back(x);
      ASSERT_EQ(results, expected);
    }
}

TEST(ParFilter, LongLeaves) {
  for (std::size_t size : {4095, 4096, 4097, 100000}) {
    std::vector<int> items = numbers(size);
    std::vector<std::string> texts;
    for (int x : items)
      texts.push_back(std::to_string(x));
    for (const ParOptions &options : ways_to_run()) {
      const auto few = par_filter(
          items, [](const int &x) { return x / 2000 == 1; }, options);
      ASSERT_EQ(few, (std::vector<int>(items.begin() + 2000,
                                       items.begin() +
                                           std::min<std::ptrdiff_t>(
                                               std::ssize(items), 4000))));
      ASSERT_EQ(
          par_filter(items, [](const int &) { return true; }, options), items);
      ASSERT_TRUE(par_filter(
                      items, [](const int &) { return false; }, options)
                      .empty());
    }
    ASSERT_EQ(par_filter(texts, [](const std::string &) { return true; },
                         {.max_workers = Many}),
              texts);
  }
}

TEST(ParFilter, LargeValues) {
  struct Large {
    int number;
    char rest[100];
  };
  std::vector<Large> items(1000);
  for (int i = 0; i != 1000; ++i)
    items[static_cast<std::size_t>(i)].number = i;
  for (const ParOptions &options : ways_to_run()) {
    const auto some = par_filter(
        items, [](const Large &x) { return x.number % 100 == 7; }, options);
    ASSERT_EQ(some.size(), 10u);
    for (std::size_t i = 0; i != some.size(); ++i)
      ASSERT_EQ(some[i].number, static_cast<int>(100 * i + 7));
  }
}

TEST(ParFilter, TakesEveryKindOfRange) {
  const auto odd = [](int x) { return x % 2 != 0; };
  EXPECT_THAT(par_filter(std::list<int>{1, 2, 3}, odd),
              testing::ElementsAre(1, 3));
  EXPECT_THAT(par_filter(std::views::iota(0, 6), odd),
              testing::ElementsAre(1, 3, 5));
  EXPECT_THAT(par_filter(std::vector<bool>{true, false, true}, std::identity()),
              testing::ElementsAre(true, true));
}

TEST(ParFilter, ItemsMadeOnTheFlyAreMadeOnce) {
  std::atomic<int> made = 0;
  const std::vector<int> items = numbers(100);
  const auto view = items | std::views::transform([&](int x) {
                      ++made;
                      return x;
                    });
  EXPECT_EQ(par_filter(view, [](int) { return true; }, {.max_workers = Many}),
            items);
  EXPECT_EQ(made, 100);
}

TEST(ParFilter, VetoedRunsInOrderHere) {
  std::vector<int> seen;
  const auto here = std::this_thread::get_id();
  const auto results = par_filter(
      numbers(100),
      [&](int x) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        seen.push_back(x);
        return x < 2;
      },
      {}, UnsafeSite);
  EXPECT_EQ(seen, numbers(100));
  EXPECT_THAT(results, testing::ElementsAre(0, 1));
}

TEST(ParFilter, Throws) {
  EXPECT_THROW(par_filter(numbers(100), [](int x) -> bool { throw x; },
                          {.max_workers = Many}),
               int);
}
