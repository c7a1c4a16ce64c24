//===- Extras.h - Threads beyond the number of processors -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Threads for calls whose tasks wait: because the caller asked for more
/// workers than there are processors, or because the monitor found the others
/// blocked. One that has had nothing to do for a second ends.
///
/// All functions are thread-safe.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_EXTRAS_H
#define AETHER_LIB_RUNTIME_EXTRAS_H

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

namespace aether::detail {

class Pool;
class Region;

class Extras {
public:
  /// However many workers a call asks for, there are no more threads than this.
  static constexpr std::size_t Most = 1024;

  explicit Extras(Pool &pool) noexcept : pool(pool) {}

  /// Has up to \p count threads take part in \p region, which must stay until
  /// withdraw().
  void lend(Region &region, std::size_t count) noexcept;
  /// The same, but no more than there is work left for, beside the threads that
  /// are on their way. Returns how many.
  std::size_t lend_more(Region &region, std::size_t count) noexcept;
  /// No thread begins to take part any more; `Region::pending` counts those
  /// that did.
  void withdraw(Region &region) noexcept;

  /// Has up to \p count threads take what members offer.
  void lend_thieves(std::size_t count) noexcept;

  /// Joins them.
  void end() noexcept;

private:
  using Lock = std::unique_lock<std::mutex>;

  void have_threads() noexcept;
  void add(Region &region, std::size_t count) noexcept;
  void thread_main() noexcept;
  Region *find() noexcept;
  void retire() noexcept;

  Pool &pool;
  std::mutex mutex; ///< and all that follows
  std::condition_variable work_came;
  std::vector<std::thread> threads;
  std::size_t idle = 0;                     ///< threads that wait
  std::size_t wanted = 0;                   ///< places that wait for a thread
  std::size_t thieves_wanted = 0;           ///< of which for thieves
  Region *first = nullptr, *last = nullptr; ///< outer calls first
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_EXTRAS_H
