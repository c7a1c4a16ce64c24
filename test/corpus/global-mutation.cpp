#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <ranges>
#include <vector>

int counter = 0;
std::atomic<int> safe_counter = 0;
static int limit = 10;
thread_local int per_thread = 0;

struct Stats {
  static int seen;
};
int Stats::seen = 0;

void racy() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: global-mutation
    if (i % 2)
      ++counter; // race
  });
}

void repaired() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // safe
    if (i % 2)
      ++safe_counter;
  });
}

void lookalike_thread_local() {
  aether::par_for_each(std::views::iota(0, 2000), [](int) { ++per_thread; }); // safe
}

void lookalike_read() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = limit;
  });
}

void racy_static_member() {
  aether::par_for_each(std::views::iota(0, 2000), [](int) { // unsafe: global-mutation
    Stats::seen++;                                          // race
  });
}

static int next() {
  static int id = 0;
  return ++id; // race
}

void racy_function_static() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: global-mutation
    out[i] = next();
  });
}

static const std::vector<int> &table() {
  static const std::vector<int> t(100, 7);
  return t;
}

void lookalike_static_initialisation() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = table()[i % 100];
  });
}

static int next_safe() {
  static std::atomic<int> id = 0;
  return id.fetch_add(1);
}

void repaired_function_static() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = next_safe();
  });
}

FAMILY({"racy", racy}, {"repaired", repaired},
       {"lookalike_thread_local", lookalike_thread_local},
       {"lookalike_read", lookalike_read},
       {"racy_static_member", racy_static_member},
       {"racy_function_static", racy_function_static},
       {"repaired_function_static", repaired_function_static},
       {"lookalike_static_initialisation", lookalike_static_initialisation})
