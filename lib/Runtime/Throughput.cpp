//===- Throughput.cpp - Measures calls per second -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/detail/scheduler.h"
#include "aether/detail/thread_state.h"
#include "aether/saturation_cliff_profiler.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

using namespace aether;
using namespace aether::detail;

using Clock = std::chrono::steady_clock;

namespace {

/// A measurement goes on until each thread has ended this many calls on
/// average, so that calls that are cut at its ends do not matter ...
constexpr std::uint64_t LeastCalls = 8;
/// ... but not for longer than this many times its duration.
constexpr int MostDurations = 20;

/// Padded: threads count without slowing each other down.
struct alignas(64) Counter {
  std::atomic<std::uint64_t> calls{0};
};

/// Threads that call the task until the end.
class Crew {
public:
  Crew(std::size_t count, ThreadTask task)
      : task(task), counters(std::make_unique<Counter[]>(count)), count(count) {
    try {
      for (std::size_t i = 0; i != count; ++i)
        threads.emplace_back(&Crew::work, this, i);
    } catch (...) {
      end();
      throw;
    }
  }
  ~Crew() { end(); }
  Crew(const Crew &) = delete;
  Crew &operator=(const Crew &) = delete;

  std::uint64_t calls() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i != count; ++i)
      sum += counters[i].calls.load(std::memory_order_relaxed);
    return sum;
  }
  bool failed() const noexcept { return stop.load(std::memory_order_relaxed); }

  void end() noexcept {
    stop = true;
    for (std::thread &thread : threads)
      if (thread.joinable())
        thread.join();
  }

  // To be read after end().
  std::exception_ptr failure;
  TimeParts times;

private:
  void work(std::size_t index) noexcept {
    const ThreadTimes begin = ThreadTimes::now();
    try {
      while (!stop.load(std::memory_order_relaxed)) {
        task.run(task.context, index);
        bump(counters[index].calls);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure)
        failure = std::current_exception();
      stop = true;
    }
    const TimeParts own = ThreadTimes::now() - begin;
    const std::lock_guard lock(mutex);
    times += own;
  }

  const ThreadTask task;
  const std::unique_ptr<Counter[]> counters;
  const std::size_t count;
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::vector<std::thread> threads;
};

/// Calls per second in one stretch of time; 0 if a call failed.
double measure(const Crew &crew, std::size_t threads,
               std::chrono::nanoseconds duration) {
  const Clock::time_point begin = Clock::now();
  const std::uint64_t before = crew.calls();
  for (int stretch = 0; stretch != MostDurations && !crew.failed(); ++stretch) {
    std::this_thread::sleep_for(duration);
    const std::uint64_t calls = crew.calls() - before;
    if (calls >= LeastCalls * threads || stretch + 1 == MostDurations) {
      const std::chrono::duration<double> took = Clock::now() - begin;
      return static_cast<double>(calls) / took.count();
    }
  }
  return 0;
}

} // namespace

Throughput aether::detail::measure_throughput(std::size_t threads,
                                              ThreadTask task,
                                              const ProfilerOptions &options) {
  Throughput result;
  Crew crew(threads, task);
  // Caches and clock rates settle first.
  std::this_thread::sleep_for(options.duration / 4);
  const std::size_t repeats = std::max<std::size_t>(2, options.repeats);
  for (std::size_t i = 0; i != repeats && !crew.failed(); ++i)
    result.per_second.push_back(measure(crew, threads, options.duration));
  crew.end();
  if (crew.failure)
    std::rethrow_exception(crew.failure);
  result.times = crew.times;
  return result;
}

SaturationProfile aether::detail::profile_saturation(
    ThreadTask task, const ProfilerOptions &options, const CallSite &site) {
  const std::size_t most = site.vetoed()         ? 1
                           : options.max_threads ? options.max_threads
                                                 : 4 * automatic_workers();
  std::vector<ScalingPoint> points;
  std::vector<TimeParts> times;
  while (const auto threads = next_to_measure(points, most)) {
    const Throughput measured = measure_throughput(*threads, task, options);
    const auto place =
        std::ranges::upper_bound(points, *threads, {}, &ScalingPoint::threads);
    times.insert(times.begin() + (place - points.begin()), measured.times);
    points.insert(place, summarise(*threads, measured.per_second));
  }
  SaturationProfile profile = make_profile(std::move(points), std::move(times));
  profile.site = site;
  if (site.vetoed())
    profile.veto = SafetyVeto{VetoReason::GilUnsafePattern, 1, 0,
                              Explanation::refer_to(site.finding())};
  return profile;
}
