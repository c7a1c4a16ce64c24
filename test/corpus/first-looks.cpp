// A wait with a condition looks at it once before it waits.
#include "family.h"

#include <condition_variable>
#include <mutex>
#include <thread>

struct Event {
  std::mutex m;
  std::condition_variable changed;
  bool set = false;
  int payload = 0;
};

void racy_flag_without_the_lock() {
  Event e;
  std::thread setter([&] { // unsafe: captured-mutation
    e.set = true; // race
    e.changed.notify_one();
  });
  std::thread waiter([&] { // unsafe: captured-mutation
    std::unique_lock lock(e.m);
    e.changed.wait(lock, [&] { return e.set; }); // race
  });
  setter.join();
  waiter.join();
}

void repaired_flag_with_the_lock() {
  Event e;
  std::thread setter([&] { // safe
    e.payload = 1;
    {
      std::lock_guard lock(e.m);
      e.set = true;
    }
    e.changed.notify_one();
  });
  int seen = 0;
  std::thread waiter([&] { // safe
    std::unique_lock lock(e.m);
    e.changed.wait(lock, [&] { return e.set; });
    seen = e.payload;
  });
  setter.join();
  waiter.join();
}

// The wait by hand, with a plain flag that is set too late.
void racy_loop_by_hand() {
  Event e;
  std::thread setter([&] { // unsafe: captured-mutation
    {
      std::lock_guard lock(e.m);
      e.set = true;
    }
    e.changed.notify_one();
    e.payload = 1; // race
  });
  int seen = 0;
  std::thread waiter([&] { // unsafe: captured-mutation
    seen = e.payload; // race
    std::unique_lock lock(e.m);
    while (!e.set)
      e.changed.wait(lock);
  });
  setter.join();
  waiter.join();
}

// What is looked at first is set before the threads start.
void lookalike_set_before() {
  Event e;
  e.payload = 1;
  int seen = 0;
  std::thread waiter([&] { // safe
    seen = e.payload;
    std::unique_lock lock(e.m);
    e.changed.wait(lock, [&] { return e.set; });
  });
  {
    std::lock_guard lock(e.m);
    e.set = true;
  }
  e.changed.notify_one();
  waiter.join();
}

// The setter waits for the first look.
void lookalike_after_the_first_look() {
  Event e;
  bool looked = false;
  int seen = 0;
  std::thread waiter([&] { // safe
    seen = e.payload;
    {
      std::lock_guard lock(e.m);
      looked = true;
    }
    e.changed.notify_all();
  });
  std::thread setter([&] { // safe
    std::unique_lock lock(e.m);
    e.changed.wait(lock, [&] { return looked; });
    lock.unlock();
    e.payload = 1;
  });
  setter.join();
  waiter.join();
}

// The thread that looks is started by one that has waited.
void lookalike_started_after_the_wait() {
  Event e;
  std::thread setter([&] { // safe (today: unknown)
    e.payload = 1;
    {
      std::lock_guard lock(e.m);
      e.set = true;
    }
    e.changed.notify_one();
  });
  int seen = 0;
  std::thread waiter([&] { // safe (today: unknown)
    {
      std::unique_lock lock(e.m);
      e.changed.wait(lock, [&] { return e.set; });
    }
    std::thread late([&] { seen = e.payload; }); // safe
    late.join();
  });
  setter.join();
  waiter.join();
}

FAMILY({"racy_flag_without_the_lock", racy_flag_without_the_lock},
       {"repaired_flag_with_the_lock", repaired_flag_with_the_lock},
       {"racy_loop_by_hand", racy_loop_by_hand},
       {"lookalike_set_before", lookalike_set_before},
       {"lookalike_after_the_first_look", lookalike_after_the_first_look},
       {"lookalike_started_after_the_wait", lookalike_started_after_the_wait})
