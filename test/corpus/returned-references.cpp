#include "family.h"
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

class Registry {
public:
  static Registry &instance() {
    static Registry registry;
    return registry;
  }
  void add(int value) { total_ += value; } // race
  int total() const { return total_; }
  void add_locked(int value) {
    std::lock_guard<std::mutex> lock(mutex_);
    locked_ += value;
  }

private:
  std::mutex mutex_;
  int total_ = 0;
  int locked_ = 0;
};

void racy_singleton() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: member-mutation
    Registry::instance().add(i);
  });
}

void repaired_singleton() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // safe
    Registry::instance().add_locked(i);
  });
}

void lookalike_singleton_read() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    out[i] = Registry::instance().total() + i;
  });
}

class Grid {
public:
  Grid(int width, int height) : width_(width), cells_(width * height) {}
  int &operator()(int x, int y) { return cells_[y * width_ + x]; }
  int &at_row(int y) { return cells_[y * width_]; }
  int *row(int y) { return cells_.data() + y * width_; }
  std::vector<int> copy() const { return cells_; }
  std::vector<int> &raw() { return cells_; }

private:
  int width_;
  std::vector<int> cells_;
};

void racy_grid_neighbour() {
  Grid grid(2, 2001);
  aether::par_for_each(std::views::iota(0, 2000), [&](int y) { // unsafe: overlapping-elements
    grid.raw()[y] += grid.raw()[y + 1]; // race
  });
}

void repaired_grid_raw() {
  Grid grid(2, 2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int y) { // safe
    grid.raw()[y] += 1;
  });
}

void lookalike_returned_copy() {
  Grid grid(2, 4);
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::vector<int> mine = grid.copy();
    mine.push_back(i);
    out[i] = mine.back();
  });
}

class Slots {
public:
  explicit Slots(std::size_t n) : slots_(n) {}
  int &operator[](std::size_t i) { return slots_[i]; }
  const int &operator[](std::size_t i) const { return slots_[i]; }
  int &any() { return slots_.front(); }
  Slots &add(int value) {
    slots_.push_back(value); // race
    return *this;
  }

private:
  std::vector<int> slots_;
};

void safe_own_subscript() {
  Slots slots(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    slots[i] = i;
  });
}

void racy_own_subscript() {
  Slots slots(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    slots[i / 4] += i; // race
  });
}

void racy_front() {
  Slots slots(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    slots.any() = i; // race
  });
}

void racy_fluent() {
  Slots slots(0);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    slots.add(i).add(-i);
  });
}

// Returns its argument: what comes out is what goes in.
template <class T> T &pick(bool first, T &a, T &b) { return first ? a : b; }

void racy_pick() {
  int a = 0;
  int b = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    pick(i % 2 == 0, a, b) += 1; // race
  });
}

void lookalike_pick_locals() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    int a = i;
    int b = 1;
    pick(i % 2 == 0, a, b) += 1;
    out[i] = a + b;
  });
}

// A scratch area per thread, handed out by reference.
static std::string &scratch() {
  thread_local std::string buffer;
  buffer.clear();
  return buffer;
}

void lookalike_scratch() {
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::string &s = scratch();
    s += std::to_string(i);
    out[i] = static_cast<int>(s.size());
  });
}

static std::string &shared_scratch() {
  static std::string buffer;
  return buffer;
}

void racy_shared_scratch() {
  aether::par_for_each(std::views::iota(0, 2000), [](int i) { // unsafe: shared-container
    std::string &s = shared_scratch();
    s.assign(1, static_cast<char>('a' + i % 26)); // race
  });
}

FAMILY({"racy_singleton", racy_singleton}, {"repaired_singleton", repaired_singleton}, {"lookalike_singleton_read", lookalike_singleton_read},
       {"racy_grid_neighbour", racy_grid_neighbour}, {"repaired_grid_raw", repaired_grid_raw}, {"lookalike_returned_copy", lookalike_returned_copy},
       {"safe_own_subscript", safe_own_subscript}, {"racy_own_subscript", racy_own_subscript}, {"racy_front", racy_front}, {"racy_fluent", racy_fluent}, {"racy_pick", racy_pick},
       {"lookalike_pick_locals", lookalike_pick_locals}, {"lookalike_scratch", lookalike_scratch}, {"racy_shared_scratch", racy_shared_scratch})
