//===- adaptive_pool_metrics.h - What an adaptive pool does -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Options and metrics of AdaptiveThreadPool: plain data.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ADAPTIVE_POOL_METRICS_H
#define AETHER_ADAPTIVE_POOL_METRICS_H

#include "aether/detail/durations.h"
#include "aether/thread_times.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aether {

struct AdaptivePoolOptions {
  std::size_t min_threads = 0; ///< 0: one for each processor
  std::size_t max_threads = 0; ///< 0: 32 for each processor, at least 64
  /// How often the monitor looks while jobs wait.
  std::chrono::nanoseconds interval = std::chrono::milliseconds(2);
};

/// A change of the number of threads.
struct ThreadChange {
  enum class Reason : std::uint8_t {
    Start,     ///< the pool began with this many
    Blocking,  ///< threads were blocked and jobs waited
    TakenBack, ///< the change before had done throughput no good
    Crowded,   ///< threads waited for processors
  };
  std::chrono::nanoseconds when{0}; ///< since the pool was made
  std::size_t threads = 0;
  Reason reason = Reason::Start;
  double beta = 0;           ///< of the time just before
  double corrected_beta = 0; ///< which led to the change
  double throughput = 0;     ///< items per second just before
};
/// "start", "blocking", "taken back" or "crowded".
const char *to_string(ThreadChange::Reason reason) noexcept;

struct AdaptivePoolMetrics {
  std::size_t threads = 0; ///< that may run jobs at once, blocking() aside
  std::size_t busy = 0;    ///< that run one now
  std::size_t queued = 0;  ///< jobs and items of map() that wait
  std::uint64_t completed = 0;
  TimeParts times; ///< of the threads while they ran jobs; beta() is there
  /// The last 1,000 changes, the oldest first.
  std::vector<ThreadChange> history;
};

} // namespace aether

#endif // AETHER_ADAPTIVE_POOL_METRICS_H
