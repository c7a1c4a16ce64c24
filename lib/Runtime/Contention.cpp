//===- Contention.cpp - The list of contended locks -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/contention.h"

#include "HoldOverFork.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <ostream>

using namespace aether;
using namespace aether::detail;

// Constant, and without a destructor that does anything: locks may be older and
// younger than the static objects of this library.
static constinit std::mutex list_mutex;
static constinit LockCounts *first = nullptr;

[[maybe_unused]] static const bool held =
    hold_over_fork([]() -> std::mutex & { return list_mutex; }, [] {});

void LockCounts::waited(std::uint64_t nanoseconds,
                        const void *of_lock) noexcept {
  bump(contended);
  bump(wait_time, nanoseconds);
  ThreadState &thread = this_thread_state();
  bump(thread.contended);
  // First, so that nobody sees the wait twice.
  thread.lock_wait_since.store(0, std::memory_order_release);
  thread.lock_wait.store(thread.lock_wait.load(std::memory_order_relaxed) +
                             nanoseconds,
                         std::memory_order_release);
  if (listed)
    return;
  const std::lock_guard guard(list_mutex);
  lock = of_lock;
  next = first;
  if (first)
    first->previous = this;
  first = this;
  listed = true;
}

void LockCounts::leave_list() noexcept {
  const std::lock_guard guard(list_mutex);
  (previous ? previous->next : first) = next;
  if (next)
    next->previous = previous;
}

ContentionCounts LockCounts::read() const noexcept {
  return {acquisitions.load(std::memory_order_relaxed),
          contended.load(std::memory_order_relaxed),
          std::chrono::nanoseconds(wait_time.load(std::memory_order_relaxed))};
}

ContentionMonitor::ContentionMonitor() noexcept : before(thread_totals()) {}

ContentionCounts ContentionMonitor::counts() const noexcept {
  const ThreadTotals now = thread_totals();
  // A wait that was under way before may be missing now.
  const std::uint64_t waited =
      std::max(now.lock_wait, before.lock_wait) - before.lock_wait;
  return {now.acquisitions - before.acquisitions,
          now.contended - before.contended, std::chrono::nanoseconds(waited)};
}

std::vector<ObjectContention> ContentionMonitor::objects() {
  std::vector<ObjectContention> result;
  {
    const std::lock_guard guard(list_mutex);
    for (const LockCounts *lock = first; lock; lock = lock->next)
      result.push_back({lock->name, lock->lock, lock->read()});
  }
  std::ranges::sort(result, std::ranges::greater{},
                    [](const ObjectContention &o) { return o.counts.waited; });
  return result;
}

std::ostream &aether::operator<<(std::ostream &out,
                                 const ContentionCounts &counts) {
  const double percent = std::floor(counts.ratio() * 1000 + 0.5) / 10;
  return out << counts.acquisitions << " acquisitions, " << counts.contended
             << " contended (" << percent << " %), waited "
             << static_cast<double>(counts.waited.count()) / 1e6 << " ms";
}

void ContentionMonitor::print(std::ostream &out) const {
  out << counts() << '\n';
  for (const ObjectContention &object : objects()) {
    out << "  ";
    if (*object.name)
      out << object.name;
    else
      out << "lock at " << object.address;
    out << ": " << object.counts << '\n';
  }
}
