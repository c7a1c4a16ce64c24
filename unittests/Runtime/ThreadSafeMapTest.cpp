//===- ThreadSafeMapTest.cpp - Tests of thread_safe_map.h -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/thread_safe_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace aether;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(ThreadSafeMap, KeysAndValues) {
  ThreadSafeMap<std::string, int> map;
  EXPECT_TRUE(map.empty());
  EXPECT_TRUE(map.insert("a", 1));
  EXPECT_FALSE(map.insert("a", 2));
  EXPECT_EQ(map.get("a"), 1);
  EXPECT_FALSE(map.insert_or_assign("a", 3));
  EXPECT_TRUE(map.insert_or_assign("b", 4));
  EXPECT_TRUE(map.contains("b"));
  EXPECT_EQ(map.get("c"), std::nullopt);
  EXPECT_EQ(map.size(), 2u);
  EXPECT_THAT(map.snapshot(), UnorderedElementsAre(Pair("a", 3), Pair("b", 4)));
  EXPECT_TRUE(map.erase("a"));
  EXPECT_FALSE(map.erase("a"));
  EXPECT_EQ(map.take("b"), 4);
  EXPECT_EQ(map.take("b"), std::nullopt);
  map.insert("d", 1);
  map.clear();
  EXPECT_EQ(map.size(), 0u);
}

TEST(ThreadSafeMap, Update) {
  ThreadSafeMap<int, int> map;
  map.update(1, [](int &n) { ++n; });
  EXPECT_EQ(map.update(1, [](int &n) { return ++n; }), 2);
  EXPECT_TRUE(map.update_if_present(1, [](int &n) { n = 7; }));
  EXPECT_FALSE(map.update_if_present(2, [](int &n) { n = 7; }));
  EXPECT_EQ(map.get(1), 7);
  EXPECT_FALSE(map.contains(2));
}

TEST(ThreadSafeMap, GetOrEmplace) {
  ThreadSafeMap<int, std::string> map;
  EXPECT_EQ(map.get_or_emplace(1, 2, 'x'), "xx");
  EXPECT_EQ(map.get_or_emplace(1, "other"), "xx");
  int made = 0;
  const auto make = [&] {
    ++made;
    return "made";
  };
  EXPECT_EQ(map.get_or_create(2, make), "made");
  EXPECT_EQ(map.get_or_create(2, make), "made");
  EXPECT_EQ(made, 1);
  EXPECT_THROW(map.get_or_create(
                   3, []() -> std::string { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_FALSE(map.contains(3));
}

TEST(ThreadSafeMap, MoveOnlyValues) {
  ThreadSafeMap<int, std::unique_ptr<int>> map;
  map.insert(1, std::make_unique<int>(5));
  EXPECT_EQ(map.update(1, [](auto &p) { return *p; }), 5);
  EXPECT_EQ(**map.take(1), 5);
}

TEST(ThreadSafeMap, AnyNumberOfShards) {
  for (std::size_t shards : {0u, 1u, 3u, 64u}) {
    ThreadSafeMap<int, int> map(shards, "map");
    for (int i = 0; i != 100; ++i)
      map.insert(i, i);
    EXPECT_EQ(map.size(), 100u);
    for (int i = 0; i != 100; ++i)
      EXPECT_EQ(map.get(i), i);
  }
}

TEST(ThreadSafeMap, CountsContentionOfAllShards) {
  ThreadSafeMap<int, int> map(8);
  const ContentionMonitor monitor;
  for (int i = 0; i != 64; ++i)
    map.insert(i, i);
  EXPECT_EQ(map.contention().acquisitions, 64u);
  EXPECT_EQ(monitor.counts().acquisitions, 64u);
}

// While one key is worked on, most others are free: keys that are multiples of
// the number of shards do not all share one.
TEST(ThreadSafeMap, KeysDoNotHoldUpEachOther) {
  ThreadSafeMap<int, int> map(64);
  std::mutex mutex;
  std::condition_variable inserted;
  int free = 0;
  std::vector<std::thread> threads;
  map.update(0, [&](int &) {
    for (int i = 1; i != 17; ++i)
      threads.emplace_back([&, i] {
        map.insert(64 * i, i);
        const std::lock_guard guard(mutex);
        ++free;
        inserted.notify_all();
      });
    std::unique_lock lock(mutex);
    inserted.wait(lock, [&] { return free >= 8; });
  });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(map.size(), 17u);
}

TEST(ThreadSafeMap, ManyThreads) {
  ThreadSafeMap<int, int> map(4);
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i != 400; ++i) {
        map.update(i % 40, [](int &n) { ++n; });
        if (i % 100 == 0)
          map.snapshot();
        map.get_or_emplace(1000 + i, i);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (int i = 0; i != 40; ++i)
    EXPECT_EQ(map.get(i), 40);
  EXPECT_EQ(map.size(), 440u);
}

// What one thread writes with a snapshot in between is never seen by halves.
TEST(ThreadSafeMap, SnapshotsAreOfOneMoment) {
  ThreadSafeMap<int, int> map(8);
  map.insert(0, 0);
  map.insert(1, 0);
  std::thread writer([&] {
    for (int i = 1; i != 500; ++i) {
      map.insert_or_assign(0, i); // first 0, then 1
      map.insert_or_assign(1, i);
    }
  });
  for (int i = 0; i != 200; ++i) {
    int values[2] = {};
    for (const auto &[key, value] : map.snapshot())
      values[key] = value;
    EXPECT_GE(values[0], values[1]);
    EXPECT_LE(values[0], values[1] + 1);
  }
  writer.join();
}
