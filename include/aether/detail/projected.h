//===- projected.h - A callable behind a projection -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Projections as in the algorithms of std::ranges ([algorithms.requirements]):
/// what the callable gets is the projected item.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_PROJECTED_H
#define AETHER_DETAIL_PROJECTED_H

#include "aether/call_site.h"
#include "aether/detail/config.h"
#include "aether/options.h"

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace aether::detail {

/// What may stand where a projection or a comparison is taken: not the options
/// or the call site, which come after.
template <class T>
concept Callable = !std::same_as<std::remove_cvref_t<T>, ParOptions> &&
                   !std::same_as<std::remove_cvref_t<T>, CallSite>;

/// `fn(proj(item)...)`, referring to both.
template <class Fn, class Proj> struct Projected {
  const Fn &fn;
  const Proj &proj;

  template <class... Items>
    requires std::invocable<const Fn &,
                            std::invoke_result_t<const Proj &, Items>...>
  AETHER_ALWAYS_INLINE constexpr decltype(auto)
  operator()(Items &&...items) const {
    return std::invoke(fn, std::invoke(proj, std::forward<Items>(items))...);
  }
};
template <class Fn, class Proj>
Projected(const Fn &, const Proj &) -> Projected<Fn, Proj>;

} // namespace aether::detail

#endif // AETHER_DETAIL_PROJECTED_H
