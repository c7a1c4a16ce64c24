// Waits for an atomic to be another number than one that is no constant.
#include "family.h"

#include <atomic>
#include <thread>

namespace {

void racy_old_value() {
  int x = 0;
  std::atomic<int> done = 0;
  int old = done;
  std::thread t([&] { // unsafe: captured-mutation
    ++done;
    done.notify_one();
    x = 1; // race
  });
  done.wait(old);
  x = 2; // race
  t.join();
}
void repaired_old_value() {
  int x = 0;
  std::atomic<int> done = 0;
  int old = done;
  std::thread t([&] { // safe (today: unknown)
    x = 1;
    ++done;
    done.notify_one();
  });
  done.wait(old);
  x = 2;
  t.join();
}
void lookalike_rounds() {
  int x = 0;
  std::atomic<int> given = 0, done = 0;
  std::thread t([&] { // safe (today: unknown)
    for (int g = 0; g < 5; ++g) {
      given.wait(g);
      ++x;
      done = g + 1;
      done.notify_one();
    }
  });
  for (int g = 0; g < 5; ++g) {
    ++x;
    given = g + 1;
    given.notify_one();
    done.wait(g);
  }
  t.join();
}
void racy_waits_relaxed() {
  int x = 0;
  std::atomic<int> done = 0;
  int old = done;
  std::thread t([&] { // unsafe: captured-mutation
    x = 1; // race
    done.store(1, std::memory_order_relaxed);
    done.notify_one();
  });
  done.wait(old, std::memory_order_relaxed);
  x = 2; // race
  t.join();
}

} // namespace

FAMILY({"old_value", racy_old_value}, {"old_value_seen", repaired_old_value},
       {"rounds", lookalike_rounds}, {"relaxed", racy_waits_relaxed})
