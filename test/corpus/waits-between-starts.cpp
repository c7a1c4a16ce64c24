// Each round starts threads, waits until they have signalled, and only then
// begins the next: threads of two rounds meet only in what they do after that.
#include "family.h"
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

static void join(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

void repaired_one_by_one() {
  int sum = 0;
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    threads.emplace_back([&, r] { // safe (today: unknown)
      sum += r;
      done.release();
    });
    done.acquire();
  }
  join(threads);
}

void racy_after_the_signal() {
  int sum = 0;
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    threads.emplace_back([&, r] { // unsafe: captured-mutation
      done.release();
      sum += r; // race
    });
    done.acquire();
  }
  join(threads);
}

// Two of a round run beside each other.
void racy_two_a_round() {
  int sum = 0;
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    for (int k = 0; k < 2; ++k)
      threads.emplace_back([&, r] { // unsafe: captured-mutation
        sum += r; // race
        done.release();
      });
    for (int k = 0; k < 2; ++k)
      done.acquire();
  }
  join(threads);
}

void repaired_one_element_each() {
  std::vector<int> sums(4);
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    for (int k = 0; k < 4; ++k)
      threads.emplace_back([&, r, k] { // safe (today: unknown)
        sums[k] += r;
        done.release();
      });
    for (int k = 0; k < 4; ++k)
      done.acquire();
  }
  join(threads);
}

// Nobody waits in the round.
void racy_waits_in_the_end() {
  std::vector<int> sums(4);
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r)
    for (int k = 0; k < 4; ++k)
      threads.emplace_back([&, r, k] { // unsafe: overlapping-elements
        sums[k] += r; // race
        done.release();
      });
  for (int i = 0; i < 20; ++i)
    done.acquire();
  join(threads);
}

// The semaphore only limits how many there are.
void racy_limited() {
  int sum = 0;
  std::counting_semaphore<> slots{3};
  std::vector<std::thread> threads;
  for (int r = 0; r < 9; ++r) {
    slots.acquire();
    threads.emplace_back([&, r] { // unsafe: captured-mutation
      sum += r; // race
      slots.release();
    });
  }
  join(threads);
}

void repaired_flag() {
  int sum = 0;
  std::mutex m;
  std::condition_variable told;
  bool ready = false;
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    {
      std::lock_guard lock(m);
      ready = false;
    }
    threads.emplace_back([&, r] { // safe (today: unknown)
      sum += r;
      std::lock_guard lock(m);
      ready = true;
      told.notify_one();
    });
    std::unique_lock lock(m);
    while (!ready)
      told.wait(lock);
  }
  join(threads);
}

// What the flag is for comes too late.
void racy_flag() {
  int sum = 0;
  std::mutex m;
  std::condition_variable told;
  bool ready = false;
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    {
      std::lock_guard lock(m);
      ready = false;
    }
    threads.emplace_back([&, r] { // unsafe: captured-mutation
      {
        std::lock_guard lock(m);
        ready = true;
        told.notify_one();
      }
      sum += r; // race
    });
    std::unique_lock lock(m);
    while (!ready)
      told.wait(lock);
  }
  join(threads);
}

void repaired_latch() {
  std::vector<int> sums(4);
  std::vector<std::thread> threads;
  std::vector<std::latch *> all;
  for (int r = 0; r < 5; ++r) {
    auto *met = new std::latch(4);
    all.push_back(met);
    for (int k = 0; k < 4; ++k)
      threads.emplace_back([&sums, met, r, k] { // safe (today: unknown)
        sums[k] += r;
        met->count_down();
      });
    met->wait();
  }
  join(threads);
  for (auto *met : all)
    delete met;
}

void repaired_atomic() {
  int sum = 0;
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    threads.emplace_back([&, r] { // safe (today: unknown)
      sum += r;
      done = r + 1;
    });
    while (done != r + 1)
      std::this_thread::yield();
  }
  join(threads);
}

// A wait that some rounds leave out.
void racy_every_other_round() {
  int sum = 0;
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 6; ++r) {
    threads.emplace_back([&, r] { // unsafe: captured-mutation
      sum += r; // race
      done.release();
    });
    if (r % 2 == 1) {
      done.acquire();
      done.acquire();
    }
  }
  join(threads);
}

// Another thread's signal is waited for.
void racy_another_one() {
  int sum = 0;
  std::counting_semaphore<> done{0};
  std::vector<std::thread> threads;
  for (int r = 0; r < 5; ++r) {
    threads.emplace_back([&, r] { sum += r; }); // unsafe: captured-mutation
    threads.emplace_back([&] { done.release(); }); // safe
    done.acquire();
  }
  join(threads);
}

FAMILY({"repaired_one_by_one", repaired_one_by_one}, {"racy_after_the_signal", racy_after_the_signal},
       {"racy_two_a_round", racy_two_a_round}, {"repaired_one_element_each", repaired_one_element_each},
       {"racy_waits_in_the_end", racy_waits_in_the_end}, {"racy_limited", racy_limited},
       {"repaired_flag", repaired_flag}, {"racy_flag", racy_flag}, {"repaired_latch", repaired_latch},
       {"repaired_atomic", repaired_atomic}, {"racy_every_other_round", racy_every_other_round},
       {"racy_another_one", racy_another_one})
