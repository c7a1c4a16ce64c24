//===- adaptive_thread_pool.h - As many threads as pay ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// AdaptiveThreadPool: threads for jobs of which nobody knows how much they
/// wait. A monitor looks at what the threads spend their time on, and changes
/// their number:
///
///     submit, map ──▶ queue ──▶ threads ──▶ ThreadTimes ──▶ monitor ─┐
///                                  ▲                                 │
///                                  └────────── more, fewer ──────────┘
///
/// The parallel functions of the library have a pool of their own; this one is
/// for programs that submit jobs. The rules are in
/// lib/Runtime/AdaptiveController.h.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ADAPTIVE_THREAD_POOL_H
#define AETHER_ADAPTIVE_THREAD_POOL_H

#include "aether/call_site.h"
#include "aether/detail/items.h"
#include "aether/detail/results.h"
#include "aether/thread_times.h"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether {

struct AdaptivePoolOptions {
  std::size_t min_threads = 0; ///< 0: one for each processor
  std::size_t max_threads = 0; ///< 0: 32 for each processor, at least 64
  /// How often the monitor looks while jobs wait.
  std::chrono::nanoseconds interval = std::chrono::milliseconds(2);
};

/// A change of the number of threads.
struct ThreadChange {
  enum class Reason : std::uint8_t {
    Start,     ///< the pool began with this many
    Blocking,  ///< threads were blocked and jobs waited
    TakenBack, ///< a growth had not raised throughput
    Crowded,   ///< threads waited for processors
  };
  std::chrono::nanoseconds when{0}; ///< since the pool was made
  std::size_t threads = 0;
  Reason reason = Reason::Start;
  double beta = 0;           ///< of the time just before
  double corrected_beta = 0; ///< which led to the change
  double throughput = 0;     ///< items per second just before
};
/// "start", "blocking", "taken back" or "crowded".
const char *to_string(ThreadChange::Reason reason) noexcept;

struct AdaptivePoolMetrics {
  std::size_t threads = 0; ///< that may run jobs at once, blocking() aside
  std::size_t busy = 0;    ///< that run one now
  std::size_t queued = 0;  ///< jobs and items of map() that wait
  std::uint64_t completed = 0;
  TimeParts times; ///< of the threads while they ran jobs; beta() is there
  /// The last 1,000 changes, the oldest first.
  std::vector<ThreadChange> history;
};

namespace detail {

/// Something to run for each index below `count`.
class PoolWork {
public:
  explicit PoolWork(std::size_t count) : count(count), open(count) {}
  PoolWork(const PoolWork &) = delete;
  PoolWork &operator=(const PoolWork &) = delete;
  virtual ~PoolWork();
  virtual void run(std::size_t begin, std::size_t end) = 0;

  const std::size_t count;

private:
  friend class AdaptivePool;
  // All guarded by the mutex of the pool.
  std::size_t next = 0;     ///< the first that is not begun
  std::size_t open;         ///< not ended, and not dropped
  std::size_t grain = 1;    ///< taken at a time
  std::exception_ptr error; ///< the first out of run()
};

class AdaptivePool;

} // namespace detail

/// All functions but the destructor are thread-safe.
class AdaptiveThreadPool {
public:
  /// Throws std::system_error if not one thread can be had.
  explicit AdaptiveThreadPool(const AdaptivePoolOptions &options = {});
  AdaptiveThreadPool(const AdaptiveThreadPool &) = delete;
  AdaptiveThreadPool &operator=(const AdaptiveThreadPool &) = delete;
  /// Runs what is queued, and ends the threads: shutdown().
  ~AdaptiveThreadPool();

  /// Has \p f called by a thread of the pool, in the order of submission. A
  /// copy of it is kept until then. A call that the analyser vetoed is made
  /// here and now instead.
  /// \returns what gives its result, or rethrows what it throws. The future's
  /// destructor does not wait.
  ///
  /// Throws std::runtime_error after shutdown(), and std::bad_alloc.
  template <class F>
    requires std::invocable<std::decay_t<F> &>
  auto submit(F &&f, CallSite site = std::source_location::current()) {
    using Result = std::invoke_result_t<std::decay_t<F> &>;
    struct Work final : detail::PoolWork {
      explicit Work(F &&f) : PoolWork(1), task(std::forward<F>(f)) {}
      void run(std::size_t, std::size_t) override { task(); }
      std::packaged_task<Result()> task;
    };
    auto work = std::make_shared<Work>(std::forward<F>(f));
    std::future<Result> result = work->task.get_future();
    if (site.vetoed())
      work->run(0, 1);
    else
      enqueue(std::move(work));
    return result;
  }

  /// Calls `fn(item)` for each item by threads of the pool and waits. \p items
  /// and \p fn as for par_map; a vetoed call is the plain loop. May be called
  /// from a job of the same pool: that thread then works on the items too.
  /// \returns the results in the order of the items.
  ///
  /// Throws the first exception that \p fn throws, when the items under way
  /// have ended; the others are dropped. Throws std::runtime_error after
  /// shutdown().
  template <std::ranges::input_range Range, class Fn>
  auto map(Range &&items, const Fn &fn,
           CallSite site = std::source_location::current()) {
    using R = std::remove_reference_t<Range>;
    using Item = detail::ConstItem<R>;
    using Result = std::remove_cvref_t<std::invoke_result_t<const Fn &, Item>>;
    detail::Items<R> source(items);
    detail::ResultSlots<Result> results(source.size());
    const auto each = [access = source.access(), slots = results.access(),
                       &fn](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i != end; ++i)
        slots.put(i, std::invoke(fn, static_cast<Item>(access.at(i))));
    };
    struct Work final : detail::PoolWork {
      Work(std::size_t count, const decltype(each) &each)
          : PoolWork(count), each(each) {}
      void run(std::size_t begin, std::size_t end) override {
        each(begin, end);
      }
      const decltype(each) &each;
    };
    if (site.vetoed())
      each(0, source.size());
    else if (source.size() != 0)
      run_all(std::make_shared<Work>(source.size(), each));
    return std::move(results).take();
  }

  /// Waits until no job is queued or running. Not for jobs of this pool.
  void wait();

  /// Takes no more jobs, runs what is queued, and ends the threads. Not for
  /// jobs of this pool.
  void shutdown();

  /// What the pool does and did. Linear in the number of threads and changes.
  AdaptivePoolMetrics metrics() const;

private:
  void enqueue(std::shared_ptr<detail::PoolWork> work);
  void run_all(std::shared_ptr<detail::PoolWork> work);

  std::unique_ptr<detail::AdaptivePool> pool;
};

} // namespace aether

#endif // AETHER_ADAPTIVE_THREAD_POOL_H
