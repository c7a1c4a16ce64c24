//===- data_parallel.h - A chain of parallel stages -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// DataParallel: a lazy chain over items that lie side by side, with metrics of
/// the passes that it ran.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DATA_PARALLEL_H
#define AETHER_DATA_PARALLEL_H

#include "aether/detail/chain_items.h"
#include "aether/detail/fused_pass.h"

#include <iosfwd>
#include <vector>

namespace aether {

namespace detail {
/// One for the whole of several calls that ran one after another.
ParallelMetrics sum_up(const std::vector<ParallelMetrics> &passes);
void print_passes(std::ostream &out,
                  const std::vector<ParallelMetrics> &passes);
void print_passes(const std::vector<ParallelMetrics> &passes); ///< to std::cout
} // namespace detail

/// Items, and stages through which they go when an ending operation asks for
/// it:
///
///     auto lengths =
///     aether::parallel(lines).filter(is_valid).map(length).collect();
///
/// `map` and `filter` run nothing; `collect`, `reduce` and `for_each` run all
/// stages in one pass, with nothing stored between. Each stage is a parallel
/// call with its own verdict; a pass with one unsafe stage runs in order on the
/// calling thread.
///
/// Made from an lvalue whose elements lie side by side it refers to them, and
/// must not outlive them; made from anything else it has a copy. T is const if
/// the elements are. A chain keeps its callables and can be ended several
/// times. One object is to be used by one thread at a time.
///
/// What may be thrown and the threads are as for the function that a stage is
/// named after.
template <class T, class Stages = detail::NoStage> class DataParallel {
  using Source = detail::ChainItems<T>;
  using SourceRange =
      std::remove_reference_t<decltype(std::declval<Source &>().items())>;
  using Value = detail::StagesValue<SourceRange, Stages>;

public:
  /// \p options are those of all passes.
  template <std::ranges::input_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, DataParallel>)
  explicit DataParallel(Range &&items, ParOptions options = {})
      : source(std::forward<Range>(items)), options(std::move(options)) {}

  /// From now on the results of \p fn.
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(Fn &&fn, CallSite site = std::source_location::current()) && {
    using Stage = detail::MapStage<Stages, std::decay_t<Fn>>;
    return std::move(*this).template then<Stage>(std::forward<Fn>(fn), site);
  }
  /// The same of a chain that stays as it is. Items that it owns are copied;
  /// std::logic_error says so if they cannot.
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(Fn &&fn, CallSite site = std::source_location::current()) const & {
    return DataParallel(*this).map(std::forward<Fn>(fn), site);
  }

  /// From now on only what satisfies \p pred.
  template <class Pred>
  AETHER_ALWAYS_INLINE auto
  filter(Pred &&pred, CallSite site = std::source_location::current()) && {
    using Stage = detail::FilterStage<Stages, std::decay_t<Pred>>;
    return std::move(*this).template then<Stage>(std::forward<Pred>(pred),
                                                 site);
  }
  template <class Pred>
  AETHER_ALWAYS_INLINE auto
  filter(Pred &&pred, CallSite site = std::source_location::current()) const & {
    return DataParallel(*this).filter(std::forward<Pred>(pred), site);
  }

  /// Calls \p fn on each item, which it may change; behind stages on each
  /// result, which is dropped then.
  template <class Fn>
  AETHER_ALWAYS_INLINE DataParallel &
  for_each(const Fn &fn, CallSite site = std::source_location::current()) {
    auto &&items = source.items();
    using R = std::remove_reference_t<decltype(items)>;
    if constexpr (detail::callable_as_const<Fn,
                                            detail::ForEachItem<R, Stages>>())
      done.push_back(detail::fused_for_each("DataParallel::for_each", items,
                                            stages, fn, options, site));
    return *this;
  }

  /// \p identity and all results, combined with \p op as by par_reduce.
  template <class U, class Op>
  AETHER_ALWAYS_INLINE U
  reduce(U identity, const Op &op,
         CallSite site = std::source_location::current()) {
    if constexpr (detail::reducible<std::vector<Value>, U, std::identity,
                                    Op>()) {
      auto &&items = source.items();
      return detail::fused_reduce("DataParallel::reduce", items, stages,
                                  std::move(identity), op, options, site,
                                  done.emplace_back());
    } else {
      return identity;
    }
  }

  /// The results, in order. Without stages a copy of the items, or of a
  /// temporary chain those that it owns; std::logic_error says so if items of
  /// another owner cannot be copied.
  std::vector<Value> collect() & { return collect_or_copy(); }
  std::vector<Value> collect() && {
    if constexpr (!staged)
      if (source.owns())
        return std::move(source).take();
    return collect_or_copy();
  }

  /// What all passes did so far, together: times and chunks added up, the last
  /// veto.
  ParallelMetrics metrics() const { return detail::sum_up(done); }
  /// The same, one by one.
  const std::vector<ParallelMetrics> &passes() const { return done; }
  /// One line per pass, to std::cout or to \p out.
  void print_metrics() const { detail::print_passes(done); }
  void print_metrics(std::ostream &out) const {
    detail::print_passes(out, done);
  }

private:
  template <class, class> friend class DataParallel;

  static constexpr bool staged = !std::same_as<Stages, detail::NoStage>;

  DataParallel(Source source, Stages stages, ParOptions options,
               std::vector<ParallelMetrics> done, CallSite last)
      : source(std::move(source)), stages(std::move(stages)),
        options(std::move(options)), done(std::move(done)), last_site(last) {}

  template <class Stage, class Fn>
  AETHER_ALWAYS_INLINE auto then(Fn &&fn, CallSite site) && {
    using Item = detail::SeenItem<detail::StagesResult<SourceRange, Stages>>;
    if constexpr (detail::callable_as_const<std::decay_t<Fn>, Item>())
      return DataParallel<T, Stage>(
          std::move(source),
          Stage{std::move(stages), std::forward<Fn>(fn), site},
          std::move(options), std::move(done), site);
  }

  std::vector<Value> collect_or_copy() {
    if constexpr (staged) {
      auto &&items = source.items();
      return detail::fused_collect("DataParallel::collect", items, stages,
                                   options, last_site, done.emplace_back());
    } else {
      return source.copy();
    }
  }

  Source source;
  [[no_unique_address]] Stages stages;
  ParOptions options;
  std::vector<ParallelMetrics> done; ///< of each pass
  CallSite last_site; ///< of the stage before; collect() has no other
};

template <class Range>
DataParallel(Range &&) -> DataParallel<detail::ChainItem<Range>>;
template <class Range>
DataParallel(Range &&, ParOptions) -> DataParallel<detail::ChainItem<Range>>;

/// DataParallel(items, options), for the start of a chain.
template <std::ranges::input_range Range>
auto parallel(Range &&items, ParOptions options = {}) {
  return DataParallel<detail::ChainItem<Range>>(std::forward<Range>(items),
                                                std::move(options));
}

} // namespace aether

#endif // AETHER_DATA_PARALLEL_H
