// Threads that take jobs out of a queue that their owner keeps, jobs that share
// a mutex, and loops that start no more than one thread.
#include "family.h"

#include <aether/aether.h>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

// A pool for each program: what its threads run is what that program submits.
template <int Program> class Pool {
public:
  explicit Pool(unsigned n) {
    for (unsigned i = 0; i < n; ++i)
      Threads.emplace_back([this] { run(); }); // safe
  }
  ~Pool() {
    {
      std::lock_guard lock(Guard);
      Stop = true;
    }
    Changed.notify_all();
    for (std::thread &t : Threads)
      t.join();
  }
  void submit(std::function<void()> job) {
    {
      std::lock_guard lock(Guard);
      Jobs.push(std::move(job));
    }
    Changed.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(Guard);
        Changed.wait(lock, [this] { return Stop || !Jobs.empty(); });
        if (Stop && Jobs.empty())
          return;
        job = std::move(Jobs.front());
        Jobs.pop();
      }
      job();
    }
  }
  std::mutex Guard;
  std::condition_variable Changed;
  std::queue<std::function<void()>> Jobs;
  std::vector<std::thread> Threads;
  bool Stop = false;
};

// The same, for the racy programs.
template <int Program> class RacyPool {
public:
  explicit RacyPool(unsigned n) {
    for (unsigned i = 0; i < n; ++i)
      Threads.emplace_back([this] { run(); }); // unsafe: captured-mutation
  }
  ~RacyPool() {
    {
      std::lock_guard lock(Guard);
      Stop = true;
    }
    Changed.notify_all();
    for (std::thread &t : Threads)
      t.join();
  }
  void submit(std::function<void()> job) {
    {
      std::lock_guard lock(Guard);
      Jobs.push(std::move(job));
    }
    Changed.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(Guard);
        Changed.wait(lock, [this] { return Stop || !Jobs.empty(); });
        if (Stop && Jobs.empty())
          return;
        job = std::move(Jobs.front());
        Jobs.pop();
      }
      job();
    }
  }
  std::mutex Guard;
  std::condition_variable Changed;
  std::queue<std::function<void()>> Jobs;
  std::vector<std::thread> Threads;
  bool Stop = false;
};

void racy_same_job_again_and_again() {
  int n = 0;
  RacyPool<1> pool(4);
  for (int i = 0; i < 1000; ++i)
    pool.submit([&] { ++n; }); // race
}

void racy_two_jobs_of_one_variable() {
  int n = 0;
  RacyPool<2> pool(4);
  for (int i = 0; i < 1000; ++i) {
    pool.submit([&] { ++n; }); // race
    pool.submit([&] { --n; }); // race
  }
}

void repaired_jobs_with_a_mutex() {
  int n = 0;
  std::mutex m;
  Pool<1> pool(4);
  for (int i = 0; i < 1000; ++i)
    pool.submit([&] {
      std::lock_guard lock(m);
      ++n;
    });
}

void lookalike_jobs_of_their_own() {
  Pool<2> pool(4);
  for (int i = 0; i < 1000; ++i)
    pool.submit([i] {
      int n = i;
      ++n;
    });
}

// One thread runs it, whichever it is.
template <int Program> class OtherPool {
public:
  explicit OtherPool(unsigned n) {
    for (unsigned i = 0; i < n; ++i)
      Threads.emplace_back([this] { run(); }); // safe (today: unknown)
  }
  ~OtherPool() {
    for (std::thread &t : Threads)
      t.join();
  }
  void submit(std::function<void()> job) {
    std::lock_guard lock(Guard);
    Jobs.push_back(std::move(job));
    Full = true;
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::lock_guard lock(Guard);
        if (Full && Jobs.empty())
          return;
        if (Jobs.empty())
          continue;
        job = std::move(Jobs.back());
        Jobs.pop_back();
      }
      job();
    }
  }
  std::mutex Guard;
  bool Full = false;
  std::vector<std::function<void()>> Jobs;
  std::vector<std::thread> Threads;
};

void lookalike_one_job() {
  int n = 0;
  OtherPool<1> pool(4);
  pool.submit([&] { ++n; });
}

// Jobs in a list, with the mutex that they share

void racy_jobs_in_a_list() {
  std::vector<std::function<void()>> jobs;
  int n = 0;
  for (int i = 0; i < 2000; ++i)
    jobs.push_back([&] { ++n; });                  // race
  aether::par_for_each(jobs, [](auto &j) { j(); }); // unsafe: aliased-items
}

void repaired_jobs_in_a_list() {
  std::vector<std::function<void()>> jobs;
  std::mutex m;
  int n = 0;
  for (int i = 0; i < 2000; ++i)
    jobs.push_back([&] {
      std::lock_guard lock(m);
      ++n;
    });
  aether::par_for_each(jobs, [](auto &j) { j(); }); // safe
}

struct Item {
  std::mutex *Guard;
  int *Count;
};

void repaired_items_with_one_mutex() {
  std::vector<Item> items;
  std::mutex m;
  int n = 0;
  for (int i = 0; i < 2000; ++i)
    items.push_back({&m, &n});
  aether::par_for_each(items, [](Item &item) { // safe
    std::lock_guard lock(*item.Guard);
    ++*item.Count;
  });
}

void racy_items_with_two_mutexes() {
  std::vector<Item> items;
  std::mutex m[2];
  int n = 0;
  for (int i = 0; i < 2000; ++i)
    items.push_back({&m[i % 2], &n});
  aether::par_for_each(items, [](Item &item) { // unsafe: wrong-lock
    std::lock_guard lock(*item.Guard);
    ++*item.Count;
  });
}

// So many rounds

void racy_two_rounds() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] { ++n; }); // unsafe: captured-mutation
  for (std::thread &t : threads)
    t.join();
}

void repaired_one_round() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 1; ++i)
    threads.emplace_back([&] { ++n; }); // safe
  for (std::thread &t : threads)
    t.join();
}

void racy_one_round_again_and_again() {
  int n = 0;
  std::vector<std::thread> threads;
  for (int k = 0; k < 3; ++k)
    for (int i = 0; i < 1; ++i)
      threads.emplace_back([&] { ++n; }); // unsafe: captured-mutation
  for (std::thread &t : threads)
    t.join();
}

FAMILY({"racy_same_job_again_and_again", racy_same_job_again_and_again},
       {"racy_two_jobs_of_one_variable", racy_two_jobs_of_one_variable},
       {"repaired_jobs_with_a_mutex", repaired_jobs_with_a_mutex},
       {"lookalike_jobs_of_their_own", lookalike_jobs_of_their_own},
       {"lookalike_one_job", lookalike_one_job},
       {"racy_jobs_in_a_list", racy_jobs_in_a_list},
       {"repaired_jobs_in_a_list", repaired_jobs_in_a_list},
       {"repaired_items_with_one_mutex", repaired_items_with_one_mutex},
       {"racy_items_with_two_mutexes", racy_items_with_two_mutexes},
       {"racy_two_rounds", racy_two_rounds},
       {"repaired_one_round", repaired_one_round},
       {"racy_one_round_again_and_again", racy_one_round_again_and_again})
