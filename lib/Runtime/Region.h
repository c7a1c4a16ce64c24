//===- Region.h - A parallel call while it runs -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One call of run_range, on its caller's stack. Threads that take part claim
/// piece after piece of the range until none is left or the call is cut short.
///
/// Lifetime: the caller lets the pool know of the region, takes part, withdraws
/// it and waits for the helpers; a nested call's region lies on the stack of a
/// thread that runs a piece of the outer one, so `parent` is valid for as long.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_REGION_H
#define AETHER_LIB_RUNTIME_REGION_H

#include "aether/detail/scheduler.h"

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>

namespace aether::detail {

class Region {
public:
  Region(std::size_t count, RangeTask task, const RangeLimits &limits);
  Region(const Region &) = delete;
  Region &operator=(const Region &) = delete;

  /// Runs pieces until none is left, the call is cut short or \p leave (if
  /// given) is set. An exception out of the task cuts the call short.
  void take_part(const std::atomic<bool> *leave = nullptr) noexcept;

  /// Whether there is something to take part in. May be outdated at once.
  bool has_work() const noexcept;
  bool descends_from(const Region &other) const noexcept;

  /// For the caller, after all have left: reports the end of progress, or
  /// throws what cut the call short.
  void finish();
  std::size_t chunks() const noexcept {
    return chunk_count.load(std::memory_order_relaxed);
  }

  // The pool's, guarded by its mutex.
  Region *previous = nullptr;
  Region *next = nullptr;
  std::size_t helpers = 0;     ///< that take part now
  std::size_t joined = 0;      ///< that ever took part
  std::size_t max_helpers = 0; ///< at once
  bool wide = false;           ///< wants more threads than there are processors

private:
  enum class State : std::uint8_t { Running, Failed, Stopped, Late };

  void run_pieces(const std::atomic<bool> *leave);
  bool claim(std::size_t wanted, std::size_t &begin, std::size_t &end) noexcept;
  bool cut_short() noexcept;
  bool poll() noexcept;
  bool leave_running(State state) noexcept;
  void report_progress(std::size_t finished);

  const std::size_t count;
  const RangeTask task;
  const RangeLimits &limits;
  Region *const parent; ///< the region whose piece makes this call

  // The claims are what all threads write; the rest they only read.
  alignas(64) std::atomic<std::size_t> unclaimed{
      0}; ///< first index of the rest
  alignas(64) std::atomic<State> state{State::Running};
  std::atomic<std::size_t> chunk_count{0};
  std::atomic<std::size_t> done{
      0};                     ///< elements, kept only if progress is asked for
  std::exception_ptr failure; ///< written by who set State::Failed
  std::mutex progress_mutex;
  std::size_t progress_told = 0; ///< guarded by progress_mutex
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_REGION_H
