//===- Loops.cpp - Loops from short to long -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ways.h"

#include "aether/aether.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#ifdef AETHER_BENCH_TBB
#include <algorithm>
#include <execution>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#endif

namespace {

using Floats = std::vector<float>;

struct Trivial {
  void operator()(float &x) const { x = x * 1.0001f + 1; }
#ifdef AETHER_BENCH_RAYON
  static constexpr auto rayon = rayon_trivial;
#endif
};
struct Roots {
  void operator()(float &x) const {
    for (int i = 0; i != 4; ++i)
      x = std::sqrt(x * 1.01f + 1);
  }
#ifdef AETHER_BENCH_RAYON
  static constexpr auto rayon = rayon_roots;
#endif
};

/// All ways to call \p fn for each of \p count floats.
template <class Fn>
void add_loop(const std::string &name, std::size_t count, Fn fn) {
  const auto items = std::make_shared<Floats>(count, 1.f);
  using ways::add;
  add(name, "serial", [=] {
    for (float &x : *items)
      fn(x);
  });
  add(name, "aether", [=] { aether::par_for_each(*items, fn); });
#ifdef _OPENMP
  add(name, "OpenMP", [=] {
    Floats &data = *items;
#pragma omp parallel for
    for (std::size_t i = 0; i < data.size(); ++i)
      fn(data[i]);
  });
#endif
#ifdef AETHER_BENCH_TBB
  add(name, "oneTBB", [=] {
    Floats &data = *items;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, data.size()),
                      [&](const tbb::blocked_range<std::size_t> &range) {
                        for (std::size_t i = range.begin(); i != range.end();
                             ++i)
                          fn(data[i]);
                      });
  });
  add(name, "std::par", [=] {
    std::for_each(std::execution::par, items->begin(), items->end(), fn);
  });
#endif
#ifdef AETHER_BENCH_RAYON
  add(name, "rayon", [=] { Fn::rayon(items->data(), items->size()); });
#endif
}

} // namespace

void ways::add_loops() {
  for (std::size_t count : {10, 100, 1000, 10'000, 100'000, 1'000'000})
    add_loop("loop trivial " + std::to_string(count), count, Trivial());
  add_loop("loop trivial 10000000", 10'000'000, Trivial());
  for (std::size_t count : {100'000, 1'000'000, 10'000'000})
    add_loop("loop roots " + std::to_string(count), count, Roots());
}
