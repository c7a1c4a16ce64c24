// Tasks whose handles are elements, and arguments that threads copy.
#include "family.h"

#include <array>
#include <future>
#include <thread>
#include <vector>

void racy_futures_put_in_array() {
  std::array<std::future<int>, 4> futures;
  int x[4] = {};
  for (int i = 0; i < 4; ++i)
    futures[i] = std::async(std::launch::async, [&, i] { return ++x[i]; }); // unsafe: overlapping-elements
  x[3] = 1;
}

void racy_after_each_get() {
  std::array<std::future<int>, 4> futures;
  int x[4] = {}, sum = 0;
  for (int i = 0; i < 4; ++i)
    futures[i] = std::async(std::launch::async, [&, i] { return ++x[i]; }); // unsafe: overlapping-elements
  for (auto &f : futures) {
    sum += f.get();
    x[3] = sum;
  }
}

void repaired_after_all_of_them() {
  std::array<std::future<int>, 4> futures;
  int x[4] = {}, sum = 0;
  for (int i = 0; i < 4; ++i)
    futures[i] = std::async(std::launch::async, [&, i] { return ++x[i]; }); // safe
  for (auto &f : futures)
    sum += f.get();
  x[3] = sum;
}

void lookalike_own_element_after_its_join() {
  std::array<std::thread, 4> threads;
  int x[4] = {};
  for (int i = 0; i < 4; ++i)
    threads[i] = std::thread([&, i] { ++x[i]; }); // safe
  for (int i = 0; i < 4; ++i) {
    threads[i].join();
    x[i] = 1;
  }
}

void repaired_copied_argument() {
  int x = 0;
  std::thread t([](int y) { (void)y; }, x); // safe
  ++x;
  t.join();
}

void lookalike_copies_in_loop() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([](const int &y) { volatile int k = y; (void)k; }, i); // safe
  for (auto &t : threads)
    t.join();
}

void racy_referenced_argument() {
  int x = 0;
  std::thread t([](int &y) { ++y; }, std::ref(x)); // unsafe: captured-mutation
  ++x;
  t.join();
}

FAMILY({"array", racy_futures_put_in_array}, {"each", racy_after_each_get}, {"all", repaired_after_all_of_them},
       {"own", lookalike_own_element_after_its_join}, {"copied", repaired_copied_argument},
       {"loop", lookalike_copies_in_loop}, {"ref", racy_referenced_argument})
