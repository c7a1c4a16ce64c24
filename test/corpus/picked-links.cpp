// Linked containers of which two loops pick some elements each.
#include "family.h"
#include <list>
#include <thread>
#include <vector>

struct Entry {
  bool mine = false;
  int value = 0;
};

static std::list<Entry> made() {
  std::list<Entry> out(10);
  int i = 0;
  for (auto &e : out)
    e.mine = ++i % 3 == 0;
  return out;
}

void repaired_picked_by_contents() {
  std::list<Entry> all = made();
  std::thread t([&] { // safe (today: unknown)
    for (auto &e : all)
      if (e.mine)
        e.value = 1;
  });
  for (auto &e : all)
    if (!e.mine)
      e.value = 2;
  t.join();
}

void racy_picked_by_one() {
  std::list<Entry> all = made();
  std::thread t([&] { // unsafe: overlapping-elements
    for (auto &e : all)
      if (e.mine)
        e.value = 1; // race
  });
  for (auto &e : all)
    e.value = 2;
  t.join();
}

void repaired_odd_and_even() {
  std::list<int> all(10);
  std::thread t([&] { // safe (today: unknown)
    bool odd = false;
    for (auto &x : all) {
      if (odd)
        x = 1;
      odd = !odd;
    }
  });
  bool even = true;
  for (auto &x : all) {
    if (even)
      x = 2;
    even = !even;
  }
  t.join();
}

void racy_all_by_both() {
  std::list<int> all(10);
  std::thread t([&] { // unsafe: overlapping-elements
    for (auto &x : all)
      x = 1; // race
  });
  for (auto &x : all)
    x = 2;
  t.join();
}

// The same code picks the same.
void racy_picked_by_both() {
  std::list<Entry> all = made();
  auto mark = [&] {
    for (auto &e : all)
      if (e.mine)
        ++e.value; // race
  };
  std::thread t(mark); // unsafe: overlapping-elements
  std::thread u(mark); // unsafe: overlapping-elements
  t.join();
  u.join();
}

void repaired_all_but_the_first() {
  std::list<int> all(10);
  std::vector<std::thread> threads;
  bool first = true;
  std::thread one([&all] { *all.begin() = 7; }); // safe (today: unknown)
  for (auto &x : all) {
    if (first) {
      first = false;
      continue;
    }
    threads.emplace_back([&x] { x = 1; }); // safe (today: unknown)
  }
  for (auto &t : threads)
    t.join();
  one.join();
}

FAMILY({"repaired_picked_by_contents", repaired_picked_by_contents}, {"racy_picked_by_one", racy_picked_by_one},
       {"repaired_odd_and_even", repaired_odd_and_even}, {"racy_all_by_both", racy_all_by_both},
       {"racy_picked_by_both", racy_picked_by_both}, {"repaired_all_but_the_first", repaired_all_but_the_first})
