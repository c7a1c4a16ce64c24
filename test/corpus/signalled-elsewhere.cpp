#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <ranges>
#include <thread>

// The flag outlives the call, and another thread sets it as well: who passes
// the wait need not come after the thread of this call.
std::atomic<bool> ready;
int handed = 0;

void set_by_somebody_else() { ready = true; }

void wait_for_the_flag() {
  std::thread sender([] { // unsafe: global-mutation (today: unknown)
    handed = 1;           // race
    ready = true;
  });
  while (!ready) {
  }
  handed = 2;
  sender.join();
}

void racy_flag_set_elsewhere() {
  std::thread other(set_by_somebody_else); // safe
  wait_for_the_flag();
  other.join();
}

// The lock is given back by somebody who never took it.
std::atomic_flag busy;
int counted = 0;

void open_for_all() { busy.clear(); }

void count_under_lock() {
  auto items = std::views::iota(0, 100);
  aether::par_for_each(items, [](int) { // unsafe: wrong-lock (today: unknown)
    while (busy.test_and_set()) {
    }
    ++counted; // race
    busy.clear();
  });
}

void racy_unlocked_elsewhere() {
  std::thread other(open_for_all); // safe
  count_under_lock();
  other.join();
}

// Only the tasks write this one.
std::atomic_flag taken;
int kept = 0;

void repaired_lock_of_its_own() {
  aether::par_for_each(std::views::iota(0, 100), [](int) { // safe
    while (taken.test_and_set()) {
    }
    ++kept;
    taken.clear();
  });
}

// A flag of the call's own is set by nobody else, and once.
void lookalike_flag_of_the_call() {
  std::atomic<bool> set = false;
  int value = 0;
  std::thread sender([&] { // safe
    value = 1;
    set = true;
  });
  while (!set) {
  }
  value = 2;
  sender.join();
}

FAMILY({"repaired_lock_of_its_own", repaired_lock_of_its_own},
       {"lookalike_flag_of_the_call", lookalike_flag_of_the_call})
