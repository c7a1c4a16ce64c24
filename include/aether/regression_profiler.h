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
#include "aether/scaling.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether {

enum class Recommendation {
  Adopt,          ///< certainly faster with threads that this machine has
  AdoptIfScaling, ///< not here, but the law says: with more processors
  KeepSequential, ///< certainly not faster
  Inconclusive,   ///< the measurements do not decide
};
/// ADOPT, ADOPT_IF_SCALING, KEEP_SEQUENTIAL or INCONCLUSIVE.
const char *to_string(Recommendation recommendation) noexcept;

/// A measured ratio and the interval that it lies in.
struct Ratio {
  double value = 1;
  double low = 1;
  double high = 1;
};

/// `1.96 (1.9 .. 2.02)`.
std::ostream &operator<<(std::ostream &out, const Ratio &ratio);

struct RegressionAnalysis {
  ScalingPoint sequential;            ///< the plain loop, in items per second
  std::vector<ScalingPoint> parallel; ///< by number of threads, from one on
  /// Time of the parallel form on one thread over that of the plain loop.
  Ratio single_thread_cost;
  /// The best speed-up over the plain loop, and the threads that give it.
  Ratio speedup;
  std::size_t best_threads = 1;
  std::optional<ScalingLaw> law; ///< of the parallel form
  /// The fewest threads with which the parallel form is faster, by the law.
  std::optional<std::size_t> break_even_threads;
  /// The fewest threads beyond those with which it is slower again, by the law.
  std::optional<std::size_t> break_back_threads;
  Recommendation recommendation = Recommendation::Inconclusive;
  std::string explanation;        ///< of the recommendation, one sentence
  std::optional<SafetyVeto> veto; ///< why nothing was compared

  /// A table and a summary for people.
  void print(std::ostream &out) const;
  void write_json(std::ostream &out) const;
};

/// The conclusions from measurements: a pure function. \p parallel is sorted by
/// threads. A difference below five in a hundred is none.
RegressionAnalysis analyse_regression(const ScalingPoint &sequential,
                                      std::vector<ScalingPoint> parallel);

struct RegressionOptions {
  /// The most threads to try; 0: one for each processor.
  std::size_t max_threads = 0;
  /// How often each way of running is measured, at least 2.
  std::size_t repeats = 7;
  /// RegressionProfiler runs each measurement at least for this long.
  std::chrono::nanoseconds duration = std::chrono::milliseconds(5);
  /// Items that a thread takes at a time; 0: found out while running.
  std::size_t grain = 0;
};

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
