//===- par_sort.h - Sort items in place -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_sort: a stable sort.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_SORT_H
#define AETHER_PAR_SORT_H

#include "aether/detail/merge_sort.h"
#include "aether/detail/projected.h"

#include <vector>

namespace aether {

namespace detail {

template <class R, class Less> consteval bool sortable() {
  constexpr bool in_place =
      (Indexable<R> || Stays<R>) &&
      std::is_lvalue_reference_v<std::ranges::range_reference_t<R>> &&
      std::movable<std::ranges::range_value_t<R>>;
  static_assert(in_place, "aether: par_sort takes ranges of movable elements "
                          "that stay in their places, not bits or views that "
                          "make them up");
  if constexpr (in_place) {
    using Item = const std::ranges::range_value_t<R> &;
    return callable_as_const<Less, Item, Item>();
  }
  return in_place;
}

/// Values that are copied rather than sorted by pointers.
template <class R>
inline constexpr bool sorts_values =
    std::ranges::contiguous_range<R> && std::ranges::sized_range<R> &&
    std::is_trivially_copyable_v<std::ranges::range_value_t<R>> &&
    sizeof(std::ranges::range_value_t<R>) <= 64;

/// Moves `*sorted[i]`, each of which is one of the items, to the i-th item.
template <class T, class Access>
void move_into_order(T *const *sorted, std::size_t count, const Access &items) {
  std::vector<T> moved;
  moved.reserve(count);
  for (std::size_t i = 0; i != count; ++i)
    moved.push_back(std::move_if_noexcept(*sorted[i]));
  for (std::size_t i = 0; i != count; ++i)
    items.at(i) = std::move(moved[i]);
}

template <class R, class Comp, class Proj>
ParallelMetrics sort_items(const char *function, R &items, const Comp &comp,
                           const Proj &proj, const ParOptions &options,
                           const CallSite &site) {
  using T = std::ranges::range_value_t<R>;
  const auto less = [&comp, &proj](const T &a, const T &b) -> bool {
    return std::invoke(comp, std::invoke(proj, a), std::invoke(proj, b));
  };
  if constexpr (sorts_values<R>) {
    return merge_sort(function, std::ranges::data(items),
                      static_cast<std::size_t>(std::ranges::size(items)), less,
                      options, site);
  } else {
    Items<R> source(items);
    const auto access = source.access();
    std::vector<T *> pointers(source.size());
    for (std::size_t i = 0; i != pointers.size(); ++i)
      pointers[i] = std::addressof(access.at(i));
    const auto points_to_less = [&less](const T *a, const T *b) {
      return less(*a, *b);
    };
    auto metrics = merge_sort(function, pointers.data(), pointers.size(),
                              points_to_less, options, site);
    move_into_order(pointers.data(), pointers.size(), access);
    return metrics;
  }
}

} // namespace detail

/// Sorts \p items by `comp(proj(a), proj(b))`, which must be a strict weak
/// order. Stable: equal items keep their order, so that the result is the same
/// for any number of threads.
///
/// \p items: any range whose elements stay in their places and can be moved;
///   they need not be copyable. \p comp and \p proj are shared by all tasks,
///   called as const, and get `const T &`.
/// \returns what was done.
///
/// Complexity: O(n log n) comparisons; room for 2n items, or for 3n pointers
/// and then n items, where T is not trivially copyable or is large. Thread
/// safety: as for par_for_each; no other thread may touch the items meanwhile.
///
/// Throws what \p comp and \p proj throw, std::bad_alloc, and Cancelled and
/// DeadlineExceeded as \p options say. Then \p items holds the same elements in
/// some order. (Only if T's own move throws, some are left moved from.)
template <std::ranges::forward_range Range, class Comp = std::ranges::less,
          detail::Callable Proj>
  requires detail::Callable<Comp>
ParallelMetrics
par_sort(Range &&items, const Comp &comp, const Proj &proj,
         const ParOptions &options = detail::default_options.value,
         CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  const detail::Projected less{comp, proj};
  if constexpr (detail::sortable<R, decltype(less)>())
    return detail::sort_items("par_sort", items, comp, proj, options, site);
  else
    return {};
}

/// The same without a projection.
template <std::ranges::forward_range Range, detail::Callable Comp>
ParallelMetrics
par_sort(Range &&items, const Comp &comp,
         const ParOptions &options = detail::default_options.value,
         CallSite site = std::source_location::current()) {
  return par_sort(items, comp, std::identity(), options, site);
}

/// The same with `<`.
template <std::ranges::forward_range Range>
ParallelMetrics
par_sort(Range &&items,
         const ParOptions &options = detail::default_options.value,
         CallSite site = std::source_location::current()) {
  return par_sort(items, std::ranges::less(), std::identity(), options, site);
}

} // namespace aether

#endif // AETHER_PAR_SORT_H
