//===- Sleep.h - Threads without work, and who wakes them -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An event count without lost wake-ups; README.md has the proof. Counts the
/// threads that look for work and those that sleep. Who offers work wakes a
/// thread only if some sleep and none is looking; a thread that looked and
/// found wakes the next one if it was the last to look.
///
/// All functions are thread-safe.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_SLEEP_H
#define AETHER_LIB_RUNTIME_SLEEP_H

#include "Fence.h"
#include "Member.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace aether::detail {

class Sleep {
public:
  /// Threads that look for work in the upper half, that sleep in the lower.
  const std::atomic<std::uint32_t> &counts() const noexcept { return state; }

  void start_looking() noexcept { state.fetch_add(Looking); }
  /// Work was found, or the thread ends.
  void stop_looking() noexcept {
    if (state.fetch_sub(Looking) / Looking == 1)
      wake_one();
  }
  bool anybody_looks() const noexcept { return looking() != 0; }
  std::size_t looking() const noexcept {
    return state.load(std::memory_order_relaxed) / Looking;
  }

  /// Wakes a thread if one sleeps and none is looking.
  void wake_one() noexcept;
  void wake_all() noexcept;

  /// For a thread that looks: sleeps until woken, unless \p has_work() once it
  /// counts as asleep. It looks again when this returns.
  template <class HasWork>
  void doze(Member &self, const HasWork &has_work) noexcept {
    lie_down(self);
    heavy_fence();
    if (has_work() && get_up(self))
      return;
    while (self.dozes.load(std::memory_order_acquire))
      self.dozes.wait(1, std::memory_order_acquire);
  }

private:
  static constexpr std::uint32_t Looking = 1u << 16;

  void lie_down(Member &self) noexcept;
  bool get_up(Member &self) noexcept; ///< false if somebody woke it meanwhile

  alignas(64) std::atomic<std::uint32_t> state{0};
  std::mutex mutex;
  Member *sleepers = nullptr; ///< guarded by the mutex, as changes of the lower
                              ///< half are; the last to lie down first
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_SLEEP_H
