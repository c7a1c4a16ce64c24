#include "family.h"
#include <aether/aether.h>
#include <ranges>
#include <vector>

void racy_next() {
  std::vector<int> a(2001);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    a[i + 1] = a[i] + 1;                                       // race
  });
}

void repaired_two_arrays() {
  std::vector<int> a(2001), b(2001);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    b[i + 1] = a[i] + 1;
  });
}

void lookalike_stride() {
  std::vector<int> a(4001);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    a[2 * i + 1] = a[2 * i] + 1;
  });
}

void racy_half() {
  std::vector<int> a(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    a[i / 2] += i;                                             // race
  });
}

void racy_modulo() {
  std::vector<int> histogram(16);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    histogram[i % 16]++;                                       // race
  });
}

void lookalike_inner_loop() {
  std::vector<int> a(2000 * 4);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    for (int k = 0; k < 4; ++k)
      a[4 * i + k] = k;
  });
}

void racy_inner_loop() {
  std::vector<int> a(2000 * 4 + 1);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    for (int k = 0; k <= 4; ++k)
      a[4 * i + k] = k; // race
  });
}

void racy_bits() {
  std::vector<bool> flags(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    flags[i] = i % 3 == 0;                                     // race
  });
}

void lookalike_bytes() {
  std::vector<char> flags(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    flags[i] = i % 3 == 0;
  });
}

void racy_fixed() {
  int a[4] = {};
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: overlapping-elements
    a[0]++;                                                  // race
  });
}

void unknown_indirect() {
  std::vector<int> where(2000), a(2000);
  for (int i = 0; i < 2000; ++i)
    where[i] = (i * 7) % 2000;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unknown: where[i]
    a[where[i]] = i;
  });
}

FAMILY({"racy_next", racy_next}, {"repaired_two_arrays", repaired_two_arrays},
       {"lookalike_stride", lookalike_stride}, {"racy_half", racy_half},
       {"racy_modulo", racy_modulo},
       {"lookalike_inner_loop", lookalike_inner_loop},
       {"racy_inner_loop", racy_inner_loop}, {"racy_bits", racy_bits},
       {"lookalike_bytes", lookalike_bytes}, {"racy_fixed", racy_fixed},
       {"unknown_indirect", unknown_indirect})
