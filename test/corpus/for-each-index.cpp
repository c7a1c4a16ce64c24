// Functions that start a thread for each number and hand it to what they were
// given.
#include "family.h"

#include <functional>
#include <thread>
#include <vector>

static void join_all(std::vector<std::thread> &threads) {
  for (std::thread &t : threads)
    t.join();
}

static void for_each_index(int n, const std::function<void(int)> &f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([i, &f] { f(i); }); // safe
  join_all(threads);
}

void repaired_own_elements() {
  std::vector<int> v(10);
  for_each_index(10, [&](int i) { v[i] = i; });
}

void lookalike_every_other_element() {
  std::vector<int> v(20);
  for_each_index(10, [&](int i) { v[2 * i] = v[2 * i + 1]; });
}

static void for_each_index_with_neighbours(int n, const std::function<void(int)> &f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([i, &f] { f(i); }); // unsafe: overlapping-elements
  join_all(threads);
}

void racy_next_element() {
  std::vector<int> v(10);
  for_each_index_with_neighbours(9, [&](int i) { v[i] = v[i + 1]; }); // race
}

static void for_each_half(int n, const std::function<void(int)> &f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&, i] { f(i / 2); }); // unsafe: overlapping-elements
  join_all(threads);
}

void racy_two_of_each() {
  std::vector<int> v(10);
  for_each_half(10, [&](int i) { v[i]++; }); // race
}

// The same with a block for each

static void for_each_block(int n, const std::function<void(int, int)> &f) {
  std::vector<std::thread> threads;
  const int each = n / 4;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([=, &f] { f(t * each, (t + 1) * each); }); // safe
  join_all(threads);
}

void repaired_own_blocks() {
  std::vector<int> v(100);
  for_each_block(100, [&](int from, int to) {
    for (int i = from; i < to; ++i)
      v[i] = i;
  });
}

static void for_each_block_and_one(int n, const std::function<void(int, int)> &f) {
  std::vector<std::thread> threads;
  const int each = n / 4;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([=, &f] { f(t * each, (t + 1) * each + 1); }); // unsafe: overlapping-elements
  join_all(threads);
}

void racy_one_too_many() {
  std::vector<int> v(100);
  for_each_block_and_one(100, [&](int from, int to) {
    for (int i = from; i < to; ++i)
      v[i] = i; // race
  });
}

// The elements themselves

class Cells {
public:
  explicit Cells(int n) : Values(n) {}
  void each(const std::function<void(int &)> &f) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < Values.size(); ++i)
      threads.emplace_back([this, i, &f] { f(Values[i]); }); // safe
    join_all(threads);
  }
  void each_first(const std::function<void(int &)> &f) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < Values.size(); ++i)
      threads.emplace_back([this, &f] { f(Values[0]); }); // unsafe: overlapping-elements
    join_all(threads);
  }

private:
  std::vector<int> Values;
};

void repaired_cells() {
  Cells cells(10);
  cells.each([](int &value) { ++value; });
}

void racy_first_cell() {
  Cells cells(10);
  cells.each_first([](int &value) { ++value; }); // race
}

FAMILY({"repaired_own_elements", repaired_own_elements},
       {"lookalike_every_other_element", lookalike_every_other_element},
       {"racy_next_element", racy_next_element},
       {"racy_two_of_each", racy_two_of_each},
       {"repaired_own_blocks", repaired_own_blocks},
       {"racy_one_too_many", racy_one_too_many},
       {"repaired_cells", repaired_cells},
       {"racy_first_cell", racy_first_cell})
