// Who tests whether there is something to wait for has waited either way.
#include "family.h"

#include <thread>
#include <utility>
#include <vector>

static void wait_for_all(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    if (t.joinable())
      t.join();
}
static void wait_or_go_on(std::vector<std::thread> &threads) {
  for (auto &t : threads) {
    if (!t.joinable())
      continue;
    t.join();
  }
}
static void let_go(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    if (t.joinable())
      t.detach();
}

void repaired_helper() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // safe
  wait_for_all(threads);
  x[0] = 2;
}
void racy_before_the_helper() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // unsafe: overlapping-elements
  x[0] = 2; // race
  wait_for_all(threads);
}
void repaired_continue() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // safe
  wait_or_go_on(threads);
  x[0] = 2;
}
int let[4];
void racy_detached() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { let[i] = 1; }); // unsafe: overlapping-elements
  let_go(threads);
  let[0] = 2; // race
}
void racy_one_is_moved_away() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // unsafe: overlapping-elements
  std::thread first = std::move(threads[0]);
  wait_for_all(threads);
  x[0] = 2; // race
  first.join();
}

void repaired_started_perhaps(int n) {
  int x = 0;
  std::thread t;
  if (n > 3)
    t = std::thread([&] { x = 1; }); // safe
  if (t.joinable())
    t.join();
  x = 2;
}
void racy_started_perhaps(int n) {
  int x = 0;
  std::thread t;
  if (n > 3)
    t = std::thread([&] { x = 1; }); // unsafe: captured-mutation
  x = 2; // race
  if (t.joinable())
    t.join();
}
int perhaps;
void racy_detached_perhaps(int n) {
  std::thread t;
  if (n > 3)
    t = std::thread([] { perhaps = 1; }); // unsafe: global-mutation
  if (n > 4)
    t.detach();
  if (t.joinable())
    t.join();
  perhaps = 2; // race
}
void started() { repaired_started_perhaps(4); }
void started_racy() { racy_started_perhaps(4); }
void detached() { racy_detached_perhaps(5); }

FAMILY({"helper", repaired_helper}, {"before", racy_before_the_helper},
       {"continue", repaired_continue}, {"detached", racy_detached},
       {"moved", racy_one_is_moved_away}, {"perhaps", started},
       {"perhaps-before", started_racy}, {"perhaps-detached", detached})
