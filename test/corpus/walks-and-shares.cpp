// Threads that walk their share of an array with iterators and pointers, and
// shares of a size that is only known when the program runs.
#include "family.h"
#include <algorithm>
#include <array>
#include <cstddef>
#include <thread>
#include <vector>

static void join(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

// An iterator that was passed.
template <typename Iterator> static void add_one(Iterator first, Iterator last) {
  if (first == last)
    return;
  while (first != last) {
    *first += 1;
    ++first;
  }
}

void repaired_quarters() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { add_one(v.begin() + w * 250, v.begin() + (w + 1) * 250); }); // safe
  join(threads);
}

void racy_quarters() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { add_one(v.begin() + w * 240, v.begin() + w * 240 + 250); }); // unsafe: overlapping-elements
  join(threads);
}

// The same with pointers.
void repaired_halves_of_an_array() {
  std::array<int, 1000> v{};
  std::thread left([&v] { add_one(v.data(), v.data() + 500); }); // safe
  add_one(v.data() + 500, v.data() + 1000);
  left.join();
}

void racy_halves_of_an_array() {
  std::array<int, 1000> v{};
  std::thread left([&v] { add_one(v.data(), v.data() + 501); }); // unsafe: overlapping-elements
  add_one(v.data() + 500, v.data() + 1000);
  left.join();
}

// All read one array, each by a pointer of its own.
void lookalike_sums() {
  std::array<double, 64> in{};
  std::array<double, 4> sums{};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // safe
      const double *p = in.data(), *end = p + 64;
      while (p != end)
        sums[w] += *p++;
    });
  join(threads);
}

// A pointer up to its end.
void repaired_pointers() {
  std::vector<double> v(1000);
  double *a = v.data();
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([=] { // safe
      double *p = a + w * 250, *end = p + 250;
      while (p != end)
        *p++ = w;
    });
  join(threads);
}

void racy_pointers() {
  std::vector<double> v(1001);
  double *a = v.data();
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([=] { // unsafe: overlapping-elements
      double *p = a + w * 250, *end = p + 251;
      while (p != end)
        *p++ = w;
    });
  join(threads);
}

// n * w / k up to n * (w + 1) / k.
static void proportional(std::vector<int> &v, int k) {
  const int n = static_cast<int>(v.size());
  std::vector<std::thread> threads;
  for (int w = 0; w < k; ++w)
    threads.emplace_back([&v, n, k, w] { // safe
      int lo = n * w / k, hi = n * (w + 1) / k;
      for (int i = lo; i < hi; ++i)
        v[i] = i;
    });
  join(threads);
}

void repaired_proportional() {
  std::vector<int> v(1003);
  proportional(v, 4);
}

void racy_proportional() {
  std::vector<int> v(1001);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&v, w] { // unsafe: overlapping-elements
      int lo = 1000 * w / 4, hi = 1000 * (w + 1) / 4;
      for (int i = lo; i <= hi; ++i)
        v[i] = w;
    });
  join(threads);
}

// The last share has the rest.
static void rest_for_the_last(std::vector<int> &v, int k) {
  const int n = static_cast<int>(v.size()), chunk = n / k;
  std::vector<std::thread> threads;
  for (int w = 0; w < k; ++w) {
    int lo = w * chunk, hi = w == k - 1 ? n : lo + chunk;
    threads.emplace_back([&v, lo, hi] { // safe
      for (int i = lo; i < hi; ++i)
        v[i] = i;
    });
  }
  join(threads);
}

void repaired_rest_for_the_last() {
  std::vector<int> v(1003);
  rest_for_the_last(v, 4);
}

// The first ones have one more.
static void rest_for_the_first(std::vector<int> &v, int k) {
  const int n = static_cast<int>(v.size()), each = n / k, rest = n % k;
  std::vector<std::thread> threads;
  for (int w = 0; w < k; ++w) {
    int lo = w * each + std::min(w, rest);
    int hi = lo + each + (w < rest ? 1 : 0);
    threads.emplace_back([&v, lo, hi] { // safe
      for (int i = lo; i < hi; ++i)
        v[i] = i;
    });
  }
  join(threads);
}

void repaired_rest_for_the_first() {
  std::vector<int> v(1003);
  rest_for_the_first(v, 4);
}

void racy_rest_for_the_first() {
  std::vector<int> v(1004);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w) {
    int lo = w * 250 + std::min(w, 3);
    int hi = lo + 252;
    threads.emplace_back([&v, lo, hi] { // unsafe: overlapping-elements
      for (int i = lo; i < hi; ++i)
        v[i] = i;
    });
  }
  join(threads);
}

// Counted in an array of its own, added up in one that all share.
void racy_counts() {
  std::vector<int> v(1000);
  int counts[8] = {};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // unsafe: overlapping-elements
      int mine[8] = {};
      for (std::size_t i = w; i < v.size(); i += 4)
        ++mine[v[i] % 8];
      for (int b = 0; b < 8; ++b)
        counts[b] += mine[b];
    });
  join(threads);
}

void repaired_counts() {
  std::vector<int> v(1000);
  std::array<std::array<int, 8>, 4> counts{};
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // safe
      int mine[8] = {};
      for (std::size_t i = w; i < v.size(); i += 4)
        ++mine[v[i] % 8];
      for (int b = 0; b < 8; ++b)
        counts[w][b] += mine[b];
    });
  join(threads);
}

FAMILY({"repaired_quarters", repaired_quarters}, {"racy_quarters", racy_quarters}, {"lookalike_sums", lookalike_sums},
       {"repaired_halves_of_an_array", repaired_halves_of_an_array},
       {"racy_halves_of_an_array", racy_halves_of_an_array},
       {"repaired_pointers", repaired_pointers}, {"racy_pointers", racy_pointers},
       {"repaired_proportional", repaired_proportional}, {"racy_proportional", racy_proportional},
       {"repaired_rest_for_the_last", repaired_rest_for_the_last},
       {"repaired_rest_for_the_first", repaired_rest_for_the_first},
       {"racy_rest_for_the_first", racy_rest_for_the_first}, {"racy_counts", racy_counts},
       {"repaired_counts", repaired_counts})
