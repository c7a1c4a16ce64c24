//===- ThreadClockTest.cpp - Tests of detail/thread_clock.h ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/thread_clock.h"
#include "aether/mutex.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#if defined(__linux__)
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace aether;
using namespace aether::detail;
using namespace std::chrono_literals;

// What holds however busy the machine is: nothing here depends on speed.

TEST(ThreadClock, ClocksDoNotGoBack) {
  ThreadTimes before = ThreadTimes::now();
  for (int i = 0; i != 100; ++i) {
    const ThreadTimes now = ThreadTimes::now();
    EXPECT_GE(now.wall, before.wall);
    EXPECT_GE(now.running, before.running);
    EXPECT_GE(now.runnable, before.runnable);
    EXPECT_GE(now.lock_wait, before.lock_wait);
    before = now;
  }
}

TEST(ThreadClock, SleepIsIo) {
  TimeParts parts;
  for (int attempt = 0; attempt != 100; ++attempt) {
    const ThreadTimes before = ThreadTimes::now();
    std::this_thread::sleep_for(20ms);
    parts = ThreadTimes::now() - before;
    EXPECT_GE(parts.wall, 20ms);
    EXPECT_EQ(parts.lock_wait, 0ms);
    if (!ThreadTimes::knows_runnable() || parts.io >= 15ms)
      return;
    // It was held up beside its sleep.
  }
  FAIL() << "sleep was not taken for I/O each time, last " << parts;
}

TEST(ThreadClock, WorkIsNotIo) {
  if (!ThreadTimes::knows_runnable())
    GTEST_SKIP() << "no schedstat here";
  // While a process is stopped, or the virtual machine that it runs on, time
  // passes that is nobody's.
  TimeParts parts;
  for (int attempt = 0; attempt != 100; ++attempt) {
    const ThreadTimes before = ThreadTimes::now();
    do
      parts = ThreadTimes::now() - before;
    while (parts.running < 5ms);
    if (parts.corrected_beta() < 0.5)
      return;
  }
  FAIL() << "work was taken for I/O each time, last " << parts;
}

namespace {

/// A thread that waits until it is let go.
struct Sleeper {
  std::mutex mutex;
  std::condition_variable changed;
  const ThreadClock *clock = nullptr;
  bool end = false;
  std::thread thread{[this] {
    const ThreadClock own;
    std::unique_lock lock(mutex);
    clock = &own;
    changed.notify_all();
    changed.wait(lock, [this] { return end; });
  }};
  Sleeper() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return clock; });
  }
  ~Sleeper() {
    {
      const std::lock_guard lock(mutex);
      end = true;
      changed.notify_all();
    }
    thread.join();
  }
};

} // namespace

TEST(ThreadClock, ReadsAnotherThread) {
#if !defined(__linux__)
  GTEST_SKIP() << "clocks of other threads are read on Linux only";
#endif
  const Sleeper sleeper;
  // It is about to sleep, and a thread that sleeps may be woken for nothing.
  for (int attempt = 0; attempt != 100; ++attempt) {
    while (sleeper.clock->wants_processor())
      std::this_thread::yield();
    const ThreadTimes before = sleeper.clock->read();
    std::this_thread::sleep_for(5ms);
    const TimeParts parts = sleeper.clock->read() - before;
    EXPECT_GE(parts.wall, 5ms);
    if (parts.running == 0ms)
      return;
  }
  FAIL() << "a thread that sleeps ran each time";
}

TEST(ThreadClock, SeesAWaitForALockUnderWay) {
  Mutex mutex;
  mutex.lock();
  std::atomic<const ThreadClock *> clock = nullptr;
  std::atomic<bool> leave = false;
  std::thread waiter([&] {
    const ThreadClock own;
    clock = &own;
    {
      const std::lock_guard lock(mutex);
    }
    while (!leave)
      std::this_thread::yield();
  });
  while (!clock || clock.load()->state().lock_wait_since.load() == 0)
    std::this_thread::yield();
  const ThreadTimes before = clock.load()->read();
  std::this_thread::sleep_for(2ms);
  EXPECT_GE(clock.load()->read().lock_wait - before.lock_wait, 2ms);
  mutex.unlock();
  leave = true;
  waiter.join();
}

TEST(ThreadClock, OfTheRunningThread) {
  const ThreadClock clock;
  EXPECT_TRUE(clock.wants_processor());
}

#if defined(__linux__) && !defined(__SANITIZE_THREAD__)
TEST(ThreadClock, AForkedChildReadsItsOwn) {
  ThreadTimes::now();
  const pid_t child = fork();
  if (child == 0) {
    const ThreadTimes before = ThreadTimes::now();
    TimeParts parts;
    do
      parts = ThreadTimes::now() - before;
    while (parts.running < 2ms);
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}
#endif
