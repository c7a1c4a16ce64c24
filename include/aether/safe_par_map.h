//===- safe_par_map.h - par_map that measures first -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// safe_par_map: par_map with vetoes that come from measurements as well.
//===----------------------------------------------------------------------===//

#ifndef AETHER_SAFE_PAR_MAP_H
#define AETHER_SAFE_PAR_MAP_H

#include "aether/detail/durations.h"
#include "aether/par_map.h"
#include "aether/safety.h"

namespace aether {

namespace detail {

/// Times the first items on the calling thread, to judge the rest.
class Sample {
public:
  explicit Sample(std::size_t items);
  /// Whether another item should be timed; \p done of them are.
  bool goes_on(std::size_t done);
  /// How the items are to be run; \p cliff: SafetyEstimate::cliff_workers.
  SafetyDecision judge(std::size_t done, const ParOptions &options,
                       std::size_t cliff) const;

private:
  /// Elapsed, the thread's on a processor, and how often it chose to wait.
  struct Clocks {
    std::chrono::steady_clock::time_point now;
    std::chrono::nanoseconds cpu;
    long waits;
    static Clocks read();
  };
  std::size_t items;
  Clocks start;
  std::chrono::nanoseconds took{0};
};

/// safe_par_map; \p decision and \p metrics may be null.
template <class R, class Fn>
AETHER_ALWAYS_INLINE auto
safe_map_items(const char *function, R &items, const Fn &fn,
               const ParOptions &options, std::size_t cliff, CallSite site,
               SafetyDecision *decision, ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
  if (site.vetoed() || !options.veto) {
    ParallelMetrics done;
    auto results = map_items(function, items, fn, options, site, &done);
    if (decision) {
      *decision = {.estimate = {.items = done.items},
                   .parallel = done.parallel,
                   .workers = done.workers};
      if (done.veto)
        decision->vetoes.push_back(*done.veto);
    }
    if (metrics)
      *metrics = std::move(done);
    return results;
  }

  Items<R> source(items);
  const auto access = source.access();
  ResultSlots<Result> results(source.size());
  const auto slots = results.access();

  std::size_t sampled = 0;
  Sample sample(source.size());
  Watch watch(source.size(), options);
  for (; sampled != source.size() && sample.goes_on(sampled); ++sampled) {
    watch.before(sampled);
    slots.put(sampled, std::invoke(fn, static_cast<Item>(access.at(sampled))));
  }

  const auto pieces = [=, &fn](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin + sampled; i != end + sampled; ++i)
      slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
  };
  SafetyDecision how = sample.judge(sampled, options, cliff);
  ParOptions adapted = options;
  adapted.min_items = 0; // judged of all items
  if (how.parallel)
    adapted.max_workers = how.workers;
  auto done = run_steps({.function = function,
                         .items = source.size() - sampled,
                         .task = {},
                         .units = source.size() - sampled,
                         .grain = options.grain,
                         .veto = how.parallel ? nullptr : how.veto(),
                         .done_before = sampled},
                        pieces, adapted, site);
  done.items = source.size();
  if (decision) {
    if (how.parallel && done.veto) // by custom_veto
      how.vetoes.push_back(*done.veto);
    how.parallel = done.parallel;
    *decision = std::move(how);
  }
  if (metrics)
    *metrics = std::move(done);
  return std::move(results).take();
}

} // namespace detail

/// par_map that first times some of the items on the calling thread, and then
/// holds what it measured against thresholds (analyse_safety): all of them
/// together take less time than it costs to start threads (NotWorthIt, the
/// others run here too); they mostly wait (HighBlockingRatio, the call gets
/// more threads than there are processors unless ParOptions::max_workers is
/// set). The other vetoes are those of par_map; with ParOptions::veto off
/// nothing is measured.
///
/// Each item is still mapped once. Everything else is as for par_map.
template <std::ranges::input_range Range, class Fn>
AETHER_ALWAYS_INLINE auto
safe_par_map(Range &&items, const Fn &fn,
             const ParOptions &options = detail::default_options.value,
             CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::callable_as_const<Fn, detail::ConstItem<R>>())
    return detail::safe_map_items("safe_par_map", items, fn, options, 0, site,
                                  nullptr, nullptr);
}

} // namespace aether

#endif // AETHER_SAFE_PAR_MAP_H
