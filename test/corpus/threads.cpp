#include "family.h"
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

void racy_with_parent() {
  int x = 0;
  std::thread t([&] { x = 1; }); // unsafe: captured-mutation
  x = 2;
  t.join();
}

void repaired_join_first() {
  int x = 0;
  std::thread t([&] { x = 1; }); // safe
  t.join();
  x = 2;
}

void racy_two() {
  int x = 0;
  std::thread a([&] { ++x; }); // unsafe: captured-mutation
  std::thread b([&] { ++x; }); // unsafe: captured-mutation
  a.join();
  b.join();
}

void repaired_two() {
  int x = 0, y = 0;
  std::thread a([&] { ++x; }); // safe
  std::thread b([&] { ++y; }); // safe
  a.join();
  b.join();
}

void lookalike_in_turn() {
  int x = 0;
  std::thread a([&] { ++x; }); // safe
  a.join();
  std::thread b([&] { ++x; }); // safe
  b.join();
}

void racy_vector() {
  int x = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x] { ++x; }); // unsafe: captured-mutation
  for (std::thread &t : threads)
    t.join();
}

void repaired_vector() {
  int x = 0;
  std::mutex m;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, &m] { // safe
      std::lock_guard lock(m);
      ++x;
    });
  for (std::thread &t : threads)
    t.join();
  x = 0;
}

static void work(int &x) { ++x; }

void racy_function() {
  int x = 0;
  std::thread a(work, std::ref(x)); // unsafe: captured-mutation
  std::thread b(work, std::ref(x)); // unsafe: captured-mutation
  a.join();
  b.join();
}

void repaired_function() {
  int x = 0, y = 0;
  std::thread a(work, std::ref(x)); // safe
  std::thread b(work, std::ref(y)); // safe
  a.join();
  b.join();
}

void racy_async() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // unsafe: captured-mutation
  ++x;
  f.get();
}

void repaired_async() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // safe
  f.get();
  ++x;
}

void racy_jthread() {
  int x = 0;
  {
    std::jthread t([&] { ++x; }); // unsafe: captured-mutation
    ++x;
  }
}

void repaired_jthread() {
  int x = 0;
  {
    std::jthread t([&] { ++x; }); // safe
  }
  ++x;
}

class Counter {
public:
  void run() { ++n; }
  int n = 0;
};

void racy_member() {
  Counter c;
  std::thread a(&Counter::run, &c); // unsafe: member-mutation
  std::thread b(&Counter::run, &c); // unsafe: member-mutation
  a.join();
  b.join();
}

void lookalike_member() {
  Counter c, d;
  std::thread a(&Counter::run, &c); // safe
  std::thread b(&Counter::run, &d); // safe
  a.join();
  b.join();
}

FAMILY({"racy_with_parent", racy_with_parent},
       {"repaired_join_first", repaired_join_first}, {"racy_two", racy_two},
       {"repaired_two", repaired_two}, {"lookalike_in_turn", lookalike_in_turn},
       {"racy_vector", racy_vector}, {"repaired_vector", repaired_vector},
       {"racy_function", racy_function},
       {"repaired_function", repaired_function}, {"racy_async", racy_async},
       {"repaired_async", repaired_async}, {"racy_jthread", racy_jthread},
       {"repaired_jthread", repaired_jthread}, {"racy_member", racy_member},
       {"lookalike_member", lookalike_member})
