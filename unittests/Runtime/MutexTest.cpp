//===- MutexTest.cpp - Tests of mutex.h -----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

using namespace aether;

namespace {
constinit Mutex constant("constant");
} // namespace

TEST(Mutex, Excludes) {
  Mutex mutex;
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i != 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round != 1000; ++round) {
        const std::lock_guard lock(mutex);
        ++count;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(count, 4000);
  EXPECT_EQ(mutex.contention().acquisitions, 4000u);
}

TEST(Mutex, CountsAcquisitions) {
  Mutex mutex;
  {
    const std::lock_guard lock(mutex);
  }
  {
    const std::unique_lock lock(mutex);
  }
  Mutex other;
  {
    const std::scoped_lock lock(mutex, other);
  }
  const ContentionCounts counts = mutex.contention();
  EXPECT_EQ(counts.acquisitions, 3u);
  EXPECT_EQ(counts.contended, 0u);
  EXPECT_EQ(counts.waited.count(), 0);
}

TEST(Mutex, TryLockDoesNotWait) {
  Mutex mutex;
  ASSERT_TRUE(mutex.try_lock());
  std::thread([&] { EXPECT_FALSE(mutex.try_lock()); }).join();
  mutex.unlock();
  const ContentionCounts counts = mutex.contention();
  EXPECT_EQ(counts.acquisitions, 1u);
  EXPECT_EQ(counts.contended, 0u);
}

TEST(Mutex, CountsWaiting) {
  Mutex mutex;
  mutex.lock();
  std::atomic<detail::ThreadState *> state = nullptr;
  std::thread waiter([&] {
    state = &detail::this_thread_state();
    const std::lock_guard lock(mutex);
  });
  // Until it really waits.
  while (!state || state.load()->lock_wait_since.load() == 0)
    std::this_thread::yield();
  mutex.unlock();
  waiter.join();
  const ContentionCounts counts = mutex.contention();
  EXPECT_EQ(counts.acquisitions, 2u);
  EXPECT_EQ(counts.contended, 1u);
  EXPECT_GT(counts.waited.count(), 0);
}

TEST(Mutex, IsConstantInitialised) {
  const std::lock_guard lock(constant);
  EXPECT_GE(constant.contention().acquisitions, 1u);
}
