//===- parallel_iterator.h - A lazy chain over any range ---------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ParallelIterator: stages that are only noted down, and one pass through all
/// of them when an ending operation asks for it.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PARALLEL_ITERATOR_H
#define AETHER_PARALLEL_ITERATOR_H

#include "aether/detail/fused_pass.h"

#include <vector>

namespace aether {

/// Stages over the items of a range:
///
///     long n = aether::ParallelIterator(words).map(length).filter(is_odd)
///         .reduce(0L, std::plus<>());
///
/// `map` and `filter` run nothing; `collect`, `reduce`, `for_each`, `count`,
/// `any_of` and `all_of` end a chain: each item goes through all stages before
/// a thread takes the next one, and nothing is stored between. Each stage is a
/// parallel call with its own verdict; a pass with one unsafe stage runs in
/// order on the calling thread.
///
/// An lvalue range is referred to, and must outlive the chain; a temporary one
/// is kept. The chain keeps the callables, which may be move-only. A chain can
/// be ended several times, and runs its stages each time (ranges of a single
/// pass only once). One object is to be used by one thread at a time.
///
/// Callables of stages get `const T &`, that of `for_each` gets `T &`: an
/// element of the range, or behind stages a result that is dropped afterwards.
/// What is thrown, stop and deadline are as for par_for_each: an ending
/// operation that is cut short throws.
template <class View, class Stages = detail::NoStage> class ParallelIterator {
public:
  /// \p options are those of the pass.
  template <std::ranges::viewable_range Range>
  explicit ParallelIterator(Range &&items, ParOptions options = {})
      : view(std::views::all(std::forward<Range>(items))),
        options(std::move(options)) {}

  /// From now on the results of \p fn.
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(Fn &&fn, CallSite site = std::source_location::current()) && {
    using Stage = detail::MapStage<Stages, std::decay_t<Fn>>;
    return std::move(*this).template then<Stage>(std::forward<Fn>(fn), site);
  }
  template <class Fn>
  AETHER_ALWAYS_INLINE auto
  map(Fn &&fn, CallSite site = std::source_location::current()) const & {
    return ParallelIterator(*this).map(std::forward<Fn>(fn), site);
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
    return ParallelIterator(*this).filter(std::forward<Pred>(pred), site);
  }

  /// All results, in order.
  auto collect() {
    ParallelMetrics metrics;
    return detail::fused_collect("ParallelIterator::collect", view, stages,
                                 options, last_site, metrics);
  }

  /// \p identity and all results combined with \p op, as by par_reduce: the
  /// same bits for any number of threads.
  template <class T, class Op>
  AETHER_ALWAYS_INLINE T
  reduce(T identity, const Op &op,
         CallSite site = std::source_location::current()) {
    ParallelMetrics metrics;
    if constexpr (detail::reducible<std::vector<Value>, T, std::identity, Op>())
      return detail::fused_reduce("ParallelIterator::reduce", view, stages,
                                  std::move(identity), op, options, site,
                                  metrics);
    else
      return identity;
  }

  /// Calls \p fn on each result. \returns what was done.
  template <class Fn>
  AETHER_ALWAYS_INLINE ParallelMetrics
  for_each(const Fn &fn, CallSite site = std::source_location::current()) {
    if constexpr (detail::callable_as_const<
                      Fn, detail::ForEachItem<View, Stages>>())
      return detail::fused_for_each("ParallelIterator::for_each", view, stages,
                                    fn, options, site);
    else
      return {};
  }

  /// How many results there are.
  std::size_t count() {
    const auto every = [](const auto &) { return true; };
    return detail::count_items("ParallelIterator::count", view,
                               detail::Passes{stages, every}, options,
                               stages.site_or(last_site));
  }

  /// Whether \p pred is true for a result. Tasks stop when one is found.
  template <class Pred>
  AETHER_ALWAYS_INLINE bool
  any_of(const Pred &pred, CallSite site = std::source_location::current()) {
    return has("ParallelIterator::any_of", pred, site);
  }

  /// Whether \p pred is true for all results. Tasks stop when it is not for
  /// one.
  template <class Pred>
  AETHER_ALWAYS_INLINE bool
  all_of(const Pred &pred, CallSite site = std::source_location::current()) {
    return !has("ParallelIterator::all_of", detail::Not{pred}, site);
  }

private:
  template <class, class> friend class ParallelIterator;

  using Value = detail::StagesValue<View, Stages>;

  ParallelIterator(View view, Stages stages, ParOptions options, CallSite last)
      : view(std::move(view)), stages(std::move(stages)),
        options(std::move(options)), last_site(last) {}

  template <class Stage, class Fn>
  AETHER_ALWAYS_INLINE auto then(Fn &&fn, CallSite site) && {
    using Item = detail::SeenItem<detail::StagesResult<View, Stages>>;
    if constexpr (detail::callable_as_const<std::decay_t<Fn>, Item>())
      return ParallelIterator<View, Stage>(
          std::move(view), Stage{std::move(stages), std::forward<Fn>(fn), site},
          std::move(options), site);
  }

  template <class Pred>
  AETHER_ALWAYS_INLINE bool has(const char *function, const Pred &pred,
                                CallSite site) {
    if constexpr (detail::callable_as_const<Pred, detail::SeenItem<Value>>())
      return detail::search<detail::Find::Any>(
                 function, view, detail::Passes{stages, pred}, options,
                 stages.site_or(site)) != detail::none;
    else
      return false;
  }

  View view;
  [[no_unique_address]] Stages stages;
  ParOptions options;
  CallSite last_site; ///< of the stage before; ends without a callable use it
};

template <std::ranges::viewable_range Range>
ParallelIterator(Range &&) -> ParallelIterator<std::views::all_t<Range>>;
template <std::ranges::viewable_range Range>
ParallelIterator(Range &&, ParOptions)
    -> ParallelIterator<std::views::all_t<Range>>;

} // namespace aether

#endif // AETHER_PARALLEL_ITERATOR_H
