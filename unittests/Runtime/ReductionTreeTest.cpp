//===- ReductionTreeTest.cpp - Tests of detail/reduction_tree.h -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "aether/detail/reduction_tree.h"

#include <cmath>
#include <random>

using namespace aether;

static std::string combine(const std::string &a, const std::string &b) {
  return "(" + a + b + ")";
}

TEST(ReductionTree, BracketsTheSameInAnyOrderOfArrival) {
  std::mt19937 random(1);
  for (std::size_t leaves : {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 100}) {
    std::string expected;
    for (int round = 0; round != 20; ++round) {
      detail::ReductionTree<std::string> tree(leaves, 1);
      ASSERT_EQ(tree.leaves(), leaves);
      std::vector<std::size_t> order(leaves);
      std::iota(order.begin(), order.end(), 0);
      if (round)
        std::shuffle(order.begin(), order.end(), random);
      for (std::size_t leaf : order)
        tree.arrive(leaf, std::string(1, static_cast<char>('a' + leaf % 26)),
                    combine);
      const std::string result = std::move(tree).take();
      if (round == 0)
        expected = result;
      ASSERT_EQ(result, expected);
    }
  }
}

TEST(ReductionTree, LeavesCoverTheItems) {
  for (std::size_t items : {0, 1, 127, 128, 129, 1000, 1000000})
    for (std::size_t grain : {0, 1, 7, 100000}) {
      detail::ReductionTree<int> tree(items, grain);
      std::size_t end = 0;
      for (std::size_t leaf = 0; leaf != tree.leaves(); ++leaf) {
        EXPECT_EQ(tree.first_item(leaf), end);
        end = tree.first_item(leaf + 1);
        EXPECT_GT(end, tree.first_item(leaf));
      }
      EXPECT_EQ(end, items);
    }
}

TEST(ReductionTree, ALeafKeepsOrder) {
  // Runs of numbers as one: where they begin, and how many there are.
  constexpr double Unit = 1 << 20;
  const auto get = [](std::size_t i) {
    return static_cast<double>(i) * Unit + 1;
  };
  const auto join = [](double a, double b) {
    const double length = std::fmod(a, Unit);
    const bool follows = std::floor(a / Unit) + length == std::floor(b / Unit);
    return follows ? a + std::fmod(b, Unit) : std::nan("");
  };
  for (std::size_t begin : {0, 5})
    for (std::size_t size = 1; size != 100; ++size) {
      const double all = detail::fold_leaf<double>(
          begin, begin + size, get,
          [&](double value, std::size_t i) { return join(value, get(i)); },
          join);
      ASSERT_EQ(all,
                static_cast<double>(begin) * Unit + static_cast<double>(size));
    }
}
