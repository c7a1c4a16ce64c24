#include "family.h"
#include <aether/aether.h>
#include <atomic>
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

FAMILY({"racy", racy}, {"racy_load_store", racy_load_store},
       {"repaired", repaired}, {"repaired_cas", repaired_cas},
       {"lookalike_flag", lookalike_flag})
