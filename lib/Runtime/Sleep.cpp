//===- Sleep.cpp - Threads without work, and who wakes them --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sleep.h"

#include <utility>

using namespace aether::detail;

void Sleep::lie_down(Member &self) noexcept {
  const std::lock_guard lock(mutex);
  self.dozes.store(1, std::memory_order_relaxed);
  self.next_sleeper = sleepers;
  sleepers = &self;
  state.fetch_add(1 - Looking);
}

bool Sleep::get_up(Member &self) noexcept {
  const std::lock_guard lock(mutex);
  for (Member **link = &sleepers; *link; link = &(*link)->next_sleeper)
    if (*link == &self) {
      *link = self.next_sleeper;
      self.dozes.store(0, std::memory_order_relaxed);
      state.fetch_add(Looking - 1);
      return true;
    }
  return false;
}

void Sleep::wake_one() noexcept {
  if (state.load() - 1 >= Looking - 1)
    return; // nobody sleeps, or somebody looks
  Member *sleeper;
  {
    const std::lock_guard lock(mutex);
    sleeper = sleepers;
    if (!sleeper || anybody_looks())
      return;
    sleepers = sleeper->next_sleeper;
    state.fetch_add(Looking - 1);
  }
  sleeper->dozes.store(0, std::memory_order_release);
  sleeper->dozes.notify_one();
}

void Sleep::wake_all() noexcept {
  Member *sleeper;
  {
    const std::lock_guard lock(mutex);
    sleeper = std::exchange(sleepers, nullptr);
    for (Member *s = sleeper; s; s = s->next_sleeper)
      state.fetch_add(Looking - 1);
  }
  while (sleeper) {
    Member *const next = sleeper->next_sleeper; // before it lies down again
    sleeper->dozes.store(0, std::memory_order_release);
    sleeper->dozes.notify_one();
    sleeper = next;
  }
}
