//===- Waiting.cpp - Tasks that wait, and locks ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ways.h"

#include "aether/aether.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <numeric>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

#ifdef AETHER_BENCH_TBB
#include <execution>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

using namespace std::chrono_literals;
using std::chrono::microseconds;
using ways::add;

namespace {

constexpr int Tasks = 64;

void wait() { std::this_thread::sleep_for(5ms); }

void add_blocking() {
  const char *const name = "64 tasks that wait 5 ms";
  const auto tasks = std::views::iota(0, Tasks);
  add(name, "serial", [] {
    for (int i = 0; i != Tasks; ++i)
      wait();
  });
  add(name, "aether",
      [=] { aether::par_for_each(tasks, [](int) { wait(); }); });
  add(name, "aether, with blocking()", [=] {
    aether::par_for_each(tasks, [](int) { aether::blocking(wait); });
  });
#ifdef _OPENMP
  add(name, "OpenMP", [] {
#pragma omp parallel for
    for (int i = 0; i < Tasks; ++i)
      wait();
  });
#endif
#ifdef AETHER_BENCH_TBB
  add(name, "oneTBB", [] { tbb::parallel_for(0, Tasks, [](int) { wait(); }); });
  add(name, "oneTBB, 64 threads by hand", [] {
    const tbb::global_control more(tbb::global_control::max_allowed_parallelism,
                                   Tasks);
    tbb::task_arena(Tasks).execute(
        [] { tbb::parallel_for(0, Tasks, [](int) { wait(); }); });
  });
  add(name, "std::par", [=] {
    std::for_each(std::execution::par, tasks.begin(), tasks.end(),
                  [](int) { wait(); });
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add(name, "rayon", [] { rayon_wait(Tasks, 5); });
#endif
}

/// What one item does; every `period`th one waits `io`, the others compute
/// only.
struct Load {
  const char *name;
  microseconds cpu, io;
  int items, period = 1;
};

void run_item(const Load &load, int item) {
  if (load.io.count() && item % load.period == 0)
    std::this_thread::sleep_for(load.io);
  // CPU time, not elapsed time: threads that are preempted have not worked.
  const auto begin = aether::ThreadTimes::now().running;
  while (load.cpu.count() &&
         aether::ThreadTimes::now().running - begin < load.cpu) {
  }
}

/// All items in a pool of its own; \p threads 0: adaptive, from one for each
/// processor on.
void run_in_pool(const Load &load, std::size_t threads) {
  aether::AdaptivePoolOptions options;
  options.min_threads = options.max_threads = threads;
  aether::AdaptiveThreadPool pool(options);
  std::vector<int> items(static_cast<std::size_t>(load.items));
  std::iota(items.begin(), items.end(), 0);
  pool.map(items, [&](int item) {
    run_item(load, item);
    return 0;
  });
}

void add_pools() {
  static constexpr Load Loads[] = {
      {"64 items of 5 ms I/O", 0us, 5ms, 64},
      {"400 items of 5 ms I/O", 0us, 5ms, 400},
      {"400 items, 0.5 ms computing, 0.5 ms I/O", 500us, 500us, 400},
      {"400 items, 0.1 ms computing, 1 ms I/O", 100us, 1ms, 400},
      {"400 items, 0.5 ms computing, each 10th 5 ms I/O", 500us, 5ms, 400, 10},
      {"1000 items, 0.05 ms computing, 0.2 ms I/O", 50us, 200us, 1000},
      {"400 items of 0.5 ms computing", 500us, 0us, 400},
      {"64 items of 2 ms computing", 2ms, 0us, 64},
  };
  const std::size_t processors =
      std::max(1u, std::thread::hardware_concurrency());
  for (const Load &load : Loads) {
    const std::string name = std::string("pool: ") + load.name;
    add(name, "adaptive", [load] { run_in_pool(load, 0); });
    for (std::size_t n = processors; n <= 32 * processors; n *= 2)
      add(name, (std::to_string(n) + " threads").c_str(),
          [load, n] { run_in_pool(load, n); });
  }
}

template <class Mutex> void add_lock(const char *way) {
  add("1000 uncontended locks", way, [mutex = std::make_shared<Mutex>()] {
    for (int i = 0; i != 1000; ++i) {
      const std::lock_guard lock(*mutex);
    }
  });
}

} // namespace

void ways::add_waiting() {
  add_blocking();
  add_pools();
  add_lock<std::mutex>("std::mutex");
  add_lock<aether::Mutex>("aether::Mutex");
}
