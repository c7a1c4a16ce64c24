// Threads that take one piece of work after another under a lock, or by an
// atomic counter, and do something with it that no lock is held for.
#include "family.h"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <queue>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

static void join(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

void racy_sum_of_what_was_taken() {
  std::queue<int> work;
  std::mutex m;
  int sum = 0;
  for (int i = 0; i < 2000; ++i)
    work.push(i);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // unsafe: captured-mutation
      for (;;) {
        int x;
        {
          std::lock_guard lock(m);
          if (work.empty())
            break;
          x = work.front();
          work.pop();
        }
        sum += x; // race
      }
    });
  join(threads);
}

void repaired_sum_under_the_lock() {
  std::queue<int> work;
  std::mutex m;
  int sum = 0;
  for (int i = 0; i < 100; ++i)
    work.push(i);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe
      for (;;) {
        std::lock_guard lock(m);
        if (work.empty())
          break;
        sum += work.front();
        work.pop();
      }
    });
  join(threads);
}

// Whoever gets the only piece of work is alone with it.
void lookalike_only_one() {
  std::queue<int> work;
  std::mutex m;
  int sum = 0;
  work.push(1);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe (today: unknown)
      for (;;) {
        int x;
        {
          std::lock_guard lock(m);
          if (work.empty())
            break;
          x = work.front();
          work.pop();
        }
        sum += x;
      }
    });
  join(threads);
}

// What is taken is given back: a lock.
void lookalike_a_token() {
  std::deque<int> tokens;
  std::mutex m;
  int sum = 0;
  tokens.push_back(0);
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe (today: unknown)
      for (int k = 0; k < 10;) {
        {
          std::lock_guard lock(m);
          if (tokens.empty())
            continue;
          tokens.pop_back();
        }
        sum += ++k;
        std::lock_guard lock(m);
        tokens.push_back(0);
      }
    });
  join(threads);
}

void racy_results() {
  std::vector<std::string> in(100), out;
  std::mutex m;
  std::size_t next = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // unsafe: shared-container
      for (;;) {
        std::size_t i;
        {
          std::lock_guard lock(m);
          if (next == in.size())
            return;
          i = next++;
        }
        out.push_back(in[i] + "!"); // race
      }
    });
  join(threads);
}

void racy_results_by_an_atomic() {
  std::vector<std::string> in(100), out;
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // unsafe: shared-container
      for (std::size_t i; (i = next++) < in.size();)
        out.push_back(in[i] + "!"); // race
    });
  join(threads);
}

// A ticket says whose turn it is.
void lookalike_tickets() {
  std::atomic<int> next = 0, serving = 0;
  int sum = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe (today: unknown)
      for (int k = 0; k < 10; ++k) {
        const int mine = next++;
        while (serving != mine)
          std::this_thread::yield();
        ++sum;
        ++serving;
      }
    });
  join(threads);
}

// The last one of all.
void lookalike_the_last() {
  std::mutex m;
  int left = 4, sum = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&] { // safe (today: unknown)
      bool last;
      {
        std::lock_guard lock(m);
        last = --left == 0;
      }
      if (last)
        sum = 1;
    });
  join(threads);
}

// One after the other, by the number of rounds that there were.
void lookalike_turns() {
  std::mutex m;
  std::condition_variable told;
  int turn = 0, sum = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < 4; ++w)
    threads.emplace_back([&, w] { // safe (today: unknown)
      for (int k = 0; k < 10; ++k) {
        {
          std::unique_lock lock(m);
          while (turn % 4 != w)
            told.wait(lock);
        }
        ++sum;
        std::lock_guard lock(m);
        ++turn;
        told.notify_all();
      }
    });
  join(threads);
}

class Pool {
public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      Workers.emplace_back([this] { run(); }); // unsafe: member-mutation
  }
  ~Pool() {
    {
      std::lock_guard lock(M);
      Over = true;
    }
    Told.notify_all();
    join(Workers);
  }
  void add(int cost) {
    {
      std::lock_guard lock(M);
      Jobs.push_back(cost);
    }
    Told.notify_one();
  }

private:
  void run() {
    for (;;) {
      int cost = 0;
      {
        std::unique_lock lock(M);
        Told.wait(lock, [this] { return Over || !Jobs.empty(); });
        if (Jobs.empty())
          return;
        cost = Jobs.front();
        Jobs.pop_front();
      }
      Total += cost; // race
    }
  }
  std::mutex M;
  std::condition_variable Told;
  std::deque<int> Jobs;
  bool Over = false;
  long Total = 0;
  std::vector<std::thread> Workers;
};
void racy_pool() {
  Pool pool(4);
  for (int i = 0; i < 100; ++i)
    pool.add(i);
}

void lookalike_all_at_once() {
  std::deque<int> work;
  std::mutex m;
  int sum = 0;
  for (int i = 0; i < 2000; ++i)
    work.push_back(i);
  auto run = [&] {
    for (;;) {
      std::deque<int> mine;
      {
        std::lock_guard lock(m);
        if (work.empty())
          return;
        mine.swap(work);
      }
      for (int x : mine)
        sum += x;
    }
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_all_moved_away() {
  std::vector<int> work;
  std::mutex m;
  int sum = 0;
  for (int i = 0; i < 2000; ++i)
    work.push_back(i);
  auto take = [&] {
    std::lock_guard lock(m);
    return std::exchange(work, {});
  };
  auto run = [&] {
    for (;;) {
      const std::vector<int> mine = take();
      if (mine.empty())
        return;
      for (int x : mine)
        sum += x;
    }
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_a_limit_of_one() {
  std::mutex m;
  int next = 0, sum = 0;
  auto run = [&] {
    for (;;) {
      {
        std::lock_guard lock(m);
        if (next >= 1)
          return;
        ++next;
      }
      ++sum;
    }
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}

void lookalike_one_step_to_the_limit() {
  std::atomic<int> next{0};
  int sum = 0;
  auto run = [&] {
    for (;;) {
      const int from = next.fetch_add(100);
      if (from >= 100)
        return;
      for (int i = from; i < from + 100; ++i)
        sum += i;
    }
  };
  std::thread a(run); // safe (today: unknown)
  std::thread b(run); // safe (today: unknown)
  a.join();
  b.join();
}

void racy_two_steps_to_the_limit() {
  std::mutex m;
  int next = 0, sum = 0;
  auto run = [&] {
    for (;;) {
      {
        std::lock_guard lock(m);
        if (next >= 200)
          return;
        next += 100;
      }
      ++sum; // race
    }
  };
  std::thread a(run); // unsafe: captured-mutation
  std::thread b(run); // unsafe: captured-mutation
  a.join();
  b.join();
}

void lookalike_one_permit_for_each_start() {
  std::counting_semaphore<> permits(1);
  int sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    permits.acquire();
    threads.emplace_back([&] { // safe (today: unknown)
      ++sum;
      permits.release();
    });
  }
  join(threads);
}

void racy_two_permits() {
  std::counting_semaphore<> permits(2);
  int sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    permits.acquire();
    threads.emplace_back([&] { // unsafe: captured-mutation
      ++sum; // race
      permits.release();
    });
  }
  join(threads);
}

FAMILY({"racy_sum_of_what_was_taken", racy_sum_of_what_was_taken},
       {"repaired_sum_under_the_lock", repaired_sum_under_the_lock}, {"lookalike_only_one", lookalike_only_one},
       {"lookalike_a_token", lookalike_a_token}, {"racy_results", racy_results},
       {"racy_results_by_an_atomic", racy_results_by_an_atomic}, {"lookalike_tickets", lookalike_tickets},
       {"lookalike_the_last", lookalike_the_last}, {"lookalike_turns", lookalike_turns}, {"racy_pool", racy_pool},
       {"lookalike_all_at_once", lookalike_all_at_once}, {"lookalike_all_moved_away", lookalike_all_moved_away},
       {"lookalike_a_limit_of_one", lookalike_a_limit_of_one},
       {"lookalike_one_step_to_the_limit", lookalike_one_step_to_the_limit},
       {"racy_two_steps_to_the_limit", racy_two_steps_to_the_limit},
       {"lookalike_one_permit_for_each_start", lookalike_one_permit_for_each_start},
       {"racy_two_permits", racy_two_permits})
