// Flags and counters that are changed where it is hard to see: by a call whose
// target is told, by callbacks that run again and again, by threads of threads,
// by functions of C, and by nobody at all.
#include "family.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct Gate {
  std::mutex m;
  std::condition_variable changed;
  bool open = false;
  int left = 2;
  void signal() {
    std::lock_guard lock(m);
    open = true;
    changed.notify_all();
  }
  void wait() {
    std::unique_lock lock(m);
    changed.wait(lock, [this] { return open; });
  }
  void come() {
    std::lock_guard lock(m);
    --left;
    changed.notify_all();
  }
  void waitForAll() {
    std::unique_lock lock(m);
    changed.wait(lock, [this] { return left <= 0; });
  }
};

void racy_told_signal() {
  Gate gate;
  int data = 0;
  std::function<void()> tell = [&] { gate.signal(); };
  std::thread t([&] { // unsafe: captured-mutation
    tell();
    data = 1;
  });
  gate.wait();
  data = 2;
  t.join();
}

// The same write twice, and only the second where it seems to be.
void racy_told_signal_and_another() {
  Gate gate;
  int data = 0;
  std::function<void()> tell = [&] { gate.signal(); };
  std::thread t([&] { // unsafe: captured-mutation
    tell();
    data = 1;
    gate.signal();
  });
  gate.wait();
  data = 2;
  t.join();
}

void repaired_told_signal() {
  Gate gate;
  int data = 0;
  std::function<void()> tell = [&] { gate.signal(); };
  std::thread t([&] { // safe (today: unknown)
    data = 1;
    tell();
  });
  gate.wait();
  data = 2;
  t.join();
}

void lookalike_signal_by_a_lambda() {
  Gate gate;
  int data = 0;
  auto tell = [&] { gate.signal(); };
  std::thread t([&] { // safe
    data = 1;
    tell();
  });
  gate.wait();
  data = 2;
  t.join();
}

void racy_steps_for_each() {
  Gate gate;
  int part[2] = {};
  std::vector<int> twice(2);
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = 1;
      std::for_each(twice.begin(), twice.end(), [&](int) { gate.come(); });
    });
  gate.waitForAll();
  part[0] = part[1] = 5;
  for (std::thread &t : threads)
    t.join();
}

void racy_signal_for_each() {
  Gate gate;
  int data = 0;
  std::vector<int> twice(200);
  std::thread t([&] { // unsafe: captured-mutation
    std::for_each(twice.begin(), twice.end(), [&](int) {
      ++data;
      gate.signal();
    });
  });
  gate.wait();
  data = 2;
  t.join();
}

void racy_steps_of_inner_threads() {
  Gate gate;
  int part[2] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = 1;
      std::thread inner[2];
      for (std::thread &t : inner)
        t = std::thread([&] { gate.come(); }); // safe
      for (std::thread &t : inner)
        t.join();
    });
  gate.waitForAll();
  part[0] = part[1] = 5;
  for (std::thread &t : threads)
    t.join();
}

struct Started {
  std::mutex m;
  std::condition_variable changed;
  int left = 3;
  explicit Started(int n) {
    if (n > 0)
      left = n;
  }
  void come() {
    std::lock_guard lock(m);
    --left;
    changed.notify_all();
  }
  void wait() {
    std::unique_lock lock(m);
    changed.wait(lock, [this] { return left <= 0; });
  }
};

void racy_started_lower() {
  const char *one = std::getenv("AETHER_NO_SUCH_VARIABLE") ? "3" : "1";
  Started gate(std::atoi(one));
  int part[3] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      part[i] = 1;
      gate.come();
    });
  gate.wait();
  part[0] = part[1] = part[2] = 5;
  for (std::thread &t : threads)
    t.join();
}

struct Slot {
  std::mutex m;
  bool busy;
};

// What is found clear is so since nobody has set it.
void racy_clear_from_the_start() {
  auto slot = std::make_shared<Slot>();
  int data = 0;
  {
    std::lock_guard lock(slot->m);
    if (slot->busy)
      return;
    slot->busy = true;
  }
  std::thread t([&] { // unsafe: captured-mutation
    data = 1;
    std::lock_guard lock(slot->m);
    slot->busy = false;
  });
  data = 2;
  t.join();
}

void racy_set_by_memset() {
  Gate gate;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    {
      std::lock_guard lock(gate.m);
      std::memset(&gate.open, 1, 1);
    }
    gate.changed.notify_all();
    data = 1;
  });
  gate.wait();
  data = 2;
  t.join();
}

// An atomic write tells nobody who reads it as a plain variable.
void racy_cleared_by_an_atomic() {
  std::mutex m;
  std::condition_variable changed;
  bool busy = true;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    {
      std::lock_guard lock(m);
      __atomic_store_n(&busy, false, __ATOMIC_RELAXED);
    }
    changed.notify_all();
    data = 1;
  });
  {
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return !busy; });
  }
  data = 2;
  t.join();
}

// Of 256, a char holds nothing.
void racy_part_of_a_number() {
  std::mutex m;
  std::condition_variable changed;
  int busy = 256, data = 0;
  auto isBusy = [&]() -> char { return busy; };
  std::thread t([&] { // unsafe: captured-mutation
    data = 1;
    std::lock_guard lock(m);
    busy = 0;
    changed.notify_all();
  });
  {
    std::unique_lock lock(m);
    while (isBusy())
      changed.wait(lock);
  }
  data = 2;
  t.join();
}

struct Options {
  int threads = 0;
  int count() const { return threads; }
};

void racy_number_that_was_read() {
  Options options;
  std::memcpy(&options.threads, "\1\1\1\1", 4);
  int data = 0;
  if (options.count() > 1) {
    std::thread t([&] { data = 1; }); // unsafe: captured-mutation
    data = 2; // race
    t.join();
  }
}

FAMILY({"racy_told_signal", racy_told_signal},
       {"racy_told_signal_and_another", racy_told_signal_and_another},
       {"repaired_told_signal", repaired_told_signal},
       {"lookalike_signal_by_a_lambda", lookalike_signal_by_a_lambda},
       {"racy_steps_for_each", racy_steps_for_each},
       {"racy_signal_for_each", racy_signal_for_each},
       {"racy_steps_of_inner_threads", racy_steps_of_inner_threads},
       {"racy_started_lower", racy_started_lower},
       {"racy_clear_from_the_start", racy_clear_from_the_start},
       {"racy_set_by_memset", racy_set_by_memset},
       {"racy_cleared_by_an_atomic", racy_cleared_by_an_atomic},
       {"racy_part_of_a_number", racy_part_of_a_number},
       {"racy_number_that_was_read", racy_number_that_was_read})
