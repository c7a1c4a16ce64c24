//===- Sample.cpp - Times the first items of a call -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/safe_par_map.h"

#include <algorithm>

#ifdef __linux__
#include <sys/resource.h>
#include <time.h>
#endif

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

/// Long enough to be measured, short enough not to be missed.
static constexpr auto SampleTime = std::chrono::microseconds(2);
/// What takes less is not worth other threads for its waiting.
static constexpr auto ShortWait = std::chrono::microseconds(20);

Sample::Clocks Sample::Clocks::read() {
  Clocks clocks{{}, std::chrono::nanoseconds(0), 0};
#ifdef __linux__
  timespec cpu;
  rusage usage;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu) == 0 &&
      getrusage(RUSAGE_THREAD, &usage) == 0) {
    clocks.cpu = std::chrono::seconds(cpu.tv_sec) +
                 std::chrono::nanoseconds(cpu.tv_nsec);
    clocks.waits = usage.ru_nvcsw;
  }
#endif
  clocks.now = Clock::now(); // last: reading the others takes time
  return clocks;
}

Sample::Sample(std::size_t items) : items(items), start(Clocks::read()) {}

bool Sample::goes_on(std::size_t done) {
  took = Clock::now() - start.now;
  return done == 0 || (took < SampleTime && done <= items / 8);
}

SafetyDecision Sample::judge(std::size_t done, const ParOptions &options,
                             std::size_t cliff) const {
  SafetyEstimate estimate{.items = items,
                          .max_workers = options.max_workers,
                          .min_items = options.min_items,
                          .cliff_workers = cliff};
  if (done != 0)
    estimate.item_microseconds =
        Microseconds(took).count() / static_cast<double>(done);
  // A thread that is preempted does not run either; it is no reason for more of
  // them. One that waits gives its processor away by itself.
  if (took >= ShortWait) {
    const Clocks end = Clocks::read();
    if (end.waits > start.waits)
      estimate.blocking_ratio =
          1 -
          std::min(1.0, Microseconds(end.cpu - start.cpu) / Microseconds(took));
  }
  return analyse_safety(estimate);
}
