// The parts of a container, from one iterator up to another that a variable holds.
#include "family.h"
#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <list>
#include <numeric>
#include <thread>
#include <vector>

namespace {

void repaired_filled_up_to_the_middle() {
  std::vector<int> v(100);
  auto mid = v.begin() + 50;
  std::thread t([&] { std::fill(v.begin(), mid, 1); }); // safe
  std::fill(mid, v.end(), 2);
  t.join();
}

void racy_filled_past_the_middle() {
  std::vector<int> v(100);
  auto mid = v.begin() + 50;
  std::thread t([&] { std::fill(v.begin(), mid + 1, 1); }); // unsafe: overlapping-elements
  std::fill(mid, v.end(), 2);
  t.join();
}

void repaired_sorted_by_halves() {
  std::vector<int> v(100);
  const auto mid = v.begin() + v.size() / 2;
  std::thread t([&] { std::sort(v.begin(), mid); }); // safe
  std::sort(mid, v.end());
  t.join();
  std::inplace_merge(v.begin(), mid, v.end());
}

void racy_merged_too_early() {
  std::vector<int> v(100);
  const auto mid = v.begin() + v.size() / 2;
  std::thread t([&] { std::sort(v.begin(), mid); }); // unsafe: overlapping-elements
  std::sort(mid, v.end());
  std::inplace_merge(v.begin(), mid, v.end());
  t.join();
}

void repaired_by_next() {
  std::deque<int> d(100);
  auto mid = std::next(d.begin(), 30);
  std::thread t([begin = d.begin(), mid] { // safe
    std::for_each(begin, mid, [](int &x) { ++x; });
  });
  std::for_each(mid, d.end(), [](int &x) { --x; });
  t.join();
}

void repaired_by_pointers() {
  std::array<int, 100> a{};
  int *const mid = a.data() + 40;
  std::thread t([&] { std::iota(a.data(), mid, 0); }); // safe
  std::iota(mid, a.data() + 100, 0);
  t.join();
}

void racy_pointer_moved_back() {
  int a[100] = {};
  int *mid = a + 40;
  std::thread t([&a, mid] { std::iota(a, mid, 0); }); // unsafe: overlapping-elements
  --mid;
  std::iota(mid, a + 100, 0);
  t.join();
}

// Which element the middle is depends on a test.
void lookalike_middle_moves() {
  std::vector<int> v(100);
  auto mid = v.begin() + 50;
  if (v.size() % 3 == 1)
    mid = v.begin() + 60;
  std::thread t([&] { std::fill(v.begin(), mid, 1); }); // safe (today: unknown)
  std::fill(mid, v.end(), 2);
  t.join();
}

// How far apart elements of a list are is not in their iterators.
void lookalike_list() {
  std::list<int> l(100);
  auto mid = std::next(l.begin(), 50);
  std::thread t([&] { std::fill(l.begin(), mid, 1); }); // safe (today: unknown)
  std::fill(mid, l.end(), 2);
  t.join();
}

} // namespace

FAMILY({"repaired_filled_up_to_the_middle", repaired_filled_up_to_the_middle},
       {"racy_filled_past_the_middle", racy_filled_past_the_middle},
       {"repaired_sorted_by_halves", repaired_sorted_by_halves},
       {"racy_merged_too_early", racy_merged_too_early},
       {"repaired_by_next", repaired_by_next},
       {"repaired_by_pointers", repaired_by_pointers},
       {"racy_pointer_moved_back", racy_pointer_moved_back},
       {"lookalike_middle_moves", lookalike_middle_moves},
       {"lookalike_list", lookalike_list})
