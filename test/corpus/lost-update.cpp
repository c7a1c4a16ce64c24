#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <ranges>
#include <thread>
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

// Tested and taken in two steps: two tasks may pass the test.
void racy_taken_in_two_steps() {
  std::atomic<int> taken = 0, workers = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: lost-update
    if (taken == 0) {
      taken = 1; // race
      ++workers;
    }
  });
}

void racy_early_return() {
  std::atomic<bool> started = false;
  std::atomic<int> starts = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: lost-update
    if (started.load())
      return;
    started.store(true); // race
    starts += 1;
  });
}

void repaired_taken_at_once() {
  std::atomic<bool> taken = false;
  std::atomic<int> workers = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if (!taken && !taken.exchange(true))
      ++workers;
  });
}

void repaired_taken_if_unchanged() {
  std::atomic<int> state = 0, workers = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    int seen = 0;
    if (state == 0 && state.compare_exchange_strong(seen, 1))
      ++workers;
  });
}

// Nothing is done because of it: any of those that find it may say so.
void lookalike_found_by_many() {
  std::atomic<bool> found = false;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (i % 77 == 5 && !found)
      found = true;
  });
}

void lookalike_tested_again_under_a_lock() {
  std::atomic<bool> made = false;
  std::mutex m;
  int value = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if (!made) {
      std::lock_guard guard(m);
      if (!made) {
        made = true;
        ++value;
      }
    }
  });
}

void racy_state_of_two() {
  std::atomic<int> state = 0, sum = 0;
  std::thread a([&] { // unsafe: lost-update
    if (state.load() == 0) {
      state.store(1);
      sum += 5;
    }
  });
  std::thread b([&] { // unsafe: lost-update
    if (state.load() == 0) {
      state.store(1); // race
      sum += 7;
    }
  });
  a.join();
  b.join();
}

// Only one of them changes it from zero.
void lookalike_state_handed_on() {
  std::atomic<int> state = 0, sum = 0;
  std::thread a([&] { // safe
    if (state.load() == 0) {
      state.store(1);
      sum += 5;
    }
  });
  std::thread b([&] { // safe
    if (state.load() == 1) {
      state.store(2);
      sum += 7;
    }
  });
  a.join();
  b.join();
}

FAMILY({"racy", racy}, {"racy_load_store", racy_load_store},
       {"racy_taken_in_two_steps", racy_taken_in_two_steps},
       {"racy_early_return", racy_early_return},
       {"repaired_taken_at_once", repaired_taken_at_once},
       {"repaired_taken_if_unchanged", repaired_taken_if_unchanged},
       {"lookalike_found_by_many", lookalike_found_by_many},
       {"lookalike_tested_again_under_a_lock",
        lookalike_tested_again_under_a_lock},
       {"racy_state_of_two", racy_state_of_two},
       {"lookalike_state_handed_on", lookalike_state_handed_on},
       {"racy_maximum", racy_maximum}, {"racy_greatest_double", racy_greatest_double},
       {"repaired_greatest_double", repaired_greatest_double},
       {"lookalike_last_one", lookalike_last_one},
       {"racy_minimum", racy_minimum},
       {"lookalike_one_bound", lookalike_one_bound},
       {"lookalike_written_under_a_lock", lookalike_written_under_a_lock},
       {"repaired", repaired}, {"repaired_cas", repaired_cas},
       {"lookalike_flag", lookalike_flag})
