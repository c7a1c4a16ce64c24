// One argument for all threads, each of which has read it before the next is
// started.
#include "family.h"
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

namespace {

struct Args {
  int id;
};

void racy_told_too_late() {
  static int out[8];
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    args.id = i;
    threads.emplace_back( // unsafe: captured-mutation
        [](Args *a) { out[a->id] += 1; }, &args);
  }
  for (auto &t : threads)
    t.join();
}

void repaired_semaphore() {
  static int out[8];
  std::binary_semaphore taken(0);
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    args.id = i;
    threads.emplace_back( // safe (today: unknown)
        [&](Args *a) {
          int id = a->id;
          taken.release();
          out[id] += 1;
        },
        &args);
    taken.acquire();
  }
  for (auto &t : threads)
    t.join();
}

void repaired_condition() {
  static int out[8];
  std::mutex m;
  std::condition_variable cv;
  bool taken = false;
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    {
      std::lock_guard guard(m);
      args.id = i;
      taken = false;
    }
    threads.emplace_back( // safe (today: unknown)
        [&](Args *a) {
          int id;
          {
            std::lock_guard guard(m);
            id = a->id;
            taken = true;
          }
          cv.notify_one();
          out[id] += 1;
        },
        &args);
    std::unique_lock lock(m);
    cv.wait(lock, [&] { return taken; });
  }
  for (auto &t : threads)
    t.join();
}

void repaired_promise() {
  static int out[8];
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    args.id = i;
    std::promise<void> taken;
    auto is = taken.get_future();
    threads.emplace_back( // safe (today: unknown)
        [](Args *a, std::promise<void> taken) {
          int id = a->id;
          taken.set_value();
          out[id] += 1;
        },
        &args, std::move(taken));
    is.wait();
  }
  for (auto &t : threads)
    t.join();
}

void repaired_latch() {
  static int out[8];
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    std::latch taken(1);
    args.id = i;
    threads.emplace_back([&] { // safe (today: unknown)
      int id = args.id;
      taken.count_down();
      out[id] += 1;
    });
    taken.wait();
  }
  for (auto &t : threads)
    t.join();
}

void lookalike_waits_under_the_lock() {
  static int out[8];
  std::mutex m;
  std::condition_variable cv;
  bool taken = false;
  Args args;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    std::unique_lock lock(m);
    args.id = i;
    taken = false;
    threads.emplace_back([&] { // safe (today: unknown)
      int id;
      {
        std::lock_guard guard(m);
        id = args.id;
        taken = true;
      }
      cv.notify_one();
      out[id] += 1;
    });
    while (!taken)
      cv.wait(lock);
  }
  for (auto &t : threads)
    t.join();
}

} // namespace

FAMILY({"racy_told_too_late", racy_told_too_late},
       {"repaired_semaphore", repaired_semaphore},
       {"repaired_condition", repaired_condition},
       {"repaired_promise", repaired_promise},
       {"repaired_latch", repaired_latch},
       {"lookalike_waits_under_the_lock", lookalike_waits_under_the_lock})
