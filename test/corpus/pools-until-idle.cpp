// A pool that tells when nothing is left to do: who waits for that after each
// job has but one running.
#include "family.h"

#include <condition_variable>
#include <functional>
#include <iostream>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

namespace {

class Pool {
public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      Workers.emplace_back([this] { run(); }); // safe (today: unknown)
  }
  ~Pool() {
    {
      std::lock_guard lock(M);
      Stop = true;
    }
    Given.notify_all();
    for (std::thread &t : Workers)
      t.join();
  }
  void submit(std::function<void()> job) {
    {
      std::lock_guard lock(M);
      Jobs.push([job] { job(); });
    }
    Given.notify_one();
  }
  void wait() {
    std::unique_lock lock(M);
    Idle.wait(lock, [&] { return Jobs.empty() && Active == 0; });
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(M);
        Given.wait(lock, [&] { return Stop || !Jobs.empty(); });
        if (Jobs.empty())
          return;
        job = std::move(Jobs.front());
        Jobs.pop();
        ++Active;
      }
      job();
      std::lock_guard lock(M);
      if (--Active == 0 && Jobs.empty())
        Idle.notify_all();
    }
  }

  std::vector<std::thread> Workers;
  std::queue<std::function<void()>> Jobs;
  std::mutex M;
  std::condition_variable Given, Idle;
  bool Stop = false;
  int Active = 0;
};

void repaired_waits_until_idle() {
  Pool pool(4);
  long sum = 0;
  for (int i = 0; i < 10; ++i) {
    pool.submit([&sum, i] { sum += i; });
    pool.wait();
  }
  std::cout << sum;
}

} // namespace

FAMILY({"waits_until_idle", repaired_waits_until_idle})
