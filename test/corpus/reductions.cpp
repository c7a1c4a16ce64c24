// Reductions, histograms, prefix sums, searches.
#include "family.h"
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace views = std::views;

void racy_histogram() {
  std::vector<std::uint8_t> pixels(5000, 7);
  std::array<int, 256> histogram{};
  aether::par_for_each(pixels, [&](std::uint8_t p) { ++histogram[p]; }); // unsafe: overlapping-elements
}

// As many tasks as elements, and each has its own.
void lookalike_permutation() {
  const std::array<int, 8> order{3, 1, 4, 0, 5, 2, 7, 6};
  std::array<int, 8> out{};
  aether::par_for_each(views::iota(0, 8), [&](int i) { out[order[i]] = i; }); // safe
}

void repaired_histogram_atomic() {
  std::vector<std::uint8_t> pixels(5000, 7);
  std::array<std::atomic<int>, 256> histogram{};
  aether::par_for_each(pixels, [&](std::uint8_t p) { histogram[p].fetch_add(1, std::memory_order_relaxed); }); // safe
}

void repaired_histogram_private() {
  std::vector<std::uint8_t> pixels(5000, 7);
  std::array<int, 256> histogram{};
  std::mutex merging;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // safe
      std::array<int, 256> mine{};
      for (std::size_t i = w; i < pixels.size(); i += 4)
        ++mine[pixels[i]];
      std::lock_guard lock(merging);
      for (std::size_t b = 0; b < mine.size(); ++b)
        histogram[b] += mine[b];
    });
  for (auto &t : threads)
    t.join();
}

void racy_histogram_merge() {
  std::vector<std::uint8_t> pixels(5000, 7);
  std::array<int, 256> histogram{};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // unsafe: overlapping-elements
      std::array<int, 256> mine{};
      for (std::size_t i = w; i < pixels.size(); i += 4)
        ++mine[pixels[i]];
      for (std::size_t b = 0; b < mine.size(); ++b)
        histogram[b] += mine[b];
    });
  for (auto &t : threads)
    t.join();
}

void repaired_histogram_rows() {
  std::vector<std::uint8_t> pixels(5000, 7);
  constexpr int workers = 4;
  std::vector<std::array<int, 256>> local(workers);
  aether::par_for_each(views::iota(0, workers), [&](int w) { // safe
    for (std::size_t i = w; i < pixels.size(); i += workers)
      ++local[w][pixels[i]];
  });
  std::array<int, 256> histogram{};
  aether::par_for_each(views::iota(0, 256), [&](int bin) { // safe
    for (int w = 0; w < workers; ++w)
      histogram[bin] += local[w][bin];
  });
}

void racy_maximum() {
  std::vector<int> v(5000);
  std::iota(v.begin(), v.end(), 0);
  int best = std::numeric_limits<int>::min();
  aether::par_for_each(v, [&](int x) { // unsafe: captured-mutation
    if (x > best)
      best = x;
  });
}

void repaired_maximum_exchange() {
  std::vector<int> v(5000);
  std::iota(v.begin(), v.end(), 0);
  std::atomic<int> best = std::numeric_limits<int>::min();
  aether::par_for_each(v, [&](int x) { // safe
    int seen = best.load();
    while (x > seen && !best.compare_exchange_weak(seen, x)) {
    }
  });
}

void racy_maximum_atomic() {
  std::vector<int> v(5000);
  std::iota(v.begin(), v.end(), 0);
  std::atomic<int> best = std::numeric_limits<int>::min();
  aether::par_for_each(v, [&](int x) { // unsafe: lost-update
    if (x > best.load())
      best.store(x);
  });
}

// Checked again under the lock; the first look is atomic.
void repaired_maximum_checked_twice() {
  std::vector<int> v(5000);
  std::iota(v.begin(), v.end(), 0);
  std::atomic<int> best = std::numeric_limits<int>::min();
  std::mutex m;
  aether::par_for_each(v, [&](int x) { // safe
    if (x <= best.load(std::memory_order_relaxed))
      return;
    std::scoped_lock lock(m);
    if (x > best.load(std::memory_order_relaxed))
      best.store(x, std::memory_order_relaxed);
  });
}

void repaired_arg_max() {
  std::vector<double> v(5000, 1);
  struct Best {
    double Value = -1;
    std::size_t At = 0;
  };
  Best best;
  std::mutex m;
  aether::par_for_each(views::iota(std::size_t{0}, v.size()), [&](std::size_t i) { // safe
    double value = v[i] * static_cast<double>(i % 17);
    std::lock_guard<std::mutex> lock(m);
    if (value > best.Value)
      best = {value, i};
  });
}

void racy_arg_max_first_look() {
  std::vector<double> v(5000, 1);
  double best = -1;
  std::size_t at = 0;
  std::mutex m;
  aether::par_for_each(views::iota(std::size_t{0}, v.size()), [&](std::size_t i) { // unsafe: captured-mutation
    double value = v[i] * static_cast<double>(i);
    if (value <= best)
      return;
    std::lock_guard<std::mutex> lock(m);
    if (value > best) {
      best = value;
      at = i;
    }
  });
}

void repaired_reduce() {
  std::vector<double> v(5000, 1);
  double total = aether::par_reduce(v, 0.0, [](double a, double b) { return a + b; }); // safe
  (void)total;
}

void racy_reduce_operator() {
  std::vector<double> v(5000, 1);
  int combined = 0;
  double total = aether::par_reduce(v, 0.0, [&](double a, double b) { // unsafe: captured-mutation
    ++combined;
    return a + b;
  });
  (void)total;
}

void repaired_dot_product() {
  std::vector<double> x(5000, 1), y(5000, 2), products(5000);
  aether::par_for_each(views::iota(0, 5000), [&](int i) { products[i] = x[i] * y[i]; }); // safe
  double dot = std::accumulate(products.begin(), products.end(), 0.0);
  (void)dot;
}

void racy_variance() {
  std::vector<double> x(5000, 1);
  double sum = 0, squares = 0;
  aether::par_for_each(x, [&](double value) { // unsafe: captured-mutation
    sum += value;
    squares += value * value;
  });
}

void repaired_variance_locked() {
  std::vector<double> x(5000, 1);
  struct {
    std::mutex M;
    double Sum = 0, Squares = 0;
  } totals;
  aether::par_for_each(x, [&](double value) { // safe
    std::unique_lock lock(totals.M);
    totals.Sum += value;
    totals.Squares += value * value;
  });
}

// A prefix sum in two passes over blocks.
void repaired_prefix_sum() {
  std::vector<int> v(1024, 1);
  const int blocks = 8, size = 128;
  std::vector<int> sums(blocks + 1);
  aether::par_for_each(views::iota(0, blocks), [&](int b) { // safe
    for (int i = b * size + 1; i < (b + 1) * size; ++i)
      v[i] += v[i - 1];
    sums[b + 1] = v[(b + 1) * size - 1];
  });
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  aether::par_for_each(views::iota(1, blocks), [&](int b) { // safe
    for (int i = b * size; i < (b + 1) * size; ++i)
      v[i] += sums[b];
  });
}

void racy_prefix_sum() {
  std::vector<int> v(1024, 1);
  aether::par_for_each(views::iota(1, 1024), [&](int i) { v[i] += v[i - 1]; }); // unsafe: overlapping-elements
}

// Steps of doubling distance: in place it races, between two arrays not.
void racy_hillis_steele() {
  std::vector<int> v(1024, 1);
  for (int d = 1; d < 1024; d *= 2)
    aether::par_for_each(views::iota(d, 1024), [&](int i) { v[i] += v[i - d]; }); // unsafe: overlapping-elements
}

void repaired_hillis_steele() {
  std::vector<int> v(1024, 1), w(1024);
  for (int d = 1; d < 1024; d *= 2) {
    aether::par_for_each(views::iota(0, 1024), [&](int i) { w[i] = i < d ? v[i] : v[i] + v[i - d]; }); // safe
    v.swap(w);
  }
}

// A tree: each round writes the first half from both.
void repaired_tree_sum() {
  std::vector<long> v(1024, 1);
  for (int half = 512; half > 0; half /= 2)
    aether::par_for_each(views::iota(0, half), [&](int i) { v[i] += v[i + half]; }); // safe
}

void racy_tree_sum() {
  std::vector<long> v(1024, 1);
  for (int half = 512; half > 1; half /= 2)
    aether::par_for_each(views::iota(0, half), [&](int i) { v[i] += v[i + half / 2]; }); // unsafe: overlapping-elements (today: unknown)
}

// Found or not: a flag that all may set.
void racy_found_flag() {
  std::vector<int> v(5000, 1);
  bool found = false;
  aether::par_for_each(v, [&](int x) { // unsafe: captured-mutation
    if (x % 2 == 1)
      found = true;
  });
}

void repaired_found_flag() {
  std::vector<int> v(5000, 1);
  std::atomic<bool> found = false;
  aether::par_for_each(v, [&](int x) { // safe
    if (!found.load(std::memory_order_relaxed) && x % 2 == 1)
      found = true;
  });
}

void repaired_counts_by_kind() {
  std::vector<int> v(5000, 1);
  std::atomic<long> odd = 0, even = 0;
  aether::par_for_each(v, [&](int x) { x % 2 ? ++odd : ++even; }); // safe
}

void racy_counts_by_kind() {
  std::vector<int> v(5000, 1);
  std::pair<long, long> counts{0, 0};
  aether::par_for_each(v, [&](int x) { (x % 2 ? counts.first : counts.second) += 1; }); // unsafe: captured-mutation
}

FAMILY({"racy_histogram", racy_histogram}, {"lookalike_permutation", lookalike_permutation},
       {"repaired_histogram_atomic", repaired_histogram_atomic},
       {"repaired_histogram_private", repaired_histogram_private}, {"racy_histogram_merge", racy_histogram_merge},
       {"repaired_histogram_rows", repaired_histogram_rows}, {"racy_maximum", racy_maximum},
       {"repaired_maximum_exchange", repaired_maximum_exchange}, {"racy_maximum_atomic", racy_maximum_atomic},
       {"repaired_maximum_checked_twice", repaired_maximum_checked_twice}, {"repaired_arg_max", repaired_arg_max},
       {"racy_arg_max_first_look", racy_arg_max_first_look}, {"repaired_reduce", repaired_reduce},
       {"racy_reduce_operator", racy_reduce_operator}, {"repaired_dot_product", repaired_dot_product},
       {"racy_variance", racy_variance}, {"repaired_variance_locked", repaired_variance_locked},
       {"repaired_prefix_sum", repaired_prefix_sum}, {"racy_prefix_sum", racy_prefix_sum},
       {"racy_hillis_steele", racy_hillis_steele}, {"repaired_hillis_steele", repaired_hillis_steele},
       {"repaired_tree_sum", repaired_tree_sum}, {"racy_tree_sum", racy_tree_sum}, {"racy_found_flag", racy_found_flag},
       {"repaired_found_flag", repaired_found_flag}, {"repaired_counts_by_kind", repaired_counts_by_kind},
       {"racy_counts_by_kind", racy_counts_by_kind})
