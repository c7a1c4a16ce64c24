// The standard's algorithms with execution policies.
#include "family.h"
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <execution>
#include <functional>
#include <map>
#include <mutex>
#include <numeric>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

struct Employee {
  std::string Name;
  int Department = 0;
  double Salary = 1000;
};

void repaired_raise() {
  std::vector<Employee> staff(200);
  std::for_each(std::execution::par, staff.begin(), staff.end(), [](Employee &e) { e.Salary *= 1.1; }); // safe
}

void racy_payroll() {
  std::vector<Employee> staff(200);
  double total = 0;
  std::for_each(std::execution::par, staff.begin(), staff.end(), [&](const Employee &e) { total += e.Salary; }); // unsafe: captured-mutation
}

void repaired_payroll() {
  std::vector<Employee> staff(200);
  double total = std::transform_reduce(std::execution::par, staff.begin(), staff.end(), 0.0, std::plus<>(), // safe
                                       [](const Employee &e) { return e.Salary; });
  (void)total;
}

void racy_by_department() {
  std::vector<Employee> staff(200);
  std::map<int, double> total;
  std::for_each(std::execution::par, staff.begin(), staff.end(), // unsafe: shared-container
                [&](const Employee &e) { total[e.Department] += e.Salary; });
}

void repaired_by_department() {
  std::vector<Employee> staff(200);
  std::map<int, double> total;
  std::mutex m;
  std::for_each(std::execution::par, staff.begin(), staff.end(), [&](const Employee &e) { // safe
    std::lock_guard lock(m);
    total[e.Department] += e.Salary;
  });
}

// Locks are forbidden where tasks may interleave on one thread.
void racy_unsequenced_lock() {
  std::vector<Employee> staff(200);
  double total = 0;
  std::mutex m;
  std::for_each(std::execution::par_unseq, staff.begin(), staff.end(), [&](const Employee &e) { // unsafe: wrong-lock
    std::lock_guard lock(m);
    total += e.Salary;
  });
}

void repaired_transform() {
  std::vector<double> x(500, 2), y(500);
  std::transform(std::execution::par_unseq, x.begin(), x.end(), y.begin(), [](double v) { return std::sqrt(v); }); // safe
  std::transform(std::execution::par, x.begin(), x.end(), x.begin(), [](double v) { return v * v; });              // safe
  std::transform(std::execution::par, x.begin(), x.end(), y.begin(), y.begin(), std::multiplies<>());              // safe
}

void racy_transform_shifted() {
  std::vector<double> x(500, 2);
  std::transform(std::execution::par, x.begin(), x.end() - 1, x.begin() + 1, [](double v) { return v * v; }); // unsafe: overlapping-elements
}

void racy_index_by_address() {
  std::vector<double> x(500, 2);
  std::for_each(std::execution::par, x.begin() + 1, x.end(), [&](double &v) { // unsafe: overlapping-elements
    std::size_t i = &v - x.data();
    v += x[i - 1];
  });
}

void repaired_index_by_address() {
  std::vector<double> x(500, 2), y(500);
  std::for_each(std::execution::par, x.begin(), x.end(), [&](const double &v) { // safe
    std::size_t i = &v - x.data();
    y[i] = 2 * v;
  });
}

void repaired_index_vector() {
  std::vector<std::size_t> index(500);
  std::iota(index.begin(), index.end(), std::size_t{0});
  std::vector<double> x(500, 2), y(500);
  std::for_each(std::execution::par, index.begin(), index.end(), [&](std::size_t i) { y[i] = 2 * x[i]; }); // safe (today: unknown)
}

void racy_bucket_vector() {
  std::vector<std::size_t> bucket(500);
  for (std::size_t i = 0; i < bucket.size(); ++i)
    bucket[i] = i % 10;
  std::array<double, 10> sum{};
  std::for_each(std::execution::par, bucket.begin(), bucket.end(), [&](std::size_t b) { sum[b] += 1; }); // unsafe: overlapping-elements
}

void repaired_iota_view() {
  std::vector<double> x(500, 2), y(500);
  auto indices = std::views::iota(std::size_t{1}, x.size() - 1);
  std::for_each(std::execution::par, indices.begin(), indices.end(), // safe
                [&](std::size_t i) { y[i] = (x[i - 1] + x[i + 1]) / 2; });
}

void racy_iota_view() {
  std::vector<double> x(500, 2);
  auto indices = std::views::iota(std::size_t{1}, x.size() - 1);
  std::for_each(std::execution::par, indices.begin(), indices.end(), // unsafe: overlapping-elements
                [&](std::size_t i) { x[i] = (x[i - 1] + x[i + 1]) / 2; });
}

void repaired_sort_by_salary() {
  std::vector<Employee> staff(200);
  std::sort(std::execution::par, staff.begin(), staff.end(), // safe
            [](const Employee &a, const Employee &b) { return a.Salary < b.Salary; });
}

void racy_sort_counting() {
  std::vector<Employee> staff(200);
  long comparisons = 0;
  std::sort(std::execution::par, staff.begin(), staff.end(), [&](const Employee &a, const Employee &b) { // unsafe: captured-mutation
    ++comparisons;
    return a.Salary < b.Salary;
  });
}

void repaired_sort_indices() {
  std::vector<double> keys(300, 1);
  std::vector<int> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(std::execution::par, order.begin(), order.end(), [&](int a, int b) { return keys[a] < keys[b]; }); // safe
}

void repaired_fill_generate() {
  std::vector<int> v(500);
  std::fill(std::execution::par, v.begin(), v.end(), 1);                           // safe
  auto sum = std::reduce(std::execution::par, v.begin(), v.end());                 // safe
  auto any = std::any_of(std::execution::par, v.begin(), v.end(), [](int x) { return x > 2; }); // safe
  auto at = std::find(std::execution::par, v.begin(), v.end(), 3);                 // safe
  (void)sum, (void)any, (void)at;
}

void racy_generate() {
  std::vector<int> v(500);
  int next = 0;
  std::generate(std::execution::par, v.begin(), v.end(), [&next] { return next++; }); // unsafe: captured-mutation
}

void repaired_generate() {
  std::vector<int> v(500);
  std::atomic<int> next = 0;
  std::generate(std::execution::par, v.begin(), v.end(), [&next] { return next++; }); // safe
}

void repaired_scan() {
  std::vector<int> v(500, 1), sums(500);
  std::inclusive_scan(std::execution::par, v.begin(), v.end(), sums.begin());       // safe
  std::exclusive_scan(std::execution::par, v.begin(), v.end(), sums.begin(), 0);    // safe
}

void repaired_copy_if_sequential_sink() {
  std::vector<int> v(500, 1), kept(500);
  auto end = std::copy_if(std::execution::par, v.begin(), v.end(), kept.begin(), [](int x) { return x > 0; }); // safe
  kept.erase(end, kept.end());
}

void racy_back_inserter_by_hand() {
  std::vector<int> v(500, 1), kept;
  std::for_each(std::execution::par, v.begin(), v.end(), [&](int x) { // unsafe: shared-container
    if (x > 0)
      kept.push_back(x);
  });
}

void repaired_names_in_place() {
  std::vector<std::string> names(300, "name");
  std::for_each(std::execution::par, names.begin(), names.end(), [](std::string &name) { // safe
    name.insert(0, "mr ");
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  });
}

void racy_join_names() {
  std::vector<std::string> names(300, "name");
  std::string all;
  std::for_each(std::execution::par, names.begin(), names.end(), [&](const std::string &name) { all += name; }); // unsafe: shared-container
}

// A functor with state: each call of a copy, or of one through std::ref.
struct Tally {
  long Count = 0;
  void operator()(int x) { Count += x; }
};

void racy_functor_by_reference() {
  std::vector<int> v(500, 1);
  Tally tally;
  std::for_each(std::execution::par, v.begin(), v.end(), std::ref(tally)); // unsafe: member-mutation
}

void repaired_sequential_policy() {
  std::vector<int> v(500, 1);
  long total = 0;
  std::for_each(std::execution::seq, v.begin(), v.end(), [&](int x) { total += x; });
  std::for_each(std::execution::par, v.begin(), v.end(), [total](int &x) { x += static_cast<int>(total); }); // safe
}

FAMILY({"repaired_raise", repaired_raise}, {"racy_payroll", racy_payroll}, {"repaired_payroll", repaired_payroll},
       {"racy_by_department", racy_by_department}, {"repaired_by_department", repaired_by_department},
       {"racy_unsequenced_lock", racy_unsequenced_lock}, {"repaired_transform", repaired_transform},
       {"racy_transform_shifted", racy_transform_shifted}, {"racy_index_by_address", racy_index_by_address},
       {"repaired_index_by_address", repaired_index_by_address}, {"repaired_index_vector", repaired_index_vector},
       {"racy_bucket_vector", racy_bucket_vector}, {"repaired_iota_view", repaired_iota_view},
       {"racy_iota_view", racy_iota_view}, {"repaired_sort_by_salary", repaired_sort_by_salary},
       {"racy_sort_counting", racy_sort_counting}, {"repaired_sort_indices", repaired_sort_indices},
       {"repaired_fill_generate", repaired_fill_generate}, {"racy_generate", racy_generate},
       {"repaired_generate", repaired_generate}, {"repaired_scan", repaired_scan},
       {"repaired_copy_if_sequential_sink", repaired_copy_if_sequential_sink},
       {"racy_back_inserter_by_hand", racy_back_inserter_by_hand}, {"repaired_names_in_place", repaired_names_in_place},
       {"racy_join_names", racy_join_names}, {"racy_functor_by_reference", racy_functor_by_reference},
       {"repaired_sequential_policy", repaired_sequential_policy})
