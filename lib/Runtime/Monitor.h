//===- Monitor.h - Finds out when the threads are blocked -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A thread that looks, every half a millisecond while there are parallel calls
/// that last as long, whether processors stand idle although work is left,
/// because the threads that should do it wait for something else. If so it has
/// extra threads take part: as many as there are idle processors, or two for
/// each that takes part if not one runs.
///
/// A thread that is ready to run but does not get a processor is not blocked.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_MONITOR_H
#define AETHER_LIB_RUNTIME_MONITOR_H

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace aether::detail {

class Pool;
struct Member;

class Monitor {
public:
  explicit Monitor(Pool &pool) noexcept : pool(pool) {}

  /// To be called now and then while there is parallel work; costs nothing if
  /// the monitor is awake. Thread-safe.
  void arm() noexcept {
    if (!armed.load(std::memory_order_relaxed)) [[unlikely]]
      wake();
  }
  /// Joins the thread.
  void end() noexcept;

private:
  /// What is remembered of a thread.
  struct Seen {
    int thread = 0;
    std::int64_t cpu = 0; ///< nanoseconds
  };

  void wake() noexcept;
  void thread_main() noexcept;
  bool look();
  std::size_t running();

  Pool &pool;
  std::atomic<bool> armed{false};
  std::mutex mutex;
  std::condition_variable changed;
  std::thread thread;
  bool ending = false; ///< guarded by the mutex

  // The monitor's own.
  std::vector<Seen> seen; ///< in the order of Pool::members, backwards
  std::vector<int> still; ///< threads that have not run since the last look
  std::size_t looks = 0;
  std::size_t lent = 0; ///< since there was nothing to do
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_MONITOR_H
