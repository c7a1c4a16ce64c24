// Recursions that cut a range in two and hand one half to a task.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <functional>
#include <future>
#include <thread>
#include <vector>

namespace {

// By limits.
void fill(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i < hi; ++i)
      a[i] = i;
    return;
  }
  int mid = lo + (hi - lo) / 2;
  std::thread left([=] { fill(a, lo, mid); }); // safe
  fill(a, mid, hi);
  left.join();
}

// The leaves go one too far.
void fill_too_far(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i <= hi; ++i)
      a[i] = i; // race
    return;
  }
  int mid = lo + (hi - lo) / 2;
  std::thread left([=] { fill_too_far(a, lo, mid); }); // unsafe: overlapping-elements
  fill_too_far(a, mid, hi);
  left.join();
}

// Both limits included, and both halves have the middle.
void inclusive(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i <= hi; ++i)
      a[i] += i;
    return;
  }
  int mid = (lo + hi) / 2;
  std::thread left([=] { inclusive(a, lo, mid); }); // safe
  inclusive(a, mid + 1, hi);
  left.join();
}

void both_have_the_middle(int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i <= hi; ++i)
      a[i] += i; // race
    return;
  }
  int mid = (lo + hi) / 2;
  std::thread left([=] { both_have_the_middle(a, lo, mid); }); // unsafe: overlapping-elements
  both_have_the_middle(a, mid, hi);
  left.join();
}

// By a pointer and a number.
void count_up(int *a, int n) {
  if (n < 10) {
    for (int i = 0; i < n; ++i)
      a[i]++;
    return;
  }
  int half = n / 2;
  std::thread left(count_up, a, half); // safe
  count_up(a + half, n - half);
  left.join();
}

void count_up_one_more(int *a, int n) {
  if (n < 10) {
    for (int i = 0; i < n; ++i)
      a[i]++; // race
    return;
  }
  int half = n / 2;
  std::thread left(count_up_one_more, a, half + 1); // unsafe: overlapping-elements
  count_up_one_more(a + half, n - half);
  left.join();
}

// With an array to copy to, captured by reference.
void merge_sort(std::vector<int> &a, std::vector<int> &scratch, int lo, int hi) {
  if (hi - lo < 2)
    return;
  int mid = lo + (hi - lo) / 2;
  std::thread left([&] { merge_sort(a, scratch, lo, mid); }); // safe
  merge_sort(a, scratch, mid, hi);
  left.join();
  for (int k = lo; k < hi; ++k)
    scratch[k] = a[k];
  for (int k = lo; k < hi; ++k)
    a[k] = std::max(scratch[k], scratch[lo]);
}

void merge_too_early(std::vector<int> &a, std::vector<int> &scratch, int lo, int hi) {
  if (hi - lo < 2)
    return;
  int mid = lo + (hi - lo) / 2;
  std::thread left([&] { merge_too_early(a, scratch, lo, mid); }); // unsafe: overlapping-elements
  merge_too_early(a, scratch, mid, hi);
  for (int k = lo; k < hi; ++k)
    scratch[k] = a[k]; // race
  left.join();
  for (int k = lo; k < hi; ++k)
    a[k] = std::max(scratch[k], scratch[lo]);
}

// A call of itself leaves the range that it was given.
void steps_outside(int *a, int lo, int hi) {
  if (hi - lo < 10) {
    for (int i = lo; i < hi; ++i)
      a[i] = 1; // race
    return;
  }
  int mid = (lo + hi) / 2;
  std::thread left(steps_outside, a, lo, mid); // unsafe: overlapping-elements
  steps_outside(a, mid - 5, hi - 5);
  left.join();
}

// And so it does where it only touches the middle itself.
void touches_the_middle(int *a, int lo, int hi) {
  if (hi <= lo)
    return;
  int mid = (lo + hi) / 2;
  a[mid] = 1; // race
  std::thread left(touches_the_middle, a, lo, mid); // unsafe: overlapping-elements
  touches_the_middle(a, lo, hi - 1);
  left.join();
}

// Each half is right, but all of them add to one number.
int total;
void add_up(const int *a, int lo, int hi) {
  if (hi - lo < 100) {
    for (int i = lo; i < hi; ++i)
      total += a[i]; // race
    return;
  }
  int mid = (lo + hi) / 2;
  std::thread left(add_up, a, lo, mid); // unsafe: global-mutation
  add_up(a, mid, hi);
  left.join();
}

// What it is called for elsewhere, beside it.
void half(std::vector<int> &v, int lo, int hi) {
  if (hi - lo < 10) {
    for (int i = lo; i < hi; ++i)
      v[i] = lo;
    return;
  }
  half(v, lo, (lo + hi) / 2);
  half(v, (lo + hi) / 2, hi);
}

} // namespace

static std::vector<int> numbers(2000);

void lookalike_halves() {
  fill(numbers.data(), 0, 1000);
  inclusive(numbers.data(), 0, 999);
  count_up(numbers.data(), 100);
}
void racy_leaves() { fill_too_far(numbers.data(), 0, 1000); }
void racy_middle() { both_have_the_middle(numbers.data(), 0, 1000); }
void racy_number() { count_up_one_more(numbers.data(), 100); }
void lookalike_merge() {
  std::vector<int> scratch(1000);
  merge_sort(numbers, scratch, 0, 100);
}
void racy_merge() {
  std::vector<int> scratch(1000);
  merge_too_early(numbers, scratch, 0, 100);
}
void racy_steps() { steps_outside(numbers.data(), 5, 100); }
void racy_touches() { touches_the_middle(numbers.data(), 0, 12); }
void racy_sum() { add_up(numbers.data(), 0, 1000); }
void lookalike_two_recursions() {
  std::vector<int> v(100);
  std::thread left(half, std::ref(v), 0, 50); // safe
  half(v, 50, 100);
  left.join();
}
void racy_two_recursions() {
  std::vector<int> v(100);
  std::thread left(half, std::ref(v), 0, 51); // unsafe: overlapping-elements
  half(v, 50, 100);
  left.join();
}

FAMILY({"lookalike_halves", lookalike_halves}, {"racy_leaves", racy_leaves}, {"racy_middle", racy_middle},
       {"racy_number", racy_number}, {"lookalike_merge", lookalike_merge}, {"racy_merge", racy_merge},
       {"racy_steps", racy_steps}, {"racy_touches", racy_touches}, {"racy_sum", racy_sum},
       {"lookalike_two_recursions", lookalike_two_recursions}, {"racy_two_recursions", racy_two_recursions})
