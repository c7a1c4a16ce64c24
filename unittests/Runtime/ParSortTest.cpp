//===- ParSortTest.cpp - Tests of par_sort.h ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <deque>
#include <list>
#include <random>

using namespace aether;
using namespace aether::test;

namespace {

struct Card {
  int rank;
  int dealt; ///< tells equal cards apart
  bool operator==(const Card &) const = default;
};

struct Name { // neither trivially copyable nor small
  std::string text;
  int dealt;
  bool operator==(const Name &) const = default;
};

std::vector<int> shuffled(std::size_t count, int kinds) {
  std::mt19937 random(7);
  std::vector<int> result(count);
  for (int &x : result)
    x = static_cast<int>(random() % static_cast<unsigned>(kinds));
  return result;
}

/// By what is compared, then by what was dealt first.
template <class Items, class Less>
void sort_slowly(Items &items, const Less &less) {
  std::ranges::sort(items, [&](const auto &a, const auto &b) {
    return less(a, b) || (!less(b, a) && a.dealt < b.dealt);
  });
}

std::vector<ParOptions> ways_to_sort() {
  std::vector<ParOptions> ways = ways_to_run();
  ways.push_back({.max_workers = 3, .grain = 7});
  return ways;
}

} // namespace

TEST(ParSort, SortsNumbers) {
  for (const CallSite &site : {CallSite(), UnsafeSite})
    for (const ParOptions &options : ways_to_sort())
      for (std::size_t size : Sizes) {
        const auto items = shuffled(size, 1000);
        auto sorted = items, expected = items;
        EXPECT_EQ(par_sort(sorted, options, site).items, size);
        std::ranges::sort(expected);
        ASSERT_EQ(sorted, expected);
        par_sort(sorted, std::greater<>(), options, site);
        ASSERT_TRUE(std::ranges::is_sorted(sorted, std::greater<>()));
      }
}

TEST(ParSort, IsStable) {
  for (const CallSite &site : {CallSite(), UnsafeSite})
    for (const ParOptions &options : ways_to_sort())
      for (std::size_t size : Sizes) {
        std::vector<Card> cards;
        std::deque<Name> names;
        for (int x : shuffled(size, 50)) {
          cards.push_back({x, static_cast<int>(cards.size())});
          names.push_back({std::to_string(x), cards.back().dealt});
        }
        auto sorted = cards;
        par_sort(sorted, {}, &Card::rank, options, site);
        sort_slowly(cards, [](const Card &a, const Card &b) {
          return a.rank < b.rank;
        });
        ASSERT_EQ(sorted, cards);
        auto sorted_names = names;
        par_sort(sorted_names, std::greater<>(), &Name::text, options, site);
        sort_slowly(names, [](const Name &a, const Name &b) {
          return a.text > b.text;
        });
        ASSERT_EQ(sorted_names, names);
      }
}

TEST(ParSort, TakesListsAndMoveOnlyElements) {
  std::list<std::unique_ptr<int>> list;
  for (int x : shuffled(3000, 100000))
    list.push_back(std::make_unique<int>(x));
  const int *const first = list.front().get();
  const int value = *first;
  par_sort(list, [](const auto &a, const auto &b) { return *a < *b; },
           {.max_workers = Many});
  EXPECT_TRUE(
      std::ranges::is_sorted(list, {}, [](const auto &p) { return *p; }));
  const auto where = std::ranges::find_if(
      list, [=](const auto &p) { return p.get() == first; });
  ASSERT_NE(where, list.end());
  EXPECT_EQ(**where, value);
}

TEST(ParSort, WhateverIsThrownLeavesTheSameElements) {
  for (const ParOptions &options : ways_to_sort())
    for (int after : {1, 2000, 9000, 20000, 30000, 40000}) {
      const auto values = shuffled(3000, 500);
      std::vector<std::string> texts;
      for (int x : values)
        texts.push_back("a text that needs memory: " + std::to_string(x));
      auto expected_values = values;
      auto expected_texts = texts;
      std::ranges::sort(expected_values);
      std::ranges::sort(expected_texts);
      std::atomic<int> left = after;
      const auto throwing = [&](const auto &a, const auto &b) {
        if (left.fetch_sub(1) <= 0)
          throw std::runtime_error("x");
        return a < b;
      };
      auto sorted_values = values;
      try {
        par_sort(sorted_values, throwing, options);
      } catch (const std::runtime_error &) {
      }
      std::ranges::sort(sorted_values);
      ASSERT_EQ(sorted_values, expected_values) << after;
      left = after;
      try {
        par_sort(texts, throwing, options);
      } catch (const std::runtime_error &) {
      }
      std::ranges::sort(texts);
      ASSERT_EQ(texts, expected_texts) << after;
    }
}

TEST(ParSort, StopsAndLeavesTheSameElements) {
  for (int after : {1, 5000, 25000}) {
    auto items = shuffled(4000, 1000);
    auto expected = items;
    std::ranges::sort(expected);
    std::stop_source source;
    std::atomic<int> left = after;
    EXPECT_THROW(
        par_sort(items,
                 [&](int a, int b) {
                   if (left.fetch_sub(1) == 0)
                     source.request_stop();
                   return a < b;
                 },
                 {.max_workers = 2, .grain = 100, .stop = source.get_token()}),
        Cancelled);
    std::ranges::sort(items);
    EXPECT_EQ(items, expected);
  }
}

TEST(ParSort, TellsProgressUpToTheEnd) {
  for (std::size_t size : {10u, 10000u}) {
    std::vector<std::size_t> told;
    auto items = shuffled(size, 1000);
    par_sort(items, {.max_workers = 2,
                     .progress = [&](std::size_t done, std::size_t total) {
                       EXPECT_EQ(total, size);
                       told.push_back(done);
                     }});
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back(), size);
    EXPECT_TRUE(std::ranges::is_sorted(told));
  }
}

TEST(ParSort, MergeSplitTakesEqualItemsFromTheLeft) {
  const int a[] = {1, 2, 2, 5}, b[] = {2, 2, 3};
  const std::size_t expected[] = {0, 1, 2, 3, 3, 3, 3, 4};
  for (std::size_t diagonal = 0; diagonal != 8; ++diagonal)
    EXPECT_EQ(detail::merge_split(a, 4, b, 3, diagonal, std::less<>()),
              expected[diagonal]);
}
