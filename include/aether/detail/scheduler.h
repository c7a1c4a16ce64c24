//===- scheduler.h - What parallel calls ask of the threads -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The narrow waist between the parallel functions and the threads:
///
///   automatic_workers()     how many threads a call uses unless told otherwise
///   run_range(n, task, ..)  runs task on pieces of [0, n); returns when all
///                           are done
///   fork_join(f, g)         in fork_join.h: runs both, perhaps at once;
///                           returns when both are done
///   post(job)               runs a job some time later on another thread
///
/// The caller of run_range and fork_join works on its own call, so each
/// finishes even if no other thread is free: calls may nest to any depth. While
/// it waits for the last pieces it helps only with calls nested in its own,
/// never with foreign work that could hold it up or take a lock that it holds.
/// All state of a call is on its caller's stack.
///
/// All functions are thread-safe.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_SCHEDULER_H
#define AETHER_DETAIL_SCHEDULER_H

#include "aether/detail/durations.h"
#include "aether/options.h"

#include <cstddef>
#include <stop_token>

namespace aether::detail {

/// A callable for a piece of a range, without ownership.
struct RangeTask {
  void (*run)(void *context, std::size_t begin, std::size_t end);
  void *context;
};

/// Larger pieces begin at multiples of it, so that vectors are aligned and
/// threads do not write to one cache line, if the first element is and does
/// not.
inline constexpr std::size_t AlignedPiece = 32;

struct RangeLimits {
  std::size_t max_workers = 0; ///< 0: automatic; 1: the calling thread only
  std::size_t grain = 0;       ///< 0: pieces that take some microseconds
  /// Whether the calling thread is to find out first if threads are worth it.
  bool measure = false;
  /// What the caller has done already, and how long one element took in the end
  /// (in nanoseconds; 0: not known).
  std::size_t first = 0;
  double element_time = 0;
  const std::stop_token *stop = nullptr;
  std::chrono::steady_clock::time_point deadline =
      std::chrono::steady_clock::time_point::max();
  /// Told how many elements of all are done; never by two threads at once.
  const Progress *progress = nullptr;
};

struct RangeOutcome {
  std::size_t chunks = 0;
  std::size_t workers = 1; ///< threads that ran a piece, the caller's included
  std::size_t steals = 0;  ///< pieces that a thread took over from another
  bool shared = false;     ///< whether other threads were allowed to take part
  /// If not, because of a measurement: the microseconds that the rest was
  /// expected to take, and how many it should have been. Else 0.
  double expected = 0;
  double worthwhile = 0;
};

/// The processors that this process may use, at least 1: those of its affinity
/// mask, or what its control group's quota is worth. Found out once.
std::size_t automatic_workers() noexcept;

/// Runs \p task on disjoint pieces that make up [limits.first, \p count).
/// Throws the first exception that a piece threw, Cancelled or
/// DeadlineExceeded; pieces not begun by then are dropped, and those under way
/// are waited for.
RangeOutcome run_range(std::size_t count, RangeTask task,
                       const RangeLimits &limits);

/// A callable without arguments, without ownership.
struct Branch {
  void (*run)(void *context);
  void *context;
};

/// fork_join() of a thread that has no Worker (fork_join.h).
void fork_join_elsewhere(Branch first, Branch second);

/// A job that its owner keeps alive until it has run.
struct Job {
  void (*run)(Job *self) noexcept;
  Job *next = nullptr; ///< the pool's
};

/// Has \p job run by a thread of the pool, in the order of posting. False if no
/// thread can be had (the process is ending, or the system refuses): then the
/// job is not taken.
bool post(Job &job) noexcept;

} // namespace aether::detail

#endif // AETHER_DETAIL_SCHEDULER_H
