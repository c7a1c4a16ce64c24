// A step of an iterator over nodes reads the links of its container, whoever
// has the iterator.
#include "family.h"
#include <aether/aether.h>
#include <deque>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <thread>
#include <vector>

void racy_step_beside_insert() {
  std::map<int, int> squares{{1, 1}, {2, 4}};
  auto first = squares.begin();
  aether::par_invoke([&] { squares[3] = 9; }, // unsafe: shared-container
                     [&] {
                       auto second = first;
                       ++second; // race
                     });
}

void racy_walk_beside_push() {
  std::list<int> values(9);
  auto first = values.begin(), last = values.end();
  aether::par_invoke([&] { values.push_front(3); }, // unsafe: shared-container
                     [first, last] {
                       int sum = 0;
                       for (auto i = first; i != last; ++i) // race
                         sum += *i;
                     });
}

void racy_next_beside_erase() {
  std::set<int> values{1, 2, 3};
  auto first = values.begin();
  aether::par_invoke([&] { values.insert(7); }, // unsafe: shared-container
                     [&] { return *std::next(first); }); // race
}

void racy_deque_step() {
  std::deque<int> values(100);
  auto at = values.begin();
  aether::par_invoke([&] { values.push_back(1); }, // unsafe: shared-container
                     [at] { return *(at + 50); }); // race
}

void repaired_step_with_lock() {
  std::mutex m;
  std::map<int, int> squares{{1, 1}, {2, 4}};
  auto first = squares.begin();
  aether::par_invoke( // safe
      [&] {
        std::lock_guard lock(m);
        squares[3] = 9;
      },
      [&] {
        std::lock_guard lock(m);
        auto second = first;
        ++second;
      });
}

void lookalike_element_beside_insert() {
  std::map<int, int> squares{{1, 1}, {2, 4}};
  auto first = squares.begin();
  aether::par_invoke([&] { squares.insert({3, 9}); }, // safe
                     [&] { first->second = 2; });
}

void lookalike_walks_that_only_read() {
  std::list<int> values(100, 1);
  std::vector<int> sums(8);
  aether::par_for_each(std::views::iota(0, 8), [&](int k) { // safe
    for (auto i = values.begin(); i != values.end(); ++i)
      sums[k] += *i;
    sums[k] += *std::next(values.begin(), k);
  });
}

void lookalike_walk_of_another() {
  std::list<int> values(9), others(9);
  auto first = others.begin(), last = others.end();
  aether::par_invoke([&] { values.push_front(3); }, // safe
                     [first, last] {
                       int sum = 0;
                       for (auto i = first; i != last; ++i)
                         sum += *i;
                     });
}

// A thread gets a pointer to the array, and reads nothing of it by that.
void repaired_array_for_threads() {
  int a[3] = {};
  std::thread first([](int *p) { p[0] = 1; }, a);  // safe
  std::thread second([](int *p) { p[1] = 1; }, a); // safe
  first.join();
  second.join();
}

void racy_array_for_threads() {
  int a[3] = {};
  std::thread first([](int *p) { p[0] = 1; }, a);  // unsafe: overlapping-elements
  std::thread second([](int *p) { p[0] = 2; }, a); // unsafe: overlapping-elements
  first.join();
  second.join();
}

FAMILY({"racy_step_beside_insert", racy_step_beside_insert},
       {"racy_walk_beside_push", racy_walk_beside_push},
       {"racy_next_beside_erase", racy_next_beside_erase},
       {"racy_deque_step", racy_deque_step},
       {"repaired_step_with_lock", repaired_step_with_lock},
       {"lookalike_element_beside_insert", lookalike_element_beside_insert},
       {"lookalike_walks_that_only_read", lookalike_walks_that_only_read},
       {"lookalike_walk_of_another", lookalike_walk_of_another},
       {"repaired_array_for_threads", repaired_array_for_threads},
       {"racy_array_for_threads", racy_array_for_threads})
