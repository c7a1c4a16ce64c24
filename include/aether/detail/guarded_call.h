//===- guarded_call.h - Callables that run with a lock held -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the shared objects do with callables of their users: a reference into
/// the guarded object must not get out by the result.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_GUARDED_CALL_H
#define AETHER_DETAIL_GUARDED_CALL_H

#include <functional>
#include <type_traits>
#include <utility>

namespace aether::detail {

template <class F, class... Args> auto call_guarded(F &&f, Args &&...args) {
  using Result = std::invoke_result_t<F, Args...>;
  static_assert(!std::is_reference_v<Result>,
                "aether: the callable returns a reference, which could be used "
                "without the lock; return a copy");
  return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
}

} // namespace aether::detail

#endif // AETHER_DETAIL_GUARDED_CALL_H
