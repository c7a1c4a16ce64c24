#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <future>
#include <numeric>
#include <ranges>
#include <thread>
#include <vector>

void repaired_even_share() {
  constexpr int n = 1000, parts = 7;
  std::vector<int> v(n);
  aether::par_for_each(std::views::iota(0, parts), [&](int t) { // safe
    const int lo = t * n / parts, hi = (t + 1) * n / parts;
    for (int i = lo; i < hi; ++i)
      v[i] += i;
  });
}

void racy_even_share_inclusive() {
  constexpr int n = 1000, parts = 8;
  std::vector<int> v(n + 1);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, parts),
      [&](int t) {
        const int lo = t * n / parts, hi = (t + 1) * n / parts;
        for (int i = lo; i <= hi; ++i)
          v[i] += i; // race
      });
}

void repaired_chunk_clamped() {
  constexpr int n = 1001, chunk = 64;
  std::vector<double> v(n);
  std::vector<std::thread> pool;
  for (int t = 0; t * chunk < n; ++t)
    pool.emplace_back([&, t] { // safe
      const int hi = std::min((t + 1) * chunk, n);
      for (int i = t * chunk; i < hi; ++i)
        v[i] = 0.5 * i;
    });
  for (auto &worker : pool)
    worker.join();
}

void racy_chunk_rounded_up_without_clamp() {
  constexpr int n = 1000, parts = 4, chunk = n / parts;
  std::vector<double> v(n + 1);
  std::vector<std::thread> pool;
  for (int t = 0; t < parts; ++t)
    pool.emplace_back([&v, t] { // unsafe: overlapping-elements
      for (int i = t * chunk; i < (t + 1) * chunk + 1; ++i)
        v[i] += 0.5 * i; // race
    });
  for (auto &worker : pool)
    worker.join();
}

void lookalike_last_takes_the_rest() {
  constexpr int n = 1003, parts = 4, chunk = n / parts;
  std::vector<int> v(n);
  std::vector<std::jthread> pool;
  for (int t = 0; t < parts; ++t) {
    int lo = t * chunk;
    int hi = t == parts - 1 ? n : lo + chunk;
    pool.emplace_back([&v, lo, hi] { // safe
      for (int i = lo; i != hi; ++i)
        ++v[i];
    });
  }
}

void racy_first_takes_the_rest() {
  constexpr int n = 1003, parts = 4, chunk = n / parts;
  std::vector<int> v(n);
  std::vector<std::jthread> pool;
  for (int t = 0; t < parts; ++t) {
    int lo = t * chunk;
    int hi = t == 0 ? n : lo + chunk;
    pool.emplace_back([&v, lo, hi] { // unsafe: overlapping-elements
      for (int i = lo; i != hi; ++i)
        ++v[i]; // race
    });
  }
}

void lookalike_interleaved() {
  constexpr int n = 1000, parts = 4;
  std::vector<int> v(n);
  std::vector<std::thread> pool;
  for (int t = 0; t < parts; ++t)
    pool.emplace_back([&v, t] { // safe
      for (int i = t; i < n; i += parts)
        v[i] = t;
    });
  for (auto &worker : pool)
    worker.join();
}

void racy_interleaved_too_narrow() {
  constexpr int n = 1000, parts = 4;
  std::vector<int> v(n);
  std::vector<std::thread> pool;
  for (int t = 0; t < parts; ++t)
    pool.emplace_back([&v, t] { // unsafe: overlapping-elements
      for (int i = t; i < n; i += parts - 1)
        v[i] = t; // race
    });
  for (auto &worker : pool)
    worker.join();
}

void lookalike_partial_sums_by_thread() {
  constexpr int parts = 4;
  std::vector<int> v(1000, 1);
  std::vector<long> partial(parts);
  std::vector<std::thread> pool;
  for (int t = 0; t < parts; ++t)
    pool.emplace_back([&v, &partial, t] { // safe
      for (std::size_t i = t; i < v.size(); i += parts)
        partial[t] += v[i];
    });
  for (auto &worker : pool)
    worker.join();
  (void)std::accumulate(partial.begin(), partial.end(), 0L);
}

void racy_partial_sums_read_early() {
  constexpr int parts = 4;
  std::vector<long> partial(parts);
  std::vector<std::thread> pool;
  for (int t = 0; t < parts; ++t)
    pool.emplace_back([&partial, t] { // unsafe: overlapping-elements
      for (int i = 0; i < 2000; ++i)
        partial[t] += i; // race
    });
  volatile long sum = std::accumulate(partial.begin(), partial.end(), 0L);
  for (auto &worker : pool)
    worker.join();
  (void)sum;
}

void repaired_halves() {
  std::vector<int> v(1000);
  const std::size_t middle = v.size() / 2;
  auto front = std::async(std::launch::async, [&] { // safe
    for (std::size_t i = 0; i < middle; ++i)
      v[i] = 1;
  });
  for (std::size_t i = middle; i < v.size(); ++i)
    v[i] = 2;
  front.get();
}

void racy_halves_meet() {
  std::vector<int> v(1000);
  const std::size_t middle = v.size() / 2;
  auto front =
      std::async(std::launch::async, [&] { // unsafe: overlapping-elements
        for (std::size_t i = 0; i <= middle; ++i)
          v[i] = 1; // race
      });
  for (std::size_t i = middle; i < v.size(); ++i)
    v[i] = 2;
  front.get();
}

void lookalike_reversed() {
  const int n = 1000;
  std::vector<int> from(n), to(n);
  aether::par_for_each(std::views::iota(0, n), [&](int i) { // safe
    to[n - 1 - i] = from[i];
  });
}

void racy_reversed_in_place() {
  const int n = 1000;
  std::vector<int> v(n);
  aether::par_for_each(std::views::iota(0, n), // unsafe: overlapping-elements
                       [&](int i) {
                         v[n - 1 - i] = v[i]; // race
                       });
}

void repaired_reversed_by_halves() {
  const int n = 1000;
  std::vector<int> v(n);
  aether::par_for_each(std::views::iota(0, n / 2), [&](int i) { // safe
    std::swap(v[i], v[n - 1 - i]);
  });
}

FAMILY({"repaired_even_share", repaired_even_share},
       {"racy_even_share_inclusive", racy_even_share_inclusive},
       {"repaired_chunk_clamped", repaired_chunk_clamped},
       {"racy_chunk_rounded_up_without_clamp",
        racy_chunk_rounded_up_without_clamp},
       {"lookalike_last_takes_the_rest", lookalike_last_takes_the_rest},
       {"racy_first_takes_the_rest", racy_first_takes_the_rest},
       {"lookalike_interleaved", lookalike_interleaved},
       {"racy_interleaved_too_narrow", racy_interleaved_too_narrow},
       {"lookalike_partial_sums_by_thread", lookalike_partial_sums_by_thread},
       {"racy_partial_sums_read_early", racy_partial_sums_read_early},
       {"repaired_halves", repaired_halves},
       {"racy_halves_meet", racy_halves_meet},
       {"lookalike_reversed", lookalike_reversed},
       {"racy_reversed_in_place", racy_reversed_in_place},
       {"repaired_reversed_by_halves", repaired_reversed_by_halves})
