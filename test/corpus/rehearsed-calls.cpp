// Calls of the library in a rehearsal: what their options say about threads,
// and what the library does behind its headers.
#include "family.h"
#include <aether/aether.h>
#include <aether/mutex.h>
#include <algorithm>
#include <mutex>
#include <vector>

void repaired_by_one_worker() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { ++*p; }, {.max_workers = 1}); // safe (today: unknown)
}

void racy_two_workers() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  auto add = [](int *p) { ++*p; }; // race
  aether::par_for_each(items, add, {.max_workers = 2}); // unsafe: captured-mutation
}

void lookalike_too_few() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { ++*p; }, {.min_items = 100}); // safe (today: unknown)
}

void lookalike_taken_at_once() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { ++*p; }, {.grain = 100}); // safe (today: unknown)
}

// Under the library's own mutex, and beside it.
aether::Mutex Guard;

void repaired_under_a_mutex() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { // safe
    std::lock_guard<aether::Mutex> held(Guard);
    ++*p;
  });
}

void racy_beside_a_mutex() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { // unsafe: captured-mutation
    {
      std::lock_guard<aether::Mutex> held(Guard);
      ++*p; // race
    }
    ++*p; // race
  });
}

// A comparison that counts.
namespace {
int compared;
bool counts(int a, int b) {
  compared++; // race
  return a < b;
}
bool compares(int a, int b) { return a < b; }
bool (*const orders[])(int, int) = {compares, counts};
} // namespace

void racy_comparison(std::size_t which) {
  std::vector<int> v(100);
  for (int i = 0; i != 100; ++i)
    v[i] = i * 37 % 100;
  auto order = orders[which];
  aether::par_sort(v, [=](int a, int b) { return order(a, b); }); // unsafe: global-mutation
}
void compared_by_counts() { racy_comparison(1); }

FAMILY({"one_worker", repaired_by_one_worker},
       {"two_workers", racy_two_workers}, {"too_few", lookalike_too_few},
       {"at_once", lookalike_taken_at_once},
       {"under_a_mutex", repaired_under_a_mutex},
       {"beside_a_mutex", racy_beside_a_mutex},
       {"counted", compared_by_counts})
