#include "family.h"
#include <aether/aether.h>
#include <functional>
#include <ranges>
#include <vector>

struct Sum {
  int &total;
  void operator()(int x) const { total += x; } // race
};

void racy_functor() {
  int total = 0;
  aether::par_for_each(std::views::iota(0, 2000), Sum{total}); // unsafe: captured-mutation
}

struct Scale {
  int by;
  void operator()(int &x) const { x *= by; }
};

void lookalike_functor() {
  std::vector<int> items(2000, 1);
  aether::par_for_each(items, Scale{3}); // safe
}

int calls = 0;
static void count(int &) { ++calls; } // race

void racy_function() {
  std::vector<int> items(2000, 1);
  aether::par_for_each(items, count); // unsafe: global-mutation
}

static void twice(int &x) { x *= 2; }

void lookalike_function() {
  std::vector<int> items(2000, 1);
  aether::par_for_each(items, twice); // safe
}

void racy_variable() {
  int total = 0;
  auto add = [&total](int x) { total += x; }; // race
  aether::par_for_each(std::views::iota(0, 2000), add); // unsafe: captured-mutation
}

void racy_std_function() {
  int total = 0;
  std::function<void(int)> add = [&total](int x) { total += x; }; // race
  aether::par_for_each(std::views::iota(0, 2000), add); // unsafe: captured-mutation
}

template <class F> void for_each_index(int n, const F &f) {
  aether::par_for_each(std::views::iota(0, n), f); // unsafe: captured-mutation
}

void racy_wrapper() {
  int total = 0;
  for_each_index(2000, [&](int i) { total += i; }); // race
}

template <class F> void safe_for_each_index(int n, const F &f) {
  aether::par_for_each(std::views::iota(0, n), f); // safe
}

void repaired_wrapper() {
  std::vector<int> out(2000);
  safe_for_each_index(2000, [&](int i) { out[i] = i; });
}

void racy_nested_lambda() {
  int total = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    auto add = [&](int x) { total += x; };                     // race
    add(i);
  });
}

void racy_generic() {
  std::vector<int> items(2000, 1);
  int total = 0;
  aether::par_for_each(items, [&](auto &x) { total += x; }); // unsafe: captured-mutation
}

FAMILY({"racy_functor", racy_functor}, {"lookalike_functor", lookalike_functor},
       {"racy_function", racy_function},
       {"lookalike_function", lookalike_function},
       {"racy_variable", racy_variable},
       {"racy_std_function", racy_std_function},
       {"racy_wrapper", racy_wrapper}, {"repaired_wrapper", repaired_wrapper},
       {"racy_nested_lambda", racy_nested_lambda},
       {"racy_generic", racy_generic})
