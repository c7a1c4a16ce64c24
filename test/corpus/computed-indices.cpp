// Indices that are squares, bits, remainders, or read from tables of constants.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

namespace views = std::views;

// Squares modulo a prime: i and p - i share one.
void racy_squares() {
  std::vector<int> v(101);
  aether::par_for_each(views::iota(1, 101), [&](int i) { v[i * i % 101] += i; }); // unsafe: overlapping-elements
}

void repaired_squares() {
  std::vector<int> v(101);
  aether::par_for_each(views::iota(1, 51), [&](int i) { v[i * i % 101] += i; }); // safe
}

void lookalike_squares_apart() {
  std::vector<int> v(10000);
  aether::par_for_each(views::iota(0, 100), [&](int i) { v[i * i] = i; }); // safe
}

// A permutation by a factor that shares no divisor with the length.
void repaired_stride_permutation() {
  std::vector<int> v(13);
  aether::par_for_each(views::iota(0, 13), [&](int i) { v[i * 7 % 13] = i; }); // safe
}

void racy_stride_with_divisor() {
  std::vector<int> v(14);
  aether::par_for_each(views::iota(0, 14), [&](int i) { v[i * 7 % 14] = i; }); // unsafe: overlapping-elements
}

// Triangular numbers.
void lookalike_triangle_rows() {
  std::vector<int> v(5050);
  aether::par_for_each(views::iota(0, 100), [&](int i) { // safe
    for (int j = 0; j <= i; ++j)
      v[i * (i + 1) / 2 + j] = i + j;
  });
}

void racy_triangle_rows() {
  std::vector<int> v(5200);
  aether::par_for_each(views::iota(0, 100), [&](int i) { // unsafe: overlapping-elements
    for (int j = 0; j <= i + 1; ++j)
      v[i * (i + 1) / 2 + j] = i + j; // race
  });
}

// Partners in a butterfly: who is less does the work.
void repaired_partners() {
  std::vector<int> v(64, 1);
  for (int bit = 1; bit < 64; bit *= 2)
    aether::par_for_each(views::iota(0, 64), [&](int i) { // safe
      int other = i ^ bit;
      if (i < other) {
        int sum = v[i] + v[other];
        v[i] = sum;
        v[other] = sum;
      }
    });
}

void racy_partners() {
  std::vector<int> v(64, 1);
  for (int bit = 1; bit < 64; bit *= 2)
    aether::par_for_each(views::iota(0, 64), [&](int i) { // unsafe: overlapping-elements
      int other = i ^ bit;
      v[i] += v[other]; // race
    });
}

void repaired_gray_code() {
  std::array<int, 256> v{};
  aether::par_for_each(views::iota(0, 256), [&](int i) { v[i ^ (i >> 1)] = i; }); // safe
}

void racy_bits_lost() {
  std::array<int, 256> v{};
  aether::par_for_each(views::iota(0, 256), [&](int i) { v[i & (i >> 1)] = i; }); // unsafe: overlapping-elements
}

void repaired_powers() {
  std::array<int, 1024> v{};
  aether::par_for_each(views::iota(0, 10), [&](int k) { // safe
    for (int j = 1 << k; j < 2 << k; ++j)
      v[j] = k;
  });
}

void racy_powers() {
  std::array<int, 1025> v{};
  aether::par_for_each(views::iota(0, 10), [&](int k) { // unsafe: overlapping-elements
    for (int j = 1 << k; j <= 2 << k; ++j)
      v[j] = k; // race
  });
}

// Choices.
void racy_two_counters() {
  std::array<long, 2> counts{};
  aether::par_for_each(views::iota(0, 500), [&](int i) { ++counts[i % 3 ? 0 : 1]; }); // unsafe: overlapping-elements
}

void lookalike_two_tasks() {
  std::array<long, 2> counts{};
  aether::par_for_each(views::iota(0, 2), [&](int i) { ++counts[i % 2 ? 0 : 1]; }); // safe
}

void racy_either_or() {
  std::array<int, 100> v{};
  aether::par_for_each(views::iota(0, 60), [&](int i) { v[i < 30 || i > 50 ? i : 60] = i; }); // unsafe: overlapping-elements
}

void lookalike_one_each() {
  std::array<int, 100> v{};
  aether::par_for_each(views::iota(0, 60), [&](int i) { v[i == 30 && i < 40 ? 60 : i] = i; }); // safe
}

// Tables.
void racy_table_with_a_double() {
  static const int at[] = {3, 1, 4, 1, 5, 9, 2, 6};
  std::array<int, 10> v{};
  aether::par_for_each(views::iota(0, 8), [&](int i) { v[at[i]] += i; }); // unsafe: overlapping-elements
}

void repaired_table_of_different() {
  static const int at[] = {3, 1, 4, 0, 5, 9, 2, 6};
  std::array<int, 10> v{};
  aether::par_for_each(views::iota(0, 8), [&](int i) { v[at[i]] += i; }); // safe
}

constexpr std::array<int, 4> Order{2, 0, 3, 1};
constexpr std::array<int, 4> Doubled{2, 0, 3, 2};

void repaired_constexpr_order() {
  std::vector<int> v(4);
  aether::par_for_each(views::iota(0, 4), [&](int i) { v[Order[i]] = i; }); // safe
}

void racy_constexpr_order() {
  std::vector<int> v(4);
  aether::par_for_each(views::iota(0, 4), [&](int i) { v[Doubled[i]] = i; }); // unsafe: overlapping-elements
}

void repaired_local_table() {
  int at[6] = {5, 3, 1, 0, 2, 4};
  std::vector<int> v(6);
  aether::par_for_each(views::iota(0, 6), [&](int i) { // safe
    int k = at[i];
    v[k] = i;
  });
}

// Somebody changes the table after it was made.
void lookalike_table_changed() {
  int at[6] = {5, 3, 1, 0, 2, 4};
  std::vector<int> v(6);
  at[2] = v.empty() ? 1 : 5;
  aether::par_for_each(views::iota(0, 6), [&](int i) { // unsafe: overlapping-elements
    int k = at[i];
    v[k] += i; // race
  });
}

void lookalike_table_given_away(int *(*change)(int *)) {
  int at[6] = {5, 3, 1, 0, 2, 4};
  if (change)
    change(at);
  std::vector<int> v(6);
  aether::par_for_each(views::iota(0, 6), [&](int i) { v[at[i]] += i; }); // unknown: index
}

void lookalike_table_without_call() { lookalike_table_given_away(nullptr); }

void racy_part_of_a_table() {
  const std::vector<int> at{0, 2, 4, 6, 4, 2};
  std::vector<int> v(8);
  aether::par_for_each(views::iota(1, 6), [&](int i) { v[at[i]] += i; }); // unsafe: overlapping-elements
}

void repaired_part_of_a_table() {
  const std::vector<int> at{0, 2, 4, 6, 4, 2};
  std::vector<int> v(8);
  aether::par_for_each(views::iota(0, 4), [&](int i) { v[at[i]] += i; }); // safe
}

// Rows that begin where a table says.
void repaired_rows_of_a_table() {
  static const int begin[] = {0, 3, 3, 7, 10};
  std::vector<int> v(10);
  aether::par_for_each(views::iota(0, 4), [&](int row) { // safe
    for (int k = begin[row]; k < begin[row + 1]; ++k)
      v[k] += row;
  });
}

void racy_rows_of_a_table() {
  static const int begin[] = {0, 3, 3, 7, 10};
  std::vector<int> v(11);
  aether::par_for_each(views::iota(0, 4), [&](int row) { // unsafe: overlapping-elements
    for (int k = begin[row]; k <= begin[row + 1]; ++k)
      v[k] += row; // race
  });
}

// Filled by a loop.
void repaired_reversed_table() {
  const int n = 200;
  std::vector<int> at(n), v(n);
  for (int i = 0; i < n; ++i)
    at[i] = n - 1 - i;
  aether::par_for_each(views::iota(0, n), [&](int i) { v[at[i]] += i; }); // safe
}

void racy_halved_table() {
  const int n = 200;
  std::vector<int> at(n), v(n);
  for (int i = 0; i < n; ++i)
    at[i] = i / 2;
  aether::par_for_each(views::iota(0, n), [&](int i) { v[at[i]] += i; }); // unsafe: overlapping-elements
}

// A test of the data decides what the table holds.
void lookalike_table_filled_by_test() {
  const int n = 200;
  std::vector<int> at(n), v(n);
  for (int i = 0; i < n; ++i) {
    if (v[i])
      break;
    at[i] = i;
  }
  aether::par_for_each(views::iota(0, n), [&](int i) { v[at[i]] += i; }); // unknown: index
}

// More tasks than values.
void racy_letters() {
  std::vector<unsigned char> text(1000, 'a');
  std::array<int, 256> seen{};
  aether::par_for_each(views::iota(0, 1000), [&](int i) { ++seen[text[i]]; }); // unsafe: overlapping-elements
}

void racy_high_bits() {
  std::vector<std::uint8_t> pixels(500, 7);
  std::vector<int> bins(16);
  aether::par_for_each(views::iota(0, 500), [&](int i) { bins[pixels[i] >> 4] += 1; }); // unsafe: overlapping-elements
}

void racy_low_bits() {
  std::vector<unsigned> keys(500, 7);
  std::vector<int> bins(16);
  aether::par_for_each(views::iota(0, 500), [&](int i) { // unsafe: overlapping-elements
    unsigned bin = keys[i] & 15;
    bins[bin] += 1; // race
  });
}

enum class Kind { Open, Close, Read, Write, Count };

struct Statistics {
  long Counts[static_cast<int>(Kind::Count)] = {};
  void note(Kind k) { ++Counts[static_cast<int>(k)]; }
};

void racy_kinds() {
  std::vector<Kind> events(300, Kind::Read);
  Statistics all;
  aether::par_for_each(views::iota(0, 300), [&](int i) { all.note(events[i]); }); // unsafe: overlapping-elements
}

// More tasks than values, but each thread has a slot of its own, or who has one
// keeps it until it gives it back.
int slot_of_this_thread() {
  static std::atomic<int> next{0};
  thread_local const int slot = next++ % 64;
  return slot;
}
void lookalike_slots() {
  std::array<int, 64> sums{};
  aether::par_for_each(views::iota(0, 1000), [&](int i) { // safe (today: unknown)
    sums[slot_of_this_thread() & 63] += i;
  });
}

void lookalike_slots_taken() {
  std::array<int, 64> sums{};
  std::vector<int> slots(64);
  for (int i = 0; i != 64; ++i)
    slots[i] = i;
  std::mutex m;
  aether::par_for_each(views::iota(0, 1000), [&](int i) { // safe (today: unknown)
    std::unique_lock lock(m);
    const int slot = slots.back();
    slots.pop_back();
    lock.unlock();
    sums[slot & 63] += i;
    lock.lock();
    slots.push_back(slot);
  });
}

// Fewer tasks than values: what the data say decides.
void lookalike_few_letters() {
  std::vector<unsigned char> text{'a', 'b', 'c', 'd', 'e'};
  std::array<int, 256> seen{};
  std::reverse(text.begin(), text.end());
  aether::par_for_each(views::iota(0, 5), [&](int i) { seen[text[i]] += 1; }); // unknown: index
}

void lookalike_known_letters() {
  std::vector<unsigned char> text{'a', 'b', 'c', 'd', 'e'};
  std::array<int, 256> seen{};
  aether::par_for_each(views::iota(0, 5), [&](int i) { seen[text[i]] += 1; }); // safe
}

// Only some tasks get there.
void lookalike_some_letters(const std::vector<bool> &wanted) {
  std::vector<unsigned char> text(1000, 'a');
  std::array<int, 256> seen{};
  aether::par_for_each(views::iota(0, 1000), [&](int i) { // unknown: index
    if (wanted[i])
      ++seen[text[i]];
  });
}

void lookalike_no_letters() { lookalike_some_letters(std::vector<bool>(1000)); }

// Sieves.
void racy_sieve() {
  std::vector<char> composite(1000);
  aether::par_for_each(views::iota(2, 32), [&](int p) { // unsafe: overlapping-elements
    for (int m = p * p; m < 1000; m += p)
      composite[m] = 1; // race
  });
}

void repaired_sieve_of_items() {
  std::vector<std::vector<char>> composite(8, std::vector<char>(1000));
  const std::vector<int> small{2, 3, 5, 7, 11, 13};
  aether::par_for_each(views::iota(0, 6), [&](int k) { // safe
    for (int m = small[k] * small[k]; m < 1000; m += small[k])
      composite[k][m] = 1;
  });
}

void racy_sieve_of_items() {
  std::vector<char> composite(1000);
  const std::vector<int> small{2, 3, 5, 7, 11, 13};
  aether::par_for_each(small, [&](int p) { // unsafe: overlapping-elements
    for (int m = p * p; m < 1000; m += p)
      composite[m] = 1; // race
  });
}

// Each task keeps to the multiples of a prime by which no other is divided.
void lookalike_one_prime() {
  std::vector<char> composite(1000);
  const std::vector<int> small{2, 503, 701};
  aether::par_for_each(small, [&](int p) { // safe
    for (int m = p; m < 500; m += p)
      composite[m] = 1;
  });
}

// As large as it was made.
void racy_round_robin() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { // unsafe: overlapping-elements
      for (std::size_t i = w; i < v.size(); i += 3)
        v[i] = w; // race
    });
  for (auto &t : threads)
    t.join();
}

void repaired_round_robin() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { // safe
      for (std::size_t i = w; i < v.size(); i += 4)
        v[i] = w;
    });
  for (auto &t : threads)
    t.join();
}

void lookalike_too_small_for_two_rounds() {
  std::vector<int> v(1000);
  v.resize(3);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { // unknown: depends on
      for (std::size_t i = w; i < v.size(); i += 3)
        v[i] = w;
    });
  for (auto &t : threads)
    t.join();
}

// Somebody who is not seen gets hold of the vector: its size is not known.
void lookalike_resized_elsewhere_by(void (*resize)(std::vector<int> &)) {
  std::vector<int> v(4);
  resize(v);
  aether::par_for_each(views::iota(0, 8), [&](int i) { // unknown: depends on
    if (i < static_cast<int>(v.size()))
      v[i % 4] += 1;
  });
}

void lookalike_resized_elsewhere() {
  lookalike_resized_elsewhere_by([](std::vector<int> &v) { v.resize(2); });
}

// A number of parts that only the caller knows.
void fill_by_parts(std::vector<int> &v, int parts, int tasks) {
  aether::par_for_each(views::iota(0, tasks), [&, parts](int i) { v[i % parts] += i; }); // unknown: index
}

void racy_parts() {
  std::vector<std::vector<int>> parts(4);
  std::vector<int> v(100);
  aether::par_for_each(views::iota(std::size_t{0}, v.size()), [&](std::size_t i) { // unsafe: overlapping-elements (today: unknown)
    parts[i % parts.size()].push_back(v[i]);
  });
}

void racy_neighbour_in_a_ring() {
  const int n = static_cast<int>(std::thread::hardware_concurrency()) + 2;
  std::vector<int> v(n, 1);
  aether::par_for_each(views::iota(0, n), [&, n](int i) { // unsafe: overlapping-elements
    v[i] += v[(i + 1) % n]; // race
  });
}

void racy_powers_of_two() {
  std::vector<char> seen(5000);
  aether::par_for_each(views::iota(0, 5), [&](int p) { // unsafe: overlapping-elements
    for (int m = 1; m < 5000; m *= 2)
      seen[m + p] = 1; // race
  });
}

void lookalike_powers_of_two() {
  std::vector<char> seen(40000);
  aether::par_for_each(views::iota(0, 5), [&](int p) { // safe
    for (int m = 1; m < 5000; m *= 2)
      seen[m * 8 + p] = 1;
  });
}

// Arithmetic on a table's entries that leaves the range of the type.
void racy_seeds() {
  static const std::uint32_t seeds[4] = {0x9e3779b9u, 0x85ebca6bu, 0xc2b2ae35u, 0x27d4eb2fu};
  std::array<int, 2> v{};
  aether::par_for_each(views::iota(0, 4), [&](int i) { // unsafe: overlapping-elements
    v[(seeds[i] * 5u) >> 31] += 1;
  });
}

void racy_seeds_shifted() {
  static const std::uint32_t seeds[4] = {0x9e3779b9u, 0x85ebca6bu, 0xc2b2ae35u, 0x27d4eb2fu};
  std::array<int, 2> v{};
  aether::par_for_each(views::iota(0, 4), [&](int i) { // unsafe: overlapping-elements (today: unknown)
    std::uint32_t h = (seeds[i] << 5) - seeds[i];
    v[h >> 31] += 1;
  });
}

void racy_keys_to_zero() {
  const std::uint64_t keys[2] = {std::uint64_t{1} << 62, 0};
  std::array<int, 100> v{};
  aether::par_for_each(views::iota(0, 2), [&](int i) { // unsafe: overlapping-elements (today: unknown)
    v[(keys[i] * 4) % 100u] += 1;
  });
}

void racy_variable_factors() {
  std::array<int, 2> v{};
  unsigned s = 65535;
  aether::par_for_each(views::iota(0u, 3u), [&](unsigned i) { // unsafe: overlapping-elements (today: unknown)
    unsigned y = i * s * s * 65535u;
    v[y >> 31] += 1;
  });
}

void racy_narrow_sum() {
  std::array<int, 256> v{};
  aether::par_for_each(views::iota(0, 256), [&](int i) { // unsafe: overlapping-elements
    std::uint8_t x = i;
    x += i;
    v[x] += 1;
  });
}

void lookalike_narrow_sum() {
  std::array<int, 256> v{};
  aether::par_for_each(views::iota(0, 128), [&](int i) { // safe
    std::uint8_t x = i;
    x += i;
    v[x] += 1;
  });
}

void racy_narrow_entry() {
  const std::uint8_t table[3] = {0, 128, 64};
  std::array<int, 256> v{};
  aether::par_for_each(views::iota(0, 3), [&](int i) { // unsafe: overlapping-elements
    std::uint8_t x = table[i];
    x += table[i];
    v[x] += 1;
  });
}

// The loop that fills the table is jumped over, or leaves entries out.
void lookalike_fill_skipped(bool skip) {
  std::array<int, 16> v{};
  int table[16] = {};
  if (skip)
    goto skipped;
  for (int i = 0; i < 16; ++i)
    table[i] = i;
skipped:
  aether::par_for_each(views::iota(0, 16), [&](int i) { v[table[i]] += 1; }); // unknown: changing value
}

void lookalike_fill_in_a_switch(int kind) {
  std::array<int, 16> v{};
  switch (kind) {
    static int table[16];
  case 0:;
    for (int i = 0; i < 16; ++i)
      table[i] = i;
  default:
    aether::par_for_each(views::iota(0, 16), [&](int i) { v[table[i]] += 1; }); // unknown: changing value
  }
}

void lookalike_fill_by_pointer() {
  std::array<int, 16> v{};
  int table[16] = {};
  int i = 0, *p = &i;
  for (i = 0; i < 16; ++i) {
    table[i] = i;
    ++*p;
  }
  aether::par_for_each(views::iota(0, 16), [&](int k) { v[table[k]] += 1; }); // unknown: changing value
}

void lookalike_fill_by_reference() {
  std::array<int, 16> v{};
  int table[16] = {};
  int i = 0, &j = i;
  for (i = 0; i < 16; ++i) {
    table[i] = i;
    ++j;
  }
  aether::par_for_each(views::iota(0, 16), [&](int k) { v[table[k]] += 1; }); // unknown: changing value
}

void lookalike_fill_by_call() {
  std::array<int, 16> v{};
  int table[16] = {};
  int i = 0;
  auto skip = [&] { ++i; };
  for (i = 0; i < 16; ++i) {
    table[i] = i;
    skip();
  }
  aether::par_for_each(views::iota(0, 16), [&](int k) { v[table[k]] += 1; }); // unknown: changing value
}

void lookalike_fill_counted_before() {
  std::array<int, 16> v{};
  int table[16] = {};
  int i = 0;
  for (i = 0; i < 3; ++i)
    v[i] = i;
  for (i = 0; i < 16; ++i)
    table[i] = i;
  aether::par_for_each(views::iota(0, 16), [&](int k) { v[table[k]] += 1; }); // safe
}

// In threads.
void racy_threads_by_table() {
  static const int at[] = {0, 1, 2, 1};
  std::array<int, 4> v{};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { v[at[w]] += 1; }); // unsafe: overlapping-elements
  for (auto &t : threads)
    t.join();
}

void repaired_threads_by_table() {
  static const int at[] = {0, 1, 2, 3};
  std::array<int, 4> v{};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { v[at[w]] += 1; }); // safe
  for (auto &t : threads)
    t.join();
}

FAMILY({"racy_squares", racy_squares},
       {"repaired_squares", repaired_squares},
       {"lookalike_squares_apart", lookalike_squares_apart},
       {"repaired_stride_permutation", repaired_stride_permutation},
       {"racy_stride_with_divisor", racy_stride_with_divisor},
       {"lookalike_triangle_rows", lookalike_triangle_rows},
       {"racy_triangle_rows", racy_triangle_rows},
       {"repaired_partners", repaired_partners},
       {"racy_partners", racy_partners},
       {"repaired_gray_code", repaired_gray_code},
       {"racy_bits_lost", racy_bits_lost},
       {"repaired_powers", repaired_powers},
       {"racy_powers", racy_powers},
       {"racy_two_counters", racy_two_counters},
       {"lookalike_two_tasks", lookalike_two_tasks},
       {"racy_either_or", racy_either_or},
       {"lookalike_one_each", lookalike_one_each},
       {"racy_table_with_a_double", racy_table_with_a_double},
       {"repaired_table_of_different", repaired_table_of_different},
       {"repaired_constexpr_order", repaired_constexpr_order},
       {"racy_constexpr_order", racy_constexpr_order},
       {"repaired_local_table", repaired_local_table},
       {"lookalike_table_changed", lookalike_table_changed},
       {"lookalike_table_without_call", lookalike_table_without_call},
       {"racy_part_of_a_table", racy_part_of_a_table},
       {"repaired_part_of_a_table", repaired_part_of_a_table},
       {"repaired_rows_of_a_table", repaired_rows_of_a_table},
       {"racy_rows_of_a_table", racy_rows_of_a_table},
       {"repaired_reversed_table", repaired_reversed_table},
       {"racy_halved_table", racy_halved_table},
       {"lookalike_table_filled_by_test", lookalike_table_filled_by_test},
       {"racy_letters", racy_letters},
       {"racy_high_bits", racy_high_bits},
       {"racy_low_bits", racy_low_bits},
       {"racy_kinds", racy_kinds},
       {"lookalike_few_letters", lookalike_few_letters},
       {"lookalike_known_letters", lookalike_known_letters},
       {"lookalike_no_letters", lookalike_no_letters},
       {"racy_sieve", racy_sieve},
       {"repaired_sieve_of_items", repaired_sieve_of_items},
       {"racy_sieve_of_items", racy_sieve_of_items},
       {"lookalike_one_prime", lookalike_one_prime},
       {"racy_round_robin", racy_round_robin},
       {"repaired_round_robin", repaired_round_robin},
       {"lookalike_too_small_for_two_rounds", lookalike_too_small_for_two_rounds},
       {"lookalike_resized_elsewhere", lookalike_resized_elsewhere},
       {"racy_parts", racy_parts},
       {"racy_neighbour_in_a_ring", racy_neighbour_in_a_ring},
       {"racy_powers_of_two", racy_powers_of_two},
       {"lookalike_powers_of_two", lookalike_powers_of_two},
       {"racy_seeds", racy_seeds},
       {"racy_seeds_shifted", racy_seeds_shifted},
       {"racy_keys_to_zero", racy_keys_to_zero},
       {"racy_variable_factors", racy_variable_factors},
       {"racy_narrow_sum", racy_narrow_sum},
       {"lookalike_narrow_sum", lookalike_narrow_sum},
       {"racy_narrow_entry", racy_narrow_entry},
       {"lookalike_fill_skipped", [] { lookalike_fill_skipped(false); }},
       {"lookalike_fill_in_a_switch", [] { lookalike_fill_in_a_switch(0); }},
       {"lookalike_fill_by_pointer", lookalike_fill_by_pointer},
       {"lookalike_fill_by_reference", lookalike_fill_by_reference},
       {"lookalike_fill_by_call", lookalike_fill_by_call},
       {"lookalike_fill_counted_before", lookalike_fill_counted_before},
       {"racy_threads_by_table", racy_threads_by_table},
       {"repaired_threads_by_table", repaired_threads_by_table}, {"lookalike_slots", lookalike_slots},
       {"lookalike_slots_taken", lookalike_slots_taken})
