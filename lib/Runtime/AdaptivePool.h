//===- AdaptivePool.h - Threads, queue and monitor --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is behind AdaptiveThreadPool.
///
/// Locks, in the order in which they are taken:
///   shutdown_mutex shutdown(), one at a time
///   workers_mutex  the list of workers; starting and joining threads
///   mutex          the queue and all counts
///   Worker::mutex  the clock of one worker and what was read from it
///
/// Threads that run jobs number at most `allowed()`: what the controller wants,
/// and one more for each thread that is in blocking(). Threads beyond that
/// sleep, and end after a while.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_ADAPTIVEPOOL_H
#define AETHER_LIB_RUNTIME_ADAPTIVEPOOL_H

#include "AdaptiveController.h"

#include "aether/adaptive_thread_pool.h"
#include "aether/blocking.h"
#include "aether/detail/thread_clock.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

namespace aether::detail {

class AdaptivePool {
public:
  explicit AdaptivePool(const AdaptivePoolOptions &options);
  ~AdaptivePool();

  void enqueue(std::shared_ptr<PoolWork> work);
  void run_all(std::shared_ptr<PoolWork> work);
  void wait();
  void shutdown() noexcept;
  AdaptivePoolMetrics metrics();

private:
  using Clock = std::chrono::steady_clock;
  using Lock = std::unique_lock<std::mutex>;

  struct Worker {
    std::thread thread;
    bool ended = false; ///< guarded by the pool's mutex

    std::mutex mutex;
    ThreadClock *clock = nullptr; ///< null before the thread begins and after
    bool busy = false;
    ThreadTimes last; ///< when it was last read, or became busy
    TimeParts done;   ///< read, and not yet collected
  };

  /// A piece of work that a thread took.
  struct Piece {
    std::shared_ptr<PoolWork> work;
    std::size_t begin = 0, end = 0;
    unsigned level = 0; ///< how often the number of threads had changed
  };

  // With the mutex held.
  std::size_t allowed() const noexcept;
  bool take(Piece &piece, const PoolWork *only = nullptr);
  void run(Piece &piece, Lock &lock);
  void wake() noexcept;
  void monitor_sleeps(Lock &lock);

  // Without.
  void work_main(Worker &self) noexcept;
  void monitor_main() noexcept;
  void set_busy(Worker &self, bool busy) noexcept;
  void start_threads();
  void join_ended();
  void end_workers() noexcept;
  void collect_times();
  void tick();
  std::chrono::nanoseconds first_pause() const;

  const std::chrono::nanoseconds interval;
  const AdaptiveController::Limits limits;
  const Clock::time_point made = Clock::now();
  const BlockingObserver observer;

  std::mutex shutdown_mutex;
  std::mutex workers_mutex;
  std::list<std::unique_ptr<Worker>> workers;

  std::mutex mutex;
  std::condition_variable work_came;           ///< for threads
  std::condition_variable work_done;           ///< for wait() and run_all()
  std::condition_variable monitored;           ///< for the monitor
  std::deque<std::shared_ptr<PoolWork>> queue; ///< none without a rest to take
  std::size_t queued = 0;                      ///< items in it
  std::size_t threads = 0;  ///< that were started and have not ended
  std::size_t running = 0;  ///< that run a job
  std::size_t idle = 0;     ///< that wait for one
  std::size_t blocking = 0; ///< calls of blocking() on threads of the pool
  std::uint64_t completed = 0;
  bool no_more = false;      ///< shutdown() was called
  bool start_wanted = false; ///< the monitor is to start threads
  AdaptiveController controller;
  unsigned level = 0;
  std::uint64_t old_completed = 0; ///< since the last tick; see PoolSample
  std::chrono::nanoseconds old_duration{0};
  std::uint64_t completed_before = 0; ///< up to the last tick
  Clock::time_point last_tick = made;
  std::chrono::nanoseconds pause{0}; ///< until the next tick; the monitor's
  TimeParts tick_times;              ///< collected since the last tick
  TimeParts times;                   ///< all that were collected
  std::deque<ThreadChange> history;

  std::thread monitor;
};

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_ADAPTIVEPOOL_H
