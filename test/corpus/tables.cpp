#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <ranges>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

void racy_two_bins() {
  std::size_t bins[2] = {};
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 2000),
      [&](int x) {
        bins[x & 1]++; // race
      });
}

void repaired_two_bins_atomic() {
  std::atomic<std::size_t> bins[2] = {};
  aether::par_for_each(std::views::iota(0, 2000), [&](int x) { // safe
    bins[x & 1].fetch_add(1, std::memory_order_relaxed);
  });
}

void repaired_bins_per_task() {
  constexpr int tasks = 8, kinds = 26;
  const std::string text(8 * 100, 'q');
  std::vector<std::vector<int>> bins(tasks, std::vector<int>(kinds));
  aether::par_for_each(std::views::iota(0, tasks), [&](int t) { // safe
    for (char c : std::string_view(text).substr(t * 100, 100))
      ++bins[t][c - 'a'];
  });
}

void unknown_bins_of_letters() {
  const char *given = std::getenv("LETTERS");
  const std::string text = given ? given : "abcdefgh";
  std::vector<int> bins(256);
  aether::par_for_each(text, [&](const char &c) { // unknown: index
    ++bins[static_cast<unsigned char>(c)];
  });
}

void unknown_items_are_indices() {
  const char *given = std::getenv("PICK");
  const std::size_t step = given ? std::strlen(given) : 1;
  std::vector<std::size_t> picked(100);
  for (std::size_t i = 0; i < picked.size(); ++i)
    picked[i] = i * step;
  std::vector<int> v(100 * step + 1);
  aether::par_for_each(picked, [&](std::size_t i) { // unknown: index
    v[i] += 1;
  });
}

void lookalike_read_through_indices() {
  std::vector<std::size_t> from(500, 3);
  std::vector<int> v(500, 1), out(500);
  aether::par_for_each(std::views::iota(0, 500), [&](int i) { // safe
    out[i] = v[from[i]];
  });
}

void racy_gather_into_source() {
  std::vector<std::size_t> from(500, 3);
  std::vector<int> v(500, 1);
  aether::par_for_each(std::views::iota(0, 500), // unsafe: overlapping-elements
                       [&](int i) {
                         v[i] = v[i / 100] + static_cast<int>(from[i]); // race
                       });
}

struct alignas(64) Padded {
  long value = 0;
};

void repaired_padded_counters() {
  std::vector<Padded> counters(4);
  std::vector<std::thread> pool;
  for (std::size_t t = 0; t < counters.size(); ++t)
    pool.emplace_back([&counters, t] { // safe
      for (int i = 0; i < 1000; ++i)
        counters[t].value += i;
    });
  for (std::thread &worker : pool)
    worker.join();
}

void racy_padded_counter_by_reference() {
  std::vector<Padded> counters(5);
  std::vector<std::thread> pool;
  std::size_t t = 0;
  for (; t < 4; ++t)
    pool.emplace_back([&counters, &t] { // unsafe: captured-mutation
      counters[t].value += 1;           // race
    });
  for (std::thread &worker : pool)
    worker.join();
}

void racy_bitset_words() {
  std::vector<std::uint64_t> words(1000 / 64 + 1);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 1000),
      [&](int i) {
        words[i >> 6] |= std::uint64_t{1} << (i & 63); // race
      });
}

void repaired_bitset_word_per_task() {
  std::vector<std::uint64_t> words(16);
  aether::par_for_each(std::views::iota(0, 16), [&](int w) { // safe
    for (int bit = 0; bit < 64; ++bit)
      if ((w * 64 + bit) % 3 == 0)
        words[(w * 64 + bit) >> 6] |= std::uint64_t{1} << bit;
  });
}

struct Particle {
  double x = 0, v = 1;
  int cell = 0;
};

void lookalike_other_field_of_neighbour() {
  std::vector<Particle> p(501);
  aether::par_for_each(std::views::iota(0, 500), [&](int i) { // safe
    p[i].x += p[i + 1].v;
  });
}

void racy_same_field_of_neighbour() {
  std::vector<Particle> p(501);
  aether::par_for_each(std::views::iota(0, 500), // unsafe: overlapping-elements
                       [&](int i) {
                         p[i].x += p[i + 1].x; // race
                       });
}

void racy_copy_of_neighbour() {
  std::vector<Particle> p(501);
  aether::par_for_each(std::views::iota(0, 500), // unsafe: overlapping-elements
                       [&](int i) {
                         const Particle next = p[i + 1];
                         p[i].v = next.x + next.v; // race
                       });
}

void lookalike_shift_then_mask() {
  std::vector<int> v(1024);
  aether::par_for_each(std::views::iota(0, 512), [&](int i) { // safe
    v[i << 1] = i;
    v[(i << 1) | 1] = -i;
  });
}

void racy_mask_drops_a_bit() {
  std::vector<int> v(1024);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 1024),
      [&](int i) {
        v[i & ~4] = i; // race
      });
}

void lookalike_wide_arithmetic() {
  std::vector<short> v(3000);
  aether::par_for_each(std::views::iota(0, 1000), [&](int i) { // safe
    const long long at = 3LL * i + 2;
    v[static_cast<std::size_t>(at)] = 1;
  });
}

void racy_narrowed_index() {
  std::vector<short> v(256);
  aether::par_for_each( // unsafe: overlapping-elements
      std::views::iota(0, 2000),
      [&](int i) {
        v[static_cast<std::uint8_t>(i)] += 1; // race
      });
}

FAMILY({"racy_two_bins", racy_two_bins},
       {"repaired_two_bins_atomic", repaired_two_bins_atomic},
       {"repaired_bins_per_task", repaired_bins_per_task},
       {"unknown_bins_of_letters", unknown_bins_of_letters},
       {"unknown_items_are_indices", unknown_items_are_indices},
       {"lookalike_read_through_indices", lookalike_read_through_indices},
       {"racy_gather_into_source", racy_gather_into_source},
       {"repaired_padded_counters", repaired_padded_counters},
       {"racy_padded_counter_by_reference", racy_padded_counter_by_reference},
       {"racy_bitset_words", racy_bitset_words},
       {"repaired_bitset_word_per_task", repaired_bitset_word_per_task},
       {"lookalike_other_field_of_neighbour",
        lookalike_other_field_of_neighbour},
       {"racy_same_field_of_neighbour", racy_same_field_of_neighbour},
       {"racy_copy_of_neighbour", racy_copy_of_neighbour},
       {"lookalike_shift_then_mask", lookalike_shift_then_mask},
       {"racy_mask_drops_a_bit", racy_mask_drops_a_bit},
       {"lookalike_wide_arithmetic", lookalike_wide_arithmetic},
       {"racy_narrowed_index", racy_narrowed_index})
