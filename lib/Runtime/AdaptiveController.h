//===- AdaptiveController.h - How many threads to run -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rules by which an AdaptiveThreadPool changes its number of threads,
/// apart from threads and clocks:
///
///     PoolSample (one tick) ──▶ AdaptiveController::decide ──▶ threads wanted
///
/// Growing. If jobs wait, all threads are busy and part of the processors'
/// time is left, P / (1 - beta) threads keep P processors busy, beta being the
/// share of time that the threads spend on I/O (B. Goetz et al., Java
/// Concurrency in Practice, 2006, section 8.2). Runnable threads and such that
/// wait for a lock count as not blocked, so neither makes it grow. It grows to
/// at most the double at a time.
///
/// Taking back. A growth is a trial: when enough jobs have ended since, their
/// throughput is held against that before. If it is not higher by a twentieth,
/// the growth is taken back and not tried again for a while, which doubles each
/// time. If no jobs ended before the growth, Little's law gives the throughput
/// of then: threads over the mean duration of jobs that were begun then.
///
/// Shrinking. If threads are runnable without running for a good part of their
/// time, for three ticks, as many are left as their own ratio of I/O to running
/// time asks for, and no fewer than the processors.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_ADAPTIVECONTROLLER_H
#define AETHER_LIB_RUNTIME_ADAPTIVECONTROLLER_H

#include "aether/adaptive_thread_pool.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aether::detail {

/// What happened in the time since the last sample.
struct PoolSample {
  std::chrono::nanoseconds wall{0};
  std::size_t busy = 0;        ///< threads that run a job
  std::size_t queued = 0;      ///< items not begun
  std::uint64_t completed = 0; ///< items that ended
  TimeParts times;             ///< of the threads that ran jobs
  /// Of the items that ended, those that were begun before the last change of
  /// the number of threads, and how long they took together.
  std::uint64_t old_completed = 0;
  std::chrono::nanoseconds old_duration{0};
};

class AdaptiveController {
public:
  static constexpr std::chrono::nanoseconds FirstPatience =
      std::chrono::milliseconds(200);

  struct Limits {
    std::size_t min_threads, max_threads, processors;
  };

  AdaptiveController(Limits limits, std::size_t threads)
      : limits(limits), threads_(threads) {}

  /// The number of threads that should run jobs from now on.
  std::size_t decide(const PoolSample &sample);

  std::size_t threads() const noexcept { return threads_; }
  /// Why `threads` last changed.
  ThreadChange::Reason reason() const noexcept { return reason_; }
  /// Items per second since the last change.
  double throughput() const noexcept;
  /// What the threads did in the last ticks.
  const TimeParts &recent() const noexcept { return recent_; }

private:
  void change(std::size_t threads, ThreadChange::Reason reason);
  bool judge_trial();
  bool judge_shrinking();
  std::size_t wanted_for(double blocked) const;
  bool grow(const PoolSample &sample);
  bool shrink(const PoolSample &sample);

  const Limits limits;
  std::size_t threads_;
  ThreadChange::Reason reason_ = ThreadChange::Reason::Start;
  TimeParts recent_; ///< earlier ticks count for less and less

  // Since the last change.
  std::chrono::nanoseconds wall{0};
  std::uint64_t completed = 0;
  bool always_queued = true;
  int crowded_ticks = 0;
  std::chrono::nanoseconds crowded_wall{
      0}; ///< of these ticks, like what follows
  std::uint64_t crowded_completed = 0;

  // A crowd that was sent away, and may have been of use; shrunk_from is 0 if
  // there is none.
  std::size_t shrunk_from = 0;
  double crowd_throughput = 0;
  /// No crowd is sent away before it has passed.
  std::chrono::nanoseconds crowd_time{0};
  std::chrono::nanoseconds crowd_patience = FirstPatience;

  // A growth that has not proved itself; trial_from is 0 if there is none.
  std::size_t trial_from = 0;
  double throughput_before = 0; ///< 0: not known
  std::uint64_t old_completed = 0;
  std::chrono::nanoseconds old_duration{0};

  /// Beyond this no growth before `ceiling_time` has passed.
  std::size_t ceiling = SIZE_MAX;
  std::chrono::nanoseconds ceiling_time{0};
  std::chrono::nanoseconds patience = FirstPatience;
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_ADAPTIVECONTROLLER_H
