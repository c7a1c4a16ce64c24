//===- data_parallel.h - A chain of parallel stages -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// DataParallel: par_map, par_filter, par_reduce and par_for_each as a chain,
/// each stage a parallel call of its own, with its own verdict and metrics.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DATA_PARALLEL_H
#define AETHER_DATA_PARALLEL_H

#include "aether/par_filter.h"
#include "aether/par_for_each.h"
#include "aether/par_map.h"
#include "aether/par_reduce.h"

#include <iosfwd>
#include <span>
#include <stdexcept>
#include <vector>

namespace aether {

namespace detail {
/// One for the whole of several calls that ran one after another.
ParallelMetrics sum_up(const std::vector<ParallelMetrics> &stages);
void print_stages(std::ostream &out,
                  const std::vector<ParallelMetrics> &stages);
void print_stages(const std::vector<ParallelMetrics> &stages); ///< to std::cout
} // namespace detail

/// Items to which stages are applied one after another, each at once when
/// called:
///
///     auto lengths =
///     aether::parallel(lines).filter(is_valid).map(length).collect();
///
/// Made from an lvalue whose elements lie side by side it refers to them, and
/// must not outlive them; made from anything else it has a copy. T is const if
/// the elements are. One object is to be used by one thread at a time.
///
/// The callables, what may be thrown and the threads are as for the function
/// that a stage is named after.
template <class T> class DataParallel {
public:
  /// \p options are those of all stages.
  template <std::ranges::input_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, DataParallel>)
  explicit DataParallel(Range &&items, ParOptions options = {})
      : options_(std::move(options)) {
    if constexpr (refers_to<Range>)
      borrowed =
          std::span<T>(std::ranges::data(items), std::ranges::size(items));
    else
      for (auto &&item : items)
        own.push_back(std::forward<decltype(item)>(item));
  }

  /// The results of \p fn as the items of the next stage.
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(const Fn &fn, CallSite site = std::source_location::current()) {
    using R = std::remove_reference_t<decltype(items())>;
    if constexpr (detail::callable_as_const<Fn, detail::ConstItem<R>>()) {
      ParallelMetrics metrics;
      auto &&range = items();
      auto results = detail::map_items("DataParallel::map", range, fn, options_,
                                       site, &metrics);
      return next(std::move(results), std::move(metrics));
    }
  }

  /// Copies of the items that satisfy \p pred.
  template <class Pred>
  AETHER_ALWAYS_INLINE auto
  filter(const Pred &pred, CallSite site = std::source_location::current()) {
    using R = std::remove_reference_t<decltype(items())>;
    if constexpr (detail::callable_as_const<Pred, detail::ConstItem<R>>()) {
      ParallelMetrics metrics;
      auto &&range = items();
      auto results = detail::filter_items("DataParallel::filter", range, pred,
                                          options_, site, &metrics);
      return next(std::move(results), std::move(metrics));
    }
  }

  /// Calls \p fn on each item, which it may change.
  template <class Fn>
  AETHER_ALWAYS_INLINE DataParallel &
  for_each(const Fn &fn, CallSite site = std::source_location::current()) {
    auto &&range = items();
    stages_.push_back(par_for_each(range, fn, options_, site));
    return *this;
  }

  /// \p identity and all items, combined with \p op.
  template <class U, class Op>
  AETHER_ALWAYS_INLINE U
  reduce(U identity, const Op &op,
         CallSite site = std::source_location::current()) {
    using R = std::remove_reference_t<decltype(items())>;
    if constexpr (detail::reducible<R, U, std::identity, Op>()) {
      ParallelMetrics metrics;
      auto &&range = items();
      U result = detail::reduce_items("DataParallel::reduce", range,
                                      std::identity(), op, std::move(identity),
                                      options_, site, &metrics);
      stages_.push_back(std::move(metrics));
      return result;
    } else {
      return identity;
    }
  }

  /// The items. A temporary at the end of a chain gives away those that it
  /// owns; items of another owner are copied, and std::logic_error says so if
  /// they cannot.
  std::vector<std::remove_cv_t<T>> collect() const &
    requires std::copy_constructible<std::remove_cv_t<T>>
  {
    const auto &range = items();
    return {range.begin(), range.end()};
  }
  std::vector<std::remove_cv_t<T>> collect() && {
    if (borrowed.data()) {
      if constexpr (std::copy_constructible<std::remove_cv_t<T>>)
        return std::as_const(*this).collect();
      else
        throw std::logic_error("aether: collect() of items that belong to "
                               "another owner and cannot be copied");
    }
    return std::move(own);
  }

  /// What all stages did so far, together: times and chunks added up, the last
  /// veto.
  ParallelMetrics metrics() const { return detail::sum_up(stages_); }
  /// The same, one by one.
  const std::vector<ParallelMetrics> &stages() const { return stages_; }
  /// One line per stage, to std::cout or to \p out.
  void print_metrics() const { detail::print_stages(stages_); }
  void print_metrics(std::ostream &out) const {
    detail::print_stages(out, stages_);
  }

private:
  template <class> friend class DataParallel;

  using Own = std::vector<std::remove_cv_t<T>>;
  /// Bits are packed where they are owned, so they are never referred to.
  static constexpr bool is_bool = std::is_same_v<std::remove_cv_t<T>, bool>;

  template <class Range>
  static constexpr bool refers_to =
      !is_bool && std::is_lvalue_reference_v<Range> &&
      std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range>;

  DataParallel(Own items, ParOptions options,
               std::vector<ParallelMetrics> stages)
      : own(std::move(items)), options_(std::move(options)),
        stages_(std::move(stages)) {}

  template <class U>
  DataParallel<U> next(std::vector<U> results, ParallelMetrics metrics) {
    std::vector<ParallelMetrics> stages = stages_;
    stages.push_back(std::move(metrics));
    return DataParallel<U>(std::move(results), options_, std::move(stages));
  }

  decltype(auto) items() {
    if constexpr (is_bool)
      return (own);
    else
      return borrowed.data() ? borrowed : std::span<T>(own);
  }
  decltype(auto) items() const {
    if constexpr (is_bool)
      return (own);
    else
      return borrowed.data() ? std::span<const T>(borrowed)
                             : std::span<const T>(own);
  }

  Own own;
  std::span<T> borrowed;
  ParOptions options_;
  std::vector<ParallelMetrics> stages_;
};

namespace detail {
template <class Range>
using DataParallelItem = std::conditional_t<
    std::is_lvalue_reference_v<Range> && std::ranges::contiguous_range<Range> &&
        std::ranges::sized_range<Range>,
    std::remove_reference_t<std::ranges::range_reference_t<Range>>,
    std::ranges::range_value_t<Range>>;
} // namespace detail

template <class Range>
DataParallel(Range &&) -> DataParallel<detail::DataParallelItem<Range>>;
template <class Range>
DataParallel(Range &&, ParOptions)
    -> DataParallel<detail::DataParallelItem<Range>>;

/// DataParallel(items, options), for the start of a chain.
template <std::ranges::input_range Range>
auto parallel(Range &&items, ParOptions options = {}) {
  return DataParallel<detail::DataParallelItem<Range>>(
      std::forward<Range>(items), std::move(options));
}

} // namespace aether

#endif // AETHER_DATA_PARALLEL_H
