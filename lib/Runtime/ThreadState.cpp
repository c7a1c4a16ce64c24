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

// Constant, and without a destructor that does anything: threads may begin
// before the static objects, and end after them.
constinit struct {
  std::mutex mutex;
  ThreadState *first = nullptr;
  ThreadTotals ended;
} registry;

void add(ThreadTotals &sum, const ThreadState &state) {
  sum.acquisitions += state.acquisitions.load(std::memory_order_relaxed);
  sum.contended += state.contended.load(std::memory_order_relaxed);
  sum.lock_wait += lock_wait_of(state);
}

constinit ThreadState after_the_end;

/// In a forked child: the threads that it does not have count as ended.
void keep_this_thread() noexcept {
  for (const ThreadState *state = registry.first; state; state = state->next)
    if (state != thread_state)
      add(registry.ended, *state);
  registry.first = nullptr;
  if (thread_state && thread_state != &after_the_end) {
    thread_state->previous = thread_state->next = nullptr;
    registry.first = thread_state;
  }
}

[[maybe_unused]] const bool held =
    hold_over_fork([]() -> std::mutex & { return registry.mutex; },
                   [] { keep_this_thread(); });

struct Registered {
  ThreadState state;

  Registered() {
    const std::lock_guard lock(registry.mutex);
    state.next = registry.first;
    if (registry.first)
      registry.first->previous = &state;
    registry.first = &state;
  }
  ~Registered() {
    thread_state = &after_the_end;
    const std::lock_guard lock(registry.mutex);
    add(registry.ended, state);
    (state.previous ? state.previous->next : registry.first) = state.next;
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
  const std::lock_guard lock(registry.mutex);
  ThreadTotals sum = registry.ended;
  for (const ThreadState *state = registry.first; state; state = state->next)
    add(sum, *state);
  return sum;
}
