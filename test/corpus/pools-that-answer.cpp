// A pool whose jobs each have a future: who waits for one before it gives the
// next has but one running.
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
      Workers.emplace_back([this] { // unsafe: captured-mutation
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

void racy_waits_for_all() {
  Pool pool(4);
  long sum = 0;
  std::vector<std::future<void>> results;
  for (int i = 0; i < 10; ++i)
    results.push_back(pool.enqueue([&sum, i] { sum += i; })); // race
  for (auto &r : results)
    r.get();
  std::cout << sum;
}

} // namespace

FAMILY({"waits_for_all", racy_waits_for_all})
