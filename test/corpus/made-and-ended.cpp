// Objects made in place and ended early: guards, threads; lengths in bytes; the
// synchronisation of POSIX.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <execution>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <ranges>
#include <semaphore.h>
#include <thread>
#include <vector>

static const auto R = std::views::iota(0, 2000);

void racy_reset_guard() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // unsafe: captured-mutation
    std::optional<std::lock_guard<std::mutex>> g;
    g.emplace(m);
    g.reset();
    ++n; // race
  });
}

void repaired_guard() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // safe
    std::optional<std::lock_guard<std::mutex>> g;
    g.emplace(m);
    ++n;
  });
}

void racy_cleared_guards() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // unsafe: captured-mutation
    std::vector<std::unique_lock<std::mutex>> l;
    l.emplace_back(m);
    l.clear();
    ++n; // race
  });
}

void repaired_guard_on_the_heap() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // safe
    auto g = std::make_unique<std::lock_guard<std::mutex>>(m);
    ++n;
  });
}

void repaired_adopted() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // safe
    m.lock();
    std::lock_guard g(m, std::adopt_lock);
    ++n;
  });
}

void racy_after_adopted() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(R, [&](int) { // unsafe: captured-mutation
    m.lock();
    {
      std::lock_guard g(m, std::adopt_lock);
    }
    ++n; // race
  });
}

void racy_thread_on_the_heap() {
  int n = 0;
  auto t = std::make_unique<std::thread>([&] { ++n; }); // unsafe: captured-mutation
  ++n;                                                  // race
  t->join();
}

void repaired_thread_on_the_heap() {
  int n = 0;
  auto t = std::make_unique<std::thread>([&] { ++n; }); // safe
  t->join();
  ++n;
}

void lookalike_bytes() {
  std::vector<double> a(20000);
  aether::par_for_each(R, [&](int i) { // safe
    std::memset(&a[i * 10], 0, 10 * sizeof(double));
  });
}

void racy_bytes() {
  std::vector<double> a(20001);
  aether::par_for_each(R, [&](int i) {               // unsafe: overlapping-elements
    std::memset(&a[i * 10], 0, 11 * sizeof(double)); // race
  });
}

void lookalike_text() {
  std::vector<char> a(2000 * 16);
  aether::par_for_each(R, [&](int i) { // safe
    std::snprintf(&a[16 * i], 16, "%d", i);
  });
}

void repaired_semaphore() {
  sem_t s;
  sem_init(&s, 0, 0);
  int x = 0;
  std::thread t([&] { // safe
    x = 1;
    sem_post(&s);
  });
  sem_wait(&s);
  ++x;
  t.join();
  sem_destroy(&s);
}

void repaired_trylock() {
  int x = 0;
  pthread_mutex_t l;
  pthread_mutex_init(&l, nullptr);
  std::thread t([&] { // safe
    if (pthread_mutex_trylock(&l) == 0) {
      x = 1;
      pthread_mutex_unlock(&l);
    }
  });
  pthread_mutex_lock(&l);
  ++x;
  pthread_mutex_unlock(&l);
  t.join();
}

void repaired_ready() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // safe
  while (f.wait_for(std::chrono::seconds(1)) != std::future_status::ready) {
  }
  ++x;
}

void racy_not_ready() {
  int x = 0;
  auto f = std::async(std::launch::async, [&] { ++x; }); // unsafe: captured-mutation
  if (f.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    ++x; // race
}

void racy_bits() {
  std::vector<bool> a(2000);
  std::vector<int> b(2000);
  std::transform(std::execution::par, b.begin(), b.end(), a.begin(), // unsafe: overlapping-elements
                 [](int x) { return x > 1; });
}

// Nobody here makes objects of these classes.
struct StopsTooLate {
  int Count = 0;
  std::thread Worker;
  StopsTooLate() : Worker([this] { ++Count; }) {} // unsafe: member-mutation
  ~StopsTooLate() {
    ++Count;
    Worker.join();
  }
};
struct StopsFirst {
  int Count = 0;
  std::thread Worker;
  StopsFirst() : Worker([this] { ++Count; }) {} // safe
  ~StopsFirst() {
    Worker.join();
    ++Count;
  }
};
class DiesTooEarly {
  std::jthread Worker;
  std::vector<int> Values;

public:
  DiesTooEarly() : Values(10) {
    Worker = std::jthread([this] { // unsafe: shared-container (today: unknown)
      for (int &x : Values)
        ++x;
    });
  }
};
class DiesInTime {
  std::vector<int> Values;
  std::jthread Worker;

public:
  DiesInTime() : Values(10) {
    Worker = std::jthread([this] { // safe
      for (int &x : Values)
        ++x;
    });
  }
};

static int lastSeen;

void racy_left_behind() {
  std::thread outer([] { // safe (today: unknown)
    std::thread([] { // unsafe: global-mutation (today: unknown)
      lastSeen = 1;
    }).detach();
  });
  outer.join();
  lastSeen = 2;
}

FAMILY({"racy_reset_guard", racy_reset_guard},
       {"repaired_guard", repaired_guard},
       {"racy_cleared_guards", racy_cleared_guards},
       {"repaired_guard_on_the_heap", repaired_guard_on_the_heap},
       {"repaired_adopted", repaired_adopted},
       {"racy_after_adopted", racy_after_adopted},
       {"racy_thread_on_the_heap", racy_thread_on_the_heap},
       {"repaired_thread_on_the_heap", repaired_thread_on_the_heap},
       {"lookalike_bytes", lookalike_bytes}, {"racy_bytes", racy_bytes},
       {"lookalike_text", lookalike_text},
       {"repaired_semaphore", repaired_semaphore},
       {"repaired_trylock", repaired_trylock},
       {"repaired_ready", repaired_ready}, {"racy_not_ready", racy_not_ready},
       {"racy_bits", racy_bits},
       {"racy_left_behind", racy_left_behind})
