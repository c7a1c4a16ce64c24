#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <ranges>
#include <thread>
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

void racy_wrapped_product() {
  std::vector<int> a(8);
  aether::par_for_each(std::views::iota(0u, 2000u), [&](unsigned i) { // unsafe: overlapping-elements
    a[i * 0x10000u * 0x10000u] = static_cast<int>(i); // race
  });
}

void repaired_wrapped_product() {
  std::vector<int> a(4000);
  aether::par_for_each(std::views::iota(0u, 2000u), [&](unsigned i) { // safe
    a[i * 2u] = static_cast<int>(i);
  });
}

void racy_switch() {
  int x = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    switch (i % 2) {
    case 0:
      x = i; // race
      break;
    default:
      break;
    }
  });
}

void lookalike_switch() {
  int x = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    switch (i) {
    case 3:
      x = 1;
      break;
    default:
      break;
    }
  });
}

void lookalike_upper_half() {
  std::vector<int> a(4000);
  int half = 2000;
  aether::par_for_each(std::views::iota(0, half), [&](int i) { // safe
    a[half + i] = a[i];
  });
}

void lookalike_iterator_pair() {
  std::vector<int> a(6400);
  aether::par_for_each(std::views::iota(0, 100), [&](int i) { // safe
    for (auto it = a.begin() + i * 64, end = it + 64; it != end; ++it)
      *it = i;
  });
}

void racy_iterator_pair() {
  std::vector<int> a(6465);
  aether::par_for_each(std::views::iota(0, 100), [&](int i) { // unsafe: overlapping-elements
    for (auto it = a.begin() + i * 64, end = it + 65; it != end; ++it)
      *it = i; // race
  });
}

void racy_narrow_index() {
  std::vector<int> a(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](std::uint8_t i) { // unsafe: overlapping-elements
    a[i] += 1;                                                          // race
  });
}

void repaired_narrow_index() {
  std::vector<int> a(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](std::uint16_t i) { // safe
    a[i] += 1;
  });
}

void lookalike_narrow_index() {
  std::vector<int> a(2000);
  aether::par_for_each(std::views::iota(0, 200), [&](std::uint8_t i) { // safe
    a[i] += 1;
  });
}

void racy_assigned_index() {
  std::vector<int> a(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    int at;
    at = i / 2;
    a[at] += 1; // race
  });
}

void lookalike_assigned_index() {
  std::vector<int> a(4000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    int at = 2 * i;
    a[at++] = 1;
    a[at] = 2;
  });
}

void lookalike_one_item() {
  int x = 0;
  aether::par_for_each(std::views::iota(0, 1), [&](int i) { x = i; }); // safe
}

void lookalike_tickets_in_a_condition() {
  std::vector<int> a(2000);
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { // safe
      std::size_t at;
      while ((at = next++) < a.size())
        a[at] = 1;
    });
  for (auto &t : threads)
    t.join();
}

void racy_tickets_in_a_condition() {
  std::vector<int> a(2000);
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { // unsafe: overlapping-elements (today: unknown)
      std::size_t at;
      while ((at = next++) < a.size())
        a[at / 2] += 1; // race
    });
  for (auto &t : threads)
    t.join();
}

// More tasks than remainders: two of them meet in one element.
void racy_count_by_remainder() {
  std::vector<unsigned> keys(2000, 7);
  std::vector<int> count(10);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    ++count[keys[i] % 10];                                     // race
  });
}

void repaired_count_by_remainder() {
  std::vector<unsigned> keys(2000, 7);
  std::vector<int> count(10);
  std::vector<std::mutex> locks(10);
  aether::par_for_each(keys, [&](unsigned key) { // safe
    std::lock_guard guard(locks[key % 10]);
    ++count[key % 10];
  });
}

// No more tasks than elements: which of them meet is not known here.
void lookalike_few_keys() {
  std::vector<unsigned> keys{3, 1, 4, 5, 9};
  std::vector<int> count(10);
  aether::par_for_each(std::views::iota(0, 5), [&](int i) { // safe
    ++count[keys[i] % 10];
  });
}

FAMILY({"racy_count_by_remainder", racy_count_by_remainder},
       {"repaired_count_by_remainder", repaired_count_by_remainder},
       {"lookalike_few_keys", lookalike_few_keys},
       {"racy_next", racy_next}, {"repaired_two_arrays", repaired_two_arrays},
       {"lookalike_stride", lookalike_stride}, {"racy_half", racy_half},
       {"racy_modulo", racy_modulo},
       {"lookalike_inner_loop", lookalike_inner_loop},
       {"racy_inner_loop", racy_inner_loop}, {"racy_bits", racy_bits},
       {"lookalike_bytes", lookalike_bytes}, {"racy_fixed", racy_fixed},
       {"unknown_indirect", unknown_indirect},
       {"racy_wrapped_product", racy_wrapped_product},
       {"racy_assigned_index", racy_assigned_index},
       {"lookalike_assigned_index", lookalike_assigned_index},
       {"lookalike_one_item", lookalike_one_item},
       {"lookalike_tickets_in_a_condition", lookalike_tickets_in_a_condition},
       {"racy_tickets_in_a_condition", racy_tickets_in_a_condition},
       {"racy_narrow_index", racy_narrow_index},
       {"repaired_narrow_index", repaired_narrow_index},
       {"lookalike_narrow_index", lookalike_narrow_index},
       {"repaired_wrapped_product", repaired_wrapped_product},
       {"racy_switch", racy_switch},
       {"lookalike_switch", lookalike_switch},
       {"lookalike_upper_half", lookalike_upper_half},
       {"lookalike_iterator_pair", lookalike_iterator_pair},
       {"racy_iterator_pair", racy_iterator_pair})
