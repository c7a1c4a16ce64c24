// Members of tuples by themselves: those that are references lead elsewhere.
#include "family.h"

#include <aether/aether.h>
#include <functional>
#include <ranges>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace {

struct Point {
  int x = 0, y = 0;
};

std::tuple<int, int> twice(int i) { return {i, 2 * i}; }

void racy_tied_variables() {
  int a = 0, b = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::tie(a, b) = twice(i);                                 // race
  });
}

void repaired_tied_own_variables() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    int a, b;
    std::tie(a, b) = twice(i);
    out[i] = a + b;
  });
}

void lookalike_bound_copies() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto [x, y] = twice(i);
    x += y;
    out[i] = x;
  });
}

void racy_ignored_half() {
  int kept = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::tie(std::ignore, kept) = twice(i);                    // race
  });
}

void lookalike_other_members() {
  std::tuple<std::vector<int>, std::string> t;
  std::thread other([&] { std::get<0>(t).push_back(1); }); // safe
  std::get<1>(t) += "y";
  other.join();
}

void racy_one_member() {
  std::tuple<int, std::string> t;
  std::thread other([&] { std::get<1>(t) = "x"; }); // unsafe: shared-container
  std::get<std::string>(t) += "y";
  other.join();
}

void lookalike_other_references() {
  int a = 0, b = 0;
  auto refs = std::tie(a, b);
  std::thread other([&] { std::get<0>(refs) = 1; }); // safe
  std::get<1>(refs) = 2;
  other.join();
}

void racy_reference_and_variable() {
  int a = 0, b = 0;
  auto refs = std::tie(a, b);
  std::thread other([&] { std::get<1>(refs) = 1; }); // unsafe: captured-mutation
  ++b;
  other.join();
}

void racy_copied_references() {
  int a = 0, b = 0;
  auto refs = std::tie(a, b);
  auto more = std::tuple_cat(std::make_tuple(1), refs);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::get<2>(more) += i;                                    // race
  });
}

void repaired_copied_values() {
  int a = 0, b = 0;
  std::tuple<int, int> values = std::tie(a, b);
  std::thread other([&] { std::get<1>(values) = 1; }); // safe
  ++b;
  other.join();
}

void racy_wrapped_reference() {
  int total = 0;
  auto args = std::make_tuple(std::ref(total), 3);
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::get<0>(args) += std::get<1>(args);                  // race
  });
}

void racy_applied() {
  int a = 0, b = 0;
  auto all = std::tie(a, b);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::apply([i](int &x, int y) { x += y + i; }, all);       // race
  });
}

void repaired_applied_to_copies() {
  std::vector<int> out(2000);
  const auto all = std::make_tuple(1, 2);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = std::apply([i](int x, int y) { return x + y + i; }, all);
  });
}

void lookalike_items() {
  std::vector<std::tuple<int, double>> items(100);
  aether::par_for_each(items, [](auto &t) { // safe
    auto &[n, d] = t;
    n += 1;
    d = n;
  });
}

void lookalike_tied_containers() {
  std::vector<int> a(100), b(100);
  auto both = std::tie(a, b);
  aether::par_for_each(std::views::iota(0, 100), [&](int i) { // safe
    auto &[x, y] = both;
    x[i] = y[i];
  });
}

void racy_tied_containers() {
  std::vector<int> a(100), b(100);
  auto both = std::tie(a, b);
  aether::par_for_each(std::views::iota(0, 99), [&](int i) { // unsafe: overlapping-elements
    auto &[x, y] = both;
    x[i] = y[i] + x[i + 1]; // race
  });
}

void racy_compared_while_written() {
  std::vector<Point> points(100);
  std::vector<char> less(99);
  aether::par_for_each(std::views::iota(0, 99), [&](int i) { // unsafe: overlapping-elements
    less[i] = std::tie(points[i].x, points[i].y) < std::tie(points[i + 1].x, points[i + 1].y);
    points[i].x = 1; // race
  });
}

void racy_tied_members() {
  Point p;
  std::thread other([&] { std::tie(p.x, p.y) = twice(3); }); // unsafe: captured-mutation
  int y = p.y;
  other.join();
  (void)y;
}

// Pairs of references.
void racy_pair_assigned() {
  int a = 0, b = 0;
  std::pair<int &, int &> to(a, b), from(b, a);
  std::thread t([&] { to = from; }); // unsafe: captured-mutation
  a = 2;                             // race
  t.join();
}

void repaired_pair_of_values() {
  int a = 0, b = 0;
  std::pair<int, int> to(a, b), from(b, a);
  std::thread t([&] { to = from; }); // safe
  a = 2;
  t.join();
}

void racy_pair_member() {
  int a = 0;
  std::pair<int &, int> p(a, 3);
  std::thread t([&] { p.first++; }); // unsafe: captured-mutation
  a = 2;                             // race
  t.join();
}

void lookalike_pair_other_member() {
  int a = 0;
  std::pair<int &, int> p(a, 3);
  std::thread t([&] { p.second++; }); // safe
  a = 2;
  t.join();
}

} // namespace

FAMILY({"pair_assigned", racy_pair_assigned}, {"pair_values", repaired_pair_of_values},
       {"pair_member", racy_pair_member}, {"pair_other", lookalike_pair_other_member},
       {"tied", racy_tied_variables}, {"tied_own", repaired_tied_own_variables}, {"bound", lookalike_bound_copies},
       {"ignored", racy_ignored_half}, {"other_members", lookalike_other_members}, {"one_member", racy_one_member},
       {"other_refs", lookalike_other_references}, {"ref_var", racy_reference_and_variable},
       {"copied", racy_copied_references}, {"values", repaired_copied_values}, {"wrapped", racy_wrapped_reference},
       {"applied", racy_applied}, {"applied_copies", repaired_applied_to_copies}, {"items", lookalike_items},
       {"containers", lookalike_tied_containers}, {"containers_racy", racy_tied_containers},
       {"compared", racy_compared_while_written}, {"members", racy_tied_members})
