//===- ThreadState.cpp - The registry of thread states --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/thread_state.h"

#include "HoldOverFork.h"

#include <chrono>
#include <mutex>

using namespace aether::detail;

namespace {

struct Registry {
  std::mutex mutex;
  ThreadState *first = nullptr;
  ThreadTotals ended;
};
Registry &registry() noexcept;

void add(ThreadTotals &sum, const ThreadState &state) {
  sum.acquisitions += state.acquisitions.load(std::memory_order_relaxed);
  sum.contended += state.contended.load(std::memory_order_relaxed);
  sum.lock_wait += lock_wait_of(state);
}

constinit ThreadState after_the_end;

/// In a forked child: the threads that it does not have count as ended.
void keep_this_thread() noexcept {
  Registry &all = registry();
  for (const ThreadState *state = all.first; state; state = state->next)
    if (state != thread_state)
      add(all.ended, *state);
  all.first = nullptr;
  if (thread_state && thread_state != &after_the_end) {
    thread_state->previous = thread_state->next = nullptr;
    all.first = thread_state;
  }
}

// Never destroyed: threads may end after the static objects.
Registry &registry() noexcept {
  static Registry &the = *[] {
    hold_over_fork([]() -> std::mutex & { return registry().mutex; },
                   [] { keep_this_thread(); });
    return new Registry;
  }();
  return the;
}

struct Registered {
  ThreadState state;

  Registered() {
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    state.next = all.first;
    if (all.first)
      all.first->previous = &state;
    all.first = &state;
  }
  ~Registered() {
    thread_state = &after_the_end;
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    add(all.ended, state);
    (state.previous ? state.previous->next : all.first) = state.next;
    if (state.next)
      state.next->previous = state.previous;
  }
};

} // namespace

ThreadState &aether::detail::make_thread_state() noexcept {
  static thread_local Registered registered;
  thread_state = &registered.state;
  return registered.state;
}

std::int64_t aether::detail::steady_now() noexcept {
  return std::chrono::nanoseconds(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::uint64_t aether::detail::lock_wait_of(const ThreadState &state) noexcept {
  // In this order a wait that ends meanwhile is missed rather than counted
  // twice.
  const std::uint64_t ended = state.lock_wait.load(std::memory_order_acquire);
  const std::int64_t since =
      state.lock_wait_since.load(std::memory_order_acquire);
  const std::int64_t now = since ? steady_now() : 0;
  return ended + (since && now > since ? static_cast<std::uint64_t>(now - since)
                                       : std::uint64_t{0});
}

ThreadTotals aether::detail::thread_totals() noexcept {
  Registry &all = registry();
  const std::lock_guard lock(all.mutex);
  ThreadTotals sum = all.ended;
  for (const ThreadState *state = all.first; state; state = state->next)
    add(sum, *state);
  return sum;
}
