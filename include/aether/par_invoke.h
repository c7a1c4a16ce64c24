//===- par_invoke.h - Run different callables at once -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// par_invoke: fork-join of two to eight callables.
//===----------------------------------------------------------------------===//

#ifndef AETHER_PAR_INVOKE_H
#define AETHER_PAR_INVOKE_H

#include "aether/detail/fork_join.h"
#include "aether/detail/run.h"

#include <array>
#include <memory>

namespace aether {

namespace detail {

template <class Fn>
concept Invocable = !std::same_as<std::remove_cvref_t<Fn>, CallSite>;

/// \p fn points to the callable; a pointer to a function would not fit in void
/// *.
template <class Fn> Branch branch(Fn *const &fn) {
  return {[](void *context) { std::invoke(**static_cast<Fn **>(context)); },
          const_cast<Fn **>(std::addressof(fn))};
}

/// Runs the branches, each on any thread, and registers the call.
AETHER_COLD void invoke_branches(const Branch *branches, std::size_t count,
                                 const CallSite &site);

/// Runs the first here and offers all others, of which who takes them does the
/// same.
template <class First, class... Rest>
void fork_all(First &first, Rest &...rest) {
  if constexpr (sizeof...(rest) == 1)
    fork_join(first, rest...);
  else
    fork_join(first, [&rest...] { fork_all(rest...); });
}

template <class... Fns>
AETHER_ALWAYS_INLINE void invoke_all(const CallSite &site, Fns &...fns) {
  constexpr bool usable = (std::invocable<Fns &> && ...);
  static_assert(usable,
                "aether: par_invoke takes callables without parameters");
  if constexpr (usable) {
    if (site.vetoed()) {
      note_vetoed_call("par_invoke", site);
      (static_cast<void>(std::invoke(fns)), ...);
      return;
    }
    if (call_sites_are_registered.load(std::memory_order_relaxed))
        [[unlikely]] {
      const CallSite constant = site; // in memory on this path only
      const auto run = [&constant](auto *...pointers) {
        const std::array branches{branch(pointers)...};
        invoke_branches(branches.data(), branches.size(), constant);
      };
      run(std::addressof(fns)...);
    } else {
      fork_all(fns...);
    }
  }
}

} // namespace detail

/// Calls each of two to eight callables once, without arguments, and returns
/// when all have returned; what they return is dropped.
///
/// They may run at once, on any threads, the calling one among them; if the
/// call is vetoed, one after another on the calling thread. The first exception
/// that one throws is thrown here when those under way have returned; others
/// may then not have been called. Calls may nest.
template <detail::Invocable F1, detail::Invocable F2>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2);
}

/// The same for three callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3,
           CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3);
}

/// The same for four callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3,
          detail::Invocable F4>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3, F4 &&f4,
           CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3, f4);
}

/// The same for five callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3,
          detail::Invocable F4, detail::Invocable F5>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3, F4 &&f4, F5 &&f5,
           CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3, f4, f5);
}

/// The same for six callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3,
          detail::Invocable F4, detail::Invocable F5, detail::Invocable F6>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3, F4 &&f4, F5 &&f5, F6 &&f6,
           CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3, f4, f5, f6);
}

/// The same for seven callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3,
          detail::Invocable F4, detail::Invocable F5, detail::Invocable F6,
          detail::Invocable F7>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3, F4 &&f4, F5 &&f5, F6 &&f6, F7 &&f7,
           CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3, f4, f5, f6, f7);
}

/// The same for eight callables.
template <detail::Invocable F1, detail::Invocable F2, detail::Invocable F3,
          detail::Invocable F4, detail::Invocable F5, detail::Invocable F6,
          detail::Invocable F7, detail::Invocable F8>
AETHER_ALWAYS_INLINE void
par_invoke(F1 &&f1, F2 &&f2, F3 &&f3, F4 &&f4, F5 &&f5, F6 &&f6, F7 &&f7,
           F8 &&f8, CallSite site = std::source_location::current()) {
  detail::invoke_all(site, f1, f2, f3, f4, f5, f6, f7, f8);
}

} // namespace aether

#endif // AETHER_PAR_INVOKE_H
