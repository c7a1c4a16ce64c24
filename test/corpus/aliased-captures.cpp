// What a lambda captures by reference may be changed by way of a pointer that
// it captures as well.
#include "family.h"
#include <mutex>
#include <thread>

void racy_number() {
  std::mutex locks[2];
  int which = 0, total = 0;
  int *other = &which;
  auto run = [&] {
    std::thread first([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total; // race
    });
    *other = 1;
    std::thread second([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void repaired_number() {
  std::mutex locks[2];
  int which = 0, total = 0;
  int *other = &which;
  *other = 1;
  auto run = [&] {
    std::thread first([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    std::thread second([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void lookalike_number() {
  std::mutex locks[2];
  int which = 0, rounds = 0, total = 0;
  int *other = &rounds;
  auto run = [&] {
    std::thread first([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    *other = 1;
    std::thread second([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void racy_pointer() {
  std::mutex one, two;
  std::mutex *guard = &one, **other = &guard;
  int total = 0;
  auto run = [&] {
    std::thread first([guard, &total] { // unsafe: wrong-lock
      std::lock_guard lock(*guard);
      ++total; // race
    });
    *other = &two;
    std::thread second([guard, &total] { // unsafe: wrong-lock
      std::lock_guard lock(*guard);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void repaired_pointer() {
  std::mutex one, two;
  std::mutex *guard = &one, *next = &one, **other = &next;
  int total = 0;
  auto run = [&] {
    std::thread first([guard, &total] { // safe
      std::lock_guard lock(*guard);
      ++total;
    });
    *other = &two;
    std::thread second([guard, &total] { // safe
      std::lock_guard lock(*guard);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void racy_reference() {
  std::mutex locks[2];
  int which = 0, total = 0;
  int &other = which;
  auto run = [&] {
    std::thread first([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total; // race
    });
    other = 1;
    std::thread second([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

// Whoever is given the address may keep it.
struct Holder {
  int *at;
  explicit Holder(int *p) : at(p) {}
};

void racy_holder() {
  std::mutex locks[2];
  int which = 0, total = 0;
  Holder other(&which);
  auto run = [&] {
    std::thread first([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total; // race
    });
    *other.at = 1;
    std::thread second([which, &locks, &total] { // unsafe: wrong-lock
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

void lookalike_holder() {
  std::mutex locks[2];
  int which = 0, rounds = 0, total = 0;
  Holder other(&rounds);
  auto run = [&] {
    std::thread first([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    *other.at = 1;
    std::thread second([which, &locks, &total] { // safe
      std::lock_guard lock(locks[which]);
      ++total;
    });
    first.join();
    second.join();
  };
  run();
}

FAMILY({"number", racy_number}, {"number_before", repaired_number},
       {"other_number", lookalike_number}, {"pointer", racy_pointer},
       {"pointer_before", repaired_pointer}, {"reference", racy_reference},
       {"holder", racy_holder}, {"other_holder", lookalike_holder})
