// Iterators that go from the last element to the first: ranges of them, single
// elements, and what is so many steps away.
#include "family.h"

#include <algorithm>
#include <execution>
#include <iterator>
#include <thread>
#include <vector>

namespace {

std::vector<int> whole(100);

void racy_whole_range() {
  std::thread fills([] { std::fill(whole.rbegin(), whole.rend(), 1); }); // unsafe: overlapping-elements
  whole[7] = 2; // race
  fills.join();
}
void repaired_whole_range() {
  std::thread fills([] { std::fill(whole.rbegin(), whole.rend(), 1); }); // safe
  fills.join();
  whole[7] = 2;
}
void racy_sorted_downwards() {
  std::thread sorts([] { std::sort(whole.rbegin(), whole.rend()); }); // unsafe: overlapping-elements
  whole[7] = 2; // race
  sorts.join();
}
void racy_loop() {
  std::thread fills([] { // unsafe: overlapping-elements (today: unknown)
    for (auto at = whole.rbegin(); at != whole.rend(); ++at)
      *at = 1;
  });
  whole[7] = 2; // race
  fills.join();
}
void racy_converted() {
  std::thread fills([] { // unsafe: overlapping-elements
    std::for_each(std::make_reverse_iterator(whole.end()), std::make_reverse_iterator(whole.begin()), [](int &x) { x = 1; });
  });
  whole[7] = 2; // race
  fills.join();
}
void racy_second_from_behind() {
  std::thread sets([] { // unsafe: overlapping-elements
    std::reverse_iterator<std::vector<int>::iterator> at(whole.begin() + 5);
    at[1] = 1;
  });
  whole[3] = 2; // race
  sets.join();
}
void lookalike_second_from_behind() {
  std::thread sets([] { // safe
    std::reverse_iterator<std::vector<int>::iterator> at(whole.begin() + 5);
    at[1] = 1;
  });
  whole[6] = 2;
  sets.join();
}
void racy_last_four() {
  std::vector<int> b(9);
  std::thread fills([&] { std::fill_n(b.rbegin(), 4, 1); }); // unsafe: overlapping-elements
  b[5] = 1; // race
  fills.join();
}
void lookalike_first_four() {
  std::vector<int> b(9);
  std::thread fills([&] { std::fill_n(b.begin(), 4, 1); }); // safe
  b[5] = 1;
  fills.join();
}
void racy_four_before() {
  std::vector<int> b(9);
  std::thread fills([&] { std::fill_n(std::make_reverse_iterator(b.begin() + 4), 4, 1); }); // unsafe: overlapping-elements
  b[3] = 1; // race
  fills.join();
}
void repaired_four_before() {
  std::vector<int> b(9);
  std::thread fills([&] { std::fill_n(std::make_reverse_iterator(b.begin() + 4), 4, 1); }); // safe
  b[4] = 1;
  fills.join();
}
void repaired_halves() {
  std::vector<int> a(9), b(9);
  std::thread copies([&] { std::copy(a.rbegin(), a.rbegin() + 4, b.begin()); }); // safe
  std::copy(a.rbegin() + 4, a.rend(), b.begin() + 4);
  copies.join();
}
void racy_halves_from_both_ends() {
  std::vector<int> b(9);
  std::thread fills([&] { std::fill(b.rbegin(), b.rbegin() + 4, 1); }); // unsafe: overlapping-elements
  std::fill(b.begin() + 4, b.end(), 3); // race
  fills.join();
}
void repaired_each_item() {
  std::for_each(std::execution::par, whole.rbegin(), whole.rend(), [](int &x) { x = 1; }); // safe
}
void repaired_turned_round() {
  std::vector<int> a(9), b(9);
  std::transform(std::execution::par, a.rbegin(), a.rend(), b.begin(), [](int x) { return x + 1; }); // safe
}
void racy_one_before() {
  std::for_each(std::execution::par, whole.rbegin(), whole.rend() - 1, [](int &x) { x = (&x)[-1]; }); // unsafe: overlapping-elements
}
void racy_kept_in_variables() {
  std::vector<int> v(100, 2);
  auto first = std::make_reverse_iterator(v.end()), last = std::make_reverse_iterator(v.begin());
  std::thread t([&] { std::fill(first, last, 1); }); // unsafe: overlapping-elements
  v[3] = 7; // race
  t.join();
}
void racy_loop_over_a_local() {
  std::vector<int> v(100, 2);
  std::thread t([&] { // unsafe: overlapping-elements
    for (auto i = v.rbegin(); i != v.rend(); ++i)
      *i = 3;
  });
  v[60] = 7; // race
  t.join();
}
void racy_element_beside() {
  std::vector<int> v(100, 2);
  std::for_each(std::execution::par, v.rbegin(), v.rend(), [&](int &x) { v[0] = x; }); // unsafe: overlapping-elements
}

void racy_reversed_twice() {
  std::vector<int> v(10);
  std::thread t([&] { std::make_reverse_iterator(v.rend())[2] = 1; }); // unsafe: overlapping-elements
  v[2] = 2; // race
  t.join();
}
void lookalike_reversed_twice() {
  std::vector<int> v(10);
  std::thread t([&] { std::make_reverse_iterator(v.rend())[2] = 1; }); // safe (today: unknown)
  v[7] = 2;
  t.join();
}
void racy_base_counts() {
  std::vector<int> v(10);
  auto r = v.rbegin() + 3;
  std::thread t([&] { v[r.base() - v.begin()] = 1; }); // unsafe: overlapping-elements
  v[7] = 2; // race
  t.join();
}
void lookalike_base_counts() {
  std::vector<int> v(10);
  auto r = v.rbegin() + 3;
  std::thread t([&] { v[r.base() - v.begin()] = 1; }); // safe (today: unknown)
  v[6] = 2;
  t.join();
}
void racy_forward_counts() {
  std::vector<int> v(10);
  auto i = v.begin() + 3;
  std::thread t([&] { v[(i + 1) - v.begin()] = 1; }); // unsafe: overlapping-elements
  v[4] = 2; // race
  t.join();
}
void lookalike_forward_counts() {
  std::vector<int> v(10);
  auto i = v.begin() + 3;
  std::thread t([&] { v[(i + 1) - v.begin()] = 1; }); // safe (today: unknown)
  v[1] = 2;
  t.join();
}
template <class It> void shift(It first, It last) { std::move_backward(first, last - 1, last); }
void racy_moved_backward() {
  std::vector<int> v(10);
  std::thread t([&] { shift(v.rbegin(), v.rbegin() + 4); }); // unsafe: overlapping-elements
  v[6] = 2; // race
  t.join();
}
void lookalike_moved_backward() {
  std::vector<int> v(10);
  std::thread t([&] { shift(v.rbegin(), v.rbegin() + 4); }); // safe
  v[5] = 2;
  t.join();
}

} // namespace

FAMILY({"racy_reversed_twice", racy_reversed_twice}, {"lookalike_reversed_twice", lookalike_reversed_twice},
       {"racy_base_counts", racy_base_counts}, {"lookalike_base_counts", lookalike_base_counts},
       {"racy_forward_counts", racy_forward_counts}, {"lookalike_forward_counts", lookalike_forward_counts},
       {"racy_moved_backward", racy_moved_backward}, {"lookalike_moved_backward", lookalike_moved_backward},
       {"racy_kept_in_variables", racy_kept_in_variables},
       {"racy_loop_over_a_local", racy_loop_over_a_local},
       {"racy_element_beside", racy_element_beside},
       {"racy_whole_range", racy_whole_range}, {"repaired_whole_range", repaired_whole_range},
       {"racy_sorted_downwards", racy_sorted_downwards}, {"racy_loop", racy_loop},
       {"racy_converted", racy_converted}, {"racy_second_from_behind", racy_second_from_behind},
       {"lookalike_second_from_behind", lookalike_second_from_behind},
       {"racy_last_four", racy_last_four}, {"lookalike_first_four", lookalike_first_four},
       {"racy_four_before", racy_four_before}, {"repaired_four_before", repaired_four_before},
       {"repaired_halves", repaired_halves},
       {"racy_halves_from_both_ends", racy_halves_from_both_ends},
       {"repaired_each_item", repaired_each_item}, {"repaired_turned_round", repaired_turned_round},
       {"racy_one_before", racy_one_before})
