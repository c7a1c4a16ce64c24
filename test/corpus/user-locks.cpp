#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

class SpinLock {
public:
  void lock() {
    while (flag.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() { flag.clear(std::memory_order_release); }

private:
  std::atomic_flag flag = ATOMIC_FLAG_INIT;
};

void repaired_spin_lock() {
  SpinLock s;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // safe
    std::lock_guard lock(s);
    ++n;
  });
}

class HalfSpinLock {
public:
  void lock() {
    while (busy.load(std::memory_order_acquire)) {
    }
    // Two may pass the test.
    busy.store(true, std::memory_order_release); // race
  }
  void unlock() { busy.store(false, std::memory_order_release); }

private:
  std::atomic<bool> busy = false;
};

void racy_test_then_set() {
  HalfSpinLock s;
  int n = 0;
  std::thread a([&] { // unsafe: lost-update
    for (int i = 0; i < 300; ++i) {
      s.lock();
      ++n;
      s.unlock();
    }
  });
  std::thread b([&] { // unsafe: lost-update
    for (int i = 0; i < 300; ++i) {
      s.lock();
      ++n;
      s.unlock();
    }
  });
  a.join();
  b.join();
}

class NullMutex {
public:
  void lock() {}
  void unlock() {}
};

template <class Lock> class Counter {
public:
  void add(int v) {
    std::lock_guard<Lock> g(m);
    n += v; // race
  }

private:
  Lock m;
  int n = 0;
};

void racy_null_policy() {
  Counter<NullMutex> c;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                              [&](int i) { c.add(i); });
}

void lookalike_mutex_policy() {
  Counter<std::mutex> c;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                              [&](int i) { c.add(i); });
}

template <class T> class Synchronized {
public:
  template <class F> auto with(F f) {
    std::lock_guard lock(m);
    return f(value);
  }
  T &leak() {
    std::lock_guard lock(m);
    return value;
  }

private:
  std::mutex m;
  T value{};
};

void repaired_with() {
  Synchronized<std::vector<int>> log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    log.with([i](std::vector<int> &v) { v.push_back(i); });
  });
}

void racy_reference_leaks() {
  Synchronized<std::vector<int>> log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    log.leak().push_back(i); // race
  });
}

void racy_pointer_taken_out() {
  Synchronized<int> cell;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    int *p = cell.with([](int &v) { return &v; });
    *p += i; // race
  });
}

class Guard {
public:
  explicit Guard(std::mutex &m) : m(m) { m.lock(); }
  ~Guard() { m.unlock(); }
  Guard(const Guard &) = delete;

private:
  std::mutex &m;
};

void repaired_own_guard() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    Guard g(m);
    n += i;
  });
}

void racy_own_guard_inner_scope() {
  std::mutex m;
  int n = 0, max = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    {
      Guard g(m);
      n += i;
    }
    max = i; // race
  });
}

class LazyGuard {
public:
  explicit LazyGuard(std::mutex &m) : m(m) {}
  void acquire() { m.lock(), held = true; }
  ~LazyGuard() {
    if (held)
      m.unlock();
  }

private:
  std::mutex &m;
  bool held = false;
};

void racy_lazy_guard_never_acquired() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    LazyGuard g(m);
    n += i; // race
  });
}

void lookalike_lazy_guard_acquired() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    LazyGuard g(m);
    g.acquire();
    n += i;
  });
}

struct __attribute__((capability("mutex"))) AnnotatedMutex {
  void lock() __attribute__((acquire_capability())) { m.lock(); }
  void unlock() __attribute__((release_capability())) { m.unlock(); }
  std::mutex m;
};

struct Tally {
  AnnotatedMutex mu;
  int n __attribute__((guarded_by(mu))) = 0;
  void bump_locked() __attribute__((requires_capability(mu))) { ++n; } // race
};

void repaired_annotated() {
  Tally t;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    t.mu.lock();
    t.bump_locked();
    t.mu.unlock();
  });
}

void racy_annotation_ignored() {
  Tally t;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                               [&](int) { t.bump_locked(); });
}

template <class F> static void locked(std::mutex &m, F &&f) {
  std::lock_guard lock(m);
  std::forward<F>(f)();
}

void lookalike_critical_section_function() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [&](int i) { locked(m, [&] { n += i; }); });
}

// Given back without an order: the next holder need not see what was done.
// ThreadSanitizer agrees.
struct RelaxedUnlock {
  std::atomic<bool> taken{false};
  void lock() {
    while (taken.exchange(true, std::memory_order_acquire)) {
    }
  }
  void unlock() { taken.store(false, std::memory_order_relaxed); }
};

void racy_relaxed_unlock() {
  RelaxedUnlock lock;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation (today: unknown)
    std::lock_guard guard(lock);
    ++n; // race
  });
}

struct ExchangeUnlock {
  std::atomic<int> taken{0};
  void lock() {
    while (taken.exchange(1, std::memory_order_acquire)) {
    }
  }
  void unlock() { taken.exchange(0, std::memory_order_release); }
};

void lookalike_exchange_unlock() {
  ExchangeUnlock lock;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    std::lock_guard guard(lock);
    ++n;
  });
}

FAMILY({"repaired_spin_lock", repaired_spin_lock},
       {"racy_test_then_set", racy_test_then_set},
       {"racy_null_policy", racy_null_policy},
       {"lookalike_mutex_policy", lookalike_mutex_policy},
       {"repaired_with", repaired_with},
       {"racy_reference_leaks", racy_reference_leaks},
       {"racy_pointer_taken_out", racy_pointer_taken_out},
       {"repaired_own_guard", repaired_own_guard},
       {"racy_own_guard_inner_scope", racy_own_guard_inner_scope},
       {"racy_lazy_guard_never_acquired", racy_lazy_guard_never_acquired},
       {"lookalike_lazy_guard_acquired", lookalike_lazy_guard_acquired},
       {"repaired_annotated", repaired_annotated},
       {"racy_annotation_ignored", racy_annotation_ignored},
       {"lookalike_critical_section_function",
        lookalike_critical_section_function},
       {"racy_relaxed_unlock", racy_relaxed_unlock},
       {"lookalike_exchange_unlock", lookalike_exchange_unlock})
