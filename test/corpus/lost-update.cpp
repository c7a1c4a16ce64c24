#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <ranges>
#include <vector>

void racy() {
  std::atomic<int> total = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: lost-update
    total = total + i;                                         // race
  });
}

void racy_load_store() {
  std::atomic<int> best = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: lost-update
    int seen = best.load();
    int next = seen < i ? i : seen;
    best.store(next); // race
  });
}

void repaired() {
  std::atomic<int> total = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    total += i;
  });
}

void repaired_cas() {
  std::atomic<int> best = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    int seen = best.load();
    while (seen < i && !best.compare_exchange_weak(seen, i)) {
    }
  });
}

void lookalike_flag() {
  std::atomic<bool> found = false;
  std::atomic<int> limit = 10;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (i > limit.load())
      found.store(true);
  });
}

void racy_maximum() {
  std::vector<int> v(2000, 1);
  std::atomic<int> best = 0;
  aether::par_for_each(v, [&](const int &x) { // unsafe: lost-update
    int seen = best;
    if (seen < x)
      best = x; // race
  });
}

void racy_greatest_double() {
  std::atomic<int> best = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: lost-update
    const int twice = 2 * i;
    if (best < twice)
      best = twice; // race
  });
}

void repaired_greatest_double() {
  std::atomic<int> best = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    const int twice = 2 * i;
    int seen = best;
    while (seen < twice && !best.compare_exchange_weak(seen, twice)) {
    }
  });
}

void lookalike_last_one() {
  std::atomic<int> last = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (i < 1000)
      last = i;
  });
}

void racy_minimum() {
  std::vector<int> v(2000, 1);
  std::atomic<int> least = 5;
  aether::par_for_each(v, [&](const int &x) { // unsafe: lost-update
    if (least.load() > x)
      least.store(x); // race
  });
}

void lookalike_one_bound() {
  std::atomic<int> floor = 0;
  int bound = 7;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if (floor.load() < bound)
      floor.store(bound);
  });
}

void lookalike_written_under_a_lock() {
  std::atomic<int> best = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (best.load() < i) {
      std::lock_guard guard(m);
      if (best.load() < i)
        best.store(i);
    }
  });
}

FAMILY({"racy", racy}, {"racy_load_store", racy_load_store},
       {"racy_maximum", racy_maximum}, {"racy_greatest_double", racy_greatest_double},
       {"repaired_greatest_double", repaired_greatest_double},
       {"lookalike_last_one", lookalike_last_one},
       {"racy_minimum", racy_minimum},
       {"lookalike_one_bound", lookalike_one_bound},
       {"lookalike_written_under_a_lock", lookalike_written_under_a_lock},
       {"repaired", repaired}, {"repaired_cas", repaired_cas},
       {"lookalike_flag", lookalike_flag})
