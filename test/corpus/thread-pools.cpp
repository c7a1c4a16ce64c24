#include "family.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <queue>
#include <stop_token>
#include <thread>
#include <vector>

// What the destructor of a pool or worker waits for is over when the members
// die.

class Pool {
  std::vector<std::thread> workers;
  std::queue<int> tasks;
  std::mutex m;
  std::condition_variable cv;
  bool stop = false;

public:
  explicit Pool(unsigned n) {
    for (unsigned i = 0; i < n; ++i)
      workers.emplace_back([this] { // safe
        for (;;) {
          int task;
          {
            std::unique_lock<std::mutex> lock(m);
            cv.wait(lock, [this] { return stop || !tasks.empty(); });
            if (stop && tasks.empty())
              return;
            task = tasks.front();
            tasks.pop();
          }
          (void)task;
        }
      });
  }
  void submit(int task) {
    {
      std::lock_guard<std::mutex> lock(m);
      tasks.push(task);
    }
    cv.notify_one();
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(m);
      stop = true;
    }
    cv.notify_all();
    for (std::thread &w : workers)
      w.join();
  }
};

void lookalike_pool() {
  Pool pool(4);
  for (int i = 0; i < 10; ++i)
    pool.submit(i);
}

class Destroyed {
  std::deque<int> q;
  std::mutex m;
  std::condition_variable cv;
  bool running = false;
  std::vector<std::thread> threads;
  void worker() {
    std::unique_lock lock(m);
    while (true) {
      cv.wait(lock, [this] { return !running || !q.empty(); });
      if (!running)
        break;
      q.pop_front();
      lock.unlock();
      lock.lock();
    }
  }
  void destroy() {
    {
      const std::scoped_lock lock(m);
      running = false;
    }
    cv.notify_all();
    for (auto &t : threads)
      t.join();
  }

public:
  explicit Destroyed(int n) {
    {
      std::scoped_lock lock(m);
      running = true;
    }
    for (int i = 0; i < n; ++i)
      threads.emplace_back(&Destroyed::worker, this); // safe
  }
  ~Destroyed() { destroy(); }
};

void lookalike_pool_joined_in_a_function() { Destroyed pool(3); }

class Worker {
  std::mutex m;
  std::condition_variable cv;
  std::vector<int> items;
  bool done = false;
  std::thread t;
  void run() {
    std::unique_lock lock(m);
    while (!done) {
      cv.wait(lock);
      items.clear();
    }
  }

public:
  Worker() : t(&Worker::run, this) {} // safe
  void add(int item) {
    std::lock_guard guard(m);
    items.push_back(item);
  }
  void stop() {
    {
      std::lock_guard guard(m);
      done = true;
    }
    cv.notify_one();
    if (t.joinable())
      t.join();
  }
  ~Worker() { stop(); }
};

void lookalike_worker() {
  Worker worker;
  worker.add(1);
}

class Polling {
  std::mutex m;
  std::queue<int> q;
  std::vector<std::jthread> threads;

public:
  explicit Polling(int n) {
    for (int i = 0; i < n; ++i)
      threads.emplace_back([this](std::stop_token stop) { // safe
        while (!stop.stop_requested()) {
          std::lock_guard guard(m);
          if (!q.empty())
            q.pop();
        }
      });
  }
};

void lookalike_jthreads_end_first() { Polling pool(2); }

class TooEarly {
  int n = 0;
  std::thread t;

public:
  TooEarly() : t([this] { ++n; }) {} // unsafe: member-mutation
  ~TooEarly() {
    n = 0; // race
    t.join();
  }
};

void racy_written_before_the_join() { TooEarly worker; }

class WrongOne {
  int n = 0, k = 0;
  std::thread a, b;

public:
  WrongOne()
      : a([this] { ++n; }), // safe
        b([this] { ++k; })  // unsafe: member-mutation
  {}
  ~WrongOne() {
    a.join();
    n = 1;
    k = 1; // race
    b.join();
  }
};

void racy_the_other_one_is_joined() { WrongOne worker; }

FAMILY({"lookalike_pool", lookalike_pool},
       {"lookalike_pool_joined_in_a_function",
        lookalike_pool_joined_in_a_function},
       {"lookalike_worker", lookalike_worker},
       {"lookalike_jthreads_end_first", lookalike_jthreads_end_first},
       {"racy_written_before_the_join", racy_written_before_the_join},
       {"racy_the_other_one_is_joined", racy_the_other_one_is_joined})
