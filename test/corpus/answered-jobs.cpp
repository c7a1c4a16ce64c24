// Pools whose jobs are answered by futures: what a job uses may be declared
// after the pool, and is known to nobody before the job is handed over.
#include "family.h"

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <numeric>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

template <class Item> class BlockingQueue {
  std::queue<Item> items;
  std::mutex m;
  std::condition_variable changed;
  bool closed = false;

public:
  void push(Item item) {
    {
      std::lock_guard<std::mutex> lock(m);
      items.push(std::move(item));
    }
    changed.notify_one();
  }
  bool pop(Item &item) {
    std::unique_lock<std::mutex> lock(m);
    changed.wait(lock, [this] { return closed || !items.empty(); });
    if (items.empty())
      return false;
    item = std::move(items.front());
    items.pop();
    return true;
  }
  void close() {
    {
      std::lock_guard<std::mutex> lock(m);
      closed = true;
    }
    changed.notify_all();
  }
};

using Jobs = BlockingQueue<std::function<void()>>;

static void run(Jobs &jobs) {
  std::function<void()> job;
  while (jobs.pop(job))
    job();
}

template <class Job>
std::future<decltype(std::declval<Job>()())> submit(Jobs &jobs, Job job) {
  using Result = decltype(job());
  auto task = std::make_shared<std::packaged_task<Result()>>(std::move(job));
  auto result = task->get_future();
  jobs.push([task] { (*task)(); });
  return result;
}

int repaired_waits_for_the_answer() {
  Jobs jobs;
  std::thread worker(run, std::ref(jobs)); // safe (today: unknown)
  std::vector<int> data(100, 1);
  int sum = 0;
  auto answer = submit(
      jobs, [&] { sum = std::accumulate(data.begin(), data.end(), 0); });
  answer.get();
  ++sum;
  data.clear();
  jobs.close();
  worker.join();
  return sum;
}

int racy_does_not_wait() {
  Jobs jobs;
  std::thread worker(run, std::ref(jobs)); // unsafe: captured-mutation
  int sum = 0;
  auto answer = submit(jobs, [&] { ++sum; });
  ++sum; // race
  answer.get();
  jobs.close();
  worker.join();
  return sum;
}

int racy_two_workers() {
  Jobs jobs;
  std::thread first(run, std::ref(jobs)); // unsafe: captured-mutation
  std::thread second(run, std::ref(jobs)); // unsafe: captured-mutation
  int sum = 0;
  auto one = submit(jobs, [&] { ++sum; });
  auto two = submit(jobs, [&] { ++sum; }); // race
  one.get();
  two.get();
  jobs.close();
  first.join();
  second.join();
  return sum;
}

// What is done before the job is handed over comes first.
int repaired_fills_before_it_submits() {
  Jobs jobs;
  std::thread worker(run, std::ref(jobs)); // safe
  int sum = 0;
  for (int i = 0; i < 100; ++i)
    sum += i;
  auto answer = submit(jobs, [&] { ++sum; });
  jobs.close();
  worker.join();
  return sum;
}

int lookalike_fills_after_it_has_told() {
  Jobs jobs;
  std::thread worker(run, std::ref(jobs)); // unsafe: captured-mutation
  int sum = 0;
  auto answer = submit(jobs, [&] { ++sum; });
  for (int i = 0; i < 100; ++i)
    sum += i; // race
  jobs.close();
  worker.join();
  return sum;
}

FAMILY({"repaired_waits_for_the_answer", [] { repaired_waits_for_the_answer(); }},
       {"racy_does_not_wait", [] { racy_does_not_wait(); }},
       {"racy_two_workers", [] { racy_two_workers(); }},
       {"repaired_fills_before_it_submits", [] { repaired_fills_before_it_submits(); }},
       {"lookalike_fills_after_it_has_told", [] { lookalike_fills_after_it_has_told(); }})
