// Ranges of integers by their iterators, with the algorithms that take an
// execution policy and in loops.
#include "family.h"
#include <algorithm>
#include <execution>
#include <functional>
#include <iterator>
#include <numeric>
#include <ranges>
#include <vector>

namespace {
constexpr int Size = 1000;
} // namespace

void lookalike_elements_by_index() {
  std::vector<int> v(Size), w(Size);
  auto indices = std::views::iota(0, Size);
  std::for_each(std::execution::par, indices.begin(), indices.end(), // safe
                [&](int i) { v[i] = w[Size - 1 - i]; });
}

void racy_neighbours_by_index() {
  std::vector<int> v(Size + 1);
  auto indices = std::views::iota(0, Size);
  std::for_each(std::execution::par, // unsafe: overlapping-elements
                std::begin(indices), std::end(indices),
                [&](auto i) { v[i] = v[i + 1]; }); // race
}

void racy_sum_by_index() {
  int sum = 0;
  std::ranges::iota_view indices{0, Size};
  auto first = indices.begin(), last = indices.end();
  std::for_each(std::execution::par, first, last, // unsafe: captured-mutation
                [&](int i) { sum += i; });        // race
}

void lookalike_size_that_is_not_known() {
  std::vector<int> v(Size);
  const auto indices = std::views::iota(std::size_t{0}, v.size());
  std::for_each(std::execution::par, indices.begin(), indices.end(), // safe
                [&](std::size_t i) { v[i] += 1; });
}

void lookalike_transform_by_index() {
  std::vector<int> v(Size), w(Size, 2);
  auto indices = std::views::iota(0, Size);
  std::transform(std::execution::par, indices.begin(), indices.end(), // safe
                 v.begin(), [&](const int &i) { return w[i] + i; });
}

void racy_halves_by_count() {
  std::vector<int> v(Size);
  auto indices = std::views::iota(0, Size);
  std::for_each_n(std::execution::par, // unsafe: overlapping-elements
                  indices.begin(), Size, [&](int i) { v[i / 2] = i; }); // race
}

void lookalike_later_begin() {
  std::vector<int> v(Size);
  auto indices = std::views::iota(0, Size);
  std::for_each(std::execution::par, indices.begin() + 1, indices.end(), // safe
                [&](int i) { v[i - 1] = i; });
}

void lookalike_rows_by_range_for() {
  std::vector<int> v(Size);
  auto rows = std::views::iota(0, Size / 10);
  std::for_each(std::execution::par, rows.begin(), rows.end(), // safe
                [&](int row) {
                  for (int i : std::views::iota(row * 10, row * 10 + 10))
                    v[i] = row;
                });
}

void racy_rows_by_range_for() {
  std::vector<int> v(Size + 1);
  auto rows = std::views::iota(0, Size / 10);
  std::for_each(std::execution::par, // unsafe: overlapping-elements
                rows.begin(), rows.end(), [&](int row) {
                  for (int i : std::views::iota(row * 10, row * 10 + 11))
                    v[i] = row; // race
                });
}

void racy_rows_by_iterators() {
  std::vector<int> v(Size + 1);
  auto rows = std::views::iota(0, Size / 10);
  std::for_each(std::execution::par, // unsafe: overlapping-elements
                rows.begin(), rows.end(), [&](int row) {
                  auto of = std::views::iota(row * 10, row * 10 + 11);
                  for (auto it = of.begin(); it != of.end(); ++it)
                    v[*it] = row; // race
                });
}

// The iterator is moved on in between: nobody may count from where it was.
void racy_moved_iterator() {
  std::vector<int> v(Size);
  auto all = std::views::iota(0, Size);
  auto set = [&](int i) {
    auto rest = std::views::iota(i, Size);
    auto it = rest.begin();
    if (i + 1 < Size)
      ++it;
    v[*it] = i; // race
  };
  std::for_each( // unsafe: overlapping-elements (today: unknown)
      std::execution::par, all.begin(), all.end(), set);
}

FAMILY({"lookalike_elements_by_index", lookalike_elements_by_index},
       {"racy_neighbours_by_index", racy_neighbours_by_index},
       {"racy_sum_by_index", racy_sum_by_index},
       {"lookalike_size_that_is_not_known", lookalike_size_that_is_not_known},
       {"lookalike_transform_by_index", lookalike_transform_by_index},
       {"racy_halves_by_count", racy_halves_by_count},
       {"lookalike_later_begin", lookalike_later_begin},
       {"lookalike_rows_by_range_for", lookalike_rows_by_range_for},
       {"racy_rows_by_range_for", racy_rows_by_range_for},
       {"racy_rows_by_iterators", racy_rows_by_iterators},
       {"racy_moved_iterator", racy_moved_iterator})
