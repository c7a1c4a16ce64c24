//===- ConditionVariableTest.cpp - Tests of condition_variable.h ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/condition_variable.h"
#include "aether/detail/thread_state.h"

#include <gtest/gtest.h>

#include <thread>

using namespace aether;
using namespace std::chrono_literals;

TEST(ConditionVariable, WaitsForACondition) {
  Mutex mutex;
  ConditionVariable condition;
  bool ready = false;
  std::thread setter([&] {
    const std::lock_guard lock(mutex);
    ready = true;
    condition.notify_all();
  });
  {
    std::unique_lock lock(mutex);
    condition.wait(lock, [&] { return ready; });
    EXPECT_TRUE(lock.owns_lock());
  }
  setter.join();
}

TEST(ConditionVariable, GivesUpInTime) {
  Mutex mutex;
  ConditionVariable condition;
  std::unique_lock lock(mutex);
  EXPECT_EQ(condition.wait_for(lock, 1ms), std::cv_status::timeout);
  EXPECT_FALSE(condition.wait_for(lock, 1ms, [] { return false; }));
  EXPECT_FALSE(condition.wait_until(lock, std::chrono::steady_clock::now(),
                                    [] { return false; }));
}

TEST(ConditionVariable, IsStopped) {
  Mutex mutex;
  ConditionVariable condition;
  std::stop_source stop;
  stop.request_stop();
  std::unique_lock lock(mutex);
  EXPECT_FALSE(condition.wait(lock, stop.get_token(), [] { return false; }));
  EXPECT_TRUE(condition.wait(lock, stop.get_token(), [] { return true; }));
}

// Waiting for the condition is not waiting for the lock.
TEST(ConditionVariable, CountsNoLockWait) {
  Mutex mutex;
  ConditionVariable condition;
  std::unique_lock lock(mutex);
  const auto before = detail::lock_wait_of(detail::this_thread_state());
  condition.wait_for(lock, 2ms);
  EXPECT_EQ(detail::lock_wait_of(detail::this_thread_state()), before);
  EXPECT_EQ(mutex.contention().contended, 0u);
}

// But what comes after the notification is.
TEST(ConditionVariable, CountsTakingTheLockAgain) {
  Mutex mutex;
  ConditionVariable condition;
  bool ready = false;
  std::atomic<detail::ThreadState *> state = nullptr;
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
    state = &detail::this_thread_state();
    condition.wait(lock, [&] { return ready; });
  });
  while (!state)
    std::this_thread::yield();
  {
    const std::lock_guard lock(mutex); // the waiter has given it up by now
    ready = true;
    condition.notify_all();
    while (state.load()->lock_wait_since.load() == 0)
      std::this_thread::yield();
  }
  waiter.join();
  EXPECT_GE(mutex.contention().contended, 1u);
}
