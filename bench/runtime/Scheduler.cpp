//===- Scheduler.cpp - What calls cost, side by side with others ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//     runtime-bench [fork] [short] [loop] [block] [veto]
//
// All ways to do a thing are measured in turn, round after round, so that what
// disturbs one disturbs the others. Shown are the least and the median of the
// rounds, each of which takes about a millisecond or one call.
//
//===----------------------------------------------------------------------===//

#include "aether/aether.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#ifdef AETHER_BENCH_TBB
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#endif

using namespace aether;
using Clock = std::chrono::steady_clock;

namespace {

struct Way {
  std::string name;
  std::function<void()> run;
  std::vector<double> times{}; ///< nanoseconds
};

double time_of(const std::function<void()> &run, std::size_t times) {
  const auto start = Clock::now();
  for (std::size_t i = 0; i != times; ++i)
    run();
  return std::chrono::duration<double, std::nano>(Clock::now() - start)
             .count() /
         static_cast<double>(times);
}

/// Shows the times of all ways, divided by \p unit nanoseconds.
void compare(const char *title, std::vector<Way> ways, double unit,
             const char *unit_name, int rounds) {
  for (Way &way : ways) // threads start, pages are there
    time_of(way.run, 3);
  for (int round = 0; round != rounds; ++round)
    for (Way &way : ways) {
      const double once = time_of(way.run, 1);
      const double times = std::clamp(1e6 / once, 1.0, 10000.0);
      way.times.push_back(time_of(way.run, static_cast<std::size_t>(times)));
    }
  std::printf("%s\n", title);
  for (Way &way : ways) {
    std::sort(way.times.begin(), way.times.end());
    std::printf("  %-28s %10.2f %10.2f %s\n", way.name.c_str(),
                way.times.front() / unit,
                way.times[way.times.size() / 2] / unit, unit_name);
  }
}

template <class T> void keep(T *data) {
  asm volatile("" : : "r"(data) : "memory");
}

long plain_fib(int n) {
  asm volatile(""); // or the compiler turns it into a loop
  return n < 2 ? n : plain_fib(n - 1) + plain_fib(n - 2);
}
long fib(int n) {
  if (n < 2)
    return n;
  long a = 0, b = 0;
  par_invoke([&] { a = fib(n - 1); }, [&] { b = fib(n - 2); });
  return a + b;
}
#ifdef AETHER_BENCH_TBB
long tbb_fib(int n) {
  if (n < 2)
    return n;
  long a = 0, b = 0;
  tbb::parallel_invoke([&] { a = tbb_fib(n - 1); },
                       [&] { b = tbb_fib(n - 2); });
  return a + b;
}
#endif

/// One call for each node of the recursion.
void fork() {
  constexpr int n = 30;
  constexpr double calls = 2692537;
  volatile long sink = 0;
  std::vector<Way> ways{{"plain", [&] { sink = plain_fib(n); }},
                        {"aether::par_invoke", [&] { sink = fib(n); }}};
#ifdef AETHER_BENCH_TBB
  ways.push_back({"tbb::parallel_invoke", [&] { sink = tbb_fib(n); }});
#endif
  compare("fork: fib(30), per call", std::move(ways), calls, "ns", 15);
}

void trivial(float &x) { x = x * 1.0001f + 1; }
void heavy(float &x) {
  for (int i = 0; i != 4; ++i)
    x = std::sqrt(x * 1.01f + 1);
}

template <class Fn>
std::vector<Way> ways_to_loop(std::vector<float> &items, const Fn &fn) {
  std::vector<Way> ways{{"plain loop",
                         [&items, fn] {
                           for (float &x : items)
                             fn(x);
                           keep(items.data());
                         }},
                        {"aether::par_for_each", [&items, fn] {
                           par_for_each(items, fn);
                           keep(items.data());
                         }}};
#ifdef _OPENMP
  ways.push_back({"omp parallel for", [&items, fn] {
                    float *const data = items.data();
                    const std::size_t count = items.size();
#pragma omp parallel for
                    for (std::size_t i = 0; i < count; ++i)
                      fn(data[i]);
                    keep(data);
                  }});
#endif
#ifdef AETHER_BENCH_TBB
  ways.push_back({"tbb::parallel_for", [&items, fn] {
                    float *const data = items.data();
                    tbb::parallel_for(
                        tbb::blocked_range<std::size_t>(0, items.size()),
                        [=](const tbb::blocked_range<std::size_t> &range) {
                          for (std::size_t i = range.begin(); i != range.end();
                               ++i)
                            fn(data[i]);
                        });
                    keep(data);
                  }});
#endif
  return ways;
}

void short_loop() {
  for (std::size_t count : {10, 100, 1000, 10000}) {
    std::vector<float> items(count, 1.f);
    compare(("short: " + std::to_string(count) + " elements, x = x * a + 1")
                .c_str(),
            ways_to_loop(items, [](float &x) { trivial(x); }), 1, "ns", 50);
  }
}

void loop() {
  for (std::size_t count : {100'000, 1'000'000, 10'000'000}) {
    std::vector<float> items(count, 1.f);
    const std::string size = std::to_string(count) + " elements, ";
    compare(("loop: " + size + "x = x * a + 1").c_str(),
            ways_to_loop(items, [](float &x) { trivial(x); }), 1000, "us", 30);
    compare(("loop: " + size + "four square roots").c_str(),
            ways_to_loop(items, [](float &x) { heavy(x); }), 1000, "us", 30);
  }
}

void block() {
  const auto wait = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  std::vector<Way> ways{
      {"aether::par_for_each",
       [&] { par_for_each(std::views::iota(0, 64), [&](int) { wait(); }); }}};
#ifdef _OPENMP
  ways.push_back({"omp parallel for", [&] {
#pragma omp parallel for
                    for (int i = 0; i < 64; ++i)
                      wait();
                  }});
#endif
#ifdef AETHER_BENCH_TBB
  ways.push_back({"tbb::parallel_for",
                  [&] { tbb::parallel_for(0, 64, [&](int) { wait(); }); }});
#endif
  compare("block: 64 tasks that wait 5 ms", std::move(ways), 1e6, "ms", 10);
}

void veto() {
  static constexpr CallSite unsafe("bench.cpp", 1, 1, Verdict::Unsafe,
                                   "captured-mutation");
  std::vector<float> items(1000, 1.f);
  std::vector<Way> ways{{"plain loop",
                         [&] {
                           for (float &x : items)
                             trivial(x);
                           keep(items.data());
                         }},
                        {"vetoed par_for_each", [&] {
                           par_for_each(
                               items, [](float &x) { trivial(x); }, {}, unsafe);
                           keep(items.data());
                         }}};
  compare("veto: 1000 elements", std::move(ways), 1, "ns", 50);
}

} // namespace

int main(int argc, char **argv) {
  const std::pair<const char *, void (*)()> rows[] = {{"fork", fork},
                                                      {"short", short_loop},
                                                      {"loop", loop},
                                                      {"block", block},
                                                      {"veto", veto}};
  std::printf("%u processors; least and median of the rounds\n",
              std::thread::hardware_concurrency());
  for (const auto &[name, run] : rows) {
    const bool wanted =
        argc == 1 || std::any_of(argv + 1, argv + argc, [&](const char *arg) {
          return std::string_view(arg) == name;
        });
    if (wanted)
      run();
  }
}
