//===- Ways.h - Workloads, each done in several ways ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each workload is registered with Google Benchmark once for each library that
/// can do it, as `WORKLOAD/WAY`, written as that library's users would:
///
///     Loops.cpp     loops from short to long
///     Vetoed.cpp    a call that the analyser vetoed
///     Kernels.cpp   fork and join, n-queens, matrix product, uneven items,
///                   filter, sum, sort
///     Waiting.cpp   tasks that wait; the adaptive pool beside fixed ones
///     rayon/        the same in Rust
///
/// performance.py runs all of it and puts ratios into docs/PERFORMANCE.md.
//===----------------------------------------------------------------------===//

#ifndef AETHER_BENCH_RUNTIME_WAYS_H
#define AETHER_BENCH_RUNTIME_WAYS_H

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace ways {

/// Registers `workload/way`. Elapsed time counts: these are programs of several
/// threads.
template <class Fn>
void add(const std::string &workload, const char *way, Fn run) {
  benchmark::RegisterBenchmark((workload + "/" + way).c_str(),
                               [run = std::move(run)](benchmark::State &state) {
                                 for (auto round : state) {
                                   static_cast<void>(round);
                                   run();
                                   benchmark::ClobberMemory();
                                 }
                               })
      ->UseRealTime();
}

void add_loops();
void add_vetoed();
void add_kernels();
void add_waiting();

} // namespace ways

#ifdef AETHER_BENCH_RAYON
extern "C" {
void rayon_trivial(float *data, std::size_t count);
void rayon_roots(float *data, std::size_t count);
std::int64_t rayon_fib(std::int32_t n);
void rayon_wait(std::int32_t tasks, std::uint64_t milliseconds);
std::int64_t rayon_queens(std::int32_t n);
void rayon_product(const double *a, const double *b, double *c, std::size_t n);
void rayon_uneven(const std::int32_t *items, double *results,
                  std::size_t count);
std::size_t rayon_filter(const std::int32_t *items, std::size_t count);
double rayon_sum(const double *items, std::size_t count);
void rayon_sort(std::int32_t *items, std::size_t count);
}
#endif

#endif // AETHER_BENCH_RUNTIME_WAYS_H
