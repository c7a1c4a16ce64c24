// A thread that gets the handle of another one, and waits for it.
#include "family.h"

#include <future>
#include <thread>
#include <utility>
#include <vector>

static void waits(std::thread t, int *x) {
  t.join();
  ++*x;
}
static void goes_on(std::thread t, int *x) {
  ++*x; // race
  t.join();
}

void repaired_in_the_closure() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b([&x, t = std::move(a)]() mutable { // safe
    t.join();
    ++x;
  });
  b.join();
  x = 3;
}
void racy_in_the_closure() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([&x, t = std::move(a)]() mutable { // unsafe: captured-mutation
    ++x; // race
    t.join();
  });
  b.join();
}
void racy_main_goes_on() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([t = std::move(a)]() mutable { t.join(); }); // safe
  x = 3; // race
  b.join();
}
void lookalike_another_is_given_too() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread c([] {}); // safe
  std::thread b([t = std::move(a), u = std::move(c)]() mutable { // safe
    u.join();
    t.detach();
  });
  b.join();
  x = 3; // race
}

void repaired_as_an_argument() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b(waits, std::move(a), &x); // safe
  b.join();
  x = 3;
}
void racy_as_an_argument() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::thread b(goes_on, std::move(a), &x); // unsafe: captured-mutation
  b.join();
}

// From one to the next.
void repaired_stages() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  std::thread b([&x, t = std::move(a)]() mutable { // safe
    t.join();
    x = 2;
  });
  std::thread c([&x, t = std::move(b)]() mutable { // safe
    t.join();
    x = 3;
  });
  c.join();
  x = 4;
}

// In each round of a loop.
void repaired_in_rounds() {
  int x = 0;
  for (int i = 0; i < 3; ++i) {
    std::thread a([&] { x = 1; }); // safe
    std::thread b(waits, std::move(a), &x); // safe
    b.join();
    x = 3;
  }
}
void racy_in_rounds() {
  int x = 0;
  for (int i = 0; i < 3; ++i) {
    std::thread a([&] { x = 1; }); // unsafe: captured-mutation
    std::thread b([t = std::move(a)]() mutable { t.join(); }); // safe
    x = 3; // race
    b.join();
  }
}

// A vector of threads, for one that waits for all of them.
void repaired_vector() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // safe
  std::thread waiter([threads = std::move(threads)]() mutable { // safe
    for (auto &t : threads)
      t.join();
  });
  waiter.join();
  x[0] = 2;
}
void racy_vector() {
  int x[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&x, i] { x[i] = 1; }); // unsafe: overlapping-elements
  std::thread waiter([threads = std::move(threads)]() mutable { // safe
    for (auto &t : threads)
      t.join();
  });
  x[0] = 2; // race
  waiter.join();
}

// Futures.
void repaired_future() {
  int x = 0;
  auto a = std::async(std::launch::async, [&] { x = 1; return 2; }); // safe
  auto b = std::async(std::launch::async, [&x, f = std::move(a)]() mutable { // safe
    x = f.get();
  });
  b.get();
  x = 3;
}
void racy_future() {
  int x = 0;
  auto a = std::async(std::launch::async, [&] { x = 1; }); // unsafe: captured-mutation
  std::thread b([f = std::move(a)]() mutable { f.get(); }); // safe
  x = 3; // race
  b.join();
}
// Who lets go of a copy waits for nothing.
void racy_copy_of_a_future() {
  int x = 0;
  std::shared_future<void> a = std::async(std::launch::async, [&] { x = 1; }).share(); // unsafe: captured-mutation
  { std::shared_future<void> copy = a; }
  x = 3; // race
  a.wait();
}
void lookalike_copy_of_a_future() {
  int x = 0;
  std::shared_future<void> a = std::async(std::launch::async, [&] { x = 1; }).share(); // safe (today: unknown)
  std::shared_future<void> copy = a;
  a.wait();
  x = 3;
}

// It waits only if it is started.
void racy_perhaps_started(bool wait) {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  {
    std::jthread b;
    if (wait)
      b = std::jthread([&] { a.join(); }); // safe
  }
  x = 3; // race
  if (a.joinable())
    a.join();
}
void racy_not_started() { racy_perhaps_started(false); }

FAMILY({"closure", repaired_in_the_closure}, {"before", racy_in_the_closure},
       {"main", racy_main_goes_on}, {"two", lookalike_another_is_given_too},
       {"argument", repaired_as_an_argument}, {"argument-before", racy_as_an_argument},
       {"stages", repaired_stages}, {"rounds", repaired_in_rounds},
       {"rounds-main", racy_in_rounds}, {"vector", repaired_vector},
       {"vector-main", racy_vector}, {"future", repaired_future},
       {"future-main", racy_future}, {"copy", racy_copy_of_a_future},
       {"copy-waits", lookalike_copy_of_a_future}, {"perhaps", racy_not_started})
