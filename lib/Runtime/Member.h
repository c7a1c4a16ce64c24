//===- Member.h - A worker, and what only the pool knows of it --*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Members are never freed, only used again by other threads: whoever has a
/// pointer to one may wake it or look into its deque at any time.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_MEMBER_H
#define AETHER_LIB_RUNTIME_MEMBER_H

#include "aether/blocking.h"
#include "aether/detail/worker.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace aether::detail {

class Pool;
class Region;

struct Member : Worker {
  explicit Member(Pool &pool) noexcept;

  Pool &pool;
  Member *next = nullptr; ///< in the list of all, constant once it is there
  Member *next_free = nullptr;

  // 1 while the thread sleeps or is about to, for std::atomic::wait.
  std::atomic<std::uint32_t> dozes{0};  ///< for want of work; Sleep's
  std::atomic<std::uint32_t> parked{0}; ///< until what it waits for is done
  Member *next_sleeper = nullptr;
  std::uint32_t random = 1; ///< where the owner looks next

  /// The calls that this thread has made and not finished, innermost first.
  std::mutex regions_mutex;
  Region *regions = nullptr;

  /// For the monitor, which need not look at who does: waits to be lent.
  std::atomic<bool> is_spare{false};

  /// What its calls could have saved had a thread been awake, and when the last
  /// one was that could. The owner's (Pool::note_alone).
  std::chrono::nanoseconds missed{0};
  std::chrono::steady_clock::time_point missed_at{};
  /// What a call must take to be shared with a thread that is awake, and when
  /// that was more than the least (Pool::note_shared). The owner's.
  std::chrono::nanoseconds worthwhile{0};
  unsigned in_vain = 0; ///< such calls in a row that were no faster
  std::chrono::steady_clock::time_point doubted_at{};

  /// Is told when the thread is about to wait (Blocked.cpp).
  const BlockingObserver observer;
  bool is_blocked = false; ///< the owner's; the pool counts it

  /// The system's number of the thread, for the monitor. 0: none.
  std::atomic<int> thread{0};
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_MEMBER_H
