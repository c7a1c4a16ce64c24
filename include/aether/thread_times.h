//===- thread_times.h - What a thread spends its time on --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The split of a thread's wall time:
///
///     running     on a processor                     (the thread's CPU clock)
///     runnable    ready, but other threads run       (Linux schedstat)
///     lock wait   waiting for an aether::Mutex       (counted there)
///     I/O         the rest: sleeping, reading, waiting for other locks
///
/// The blocking ratio beta, 1 - running / wall, takes being preempted and
/// waiting for locks for blocking. With eight busy threads on two processors it
/// reads 0.75. The corrected one, I/O / wall, reads 0 there, and is what may
/// decide on more threads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_THREAD_TIMES_H
#define AETHER_THREAD_TIMES_H

#include "aether/detail/durations.h"

#include <iosfwd>

namespace aether {

/// What threads spent a span of time on. The parts add up to `wall`, which is a
/// sum too if there are several threads.
struct TimeParts {
  std::chrono::nanoseconds wall{0};
  std::chrono::nanoseconds running{0};
  std::chrono::nanoseconds runnable{0};
  /// Includes what a thread waits for a processor after it got the lock, as far
  /// as that is not known.
  std::chrono::nanoseconds lock_wait{0};
  std::chrono::nanoseconds io{0};

  /// 1 - running / wall, in [0, 1]; 0 for no time at all.
  double beta() const noexcept;
  /// io / wall, in [0, 1]; 0 for no time at all.
  double corrected_beta() const noexcept;

  TimeParts &operator+=(const TimeParts &other) noexcept;
};
TimeParts operator+(TimeParts a, const TimeParts &b) noexcept;

/// `wall 10 ms: running 2.5, runnable 7.5, lock wait 0, I/O 0; beta 0.75,
/// corrected 0`.
std::ostream &operator<<(std::ostream &out, const TimeParts &parts);

/// The clocks of one thread at one moment. Differences are what counts.
struct ThreadTimes {
  std::chrono::nanoseconds wall{0}; ///< on the steady clock
  std::chrono::nanoseconds running{0};
  std::chrono::nanoseconds runnable{0};
  std::chrono::nanoseconds lock_wait{0};

  /// Those of the calling thread. Takes about a microsecond: for a whole call
  /// or a chunk, not for an item. On Linux a thread that asked keeps a file
  /// open until it ends. On systems without a thread's CPU clock
  /// `running` is the wall time, on those without schedstat `runnable` is 0.
  static ThreadTimes now() noexcept;

  /// Whether this system tells how long threads are runnable without running.
  static bool knows_runnable() noexcept;
};

/// What the thread did between \p begin and \p end. The clocks are read one
/// after another and the kernel keeps them in different places, so a part that
/// would not fit is cut: first I/O, then the wait for locks, then runnable.
TimeParts operator-(const ThreadTimes &end, const ThreadTimes &begin) noexcept;

} // namespace aether

#endif // AETHER_THREAD_TIMES_H
