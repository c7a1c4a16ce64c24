//===- AdaptivePool.cpp - Runs jobs on threads ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdaptivePool.h"

#include "aether/detail/scheduler.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

using namespace aether;
using namespace aether::detail;

using std::chrono::nanoseconds;

/// A thread that found nothing to do for so long ends, down to the minimum.
static constexpr auto IdleTime = std::chrono::seconds(1);
/// Items are taken together until they take about this long.
static constexpr auto PieceTime = std::chrono::microseconds(50);

PoolWork::~PoolWork() = default;

/// The pool whose job this thread runs.
static thread_local constinit const AdaptivePool *current_pool = nullptr;

static AdaptiveController::Limits
limits_of(const AdaptivePoolOptions &options) {
  AdaptiveController::Limits limits{};
  limits.processors = automatic_workers();
  limits.min_threads =
      options.min_threads ? options.min_threads : limits.processors;
  limits.max_threads = options.max_threads
                           ? options.max_threads
                           : std::max<std::size_t>(64, 32 * limits.processors);
  limits.max_threads = std::max<std::size_t>(limits.max_threads, 1);
  limits.min_threads = std::min(limits.min_threads, limits.max_threads);
  return limits;
}

AdaptivePool::AdaptivePool(const AdaptivePoolOptions &options)
    : interval(std::max<nanoseconds>(options.interval,
                                     std::chrono::microseconds(100))),
      limits(limits_of(options)),
      observer{[](void *pool) noexcept {
                 auto &self = *static_cast<AdaptivePool *>(pool);
                 const Lock lock(self.mutex);
                 ++self.blocking;
                 self.wake();
               },
               [](void *pool) noexcept {
                 auto &self = *static_cast<AdaptivePool *>(pool);
                 const Lock lock(self.mutex);
                 --self.blocking;
               },
               this},
      controller(limits, limits.min_threads) {
  history.push_back({.threads = limits.min_threads});
  start_threads();
  try {
    monitor = std::thread(&AdaptivePool::monitor_main, this);
  } catch (...) {
    end_workers();
    throw;
  }
}

AdaptivePool::~AdaptivePool() { shutdown(); }

std::size_t AdaptivePool::allowed() const noexcept {
  return std::min(controller.threads() + blocking, limits.max_threads);
}

/// Lets another thread take what is queued, if one may.
void AdaptivePool::wake() noexcept {
  if (queued == 0 || running >= allowed())
    return;
  if (idle) {
    work_came.notify_one();
  } else if (threads < allowed()) {
    start_wanted = true;
    monitored.notify_one();
  }
}

bool AdaptivePool::take(Piece &piece, const PoolWork *only) {
  if (queue.empty())
    return false;
  auto place = queue.begin();
  if (only)
    place = std::ranges::find(queue, only, &std::shared_ptr<PoolWork>::get);
  if (place == queue.end())
    return false;
  PoolWork &work = **place;
  const std::size_t left = work.count - work.next;
  // Fewer near the end, so that all threads end at about the same time.
  const std::size_t share =
      std::max<std::size_t>(1, left / (2 * controller.threads()));
  piece.begin = work.next;
  piece.end = work.next += std::min({work.grain, share, left});
  piece.work = *place;
  piece.level = level;
  queued -= piece.end - piece.begin;
  if (work.next == work.count)
    queue.erase(place);
  return true;
}

/// Runs \p piece with the mutex released, and accounts for it.
void AdaptivePool::run(Piece &piece, Lock &lock) {
  wake(); // there may be more
  lock.unlock();
  const Clock::time_point begin = Clock::now();
  std::exception_ptr error;
  try {
    piece.work->run(piece.begin, piece.end);
  } catch (...) {
    error = std::current_exception();
  }
  const nanoseconds took = Clock::now() - begin;
  lock.lock();

  PoolWork &work = *piece.work;
  const std::size_t count = piece.end - piece.begin;
  completed += count;
  if (piece.level != level) {
    old_completed += count;
    old_duration += took;
  }
  if (took < PieceTime / 2 && count == work.grain)
    work.grain *= 2;
  else if (took > PieceTime * 2)
    work.grain = std::max<std::size_t>(1, work.grain / 2);
  work.open -= count;
  if (error && !work.error) {
    work.error = std::move(error);
    // What is not begun is dropped.
    if (const auto rest = std::ranges::find(queue, piece.work);
        rest != queue.end()) {
      queued -= work.count - work.next;
      work.open -= work.count - work.next;
      work.next = work.count;
      queue.erase(rest);
    }
  }
  if (work.open == 0)
    work_done.notify_all();
  // The callable may be destroyed here, which may run code of its user.
  lock.unlock();
  piece.work.reset();
  lock.lock();
}

void AdaptivePool::set_busy(Worker &self, bool busy) noexcept {
  const std::lock_guard guard(self.mutex);
  const ThreadTimes now = self.clock->read();
  if (self.busy)
    self.done += now - self.last;
  self.last = now;
  self.busy = busy;
}

void AdaptivePool::work_main(Worker &self) noexcept {
  ThreadClock clock;
  {
    const std::lock_guard guard(self.mutex);
    self.clock = &clock;
  }
  current_pool = this;
  blocking_observer = &observer;
  bool busy = false;
  Lock lock(mutex);
  for (Piece piece;;) {
    if (running < allowed() && take(piece)) {
      if (running++ == 0)
        monitored.notify_one();
      if (!busy) {
        lock.unlock();
        set_busy(self, busy = true);
        lock.lock();
      }
      run(piece, lock);
      --running;
      if (queued == 0) {
        if (running == 0)
          work_done.notify_all();
        if (no_more)
          work_came.notify_all(); // who was one too many may end
      }
    } else if (busy) {
      lock.unlock();
      set_busy(self, busy = false);
      lock.lock(); // something may have come meanwhile
    } else if (no_more && queued == 0) {
      break;
    } else {
      ++idle;
      const std::cv_status status = work_came.wait_for(lock, IdleTime);
      --idle;
      if (status == std::cv_status::timeout && queued == 0 &&
          threads > limits.min_threads)
        break;
    }
  }
  --threads;
  self.ended = true;
  monitored.notify_one();
  lock.unlock();
  const std::lock_guard guard(self.mutex);
  self.clock = nullptr;
}

void AdaptivePool::enqueue(std::shared_ptr<PoolWork> work) {
  bool start = false;
  {
    const Lock lock(mutex);
    // What a job needs to end may still come from it.
    if (no_more && current_pool != this)
      throw std::runtime_error("aether: the thread pool was shut down");
    queue.push_back(work);
    queued += work->count;
    if (running < allowed()) {
      if (idle)
        work_came.notify_one();
      else
        start = threads < allowed();
    }
    monitored.notify_one();
  }
  if (start)
    start_threads();
}

void AdaptivePool::run_all(std::shared_ptr<PoolWork> work) {
  enqueue(work);
  const auto all_done = [&] { return work->open == 0; };
  Lock lock(mutex);
  if (current_pool == this) {
    for (Piece piece; take(piece, work.get());)
      run(piece, lock);
    // What is left is run by others, who may be one more meanwhile.
    ++blocking;
    wake();
    work_done.wait(lock, all_done);
    --blocking;
  } else {
    work_done.wait(lock, all_done);
  }
  if (work->error)
    std::rethrow_exception(work->error);
}

void AdaptivePool::wait() {
  Lock lock(mutex);
  work_done.wait(lock, [this] { return queued == 0 && running == 0; });
}
