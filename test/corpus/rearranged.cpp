// What elements hold goes along when these change places, in the function itself
// or in one that it calls.
#include "family.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

using Row = std::vector<int>;

struct Buffers {
  Row in = Row(4), out = Row(4);
  void flip() { std::swap(in, out); }
};

struct Grid {
  std::vector<Row> rows = std::vector<Row>(4, Row(4));
  void cycle() { std::rotate(rows.begin(), rows.begin() + 1, rows.end()); }
};

static void hand(Row &a, Row &b) { a.swap(b); }
static void fill(Row &a) {
  for (int &x : a)
    x = 1;
}

static std::vector<std::unique_ptr<int>> three() {
  std::vector<std::unique_ptr<int>> v;
  for (int i = 0; i < 3; ++i)
    v.push_back(std::make_unique<int>(i));
  return v;
}

void racy_swapped_by_another_function() {
  Row a(3), b(3);
  int *p = a.data();
  hand(a, b);
  std::thread t([&] { b[0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void lookalike_filled_by_another_function() {
  Row a(3);
  int *p = a.data();
  fill(a);
  std::thread t([&] { a[0] = 1; }); // safe
  p[1] = 2;
  t.join();
}

void racy_swapped_by_a_member() {
  Buffers two;
  int *p = two.in.data();
  two.flip();
  std::thread t([&] { two.out[0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void repaired_taken_after_the_swap() {
  Buffers two;
  two.flip();
  int *p = two.in.data();
  std::thread t([&] { two.out[0] = 1; }); // safe
  p[0] = 2;
  t.join();
}

void racy_rotated_by_a_member() {
  Grid grid;
  int *p = grid.rows[0].data();
  grid.cycle();
  std::thread t([&] { grid.rows[3][0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void racy_sorted() {
  std::vector<Row> v(2, Row(3));
  v[0][0] = 5;
  int *p = v[0].data();
  std::sort(v.begin(), v.end());
  std::thread t([&] { v[1][0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void repaired_sorted_before() {
  std::vector<Row> v(2, Row(3));
  v[0][0] = 5;
  std::sort(v.begin(), v.end());
  int *p = v[0].data();
  std::thread t([&] { v[1][0] = 1; }); // safe
  p[0] = 2;
  t.join();
}

void racy_erased_in_front() {
  std::vector<Row> v(3, Row(3));
  int &r = v[1][0];
  v.erase(v.begin());
  std::thread t([&] { v[0][0] = 1; }); // unsafe: overlapping-elements
  r = 2;
  t.join();
}

void racy_elements_swapped() {
  std::array<Row, 2> v{Row(3), Row(3)};
  int *p = v[0].data();
  std::swap(v[0], v[1]);
  std::thread t([&] { v[1][0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void racy_values_of_a_map_swapped() {
  std::map<int, Row> m{{1, Row(3)}, {2, Row(3)}};
  int *p = m[1].data();
  std::swap(m[1], m[2]);
  std::thread t([&] { m[2][0] = 1; }); // unsafe: overlapping-elements
  p[0] = 2;
  t.join();
}

void racy_owners_rotated() {
  std::vector<std::unique_ptr<int>> v = three();
  int *p = v[0].get();
  std::rotate(v.begin(), v.begin() + 1, v.end());
  std::thread t([&] { *v[2] = 1; }); // unsafe: captured-mutation
  *p = 2;
  t.join();
}

void repaired_owners_rotated_before() {
  std::vector<std::unique_ptr<int>> v = three();
  std::rotate(v.begin(), v.begin() + 1, v.end());
  int *p = v[0].get();
  std::thread t([&] { *v[2] = 1; }); // safe
  *p = 2;
  t.join();
}

void lookalike_sorted_after_all() {
  std::vector<Row> v(4, Row(3));
  std::vector<std::thread> all;
  for (int i = 0; i < 4; ++i) {
    int *p = v[i].data();
    all.emplace_back([p] { p[0] = 1; }); // safe
  }
  for (auto &each : all)
    each.join();
  std::sort(v.begin(), v.end());
}

FAMILY({"racy_swapped_by_another_function", racy_swapped_by_another_function},
       {"lookalike_filled_by_another_function", lookalike_filled_by_another_function},
       {"racy_swapped_by_a_member", racy_swapped_by_a_member},
       {"repaired_taken_after_the_swap", repaired_taken_after_the_swap},
       {"racy_rotated_by_a_member", racy_rotated_by_a_member},
       {"racy_sorted", racy_sorted},
       {"repaired_sorted_before", repaired_sorted_before},
       {"racy_erased_in_front", racy_erased_in_front},
       {"racy_elements_swapped", racy_elements_swapped},
       {"racy_values_of_a_map_swapped", racy_values_of_a_map_swapped},
       {"racy_owners_rotated", racy_owners_rotated},
       {"repaired_owners_rotated_before", repaired_owners_rotated_before},
       {"lookalike_sorted_after_all", lookalike_sorted_after_all})
