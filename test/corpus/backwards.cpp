// Reverse iterators: the last element is the first.
#include "family.h"

#include <algorithm>
#include <execution>
#include <iostream>
#include <iterator>
#include <numeric>
#include <thread>
#include <vector>

namespace {

void racy_sum() {
  std::vector<int> v(100, 2);
  std::thread t([&] { std::cout << std::accumulate(v.rbegin(), v.rend(), 0); }); // unsafe: overlapping-elements
  v[3] = 7; // race
  t.join();
}

void repaired_sum() {
  std::vector<int> v(100, 2);
  std::thread t([&] { std::cout << std::accumulate(v.rbegin(), v.rend(), 0); }); // safe
  std::cout << v[3];
  t.join();
}

void racy_made() {
  std::vector<int> v(100, 2);
  auto first = std::make_reverse_iterator(v.end()), last = std::make_reverse_iterator(v.begin());
  std::thread t([&] { std::fill(first, last, 1); }); // unsafe: overlapping-elements
  v[3] = 7; // race
  t.join();
}

void repaired_halves() {
  std::vector<int> v(100, 2);
  std::thread t([&] { std::fill(v.rbegin(), v.rbegin() + 50, 1); }); // safe
  std::fill(v.begin(), v.begin() + 50, 0);
  t.join();
}

void racy_halves() {
  std::vector<int> v(100, 2);
  std::thread t([&] { std::fill(v.rbegin(), v.rbegin() + 51, 1); }); // unsafe: overlapping-elements
  std::fill(v.begin(), v.begin() + 50, 0);
  t.join();
}

void racy_loop() {
  std::vector<int> v(100, 2);
  std::thread t([&] { // unsafe: captured-mutation (today: unknown)
    for (auto i = v.rbegin(); i != v.rend(); ++i)
      *i = 3;
  });
  v[60] = 7;
  t.join();
}

void racy_in_parallel() {
  std::vector<int> v(100, 2);
  std::for_each(std::execution::par, v.rbegin(), v.rend(), [&](int &x) { v[0] = x; }); // unsafe: overlapping-elements
}

void repaired_in_parallel() {
  std::vector<int> v(100, 2);
  std::for_each(std::execution::par, v.rbegin(), v.rend(), [](int &x) { x *= 2; }); // safe
}

} // namespace

FAMILY({"sum", racy_sum}, {"sum_alone", repaired_sum}, {"made", racy_made},
       {"halves_apart", repaired_halves}, {"halves", racy_halves}, {"loop", racy_loop},
       {"in_parallel", racy_in_parallel}, {"in_parallel_alone", repaired_in_parallel})
