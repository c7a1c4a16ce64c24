// A test whose outcome is kept, handed on or returned; tests that exclude each
// other; and tasks that are started and waited for under one condition.
#include "family.h"

#include <aether/aether.h>
#include <ranges>
#include <thread>
#include <vector>

namespace {

volatile bool loud = true;
volatile int shown = 0;

void join(std::vector<std::thread> &threads) {
  for (std::thread &t : threads)
    t.join();
}

void repaired_kept_in_the_task() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&n, i] { // safe
      const bool first = i == 0;
      if (first)
        ++n;
    });
  join(threads);
}

void racy_kept_in_the_task() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&n, i] { // unsafe: captured-mutation
      const bool other = i != 0;
      if (other)
        ++n; // race
    });
  join(threads);
}

void repaired_kept_outside() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    const bool first = i == 0;
    threads.emplace_back([&n, first] { // safe
      if (first)
        ++n;
    });
  }
  join(threads);
}

void racy_kept_outside() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    const bool low = i < 2;
    threads.emplace_back([&n, low] { // unsafe: captured-mutation
      if (low)
        ++n; // race
    });
  }
  join(threads);
}

bool isFirst(int i) { return i == 0; }

void repaired_returned() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (isFirst(i))
      ++n;
  });
}

void racy_returned() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (!isFirst(i))
      ++n; // race
  });
}

void work(bool first, int *n) {
  if (first)
    ++*n;
}

void repaired_passed_on() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(work, i == 0, &n); // safe
  join(threads);
}

void workOfOthers(bool other, int *n) {
  if (other)
    ++*n; // race
}

void racy_passed_on() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(workOfOthers, i > 1, &n); // unsafe: captured-mutation
  join(threads);
}

void repaired_other_halves() {
  std::vector<int> key(1000), l(1000);
  for (int i = 0; i < 1000; ++i)
    key[i] = i % 3 - 1;
  std::thread t([&] { // safe
    for (int i = 0; i < 1000; ++i)
      if (key[i] < 0)
        l[i] = 1;
  });
  for (int i = 0; i < 1000; ++i)
    if (key[i] >= 0)
      l[i] = 2;
  t.join();
}

void racy_one_half() {
  std::vector<int> key(1000), l(1000);
  for (int i = 0; i < 1000; ++i)
    key[i] = i % 3 - 1;
  std::thread t([&] { // unsafe: overlapping-elements
    for (int i = 0; i < 1000; ++i)
      if (key[i] >= 0)
        l[i] = 1;
  });
  for (int i = 0; i < 1000; ++i)
    if (key[i] >= 0)
      l[i] = 2;
  t.join();
}

void repaired_started_and_joined_alike() {
  int x = 0;
  const bool parallel = loud;
  std::thread t;
  if (parallel)
    t = std::thread([&] { x = 1; }); // safe (today: unknown)
  if (parallel)
    t.join();
  x = 2;
  shown = x;
}

void racy_joined_afterwards() {
  int x = 0;
  const bool parallel = loud;
  std::thread t;
  if (parallel)
    t = std::thread([&] { x = 1; }); // unsafe: captured-mutation
  x = 2;                             // race
  if (parallel)
    t.join();
  shown = x;
}

void racy_joined_sometimes() {
  int x = 0;
  std::thread t([&] { x = 1; }); // unsafe: captured-mutation
  const bool early = !loud;
  if (early)
    t.join();
  x = 2; // race
  if (!early)
    t.join();
  shown = x;
}

} // namespace

FAMILY({"in_the_task", racy_kept_in_the_task}, {"in_the_task_first", repaired_kept_in_the_task},
       {"outside", racy_kept_outside}, {"outside_first", repaired_kept_outside},
       {"returned", racy_returned}, {"returned_first", repaired_returned},
       {"passed_on", racy_passed_on}, {"passed_on_first", repaired_passed_on},
       {"one_half", racy_one_half}, {"other_halves", repaired_other_halves},
       {"afterwards", racy_joined_afterwards}, {"alike", repaired_started_and_joined_alike},
       {"sometimes", racy_joined_sometimes})
