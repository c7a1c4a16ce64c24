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
#include "aether/detail/scheduler.h"
#include "aether/detail/ticks.h"
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

/// A parallel call without its types. The task's range is in units, each of
/// `items_per_unit` items, the last one perhaps of fewer.
struct Work {
  const char *function;
  std::size_t items;
  RangeTask task;
  std::size_t units;
  std::size_t items_per_unit = 1;
  std::size_t grain = 0; ///< in units
  /// What is known before to be against running in parallel, or null.
  const SafetyVeto *veto = nullptr;
  /// Items that the caller has done already, for the progress.
  std::size_t done_before = 0;
  /// What of the units has been done already, in how many chunks, and what a
  /// unit took in the end, in nanoseconds.
  std::size_t first = 0;
  std::size_t chunks_before = 0;
  double unit_time = 0;
};

/// Decides on run-time vetoes, runs the work in one way or the other, registers
/// the call. Throws what the tasks throw, Cancelled, DeadlineExceeded.
ParallelMetrics run(const Work &work, const ParOptions &options,
                    const CallSite &site);

/// Elements of std::vector<bool> share words.
const SafetyVeto &veto_of_packed_bits();

/// The metrics of a call that the analyser vetoed.
inline ParallelMetrics vetoed_metrics(std::size_t items, const CallSite &site) {
  return {.items = items,
          .chunks = items ? std::size_t{1} : 0,
          .veto = SafetyVeto{VetoReason::GilUnsafePattern, 1, 0,
                             Explanation::refer_to(site.finding())},
          .site = site};
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

/// Runs units on this thread until it is clear that all of them take longer
/// than about a microsecond; \p work then says what is left to be done. True if
/// none are. Batches grow fast where the clock shows that they may: reading it
/// is most of what all this costs.
inline bool run_short(Work &work, std::uint32_t ticks_per_us) {
  std::uint64_t before = ticks();
  for (std::size_t size = 1, growth = 32;;) { // 32 times, then 8 times as many
    work.task.run(work.task.context, work.first, work.first + size);
    work.first += size;
    ++work.chunks_before;
    if (work.first == work.units)
      return true;
    const std::uint64_t now = ticks();
    const std::uint64_t took = now - before;
    before = now;
    if (took > ticks_per_us) {
      work.unit_time = 1000 * static_cast<double>(took) /
                       (ticks_per_us * static_cast<double>(size));
      return false;
    }
    size *= took * growth <= ticks_per_us ? growth : 2;
    growth = 8;
    std::size_t end = work.first + size;
    if (size >= AlignedPiece)
      end -= end % AlignedPiece;
    const std::size_t left = work.units - work.first;
    size = end - work.first;
    if (size >= left || left - size < size / 4)
      size = left; // no crumbs
  }
}

/// Runs \p step(begin, end) over pieces of the units.
template <class Step>
ParallelMetrics run_steps(Work work, const Step &step,
                          const ParOptions &options, const CallSite &site) {
  work.task = {[](void *context, std::size_t begin, std::size_t end) {
                 (*static_cast<const Step *>(context))(begin, end);
               },
               const_cast<void *>(static_cast<const void *>(&step))};
  const std::uint32_t ticks_per_us =
      ticks_per_microsecond.load(std::memory_order_relaxed);
  // With its grain known, and more items than that, a call may be shared out at
  // once.
  const bool is_known = site.grain() != 0 && work.items > site.grain();
  if (ticks_per_us && work.units > 1 && !work.veto && !is_known &&
      without_hints(options) &&
      !call_sites_are_registered.load(std::memory_order_relaxed) &&
      run_short(work, ticks_per_us))
    return {.items = work.items,
            .chunks = work.chunks_before,
            .veto = veto_of_short_call(0),
            .site = site};
  return run(work, options, site);
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
