// Standard algorithms with an execution policy (with libstdc++, link with
// -ltbb).
#include "family.h"
#include <algorithm>
#include <cmath>
#include <execution>
#include <functional>
#include <iterator>
#include <numeric>
#include <random>
#include <ranges>
#include <vector>

void racy_generate_shared_engine() {
  std::mt19937 engine(42);
  std::vector<unsigned> v(1000);
  std::generate(std::execution::par, v.begin(), // unsafe: captured-mutation
                v.end(),
                [&] { return engine(); });
}

void repaired_generate_engine_per_task() {
  std::vector<unsigned> v(1000);
  std::generate(std::execution::par, v.begin(), v.end(), [] { // safe
    thread_local std::mt19937 engine(42);
    return engine();
  });
}

void racy_transform_counts() {
  std::vector<int> v(1000, 3), out(1000);
  int big = 0;
  std::transform(std::execution::par, v.begin(), v.end(), // unsafe: captured-mutation
                 out.begin(),
                 [&](int x) {
                   if (x > 2)
                     ++big; // race
                   return x * 2;
                 });
}

void repaired_count_if() {
  const std::vector<int> v(1000, 3);
  const int limit = 2;
  auto big = std::count_if(std::execution::par, v.begin(), v.end(), // safe
                           [&](int x) { return x > limit; });
  (void)big;
}

void lookalike_transform_in_place() {
  std::vector<double> v(1000, 2.0);
  std::transform(std::execution::par_unseq, v.begin(), v.end(), // safe
                 v.begin(),
                 [](double x) { return std::sqrt(x); });
}

void racy_transform_shifted_destination() {
  std::vector<int> v(1001, 2);
  std::transform(std::execution::par, v.begin(), v.end() - 1, // unsafe: overlapping-elements
                 v.begin() + 1,
                 [](int x) { return x + 1; });
}

void repaired_dot_product() {
  const std::vector<double> a(1000, 1.5), b(1000, 2.0);
  double dot =
      std::transform_reduce(std::execution::par, a.begin(), a.end(), // safe
                            b.begin(), 0.0);
  (void)dot;
}

void racy_reduce_with_side_effect() {
  const std::vector<int> v(4000, 1);
  long calls = 0;
  int sum = std::reduce(std::execution::par, v.begin(), v.end(), // unsafe: captured-mutation
                        0,
                        [&](int x, int y) {
                          ++calls; // race
                          return x + y;
                        });
  (void)sum;
}

void racy_push_through_inserter() {
  std::vector<int> v(1000);
  std::iota(v.begin(), v.end(), 0);
  std::vector<int> even;
  std::for_each(std::execution::par, v.begin(), // unsafe: shared-container
                v.end(),
                [out = &even](int x) {
                  if (x % 2 == 0)
                    *std::back_inserter(*out) = x;
                });
}

void repaired_copy_if_into_sized() {
  std::vector<int> v(1000);
  std::iota(v.begin(), v.end(), 0);
  std::vector<int> even(v.size());
  auto end = std::copy_if(std::execution::par, v.begin(), v.end(), // safe
                          even.begin(),
                          [](int x) { return x % 2 == 0; });
  even.erase(end, even.end());
}

void lookalike_sort_reads_key_table() {
  std::vector<int> order(500);
  std::iota(order.begin(), order.end(), 0);
  const std::vector<int> key(500, 7);
  std::sort(std::execution::par, order.begin(), order.end(), // safe
            [&](int x, int y) { return key[x] < key[y]; });
}

void racy_sort_counts_comparisons() {
  std::vector<int> v(5000);
  std::iota(v.rbegin(), v.rend(), 0);
  static std::size_t comparisons;
  std::sort(std::execution::par, v.begin(), v.end(), // unsafe: global-mutation
            [](int x, int y) {
              ++comparisons; // race
              return x < y;
            });
}

void repaired_inclusive_scan() {
  std::vector<int> v(1000, 1), out(1000);
  std::inclusive_scan(std::execution::par, v.begin(), v.end(), // safe
                      out.begin(),
                      std::plus<>());
}

void racy_for_each_n_neighbour() {
  std::vector<int> v(1001, 1);
  std::for_each_n(std::execution::par, v.begin(), // unsafe: overlapping-elements
                  1000,
                  [](int &x) {
                    x = *(&x + 1); // race
                  });
}

void lookalike_fill_two_halves() {
  std::vector<int> v(1000);
  std::fill(std::execution::par, v.begin(), v.begin() + 500, 1);     // safe
  std::fill(std::execution::par_unseq, v.begin() + 500, v.end(), 2); // safe
}

void repaired_for_each_over_iota() {
  std::vector<int> v(1000), w(1000, 2);
  auto indices = std::views::iota(0, 1000);
  std::for_each(std::execution::par, indices.begin(), indices.end(), // safe
                [&](int i) { v[i] = w[i] + w[999 - i]; });
}

void racy_for_each_over_iota() {
  std::vector<int> v(1000, 2);
  auto indices = std::views::iota(0, 1000);
  std::for_each(std::execution::par, indices.begin(), // unsafe: overlapping-elements
                indices.end(),
                [&](int i) {
                  v[i] += v[999 - i]; // race
                });
}

void lookalike_sequenced_policy() {
  int sum = 0;
  std::vector<int> v(100, 1);
  std::for_each(std::execution::seq, v.begin(), v.end(),
                [&](int x) { sum += x; });
  (void)sum;
}

FAMILY({"racy_generate_shared_engine", racy_generate_shared_engine},
       {"repaired_generate_engine_per_task", repaired_generate_engine_per_task},
       {"racy_transform_counts", racy_transform_counts},
       {"repaired_count_if", repaired_count_if},
       {"lookalike_transform_in_place", lookalike_transform_in_place},
       {"racy_transform_shifted_destination",
        racy_transform_shifted_destination},
       {"repaired_dot_product", repaired_dot_product},
       {"racy_reduce_with_side_effect", racy_reduce_with_side_effect},
       {"racy_push_through_inserter", racy_push_through_inserter},
       {"repaired_copy_if_into_sized", repaired_copy_if_into_sized},
       {"lookalike_sort_reads_key_table", lookalike_sort_reads_key_table},
       {"racy_sort_counts_comparisons", racy_sort_counts_comparisons},
       {"repaired_inclusive_scan", repaired_inclusive_scan},
       {"racy_for_each_n_neighbour", racy_for_each_n_neighbour},
       {"lookalike_fill_two_halves", lookalike_fill_two_halves},
       {"repaired_for_each_over_iota", repaired_for_each_over_iota},
       {"racy_for_each_over_iota", racy_for_each_over_iota},
       {"lookalike_sequenced_policy", lookalike_sequenced_policy})
