//===- search.h - Search with an early end ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The first item that satisfies a predicate. Threads that are at later items
/// stop as soon as they see that an earlier one was found:
///
///     items   0 ........ 41 ........ 97 ........
///                        │           └ found: later pieces are skipped
///                        └ found too: now this is the first
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_SEARCH_H
#define AETHER_DETAIL_SEARCH_H

#include "aether/detail/run.h"

#include <atomic>
#include <cstddef>
#include <functional>

namespace aether::detail {

/// No item's index.
inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// `!test(item)`, referring to the test.
template <class Test> struct Not {
  const Test &test;
  template <class Item>
    requires std::invocable<const Test &, Item>
  AETHER_ALWAYS_INLINE constexpr bool operator()(Item &&item) const {
    return !std::invoke(test, std::forward<Item>(item));
  }
};
template <class Test> Not(const Test &) -> Not<Test>;

/// The lowest index found so far.
class FirstIndex {
public:
  std::size_t get() const { return index.load(std::memory_order_relaxed); }
  void found(std::size_t candidate) {
    std::size_t now = get();
    while (candidate < now && !index.compare_exchange_weak(
                                  now, candidate, std::memory_order_relaxed)) {
    }
  }

private:
  std::atomic<std::size_t> index{none};
};

enum class Find : bool { First, Any };

/// The plain loop of a call that the analyser vetoed.
template <class R, class Pred>
AETHER_ALWAYS_INLINE std::size_t
search_in_order(const char *function, R &items, const Pred &pred,
                const ParOptions &options, const CallSite &site) {
  const bool watch_it = watched(options);
  note_vetoed_call(function, site);
  if (watch_it) [[unlikely]] {
    Items<R> source(items);
    auto access = source.access();
    Watch watch(source.size(), options);
    std::size_t found = none;
    for (std::size_t i = 0; i != source.size() && found == none; ++i) {
      watch.before(i);
      if (std::invoke(pred, static_cast<ConstItem<R>>(access.at(i))))
        found = i;
    }
    watch.done();
    return found;
  }
  std::size_t i = 0;
  for (auto &&item : items) {
    if (std::invoke(pred, static_cast<ConstItem<R>>(item)))
      return i;
    ++i;
  }
  return none;
}

/// The index of the first item for which \p pred is true, or none. The index
/// of any such item, with Find::Any.
template <Find what, class R, class Pred>
AETHER_ALWAYS_INLINE std::size_t
search(const char *function, R &items, const Pred &pred,
       const ParOptions &options, CallSite site) {
  if (site.vetoed())
    return search_in_order(function, items, pred, options, site);

  Items<R> source(items);
  FirstIndex first;
  const auto pieces = [access = source.access(), &first,
                       &pred](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i != end; ++i) {
      if (const std::size_t now = first.get();
          what == Find::Any ? now != none : now < i)
        return;
      if (std::invoke(pred, static_cast<ConstItem<R>>(access.at(i)))) {
        first.found(i);
        return;
      }
    }
  };
  run_steps({.function = function,
             .items = source.size(),
             .task = {},
             .units = source.size(),
             .grain = options.grain},
            pieces, options, site);
  return first.get();
}

/// The number of items for which \p pred is true.
template <class R, class Pred>
AETHER_ALWAYS_INLINE std::size_t
count_items(const char *function, R &items, const Pred &pred,
            const ParOptions &options, CallSite site) {
  if (site.vetoed()) {
    std::size_t count = 0;
    const auto step = [&](auto &&item) {
      count +=
          static_cast<bool>(std::invoke(pred, static_cast<ConstItem<R>>(item)));
    };
    in_order(function, items, step, options, site);
    return count;
  }
  Items<R> source(items);
  std::atomic<std::size_t> count{0};
  const auto pieces = [access = source.access(), &count,
                       &pred](std::size_t begin, std::size_t end) {
    std::size_t mine = 0;
    for (std::size_t i = begin; i != end; ++i)
      mine += static_cast<bool>(
          std::invoke(pred, static_cast<ConstItem<R>>(access.at(i))));
    count.fetch_add(mine, std::memory_order_relaxed);
  };
  run_steps({.function = function,
             .items = source.size(),
             .task = {},
             .units = source.size(),
             .grain = options.grain},
            pieces, options, site);
  return count.load(std::memory_order_relaxed);
}

/// Whether \p test is \p Value for one of the items. False, after an error, if
/// \p test cannot serve all tasks.
template <bool Value, class Range, class Test>
AETHER_ALWAYS_INLINE bool any_is(const char *function, Range &items,
                                 const Test &test, const ParOptions &options,
                                 const CallSite &site) {
  if constexpr (!callable_as_const<Test, ConstItem<Range>>())
    return false;
  else if constexpr (Value)
    return search<Find::Any>(function, items, test, options, site) != none;
  else
    return search<Find::Any>(function, items, Not{test}, options, site) != none;
}

} // namespace aether::detail

#endif // AETHER_DETAIL_SEARCH_H
