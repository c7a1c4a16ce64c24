//===- blocking.h - Tells that a callable blocks ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// blocking(f): runs f, which is about to wait for something, and lets a pool
/// run another thread meanwhile.
//===----------------------------------------------------------------------===//

#ifndef AETHER_BLOCKING_H
#define AETHER_BLOCKING_H

#include "aether/detail/thread_state.h"

#include <functional>
#include <utility>

namespace aether {

namespace detail {

/// What a pool wants to know of its threads. The functions are called on the
/// thread that blocks, before and after, and must not throw; calls of
/// blocking() within blocking() are not told.
struct BlockingObserver {
  void (*begin)(void *context) noexcept;
  void (*end)(void *context) noexcept;
  void *context;
};

/// Set by a pool on its own threads, null elsewhere. The observer must stay for
/// as long as the thread may call blocking().
inline constinit thread_local const BlockingObserver *blocking_observer =
    nullptr;

class BlockingScope {
public:
  BlockingScope() noexcept : state(this_thread_state()) {
    if (state.blocking.load(std::memory_order_relaxed) == 0)
      observer = blocking_observer;
    bump(state.blocking);
    if (observer)
      observer->begin(observer->context);
  }
  BlockingScope(const BlockingScope &) = delete;
  BlockingScope &operator=(const BlockingScope &) = delete;
  ~BlockingScope() {
    if (observer)
      observer->end(observer->context);
    state.blocking.store(state.blocking.load(std::memory_order_relaxed) - 1,
                         std::memory_order_relaxed);
  }

private:
  ThreadState &state;
  const BlockingObserver *observer = nullptr;
};

/// Whether the thread of \p state is in a call of blocking(). For any thread.
inline bool is_blocking(const ThreadState &state) noexcept {
  return state.blocking.load(std::memory_order_relaxed) != 0;
}

} // namespace detail

/// Calls \p f on this thread, and returns what it returns. A hint: \p f waits
/// for something else than this processor, such as a file, a connection or
/// another process. If the thread belongs to a pool, the pool may run another
/// thread until \p f has returned. Elsewhere it is just the call.
///
///     auto page = aether::blocking([&] { return fetch(url); });
///
/// Throws what \p f throws. Costs a few nanoseconds and what the pool does.
template <class F> decltype(auto) blocking(F &&f) {
  const detail::BlockingScope scope;
  return std::invoke(std::forward<F>(f));
}

} // namespace aether

#endif // AETHER_BLOCKING_H
