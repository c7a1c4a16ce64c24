#include "family.h"
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

// A thread's own variables are made and ended in the thread.
int total = 0, all = 0, made = 0;
std::mutex mutex;
std::atomic<int> counted, nextNumber;

struct Flush {
  int own = 0;
  ~Flush() {
    total += own; // race
  }
};

struct Locked {
  int own = 0;
  ~Locked() {
    std::lock_guard lock(mutex);
    all += own;
  }
};
thread_local Locked locked;

struct Counted {
  int own = 0;
  ~Counted() { counted += own; }
};
thread_local Counted counter;

thread_local int yours = ++nextNumber;

struct Made {
  int own;
  Made() : own(made++) {} // race
};

void racy_local_ends() {
  auto work = [] {
    thread_local Flush own;
    ++own.own;
  };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  a.join();
  b.join();
}

void repaired_ends_under_a_lock() {
  auto work = [] { ++locked.own; };
  std::thread a(work); // safe
  std::thread b(work); // safe
  a.join();
  b.join();
}

void repaired_ends_atomically() {
  auto work = [] { ++counter.own; };
  std::thread a(work); // safe
  std::thread b(work); // safe
  a.join();
  b.join();
}

void repaired_number() {
  auto work = [] { return yours; };
  std::thread a(work); // safe
  std::thread b(work); // safe
  a.join();
  b.join();
}

void racy_constructor() {
  auto work = [] {
    thread_local Made marker;
    return marker.own;
  };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  a.join();
  b.join();
}

// Nobody's business but the thread's.
void lookalike_buffer() {
  auto work = [](int n) {
    thread_local std::vector<int> buffer;
    buffer.clear();
    for (int i = 0; i < n; ++i)
      buffer.push_back(i);
    return buffer.size();
  };
  std::thread a(work, 10); // safe
  std::thread b(work, 20); // safe
  a.join();
  b.join();
}

FAMILY({"local_ends", racy_local_ends},
       {"locked", repaired_ends_under_a_lock},
       {"atomic", repaired_ends_atomically},
       {"number_atomic", repaired_number}, {"constructor", racy_constructor},
       {"buffer", lookalike_buffer})
