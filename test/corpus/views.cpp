#include "family.h"
#include <aether/aether.h>
#include <array>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <vector>

void lookalike_index_from_address() {
  std::vector<int> v(600, 2);
  std::vector<long> out(v.size());
  aether::par_for_each(v, [&](int &x) { // safe
    const std::size_t i = &x - &v[0];
    out[i] = long(x) * x;
  });
}

void racy_index_from_address_next() {
  std::vector<int> v(600, 2);
  std::vector<long> out(v.size() + 1);
  aether::par_for_each(v, [&](int &x) { // unsafe: overlapping-elements
    const std::ptrdiff_t i = &x - v.data();
    out[i + 1] += out[i] + x; // race
  });
}

void racy_pointer_to_neighbour() {
  std::vector<int> v(601, 2);
  std::span<int> most(v.data(), 600);
  aether::par_for_each(most, [](int &x) { // unsafe: overlapping-elements
    int *here = &x;
    *(here + 1) = *here; // race
  });
}

void repaired_halves_by_subspan() {
  std::vector<int> v(1000);
  std::span<int> all(v);
  auto low = all.subspan(0, 500), high = all.subspan(500);
  aether::par_for_each(std::views::iota(0, 500), [=](int i) { // safe
    low[i] = 1;
    high[i] = 2;
  });
}

void racy_subspans_overlap() {
  std::vector<int> v(1000);
  std::span<int> all(v);
  auto low = all.first(600), high = all.last(600);
  aether::par_for_each(std::views::iota(0, 600), // unsafe: overlapping-elements
                       [=](int i) {
                         low[i] = 1; // race
                         high[i] = 2;
                       });
}

void lookalike_subspan_per_task() {
  std::vector<float> v(16 * 32);
  std::span<float> all(v);
  aether::par_for_each( // safe
      std::views::iota(std::size_t{0}, std::size_t{16}),
      [&](std::size_t t) {
        for (float &x : all.subspan(t * 32, 32))
          x += 1;
      });
}

void racy_subspan_too_long() {
  std::vector<float> v(16 * 32 + 8);
  std::span<float> all(v);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(std::size_t{0},
                       std::size_t{16}),
      [&](std::size_t t) {
        for (float &x : all.subspan(t * 32, 40))
          x += 1; // race
      });
}

void lookalike_pointer_walk() {
  auto raw = std::make_unique<int[]>(800);
  int *base = raw.get();
  aether::par_for_each(std::views::iota(0, 100), [base](int i) { // safe
    int *p = base + 8 * i;
    for (int *end = p + 8; p != end; ++p)
      *p = i;
  });
}

void racy_pointer_walk() {
  auto raw = std::make_unique<int[]>(1200);
  int *base = raw.get();
  aether::par_for_each(std::views::iota(0, 100), // unsafe: overlapping-elements
                       [base](int i) {
                         int *p = base + 8 * i;
                         for (int *end = p + 12; p != end; ++p)
                           *p = i; // race
                       });
}

void lookalike_iterator_plus_offset() {
  std::vector<int> v(1000, 1);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    auto it = v.begin() + i;
    *it += 1;
  });
}

void racy_iterator_of_other_end() {
  std::vector<int> v(1000, 1);
  aether::par_for_each(std::views::iota(0, 999), // unsafe: overlapping-elements
                       [&](int i) {
                         *(v.end() - 1 - i) = v[i]; // race
                       });
}

void racy_array_constant_offset() {
  std::array<int, 4001> a{};
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 4000),
      [&](int i) {
        int *p = a.data() + 1;
        p[i] = *(p + i - 1) + 1; // race
      });
}

void lookalike_two_pointers_far_apart() {
  std::array<int, 200> a{};
  int *const front = a.data(), *const back = front + 100;
  aether::par_for_each(std::views::iota(0, 100), [=](int i) { // safe
    back[i] = front[99 - i];
  });
}

struct Samples {
  std::vector<int> left, right;
};

void lookalike_members_apart() {
  Samples s{std::vector<int>(500), std::vector<int>(501)};
  aether::par_for_each(std::views::iota(0, 500), [&](int i) { // safe
    s.left[i] = s.right[i + 1];
  });
}

void racy_reference_to_same_member() {
  Samples s{std::vector<int>(501), std::vector<int>(501)};
  const std::vector<int> &other = s.left;
  aether::par_for_each(std::views::iota(0, 500), // unsafe: overlapping-elements
                       [&](int i) {
                         s.left[i] = other[i + 1]; // race
                       });
}

void racy_text_shifted() {
  std::string text(400, 'a');
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(std::size_t{1},
                       text.size()),
      [&](std::size_t i) {
        text[i - 1] = text.at(i); // race
      });
}

FAMILY({"lookalike_index_from_address", lookalike_index_from_address},
       {"racy_index_from_address_next", racy_index_from_address_next},
       {"racy_pointer_to_neighbour", racy_pointer_to_neighbour},
       {"repaired_halves_by_subspan", repaired_halves_by_subspan},
       {"racy_subspans_overlap", racy_subspans_overlap},
       {"lookalike_subspan_per_task", lookalike_subspan_per_task},
       {"racy_subspan_too_long", racy_subspan_too_long},
       {"lookalike_pointer_walk", lookalike_pointer_walk},
       {"racy_pointer_walk", racy_pointer_walk},
       {"lookalike_iterator_plus_offset", lookalike_iterator_plus_offset},
       {"racy_iterator_of_other_end", racy_iterator_of_other_end},
       {"racy_array_constant_offset", racy_array_constant_offset},
       {"lookalike_two_pointers_far_apart", lookalike_two_pointers_far_apart},
       {"lookalike_members_apart", lookalike_members_apart},
       {"racy_reference_to_same_member", racy_reference_to_same_member},
       {"racy_text_shifted", racy_text_shifted})
