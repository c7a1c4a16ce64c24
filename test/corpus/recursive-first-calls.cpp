// Recursions whose races are those of single calls, by the numbers they get.
#include "family.h"
#include <algorithm>
#include <functional>
#include <future>
#include <thread>
#include <vector>

namespace {

// The halves share one helper array.
void sort_shared(int *a, int *scratch, int n) {
  if (n <= 1)
    return;
  const int half = n / 2;
  std::thread left(sort_shared, a, scratch, half); // unsafe: overlapping-elements
  sort_shared(a + half, scratch, n - half);
  left.join();
  std::merge(a, a + half, a + half, a + n, scratch);
  std::copy(scratch, scratch + n, a); // race
}

// Merged before the other half is there.
void merge_early(int *a, int lo, int hi) {
  if (hi - lo < 2)
    return;
  const int mid = lo + (hi - lo) / 2;
  std::thread left(merge_early, a, lo, mid); // unsafe: overlapping-elements
  merge_early(a, mid, hi);
  for (int i = lo; i < hi; ++i)
    a[i] += 1; // race
  left.join();
}
void merge_late(int *a, int lo, int hi) {
  if (hi - lo < 2)
    return;
  const int mid = lo + (hi - lo) / 2;
  std::thread left(merge_late, a, lo, mid); // safe
  merge_late(a, mid, hi);
  left.join();
  for (int i = lo; i < hi; ++i)
    a[i] += 1;
}

// One element belongs to both parts.
void scale_both(double *a, int n) {
  if (n < 64) {
    for (int i = 0; i < n; ++i)
      a[i] *= 2; // race
    return;
  }
  std::thread left(scale_both, a, n / 2); // unsafe: overlapping-elements
  scale_both(a + n / 2 - 1, n - n / 2 + 1);
  left.join();
}
void scale_each(double *a, int n) {
  if (n < 64) {
    for (int i = 0; i < n; ++i)
      a[i] *= 2;
    return;
  }
  std::thread left(scale_each, a, n / 2); // safe
  scale_each(a + n / 2, n - n / 2);
  left.join();
}

// Races only where a part has one element, and no part is that small.
void never_so_small(int *a, int lo, int hi) {
  if (hi - lo < 10)
    return;
  const int mid = lo + (hi - lo) / 2;
  std::thread left([=] { a[lo + (hi - lo == 1 ? 0 : 1)] = 1; }); // safe
  a[lo + (hi - lo == 1 ? 0 : 2)] = 2;
  left.join();
  never_so_small(a, lo, mid);
}

// It is the caller of each call who asks whether it is large enough.
void asked_before(int *a, int lo, int hi) {
  std::thread left([=] { a[lo] = 1; }); // safe (today: unknown)
  a[hi - 1] = 2;
  left.join();
  const int mid = lo + (hi - lo) / 2;
  if (mid - lo > 1)
    asked_before(a, lo, mid);
}
void asked_too_late(int *a, int lo, int hi) {
  std::thread left([=] { a[lo] = 1; }); // unsafe: overlapping-elements
  a[hi - 1] = 2;                        // race
  left.join();
  const int mid = lo + (hi - lo) / 2;
  if (mid - lo > 0)
    asked_too_late(a, lo, mid);
}

// The deepest call waits for the task.
void waits_deep(std::thread &t, int depth) {
  if (depth == 0) {
    t.join();
    return;
  }
  waits_deep(t, depth - 1);
}
void waits_at_all(std::thread &t, int depth, bool wait) {
  if (depth == 0) {
    if (wait)
      t.join();
    return;
  }
  waits_at_all(t, depth - 1, wait);
}

// Ten calls deep a pointer is moved on.
void move_on(int *&p, int *other, int depth) {
  if (depth == 0) {
    p = other;
    return;
  }
  move_on(p, other, depth - 1);
}

void quick(std::vector<int> &v, int lo, int hi) {
  for (int i = lo; i < hi; ++i)
    v[i] = lo;
  if (hi - lo > 10) {
    quick(v, lo, (lo + hi) / 2);
    quick(v, (lo + hi) / 2, hi);
  }
}

std::vector<int> numbers(2000);
std::vector<double> values(2000);

} // namespace

void racy_scratch() {
  std::vector<int> scratch(100);
  sort_shared(numbers.data(), scratch.data(), 100);
}
void racy_merge() { merge_early(numbers.data(), 0, 100); }
void repaired_merge() { merge_late(numbers.data(), 0, 100); }
void racy_scale() { scale_both(values.data(), 500); }
void repaired_scale() { scale_each(values.data(), 500); }
void lookalike_small() { never_so_small(numbers.data(), 0, 100); }
void lookalike_asked() { asked_before(numbers.data(), 0, 100); }
void racy_asked() { asked_too_late(numbers.data(), 0, 100); }
void lookalike_waits_deep() {
  int x = 0;
  std::thread t([&] { x = 1; }); // safe (today: unknown)
  waits_deep(t, 10);
  x = 2;
}
void racy_waits_not() {
  int x = 0;
  std::thread t([&] { x = 1; }); // unsafe: captured-mutation
  waits_at_all(t, 10, false);
  x = 2;
  t.join();
}
void lookalike_moved_on() {
  int x = 0, y = 0;
  int *p = &x;
  move_on(p, &y, 10);
  std::thread t([&] { x = 1; }); // safe (today: unknown)
  *p = 2;
  t.join();
}
void racy_beside_a_recursion() {
  std::vector<int> v(100);
  std::thread t(quick, std::ref(v), 0, 51); // unsafe: overlapping-elements
  quick(v, 50, 100);
  t.join();
}
void repaired_beside_a_recursion() {
  std::vector<int> v(100);
  std::thread t(quick, std::ref(v), 0, 50); // safe
  quick(v, 50, 100);
  t.join();
}

FAMILY({"scratch", racy_scratch}, {"merge", racy_merge}, {"merge_late", repaired_merge}, {"scale", racy_scale},
       {"scale_each", repaired_scale}, {"small", lookalike_small}, {"asked", lookalike_asked},
       {"asked_late", racy_asked}, {"waits_deep", lookalike_waits_deep}, {"waits_not", racy_waits_not},
       {"moved_on", lookalike_moved_on},
       {"beside", racy_beside_a_recursion}, {"beside_each", repaired_beside_a_recursion})
