// Who waits at a latch, a barrier or a semaphore, and who wakes somebody up by
// a condition variable, uses it: it must not end beside that.
#include "family.h"

#include <barrier>
#include <condition_variable>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <thread>

void racy_latch() {
  std::thread t;
  {
    std::latch open(1);
    t = std::thread([&] { open.wait(); }); // unsafe: captured-mutation
    open.count_down();
  }
  t.join();
}
void repaired_latch() {
  std::latch open(1);
  std::thread t;
  {
    t = std::thread([&] { open.wait(); }); // safe
    open.count_down();
  }
  t.join();
}
void racy_arrives_at_a_latch() {
  std::thread t;
  {
    std::latch both(2);
    t = std::thread([&] { both.arrive_and_wait(); }); // unsafe: captured-mutation (today: unknown)
    both.count_down();
    both.wait();
  }
  t.join();
}
void lookalike_shared_latch() {
  auto open = std::make_shared<std::latch>(1);
  std::thread t([open] { open->wait(); }); // safe
  open->count_down();
  open.reset();
  t.join();
}
void racy_barrier() {
  std::thread t;
  {
    std::barrier<> both(2);
    t = std::thread([&] { both.arrive_and_wait(); }); // unsafe: captured-mutation (today: unknown)
    both.arrive_and_wait();
  }
  t.join();
}
void repaired_barrier() {
  std::barrier<> both(2);
  std::thread t([&] { both.arrive_and_wait(); }); // safe
  both.arrive_and_wait();
  t.join();
}
void racy_semaphore() {
  std::thread t;
  {
    std::binary_semaphore go(0);
    t = std::thread([&] { go.acquire(); }); // unsafe: captured-mutation
    go.release();
  }
  t.join();
}
void repaired_semaphore() {
  std::thread t;
  {
    std::binary_semaphore go(0);
    t = std::thread([&] { go.acquire(); }); // safe
    go.release();
    t.join();
  }
}
void racy_told_without_the_lock() {
  std::thread t;
  {
    std::condition_variable changed;
    std::mutex m;
    bool done = false;
    t = std::thread([&] { // unsafe: captured-mutation (today: unknown)
      {
        std::lock_guard guard(m);
        done = true;
      }
      changed.notify_one();
    });
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return done; });
  }
  t.join();
}
void repaired_told_and_joined() {
  std::condition_variable changed;
  std::mutex m;
  bool done = false;
  std::thread t([&] { // safe
    {
      std::lock_guard guard(m);
      done = true;
    }
    changed.notify_one();
  });
  {
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return done; });
  }
  t.join();
}

// (Who waits at what has ended need not come back: those are not run.)
FAMILY({"repaired_latch", repaired_latch},
       {"lookalike_shared_latch", lookalike_shared_latch},
       {"repaired_barrier", repaired_barrier},
       {"repaired_semaphore", repaired_semaphore},
       {"racy_told_without_the_lock", racy_told_without_the_lock},
       {"repaired_told_and_joined", repaired_told_and_joined})
