//===- safe_data_parallel.h - Stages that are measured first -----*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// SafeDataParallel: safe_par_map as a chain that says how it decided.
//===----------------------------------------------------------------------===//

#ifndef AETHER_SAFE_DATA_PARALLEL_H
#define AETHER_SAFE_DATA_PARALLEL_H

#include "aether/data_parallel.h"
#include "aether/safe_par_map.h"

namespace aether {

/// Items to which stages are applied, each at once when called, as it has to be
/// measured:
///
///     auto thumbs = aether::SafeDataParallel(images).map(shrink);
///     std::cout << thumbs.report_veto();
///
/// Refers to the items or has a copy of them, as DataParallel. One object is to
/// be used by one thread at a time. What is thrown is as for safe_par_map.
template <class T> class SafeDataParallel {
public:
  /// \p options are those of all stages. \p cliff_workers: from how many
  /// threads on more were measured to be slower (by a SaturationCliffProfiler,
  /// say); the stages use no more.
  template <std::ranges::input_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, SafeDataParallel>)
  explicit SafeDataParallel(Range &&items, ParOptions options = {},
                            std::size_t cliff_workers = 0)
      : source(std::forward<Range>(items)), options(std::move(options)),
        cliff(cliff_workers) {}

  /// The results of \p fn, as by safe_par_map.
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(const Fn &fn, CallSite site = std::source_location::current()) {
    auto &&items = source.items();
    using R = std::remove_reference_t<decltype(items)>;
    if constexpr (detail::callable_as_const<Fn, detail::ConstItem<R>>()) {
      SafetyDecision decided;
      ParallelMetrics metrics;
      auto results =
          detail::safe_map_items("SafeDataParallel::map", items, fn, options,
                                 cliff, site, &decided, &metrics);
      using Result = typename decltype(results)::value_type;
      auto stages = done;
      stages.push_back(std::move(metrics));
      return SafeDataParallel<Result>(std::move(results), options, cliff,
                                      std::move(stages), std::move(decided));
    }
  }

  /// The items: a copy, or of a temporary chain those that it owns.
  /// std::logic_error says so if items of another owner cannot be copied.
  std::vector<std::remove_cv_t<T>> collect() const & { return source.copy(); }
  std::vector<std::remove_cv_t<T>> collect() && {
    return source.owns() ? std::move(source).take() : source.copy();
  }

  /// How the last stage was run, with every veto that applied. Before the first
  /// stage, what is known without measuring.
  const SafetyDecision &decision() const { return how; }
  /// decision() as a text.
  std::string report_veto() const { return to_string(how); }

  /// What all stages did so far, together, and one line for each.
  ParallelMetrics metrics() const { return detail::sum_up(done); }
  void print_metrics() const { detail::print_passes(done); }
  void print_metrics(std::ostream &out) const {
    detail::print_passes(out, done);
  }

private:
  template <class> friend class SafeDataParallel;

  SafeDataParallel(std::vector<T> items, ParOptions options, std::size_t cliff,
                   std::vector<ParallelMetrics> done, SafetyDecision how)
      : source(std::move(items)), options(std::move(options)), cliff(cliff),
        done(std::move(done)), how(std::move(how)) {}

  detail::ChainItems<T> source;
  ParOptions options;
  std::size_t cliff;
  std::vector<ParallelMetrics> done;
  SafetyDecision how = analyse_safety({.items = source.size(),
                                       .max_workers = options.max_workers,
                                       .min_items = options.min_items,
                                       .cliff_workers = cliff});
};

template <class Range>
SafeDataParallel(Range &&) -> SafeDataParallel<detail::ChainItem<Range>>;
template <class Range>
SafeDataParallel(Range &&, ParOptions)
    -> SafeDataParallel<detail::ChainItem<Range>>;
template <class Range>
SafeDataParallel(Range &&, ParOptions, std::size_t)
    -> SafeDataParallel<detail::ChainItem<Range>>;

} // namespace aether

#endif // AETHER_SAFE_DATA_PARALLEL_H
