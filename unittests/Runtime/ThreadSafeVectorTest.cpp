//===- ThreadSafeVectorTest.cpp - Tests of thread_safe_vector.h -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/thread_safe_vector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <thread>

using namespace aether;
using testing::ElementsAre;

TEST(ThreadSafeVector, Elements) {
  ThreadSafeVector<std::string> v;
  EXPECT_TRUE(v.empty());
  EXPECT_EQ(v.push_back("a"), 0u);
  EXPECT_EQ(v.emplace_back(2, 'b'), 1u);
  EXPECT_EQ(v.append({"c", "d"}), 2u);
  EXPECT_THAT(v.snapshot(), ElementsAre("a", "bb", "c", "d"));
  EXPECT_EQ(v.size(), 4u);
  EXPECT_EQ(v.at(1), "bb");
  EXPECT_EQ(v[0], "a");
  EXPECT_EQ(v.get(3), "d");
  EXPECT_EQ(v.get(4), std::nullopt);
  v.set(0, "x");
  EXPECT_EQ(v.update(0, [](std::string &s) { return (s += "y").size(); }), 2u);
  EXPECT_EQ(v.pop_back(), "d");
  EXPECT_THAT(v.take(), ElementsAre("xy", "bb", "c"));
  EXPECT_EQ(v.pop_back(), std::nullopt);
}

TEST(ThreadSafeVector, NoSuchElement) {
  ThreadSafeVector<int> v{1, 2};
  EXPECT_THROW(v.at(2), std::out_of_range);
  EXPECT_THROW(v.set(2, 0), std::out_of_range);
  EXPECT_THROW(v.update(2, [](int &) {}), std::out_of_range);
  EXPECT_EQ(v.size(), 2u);
}

TEST(ThreadSafeVector, SeveralOperationsInOneStep) {
  ThreadSafeVector<int> v{3, 1, 2};
  v.with([](std::vector<int> &all) { std::sort(all.begin(), all.end()); });
  const auto &constant = v;
  EXPECT_EQ(constant.with([](const auto &all) { return all.front(); }), 1);
  v.clear();
  EXPECT_TRUE(v.empty());
}

TEST(ThreadSafeVector, PackedBits) {
  ThreadSafeVector<bool> v;
  v.push_back(true);
  v.update(0, [](std::vector<bool>::reference bit) { bit = !bit; });
  EXPECT_EQ(v.at(0), false);
  v.append({true, true});
  EXPECT_THAT(v.snapshot(), ElementsAre(false, true, true));
}

TEST(ThreadSafeVector, MoveOnly) {
  ThreadSafeVector<std::unique_ptr<int>> v;
  v.push_back(std::make_unique<int>(4));
  EXPECT_EQ(v.update(0, [](auto &p) { return *p; }), 4);
  EXPECT_EQ(**v.pop_back(), 4);
}

TEST(ThreadSafeVector, ManyThreads) {
  ThreadSafeVector<int> v;
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i != 250; ++i) {
        v.push_back(t * 250 + i);
        v.append({-1, -1});
        v.size();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  const std::vector<int> all = v.take();
  EXPECT_EQ(all.size(), 3000u);
  EXPECT_EQ(std::accumulate(all.begin(), all.end(), 0), 499500 - 2000);
  for (std::size_t i = 0; i != all.size(); ++i)
    if (all[i] == -1) { // what is appended stays together
      ASSERT_EQ(all.at(i + 1), -1);
      ++i;
    }
}
