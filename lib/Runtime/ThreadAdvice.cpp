//===- ThreadAdvice.cpp - How many threads for a call site ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/call_site_report.h"

#include <algorithm>
#include <cmath>

using namespace aether;

/// A call that is shorter than this is over before other threads have begun.
static constexpr auto ShortCall = std::chrono::microseconds(20);
/// Items of I/O may all be under way at once, but not on any number of threads.
static constexpr double MostPerProcessor = 32;

ThreadAdvice aether::advise_threads(const CallSiteReport &report,
                                    std::size_t processors) noexcept {
  if (report.verdict == Verdict::Unsafe)
    return {1, "the analyser found a race"};
  const TimeParts &times = report.times;
  if (report.calls == 0 || times.wall.count() == 0)
    return {0, "nothing was measured"};

  const auto count = [](std::size_t n) { return static_cast<double>(n); };
  const auto ns = [](std::chrono::nanoseconds time) {
    return static_cast<double>(time.count());
  };
  const double calls = count(report.calls);
  const double work = ns(times.running + times.io);
  std::size_t grain = 0;
  if (work > 0 && report.items)
    grain = static_cast<std::size_t>(std::clamp(
        ns(detail::HintedPiece) * count(report.items) / work, 1.0, 1e9));
  if (work / calls < ns(ShortCall))
    return {1, "a call is over before other threads have begun", 0, grain};

  ThreadAdvice advice{processors, "the items compute", 0, grain};
  const double io = work > 0 ? ns(times.io) / work : 0;
  if (io > 0.15) {
    const double wanted = std::ceil(count(processors) / (1 - io) - 1e-6);
    advice.threads = static_cast<std::size_t>(
        std::min(wanted, MostPerProcessor * count(processors)));
    advice.reason = "the items wait for I/O";
    advice.limit = advice.threads;
  }
  // Of n threads, this share of each one's time is spent waiting for locks: the
  // others would do the same work without it.
  const double locked = ns(times.lock_wait) / ns(times.wall);
  const auto useful = static_cast<std::size_t>(
      std::max(1.0, std::ceil(count(report.most_workers) * (1 - locked))));
  if (locked > 0.3 && useful < advice.threads)
    advice = {useful, "the items wait for locks", useful, grain};
  const auto items = static_cast<std::size_t>(
      std::max(1.0, std::ceil(count(report.items) / calls)));
  if (items < advice.threads)
    advice = {items, "there are no more items", advice.limit, grain};
  return advice;
}
