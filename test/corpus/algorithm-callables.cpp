// Callables of the parallel algorithms and of tbb, in less usual shapes.
#include "family.h"
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <execution>
#include <functional>
#include <mutex>
#include <numeric>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <vector>

static int comparisons = 0;
struct CountingLess {
  bool operator()(int a, int b) const {
    ++comparisons; // race
    return a < b;
  }
};

void racy_comparator() {
  std::vector<int> v(100000, 1);
  std::sort(std::execution::par, v.begin(), v.end(), CountingLess{}); // unsafe: global-mutation
}

void lookalike_comparator() {
  std::vector<int> v(100000, 1);
  std::sort(std::execution::par, v.begin(), v.end(), std::greater<>{}); // safe
}

void racy_count_if() {
  int last = 0;
  std::vector<int> v(100000, 1);
  auto odd = [&last](int x) { return (last = x) % 2 == 1; }; // race
  auto n =
      std::count_if(std::execution::par, v.begin(), v.end(), // unsafe: captured-mutation
                            std::not_fn(odd));
  (void)n;
}

void repaired_count_if() {
  std::vector<int> v(100000, 1);
  auto odd = [](int x) { return x % 2 == 1; };
  auto n =
      std::count_if(std::execution::par, v.begin(), v.end(), // safe
                            std::not_fn(odd));
  (void)n;
}

void racy_transform_reduce() {
  long seen = 0;
  std::vector<int> v(100000, 1);
  long sum = std::transform_reduce( // unsafe: captured-mutation
      std::execution::par, v.begin(), v.end(), 0L, std::plus<>{}, [&](int x) {
        seen += 1; // race
        return long(x) * x;
      });
  (void)sum;
}

struct Blur {
  const std::vector<double> &in;
  std::vector<double> &out;
  void operator()(const tbb::blocked_range<std::size_t> &r) const {
    for (std::size_t i = r.begin(); i != r.end(); ++i)
      out[i] = (in[i] + in[i + 1]) / 2; // race
  }
};

void lookalike_body() {
  std::vector<double> a(1001, 1.0), b(1001);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, 1000), // safe
                            Blur{a, b});
}

void racy_body_in_place() {
  std::vector<double> a(1001, 1.0);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, 1000), // unsafe: overlapping-elements
                            Blur{a, a});
}

void racy_invoke_stored() {
  int x = 0;
  std::function<void()> up = [&] { ++x; }, down = [&] { --x; }; // race
  tbb::parallel_invoke(up, down); // unsafe: captured-mutation
}

void lookalike_invoke_stored() {
  int x = 0, y = 0;
  std::function<void()> up = [&] { ++x; }, down = [&] { --y; };
  tbb::parallel_invoke(up, down); // safe
}

FAMILY({"racy_comparator", racy_comparator},
       {"lookalike_comparator", lookalike_comparator},
       {"racy_count_if", racy_count_if},
       {"repaired_count_if", repaired_count_if},
       {"racy_transform_reduce", racy_transform_reduce},
       {"lookalike_body", lookalike_body},
       {"racy_body_in_place", racy_body_in_place},
       {"racy_invoke_stored", racy_invoke_stored},
       {"lookalike_invoke_stored", lookalike_invoke_stored})
