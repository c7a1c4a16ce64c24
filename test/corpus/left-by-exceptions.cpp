// A helper that waits, and may throw before it does: whoever catches that has
// not waited. A future keeps what its task throws, and the task need not have
// come to its end.
#include "family.h"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

static bool odd() {
  static std::atomic<int> calls{0};
  return ++calls % 2 != 0;
}

static void perhaps() {
  if (odd())
    throw std::runtime_error("odd");
}

static void await(std::atomic<bool> &done) {
  perhaps();
  while (!done)
    ;
}

static void await_all_the_same(std::atomic<bool> &done) {
  while (!done)
    ;
}

static void enter(std::mutex &m) {
  perhaps();
  m.lock();
}

static void write_into(std::mutex &m, int &x) {
  std::lock_guard guard(m);
  perhaps();
  x = 3;
}

static void let_in(std::mutex &m) {
  m.unlock();
  perhaps();
  m.lock();
}

struct Fragile {
  Fragile() { perhaps(); }
};

void racy_left_before_it_spins() {
  int x = 0;
  std::atomic<bool> done{false};
  std::thread t([&] { // unsafe: captured-mutation (today: unknown)
    x = 1;
    done = true;
  });
  try {
    await(done);
  } catch (...) {
  }
  x = 2;
  t.join();
}

void repaired_nothing_is_thrown_before_it_spins() {
  int x = 0;
  std::atomic<bool> done{false};
  std::thread t([&] { // safe
    x = 1;
    done = true;
  });
  try {
    await_all_the_same(done);
    perhaps();
  } catch (...) {
  }
  x = 2;
  t.join();
}

void lookalike_used_where_it_has_spun() {
  int x = 0;
  std::atomic<bool> done{false};
  std::thread t([&] { // safe
    x = 1;
    done = true;
  });
  try {
    await(done);
    x = 2;
  } catch (...) {
  }
  t.join();
}

void racy_left_before_it_locks() {
  int x = 0;
  std::mutex m;
  std::thread t([&] { // unsafe: captured-mutation (today: unknown)
    std::lock_guard guard(m);
    x = 1;
  });
  bool entered = false;
  try {
    enter(m);
    entered = true;
  } catch (...) {
  }
  x = 2;
  if (entered)
    m.unlock();
  t.join();
}

void repaired_used_where_it_is_locked() {
  int x = 0;
  std::mutex m;
  std::thread t([&] { // safe
    std::lock_guard guard(m);
    x = 1;
  });
  try {
    enter(m);
    x = 2;
    m.unlock();
  } catch (...) {
  }
  t.join();
}

void lookalike_locks_for_a_scope() {
  int x = 0;
  std::mutex m;
  std::thread t([&] { // safe
    std::lock_guard guard(m);
    x = 1;
  });
  try {
    write_into(m, x);
  } catch (...) {
    std::lock_guard guard(m);
    x = 2;
  }
  t.join();
}

void racy_given_back_for_a_moment() {
  int x = 0;
  std::mutex m;
  std::thread t([&] { // unsafe: captured-mutation
    std::lock_guard guard(m);
    x = 1;
  });
  m.lock();
  try {
    let_in(m);
    m.unlock();
  } catch (...) {
    x = 2;
  }
  t.join();
}

void racy_the_task_has_thrown() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation (today: unknown)
  auto b = std::async(std::launch::async, [&] { // safe
    perhaps();
    a.join();
  });
  b.wait();
  x = 2;
  if (a.joinable())
    a.join();
}

void repaired_the_task_has_nothing_to_throw() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  auto b = std::async(std::launch::async, [&] { // safe
    a.join();
  });
  b.wait();
  x = 2;
}

void lookalike_waits_where_it_was_thrown() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  auto b = std::async(std::launch::async, [] { // safe
    perhaps();
  });
  try {
    b.get();
  } catch (...) {
  }
  a.join();
  x = 2;
}

void racy_packaged_and_thrown() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation (today: unknown)
  std::packaged_task<void()> waits([&] {
    perhaps();
    a.join();
  });
  std::thread b(std::move(waits)); // safe
  b.join();
  x = 2;
  if (a.joinable())
    a.join();
}

void racy_called_where_it_stands() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation
  std::packaged_task<void()> waits([&] {
    perhaps();
    a.join();
  });
  waits();
  x = 2;
  if (a.joinable())
    a.join();
}

void racy_made_before_it_waits() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation (today: unknown)
  try {
    Fragile made;
    a.join();
  } catch (...) {
  }
  x = 2;
  if (a.joinable())
    a.join();
}

void repaired_made_after_it_waited() {
  int x = 0;
  std::thread a([&] { x = 1; }); // safe
  try {
    a.join();
    Fragile made;
  } catch (...) {
  }
  x = 2;
}

void racy_allocated_before_it_waits() {
  int x = 0;
  std::thread a([&] { x = 1; }); // unsafe: captured-mutation (today: unknown)
  try {
    Fragile *made = new Fragile;
    a.join();
    delete made;
  } catch (...) {
  }
  x = 2;
  if (a.joinable())
    a.join();
}

void racy_ended_by_an_exception() {
  std::thread t;
  try {
    int x = 0;
    t = std::thread([&] { // unsafe: captured-mutation
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      x = 1;
    });
    perhaps();
    t.join();
  } catch (...) {
    if (t.joinable())
      t.join();
  }
}

void repaired_declared_outside() {
  std::thread t;
  int x = 0;
  try {
    t = std::thread([&] { x = 1; }); // safe
    perhaps();
    t.join();
  } catch (...) {
    if (t.joinable())
      t.join();
  }
}

void lookalike_nothing_after_the_start() {
  std::thread t;
  try {
    int x = 0;
    perhaps();
    t = std::thread([&] { x = 1; }); // safe
    t.join();
  } catch (...) {
  }
}

FAMILY({"racy_ended_by_an_exception", racy_ended_by_an_exception},
       {"repaired_declared_outside", repaired_declared_outside},
       {"lookalike_nothing_after_the_start", lookalike_nothing_after_the_start},
       {"racy_left_before_it_spins", racy_left_before_it_spins},
       {"repaired_nothing_is_thrown_before_it_spins", repaired_nothing_is_thrown_before_it_spins},
       {"lookalike_used_where_it_has_spun", lookalike_used_where_it_has_spun},
       {"racy_left_before_it_locks", racy_left_before_it_locks},
       {"repaired_used_where_it_is_locked", repaired_used_where_it_is_locked},
       {"lookalike_locks_for_a_scope", lookalike_locks_for_a_scope},
       {"racy_given_back_for_a_moment", racy_given_back_for_a_moment},
       {"racy_the_task_has_thrown", racy_the_task_has_thrown},
       {"repaired_the_task_has_nothing_to_throw", repaired_the_task_has_nothing_to_throw},
       {"lookalike_waits_where_it_was_thrown", lookalike_waits_where_it_was_thrown},
       {"racy_packaged_and_thrown", racy_packaged_and_thrown},
       {"racy_called_where_it_stands", racy_called_where_it_stands},
       {"racy_made_before_it_waits", racy_made_before_it_waits},
       {"repaired_made_after_it_waited", repaired_made_after_it_waited},
       {"racy_allocated_before_it_waits", racy_allocated_before_it_waits})
