//===- Pool.cpp - The threads of this process -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pool.h"

#include <algorithm>
#include <mutex>
#include <utility>

#if __has_include(<pthread.h>)
#include <pthread.h>
#endif

using namespace aether::detail;

/// However many workers a call asks for, there are no more threads than this.
static constexpr std::size_t MaxThreads = 1024;

// Never destroyed: a destructor of a static object may still make parallel
// calls.
static std::atomic<Pool *> the_pool{nullptr};

namespace {
struct EndAtExit {
  ~EndAtExit() { the_pool.load()->end(); }
};
} // namespace

Pool &Pool::instance() {
  static const bool made = [] {
    the_pool.store(new Pool);
#if __has_include(<pthread.h>)
    // A forked child has one thread, and locks in any state: it starts afresh.
    pthread_atfork(nullptr, nullptr, [] { the_pool.store(new Pool); });
#endif
    return true;
  }();
  static_cast<void>(made);
  static EndAtExit end_at_exit;
  return *the_pool.load(std::memory_order_acquire);
}

std::size_t aether::detail::automatic_workers() noexcept {
  static const std::size_t processors =
      std::max(1u, std::thread::hardware_concurrency());
  return processors;
}

/// The mutex is held. Fewer threads are no error: callers do the work
/// themselves.
void Pool::have_threads(std::size_t wanted) noexcept {
  wanted = std::min(wanted, MaxThreads);
  try {
    while (threads.size() < wanted)
      threads.emplace_back(&Pool::thread_main, this, threads.size());
  } catch (...) { // no memory, or no more threads for this process
  }
}

template <class Suits> Region *Pool::find(Suits suits) noexcept {
  for (Region *region = first; region; region = region->next)
    if (region->helpers < region->max_helpers && region->has_work() &&
        suits(*region))
      return region;
  return nullptr;
}

void Pool::help(Region &region, Lock &lock) noexcept {
  ++region.helpers;
  ++region.joined;
  lock.unlock();
  region.take_part(&ending);
  lock.lock();
  // The caller cannot return, and the region vanish, before the mutex is free.
  if (--region.helpers == 0 && waiting)
    waiter_may_go_on.notify_all();
}

void Pool::thread_main(std::size_t index) noexcept {
  // Threads beyond the processors serve only calls that asked for so many.
  const bool extra = index + 1 >= automatic_workers();
  Lock lock(mutex);
  while (!ending) {
    if (Job *const job = first_job) {
      first_job = job->next;
      if (!first_job)
        last_job = nullptr;
      lock.unlock();
      job->run(job);
      lock.lock();
    } else if (Region *region =
                   find([&](Region &r) { return !extra || r.wide; })) {
      help(*region, lock);
    } else {
      ++idle;
      work_came.wait(lock);
      --idle;
    }
  }
}

void Pool::publish(Region &region) noexcept {
  const Lock lock(mutex);
  if (!ending)
    have_threads(region.max_helpers);
  region.previous = last;
  (last ? last->next : first) = &region;
  last = &region;
  // A thread that is not idle looks for work before it sleeps.
  if (idle && threads.size() >= automatic_workers())
    work_came.notify_all(); // not every thread may serve every region
  else
    for (std::size_t i = std::min(idle, region.max_helpers); i; --i)
      work_came.notify_one();
  if (waiting) // perhaps for the call that this one is nested in
    waiter_may_go_on.notify_all();
}

void Pool::withdraw(Region &region) noexcept {
  Lock lock(mutex);
  (region.previous ? region.previous->next : first) = region.next;
  (region.next ? region.next->previous : last) = region.previous;
  while (region.helpers) {
    // A nested call goes deeper with each turn of this recursion, so the stack
    // is bounded by the depth of nesting.
    if (Region *nested =
            find([&](Region &r) { return r.descends_from(region); })) {
      help(*nested, lock);
    } else {
      ++waiting;
      waiter_may_go_on.wait(lock);
      --waiting;
    }
  }
}

void Pool::run(Region &region) noexcept {
  if (region.max_helpers)
    publish(region);
  region.take_part();
  if (region.max_helpers)
    withdraw(region);
}

bool Pool::post(Job &job) noexcept {
  const Lock lock(mutex);
  if (ending)
    return false;
  have_threads(1);
  if (threads.empty())
    return false;
  job.next = nullptr;
  (last_job ? last_job->next : first_job) = &job;
  last_job = &job;
  if (idle)
    work_came.notify_one();
  return true;
}

void Pool::end() noexcept {
  std::vector<std::thread> to_join;
  {
    const Lock lock(mutex);
    ending = true;
    to_join.swap(threads);
    work_came.notify_all();
  }
  for (std::thread &thread : to_join)
    if (thread.get_id() == std::this_thread::get_id())
      thread.detach(); // a task called exit()
    else
      thread.join();
}
