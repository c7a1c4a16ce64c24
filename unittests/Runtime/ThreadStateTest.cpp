//===- ThreadStateTest.cpp - Tests of detail/thread_state.h ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/thread_state.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace aether::detail;

TEST(ThreadState, EachThreadHasOne) {
  ThreadState *const own = &this_thread_state();
  EXPECT_EQ(own, &this_thread_state());
  std::thread([&] { EXPECT_NE(own, &this_thread_state()); }).join();
}

TEST(ThreadState, TotalsKeepWhatEndedThreadsCounted) {
  const ThreadTotals before = thread_totals();
  bump(this_thread_state().acquisitions);
  std::thread([] {
    bump(this_thread_state().acquisitions, std::uint64_t{2});
    bump(this_thread_state().contended);
    bump(this_thread_state().lock_wait, std::uint64_t{30});
  }).join();
  const ThreadTotals after = thread_totals();
  EXPECT_EQ(after.acquisitions - before.acquisitions, 3u);
  EXPECT_EQ(after.contended - before.contended, 1u);
  EXPECT_EQ(after.lock_wait - before.lock_wait, 30u);
}

TEST(ThreadState, AWaitUnderWayCounts) {
  ThreadState state;
  state.lock_wait = 10;
  EXPECT_EQ(lock_wait_of(state), 10u);
  state.lock_wait_since = steady_now() - 1000;
  EXPECT_GE(lock_wait_of(state), 1010u);
  state.lock_wait_since = steady_now() + 1'000'000'000; // read too early
  EXPECT_EQ(lock_wait_of(state), 10u);
}

namespace {
struct CountsLate {
  ~CountsLate() { bump(this_thread_state().acquisitions); }
};
} // namespace

// Thread-local objects made before the state are destroyed after it.
TEST(ThreadState, MayBeUsedAfterItsEnd) {
  std::thread([] {
    static thread_local CountsLate late;
    static_cast<void>(late);
    bump(this_thread_state().acquisitions);
  }).join();
}

#if __has_include(<sys/wait.h>) && !defined(__SANITIZE_THREAD__)
namespace {
template <class Fn> int status_of_child(const Fn &fn) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20); // rather than wait for ever
    _exit(fn());
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}
} // namespace

TEST(ThreadState, AForkedChildHasOneThread) {
  std::atomic<bool> waits = false, end = false;
  std::thread waiter([&] {
    this_thread_state().lock_wait_since = steady_now();
    waits = true;
    while (!end)
      std::this_thread::yield();
    this_thread_state().lock_wait_since = 0;
  });
  while (!waits)
    std::this_thread::yield();
  // The wait of a thread that the child does not have has ended.
  EXPECT_EQ(status_of_child([] {
              const std::uint64_t before = thread_totals().lock_wait;
              std::this_thread::sleep_for(std::chrono::milliseconds(5));
              return thread_totals().lock_wait == before ? 0 : 1;
            }),
            0);
  end = true;
  waiter.join();
}

TEST(ThreadState, AForkedChildFindsNoLockTaken) {
  std::atomic<bool> end = false;
  std::thread busy([&] {
    while (!end)
      thread_totals();
  });
  for (int i = 0; i != 20; ++i)
    EXPECT_EQ(status_of_child([] {
                thread_totals();
                return 0;
              }),
              0);
  end = true;
  busy.join();
}
#endif
