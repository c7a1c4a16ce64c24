//===- Watch.cpp - Stop, deadline and progress of a plain loop ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/run.h"

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

/// Progress is for people and their screens.
static constexpr auto ProgressInterval = std::chrono::milliseconds(10);

Watch::Watch(std::size_t items, const ParOptions &options)
    : options(options), items(items),
      next_progress(Clock::now() + ProgressInterval) {}

void Watch::before(std::size_t item) {
  if (options.stop.stop_requested())
    throw Cancelled();
  const bool timed = options.deadline != Clock::time_point::max();
  if (!timed && !options.progress)
    return;
  const Clock::time_point now = Clock::now();
  if (timed && now >= options.deadline)
    throw DeadlineExceeded();
  if (options.progress && item && now >= next_progress) {
    next_progress = now + ProgressInterval;
    options.progress(item, items);
  }
}

void Watch::done() {
  if (options.progress)
    options.progress(items, items);
}
