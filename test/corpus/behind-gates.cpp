// A mutex that is held while threads are started and things are set up: those
// who take it first, and give it back, see all of it.
#include "family.h"

#include <mutex>
#include <thread>
#include <vector>

static std::mutex gate;
static int config = 0;

static void waits(int *out) {
  gate.lock();
  gate.unlock();
  *out = config;
}
static void does_not_wait(int *out) { *out = config; }

int repaired_set_up_behind_the_gate() {
  int out[2];
  gate.lock();
  std::thread one(waits, &out[0]); // safe (today: unknown)
  std::thread two(waits, &out[1]); // safe (today: unknown)
  config = 42;
  gate.unlock();
  one.join();
  two.join();
  return out[0] + out[1];
}

int repaired_by_guards() {
  std::mutex own;
  int level = 0;
  std::vector<int> out(4);
  std::vector<std::thread> threads;
  {
    std::lock_guard<std::mutex> hold(own);
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, i] { // safe (today: unknown)
        { std::lock_guard<std::mutex> wait(own); }
        out[i] = level;
      });
    level = 7;
  }
  for (auto &thread : threads)
    thread.join();
  return out[0];
}

int racy_nobody_waits() {
  int out;
  gate.lock();
  std::thread one(does_not_wait, &out); // unsafe: global-mutation
  config = 42; // race
  gate.unlock();
  one.join();
  return out;
}

int racy_set_up_too_late() {
  int out;
  gate.lock();
  std::thread one(waits, &out); // unsafe: global-mutation
  gate.unlock();
  config = 42; // race
  one.join();
  return out;
}

int racy_closed_too_late() {
  int out;
  std::thread one(waits, &out); // unsafe: global-mutation
  gate.lock();
  config = 42; // race
  gate.unlock();
  one.join();
  return out;
}

FAMILY({"repaired_set_up_behind_the_gate", [] { repaired_set_up_behind_the_gate(); }},
       {"repaired_by_guards", [] { repaired_by_guards(); }},
       {"racy_nobody_waits", [] { racy_nobody_waits(); }},
       {"racy_set_up_too_late", [] { racy_set_up_too_late(); }},
       {"racy_closed_too_late", [] { racy_closed_too_late(); }})
