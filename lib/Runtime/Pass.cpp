//===- Pass.cpp - A further pass of a parallel call -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/pass.h"

#include "aether/detail/traced_task.h"

#include <algorithm>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

void aether::detail::run_pass(const char *function, RangeTask task,
                              std::size_t units, PassKind kind,
                              const ParOptions &options,
                              ParallelMetrics &metrics) {
  RangeLimits limits;
  limits.max_workers = metrics.parallel ? options.max_workers : 1;
  limits.grain = 1;
  limits.stop = options.stop.stop_possible() ? &options.stop : nullptr;
  limits.deadline = options.deadline;
  Progress in_items;
  if (kind == PassKind::Last && options.progress) {
    // Units differ by one item at most.
    in_items = [&options, total = metrics.items](std::size_t done,
                                                 std::size_t all) {
      options.progress(
          all == done ? total
                      : static_cast<std::size_t>(static_cast<double>(total) *
                                                 static_cast<double>(done) /
                                                 static_cast<double>(all)),
          total);
    };
    limits.progress = &in_items;
  }
  const Clock::time_point start = Clock::now();
  TracedTask traced(function, task, metrics.site);
  const RangeOutcome outcome = run_range(units, traced.task(), limits);
  metrics.wall += Clock::now() - start;
  metrics.chunks += outcome.chunks;
  metrics.workers = std::max(metrics.workers, outcome.workers);
}

ParOptions aether::detail::without_progress(const ParOptions &options) {
  ParOptions quiet = options;
  quiet.progress = {};
  return quiet;
}
