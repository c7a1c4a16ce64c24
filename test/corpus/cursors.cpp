// Variables that step through a range: merging, inserting, filtering, and
// partitions in the parts of one array.
#include "family.h"
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

static int Data[1024], Scratch[1024];

static void merge(int lo, int mid, int hi) {
  int i = lo, j = mid, k = lo;
  while (i < mid && j < hi) {
    if (Data[i] < Data[j])
      Scratch[k++] = Data[i++];
    else
      Scratch[k++] = Data[j++];
  }
  while (i < mid)
    Scratch[k++] = Data[i++];
  while (j < hi)
    Scratch[k++] = Data[j++];
  for (i = lo; i < hi; i++)
    Data[i] = Scratch[i];
}

void repaired_merges() {
  std::thread a(merge, 0, 256, 512);    // safe
  std::thread b(merge, 512, 700, 1024); // safe
  a.join();
  b.join();
}

void racy_merges() {
  std::thread a(merge, 0, 256, 513);    // unsafe: overlapping-elements
  std::thread b(merge, 512, 700, 1024); // unsafe: overlapping-elements
  a.join();
  b.join();
}

// What is written goes on by one more than what is read.
static void merge_gaps(int lo, int mid, int hi) {
  int i = lo, j = mid, k = lo;
  while (i < mid && j < hi) {
    if (Data[i] < Data[j])
      Scratch[k++] = Data[i++];
    else
      Scratch[k++] = Data[j++];
    k++;
  }
}

void racy_merges_with_gaps() {
  for (int n = 0; n < 512; n++)
    Data[n] = n < 256 ? 2 * n : 2 * (n - 256) + 1;
  std::thread a(merge_gaps, 0, 256, 512);    // unsafe: overlapping-elements
  std::thread b(merge_gaps, 512, 700, 1024); // unsafe: overlapping-elements
  a.join();
  b.join();
}

static void insertion_sort(int *a, int lo, int hi) {
  for (int i = lo + 1; i < hi; i++) {
    const int key = a[i];
    int j = i - 1;
    while (j >= lo && a[j] > key) {
      a[j + 1] = a[j];
      j--;
    }
    a[j + 1] = key;
  }
}

void repaired_insertion() {
  std::thread a(insertion_sort, Data, 0, 128);   // safe
  std::thread b(insertion_sort, Data, 128, 256); // safe
  a.join();
  b.join();
}

// Without a lower limit, what is below the part is moved as well.
static void insertion_from_zero(int *a, int lo, int hi) {
  for (int i = lo + 1; i < hi; i++) {
    const int key = a[i];
    int j = i - 1;
    while (j >= 0 && a[j] > key) {
      a[j + 1] = a[j];
      j--;
    }
    a[j + 1] = key;
  }
}

void racy_insertion() {
  for (int n = 0; n < 256; n++)
    Data[n] = 256 - n;
  std::thread a(insertion_from_zero, Data, 0, 128);   // unsafe: overlapping-elements (today: unknown)
  std::thread b(insertion_from_zero, Data, 128, 256); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

static void keep_positive(std::size_t lo, std::size_t hi) {
  std::size_t k = lo;
  for (std::size_t i = lo; i < hi; i++)
    if (Data[i] >= 0)
      Scratch[k++] = Data[i];
}

void repaired_filter() {
  std::thread a(keep_positive, 0, 512);    // safe
  std::thread b(keep_positive, 512, 1024); // safe
  a.join();
  b.join();
}

// Each of both begins at zero.
static void keep_at_front(std::size_t lo, std::size_t hi) {
  std::size_t k = 0;
  for (std::size_t i = lo; i < hi; i++)
    if (Data[i] >= 0)
      Scratch[k++] = Data[i];
}

void racy_filter() {
  for (int &n : Data)
    n = 1;
  std::thread a(keep_at_front, 0, 512);    // unsafe: overlapping-elements (today: unknown)
  std::thread b(keep_at_front, 512, 1024); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

// Twice in a round: the second half goes beyond the part.
static void keep_twice(std::size_t lo, std::size_t hi) {
  std::size_t k = lo;
  for (std::size_t i = lo; i < hi; i++)
    if (Data[i] >= 0) {
      Scratch[k++] = Data[i];
      Scratch[k++] = -Data[i];
    }
}

void racy_double_filter() {
  for (int &n : Data)
    n = 1;
  std::thread a(keep_twice, 0, 256);   // unsafe: overlapping-elements (today: unknown)
  std::thread b(keep_twice, 256, 512); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

static int partition(std::vector<int> &v, int lo, int hi) {
  const int pivot = v[hi];
  int i = lo - 1;
  for (int j = lo; j < hi; ++j)
    if (v[j] < pivot)
      std::swap(v[++i], v[j]);
  std::swap(v[i + 1], v[hi]);
  return i + 1;
}

void repaired_partition() {
  std::vector<int> v(512);
  std::thread a([&] { partition(v, 0, 255); });   // safe
  std::thread b([&] { partition(v, 256, 511); }); // safe
  a.join();
  b.join();
}

void racy_partition() {
  std::vector<int> v(512);
  std::thread a([&] { partition(v, 0, 256); });   // unsafe: overlapping-elements
  std::thread b([&] { partition(v, 256, 511); }); // unsafe: overlapping-elements
  a.join();
  b.join();
}

// The parts on both sides of what is found.
void repaired_sides() {
  std::vector<int> v(512);
  const int at = partition(v, 0, 511);
  std::thread a(insertion_sort, v.data(), 0, at); // safe
  insertion_sort(v.data(), at + 1, 512);
  a.join();
}

void racy_sides() {
  std::vector<int> v(512);
  v[511] = 1;
  const int at = partition(v, 0, 511);
  std::thread a([&] { for (int i = 0; i <= at; i++) v[i] = 1; }); // unsafe: overlapping-elements
  for (int i = at; i < 512; i++)
    v[i] = 2;
  a.join();
}

// In each round another place is found, and nobody waits for the first.
void racy_sides_of_rounds() {
  std::vector<int> v(512);
  std::vector<std::thread> all;
  for (int n = 0; n < 2; n++) {
    int at = 0;
    while (at < 256 * n + 100 && v[at] == 0)
      at++;
    all.emplace_back([&v, at] { for (int i = 0; i < at; i++) v[i] = 1; }); // unsafe: overlapping-elements
    all.emplace_back([&v, at] { for (int i = at; i < 512; i++) v[i] = 2; }); // unsafe: overlapping-elements
  }
  for (std::thread &t : all)
    t.join();
}

static void from_found(std::vector<int> &v, int hi, std::vector<std::thread> &all) {
  int at = 0;
  while (at < hi && v[at] == 0)
    at++;
  all.emplace_back([&v, at] { for (int i = 0; i < at; i++) v[i] = 1; }); // unsafe: overlapping-elements
  all.emplace_back([&v, at] { for (int i = at; i < 512; i++) v[i] = 2; }); // unsafe: overlapping-elements
}

void racy_sides_of_calls() {
  std::vector<int> v(512);
  std::vector<std::thread> all;
  from_found(v, 100, all);
  from_found(v, 300, all);
  for (std::thread &t : all)
    t.join();
}

// It begins below zero, and has no sign: after one step it is zero.
static void from_below(std::size_t hi) {
  std::size_t k = -1;
  for (std::size_t i = 0; i < hi; i++)
    if (Data[i] == 1)
      Scratch[++k] = 1;
}

void racy_from_below() {
  for (int &n : Data)
    n = 1;
  std::thread a(from_below, 64);                                // unsafe: overlapping-elements (today: unknown)
  std::thread b([] { for (int i = 0; i < 64; i++) Scratch[i] = 2; }); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

// With a sign it is the same, and known.
static void from_minus_one(int hi) {
  int k = -1;
  for (int i = 0; i < hi; i++)
    if (Data[i] == 1)
      Scratch[++k] = 1;
}

void repaired_from_minus_one() {
  std::thread a(from_minus_one, 64);                                   // safe
  std::thread b([] { for (int i = 64; i < 128; i++) Scratch[i] = 2; }); // safe
  a.join();
  b.join();
}

// What a bit-field makes of a number is another one.
struct Header {
  unsigned pos : 4;
  unsigned len : 4;
};

void racy_bit_field() {
  std::thread a([] { // unsafe: overlapping-elements (today: unknown)
    Header h;
    const unsigned at = h.pos = 20;
    for (unsigned i = 0; i < 4; i++)
      Scratch[at + i] = 1;
  });
  std::thread b([] { for (int i = 4; i < 8; i++) Scratch[i] = 2; }); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

// The case is that the test does not hold.
static void by_case(int n) {
  for (int i = 0, c = 0; c < 100; c++) {
    switch (i < n) {
    case 0:
      Scratch[i] = 1;
    }
    if (Data[0] == 1)
      i++;
  }
}

void racy_by_case() {
  Data[0] = 1;
  std::thread a(by_case, 10);                                          // unsafe: overlapping-elements (today: unknown)
  std::thread b([] { for (int i = 20; i < 60; i++) Scratch[i] = 2; }); // unsafe: overlapping-elements (today: unknown)
  a.join();
  b.join();
}

// A part that ends before it begins.
static void down_from(int *a, unsigned lo, unsigned hi, int depth) {
  if (lo == hi || depth == 0)
    return;
  a[lo] = depth;
  down_from(a, lo + 1, hi, depth - 1);
}

void racy_end_before_begin() {
  std::thread a(down_from, Scratch, 64u, 0u, 4);                        // unsafe: overlapping-elements
  std::thread b([] { for (int i = 65; i < 100; i++) Scratch[i] = 2; }); // unsafe: overlapping-elements
  a.join();
  b.join();
}

FAMILY({"repaired_merges", repaired_merges}, {"racy_merges", racy_merges},
       {"racy_merges_with_gaps", racy_merges_with_gaps}, {"repaired_insertion", repaired_insertion},
       {"racy_insertion", racy_insertion}, {"repaired_filter", repaired_filter}, {"racy_filter", racy_filter},
       {"racy_double_filter", racy_double_filter}, {"repaired_partition", repaired_partition},
       {"racy_partition", racy_partition}, {"repaired_sides", repaired_sides}, {"racy_sides", racy_sides},
       {"racy_sides_of_rounds", racy_sides_of_rounds}, {"racy_sides_of_calls", racy_sides_of_calls},
       {"racy_from_below", racy_from_below}, {"repaired_from_minus_one", repaired_from_minus_one},
       {"racy_bit_field", racy_bit_field}, {"racy_by_case", racy_by_case},
       {"racy_end_before_begin", racy_end_before_begin})
