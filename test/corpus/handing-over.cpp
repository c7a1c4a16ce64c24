#include "family.h"
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <deque>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <thread>

void lookalike_release_acquire() {
  int data = 0, got = 0;
  std::atomic<bool> ready = false;
  std::thread a([&] { // safe
    data = 42;
    ready.store(true, std::memory_order_release);
  });
  std::thread b([&] { // safe
    while (!ready.load(std::memory_order_acquire))
      std::this_thread::yield();
    got = data;
  });
  a.join();
  b.join();
}

void racy_relaxed_flag() {
  int data = 0, got = 0;
  std::atomic<bool> ready = false;
  std::thread a([&] { // unsafe: captured-mutation
    data = 42; // race
    ready.store(true, std::memory_order_relaxed);
  });
  std::thread b([&] { // unsafe: captured-mutation
    while (!ready.load(std::memory_order_relaxed))
      std::this_thread::yield();
    got = data;
  });
  a.join();
  b.join();
}

void racy_flag_set_first() {
  int data = 0, got = 0;
  std::atomic<bool> ready = false;
  std::thread a([&] { // unsafe: captured-mutation
    ready.store(true);
    data = 42; // race
  });
  std::thread b([&] { // unsafe: captured-mutation
    while (!ready.load())
      std::this_thread::yield();
    got = data;
  });
  a.join();
  b.join();
}

void lookalike_promise() {
  std::promise<void> done;
  int data = 0;
  std::thread t([&] { // safe
    data = 7;
    done.set_value();
  });
  done.get_future().wait();
  ++data;
  t.join();
}

void racy_promise_kept_too_early() {
  std::promise<void> done;
  int data = 0;
  std::thread t([&] { // unsafe: captured-mutation
    done.set_value();
    data = 7; // race
  });
  done.get_future().wait();
  ++data;
  t.join();
}

void lookalike_latch() {
  std::latch ready(1);
  int data = 0;
  std::thread t([&] { // safe
    ready.wait();
    ++data;
  });
  data = 1;
  ready.count_down();
  t.join();
}

void lookalike_barrier_phases() {
  std::barrier sync(2);
  int left = 0, right = 0;
  std::thread a([&] { // safe
    left = 1;
    sync.arrive_and_wait();
    left += right;
  });
  std::thread b([&] { // safe
    right = 2;
    sync.arrive_and_wait();
  });
  a.join();
  b.join();
}

void racy_barrier_arrived_only() {
  std::barrier sync(2);
  int left = 0, right = 0;
  std::thread a([&] { // unsafe: captured-mutation
    left = 1;
    (void)sync.arrive();
    left += right; // race
  });
  std::thread b([&] { // unsafe: captured-mutation
    right = 2;
    sync.arrive_and_wait();
  });
  a.join();
  b.join();
}

void lookalike_semaphore() {
  std::binary_semaphore filled(0);
  int slot = 0;
  std::thread t([&] { // safe
    slot = 3;
    filled.release();
  });
  filled.acquire();
  ++slot;
  t.join();
}

void racy_two_permits() {
  std::counting_semaphore<2> permits(2);
  int n = 0;
  std::thread a([&] { // unsafe: wrong-lock
    for (int i = 0; i < 100; ++i) {
      permits.acquire();
      ++n; // race
      permits.release();
    }
  });
  std::thread b([&] { // unsafe: wrong-lock
    for (int i = 0; i < 100; ++i) {
      permits.acquire();
      ++n;
      permits.release();
    }
  });
  a.join();
  b.join();
}

void repaired_condition_variable() {
  std::mutex m;
  std::condition_variable cv;
  std::deque<int> queue;
  int sum = 0;
  std::thread producer([&] { // safe
    for (int i = 0; i < 20; ++i) {
      std::lock_guard lock(m);
      queue.push_back(i);
      cv.notify_one();
    }
  });
  std::thread consumer([&] { // safe
    for (int i = 0; i < 20; ++i) {
      std::unique_lock lock(m);
      cv.wait(lock, [&] { return !queue.empty(); });
      sum += queue.front();
      queue.pop_front();
    }
  });
  producer.join();
  consumer.join();
}

void racy_queue_peeked() {
  std::mutex m;
  std::deque<int> queue;
  std::thread producer([&] { // unsafe: shared-container
    for (int i = 0; i < 50; ++i) {
      std::lock_guard lock(m);
      queue.push_back(i);
    }
  });
  std::thread consumer([&] { // unsafe: shared-container
    for (int i = 0; i < 50; ++i)
      if (!queue.empty()) { // race
        std::lock_guard lock(m);
        queue.pop_front();
      }
  });
  producer.join();
  consumer.join();
}

void racy_stop_requested() {
  int n = 0;
  std::jthread t([&](std::stop_token stop) { // unsafe: captured-mutation
    do
      ++n; // race
    while (!stop.stop_requested());
  });
  t.request_stop();
  n = 5;
}

struct Config {
  int limit = 0;
};

static std::mutex InitLock;
static std::atomic<Config *> Good;
static Config *Bad;
static std::once_flag Once;
static Config Early;

static int good() {
  Config *c = Good.load(std::memory_order_acquire);
  if (!c) {
    std::lock_guard lock(InitLock);
    c = Good.load(std::memory_order_relaxed);
    if (!c) {
      c = new Config{3};
      Good.store(c, std::memory_order_release);
    }
  }
  return c->limit;
}

void lookalike_double_checked() {
  delete Good.exchange(nullptr);
  std::thread a([] { good(); }); // safe (today: unknown)
  std::thread b([] { good(); }); // safe (today: unknown)
  a.join();
  b.join();
}

static int bad() {
  if (!Bad) { // race
    std::lock_guard lock(InitLock);
    if (!Bad)
      Bad = new Config{3};
  }
  return Bad->limit;
}

void racy_double_checked() {
  delete Bad;
  Bad = nullptr;
  std::thread a([] { bad(); }); // unsafe: global-mutation
  std::thread b([] { bad(); }); // unsafe: global-mutation
  a.join();
  b.join();
}

static int once() {
  std::call_once(Once, [] { Early.limit = 9; });
  return Early.limit;
}

void lookalike_call_once() {
  std::thread a([] { once(); }); // safe
  std::thread b([] { once(); }); // safe
  a.join();
  b.join();
}

static bool Done;
static int Limit;

void racy_own_once() {
  Done = false;
  auto init = [] {
    if (!Done) {
      Limit = 9;
      Done = true; // race
    }
  };
  std::thread a(init); // unsafe: global-mutation
  std::thread b(init); // unsafe: global-mutation
  a.join();
  b.join();
}

int racy_cleared_without_order() {
  std::atomic<bool> busy{true};
  int n = 0;
  std::thread a([&] { // unsafe: captured-mutation
    n = 1;
    busy.store(false, std::memory_order_relaxed);
  });
  std::thread b([&] { // unsafe: captured-mutation
    while (busy.load(std::memory_order_acquire)) {
    }
    ++n; // race
  });
  a.join();
  b.join();
  return n;
}

int repaired_cleared_with_order() {
  std::atomic<bool> busy{true};
  int n = 0;
  std::thread a([&] { // safe (today: unknown)
    n = 1;
    busy.store(false, std::memory_order_release);
  });
  std::thread b([&] { // safe (today: unknown)
    while (busy.load(std::memory_order_acquire)) {
    }
    ++n;
  });
  a.join();
  b.join();
  return n;
}

int lookalike_flag_cleared_without_order() {
  std::atomic_flag busy;
  busy.test_and_set();
  int n = 0;
  std::thread a([&] { // unsafe: captured-mutation
    n = 1;
    busy.clear(std::memory_order_relaxed);
  });
  std::thread b([&] { // unsafe: captured-mutation
    while (busy.test(std::memory_order_acquire)) {
    }
    ++n; // race
  });
  a.join();
  b.join();
  return n;
}

FAMILY({"lookalike_release_acquire", lookalike_release_acquire},
       {"racy_relaxed_flag", racy_relaxed_flag},
       {"racy_flag_set_first", racy_flag_set_first},
       {"lookalike_promise", lookalike_promise},
       {"racy_promise_kept_too_early", racy_promise_kept_too_early},
       {"lookalike_latch", lookalike_latch},
       {"lookalike_barrier_phases", lookalike_barrier_phases},
       {"racy_barrier_arrived_only", racy_barrier_arrived_only},
       {"lookalike_semaphore", lookalike_semaphore},
       {"racy_two_permits", racy_two_permits},
       {"repaired_condition_variable", repaired_condition_variable},
       {"racy_queue_peeked", racy_queue_peeked},
       {"racy_stop_requested", racy_stop_requested},
       {"lookalike_double_checked", lookalike_double_checked},
       {"racy_double_checked", racy_double_checked},
       {"lookalike_call_once", lookalike_call_once},
       {"racy_own_once", racy_own_once},
       {"racy_cleared_without_order", [] { racy_cleared_without_order(); }},
       {"repaired_cleared_with_order", [] { repaired_cleared_with_order(); }},
       {"lookalike_flag_cleared_without_order", [] { lookalike_flag_cleared_without_order(); }})
