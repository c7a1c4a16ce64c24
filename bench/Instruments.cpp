//===- Instruments.cpp - What measuring and adapting cost -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Ratios in one run, medians of several: instrumented locks against the
/// standard's, what reading a thread's clocks takes, and the adaptive pool
/// against pools of a fixed number of threads, whichever of these is best.
//===----------------------------------------------------------------------===//

#include "aether/aether.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

using namespace aether;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// Nanoseconds that one of many calls of \p f takes.
template <class F> double nanoseconds_of(int times, F f) {
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i != times; ++i)
    f();
  return Seconds(Clock::now() - begin).count() * 1e9 / times;
}

void measure_costs() {
  constexpr int Rounds = 11, Times = 200'000;
  std::mutex standard;
  Mutex ours;
  std::vector<double> standard_ns, our_ns, clock_ns;
  for (int round = 0; round != Rounds; ++round) {
    standard_ns.push_back(
        nanoseconds_of(Times, [&] { const std::lock_guard lock(standard); }));
    our_ns.push_back(
        nanoseconds_of(Times, [&] { const std::lock_guard lock(ours); }));
    clock_ns.push_back(nanoseconds_of(Times / 100, [] { ThreadTimes::now(); }));
  }
  std::printf("uncontended lock: std::mutex %.1f ns, aether::Mutex %.1f ns "
              "(%.2fx)\nThreadTimes::now: %.0f ns\n",
              median(standard_ns), median(our_ns),
              median(our_ns) / median(standard_ns), median(clock_ns));
}

struct Load {
  const char *name;
  std::chrono::microseconds cpu, io;
  int items;
};

void run_item(const Load &load) {
  if (load.io.count())
    std::this_thread::sleep_for(load.io);
  // CPU time, not elapsed time: threads that are preempted have not worked.
  const ThreadTimes begin = ThreadTimes::now();
  while (load.cpu.count() && ThreadTimes::now().running - begin.running <
                                 std::chrono::nanoseconds(load.cpu)) {
  }
}

/// Seconds for all items in a pool of its own; \p threads 0: adaptive.
double seconds_in_pool(const Load &load, std::size_t threads) {
  AdaptivePoolOptions options;
  if (threads)
    options.min_threads = options.max_threads = threads;
  AdaptiveThreadPool pool(options);
  const std::vector<int> items(static_cast<std::size_t>(load.items));
  const Clock::time_point begin = Clock::now();
  pool.map(items, [&](int) {
    run_item(load);
    return 0;
  });
  return Seconds(Clock::now() - begin).count();
}

void compare_pools(const Load &load) {
  constexpr int Rounds = 3;
  const std::size_t processors =
      std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::size_t> counts = {0};
  for (std::size_t n = processors; n <= 32 * processors; n *= 2)
    counts.push_back(n);
  std::vector<std::vector<double>> seconds(counts.size());
  for (int round = 0; round != Rounds; ++round)
    for (std::size_t i = 0; i != counts.size(); ++i)
      seconds[i].push_back(seconds_in_pool(load, counts[i]));
  std::size_t best = 1;
  for (std::size_t i = 1; i != counts.size(); ++i)
    if (median(seconds[i]) < median(seconds[best]))
      best = i;
  const double adaptive = median(seconds[0]), fixed = median(seconds[best]);
  std::printf("%-28s adaptive %7.1f ms, %2zu threads %7.1f ms, best of fixed "
              "(%zu) %7.1f ms: %.1f %%\n",
              load.name, adaptive * 1e3, counts[1], median(seconds[1]) * 1e3,
              counts[best], fixed * 1e3, 100 * fixed / adaptive);
}

} // namespace

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  using namespace std::chrono_literals;
  measure_costs();
  compare_pools({"64 items of 5 ms I/O", 0us, 5ms, 64});
  compare_pools({"400 items of 5 ms I/O", 0us, 5ms, 400});
  compare_pools({"400 items, half I/O", 500us, 500us, 400});
  compare_pools({"400 items that compute", 500us, 0us, 400});
}
