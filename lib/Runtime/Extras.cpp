//===- Extras.cpp - Threads beyond the number of processors --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extras.h"

#include "Pool.h"

#include <algorithm>
#include <chrono>

using namespace aether::detail;

/// The mutex is held. Fewer threads are no error: callers do the work
/// themselves.
void Extras::have_threads() noexcept {
  try {
    while (idle < wanted && threads.size() < Most) {
      threads.emplace_back(&Extras::thread_main, this);
      ++idle; // until it has begun, it is as good as waiting
    }
  } catch (...) { // no memory, or no more threads for this process
  }
}

void Extras::lend(Region &region, std::size_t count) noexcept {
  const Lock lock(mutex);
  add(region, count);
}

std::size_t Extras::lend_more(Region &region, std::size_t count) noexcept {
  const Lock lock(mutex);
  const std::size_t left = region.units_left();
  count = std::min(count, left - std::min(left, region.threads_wanted));
  add(region, count);
  return count;
}

/// The mutex is held.
void Extras::add(Region &region, std::size_t count) noexcept {
  if (pool.is_ending())
    return;
  region.threads_wanted += count;
  wanted += count;
  if (!region.is_listed) {
    region.is_listed = true;
    region.next = nullptr;
    region.previous = last;
    (last ? last->next : first) = &region;
    last = &region;
  }
  have_threads();
  for (; count; --count)
    work_came.notify_one();
}

void Extras::withdraw(Region &region) noexcept {
  // lend() sets it for regions that can be found only, which this one no longer
  // is; its caller has held the mutex that finding takes.
  if (!region.is_listed)
    return;
  const Lock lock(mutex);
  wanted -= region.threads_wanted;
  (region.previous ? region.previous->next : first) = region.next;
  (region.next ? region.next->previous : last) = region.previous;
}

void Extras::lend_thieves(std::size_t count) noexcept {
  const Lock lock(mutex);
  if (pool.is_ending() || thieves_wanted)
    return;
  thieves_wanted = count;
  wanted += count;
  have_threads();
  for (; count; --count)
    work_came.notify_one();
}

Region *Extras::find() noexcept {
  for (Region *region = first; region; region = region->next)
    if (region->threads_wanted && region->has_work())
      return region;
  return nullptr;
}

/// The mutex is held: this thread ends.
void Extras::retire() noexcept {
  const auto self =
      std::find_if(threads.begin(), threads.end(), [](const std::thread &t) {
        return t.get_id() == std::this_thread::get_id();
      });
  if (self == threads.end())
    return;       // end() joins it
  self->detach(); // it only has to let go of the mutex, which is never freed
  threads.erase(self);
}

void Extras::thread_main() noexcept {
  Member *const self = pool.new_member();
  Lock lock(mutex);
  while (self && !pool.is_ending()) {
    if (Region *const region = find()) {
      --idle;
      --region->threads_wanted;
      --wanted;
      region->pending.fetch_add(1, std::memory_order_relaxed);
      lock.unlock();
      region->help(*self, &pool.is_ending());
      lock.lock();
      ++idle;
    } else if (thieves_wanted) {
      --idle;
      --thieves_wanted;
      --wanted;
      lock.unlock();
      pool.work_a_while(*self);
      lock.lock();
      ++idle;
    } else {
      self->is_spare.store(true, std::memory_order_relaxed);
      const auto woken = work_came.wait_for(lock, std::chrono::seconds(1));
      self->is_spare.store(false, std::memory_order_relaxed);
      if (woken == std::cv_status::timeout && !find() && !thieves_wanted)
        break;
    }
  }
  --idle;
  if (self)
    pool.give_back(*self);
  retire();
}

void Extras::end() noexcept {
  std::vector<std::thread> to_join;
  {
    const Lock lock(mutex);
    to_join.swap(threads);
    work_came.notify_all();
  }
  for (std::thread &thread : to_join)
    if (thread.get_id() == std::this_thread::get_id())
      thread.detach(); // a task called exit()
    else
      thread.join();
}
