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

#include "aether/adaptive_pool_metrics.h"
#include "aether/call_site.h"
#include "aether/detail/items.h"
#include "aether/detail/pool_work.h"
#include "aether/detail/results.h"

#include <concepts>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <ranges>
#include <source_location>
#include <type_traits>
#include <utility>

namespace aether {

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
    using Each = decltype(each);
    struct Work final : detail::PoolWork {
      Work(std::size_t count, const Each &loop) : PoolWork(count), loop(loop) {}
      void run(std::size_t begin, std::size_t end) override {
        loop(begin, end);
      }
      const Each &loop;
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
