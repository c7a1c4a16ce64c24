//===- stages.h - The stages of a lazy chain ---------------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A chain's stages, each holding those before it and its callable:
///
///     item ──▶ NoStage ──▶ MapStage ──▶ FilterStage ──▶ sink
///
/// An item goes through all of them before the next one begins: nothing is
/// stored between, and the compiler sees one loop.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_STAGES_H
#define AETHER_DETAIL_STAGES_H

#include "aether/call_site.h"
#include "aether/detail/config.h"

#include <functional>
#include <type_traits>
#include <utility>

namespace aether::detail {

/// What a callable gets to see of what came out of the stage before.
template <class T> constexpr const T &as_item(const T &value) { return value; }
template <class X> using SeenItem = const std::remove_reference_t<X> &;

/// The items as they are.
struct NoStage {
  template <class Item> using Result = Item;
  static constexpr bool maps = false;  ///< whether results are new values
  static constexpr bool drops = false; ///< whether some items have no result

  /// Calls \p sink with the result of \p item, if it has one.
  template <class Item, class Sink>
  AETHER_ALWAYS_INLINE void feed(Item &&item, const Sink &sink) const {
    sink(std::forward<Item>(item));
  }
  /// The result of \p item, of a chain that drops none.
  template <class Item> AETHER_ALWAYS_INLINE Item &&apply(Item &&item) const {
    return std::forward<Item>(item);
  }
  /// The site of a stage that must run sequentially; else \p other.
  CallSite site_or(const CallSite &other) const { return other; }
};

template <class Before, class Fn> struct MapStage {
  template <class Item>
  using Returned =
      std::invoke_result_t<const Fn &,
                           SeenItem<typename Before::template Result<Item>>>;
  /// What comes from a value that is made on the way must not refer to it.
  template <class Item>
  using Result =
      std::conditional_t<Before::maps, std::remove_cvref_t<Returned<Item>>,
                         Returned<Item>>;
  static constexpr bool maps = true;
  static constexpr bool drops = Before::drops;

  template <class Item, class Sink>
  AETHER_ALWAYS_INLINE void feed(Item &&item, const Sink &sink) const {
    before.feed(std::forward<Item>(item), [&](auto &&x) {
      sink(static_cast<Result<Item>>(std::invoke(fn, as_item(x))));
    });
  }
  template <class Item>
  AETHER_ALWAYS_INLINE Result<Item> apply(Item &&item) const {
    return std::invoke(fn, as_item(before.apply(std::forward<Item>(item))));
  }
  AETHER_ALWAYS_INLINE CallSite site_or(const CallSite &other) const {
    return before.site_or(site.vetoed() ? site : other);
  }

  Before before;
  Fn fn;
  CallSite site;
};

template <class Before, class Pred> struct FilterStage {
  template <class Item> using Result = typename Before::template Result<Item>;
  static constexpr bool maps = Before::maps;
  static constexpr bool drops = true;

  template <class Item, class Sink>
  AETHER_ALWAYS_INLINE void feed(Item &&item, const Sink &sink) const {
    before.feed(std::forward<Item>(item), [&](auto &&x) {
      if (std::invoke(pred, as_item(x)))
        sink(std::forward<decltype(x)>(x));
    });
  }
  AETHER_ALWAYS_INLINE CallSite site_or(const CallSite &other) const {
    return before.site_or(site.vetoed() ? site : other);
  }

  Before before;
  Pred pred;
  CallSite site;
};

/// A chain that drops nothing as the callable of a map.
template <class Stages> struct Through {
  const Stages &stages;
  template <class Item>
  AETHER_ALWAYS_INLINE decltype(auto) operator()(Item &&item) const {
    return stages.apply(std::forward<Item>(item));
  }
};
template <class Stages> Through(const Stages &) -> Through<Stages>;

/// Whether an item has a result that satisfies \p test.
template <class Stages, class Test> struct Passes {
  const Stages &stages;
  const Test &test;
  template <class Item>
  AETHER_ALWAYS_INLINE bool operator()(Item &&item) const {
    bool passes = false;
    stages.feed(std::forward<Item>(item), [&](auto &&x) {
      passes = static_cast<bool>(std::invoke(test, as_item(x)));
    });
    return passes;
  }
};
template <class Stages, class Test>
Passes(const Stages &, const Test &) -> Passes<Stages, Test>;

} // namespace aether::detail

#endif // AETHER_DETAIL_STAGES_H
