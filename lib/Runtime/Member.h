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

  /// Is told when the thread is about to wait (Blocked.cpp).
  const BlockingObserver observer;
  bool is_blocked = false; ///< the owner's; the pool counts it

  /// The system's number of the thread, for the monitor. 0: none.
  std::atomic<int> thread{0};
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_MEMBER_H
