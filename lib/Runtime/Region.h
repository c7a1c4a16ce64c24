//===- Region.h - A parallel call while it runs -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One call of run_range, on its caller's stack.
///
///     probe()      the caller alone runs a little, to know what an element
///     costs take_part()  every thread of the call takes pieces until none is
///     left finish()     the caller throws what cut the call short
///
/// What is left of the range is divided into shares (Shares.h). A thread that
/// takes part offers a place to others by an Invite in its deque: whoever
/// steals it gets half of what is left to the thread it stole from.
///
/// Lifetime: whatever may still touch the region is counted in `pending`, for
/// which the caller waits (Pool::wait).
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_REGION_H
#define AETHER_LIB_RUNTIME_REGION_H

#include "Shares.h"

#include "aether/detail/scheduler.h"
#include "aether/detail/worker.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>

namespace aether::detail {

class Pool;

class Region : public Scope {
public:
  /// \p caller may be null: then no others can take part by themselves.
  Region(std::size_t count, RangeTask task, const RangeLimits &limits,
         Worker *caller);
  Region(const Region &) = delete;
  Region &operator=(const Region &) = delete;

  /// Runs pieces of growing size until it is clear whether the rest would take
  /// longer than \p worthwhile. If not, runs the rest as well and returns
  /// false.
  bool probe(std::chrono::nanoseconds worthwhile) noexcept;

  /// Lets \p helpers other threads take part from now on.
  void open(std::size_t helpers) noexcept { max_helpers = helpers; }
  /// Lets up to \p more threads take part, of which there is something to do
  /// for the number that it returns. 0 if the caller said how many it wants.
  std::size_t widen(std::size_t more) noexcept;

  /// Runs pieces until none is left, the call is cut short or \p leave (if
  /// given) is set. An exception out of the task cuts the call short.
  void take_part(Worker *self, const std::atomic<bool> *leave) noexcept;

  /// Runs one piece, whichever thread this is, unless the call is cut short:
  /// for who divides the range in other ways.
  void run_block(std::size_t begin, std::size_t end) noexcept;

  /// take_part() of a thread other than the caller's, which `pending` counts.
  void help(Worker &self, const std::atomic<bool> *leave) noexcept;

  /// Whether there is something to take part in. May be outdated at once.
  bool has_work() const noexcept;
  /// Looks at this region's own reasons to end early.
  bool poll() noexcept;

  /// For the caller, after all have left: reports the end of progress, or
  /// throws what cut the call short.
  RangeOutcome finish();

  Worker *const caller;
  /// Invites that are out and threads that help. Whoever brings it to 0 must
  /// wake the caller, and not touch the region any more.
  std::atomic<std::size_t> pending{0};
  Shares shares;

  // Pool's, guarded by its mutexes.
  Region *outer = nullptr; ///< around this one, on the caller's stack
  Region *previous = nullptr, *next = nullptr;
  std::size_t threads_wanted = 0; ///< beyond those that look for work anyway
  bool is_listed = false;

private:
  using Nanoseconds = std::chrono::duration<double, std::nano>;

  struct Visit;
  std::size_t wanted_for(Nanoseconds time) const noexcept;
  void run_pieces(Visit &visit, const std::atomic<bool> *leave);
  void run_piece(Shares::Piece piece);
  Shares::Piece run_parts(Shares::Share &own, Shares::Piece piece);
  bool cut_short() noexcept;
  void fail() noexcept;
  void invite(Visit &visit) noexcept;
  void withdraw_invite(Visit &visit) noexcept;
  void report_progress(std::size_t finished);

  const std::size_t count;
  const RangeTask task;
  const RangeLimits &limits;
  std::atomic<std::size_t> max_helpers{0}; ///< at once
  double element_time;                     ///< nanoseconds, 0: not known
  double expected = 0; ///< that the rest takes, when last looked at, in ns

  alignas(64) std::atomic<std::size_t> helpers{0}; ///< that take part now
  std::atomic<std::size_t> workers{0};             ///< that ran a piece
  std::atomic<std::size_t> chunks{0};
  std::atomic<std::size_t> done{0}; ///< elements; only if progress is asked for
  std::exception_ptr failure;       ///< written by who set Failed
  std::mutex progress_mutex;
  std::size_t progress_told = 0; ///< guarded by progress_mutex
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_REGION_H
