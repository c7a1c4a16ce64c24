#include "family.h"
#include <aether/aether.h>
#include <mutex>
#include <ranges>
#include <shared_mutex>
#include <thread>
#include <vector>

void racy_local_mutex() {
  int total = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::mutex m;
    std::lock_guard lock(m);
    total += i; // race
  });
}

void repaired() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::lock_guard lock(m);
    total += i;
  });
}

void racy_shared() {
  int total = 0;
  std::shared_mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::shared_lock lock(m);
    total += i; // race
  });
}

void lookalike_shared_read() {
  int total = 7;
  std::shared_mutex m;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::shared_lock lock(m);
    out[i] = total;
  });
}

void racy_two_mutexes() {
  int total = 0;
  std::mutex a, b;
  aether::par_invoke( // unsafe: wrong-lock
      [&] {
        std::lock_guard lock(a);
        for (int i = 0; i < 1000; ++i)
          total += i; // race
      },
      [&] {
        std::lock_guard lock(b);
        for (int i = 0; i < 1000; ++i)
          total -= i;
      });
}

void racy_released_early() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    m.lock();
    int add = i * 2;
    m.unlock();
    total += add; // race
  });
}

void racy_one_path() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (i % 2)
      m.lock();
    total += i; // race
    if (i % 2)
      m.unlock();
  });
}

void lookalike_both_paths() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (i % 2)
      m.lock();
    else
      m.lock();
    total += i;
    m.unlock();
  });
}

void repaired_unique_lock() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::unique_lock lock(m, std::defer_lock);
    int add = i * 2;
    lock.lock();
    total += add;
    lock.unlock();
  });
}

void racy_deferred() {
  int total = 0;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::unique_lock lock(m, std::defer_lock);
    total += i; // race
  });
}

// One mutex, which two names lead to.
static std::mutex *everyones = nullptr;

void lookalike_one_by_two_names() {
  std::mutex m;
  everyones = &m;
  int x = 0;
  std::thread t([&] { // safe (today: unknown)
    std::lock_guard guard(*everyones);
    x = 1;
  });
  {
    std::lock_guard guard(m);
    ++x;
  }
  t.join();
}

void racy_two_members() {
  struct Both {
    std::mutex first, second;
  } both;
  Both *p = &both;
  int x = 0;
  std::thread t([&] { // unsafe: wrong-lock
    std::lock_guard guard(p->first);
    x = 1; // race
  });
  {
    std::lock_guard guard(both.second);
    ++x;
  }
  t.join();
}

FAMILY({"lookalike_one_by_two_names", lookalike_one_by_two_names},
       {"racy_two_members", racy_two_members},
       {"racy_local_mutex", racy_local_mutex}, {"repaired", repaired},
       {"racy_shared", racy_shared},
       {"lookalike_shared_read", lookalike_shared_read},
       {"racy_two_mutexes", racy_two_mutexes},
       {"racy_released_early", racy_released_early},
       {"racy_one_path", racy_one_path},
       {"lookalike_both_paths", lookalike_both_paths},
       {"repaired_unique_lock", repaired_unique_lock},
       {"racy_deferred", racy_deferred})
