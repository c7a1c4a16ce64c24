//===- regression_profiler.h - Whether parallel is faster -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares the parallel form of a loop with the plain one: what it costs on
/// one thread, from how many threads on it is faster, from how many on slower
/// again.
///
///     plain loop, par_map on 1, 2, 4 ... threads ──▶ ScalingPoint ...
///         ──▶ analyse_regression ──▶ RegressionAnalysis
///
/// What the parallel form costs on one thread is measured, never assumed.
//===----------------------------------------------------------------------===//

#ifndef AETHER_REGRESSION_PROFILER_H
#define AETHER_REGRESSION_PROFILER_H

#include "aether/par_map.h"
#include "aether/regression_analysis.h"

#include <cstddef>
#include <functional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether {

namespace detail {

/// A loop over [begin, end), run with \p threads threads by the parallel form,
/// or, if \p threads is 0, by the plain loop.
struct ComparedLoop {
  void (*run)(void *context, std::size_t begin, std::size_t end,
              std::size_t threads);
  void *context;
};

/// Measures whole runs over \p items items, each as often as it takes.
RegressionAnalysis compare_runs(std::size_t items, ComparedLoop loop,
                                const RegressionOptions &options);
/// Measures parts of the items: each item is in one part.
RegressionAnalysis compare_parts(std::size_t items, ComparedLoop loop,
                                 const RegressionOptions &options);
RegressionAnalysis vetoed_analysis(const CallSite &site);

/// The two loops over \p access; what \p each makes of item i goes to
/// \p store(i, ...).
template <class Each> struct ComparedLoops {
  const char *function;
  const Each &each;
  std::size_t grain;
  CallSite site;

  static void run(void *context, std::size_t begin, std::size_t end,
                  std::size_t threads) {
    const auto &self = *static_cast<const ComparedLoops *>(context);
    if (threads == 0) {
      for (std::size_t i = begin; i != end; ++i)
        self.each(i);
      return;
    }
    const auto pieces = [&self, begin](std::size_t b, std::size_t e) {
      for (std::size_t i = begin + b; i != begin + e; ++i)
        self.each(i);
    };
    ParOptions options;
    options.max_workers = threads;
    run_steps({.function = self.function,
               .items = end - begin,
               .task = {},
               .units = end - begin,
               .grain = self.grain},
              pieces, options, self.site);
  }
  ComparedLoop loop() const {
    return {run, const_cast<void *>(static_cast<const void *>(this))};
  }
};

} // namespace detail

/// A value that holds the options; copies are independent.
class RegressionProfiler {
public:
  explicit RegressionProfiler(RegressionOptions options = {})
      : options(options) {}

  /// Maps all items again and again, by the plain loop and by par_map, in turn,
  /// so that what else happens on the machine meets both. \p fn is therefore
  /// called many times for each item, and its results are dropped; otherwise
  /// \p items and \p fn are as for par_map. With a call that the analyser
  /// vetoed there is nothing to compare: see RegressionAnalysis::veto.
  ///
  /// Throws what \p fn throws. Results may be kept for as long as one run.
  template <std::ranges::input_range Range, class Fn>
  RegressionAnalysis
  profile(Range &&items, const Fn &fn,
          CallSite site = std::source_location::current()) const {
    using R = std::remove_reference_t<Range>;
    using Item = detail::ConstItem<R>;
    using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
    if (site.vetoed())
      return detail::vetoed_analysis(site);
    detail::Items<R> source(items);
    detail::ResultSlots<Result> results(source.size());
    const auto each = [access = source.access(), slots = results.access(),
                       &fn](std::size_t i) {
      slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
    };
    const detail::ComparedLoops<decltype(each)> loops{
        "RegressionProfiler", each, options.grain, site};
    return detail::compare_runs(source.size(), loops.loop(), options);
  }

private:
  RegressionOptions options;
};

template <class Result> struct AnalysedResults {
  std::vector<Result> results; ///< in the order of the items
  RegressionAnalysis analysis;
};

/// par_map that also compares: it cuts the items into parts, and runs these in
/// turn by the plain loop and with 1, 2, 4 ... threads. Each item is mapped
/// once. That tells something if items cost about the same everywhere in the
/// range and there are many; else the recommendation is Inconclusive.
///
/// \p items, \p fn and exceptions as for par_map; a vetoed call is the plain
/// loop.
template <std::ranges::input_range Range, class Fn>
auto par_map_with_regression_analysis(
    Range &&items, const Fn &fn, const RegressionOptions &options = {},
    CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  using Item = detail::ConstItem<R>;
  if constexpr (detail::callable_as_const<Fn, Item>()) {
    using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
    detail::Items<R> source(items);
    detail::ResultSlots<Result> slots(source.size());
    const auto each = [access = source.access(), slots = slots.access(),
                       &fn](std::size_t i) {
      slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
    };
    const detail::ComparedLoops<decltype(each)> loops{
        "par_map_with_regression_analysis", each, options.grain, site};
    AnalysedResults<Result> done;
    if (site.vetoed()) {
      loops.loop().run(loops.loop().context, 0, source.size(), 0);
      done.analysis = detail::vetoed_analysis(site);
      detail::note_vetoed_call("par_map_with_regression_analysis", site);
    } else {
      done.analysis =
          detail::compare_parts(source.size(), loops.loop(), options);
    }
    done.results = std::move(slots).take();
    return done;
  }
}

} // namespace aether

#endif // AETHER_REGRESSION_PROFILER_H
