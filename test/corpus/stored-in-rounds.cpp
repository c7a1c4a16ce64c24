// A variable that each round of a loop sets for the thread that it starts: that
// may look at it when a later round has set it.
#include "family.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using Guard = std::lock_guard<std::mutex>;
using Threads = std::vector<std::thread>;

void join(Threads &threads) {
  for (std::thread &t : threads)
    t.join();
}

void racy_number_under_a_mutex() {
  int out[8] = {}, id;
  std::mutex m;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    {
      Guard guard(m);
      id = i;
    }
    threads.emplace_back([&] { // unsafe: overlapping-elements
      int k;
      {
        Guard guard(m);
        k = id;
      }
      out[k]++; // race
    });
  }
  join(threads);
}
void repaired_number_copied() {
  int out[8] = {}, id;
  std::mutex m;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    {
      Guard guard(m);
      id = i;
    }
    threads.emplace_back([&out, id] { out[id]++; }); // safe
  }
  join(threads);
}
void lookalike_number_waited_for() {
  int out[8] = {}, id;
  std::mutex m;
  for (int i = 0; i < 8; ++i) {
    {
      Guard guard(m);
      id = i;
    }
    std::thread t([&] { // safe
      int k;
      {
        Guard guard(m);
        k = id;
      }
      out[k]++;
    });
    t.join();
  }
}

void racy_atomic_number() {
  int out[8] = {};
  std::atomic<int> id;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    id = i;
    threads.emplace_back([&] { out[id]++; }); // unsafe: overlapping-elements
  }
  join(threads);
}
void repaired_atomic_number() {
  int out[8] = {};
  std::atomic<int> id;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    id = i;
    threads.emplace_back([&out, k = id.load()] { out[k]++; }); // safe
  }
  join(threads);
}

void racy_pointer() {
  int out[8] = {}, *p;
  std::mutex m;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    {
      Guard guard(m);
      p = &out[i];
    }
    threads.emplace_back([&] { // unsafe: captured-mutation
      int *q;
      {
        Guard guard(m);
        q = p;
      }
      ++*q; // race
    });
  }
  join(threads);
}
void repaired_pointer() {
  int out[8] = {}, *p;
  Threads threads;
  for (int i = 0; i < 8; ++i) {
    p = &out[i];
    threads.emplace_back([p] { ++*p; }); // safe
  }
  join(threads);
}

} // namespace

FAMILY({"number", racy_number_under_a_mutex}, {"copied", repaired_number_copied},
       {"waited_for", lookalike_number_waited_for},
       {"atomic", racy_atomic_number}, {"atomic_copied", repaired_atomic_number},
       {"pointer", racy_pointer}, {"pointer_copied", repaired_pointer})
