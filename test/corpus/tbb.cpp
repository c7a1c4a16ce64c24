#include "family.h"
#include <algorithm>
#include <execution>
#include <numeric>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_for_each.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>
#include <vector>

void racy_index() {
  int total = 0;
  tbb::parallel_for(0, 2000, [&](int i) { // unsafe: captured-mutation
    total += i;                           // race
  });
}

void lookalike_index() {
  std::vector<int> out(2000);
  tbb::parallel_for(0, 2000, [&](int i) { out[i] = i; }); // safe
}

void racy_range() {
  std::vector<int> a(2001);
  tbb::parallel_for(tbb::blocked_range<int>(0, 2000), [&](const tbb::blocked_range<int> &r) { // unsafe: overlapping-elements
    for (int i = r.begin(); i != r.end(); ++i)
      a[i + 1] = a[i]; // race
  });
}

void repaired_range() {
  std::vector<int> a(2001), b(2001);
  tbb::parallel_for(tbb::blocked_range<int>(0, 2000), [&](const tbb::blocked_range<int> &r) { // safe
    for (int i = r.begin(); i != r.end(); ++i)
      b[i] = a[i + 1];
  });
}

void repaired_reduce() {
  std::vector<int> a(2000, 1);
  long sum = tbb::parallel_reduce( // safe
      tbb::blocked_range<std::size_t>(0, a.size()), 0L,
      [&](const tbb::blocked_range<std::size_t> &r, long init) {
        for (std::size_t i = r.begin(); i < r.end(); ++i)
          init += a[i];
        return init;
      },
      [](long x, long y) { return x + y; });
  (void)sum;
}

void racy_for_each() {
  std::vector<int> a(2000, 1);
  long sum = 0;
  tbb::parallel_for_each(a.begin(), a.end(), [&](int x) { // unsafe: captured-mutation
    sum += x;                                             // race
  });
}

void racy_invoke() {
  int x = 0;
  tbb::parallel_invoke([&] { x = 1; }, [&] { x = 2; }); // unsafe: captured-mutation
}

void lookalike_invoke() {
  int x = 0, y = 0;
  tbb::parallel_invoke([&] { x = 1; }, [&] { y = 2; }); // safe
}

void racy_execution() {
  std::vector<int> a(2000, 1);
  long sum = 0;
  std::for_each(std::execution::par, a.begin(), a.end(), [&](int x) { // unsafe: captured-mutation
    sum += x;                                                         // race
  });
}

void repaired_execution() {
  std::vector<int> a(2000, 1);
  std::for_each(std::execution::par, a.begin(), a.end(), [](int &x) { // safe
    x *= 2;
  });
}

void lookalike_sequential() {
  std::vector<int> a(2000, 1);
  long sum = 0;
  std::for_each(a.begin(), a.end(), [&](int x) { sum += x; });
}

FAMILY({"racy_index", racy_index}, {"lookalike_index", lookalike_index},
       {"racy_range", racy_range}, {"repaired_range", repaired_range},
       {"repaired_reduce", repaired_reduce}, {"racy_for_each", racy_for_each},
       {"racy_invoke", racy_invoke}, {"lookalike_invoke", lookalike_invoke},
       {"racy_execution", racy_execution},
       {"repaired_execution", repaired_execution},
       {"lookalike_sequential", lookalike_sequential})
