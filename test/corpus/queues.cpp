// Producers and consumers: queues, channels, pools, pipelines.
#include "family.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <latch>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <semaphore>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

template <typename T> class BlockingQueue {
public:
  void push(T value) {
    {
      std::lock_guard<std::mutex> lock(M);
      Items.push(std::move(value));
    }
    NotEmpty.notify_one();
  }

  std::optional<T> pop() {
    std::unique_lock<std::mutex> lock(M);
    NotEmpty.wait(lock, [this] { return !Items.empty() || Closed; });
    if (Items.empty())
      return std::nullopt;
    T front = std::move(Items.front());
    Items.pop();
    return front;
  }

  void close() {
    std::lock_guard<std::mutex> lock(M);
    Closed = true;
    NotEmpty.notify_all();
  }

private:
  std::mutex M;
  std::condition_variable NotEmpty;
  std::queue<T> Items;
  bool Closed = false;
};

void repaired_blocking_queue() {
  BlockingQueue<int> queue;
  long sum = 0;
  std::thread producer([&] { // safe
    for (int i = 0; i < 50; ++i)
      queue.push(i);
    queue.close();
  });
  std::thread consumer([&] { // safe
    while (auto item = queue.pop())
      sum += *item;
  });
  producer.join();
  consumer.join();
  (void)sum;
}

void racy_two_consumers_sum() {
  BlockingQueue<int> queue;
  long sum = 0;
  std::vector<std::thread> consumers;
  for (int c = 0; c < 2; ++c)
    consumers.emplace_back([&] { // unsafe: captured-mutation
      while (auto item = queue.pop())
        sum += *item;
    });
  for (int i = 0; i < 50; ++i)
    queue.push(i);
  queue.close();
  for (auto &c : consumers)
    c.join();
}

void repaired_two_consumers_results() {
  BlockingQueue<std::string> queue;
  std::vector<std::size_t> lengths(2);
  std::vector<std::thread> consumers;
  for (std::size_t c = 0; c < 2; ++c)
    consumers.emplace_back([&queue, &mine = lengths[c]] { // safe
      while (auto item = queue.pop())
        mine += item->size();
    });
  for (int i = 0; i < 50; ++i)
    queue.push(std::to_string(i));
  queue.close();
  for (auto &c : consumers)
    c.join();
}

// A queue that forgot the lock where it asks for the size.
class CountedQueue {
public:
  void push(int value) {
    std::lock_guard lock(M);
    Items.push_back(value);
  }
  bool pop(int &value) {
    std::lock_guard lock(M);
    if (Items.empty())
      return false;
    value = Items.front();
    Items.pop_front();
    return true;
  }
  std::size_t size() const { return Items.size(); }
  std::size_t locked_size() const {
    std::lock_guard lock(M);
    return Items.size();
  }

private:
  mutable std::mutex M;
  std::deque<int> Items;
};

void racy_size() {
  CountedQueue queue;
  std::thread producer([&] { // unsafe: shared-container
    for (int i = 0; i < 50; ++i)
      queue.push(i);
  });
  std::size_t longest = 0;
  for (int i = 0; i < 50; ++i)
    longest = std::max(longest, queue.size());
  producer.join();
}

void repaired_size() {
  CountedQueue queue;
  std::thread producer([&] { // safe
    for (int i = 0; i < 50; ++i)
      queue.push(i);
  });
  std::size_t longest = 0;
  for (int i = 0; i < 50; ++i)
    longest = std::max(longest, queue.locked_size());
  producer.join();
}

// A pool of threads that takes functions.
class Pool {
public:
  explicit Pool(int workers) {
    for (int i = 0; i < workers; ++i)
      Workers.emplace_back([this] { run(); }); // safe
  }
  ~Pool() {
    {
      std::lock_guard lock(M);
      Stopping = true;
    }
    Wake.notify_all();
    for (auto &w : Workers)
      w.join();
  }
  void submit(std::function<void()> job) {
    {
      std::lock_guard lock(M);
      Jobs.push_back(std::move(job));
    }
    Wake.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock lock(M);
        Wake.wait(lock, [&] { return Stopping || !Jobs.empty(); });
        if (Jobs.empty())
          return;
        job = std::move(Jobs.front());
        Jobs.pop_front();
      }
      job();
    }
  }
  std::mutex M;
  std::condition_variable Wake;
  std::deque<std::function<void()>> Jobs;
  bool Stopping = false;
  std::vector<std::thread> Workers;
};

void repaired_pool() {
  std::atomic<int> done = 0;
  {
    Pool pool(2);
    for (int i = 0; i < 20; ++i)
      pool.submit([&done] { ++done; });
  }
}

// A ring with a semaphore for the free places and one for the filled ones.
void repaired_ring() {
  constexpr int size = 8;
  int ring[size];
  std::counting_semaphore<size> free(size), filled(0);
  std::mutex m;
  std::size_t in = 0, out = 0;
  std::thread producer([&] { // safe
    for (int i = 0; i < 50; ++i) {
      free.acquire();
      {
        std::lock_guard lock(m);
        ring[in++ % size] = i;
      }
      filled.release();
    }
  });
  long sum = 0;
  for (int i = 0; i < 50; ++i) {
    filled.acquire();
    {
      std::lock_guard lock(m);
      sum += ring[out++ % size];
    }
    free.release();
  }
  producer.join();
}

// One writer, one reader, two indices.
class SpscRing {
public:
  bool push(int value) {
    std::size_t tail = Tail.load(std::memory_order_relaxed);
    if (tail - Head.load(std::memory_order_acquire) == Size)
      return false;
    Cells[tail % Size] = value;
    Tail.store(tail + 1, std::memory_order_release);
    return true;
  }
  bool pop(int &value) {
    std::size_t head = Head.load(std::memory_order_relaxed);
    if (head == Tail.load(std::memory_order_acquire))
      return false;
    value = Cells[head % Size];
    Head.store(head + 1, std::memory_order_release);
    return true;
  }

private:
  static constexpr std::size_t Size = 16;
  int Cells[Size] = {};
  std::atomic<std::size_t> Head = 0, Tail = 0;
};

void repaired_spsc() {
  SpscRing ring;
  std::thread producer([&] { // safe (today: unknown)
    for (int i = 0; i < 100;)
      if (ring.push(i))
        ++i;
      else
        std::this_thread::yield();
  });
  for (int got = 0, value; got < 100;)
    if (ring.pop(value))
      ++got;
    else
      std::this_thread::yield();
  producer.join();
}

void racy_flag_handover() {
  int message = 0;
  bool ready = false;
  std::thread sender([&] { // unsafe: captured-mutation
    message = 42;
    ready = true;
  });
  int copy = 0;
  if (ready)
    copy = message;
  sender.join();
  (void)copy;
}

void repaired_flag_handover() {
  std::string message;
  std::atomic<bool> ready = false;
  std::thread sender([&] { // safe
    message = "hello";
    ready.store(true, std::memory_order_release);
  });
  while (!ready.load(std::memory_order_acquire))
    std::this_thread::yield();
  std::string copy = message;
  sender.join();
}

void repaired_condition_handover() {
  std::mutex m;
  std::condition_variable changed;
  std::optional<std::string> message;
  std::thread sender([&] { // safe
    std::string text(20, 'x');
    {
      std::lock_guard lock(m);
      message = std::move(text);
    }
    changed.notify_one();
  });
  {
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return message.has_value(); });
    message->push_back('!');
  }
  sender.join();
}

void racy_condition_handover() {
  std::mutex m;
  std::condition_variable changed;
  std::vector<int> inbox;
  std::thread sender([&] { // unsafe: shared-container
    for (int i = 0; i < 10; ++i) {
      inbox.push_back(i);
      changed.notify_one();
    }
  });
  {
    std::unique_lock lock(m);
    changed.wait_for(lock, std::chrono::microseconds(10), [&] { return !inbox.empty(); });
  }
  sender.join();
}

void repaired_promise() {
  std::promise<std::vector<int>> made;
  auto result = made.get_future();
  std::thread maker([&made] { // safe
    std::vector<int> v(10, 1);
    made.set_value(std::move(v));
  });
  auto v = result.get();
  v.push_back(2);
  maker.join();
}

void racy_promise_then_touch() {
  std::vector<int> v;
  std::promise<void> made;
  auto ready = made.get_future();
  std::thread maker([&] { // unsafe: shared-container
    v.assign(10, 1);
    made.set_value();
    v.push_back(2);
  });
  ready.wait();
  std::size_t n = v.size();
  (void)n;
  maker.join();
}

void repaired_promise_then_nothing() {
  std::vector<int> v;
  std::promise<void> made;
  auto ready = made.get_future();
  std::thread maker([&] { // safe
    v.assign(10, 1);
    v.push_back(2);
    made.set_value();
  });
  ready.wait();
  std::size_t n = v.size();
  (void)n;
  maker.join();
}

// Stages, each with a thread of its own.
void repaired_stages() {
  BlockingQueue<int> raw;
  BlockingQueue<std::string> cooked;
  std::vector<std::string> shelf;
  std::jthread reader([&] { // safe
    for (int i = 0; i < 20; ++i)
      raw.push(i);
    raw.close();
  });
  std::jthread cook([&] { // safe
    while (auto item = raw.pop())
      cooked.push(std::to_string(*item));
    cooked.close();
  });
  while (auto item = cooked.pop())
    shelf.push_back(*item);
}

void racy_stages() {
  BlockingQueue<int> raw;
  std::vector<std::string> shelf;
  std::thread cook([&] { // unsafe: shared-container
    while (auto item = raw.pop())
      shelf.push_back(std::to_string(*item));
  });
  for (int i = 0; i < 20; ++i)
    raw.push(i);
  raw.close();
  if (shelf.size() > 20)
    std::abort();
  cook.join();
}

void repaired_stop_token() {
  std::vector<int> log;
  std::mutex m;
  std::jthread ticker([&](std::stop_token stop) { // safe
    while (!stop.stop_requested()) {
      std::lock_guard lock(m);
      log.push_back(1);
    }
  });
  {
    std::lock_guard lock(m);
    log.push_back(2);
  }
  ticker.request_stop();
  ticker.join();
  log.clear();
}

void racy_stop_without_join() {
  std::vector<int> log;
  std::jthread ticker([&](std::stop_token stop) { // unsafe: shared-container
    do
      log.push_back(1);
    while (!stop.stop_requested());
  });
  ticker.request_stop();
  log.push_back(2);
}

// Who has waited for its turn says when it is over.
void lookalike_turns() {
  std::mutex m;
  std::condition_variable free;
  bool busy = false;
  long sum = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] { // safe (today: unknown)
      {
        std::unique_lock lock(m);
        free.wait(lock, [&] { return !busy; });
        busy = true;
      }
      ++sum;
      {
        std::lock_guard lock(m);
        busy = false;
      }
      free.notify_one();
    });
  for (auto &t : threads)
    t.join();
}

FAMILY({"repaired_blocking_queue", repaired_blocking_queue}, {"racy_two_consumers_sum", racy_two_consumers_sum},
       {"repaired_two_consumers_results", repaired_two_consumers_results}, {"racy_size", racy_size},
       {"repaired_size", repaired_size}, {"repaired_pool", repaired_pool}, {"repaired_ring", repaired_ring},
       {"repaired_spsc", repaired_spsc}, {"racy_flag_handover", racy_flag_handover},
       {"repaired_flag_handover", repaired_flag_handover}, {"repaired_condition_handover", repaired_condition_handover},
       {"racy_condition_handover", racy_condition_handover}, {"repaired_promise", repaired_promise},
       {"racy_promise_then_touch", racy_promise_then_touch},
       {"repaired_promise_then_nothing", repaired_promise_then_nothing}, {"repaired_stages", repaired_stages},
       {"racy_stages", racy_stages}, {"repaired_stop_token", repaired_stop_token},
       {"racy_stop_without_join", racy_stop_without_join},
       {"lookalike_turns", lookalike_turns})
