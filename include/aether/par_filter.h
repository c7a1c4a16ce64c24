//===- par_filter.h - Keep the items that satisfy a predicate ---*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_filter: a vector of copies, in the order of the items.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_FILTER_H
#define AETHER_PAR_FILTER_H

#include "aether/detail/leaves.h"
#include "aether/detail/projected.h"
#include "aether/detail/results.h"
#include "aether/detail/run.h"

#include <concepts>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether {

namespace detail {

/// Whether values can be put aside and copied on by any thread, as nobody can
/// tell, at less cost than a branch: that is done for those not wanted as well.
/// (The elements of std::vector<bool> are no objects.)
template <class Value>
inline constexpr bool plain_value =
    sizeof(Value) <= 4 * sizeof(void *) &&
    std::is_trivially_copyable_v<Value> &&
    std::is_trivially_copy_assignable_v<Value> &&
    std::is_trivially_default_constructible_v<Value> &&
    !std::same_as<Value, bool>;

/// Each task puts what it keeps of a leaf together, and the leaves are then
/// joined: items are looked at once, and no branch depends on the data.
template <class R, class Pred>
auto filter_plain(const char *function, R &items, const Pred &pred,
                  const ParOptions &options, CallSite site,
                  ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  using Value = std::ranges::range_value_t<R>;
  Items<R> source(items);
  const Leaves leaves(source.size(), options.grain);
  const std::unique_ptr<Value[]> kept(new Value[source.size()]); // not zeroed
  std::vector<std::size_t> counts(leaves.count());
  const auto pieces = [access = source.access(), &leaves, kept = kept.get(),
                       &counts, &pred](std::size_t leaf, std::size_t end) {
    for (; leaf != end; ++leaf) {
      std::size_t i = leaves.first_item(leaf);
      const std::size_t last = leaves.first_item(leaf + 1);
      Value *const to = kept + i;
      std::size_t count = 0;
      for (; i != last; ++i) {
        decltype(auto) item = access.at(i);
        const bool wanted =
            static_cast<bool>(std::invoke(pred, static_cast<Item>(item)));
        // The next one replaces it if it is not wanted.
        to[count] = static_cast<Value>(std::forward<decltype(item)>(item));
        count += wanted;
      }
      counts[leaf] = count;
    }
  };
  auto done = run_steps({.function = function,
                         .items = source.size(),
                         .task = {},
                         .units = leaves.count(),
                         .items_per_unit = leaves.items_per_leaf(),
                         .grain = options.grain ? std::size_t{1} : 0},
                        pieces, options, site);
  if (metrics)
    *metrics = std::move(done);

  std::vector<Value> results;
  results.reserve(
      std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  for (std::size_t leaf = 0; leaf != counts.size(); ++leaf) {
    const Value *const from = kept.get() + leaves.first_item(leaf);
    results.insert(results.end(), from, from + counts[leaf]);
  }
  return results;
}

template <class R, class Pred>
auto filter_objects(const char *function, R &items, const Pred &pred,
                    const ParOptions &options, CallSite site,
                    ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  using Value = std::ranges::range_value_t<R>;
  // Elements are copied on the calling thread once the predicate is through.
  // What the range makes on the fly is made once, in the task, and kept.
  constexpr bool has_elements = std::is_lvalue_reference_v<Item>;
  using Kept =
      std::conditional_t<has_elements, unsigned char, std::optional<Value>>;

  Items<R> source(items);
  const auto access = source.access();
  std::vector<Kept> kept(source.size());
  const auto pieces = [access, keep = kept.data(), &pred](std::size_t begin,
                                                          std::size_t end) {
    for (std::size_t i = begin; i != end; ++i) {
      if constexpr (has_elements) {
        keep[i] = static_cast<bool>(
            std::invoke(pred, static_cast<Item>(access.at(i))));
      } else {
        decltype(auto) item = access.at(i);
        if (std::invoke(pred, static_cast<Item>(item)))
          keep[i].emplace(std::forward<decltype(item)>(item));
      }
    }
  };
  auto done = run_steps({.function = function,
                         .items = source.size(),
                         .task = {},
                         .units = source.size(),
                         .grain = options.grain},
                        pieces, options, site);
  if (metrics)
    *metrics = std::move(done);

  std::size_t count = 0;
  for (const Kept &slot : kept)
    count += static_cast<bool>(slot);
  std::vector<Value> results;
  results.reserve(count);
  for (std::size_t i = 0; i != kept.size(); ++i)
    if (kept[i]) {
      if constexpr (has_elements)
        results.push_back(static_cast<Item>(access.at(i)));
      else
        results.push_back(*std::move(kept[i]));
    }
  return results;
}

template <class R, class Pred>
AETHER_ALWAYS_INLINE auto filter_items(const char *function, R &items,
                                       const Pred &pred,
                                       const ParOptions &options, CallSite site,
                                       ParallelMetrics *metrics) {
  using Item = ConstItem<R>;
  if (site.vetoed()) {
    std::vector<std::ranges::range_value_t<R>> results;
    const auto step = [&](auto &&item) {
      if (std::invoke(pred, static_cast<Item>(item)))
        results.push_back(static_cast<Item>(item));
    };
    auto done = in_order(function, items, step, options, site);
    if (metrics)
      *metrics = std::move(done);
    return results;
  }
  if constexpr (plain_value<std::ranges::range_value_t<R>>)
    return filter_plain(function, items, pred, options, site, metrics);
  else
    return filter_objects(function, items, pred, options, site, metrics);
}

} // namespace detail

/// Calls `pred(item)` for each item, `item` being a `const T &` (or a value, if
/// the range yields values).
///
/// \p items and \p pred as for par_for_each; \p pred returns a bool.
/// \returns copies of the items for which it was true, in their order.
///
/// Threads and exceptions as for par_for_each. Elements are copied on the
/// calling thread, unless they are trivially copyable.
template <std::ranges::input_range Range, class Pred>
AETHER_ALWAYS_INLINE auto
par_filter(Range &&items, const Pred &pred,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::callable_as_const<Pred, detail::ConstItem<R>>())
    return detail::filter_items("par_filter", items, pred, options, site,
                                nullptr);
}

/// The same of `proj(item)`, as in the algorithms of std::ranges; the result of
/// the projection is passed on as it is.
template <std::ranges::input_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE auto
par_filter(Range &&items, const Pred &pred, const Proj &proj,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  const detail::Projected projected{pred, proj};
  if constexpr (detail::callable_as_const<decltype(projected),
                                          detail::ConstItem<R>>())
    return detail::filter_items("par_filter", items, projected, options, site,
                                nullptr);
}

} // namespace aether

#endif // AETHER_PAR_FILTER_H
