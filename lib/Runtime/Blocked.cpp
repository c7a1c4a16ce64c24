//===- Blocked.cpp - Threads in place of those that wait ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pool.h"

#include <algorithm>

using namespace aether::detail;

/// Threads that stand in for those that say that they wait; the monitor may
/// lend others.
static constexpr std::size_t MostInPlace = 256;

Member::Member(Pool &pool) noexcept
    : pool(pool), observer{[](void *self) noexcept {
                             auto &member = *static_cast<Member *>(self);
                             member.pool.begin_blocking(member);
                           },
                           [](void *self) noexcept {
                             auto &member = *static_cast<Member *>(self);
                             member.pool.end_blocking(member);
                           },
                           this} {}

void Pool::begin_blocking(Member &self) noexcept {
  if (!self.current)
    return; // in no call that others could help with
  self.is_blocked = true;
  const std::size_t waiting = blocked.fetch_add(1) + 1;
  monitor.arm(); // for work that comes while this thread waits
  // As many as wait at once, however often they do.
  std::size_t now = lent.load(std::memory_order_relaxed);
  while (now < std::min(waiting, MostInPlace))
    if (lent.compare_exchange_weak(now, now + 1, std::memory_order_relaxed)) {
      if (lend(1) == 0)
        lent.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
}

void Pool::end_blocking(Member &self) noexcept {
  if (!self.is_blocked)
    return;
  self.is_blocked = false;
  blocked.fetch_sub(1);
}

std::size_t Pool::lend(std::size_t count) noexcept {
  for (Member *m = members(); m; m = m->next) {
    const std::lock_guard lock(m->regions_mutex);
    for (Region *region = m->regions; region; region = region->outer)
      if (const std::size_t more = region->widen(count))
        return extras.lend_more(*region, more);
  }
  // A thief that finds nothing keeps a processor busy for a while, and a place
  // in a loop is offered on while its last items run.
  const std::size_t thieves = count_offers(count);
  if (thieves)
    extras.lend_thieves(thieves);
  return thieves;
}
