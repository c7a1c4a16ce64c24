//===- par_map.h - Map each item to a result --------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_map: a vector of results in the order of the items.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_MAP_H
#define AETHER_PAR_MAP_H

#include "aether/detail/projected.h"
#include "aether/detail/results.h"
#include "aether/detail/run.h"

#include <vector>

namespace aether {

namespace detail {

template <class R, class Fn>
AETHER_ALWAYS_INLINE auto map_items(const char *function, R &items,
                                    const Fn &fn, const ParOptions &options,
                                    CallSite site, ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
  static_assert(
      !std::is_void_v<Result>,
      "aether: the callable of par_map returns nothing; use par_for_each");
  if (site.vetoed()) {
    std::vector<Result> results;
    if constexpr (std::ranges::sized_range<R>)
      results.reserve(static_cast<std::size_t>(std::ranges::size(items)));
    const auto step = [&](auto &&item) {
      results.push_back(std::invoke(fn, static_cast<Item>(item)));
    };
    auto done = in_order(function, items, step, options, site);
    if (metrics)
      *metrics = std::move(done);
    return results;
  }

  Items<R> source(items);
  ResultSlots<Result> results(source.size());
  const auto pieces = [access = source.access(), slots = results.access(),
                       &fn](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i != end; ++i)
      slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
  };
  auto done = run_steps({.function = function,
                         .items = source.size(),
                         .task = {},
                         .units = source.size(),
                         .grain = options.grain},
                        pieces, options, site);
  if (metrics)
    *metrics = std::move(done);
  return std::move(results).take();
}

} // namespace detail

/// Calls `fn(item)` for each item, `item` being a `const T &` (or a value, if
/// the range yields values), and keeps what it returns.
///
/// \p items and \p fn as for par_for_each. Results may be move-only and need
/// not be default-constructible; references are copied.
/// \returns the results in the order of the items.
///
/// Threads and exceptions as for par_for_each; results made by then are
/// destroyed.
template <std::ranges::input_range Range, class Fn>
AETHER_ALWAYS_INLINE auto
par_map(Range &&items, const Fn &fn,
        const ParOptions &options = detail::default_options.value,
        CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::callable_as_const<Fn, detail::ConstItem<R>>())
    return detail::map_items("par_map", items, fn, options, site, nullptr);
}

/// The same of `proj(item)`, as in the algorithms of std::ranges; the result of
/// the projection is passed on as it is.
template <std::ranges::input_range Range, class Fn, detail::Callable Proj>
AETHER_ALWAYS_INLINE auto
par_map(Range &&items, const Fn &fn, const Proj &proj,
        const ParOptions &options = detail::default_options.value,
        CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  const detail::Projected projected{fn, proj};
  if constexpr (detail::callable_as_const<decltype(projected),
                                          detail::ConstItem<R>>())
    return detail::map_items("par_map", items, projected, options, site,
                             nullptr);
}

} // namespace aether

#endif // AETHER_PAR_MAP_H
