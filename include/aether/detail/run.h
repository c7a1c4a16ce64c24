//===- run.h - From a parallel call to the scheduler ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What all parallel functions share:
///
///     par_xyz ─┬─ analyser's veto ──▶ in_order(): the plain loop, inlined
///              └─ else ──▶ run(): options, run-time vetoes ──▶ scheduler
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_RUN_H
#define AETHER_DETAIL_RUN_H

#include "aether/call_site.h"
#include "aether/call_site_report.h"
#include "aether/detail/config.h"
#include "aether/detail/items.h"
#include "aether/detail/work.h"
#include "aether/metrics.h"
#include "aether/options.h"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace aether::detail {

/// Decides on run-time vetoes, runs the work in one way or the other, registers
/// the call. Throws what the tasks throw, Cancelled, DeadlineExceeded.
ParallelMetrics run(const Work &work, const ParOptions &options,
                    const CallSite &site);

/// Elements of std::vector<bool> share words.
const SafetyVeto &veto_of_packed_bits();

/// The metrics of a call that the analyser vetoed.
inline ParallelMetrics vetoed_metrics(std::size_t items, const CallSite &site) {
  ParallelMetrics metrics; // not an initialiser list: ParallelMetrics::wall
  metrics.items = items;
  metrics.chunks = items ? 1 : 0;
  metrics.veto.emplace(VetoReason::GilUnsafePattern, 1., 0.,
                       Explanation::refer_to(site.finding()));
  metrics.site = site;
  return metrics;
}

/// Looks at a stop token, a deadline and progress from a plain loop.
class Watch {
public:
  Watch(std::size_t items, const ParOptions &options);
  /// To be called before each item, and after the last. Throws Cancelled,
  /// DeadlineExceeded and what ParOptions::progress throws.
  void before(std::size_t item);
  void done();

private:
  const ParOptions &options;
  std::size_t items;
  std::chrono::steady_clock::time_point next_progress;
};

/// The plain loop of a call that the analyser vetoed: \p step(item) for each
/// item in order, on this thread.
template <class Range, class Step>
AETHER_ALWAYS_INLINE ParallelMetrics in_order(const char *function,
                                              Range &range, const Step &step,
                                              const ParOptions &options,
                                              const CallSite &site) {
  // First, before any call that the compiler cannot see through: with options
  // that are constants all that has to do with them folds away here.
  const bool watch_it = watched(options);
  note_vetoed_call(function, site);
  std::size_t count = 0;
  if (watch_it) [[unlikely]] {
    Items<Range> items(range);
    auto access = items.access();
    count = items.size();
    Watch watch(count, options);
    for (std::size_t i = 0; i != count; ++i) {
      watch.before(i);
      step(access.at(i));
    }
    watch.done();
  } else if constexpr (Indexable<Range>) {
    count = static_cast<std::size_t>(std::ranges::size(range));
    auto access = make_access(range);
    for (std::size_t i = 0; i != count; ++i)
      step(access.at(i));
  } else {
    for (auto &&item : range) {
      step(item);
      ++count;
    }
  }
  return vetoed_metrics(count, site);
}

/// Whether nothing is said about how to run, so that it is to be measured.
inline bool without_hints(const ParOptions &options) {
  return &options == &default_options.value ||
         (options.max_workers == 0 && options.grain == 0 &&
          options.min_items == 0 && options.veto && !options.custom_veto &&
          !watched(options));
}

/// The veto of a call that ended within about a microsecond.
inline SafetyVeto veto_of_short_call(double expected) {
  return {VetoReason::NotWorthIt, expected, 1,
          Explanation::refer_to("all items take less time, in microseconds, "
                                "than it costs to start threads")};
}

/// The metrics of a call that run_short() has done.
inline ParallelMetrics short_metrics(const Work &work, const CallSite &site) {
  ParallelMetrics metrics; // not an initialiser list: ParallelMetrics::wall
  metrics.items = work.items;
  metrics.chunks = work.chunks_before;
  metrics.veto.emplace(veto_of_short_call(0));
  metrics.site = site;
  return metrics;
}

/// Runs \p step(begin, end) over pieces of the units.
template <class Step>
ParallelMetrics run_steps(Work &&work, const Step &step,
                          const ParOptions &options, const CallSite &site) {
  work.task = {[](void *context, std::size_t begin, std::size_t end) {
                 (*static_cast<const Step *>(context))(begin, end);
               },
               const_cast<void *>(static_cast<const void *>(&step))};
  static constinit thread_local Experience known{};
  const std::uint32_t ticks_per_us =
      ticks_per_microsecond.load(std::memory_order_relaxed);
  // With its grain known, and more items than that, a call may be shared out at
  // once.
  const bool is_known = site.grain() != 0 && work.items > site.grain();
  if (ticks_per_us && work.units > 1 && !work.veto && !is_known &&
      without_hints(options) &&
      !call_sites_are_registered.load(std::memory_order_relaxed) &&
      run_short(work, ticks_per_us, known))
    return short_metrics(work, site);
  // Copies, so that what a short call needs stays in registers.
  const Work rest = work;
  const CallSite here = site;
  return run(rest, options, here);
}

/// Whether one callable object can serve all tasks. Fails to compile with a
/// readable message if not; the caller's body is then left out to say no more.
template <class Fn, class... Args> consteval bool callable_as_const() {
  constexpr bool usable = std::invocable<const Fn &, Args...>;
  if constexpr (!usable) {
    if constexpr (std::is_object_v<Fn> && std::invocable<Fn &, Args...>)
      static_assert(
          usable,
          "aether: the callable changes itself when called (a mutable "
          "lambda, a non-const operator()), but one object is shared by "
          "all tasks and called as const");
    else
      static_assert(usable,
                    "aether: the callable cannot be called with these "
                    "items (par_for_each gives it T &, the other functions "
                    "const T &)");
  }
  return usable;
}

} // namespace aether::detail

#endif // AETHER_DETAIL_RUN_H
