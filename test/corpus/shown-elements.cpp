// Ranges that show the elements of others: adaptors, and classes of the user.
#include "family.h"

#include <algorithm>
#include <iostream>
#include <ranges>
#include <thread>
#include <vector>

namespace {

namespace views = std::views;

void racy_two_views() {
  std::vector<int> v(100, 2);
  auto some = v | views::filter([](int x) { return x > 0; });
  auto first = v | views::take(50);
  std::thread a([&] { std::ranges::for_each(some, [](int &x) { x += 2; }); }); // unsafe: captured-mutation
  std::thread b([&] { std::ranges::for_each(first, [](int &x) { x += 3; }); }); // unsafe: captured-mutation
  a.join();
  b.join();
}

void repaired_two_views() {
  std::vector<int> v(100, 2), w(100, 3);
  auto some = v | views::filter([](int x) { return x > 0; });
  auto first = w | views::take(50);
  std::thread a([&] { std::ranges::for_each(some, [](int &x) { x += 2; }); }); // safe (today: unknown)
  std::thread b([&] { std::ranges::for_each(first, [](int &x) { x += 3; }); }); // safe (today: unknown)
  a.join();
  b.join();
}

void racy_copied_view() {
  std::vector<int> v(100, 2);
  auto first = v | views::take(50);
  std::thread a([first]() mutable { std::ranges::fill(first, 1); }); // unsafe: overlapping-elements
  v[0] = 3;
  a.join();
}

void racy_read_backwards() {
  std::vector<int> v(100, 2);
  auto back = v | views::reverse;
  std::thread a([&] { std::cout << std::ranges::count(back, 3); }); // unsafe: overlapping-elements
  v[0] = 3;
  a.join();
}

void racy_size() {
  std::vector<int> v(100, 2);
  auto doubled = v | views::transform([](int x) { return 2 * x; });
  std::thread a([&] { std::cout << doubled.size() << doubled.empty(); }); // unsafe: captured-mutation
  v.push_back(3);
  a.join();
}

void racy_iterators() {
  std::vector<int> v(100, 2);
  auto doubled = v | views::transform([](int x) { return 2 * x; });
  auto first = doubled.begin(), last = doubled.end();
  std::thread a([&] { std::vector<int> copy(first, last); }); // unsafe: overlapping-elements
  v[3] = 7;
  a.join();
}

void racy_subrange() {
  std::vector<int> v(100, 2);
  std::ranges::subrange all(v.begin(), v.end());
  std::thread a([&] { std::ranges::fill(all, 1); }); // unsafe: overlapping-elements
  v[3] = 7;
  a.join();
}

/// Shows what is in a vector.
struct Shown {
  std::vector<int> *of;
  auto begin() const { return of->begin(); }
  auto end() const { return of->end(); }
};

void racy_range_of_users() {
  std::vector<int> v(100, 2);
  Shown one{&v}, other{&v};
  std::thread a([&] { std::ranges::for_each(one, [](int &x) { ++x; }); }); // unsafe: captured-mutation
  std::thread b([&] { std::ranges::for_each(other, [](int &x) { ++x; }); }); // unsafe: captured-mutation
  a.join();
  b.join();
}

void racy_loop_over_range_of_users() {
  std::vector<int> v(100, 2);
  Shown one{&v}, other{&v};
  std::thread a([&] { // unsafe: overlapping-elements
    for (int &x : one)
      ++x; // race
  });
  std::thread b([&] { // unsafe: overlapping-elements
    for (int &x : other)
      ++x;
  });
  a.join();
  b.join();
}

void repaired_ranges_of_users() {
  std::vector<int> v(100, 2), w(100, 3);
  Shown one{&v}, other{&w};
  std::thread a([&] { // safe
    for (int &x : one)
      ++x;
  });
  std::thread b([&] { // safe
    for (int &x : other)
      ++x;
  });
  a.join();
  b.join();
}

} // namespace

FAMILY({"two_views", racy_two_views}, {"views_of_two", repaired_two_views},
       {"copied_view", racy_copied_view}, {"read_backwards", racy_read_backwards},
       {"size", racy_size}, {"iterators", racy_iterators}, {"subrange", racy_subrange},
       {"range_of_users", racy_range_of_users},
       {"loop_over_range_of_users", racy_loop_over_range_of_users},
       {"ranges_of_users", repaired_ranges_of_users})
