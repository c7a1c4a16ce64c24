//===- par_scan.h - All partial results ------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_inclusive_scan and par_exclusive_scan ([inclusive.scan],
/// [exclusive.scan]; the blocked form is Blelloch's, "Prefix Sums and Their
/// Applications", 1990):
///
///     items     | block 0    | block 1    | block 2    |
///     1st pass  | own prefix | own prefix | own prefix |   in parallel
///     carry     | identity ──▶ + last 0 ──▶ + last 1   |   one per block
///     2nd pass  | carry + .. | carry + .. | carry + .. |   in parallel
///
/// The blocks depend on the number of items and on ParOptions::grain only, so
/// the results have the same bits for any number of threads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_SCAN_H
#define AETHER_PAR_SCAN_H

#include "aether/detail/leaves.h"
#include "aether/detail/pass.h"
#include "aether/detail/projected.h"
#include "aether/detail/results.h"

#include <vector>

namespace aether {

namespace detail {

enum class Scan : unsigned char { Inclusive, Exclusive };

template <class R, class T, class Op> consteval bool scannable() {
  using Item = ConstItem<R>;
  constexpr bool to_value = std::constructible_from<T, Item>;
  static_assert(to_value, "aether: what is scanned must convert to the type of "
                          "the identity, or of the results");
  constexpr bool copyable = std::copyable<T>;
  static_assert(copyable,
                "aether: a scan keeps each partial result and goes on "
                "with it, so their type must be copyable");
  constexpr bool combines = std::invocable<const Op &, const T &, const T &> &&
                            std::invocable<const Op &, const T &, Item>;
  static_assert(!to_value || combines,
                "aether: the operation must take two values of the "
                "identity's type, and be callable as const");
  return to_value && copyable && combines;
}

/// The plain loop of a call that the analyser vetoed.
template <Scan kind, class T, class R, class Op>
std::vector<T> scan_in_order(const char *function, R &items, const T *identity,
                             const Op &op, const ParOptions &options,
                             const CallSite &site) {
  std::vector<T> results;
  if constexpr (std::ranges::sized_range<R>)
    results.reserve(static_cast<std::size_t>(std::ranges::size(items)));
  std::optional<T> so_far;
  if (identity)
    so_far.emplace(*identity);
  const auto step = [&](auto &&item) {
    if constexpr (kind == Scan::Exclusive)
      results.push_back(*so_far);
    if (so_far)
      so_far.emplace(static_cast<T>(std::invoke(
          op, std::as_const(*so_far), static_cast<ConstItem<R>>(item))));
    else
      so_far.emplace(static_cast<ConstItem<R>>(item));
    if constexpr (kind == Scan::Inclusive)
      results.push_back(*so_far);
  };
  in_order(function, items, step, options, site);
  return results;
}

/// \p identity may be null for an inclusive scan.
template <Scan kind, class T, class R, class Op>
AETHER_ALWAYS_INLINE std::vector<T>
scan_items(const char *function, R &items, const T *identity, const Op &op,
           const ParOptions &options, CallSite site) {
  if (site.vetoed())
    return scan_in_order<kind, T>(function, items, identity, op, options, site);

  Items<R> source(items);
  const Leaves blocks(source.size(), options.grain);
  ResultSlots<T> results(source.size());
  std::vector<std::optional<T>> last(blocks.count());

  // Of an exclusive scan the first slot of a block waits for the carry.
  constexpr std::size_t shift = kind == Scan::Exclusive;
  const auto prefixes = [access = source.access(), slots = results.access(),
                         &blocks, &last, &op](std::size_t b, std::size_t e) {
    for (; b != e; ++b) {
      std::size_t i = blocks.first_item(b);
      const std::size_t end = blocks.first_item(b + 1);
      std::optional<T> value(std::in_place,
                             static_cast<ConstItem<R>>(access.at(i)));
      if constexpr (kind == Scan::Inclusive)
        slots.put(i, std::as_const(*value));
      while (++i != end) {
        if constexpr (kind == Scan::Exclusive)
          slots.put(i, std::as_const(*value));
        value.emplace(static_cast<T>(
            std::invoke(op, std::as_const(*value),
                        static_cast<ConstItem<R>>(access.at(i)))));
        if constexpr (kind == Scan::Inclusive)
          slots.put(i, std::as_const(*value));
      }
      last[b] = std::move(value);
    }
  };
  const Work work{.function = function,
                  .items = source.size(),
                  .task = {},
                  .units = blocks.count(),
                  .items_per_unit = blocks.items_per_leaf(),
                  .grain = options.grain ? std::size_t{1} : 0};
  auto metrics =
      run_steps(Work(work), prefixes, without_progress(options), site);
  if (blocks.count() == 0)
    return {};

  // last[b] becomes what comes before block b.
  std::optional<T> carry;
  if (identity)
    carry.emplace(*identity);
  for (std::optional<T> &value : last) {
    std::optional<T> next(std::move(value));
    value = carry;
    if (carry)
      next.emplace(static_cast<T>(
          std::invoke(op, std::as_const(*carry), std::as_const(*next))));
    carry = std::move(next);
  }

  const auto add_carry = [slots = results.access(), &blocks, &last,
                          &op](std::size_t b, std::size_t e) {
    for (; b != e; ++b) {
      if (!last[b])
        continue;
      std::size_t i = blocks.first_item(b);
      const std::size_t end = blocks.first_item(b + 1);
      const T &before = *last[b];
      if constexpr (kind == Scan::Exclusive)
        slots.put(i, before);
      for (i += shift; i != end; ++i)
        slots.put(i, static_cast<T>(
                         std::invoke(op, before, std::as_const(slots.get(i)))));
    }
  };
  run_pass(function, add_carry, blocks.count(), PassKind::Last, options,
           metrics);
  return std::move(results).take();
}

} // namespace detail

/// For each item, \p identity and all items up to and including it, combined
/// with \p op, which must be associative.
///
/// \p items: as for par_for_each. \p identity: its type is that of the results;
///   items are converted to it. Comes first in each result.
///   \p op: `T op(const T &, const T &)`, shared by all tasks, called as const.
/// \returns one result per item, in order; the same bits for any number of
///   threads. (A call that the analyser vetoed is a plain loop from left to
///   right.)
///
/// Complexity: at most two calls of \p op per item. Threads and exceptions as
/// for par_for_each; results made by then are destroyed.
template <std::ranges::input_range Range, class T, class Op>
  requires detail::Callable<Op>
AETHER_ALWAYS_INLINE std::vector<T>
par_inclusive_scan(Range &&items, T identity, const Op &op,
                   const ParOptions &options = detail::default_options.value,
                   CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::scannable<R, T, Op>())
    return detail::scan_items<detail::Scan::Inclusive, T>(
        "par_inclusive_scan", items, std::addressof(identity), op, options,
        site);
  else
    return {};
}

/// The same without an identity: the first result is the first item.
template <std::ranges::input_range Range, class Op>
AETHER_ALWAYS_INLINE auto
par_inclusive_scan(Range &&items, const Op &op,
                   const ParOptions &options = detail::default_options.value,
                   CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  using T = std::ranges::range_value_t<R>;
  if constexpr (detail::scannable<R, T, Op>())
    return detail::scan_items<detail::Scan::Inclusive, T>(
        "par_inclusive_scan", items, nullptr, op, options, site);
}

/// For each item, \p identity and all items before it: the first result is
/// \p identity, and the last item is in none. All else as for
/// par_inclusive_scan.
template <std::ranges::input_range Range, class T, class Op>
AETHER_ALWAYS_INLINE std::vector<T>
par_exclusive_scan(Range &&items, T identity, const Op &op,
                   const ParOptions &options = detail::default_options.value,
                   CallSite site = std::source_location::current()) {
  using R = std::remove_reference_t<Range>;
  if constexpr (detail::scannable<R, T, Op>())
    return detail::scan_items<detail::Scan::Exclusive, T>(
        "par_exclusive_scan", items, std::addressof(identity), op, options,
        site);
  else
    return {};
}

} // namespace aether

#endif // AETHER_PAR_SCAN_H
