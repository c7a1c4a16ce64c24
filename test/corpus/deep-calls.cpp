// Calls several levels deep, recursion, and paths that do or do not run.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <future>
#include <mutex>
#include <ranges>
#include <stdexcept>
#include <thread>
#include <vector>

namespace audit {
inline int events = 0;
static void note(int) { ++events; } // race
} // namespace audit
namespace quiet {
inline std::atomic<int> events = 0;
static void note(int) { ++events; }
} // namespace quiet

void racy_namespace() {
  aether::par_for_each(std::views::iota(0, 2000), audit::note); // unsafe: global-mutation
}

void lookalike_namespace() {
  using quiet::note;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [](int i) { note(i); });
}

static int odd_steps = 0;
static bool is_odd(int n);
static bool is_even(int n) { return n == 0 || is_odd(n - 1); }
static bool is_odd(int n) {
  ++odd_steps; // race
  return n != 0 && is_even(n - 1);
}

void racy_mutual_recursion() {
  auto out = aether::par_map(std::views::iota(0, 2000), // unsafe: global-mutation
                                     [](int i) { return is_even(i % 9); });
}

static int depth(int n) {
  return n <= 1 ? 0 : 1 + depth(n % 2 ? 3 * n + 1 : n / 2);
}

void lookalike_recursion() {
  auto out = aether::par_map(std::views::iota(1, 2000), // safe
                                     [](int i) { return depth(i); });
}

static void sort_halves(std::vector<int> &v, int lo, int hi) {
  if (hi - lo < 8)
    return;
  const int mid = lo + (hi - lo) / 2;
  std::thread left([&v, lo, mid] { v[lo] = mid; }); // unsafe: overlapping-elements
  v[mid] = lo;
  v[lo] += 1; // race
  left.join();
}

void racy_halves() {
  std::vector<int> v(64, 1);
  sort_halves(v, 0, 64);
}

static void level3(int &x) { x += 1; } // race
static void level2(int *x, bool go) {
  if (!go)
    return;
  level3(*x);
}
static void level1(std::vector<int> &v, int at, bool go) { level2(&v[at], go); }

void racy_three_deep() {
  std::vector<int> v(2000);
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: overlapping-elements
                               [&](int i) { level1(v, i / 2, true); });
}

void lookalike_three_deep() {
  std::vector<int> v(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { level1(v, i, true); });
}

static int failures = 0;
static int parse(int x) {
  if (x % 3 == 0)
    throw std::invalid_argument("thrice");
  return x;
}

void racy_catch() {
  auto out = aether::par_map(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    try {
      return parse(i);
    } catch (const std::exception &) {
      ++failures; // race
      return -1;
    }
  });
}

void racy_short_circuit() {
  int hits = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               [&](int i) { (void)(i > 5 && ++hits); }); // race
}

void lookalike_short_circuit() {
  int hits = 0;
  constexpr bool counting = false;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if constexpr (counting)
      ++hits;
  });
}

void racy_ternary_target() {
  int low = 0, high = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    (i < 1000 ? low : high) = i; // race
  });
}

void lookalike_ternary_target() {
  std::vector<int> low(2000), high(2000);
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { (i % 2 ? low : high)[i] = i; });
}

void racy_unlock_too_early() {
  int n = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::unique_lock lock(m);
    if (i % 2) {
      lock.unlock();
      n = i; // race
      return;
    }
  });
}

void repaired_early_return() {
  int n = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::unique_lock lock(m);
    if (i % 2) {
      n = i;
      return;
    }
    lock.unlock();
  });
}

struct Registry {
  static std::vector<int> &list() {
    static std::vector<int> all;
    return all;
  }
  static void add(int x) {
    static std::mutex m;
    std::scoped_lock lock(m);
    list().push_back(x);
  }
  static void add_unlocked(int x) { list().push_back(x); } // race
  friend void enlist(Registry &, int x) { add_unlocked(x); }
};

void repaired_static_member() {
  aether::par_for_each(std::views::iota(0, 2000), &Registry::add); // safe
}

void racy_friend() {
  Registry registry;
  std::jthread a([&] { enlist(registry, 1); }); // unsafe: shared-container
  std::jthread b([&] { enlist(registry, 2); }); // unsafe: shared-container
}

void racy_join_in_one_branch() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { x = 1; }); // unsafe: captured-mutation
  if (audit::events < 0)
    f.wait();
  x = 2; // race
  f.wait();
}

// The exception leaves the block; its destructor joins before the handler.
void lookalike_join_by_unwinding() {
  int x = 0;
  try {
    std::jthread t([&] { x = 1; }); // safe
    throw std::runtime_error("stop");
  } catch (const std::runtime_error &) {
    x = 2;
  }
}

FAMILY({"racy_namespace", racy_namespace},
       {"lookalike_namespace", lookalike_namespace},
       {"racy_mutual_recursion", racy_mutual_recursion},
       {"lookalike_recursion", lookalike_recursion},
       {"racy_halves", racy_halves}, {"racy_three_deep", racy_three_deep},
       {"lookalike_three_deep", lookalike_three_deep},
       {"racy_catch", racy_catch}, {"racy_short_circuit", racy_short_circuit},
       {"lookalike_short_circuit", lookalike_short_circuit},
       {"racy_ternary_target", racy_ternary_target},
       {"lookalike_ternary_target", lookalike_ternary_target},
       {"racy_unlock_too_early", racy_unlock_too_early},
       {"repaired_early_return", repaired_early_return},
       {"repaired_static_member", repaired_static_member},
       {"racy_friend", racy_friend},
       {"racy_join_in_one_branch", racy_join_in_one_branch},
       {"lookalike_join_by_unwinding", lookalike_join_by_unwinding})
