// Each round of a loop waits for a task and then reads what that one has written; loops that wait
// for as many tasks as there are, or for fewer.
#include "family.h"

#include <future>
#include <thread>
#include <vector>

struct Worker {
  std::thread thread;
  long sum = 0;
};

void repaired_assigned_threads() {
  const int n = 4;
  std::vector<std::thread> threads(n);
  std::vector<long> sums(n);
  for (int i = 0; i < n; ++i)
    threads[i] = std::thread([&sums, i] { sums[i] += i; }); // safe
  long total = 0;
  for (int i = 0; i < n; ++i) {
    threads[i].join();
    total += sums[i];
  }
  sums[0] = total;
}

void repaired_threads_in_structures() {
  Worker workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // safe
  long total = 0;
  for (int i = 0; i < 4; ++i) {
    workers[i].thread.join();
    total += workers[i].sum;
  }
  workers[0].sum = total;
}

void racy_next_structure() {
  Worker workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // unsafe: overlapping-elements
  long total = 0;
  for (int i = 0; i < 3; ++i) {
    workers[i].thread.join();
    total += workers[i + 1].sum;
  }
  workers[3].thread.join();
  workers[0].sum = total;
}

void racy_before_the_join() {
  Worker workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // unsafe: overlapping-elements
  long total = 0;
  for (int i = 0; i < 4; ++i) {
    total += workers[i].sum;
    workers[i].thread.join();
  }
  workers[0].sum = total;
}

// What is read in each round was written by a thread that is over, or by none.
void lookalike_earlier_structures() {
  Worker workers[5];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // safe (today: unknown)
  long total = 0;
  for (int i = 0; i < 4; ++i) {
    total += workers[4].sum;
    workers[i].thread.join();
    for (int k = 0; k <= i; ++k)
      total += workers[k].sum;
  }
  workers[4].sum = total;
}

// The last ones are waited for first.
void lookalike_backwards() {
  Worker workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // safe (today: unknown)
  long total = 0;
  for (int i = 3; i >= 0; --i) {
    workers[i].thread.join();
    if (i < 3)
      total += workers[i + 1].sum;
  }
  workers[0].sum = total;
}

// Those of the rounds to come have been waited for before.
void lookalike_the_others_before() {
  Worker workers[4];
  for (int i = 0; i < 4; ++i)
    workers[i].thread = std::thread([&workers, i] { workers[i].sum += i; }); // safe (today: unknown)
  for (int i = 1; i < 4; ++i)
    workers[i].thread.join();
  long total = 0;
  for (int i = 0; i < 1; ++i) {
    total += workers[i + 1].sum;
    workers[i].thread.join();
  }
  workers[0].sum = total;
}

void repaired_pushed_futures() {
  const int n = 4;
  std::vector<std::future<void>> futures;
  std::vector<long> sums(n); // ends before the futures do
  for (int i = 0; i < n; ++i)
    futures.push_back(std::async(std::launch::async, [&sums, i] { sums[i] += i; })); // safe
  for (int i = 0; i < n; ++i)
    futures[i].get();
}

void repaired_pushed_threads() {
  const int n = 4;
  std::vector<std::thread> threads;
  std::vector<long> sums(n);
  for (int i = 0; i < n; ++i)
    threads.push_back(std::thread([&sums, i] { sums[i] += i; })); // safe
  for (int i = 0; i < n; ++i)
    threads[i].join();
  sums[0] = 1;
}

void racy_half_of_them() {
  const int n = 4;
  std::vector<std::future<void>> futures;
  std::vector<long> sums(2 * n);
  for (int i = 0; i < n; ++i) {
    futures.emplace_back(std::async(std::launch::async, [&sums, i] { ++sums[2 * i]; }));     // unsafe: overlapping-elements
    futures.emplace_back(std::async(std::launch::async, [&sums, i] { ++sums[2 * i + 1]; })); // unsafe: overlapping-elements
  }
  for (int i = 0; i < n; ++i)
    futures[i].get();
  for (long &sum : sums)
    sum = 0;
  for (int i = n; i < 2 * n; ++i)
    futures[i].get();
}

void racy_rounds_in_rounds() {
  const int n = 4;
  std::vector<long> sums(2 * n);
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < 2; ++k)
      threads.emplace_back([&sums, i, k] { ++sums[2 * i + k]; }); // unsafe: overlapping-elements
  for (int i = 0; i < n; ++i)
    threads[i].join();
  for (long &sum : sums)
    sum = 0;
  for (int i = n; i < 2 * n; ++i)
    threads[i].join();
}

void lookalike_one_more_before() {
  const int n = 4;
  std::vector<std::thread> threads;
  std::vector<long> sums(n + 1);
  threads.push_back(std::thread([&sums] { sums[n] = 1; })); // safe (today: unknown)
  for (int i = 0; i < n; ++i)
    threads.push_back(std::thread([&sums, i] { sums[i] += i; })); // safe (today: unknown)
  for (int i = 0; i <= n; ++i)
    threads[i].join();
  sums[0] = 1;
}

FAMILY({"assigned", repaired_assigned_threads}, {"structures", repaired_threads_in_structures},
       {"next", racy_next_structure}, {"before", racy_before_the_join}, {"futures", repaired_pushed_futures},
       {"threads", repaired_pushed_threads}, {"half", racy_half_of_them}, {"rounds", racy_rounds_in_rounds},
       {"more", lookalike_one_more_before}, {"earlier", lookalike_earlier_structures},
       {"backwards", lookalike_backwards}, {"others", lookalike_the_others_before})
