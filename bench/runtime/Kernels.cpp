//===- Kernels.cpp - Small programs that people parallelise ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ways.h"

#include "aether/aether.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <ranges>
#include <vector>

#ifdef AETHER_BENCH_TBB
#include <execution>
#include <tbb/blocked_range.h>
#include <tbb/concurrent_vector.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>
#include <tbb/parallel_sort.h>
#endif

using benchmark::DoNotOptimize;
using ways::add;

namespace {

long serial_fib(int n) {
  asm volatile(""); // or the compiler turns it into a loop
  return n < 2 ? n : serial_fib(n - 1) + serial_fib(n - 2);
}
long aether_fib(int n) {
  if (n < 2)
    return n;
  long a = 0, b = 0;
  aether::par_invoke([&] { a = aether_fib(n - 1); },
                     [&] { b = aether_fib(n - 2); });
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
#ifdef _OPENMP
long omp_fib(int n) {
  if (n < 2)
    return n;
  long a = 0, b = 0;
#pragma omp task shared(a)
  a = omp_fib(n - 1);
  b = omp_fib(n - 2);
#pragma omp taskwait
  return a + b;
}
#endif

/// One call for each node of the recursion.
void add_fib() {
  constexpr int n = 30;
  add("fib(30)", "serial", [] { DoNotOptimize(serial_fib(n)); });
  add("fib(30)", "aether", [] { DoNotOptimize(aether_fib(n)); });
#ifdef AETHER_BENCH_TBB
  add("fib(30)", "oneTBB", [] { DoNotOptimize(tbb_fib(n)); });
#endif
#ifdef _OPENMP
  add("fib(30)", "OpenMP", [] {
    long result = 0;
#pragma omp parallel
#pragma omp single
    result = omp_fib(n);
    DoNotOptimize(result);
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add("fib(30)", "rayon", [] { DoNotOptimize(rayon_fib(n)); });
#endif
}

/// The state of a board: bits of columns and diagonals that are taken.
struct Board {
  std::uint32_t all, columns = 0, left = 0, right = 0;
  std::uint32_t free() const { return all & ~(columns | left | right); }
  Board with(std::uint32_t bit) const {
    return {all, columns | bit, (left | bit) << 1, (right | bit) >> 1};
  }
  std::vector<std::uint32_t> moves() const {
    std::vector<std::uint32_t> bits;
    for (std::uint32_t left_over = free(); left_over;
         left_over &= left_over - 1)
      bits.push_back(left_over & -left_over);
    return bits;
  }
};

long queens(const Board &board) {
  if (board.columns == board.all)
    return 1;
  long count = 0;
  for (std::uint32_t free = board.free(); free; free &= free - 1)
    count += queens(board.with(free & -free));
  return count;
}
/// The first three rows fork.
long aether_queens(const Board &board, int rows) {
  if (rows == 0 || board.columns == board.all)
    return queens(board);
  return aether::map_reduce(
      board.moves(),
      [&](std::uint32_t bit) {
        return aether_queens(board.with(bit), rows - 1);
      },
      std::plus<>(), 0L);
}
#ifdef AETHER_BENCH_TBB
long tbb_queens(const Board &board, int rows) {
  if (rows == 0 || board.columns == board.all)
    return queens(board);
  const std::vector<std::uint32_t> moves = board.moves();
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, moves.size()), 0L,
      [&](const tbb::blocked_range<std::size_t> &range, long sum) {
        for (std::size_t i = range.begin(); i != range.end(); ++i)
          sum += tbb_queens(board.with(moves[i]), rows - 1);
        return sum;
      },
      std::plus<>());
}
#endif
#ifdef _OPENMP
long omp_queens(const Board &board, int rows) {
  if (rows == 0 || board.columns == board.all)
    return queens(board);
  const std::vector<std::uint32_t> moves = board.moves();
  long sum = 0;
#pragma omp taskloop reduction(+ : sum) grainsize(1)
  for (std::size_t i = 0; i < moves.size(); ++i)
    sum += omp_queens(board.with(moves[i]), rows - 1);
  return sum;
}
#endif

void add_queens() {
  constexpr int n = 11;
  constexpr Board board{(1u << n) - 1};
  add("11 queens", "serial", [=] { DoNotOptimize(queens(board)); });
  add("11 queens", "aether", [=] { DoNotOptimize(aether_queens(board, 3)); });
#ifdef AETHER_BENCH_TBB
  add("11 queens", "oneTBB", [=] { DoNotOptimize(tbb_queens(board, 3)); });
#endif
#ifdef _OPENMP
  add("11 queens", "OpenMP", [=] {
    long count = 0;
#pragma omp parallel
#pragma omp single
    count = omp_queens(board, 3);
    DoNotOptimize(count);
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add("11 queens", "rayon", [] { DoNotOptimize(rayon_queens(n)); });
#endif
}

/// Calls \p fn for each of \p count indices, in all ways.
template <class Fn>
void add_indices(const char *name, std::size_t count, Fn fn) {
  add(name, "serial", [=] {
    for (std::size_t i = 0; i != count; ++i)
      fn(i);
  });
  add(name, "aether", [=] {
    aether::par_for_each(std::views::iota(std::size_t{0}, count), fn);
  });
#ifdef _OPENMP
  add(name, "OpenMP", [=] {
#pragma omp parallel for
    for (std::size_t i = 0; i < count; ++i)
      fn(i);
  });
#endif
#ifdef AETHER_BENCH_TBB
  add(name, "oneTBB", [=] { tbb::parallel_for(std::size_t{0}, count, fn); });
  add(name, "std::par", [=] {
    const auto indices = std::views::iota(std::size_t{0}, count);
    std::for_each(std::execution::par, indices.begin(), indices.end(), fn);
  });
#endif
}

void add_product() {
  constexpr std::size_t n = 200;
  struct Matrices {
    std::vector<double> a = std::vector<double>(n * n, 1.5);
    std::vector<double> b = std::vector<double>(n * n, 2.5);
    std::vector<double> c = std::vector<double>(n * n);
  };
  const auto m = std::make_shared<Matrices>();
  add_indices("matrix product 200", n, [=](std::size_t i) {
    double *const row = m->c.data() + i * n;
    std::fill_n(row, n, 0);
    for (std::size_t k = 0; k != n; ++k)
      for (std::size_t j = 0; j != n; ++j)
        row[j] += m->a[i * n + k] * m->b[k * n + j];
  });
#ifdef AETHER_BENCH_RAYON
  add("matrix product 200", "rayon",
      [=] { rayon_product(m->a.data(), m->b.data(), m->c.data(), n); });
#endif
}

/// Most items are cheap, and the dear ones lie together.
void add_uneven() {
  constexpr std::size_t count = 2000;
  struct Data {
    std::vector<std::int32_t> items = std::vector<std::int32_t>(count, 20);
    std::vector<double> results = std::vector<double>(count);
  };
  const auto data = std::make_shared<Data>();
  std::fill_n(data->items.begin() + 200, 100, 2000);
  add_indices("uneven map 2000", count, [=](std::size_t i) {
    double x = 1;
    for (std::int32_t round = 0; round != data->items[i]; ++round)
      x = std::sqrt(x * 1.01 + 1);
    data->results[i] = x;
  });
#ifdef AETHER_BENCH_RAYON
  add("uneven map 2000", "rayon",
      [=] { rayon_uneven(data->items.data(), data->results.data(), count); });
#endif
}

void add_filter() {
  const auto items = std::make_shared<std::vector<std::int32_t>>(1'000'000);
  std::iota(items->begin(), items->end(), 0);
  const auto wanted = [](std::int32_t x) { return x % 3 == 0; };
  const char *const name = "filter 1000000";
  add(name, "serial", [=] {
    std::vector<std::int32_t> kept;
    std::copy_if(items->begin(), items->end(), std::back_inserter(kept),
                 wanted);
    DoNotOptimize(kept.data());
  });
  add(name, "aether", [=] {
    const std::vector<std::int32_t> kept = aether::par_filter(*items, wanted);
    DoNotOptimize(kept.data());
  });
#ifdef AETHER_BENCH_TBB
  add(name, "oneTBB", [=] { // in any order, as this is how it is done there
    tbb::concurrent_vector<std::int32_t> kept;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, items->size()),
                      [&](const tbb::blocked_range<std::size_t> &range) {
                        for (std::size_t i = range.begin(); i != range.end();
                             ++i)
                          if (wanted((*items)[i]))
                            kept.push_back((*items)[i]);
                      });
    DoNotOptimize(kept.size());
  });
  add(name, "std::par", [=] {
    std::vector<std::int32_t> kept(items->size());
    kept.erase(std::copy_if(std::execution::par, items->begin(), items->end(),
                            kept.begin(), wanted),
               kept.end());
    DoNotOptimize(kept.data());
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add(name, "rayon",
      [=] { DoNotOptimize(rayon_filter(items->data(), items->size())); });
#endif
}

void add_sum() {
  const auto items = std::make_shared<std::vector<double>>(1'000'000, 0.1);
  const char *const name = "sum 1000000";
  add(name, "serial", [=] {
    DoNotOptimize(std::accumulate(items->begin(), items->end(), 0.0));
  });
  add(name, "aether",
      [=] { DoNotOptimize(aether::par_reduce(*items, 0.0, std::plus<>())); });
#ifdef _OPENMP
  add(name, "OpenMP", [=] {
    double sum = 0;
#pragma omp parallel for reduction(+ : sum)
    for (std::size_t i = 0; i < items->size(); ++i)
      sum += (*items)[i];
    DoNotOptimize(sum);
  });
#endif
#ifdef AETHER_BENCH_TBB
  add(name, "oneTBB", [=] {
    DoNotOptimize(tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, items->size()), 0.0,
        [&](const tbb::blocked_range<std::size_t> &range, double sum) {
          for (std::size_t i = range.begin(); i != range.end(); ++i)
            sum += (*items)[i];
          return sum;
        },
        std::plus<>()));
  });
  add(name, "std::par", [=] {
    DoNotOptimize(
        std::reduce(std::execution::par, items->begin(), items->end(), 0.0));
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add(name, "rayon",
      [=] { DoNotOptimize(rayon_sum(items->data(), items->size())); });
#endif
}

/// Each way copies the unsorted numbers first.
void add_sort() {
  using Numbers = std::vector<std::int32_t>;
  const auto items = std::make_shared<Numbers>(1'000'000);
  std::mt19937 random(1);
  for (std::int32_t &x : *items)
    x = static_cast<std::int32_t>(random());
  const auto way = [=](const char *name, auto sort) {
    add("sort 1000000", name, [=] {
      Numbers copy = *items;
      sort(copy);
      DoNotOptimize(copy.data());
    });
  };
  way("serial", [](Numbers &x) { std::stable_sort(x.begin(), x.end()); });
  way("serial, not stable", [](Numbers &x) { std::sort(x.begin(), x.end()); });
  way("aether", [](Numbers &x) { aether::par_sort(x); });
#ifdef AETHER_BENCH_TBB
  way("oneTBB, not stable",
      [](Numbers &x) { tbb::parallel_sort(x.begin(), x.end()); });
  way("std::par", [](Numbers &x) {
    std::stable_sort(std::execution::par, x.begin(), x.end());
  });
#endif
#ifdef AETHER_BENCH_RAYON
  way("rayon", [](Numbers &x) { rayon_sort(x.data(), x.size()); });
#endif
}

} // namespace

void ways::add_kernels() {
  add_fib();
  add_queens();
  add_product();
  add_uneven();
  add_filter();
  add_sum();
  add_sort();
}
