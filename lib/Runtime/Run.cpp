//===- Run.cpp - Decides how a call runs, and runs it ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/run.h"

#include "TimedTask.h"

#include "aether/detail/traced_task.h"
#include "aether/par_invoke.h"

#include <algorithm>
#include <chrono>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

const SafetyVeto &aether::detail::veto_of_packed_bits() {
  static const SafetyVeto &veto = *new SafetyVeto{
      // never destroyed
      VetoReason::GilUnsafePattern, 1, 0,
      Explanation::refer_to("elements of std::vector<bool> share words")};
  return veto;
}

/// Whether something known at run time is against running \p work in parallel.
static std::optional<SafetyVeto>
find_veto(const Work &work, const ParOptions &options, const CallSite &site) {
  if (work.veto)
    return *work.veto;
  if (!options.veto || options.max_workers == 1)
    return std::nullopt;
  if (const std::size_t least = std::max<std::size_t>(options.min_items, 2);
      work.items < least)
    return SafetyVeto{VetoReason::TooSmall, static_cast<double>(work.items),
                      static_cast<double>(least),
                      Explanation::refer_to("fewer items than are worth it")};
  if (options.max_workers == 0 && automatic_workers() == 1)
    return SafetyVeto{VetoReason::NotWorthIt, 1, 2,
                      Explanation::refer_to("there is one processor only")};
  if (options.max_workers == 0 && site.threads() == 1)
    return SafetyVeto{VetoReason::SaturationCliffDetected, 1, 2,
                      Explanation::refer_to("in a profile of the program, "
                                            "further threads only waited")};
  return options.custom_veto(work.items);
}

ParallelMetrics aether::detail::run(const Work &work, const ParOptions &options,
                                    const CallSite &site) {
  ParallelMetrics metrics{.items = work.items, .site = site};
  metrics.veto = find_veto(work, options, site);

  struct Note { // a call that throws ran as well
    const Work &work;
    const ParallelMetrics &metrics;
    ~Note() { note_call(work.function, metrics); }
  } const note{work, metrics};

  RangeLimits limits;
  const std::size_t most_workers = options.max_workers || !options.veto
                                       ? options.max_workers
                                       : site.threads();
  limits.max_workers = metrics.veto ? 1 : most_workers;
  limits.grain = work.grain;
  limits.measure = !metrics.veto && options.veto && options.max_workers == 0 &&
                   work.grain == 0;
  limits.first = work.first;
  limits.element_time = work.unit_time;
  if (work.unit_time == 0 && site.grain() != 0)
    limits.element_time = std::chrono::nanoseconds(HintedPiece).count() *
                          static_cast<double>(work.items_per_unit) /
                          static_cast<double>(site.grain());
  limits.stop = options.stop.stop_possible() ? &options.stop : nullptr;
  limits.deadline = options.deadline;
  // Unless it turns out to be short; for a call that throws it stays so.
  metrics.parallel = !metrics.veto && work.units > 1 &&
                     (most_workers ? most_workers : automatic_workers()) > 1;
  Progress in_items;
  if (options.progress) {
    limits.progress = &options.progress;
    if (work.items_per_unit != 1 || work.done_before) {
      const std::size_t total = work.done_before + work.items;
      in_items = [&options, &work, total](std::size_t units, std::size_t) {
        options.progress(
            std::min(total, work.done_before + units * work.items_per_unit),
            total);
      };
      limits.progress = &in_items;
    }
  }

  TimedTask timed(work.task, metrics.times);
  const RangeTask task = calls_are_measured.load(std::memory_order_relaxed)
                             ? timed.task()
                             : work.task;
  const Clock::time_point start = Clock::now();
  TracedTask traced(work.function, task, site);
  const RangeOutcome outcome = run_range(work.units, traced.task(), limits);
  const Clock::time_point end = Clock::now();
  calibrate_ticks(end); // which reads the counter as well
  metrics.wall = end - start;
  metrics.chunks = work.chunks_before + outcome.chunks;
  metrics.workers = outcome.workers;
  metrics.steals = outcome.steals;
  metrics.parallel = outcome.shared;
  if (outcome.worthwhile > 0)
    metrics.veto =
        SafetyVeto{VetoReason::NotWorthIt, outcome.expected, outcome.worthwhile,
                   veto_of_short_call(0).explanation};
  return metrics;
}

void aether::detail::invoke_branches(const Branch *branches, std::size_t count,
                                     const CallSite &site) {
  const auto pieces = [branches](std::size_t begin, std::size_t end) {
    for (; begin != end; ++begin)
      branches[begin].run(branches[begin].context);
  };
  run_steps({.function = "par_invoke",
             .items = count,
             .task = {},
             .units = count,
             .grain = 1},
            pieces, default_options.value, site);
}
