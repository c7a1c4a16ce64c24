// Functions that take a lock, or do their work, only if they are given one:
// which way they go is for their callers to say.
#include "family.h"

#include <cstring>
#include <mutex>
#include <thread>

namespace {

int total = 0;
int others = 0;
std::mutex totalMutex;

void add(std::mutex *m) {
  if (m) {
    std::lock_guard<std::mutex> lock(*m);
    total++;
  } else {
    total++;
  }
}

void addEarly(std::mutex *m) {
  if (nullptr == m) {
    total++;
    return;
  }
  m->lock();
  total++;
  m->unlock();
}

void count(int *out) {
  if (out != nullptr)
    ++*out;
  else
    ++others;
}

void repaired_all_give_the_lock() {
  std::thread t([] { add(&totalMutex); }); // safe
  std::thread u([] { add(&totalMutex); }); // safe
  t.join();
  u.join();
}

void repaired_all_give_a_lock_of_here() {
  std::mutex m;
  std::thread t([&] { addEarly(&m); }); // safe
  std::thread u([&] { addEarly(&m); }); // safe
  t.join();
  u.join();
}

void racy_one_gives_no_lock() {
  std::thread t([] { add(&totalMutex); }); // unsafe: global-mutation
  std::thread u([] { add(nullptr); }); // unsafe: global-mutation
  t.join();
  u.join();
}

void racy_nobody_gives_a_lock() {
  std::thread t([] { addEarly(nullptr); }); // unsafe: global-mutation
  std::thread u([] { addEarly(nullptr); }); // unsafe: global-mutation
  t.join();
  u.join();
}

void lookalike_counters_of_their_own() {
  int a = 0, b = 0;
  std::thread t([&] { count(&a); }); // safe
  std::thread u([&] { count(&b); }); // safe
  t.join();
  u.join();
}

void racy_no_counters_of_their_own() {
  std::thread t([&] { count(nullptr); }); // unsafe: global-mutation
  std::thread u([&] { count(nullptr); }); // unsafe: global-mutation
  t.join();
  u.join();
}

struct Adder {
  std::mutex *m;
  void run() {
    if (m) {
      std::lock_guard<std::mutex> lock(*m);
      total++;
    } else {
      total++;
    }
  }
};

void repaired_member_that_is_set() {
  Adder a{&totalMutex};
  std::thread t([&] { a.run(); }); // safe
  std::thread u([&] { a.run(); }); // safe
  t.join();
  u.join();
}

void racy_member_that_is_null() {
  Adder a{nullptr};
  std::thread t([&] { a.run(); }); // unsafe: global-mutation
  std::thread u([&] { a.run(); }); // unsafe: global-mutation
  t.join();
  u.join();
}

/// Set first, and taken away again.
void racy_member_that_is_reset() {
  Adder a{&totalMutex};
  a.m = nullptr;
  std::thread t([&] { a.run(); }); // unsafe: global-mutation
  std::thread u([&] { a.run(); }); // unsafe: global-mutation
  t.join();
  u.join();
}

std::mutex *chosen(bool locked) { return locked ? &totalMutex : nullptr; }

void racy_perhaps_a_lock() {
  std::mutex *m = chosen(others > 1000);
  std::thread t([m] { add(m); }); // unsafe: global-mutation
  std::thread u([m] { add(m); }); // unsafe: global-mutation
  t.join();
  u.join();
}

void racy_cleared_bytes() {
  std::mutex *m = &totalMutex;
  std::memset(&m, 0, sizeof m);
  std::thread t([&] { add(m); }); // unsafe: global-mutation
  std::thread u([&] { add(m); }); // unsafe: global-mutation
  t.join();
  u.join();
}

void drop(std::mutex **m) { *m = nullptr; }

void racy_dropped_by_a_function() {
  std::mutex *m = &totalMutex;
  drop(&m);
  std::thread t([&] { add(m); }); // unsafe: global-mutation
  std::thread u([&] { add(m); }); // unsafe: global-mutation
  t.join();
  u.join();
}

} // namespace

FAMILY({"all", repaired_all_give_the_lock}, {"here", repaired_all_give_a_lock_of_here}, {"one", racy_one_gives_no_lock},
       {"nobody", racy_nobody_gives_a_lock}, {"own", lookalike_counters_of_their_own},
       {"no_own", racy_no_counters_of_their_own}, {"member", repaired_member_that_is_set},
       {"member_null", racy_member_that_is_null}, {"reset", racy_member_that_is_reset}, {"perhaps", racy_perhaps_a_lock},
       {"bytes", racy_cleared_bytes}, {"function", racy_dropped_by_a_function})
