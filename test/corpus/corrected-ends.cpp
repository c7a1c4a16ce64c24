// Chunks whose end an if corrects, and starts that are counted on, handed to threads in C++.
#include "family.h"
#include <functional>
#include <thread>
#include <vector>

static void part(std::vector<int> &v, int lo, int hi) {
  for (int i = lo; i < hi; ++i)
    v[i] = lo;
}
static void join(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

static void last_has_the_rest(std::vector<int> &v, int workers) {
  std::vector<std::thread> threads;
  int n = static_cast<int>(v.size()), chunk = n / workers;
  for (int w = 0; w < workers; ++w) {
    int lo = w * chunk, hi = lo + chunk;
    if (w == workers - 1)
      hi = n;
    threads.emplace_back([&v, lo, hi] { // safe
      for (int i = lo; i < hi; ++i)
        v[i] = lo;
    });
  }
  join(threads);
}
void repaired_last_has_the_rest() {
  std::vector<int> v(1003);
  last_has_the_rest(v, 4);
}

void lookalike_passed_on() {
  std::vector<int> v(1003);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w) {
    int lo = w * 250, hi = lo + 250;
    if (w == 3)
      hi = 1003;
    threads.emplace_back(part, std::ref(v), lo, hi); // safe (today: unknown)
  }
  join(threads);
}

static void passed_on(std::vector<int> &v, int workers) {
  std::vector<std::thread> threads;
  int n = static_cast<int>(v.size()), chunk = n / workers;
  for (int w = 0; w < workers; ++w) {
    int lo = w * chunk, hi = lo + chunk;
    if (w == workers - 1)
      hi = n;
    threads.emplace_back(part, std::ref(v), lo, hi); // safe (today: unknown)
  }
  join(threads);
}
void lookalike_passed_on_by_size() {
  std::vector<int> v(1003);
  passed_on(v, 4);
}

void racy_third_has_the_rest() {
  std::vector<int> v(1003);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w) {
    int lo = w * 250, hi = lo + 250;
    if (w == 2)
      hi = 1003;
    threads.emplace_back([&v, lo, hi] { // unsafe: overlapping-elements
      for (int i = lo; i < hi; ++i)
        v[i] = lo; // race
    });
  }
  join(threads);
}

void repaired_counted_on() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  int start = 0;
  for (int w = 0; w < 4; ++w) {
    threads.push_back(std::thread([&v, start] { // safe
      for (int i = start; i < start + 250; ++i)
        v[i] = start;
    }));
    start += 250;
  }
  join(threads);
}

void racy_counted_on() {
  std::vector<int> v(1001);
  std::vector<std::thread> threads;
  int start = 0;
  for (int w = 0; w < 4; ++w) {
    threads.push_back(std::thread([&v, start] { // unsafe: overlapping-elements
      for (int i = start; i <= start + 250; ++i)
        v[i] = start; // race
    }));
    start += 250;
  }
  join(threads);
}

// It soon begins with zero again.
void racy_narrow_start() {
  std::vector<int> v(1000);
  std::vector<std::thread> threads;
  unsigned char start = 0;
  for (int w = 0; w < 4; ++w) {
    threads.push_back(std::thread([&v, start] { // unsafe: overlapping-elements
      for (int i = start; i < start + 100; ++i)
        v[i] = start; // race
    }));
    start += 100;
  }
  join(threads);
}

FAMILY({"repaired_last_has_the_rest", repaired_last_has_the_rest}, {"lookalike_passed_on", lookalike_passed_on},
       {"lookalike_passed_on_by_size", lookalike_passed_on_by_size},
       {"racy_third_has_the_rest", racy_third_has_the_rest}, {"repaired_counted_on", repaired_counted_on},
       {"racy_counted_on", racy_counted_on}, {"racy_narrow_start", racy_narrow_start})
