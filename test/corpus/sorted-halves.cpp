// Recursion over parts that are found or computed: sorts by partition and by
// merging, with numbers, pointers and iterators.
#include "family.h"
#include <algorithm>
#include <cstddef>
#include <future>
#include <thread>
#include <utility>
#include <vector>

static std::vector<int> numbers() {
  std::vector<int> v(200);
  for (int i = 0; i < 200; i++)
    v[i] = i * 7919 % 211;
  return v;
}

static int partition(int *a, int lo, int hi) {
  const int pivot = a[hi];
  int i = lo;
  for (int j = lo; j < hi; ++j)
    if (a[j] < pivot)
      std::swap(a[i++], a[j]);
  std::swap(a[i], a[hi]);
  return i;
}

static void quick_sort(int *a, int lo, int hi, int depth) {
  if (lo >= hi)
    return;
  const int p = partition(a, lo, hi);
  if (depth == 0) {
    quick_sort(a, lo, p - 1, 0);
    quick_sort(a, p + 1, hi, 0);
    return;
  }
  auto left = std::async(std::launch::async, quick_sort, a, lo, p - 1, depth - 1); // safe
  quick_sort(a, p + 1, hi, depth - 1);
  left.get();
}

void repaired_quick_sort() {
  std::vector<int> v = numbers();
  quick_sort(v.data(), 0, 199, 3);
}

// The pivot belongs to both sides.
static void shared_pivot(int *a, int lo, int hi, int depth) {
  if (lo >= hi || depth == 0)
    return;
  const int p = partition(a, lo, hi);
  auto left = std::async(std::launch::async, shared_pivot, a, lo, p, depth - 1); // unsafe: overlapping-elements
  shared_pivot(a, p, hi, depth - 1);
  left.get();
}

void racy_shared_pivot() {
  std::vector<int> v = numbers();
  shared_pivot(v.data(), 0, 199, 3);
}

// The parts are sorted while the place between them is still looked for.
static void early(int *a, int lo, int hi, int depth) {
  if (lo >= hi || depth == 0)
    return;
  auto left = std::async(std::launch::async, early, a, lo, (lo + hi) / 2, depth - 1); // unsafe: overlapping-elements
  const int p = partition(a, lo, hi);
  early(a, p + 1, hi, depth - 1);
  left.get();
}

void racy_early() {
  std::vector<int> v = numbers();
  early(v.data(), 0, 199, 3);
}

template <class It> static void merge_sort(It first, It last, int depth) {
  if (last - first < 2)
    return;
  It middle = first + (last - first) / 2;
  if (depth > 0) {
    std::thread left([=] { merge_sort(first, middle, depth - 1); }); // safe
    merge_sort(middle, last, depth - 1);
    left.join();
  } else {
    merge_sort(first, middle, 0);
    merge_sort(middle, last, 0);
  }
  std::inplace_merge(first, middle, last);
}

void repaired_merge_sort() {
  std::vector<int> v = numbers();
  merge_sort(v.begin(), v.end(), 2);
}

template <class It> static void merged_early(It first, It last, int depth) {
  if (last - first < 2 || depth == 0)
    return;
  It middle = first + (last - first) / 2;
  std::thread left([=] { merged_early(first, middle, depth - 1); }); // unsafe: overlapping-elements
  merged_early(middle, last, depth - 1);
  std::inplace_merge(first, middle, last);
  left.join();
}

void racy_merged_early() {
  std::vector<int> v = numbers();
  merged_early(v.begin(), v.end(), 2);
}

static void by_pointers(int *first, int *last, int depth) {
  if (last - first < 2 || depth == 0) {
    std::sort(first, last);
    return;
  }
  int *middle = first + (last - first) / 2;
  std::thread left(by_pointers, first, middle, depth - 1); // safe
  by_pointers(middle, last, depth - 1);
  left.join();
  std::inplace_merge(first, middle, last);
}

void repaired_pointers() {
  std::vector<int> v = numbers();
  by_pointers(v.data(), v.data() + 200, 2);
}

// One element too many for the left half.
static void one_more(int *first, int *last, int depth) {
  if (last - first < 2 || depth == 0) {
    std::sort(first, last);
    return;
  }
  int *middle = first + (last - first) / 2;
  std::thread left(one_more, first, middle + 1, depth - 1); // unsafe: overlapping-elements
  one_more(middle, last, depth - 1);
  left.join();
}

void racy_one_more() {
  std::vector<int> v = numbers();
  one_more(v.data(), v.data() + 200, 2);
}

// Without a sign: what is asked first is whether there is anything to do.
static void sizes(std::vector<int> &v, std::size_t lo, std::size_t hi, int depth) {
  if (hi - lo < 2 || depth == 0) {
    std::sort(v.begin() + lo, v.begin() + hi);
    return;
  }
  const std::size_t mid = lo + (hi - lo) / 2;
  std::thread left([&] { sizes(v, lo, mid, depth - 1); }); // safe
  sizes(v, mid, hi, depth - 1);
  left.join();
  std::inplace_merge(v.begin() + lo, v.begin() + mid, v.begin() + hi);
}

void repaired_sizes() {
  std::vector<int> v = numbers();
  sizes(v, 0, v.size(), 2);
}

// Both bounds are included, and so is the middle, in both halves.
static void both_included(std::vector<int> &v, std::size_t lo, std::size_t hi, int depth) {
  if (lo >= hi || depth == 0)
    return;
  const std::size_t mid = (lo + hi) / 2;
  std::thread left([&] { both_included(v, lo, mid, depth - 1); }); // unsafe: overlapping-elements
  both_included(v, mid, hi, depth - 1);
  left.join();
  for (std::size_t i = lo; i <= hi; i++)
    v[i]++;
}

void racy_both_included() {
  std::vector<int> v = numbers();
  both_included(v, 0, v.size() - 1, 2);
}

template <class It> static void by_found(It first, It last, int depth) {
  if (last - first < 2 || depth == 0) {
    std::sort(first, last);
    return;
  }
  const int pivot = *(first + (last - first) / 2);
  It below = std::partition(first, last, [&](int x) { return x < pivot; });
  It above = std::partition(below, last, [&](int x) { return !(pivot < x); });
  auto left = std::async(std::launch::async, [=] { by_found(first, below, depth - 1); }); // safe
  by_found(above, last, depth - 1);
  left.wait();
}

void repaired_by_found() {
  std::vector<int> v = numbers();
  by_found(v.begin(), v.end(), 3);
}

FAMILY({"repaired_quick_sort", repaired_quick_sort}, {"racy_shared_pivot", racy_shared_pivot},
       {"racy_early", racy_early}, {"repaired_merge_sort", repaired_merge_sort},
       {"racy_merged_early", racy_merged_early}, {"repaired_pointers", repaired_pointers},
       {"racy_one_more", racy_one_more}, {"repaired_sizes", repaired_sizes},
       {"racy_both_included", racy_both_included}, {"repaired_by_found", repaired_by_found})
