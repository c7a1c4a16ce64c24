//===- metrics.h - What a parallel call did ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ParallelMetrics: plain data about one parallel call that ended.
//===----------------------------------------------------------------------===//

#ifndef AETHER_METRICS_H
#define AETHER_METRICS_H

#include "aether/call_site.h"
#include "aether/detail/durations.h"
#include "aether/thread_times.h"
#include "aether/veto.h"

#include <atomic>
#include <cstddef>
#include <iosfwd>
#include <optional>

namespace aether {

namespace detail {
inline std::chrono::nanoseconds no_time() noexcept {
  return std::chrono::nanoseconds(0);
}
} // namespace detail

struct ParallelMetrics {
  std::size_t items = 0;
  std::size_t chunks = 0;  ///< how many pieces the items were taken in
  std::size_t workers = 1; ///< threads that took part, the caller's included
  /// Elapsed time; zero where reading the clock would be most of the cost: for
  /// a call that the analyser vetoed, and for one that was over before it was
  /// clear that it takes longer than about a microsecond.
  ///
  /// Not initialised with a constant expression: with all members so, GCC makes
  /// new metrics with a string instruction that takes longer than a short loop.
  std::chrono::nanoseconds wall = detail::no_time();
  bool parallel = false; ///< whether several threads were allowed to take part
  std::optional<SafetyVeto> veto{}; ///< why not, if something was against it
  CallSite site{};
  /// Pieces that another thread took over from the one that had them.
  std::size_t steals = 0;
  /// What the threads did while they ran chunks of the call, calls nested in it
  /// included. All zero unless measure_calls() is on.
  TimeParts times{};

  /// Items per second; 0 if the time is not known.
  double throughput() const noexcept;
  /// How much faster than on one thread: the time that the threads ran or did
  /// I/O, over the elapsed time. An estimate: it takes one thread to need as
  /// much time for the items as all together did. 0 if that is not known.
  double speedup() const noexcept;
  /// The blocking ratio as defined, and without preemption and locks.
  double beta() const noexcept { return times.beta(); }
  double corrected_beta() const noexcept { return times.corrected_beta(); }
};

/// Whether calls measure what their threads do, for ParallelMetrics::times and
/// call-site reports. Off to begin with: it reads the clocks of a thread at
/// both ends of each chunk, which takes some microseconds. Thread-safe.
void measure_calls(bool on = true) noexcept;

namespace detail {
inline constinit std::atomic<bool> calls_are_measured{false};
} // namespace detail

/// One line: what ran, how, and the veto if there was one.
std::ostream &operator<<(std::ostream &out, const ParallelMetrics &metrics);
/// The same with a line feed. Errors are those of the stream.
void print_metrics(std::ostream &out, const ParallelMetrics &metrics);

} // namespace aether

#endif // AETHER_METRICS_H
