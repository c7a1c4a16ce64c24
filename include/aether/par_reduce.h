//===- par_reduce.h - Combine all items -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_reduce and map_reduce.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_REDUCE_H
#define AETHER_PAR_REDUCE_H

#include "aether/detail/reduction_tree.h"
#include "aether/detail/run.h"

namespace aether {

namespace detail {

/// \p map(item) yields what \p op combines.
template <class R, class T, class Map, class Op>
AETHER_ALWAYS_INLINE T reduce_items(const char *function, R &items,
                                    const Map &map, const Op &op, T identity,
                                    const ParOptions &options, CallSite site,
                                    ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  if (site.vetoed()) {
    const auto step = [&](auto &&item) {
      identity = static_cast<T>(std::invoke(
          op, std::move(identity), std::invoke(map, static_cast<Item>(item))));
    };
    auto done = in_order(function, items, step, options, site);
    if (metrics)
      *metrics = std::move(done);
    return identity;
  }

  Items<R> source(items);
  ReductionTree<T> tree(source.size(), options.grain);
  const auto pieces = [access = source.access(), &tree, &map,
                       &op](std::size_t begin, std::size_t end) {
    // What the map returns may refer to an item that is made on the fly.
    const auto first = [&](std::size_t i) {
      return static_cast<T>(std::invoke(map, static_cast<Item>(access.at(i))));
    };
    const auto add = [&](T value, std::size_t i) {
      return static_cast<T>(
          std::invoke(op, std::move(value),
                      std::invoke(map, static_cast<Item>(access.at(i)))));
    };
    for (std::size_t leaf = begin; leaf != end; ++leaf)
      tree.arrive(leaf,
                  fold_leaf<T>(tree.first_item(leaf), tree.first_item(leaf + 1),
                               first, add, op),
                  op);
  };
  auto done = run_steps({.function = function,
                         .items = source.size(),
                         .task = {},
                         .units = tree.leaves(),
                         .items_per_unit = tree.items_per_leaf(),
                         .grain = options.grain ? std::size_t{1} : 0},
                        pieces, options, site);
  if (metrics)
    *metrics = std::move(done);
  if (tree.leaves() == 0)
    return identity;
  return static_cast<T>(
      std::invoke(op, std::move(identity), std::move(tree).take()));
}

template <class R, class T, class Map, class Op> consteval bool reducible() {
  if constexpr (callable_as_const<Map, ConstItem<R>>()) {
    using Mapped = std::invoke_result_t<const Map &, ConstItem<R>>;
    constexpr bool to_value = std::constructible_from<T, Mapped>;
    static_assert(to_value,
                  "aether: what is reduced must convert to the type of the "
                  "identity; if the items do not, use map_reduce");
    constexpr bool assignable = std::movable<T>;
    static_assert(assignable, "aether: the identity's type must be movable");
    constexpr bool combines = std::invocable<const Op &, T, T> &&
                              std::invocable<const Op &, T, Mapped>;
    static_assert(combines, "aether: the operation must take two values of the "
                            "identity's type, and be callable as const");
    return to_value && assignable && combines;
  } else {
    return false;
  }
}

} // namespace detail

/// Combines \p identity and all items with \p op, which must be associative:
/// `op(op(identity, items[0]), items[1])` and so on, bracketed otherwise.
///
/// \p items: as for par_for_each. \p identity: its type is that of the result
/// and of
///   both arguments of \p op; items are converted to it. Used once, in front.
///   \p op: `T op(T, T)`, shared by all tasks and called as const.
/// \returns the same bits for any number of threads: the bracketing depends on
/// the
///   number of items and ParOptions::grain only. (A call that the analyser
///   vetoed is a plain loop from left to right.)
///
/// Calls \p op once per item. Threads and exceptions as for par_for_each.
template <std::ranges::input_range Range, class T, class Op>
AETHER_ALWAYS_INLINE T
par_reduce(Range &&items, T identity, const Op &op,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::reducible<R, T, std::identity, Op>())
    return detail::reduce_items("par_reduce", items, std::identity(), op,
                                std::move(identity), options, site, nullptr);
  else
    return identity;
}

/// Combines \p identity and `map(item)` of all items with \p reduce, without
/// storing the mapped values.
///
/// \p map: as the callable of par_map; what it returns is converted to T.
/// All else as for par_reduce.
template <std::ranges::input_range Range, class Map, class Reduce, class T>
AETHER_ALWAYS_INLINE T
map_reduce(Range &&items, const Map &map, const Reduce &reduce, T identity,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::reducible<R, T, Map, Reduce>())
    return detail::reduce_items("map_reduce", items, map, reduce,
                                std::move(identity), options, site, nullptr);
  else
    return identity;
}

} // namespace aether

#endif // AETHER_PAR_REDUCE_H
