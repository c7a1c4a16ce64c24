//===- par_for_each.h - Run a callable on each item -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_for_each: the callable may change the items.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_FOR_EACH_H
#define AETHER_PAR_FOR_EACH_H

#include "aether/detail/run.h"

namespace aether {

/// Calls `fn(item)` for each item; `item` is a `T &` to the range's own
/// element, or what the range yields if it has no elements
/// (`std::views::iota(0, n)`).
///
/// \p items: any range; sized random-access ranges are indexed in place, others
/// are
///   walked first. \p fn is shared by all tasks and called as const.
/// \returns what was done.
///
/// Calls \p fn once per item, on several threads at once unless the call is
/// vetoed, in order on the calling thread if it is. If \p fn throws, the first
/// exception is thrown here, after the items under way; others may be left
/// undone. Throws Cancelled and DeadlineExceeded as \p options say.
/// std::vector<bool> packs its elements, and is run sequentially.
template <std::ranges::input_range Range, class Fn>
AETHER_ALWAYS_INLINE ParallelMetrics
par_for_each(Range &&items, const Fn &fn,
             const ParOptions &options = detail::default_options.value,
             CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  using Item = detail::MutableItem<R>;
  if constexpr (!detail::callable_as_const<Fn, Item>()) {
    return {};
  } else {
    const auto step = [&fn](auto &&item) {
      std::invoke(fn, static_cast<Item &&>(item));
    };
    if (site.vetoed())
      return detail::in_order("par_for_each", items, step, options, site);

    detail::Items<R> source(items);
    const auto pieces = [access = source.access(), &fn](std::size_t begin,
                                                        std::size_t end) {
      for (std::size_t i = begin; i != end; ++i)
        std::invoke(fn, access.at(i));
    };
    detail::Work work{.function = "par_for_each",
                      .items = source.size(),
                      .task = {},
                      .units = source.size(),
                      .grain = options.grain};
    if constexpr (detail::shares_words<R>)
      work.veto = &detail::veto_of_packed_bits();
    return detail::run_steps(std::move(work), pieces, options, site);
  }
}

} // namespace aether

#endif // AETHER_PAR_FOR_EACH_H
