//===- thread_state.h - What is counted for each thread ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Counters that one thread writes and others read:
///
///     Mutex, blocking() ──▶ ThreadState ──▶ ThreadTimes, ContentionMonitor
///
/// A thread's state is made when the thread first asks for it, and its counts
/// are added to those of the threads that have ended when the thread ends.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_THREAD_STATE_H
#define AETHER_DETAIL_THREAD_STATE_H

#include "aether/detail/config.h"

#include <atomic>
#include <cstdint>

namespace aether::detail {

/// Adds to a counter that one thread at a time writes.
template <class T> void bump(std::atomic<T> &counter, T by = 1) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + by,
                std::memory_order_relaxed);
}

/// Padded: neighbours would slow each other down.
struct alignas(64) ThreadState {
  std::atomic<std::uint64_t> acquisitions{0}; ///< of all instrumented locks
  std::atomic<std::uint64_t> contended{0};    ///< of which had to wait
  std::atomic<std::uint64_t> lock_wait{0};    ///< nanoseconds of ended waits
  /// When the wait under way began, on the steady clock; 0: there is none.
  std::atomic<std::int64_t> lock_wait_since{0};
  std::atomic<std::uint32_t> blocking{0}; ///< calls of blocking() under way

  // The registry's, guarded by its mutex.
  ThreadState *previous = nullptr;
  ThreadState *next = nullptr;
};

/// Nanoseconds of the steady clock.
std::int64_t steady_now() noexcept;

/// Nanoseconds that the thread of \p state has waited for instrumented locks,
/// those of the wait under way included. For any thread; while a wait ends the
/// result may lack that wait.
std::uint64_t lock_wait_of(const ThreadState &state) noexcept;

/// Counts of all threads, those that have ended included.
struct ThreadTotals {
  std::uint64_t acquisitions = 0;
  std::uint64_t contended = 0;
  std::uint64_t lock_wait = 0;
};
ThreadTotals thread_totals() noexcept;

inline constinit thread_local ThreadState *thread_state = nullptr;
AETHER_COLD ThreadState &make_thread_state() noexcept;

/// That of the calling thread. Destructors of thread-local objects that run
/// after its end share one whose counts are approximate.
inline ThreadState &this_thread_state() noexcept {
  ThreadState *const state = thread_state;
  return state ? *state : make_thread_state();
}

} // namespace aether::detail

#endif // AETHER_DETAIL_THREAD_STATE_H
