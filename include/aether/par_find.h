//===- par_find.h - Search and count ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_find_if, par_any_of, par_all_of, par_none_of, par_count_if.
///
/// Complexity: at most one call of the predicate per item. Thread safety: the
/// predicate and the projection are one object each, shared by all tasks and
/// called as const. Threads, exceptions, stop and deadline as for par_for_each:
/// a call that is cut short throws, whatever was found by then.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_FIND_H
#define AETHER_PAR_FIND_H

#include "aether/detail/projected.h"
#include "aether/detail/search.h"

namespace aether {

/// The first item for which `pred(proj(item))` is true; `item` is a `const T &`
/// (or a value, if the range yields values).
///
/// \p items: a forward range; sized random-access ranges are indexed in place,
///   others are walked first, and once more for the result.
/// \returns an iterator to it, or the end; std::ranges::dangling for a
/// temporary
///   that takes its elements along. The same for any number of threads.
///
/// Tasks at later items stop when one is found. Items after the one found may
/// have been tested, and what \p pred throws there is thrown here.
template <std::ranges::forward_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE std::ranges::borrowed_iterator_t<Range>
par_find_if(Range &&items, const Pred &pred, const Proj &proj,
            const ParOptions &options = detail::default_options.value,
            CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  using Index = std::ranges::range_difference_t<R>;
  const detail::Projected test{pred, proj};
  if constexpr (detail::callable_as_const<decltype(test),
                                          detail::ConstItem<R>>()) {
    const std::size_t found = detail::search<detail::Find::First>(
        "par_find_if", items, test, options, site);
    const auto first = std::ranges::begin(items);
    return found == detail::none
               ? std::ranges::next(first, std::ranges::end(items))
               : std::ranges::next(first, static_cast<Index>(found));
  } else {
    return std::ranges::begin(items);
  }
}

/// The same without a projection.
template <std::ranges::forward_range Range, class Pred>
AETHER_ALWAYS_INLINE std::ranges::borrowed_iterator_t<Range>
par_find_if(Range &&items, const Pred &pred,
            const ParOptions &options = detail::default_options.value,
            CallSite site = std::source_location::current()) {
  return par_find_if(std::forward<Range>(items), pred, std::identity(), options,
                     site);
}

/// Whether `pred(proj(item))` is true for an item. Tasks stop when the answer
/// is known.
///
/// \p items, \p pred: as for par_filter.
template <std::ranges::input_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE bool
par_any_of(Range &&items, const Pred &pred, const Proj &proj,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  return detail::any_is<true>("par_any_of", items,
                              detail::Projected{pred, proj}, options, site);
}

/// The same without a projection.
template <std::ranges::input_range Range, class Pred>
AETHER_ALWAYS_INLINE bool
par_any_of(Range &&items, const Pred &pred,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  return par_any_of(items, pred, std::identity(), options, site);
}

/// Whether `pred(proj(item))` is true for no item. Tasks stop when the answer
/// is known.
///
/// \p items, \p pred: as for par_filter.
template <std::ranges::input_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE bool
par_none_of(Range &&items, const Pred &pred, const Proj &proj,
            const ParOptions &options = detail::default_options.value,
            CallSite site = std::source_location::current()) {
  return !detail::any_is<true>("par_none_of", items,
                               detail::Projected{pred, proj}, options, site);
}

/// The same without a projection.
template <std::ranges::input_range Range, class Pred>
AETHER_ALWAYS_INLINE bool
par_none_of(Range &&items, const Pred &pred,
            const ParOptions &options = detail::default_options.value,
            CallSite site = std::source_location::current()) {
  return par_none_of(items, pred, std::identity(), options, site);
}

/// Whether `pred(proj(item))` is true for all items. Tasks stop when the answer
/// is known.
///
/// \p items, \p pred: as for par_filter.
template <std::ranges::input_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE bool
par_all_of(Range &&items, const Pred &pred, const Proj &proj,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  return !detail::any_is<false>("par_all_of", items,
                                detail::Projected{pred, proj}, options, site);
}

/// The same without a projection.
template <std::ranges::input_range Range, class Pred>
AETHER_ALWAYS_INLINE bool
par_all_of(Range &&items, const Pred &pred,
           const ParOptions &options = detail::default_options.value,
           CallSite site = std::source_location::current()) {
  return par_all_of(items, pred, std::identity(), options, site);
}

/// For how many items `pred(proj(item))` is true.
///
/// \p items, \p pred: as for par_filter. Each item is tested once.
template <std::ranges::input_range Range, class Pred, detail::Callable Proj>
AETHER_ALWAYS_INLINE std::size_t
par_count_if(Range &&items, const Pred &pred, const Proj &proj,
             const ParOptions &options = detail::default_options.value,
             CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  const detail::Projected test{pred, proj};
  if constexpr (detail::callable_as_const<decltype(test),
                                          detail::ConstItem<R>>())
    return detail::count_items("par_count_if", items, test, options, site);
  else
    return 0;
}

/// The same without a projection.
template <std::ranges::input_range Range, class Pred>
AETHER_ALWAYS_INLINE std::size_t
par_count_if(Range &&items, const Pred &pred,
             const ParOptions &options = detail::default_options.value,
             CallSite site = std::source_location::current()) {
  return par_count_if(items, pred, std::identity(), options, site);
}

} // namespace aether

#endif // AETHER_PAR_FIND_H
