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
///     probe()      the caller alone runs a little, to know what one costs
///     take_part()  every thread of the call takes pieces until none is left
///     finish()     the caller throws what cut the call short
///
/// What is left of the range is divided into shares (Shares.h). A thread that
/// takes part offers a place to others by an Invite in its deque: whoever
/// steals it gets a share of its own, which has something in it from the
/// beginning or takes half of what is left in the fullest one.
///
/// Lifetime: whatever may still touch the region is counted in `pending`, for
/// which the caller waits (Pool::wait).
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_REGION_H
#define AETHER_LIB_RUNTIME_REGION_H

#include "Shares.h"

#include "aether/detail/scheduler.h"
#include "aether/detail/worker.h"

#include <algorithm>
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

  /// Has the cache fetch what all who take part use, at once instead of line by
  /// line: a good part of what it costs to share a loop of some microseconds.
  static void prefetch(const void *region) noexcept {
#if defined(__GNUC__)
    const char *const begin = static_cast<const char *>(region);
    for (std::size_t line = 0; line != CommonLines; ++line)
      __builtin_prefetch(begin + line * 64, 1);
#endif
  }
  /// The same for the region of the caller's \p invite, which is not yet the
  /// thread's and hence must not be looked into.
  static void prefetch_around(const Offer *invite) noexcept;

  Region &operator=(const Region &) = delete;

  /// Runs pieces of growing size until it is clear whether the rest would take
  /// longer than \p worthwhile. If not, runs the rest as well and returns
  /// false.
  bool probe(std::chrono::nanoseconds worthwhile) noexcept;

  /// What the rest was expected to take when probe() returned, if that was
  /// worth sharing; else the most that it was expected to take.
  std::chrono::nanoseconds expected_time() const noexcept {
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(std::min(expected, 1e12)));
  }
  /// What all threads together spent in pieces whose size was automatic, once
  /// they have left.
  std::chrono::nanoseconds busy_time() const noexcept;

  /// Lets \p helpers other threads take part from now on. \p awake of them are
  /// likely to come at once.
  void open(std::size_t helpers, std::size_t awake) noexcept {
    shares.divide(1 + std::min(helpers, awake));
    max_helpers = helpers;
  }
  /// Lets up to \p more threads take part, of which there is something to do
  /// for the number that it returns. 0 if the caller said how many it wants.
  std::size_t widen(std::size_t more) noexcept;

  /// For the caller: runs pieces until none is left or the call is cut short.
  /// An exception out of the task cuts it short.
  void take_part() noexcept { visit(caller, &shares.first_share(), nullptr); }

  /// Runs one piece, whichever thread this is, unless the call is cut short:
  /// for who divides the range in other ways.
  void run_block(std::size_t begin, std::size_t end) noexcept;

  /// The same for a thread that comes later, which `pending` counts, until \p
  /// leave (if given) is set. It may be the caller's, while that waits.
  void help(Worker &self, const std::atomic<bool> *leave) noexcept;

  /// Whether there is something to take part in. May be outdated at once.
  bool has_work() const noexcept;
  /// May be outdated at once, too.
  std::size_t units_left() const noexcept;
  /// Looks at this region's own reasons to end early.
  bool poll() noexcept;

  /// For the caller, after all have left: reports the end of progress, or
  /// throws what cut the call short.
  RangeOutcome finish();

  Worker *const caller;

private:
  using Nanoseconds = std::chrono::duration<double, std::nano>;

  // What the others read: in as few cache lines as it takes. Who comes to help
  // in a loop of some microseconds waits for each of them.
  const std::size_t count;
  const RangeTask task;
  double element_time;                     ///< nanoseconds, 0: not known
  std::atomic<std::size_t> max_helpers{0}; ///< at once
  const RangeLimits limits;

public:
  /// Invites that are out and threads that help. Whoever brings it to 0 must
  /// wake the caller, and not touch the region any more.
  alignas(64) std::atomic<std::size_t> pending{0};

private:
  std::atomic<std::size_t> helpers{0}; ///< that take part now
  // Of threads without a share: that ran a piece, and what they ran.
  std::atomic<std::size_t> workers{0}, chunks{0};
  std::atomic<std::size_t> done{0}; ///< elements; only if progress is asked for

public:
  Shares shares;

  // Pool's, guarded by its mutexes.
  Region *outer = nullptr; ///< around this one, on the caller's stack
  Region *previous = nullptr, *next = nullptr;
  std::size_t threads_wanted = 0; ///< beyond those that look for work anyway
  bool is_listed = false;

private:
  // What is above, the shares' own, and the first two shares with their
  // invites.
  static constexpr std::size_t CommonLines = 9, FirstInvite = 6;

  struct Visit;
  void visit(Worker *self, Shares::Share *share,
             const std::atomic<bool> *leave) noexcept;
  std::size_t wanted_for(Nanoseconds time) const noexcept;
  void run_pieces(Visit &visit, const std::atomic<bool> *leave);
  void run_piece(Shares::Piece piece);
  Shares::Piece run_parts(Shares::Share &own, Shares::Piece piece);
  bool cut_short() noexcept;
  void fail() noexcept;
  void invite(Visit &visit) noexcept;
  void withdraw_invite(Visit &visit) noexcept;
  void report_progress(std::size_t finished);

  double expected = 0;        ///< the most that the rest was to take, in ns
  std::exception_ptr failure; ///< written by who set Failed
  std::mutex progress_mutex;
  std::size_t progress_told = 0; ///< guarded by progress_mutex
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_REGION_H
