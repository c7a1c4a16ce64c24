// As in pools-that-answer.cpp, but each job is waited for before the next.
#include "family.h"

#include <condition_variable>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

namespace {

class Pool {
public:
  explicit Pool(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
      Workers.emplace_back([this] { // safe (today: unknown)
        for (;;) {
          std::function<void()> job;
          {
            std::unique_lock<std::mutex> lock(M);
            Given.wait(lock, [this] { return Stop || !Jobs.empty(); });
            if (Stop && Jobs.empty())
              return;
            job = std::move(Jobs.front());
            Jobs.pop();
          }
          job();
        }
      });
  }
  template <class F, class... Args>
  auto enqueue(F &&f, Args &&...args)
      -> std::future<std::invoke_result_t<F, Args...>> {
    using R = std::invoke_result_t<F, Args...>;
    auto job = std::make_shared<std::packaged_task<R()>>(
        std::bind(std::forward<F>(f), std::forward<Args>(args)...));
    std::future<R> result = job->get_future();
    {
      std::unique_lock<std::mutex> lock(M);
      if (Stop)
        throw std::runtime_error("enqueue on a stopped pool");
      Jobs.emplace([job]() { (*job)(); });
    }
    Given.notify_one();
    return result;
  }
  ~Pool() {
    {
      std::unique_lock<std::mutex> lock(M);
      Stop = true;
    }
    Given.notify_all();
    for (std::thread &t : Workers)
      t.join();
  }

private:
  std::vector<std::thread> Workers;
  std::queue<std::function<void()>> Jobs;
  std::mutex M;
  std::condition_variable Given;
  bool Stop = false;
};

void repaired_waits_for_each() {
  Pool pool(4);
  long sum = 0;
  for (int i = 0; i < 10; ++i)
    pool.enqueue([&sum, i] { sum += i; }).get();
  std::cout << sum;
}
void lookalike_one_after_the_other() {
  Pool pool(4);
  long sum = 0;
  auto first = pool.enqueue([&sum] { sum = 1; });
  first.wait();
  auto second = pool.enqueue([&sum] { sum += 1; });
  second.wait();
  std::cout << sum;
}

} // namespace

FAMILY({"waits_for_each", repaired_waits_for_each},
       {"one_after_the_other", lookalike_one_after_the_other})
