// A thread that waits for a condition is woken up by others, or for nothing: that alone
// tells it nothing. What it has tested under the lock does, and that a stop was requested.
#include "family.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <stop_token>
#include <thread>
#include <vector>

namespace {

// A queue that says without its lock whether it is empty.
template <class T> class Queue {
public:
  void push(T value) {
    {
      std::lock_guard lock(m);
      items.push(std::move(value));
    }
    changed.notify_one();
  }
  T pop() {
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return !items.empty(); });
    T value = std::move(items.front());
    items.pop();
    return value;
  }
  bool emptyWithoutLock() const { return items.empty(); } // race
  bool empty() const {
    std::lock_guard lock(m);
    return items.empty();
  }

private:
  std::queue<T> items;
  mutable std::mutex m;
  std::condition_variable changed;
};

} // namespace

void racy_empty() {
  Queue<int> q;
  std::thread producer([&] { // unsafe: shared-container
    for (int i = 0; i < 10; ++i)
      q.push(i);
  });
  std::thread consumer([&] { // unsafe: shared-container
    for (int i = 0; i < 10; ++i) {
      while (q.emptyWithoutLock())
        std::this_thread::yield();
      q.pop();
    }
  });
  producer.join();
  consumer.join();
}

void repaired_empty() {
  Queue<int> q;
  std::thread producer([&] { // safe
    for (int i = 0; i < 10; ++i)
      q.push(i);
  });
  std::thread consumer([&] { // safe
    for (int i = 0; i < 10; ++i) {
      while (q.empty())
        std::this_thread::yield();
      q.pop();
    }
  });
  producer.join();
  consumer.join();
}

namespace {

// A pool of threads; what is to be done is added with its lock, or without.
class Pool {
public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      workers.emplace_back([this] { run(); }); // unsafe: shared-container
  }
  ~Pool() {
    {
      std::lock_guard lock(m);
      stop = true;
    }
    changed.notify_all();
    for (std::thread &worker : workers)
      worker.join();
  }
  void add(std::function<void()> job) {
    jobs.push(std::move(job)); // race
    changed.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(m);
        changed.wait(lock, [this] { return stop || !jobs.empty(); });
        if (stop && jobs.empty())
          return;
        job = std::move(jobs.front());
        jobs.pop();
      }
      job();
    }
  }
  std::vector<std::thread> workers;
  std::queue<std::function<void()>> jobs;
  std::mutex m;
  std::condition_variable changed;
  bool stop = false;
};

} // namespace

void racy_pool() {
  Pool pool(4);
  for (int i = 0; i < 10; ++i)
    pool.add([] {});
}

// Whoever is woken up looks at nothing, and may have been woken up for nothing. (Not run:
// that is rare.)
void racy_without_a_test() {
  std::mutex m;
  std::condition_variable changed;
  int data = 0, seen = 0;
  std::thread t([&] { // unsafe: captured-mutation
    std::unique_lock lock(m);
    changed.wait_for(lock, std::chrono::milliseconds(1));
    lock.unlock();
    seen = data;
  });
  data = 1; // race
  changed.notify_one();
  t.join();
}

void repaired_with_a_test() {
  std::mutex m;
  std::condition_variable changed;
  bool set = false;
  int data = 0, seen = 0;
  std::thread t([&] { // safe
    std::unique_lock lock(m);
    while (!set)
      changed.wait(lock);
    lock.unlock();
    seen = data;
  });
  data = 1;
  {
    std::lock_guard lock(m);
    set = true;
  }
  changed.notify_one();
  t.join();
}

void lookalike_after_a_stop() {
  int data = 0, seen = 0;
  std::jthread t([&](std::stop_token stop) { // safe (today: unknown)
    while (!stop.stop_requested())
      std::this_thread::yield();
    seen = data;
  });
  data = 1;
  t.request_stop();
}

void lookalike_stopped_at_the_end() {
  int data = 0, seen = 0;
  std::jthread t([&](std::stop_token stop) { // safe (today: unknown)
    while (!stop.stop_requested())
      std::this_thread::yield();
    seen = data;
  });
  data = 1;
}

void lookalike_stopped_while_it_waits() {
  std::mutex m;
  std::condition_variable_any changed;
  int data = 0, seen = 0;
  std::jthread t([&](std::stop_token stop) { // safe (today: unknown)
    std::unique_lock lock(m);
    changed.wait(lock, stop, [] { return false; });
    seen = data;
  });
  data = 1;
  t.request_stop();
}

void racy_after_the_stop() {
  int data = 0, seen = 0;
  std::stop_source source;
  std::thread t([&, stop = source.get_token()] { // unsafe: captured-mutation
    while (!stop.stop_requested())
      std::this_thread::yield();
    seen = data;
  });
  source.request_stop();
  data = 1; // race
  t.join();
}

FAMILY({"racy_empty", racy_empty}, {"repaired_empty", repaired_empty},
       {"racy_pool", racy_pool}, {"repaired_with_a_test", repaired_with_a_test},
       {"lookalike_after_a_stop", lookalike_after_a_stop},
       {"lookalike_stopped_at_the_end", lookalike_stopped_at_the_end},
       {"lookalike_stopped_while_it_waits", lookalike_stopped_while_it_waits},
       {"racy_after_the_stop", racy_after_the_stop})
