//===- AdaptiveMonitor.cpp - Starts, watches and ends threads -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdaptivePool.h"

#include <algorithm>
#include <iterator>

using namespace aether;
using namespace aether::detail;

using std::chrono::nanoseconds;

static constexpr std::size_t LongestHistory = 1000;
/// So much shorter than later are the first ticks, and those after a change:
/// another one may follow.
static constexpr int Hurry = 8;
static constexpr nanoseconds ShortestPause = std::chrono::microseconds(100);

void AdaptivePool::join_ended() {
  for (auto it = workers.begin(); it != workers.end();) {
    bool ended = false;
    {
      const Lock lock(mutex);
      ended = (*it)->ended;
    }
    if (ended) {
      (*it)->thread.join();
      const Lock lock(mutex);
      tick_times += (*it)->done;
      times += (*it)->done;
    }
    it = ended ? workers.erase(it) : std::next(it);
  }
}

/// Starts as many threads as may run what is queued, at least one. Throws only
/// if there is no thread at all.
void AdaptivePool::start_threads() {
  const std::lock_guard list(workers_mutex);
  join_ended();
  for (;;) {
    {
      const Lock lock(mutex);
      const std::size_t wanted = std::min(allowed(), running + queued);
      if (threads >= std::max<std::size_t>(wanted, 1) ||
          (no_more && threads != 0))
        return;
      ++threads;
    }
    try {
      workers.push_back(std::make_unique<Worker>());
      Worker &worker = *workers.back();
      worker.thread = std::thread([this, &worker] { work_main(worker); });
    } catch (...) {
      if (!workers.empty() && !workers.back()->thread.joinable())
        workers.pop_back();
      const Lock lock(mutex);
      if (--threads == 0)
        throw;
      return; // those that there are do the work
    }
  }
}

void AdaptivePool::end_workers() noexcept {
  {
    const Lock lock(mutex);
    no_more = true;
    work_came.notify_all();
    monitored.notify_one();
  }
  if (monitor.joinable())
    monitor.join();
  const std::lock_guard list(workers_mutex);
  for (const auto &worker : workers)
    worker->thread.join();
  workers.clear();
}

void AdaptivePool::shutdown() noexcept {
  const std::lock_guard one_at_a_time(shutdown_mutex);
  end_workers();
}

/// Reads the clocks of all threads that run jobs.
void AdaptivePool::collect_times() {
  bool may_grow = false;
  {
    const Lock lock(mutex);
    may_grow = queued != 0 && running >= controller.threads() &&
               controller.threads() < limits.max_threads;
  }
  TimeParts sum;
  // Kept until the sum is added: another who collects meanwhile would find
  // neither the times nor the sum.
  const std::lock_guard list(workers_mutex);
  for (const auto &worker : workers) {
    const std::lock_guard guard(worker->mutex);
    TimeParts parts = std::exchange(worker->done, {});
    if (worker->clock && worker->busy) {
      const ThreadTimes now = worker->clock->read();
      TimeParts recent = now - worker->last;
      worker->last = now;
      // Of a wait for a processor the kernel tells when it has ended. Before
      // that it looks like I/O, unless the thread's state is looked at, which
      // is done where it matters.
      if (may_grow && recent.io > recent.wall / 2 &&
          worker->clock->wants_processor())
        recent.runnable += std::exchange(recent.io, nanoseconds(0));
      parts += recent;
    }
    sum += parts;
  }
  const Lock lock(mutex);
  tick_times += sum;
  times += sum;
}

/// Looks at what happened since the last tick, and changes the number of
/// threads if that is for the better.
nanoseconds AdaptivePool::first_pause() const {
  return std::max(interval / Hurry, ShortestPause);
}

void AdaptivePool::tick() {
  collect_times();
  {
    const Lock lock(mutex);
    const Clock::time_point now = Clock::now();
    const PoolSample sample{.wall = now - last_tick,
                            .busy = running,
                            .queued = queued,
                            .completed = completed - completed_before,
                            .times = std::exchange(tick_times, {}),
                            .old_completed = std::exchange(old_completed, 0),
                            .old_duration =
                                std::exchange(old_duration, nanoseconds(0))};
    last_tick = now;
    completed_before = completed;
    const std::size_t before = controller.threads();
    const double throughput = controller.throughput();
    if (controller.decide(sample) == before) {
      pause = std::min(2 * pause, interval);
      return;
    }
    pause = first_pause();
    ++level;
    if (history.size() == LongestHistory)
      history.pop_front();
    history.push_back({.when = now - made,
                       .threads = controller.threads(),
                       .reason = controller.reason(),
                       .beta = controller.recent().beta(),
                       .corrected_beta = controller.recent().corrected_beta(),
                       .throughput = throughput});
    if (controller.threads() < before)
      return;
    work_came.notify_all();
  }
  start_threads();
}

/// Waits until there is something to watch.
void AdaptivePool::monitor_sleeps(Lock &lock) {
  monitored.wait(lock, [this] {
    return running != 0 || queued != 0 || start_wanted ||
           (no_more && threads == 0);
  });
  // What happened meanwhile was nothing.
  last_tick = Clock::now();
  completed_before = completed;
  tick_times = {};
  pause = first_pause();
}

void AdaptivePool::monitor_main() noexcept {
  Lock lock(mutex);
  pause = first_pause();
  const auto ended = [this] { return no_more && queued == 0 && threads == 0; };
  while (!ended()) {
    if (std::exchange(start_wanted, false)) {
      lock.unlock();
      start_threads();
      lock.lock();
    } else if (running == 0 && queued == 0) {
      monitor_sleeps(lock);
    } else {
      const Clock::time_point next = last_tick + pause;
      if (monitored.wait_until(lock, next,
                               [&] { return start_wanted || ended(); }))
        continue;
      lock.unlock();
      tick();
      lock.lock();
    }
  }
}

AdaptivePoolMetrics AdaptivePool::metrics() {
  collect_times();
  const Lock lock(mutex);
  return {.threads = controller.threads(),
          .busy = running,
          .queued = queued,
          .completed = completed,
          .times = times,
          .history = {history.begin(), history.end()}};
}
