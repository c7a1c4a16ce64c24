//===- AdaptiveThreadPoolTest.cpp - Tests of adaptive_thread_pool.h -------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/adaptive_thread_pool.h"
#include "aether/blocking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>

using namespace aether;
using namespace std::chrono_literals;

namespace {

/// Holds threads up until so many have come, whatever the speed of anything.
class Gate {
public:
  explicit Gate(int needed) : needed(needed) {}
  void pass() {
    std::unique_lock lock(mutex);
    if (++come == needed)
      opened.notify_all();
    opened.wait(lock, [this] { return come >= needed; });
  }

private:
  std::mutex mutex;
  std::condition_variable opened;
  const int needed;
  int come = 0;
};

const CallSite racy("file.cpp", 1, 1, Verdict::Unsafe, "a race");

std::vector<int> numbers(int count) {
  std::vector<int> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), 0);
  return result;
}

} // namespace

TEST(AdaptiveThreadPool, Submit) {
  AdaptiveThreadPool pool;
  auto number = pool.submit([] { return 7; });
  auto nothing = pool.submit([] {});
  auto pointer = pool.submit(
      [p = std::make_unique<int>(3)]() mutable { return std::move(p); });
  EXPECT_EQ(number.get(), 7);
  nothing.get();
  EXPECT_EQ(*pointer.get(), 3);
  auto fails = pool.submit([]() -> int { throw std::runtime_error("no"); });
  EXPECT_THROW(fails.get(), std::runtime_error);
  EXPECT_EQ(pool.submit([] { return 8; }).get(), 8); // it goes on
}

TEST(AdaptiveThreadPool, OneThreadKeepsTheOrder) {
  AdaptiveThreadPool pool({.min_threads = 1, .max_threads = 1});
  std::vector<int> order; // one thread writes it
  for (int i = 0; i != 100; ++i)
    pool.submit([&order, i] { order.push_back(i); });
  pool.wait();
  EXPECT_EQ(order, numbers(100));
  EXPECT_EQ(pool.metrics().completed, 100u);
}

TEST(AdaptiveThreadPool, Map) {
  AdaptiveThreadPool pool;
  for (const int size : {0, 1, 2, 7, 1000, 20000}) {
    std::atomic<int> calls = 0;
    const auto results = pool.map(numbers(size), [&](int x) {
      ++calls;
      return x % 3 == 0;
    });
    EXPECT_EQ(calls, size);
    ASSERT_EQ(results.size(), static_cast<std::size_t>(size));
    for (int i = 0; i != size; ++i)
      ASSERT_EQ(results[static_cast<std::size_t>(i)], i % 3 == 0);
  }
}

TEST(AdaptiveThreadPool, MapThrowsTheFirstException) {
  AdaptiveThreadPool pool({.min_threads = 2, .max_threads = 2});
  std::atomic<int> calls = 0;
  EXPECT_THROW(pool.map(numbers(100000),
                        [&](int x) {
                          ++calls;
                          if (x == 10)
                            throw std::runtime_error("ten");
                          if (x > 10) // the others do not get far meanwhile
                            std::this_thread::sleep_for(10us);
                          return x;
                        }),
               std::runtime_error);
  EXPECT_LT(calls, 100000);
  EXPECT_EQ(pool.metrics().queued, 0u);
  EXPECT_EQ(pool.map(numbers(10), [](int x) { return x; }), numbers(10));
}

// Each job waits for a call of map in the same pool; with one thread it has to
// do all of it itself.
TEST(AdaptiveThreadPool, NestedCallsDoNotWaitForEachOther) {
  for (const std::size_t most : {1u, 2u, 8u}) {
    AdaptiveThreadPool pool({.min_threads = 1, .max_threads = most});
    const auto sums = pool.map(numbers(20), [&](int x) {
      const auto inner = pool.map(numbers(50), [x](int y) { return x + y; });
      return std::accumulate(inner.begin(), inner.end(), 0);
    });
    for (int x = 0; x != 20; ++x)
      EXPECT_EQ(sums[static_cast<std::size_t>(x)], 50 * x + 1225);
  }
}

TEST(AdaptiveThreadPool, AVetoedCallRunsHere) {
  AdaptiveThreadPool pool;
  std::vector<int> order; // written without a lock
  pool.map(
      numbers(100),
      [&](int x) {
        order.push_back(x);
        return x;
      },
      racy);
  EXPECT_EQ(order, numbers(100));
  const auto id =
      pool.submit([] { return std::this_thread::get_id(); }, racy).get();
  EXPECT_EQ(id, std::this_thread::get_id());
}

// Sixteen jobs that go on together only: more threads than it began with.
TEST(AdaptiveThreadPool, GrowsForThreadsThatAreBlocked) {
  if (!ThreadTimes::knows_runnable())
    GTEST_SKIP() << "no schedstat here";
  AdaptiveThreadPool pool({.min_threads = 2, .max_threads = 16});
  Gate gate(16);
  for (int i = 0; i != 16; ++i)
    pool.submit([&] { gate.pass(); });
  pool.wait(); // would never end with two threads
  const AdaptivePoolMetrics metrics = pool.metrics();
  EXPECT_EQ(metrics.completed, 16u);
  EXPECT_EQ(metrics.history.front().threads, 2u);
  EXPECT_EQ(metrics.history.front().reason, ThreadChange::Reason::Start);
  ASSERT_GE(metrics.history.size(), 2u);
  EXPECT_EQ(metrics.history[1].reason, ThreadChange::Reason::Blocking);
  EXPECT_LE(metrics.history[1].threads, 8u); // fourfold at most
  EXPECT_GT(metrics.times.io.count(), 0);
}

// The hint alone lets another job run, whatever the monitor thinks.
TEST(AdaptiveThreadPool, BlockingLetsAnotherThreadRun) {
  AdaptiveThreadPool pool({.min_threads = 1, .max_threads = 8, .interval = 1h});
  Gate gate(4);
  for (int i = 0; i != 4; ++i)
    pool.submit([&] { blocking([&] { gate.pass(); }); });
  pool.wait();
  EXPECT_EQ(pool.metrics().threads, 1u); // as far as the monitor is concerned
}

TEST(AdaptiveThreadPool, NeverMoreThreadsThanAllowed) {
  AdaptiveThreadPool pool({.min_threads = 1, .max_threads = 3});
  std::atomic<int> now = 0, most = 0;
  pool.map(numbers(60), [&](int x) {
    const int here = ++now;
    for (int m = most; m < here && !most.compare_exchange_weak(m, here);) {
    }
    blocking([] { std::this_thread::sleep_for(200us); });
    --now;
    return x;
  });
  EXPECT_LE(most, 3);
}

TEST(AdaptiveThreadPool, ShutdownRunsWhatIsQueued) {
  std::atomic<int> calls = 0;
  {
    AdaptiveThreadPool pool({.min_threads = 1, .max_threads = 2});
    for (int i = 0; i != 200; ++i)
      pool.submit([&] { ++calls; });
    pool.shutdown();
    EXPECT_EQ(calls, 200);
    EXPECT_THROW(pool.submit([] {}), std::runtime_error);
    EXPECT_THROW(pool.map(numbers(3), [](int x) { return x; }),
                 std::runtime_error);
    pool.shutdown(); // again
  }
  EXPECT_EQ(calls, 200);
}

TEST(AdaptiveThreadPool, ManySubmitters) {
  AdaptiveThreadPool pool;
  std::atomic<int> calls = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i != 200; ++i) {
        pool.submit([&] { ++calls; });
        if (i % 50 == 0)
          pool.metrics();
      }
      pool.map(numbers(100), [&](int x) { return calls += x != 0; });
    });
  for (std::thread &thread : threads)
    thread.join();
  pool.wait();
  EXPECT_EQ(calls, 4 * (200 + 99));
}

TEST(AdaptiveThreadPool, MetricsOfTime) {
  AdaptiveThreadPool pool({.min_threads = 1, .max_threads = 1});
  pool.submit([] { std::this_thread::sleep_for(5ms); }).get();
  pool.wait();
  const AdaptivePoolMetrics metrics = pool.metrics();
  EXPECT_GE(metrics.times.wall, 5ms);
  EXPECT_EQ(metrics.busy, 0u);
  EXPECT_EQ(metrics.queued, 0u);
}

TEST(AdaptiveThreadPool, Names) {
  EXPECT_STREQ(to_string(ThreadChange::Reason::Start), "start");
  EXPECT_STREQ(to_string(ThreadChange::Reason::Blocking), "blocking");
  EXPECT_STREQ(to_string(ThreadChange::Reason::TakenBack), "taken back");
  EXPECT_STREQ(to_string(ThreadChange::Reason::Crowded), "crowded");
}
