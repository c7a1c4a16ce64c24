#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <ranges>
#include <vector>

static std::vector<int> numbers() { return std::vector<int>(2000, 1); }

void racy() {
  std::vector<int> items = numbers();
  long total = 0;
  aether::par_for_each(items, [&](int &x) { // unsafe: captured-mutation
    total += x;                             // race
  });
}

void repaired_atomic() {
  std::vector<int> items = numbers();
  std::atomic<long> total = 0;
  aether::par_for_each(items, [&](int &x) { // safe
    total += x;
  });
}

void repaired_lock() {
  std::vector<int> items = numbers();
  long total = 0;
  std::mutex m;
  aether::par_for_each(items, [&](int &x) { // safe
    std::lock_guard<std::mutex> lock(m);
    total += x;
  });
}

void repaired_reduce() {
  std::vector<int> items = numbers();
  int total = aether::par_reduce(items, 0, [](int a, int b) { // safe
    return a + b;
  });
  (void)total;
}

void lookalike_local() {
  std::vector<int> items = numbers();
  aether::par_for_each(items, [&](int &x) { // safe
    long total = 0;
    for (int i = 0; i < 3; ++i)
      total += x;
    x = static_cast<int>(total);
  });
}

void lookalike_copy() {
  std::vector<int> items = numbers();
  int offset = 3;
  aether::par_for_each(items, [offset](int &x) { x += offset; }); // safe
}

void lookalike_read() {
  std::vector<int> items = numbers();
  int offset = 3;
  aether::par_for_each(items, [&](int &x) { x += offset; }); // safe
}

void racy_through_helper();
static void bump(int &where, int by) { where += by; } // race
void racy_through_helper() {
  std::vector<int> items = numbers();
  int total = 0;
  aether::par_for_each(items, [&](int &x) { bump(total, x); }); // unsafe: captured-mutation
}

void lookalike_helper() {
  std::vector<int> items = numbers();
  aether::par_for_each(items, [&](int &x) { bump(x, 1); }); // safe
}

void racy_pointer() {
  std::vector<int> items = numbers();
  int total = 0;
  int *p = &total;
  aether::par_for_each(items, [=](int &x) { // unsafe: captured-mutation
    *p += x;                                // race
  });
}

FAMILY({"racy", racy}, {"repaired_atomic", repaired_atomic},
       {"repaired_lock", repaired_lock}, {"repaired_reduce", repaired_reduce},
       {"lookalike_local", lookalike_local}, {"lookalike_copy", lookalike_copy},
       {"lookalike_read", lookalike_read},
       {"racy_through_helper", racy_through_helper},
       {"lookalike_helper", lookalike_helper}, {"racy_pointer", racy_pointer})
