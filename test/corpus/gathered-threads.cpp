// Threads that are moved from one container to another, and waited for there.
#include "family.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <thread>
#include <utility>
#include <vector>

int repaired_moved_one_by_one() {
  int sum = 0;
  std::vector<std::thread> started, all;
  started.emplace_back([&] { ++sum; }); // safe (today: unknown)
  for (auto &thread : started)
    all.push_back(std::move(thread));
  for (auto &thread : all)
    thread.join();
  return ++sum;
}

int racy_touched_before_the_wait() {
  int sum = 0;
  std::vector<std::thread> started, all;
  started.emplace_back([&] { ++sum; }); // unsafe: captured-mutation
  for (auto &thread : started)
    all.push_back(std::move(thread));
  ++sum; // race
  for (auto &thread : all)
    thread.join();
  return sum;
}

int repaired_moved_from_the_end() {
  int out[4] = {};
  std::vector<std::thread> started;
  std::list<std::thread> all;
  for (int i = 0; i < 4; ++i)
    started.emplace_back([&out, i] { ++out[i]; }); // safe (today: unknown)
  while (!started.empty()) {
    all.push_back(std::move(started.back()));
    started.pop_back();
  }
  for (auto &thread : all)
    thread.join();
  return ++out[0];
}

int repaired_moved_by_an_algorithm() {
  int out[4] = {};
  std::vector<std::thread> all;
  {
    std::vector<std::thread> started;
    for (int i = 0; i < 4; ++i)
      started.emplace_back([&out, i] { ++out[i]; }); // safe (today: unknown)
    std::move(started.begin(), started.end(), std::back_inserter(all));
  }
  for (auto &thread : all)
    thread.join();
  return ++out[0];
}

int lookalike_another_container_is_waited_for() {
  int sum = 0, other = 0;
  std::vector<std::thread> started, all;
  started.emplace_back([&] { ++sum; }); // unsafe: captured-mutation
  all.emplace_back([&] { ++other; }); // safe
  for (auto &thread : all)
    thread.join();
  ++sum; // race
  for (auto &thread : started)
    thread.join();
  return sum + other;
}

FAMILY({"repaired_moved_one_by_one", [] { repaired_moved_one_by_one(); }},
       {"racy_touched_before_the_wait", [] { racy_touched_before_the_wait(); }},
       {"repaired_moved_from_the_end", [] { repaired_moved_from_the_end(); }},
       {"repaired_moved_by_an_algorithm", [] { repaired_moved_by_an_algorithm(); }},
       {"lookalike_another_container_is_waited_for", [] { lookalike_another_container_is_waited_for(); }})
