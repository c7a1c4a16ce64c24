// Locks that serve who has drawn a number.
#include "family.h"

#include <atomic>
#include <mutex>
#include <thread>

struct TicketLock {
  std::atomic<unsigned> next{0}, serving{0};
  void lock() {
    unsigned mine = next.fetch_add(1);
    while (serving.load() != mine)
      std::this_thread::yield();
  }
  void unlock() { serving.fetch_add(1); }
};
struct Waiting {
  std::atomic<int> in{0}, out{0};
  void lock() noexcept {
    const auto ticket = in.fetch_add(1, std::memory_order_acquire);
    while (true) {
      const auto now = out.load(std::memory_order_acquire);
      if (now == ticket)
        break;
      out.wait(now, std::memory_order_relaxed);
    }
  }
  void unlock() noexcept {
    out.store(out.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    out.notify_all();
  }
};
struct RelaxedLock {
  std::atomic<unsigned> next{0}, serving{0};
  void lock() {
    unsigned mine = next.fetch_add(1);
    while (serving.load(std::memory_order_relaxed) != mine)
      std::this_thread::yield();
  }
  void unlock() { serving.fetch_add(1, std::memory_order_relaxed); }
};
struct Peeking {
  std::atomic<unsigned> next{0}, serving{0};
  void lock() {
    unsigned mine = next.load();
    while (serving.load() != mine)
      std::this_thread::yield();
    next.fetch_add(1);
  }
  void unlock() { serving.fetch_add(1); }
};
struct Resettable : TicketLock {
  void reset() {
    next = 0;
    serving = 0;
  }
};

#define TWICE(Lock, Count)                                                     \
  std::thread a([&] {                                                          \
    Lock.lock();                                                               \
    ++Count;                                                                   \
    Lock.unlock();                                                             \
  });                                                                          \
  std::thread b([&] {                                                          \
    Lock.lock();                                                               \
    ++Count;                                                                   \
    Lock.unlock();                                                             \
  });                                                                          \
  a.join();                                                                    \
  b.join()

void repaired_tickets() {
  TicketLock l;
  int c = 0;
  TWICE(l, c); // safe
}
void repaired_waits_and_stores() {
  Waiting l;
  int c = 0;
  auto work = [&] {
    std::lock_guard<Waiting> guard(l);
    ++c;
  };
  std::thread a(work); // safe
  std::thread b(work); // safe
  a.join();
  b.join();
}
void racy_relaxed() {
  RelaxedLock l;
  int c = 0;
  TWICE(l, c); // unsafe: captured-mutation
}
void racy_number_that_is_not_drawn() {
  Peeking l;
  int c = 0;
  TWICE(l, c); // unsafe: captured-mutation (today: unknown)
}
void racy_two_locks() {
  TicketLock l, k;
  int c = 0;
  std::thread a([&] { // unsafe: wrong-lock
    l.lock();
    ++c; // race
    l.unlock();
  });
  std::thread b([&] { // unsafe: wrong-lock
    k.lock();
    ++c;
    k.unlock();
  });
  a.join();
  b.join();
}
void racy_gives_back_what_it_has_not() {
  TicketLock l;
  int c = 0;
  std::thread a([&] { // unsafe: captured-mutation (today: unknown)
    l.lock();
    ++c;
    l.unlock();
  });
  std::thread b([&] { // unsafe: captured-mutation (today: unknown)
    l.unlock();
    l.lock();
    ++c;
    l.unlock();
  });
  a.join();
  b.join();
}
void lookalike_reset_beside() {
  Resettable l;
  int c = 0;
  std::thread r([&] { l.reset(); }); // safe
  TWICE(l, c); // unsafe: captured-mutation (today: unknown)
  r.join();
}

// The number that was drawn does not fit.
struct Narrow {
  std::atomic<unsigned> next{0}, serving{0};
  void lock() {
    unsigned char mine = next.fetch_add(256);
    while (serving.load() != mine)
      std::this_thread::yield();
  }
  void unlock() { serving.fetch_add(1); }
};
void racy_narrow() {
  Narrow l;
  int c = 0;
  std::thread r([&] { // unsafe: captured-mutation
    l.lock();
    c++; // race
  });
  l.lock();
  c++;
  r.join();
}

FAMILY({"narrow", racy_narrow},
       {"tickets", repaired_tickets}, {"waits", repaired_waits_and_stores},
       {"relaxed", racy_relaxed}, {"two", racy_two_locks})
