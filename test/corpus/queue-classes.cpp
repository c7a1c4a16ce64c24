// Consumers of a queue that is a class: what they do with what they take.
#include "family.h"

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <queue>
#include <semaphore>
#include <thread>
#include <vector>

namespace {

/// Takes until it is closed.
template <class T> class Channel {
public:
  void push(T value) {
    {
      std::lock_guard lock(M);
      Items.push(std::move(value));
    }
    NotEmpty.notify_one();
  }
  std::optional<T> pop() {
    std::unique_lock lock(M);
    NotEmpty.wait(lock, [&] { return Closed || !Items.empty(); });
    if (Items.empty())
      return std::nullopt;
    T value = std::move(Items.front());
    Items.pop();
    return value;
  }
  void close() {
    {
      std::lock_guard lock(M);
      Closed = true;
    }
    NotEmpty.notify_all();
  }

private:
  std::queue<T> Items;
  std::mutex M;
  std::condition_variable NotEmpty;
  bool Closed = false;
};

/// Says whether there was something; room for so many only.
class Bounded {
public:
  explicit Bounded(std::size_t room) : Room(room) {}
  void push(int value) {
    std::unique_lock lock(M);
    NotFull.wait(lock, [&] { return Items.size() < Room; });
    Items.push(value);
    NotEmpty.notify_one();
  }
  bool pop(int &value) {
    std::unique_lock lock(M);
    while (Items.empty() && !Closed)
      NotEmpty.wait(lock);
    if (Items.empty())
      return false;
    value = Items.front();
    Items.pop();
    NotFull.notify_one();
    return true;
  }
  void close() {
    std::lock_guard lock(M);
    Closed = true;
    NotEmpty.notify_all();
  }

private:
  std::queue<int> Items;
  std::mutex M;
  std::condition_variable NotEmpty, NotFull;
  std::size_t Room;
  bool Closed = false;
};

/// Waits until there is something: the last item says that it is the last.
class Endless {
public:
  void push(int value) {
    std::lock_guard lock(M);
    Items.push(value);
    NotEmpty.notify_one();
  }
  int pop() {
    std::unique_lock lock(M);
    NotEmpty.wait(lock, [this] { return !Items.empty(); });
    const int value = Items.front();
    Items.pop();
    return value;
  }

private:
  std::queue<int> Items;
  std::mutex M;
  std::condition_variable NotEmpty;
};

void racy_sum() {
  Channel<int> channel;
  long sum = 0;
  auto work = [&] {
    while (auto value = channel.pop())
      sum += *value; // race
  };
  std::thread a(work); // unsafe: captured-mutation
  std::thread b(work); // unsafe: captured-mutation
  for (int i = 0; i < 100; ++i)
    channel.push(i);
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}

void repaired_sums() {
  Channel<int> channel;
  long sums[2] = {};
  auto work = [&](long &sum) {
    while (auto value = channel.pop())
      sum += *value;
  };
  std::thread a(work, std::ref(sums[0])); // safe
  std::thread b(work, std::ref(sums[1])); // safe
  for (int i = 0; i < 100; ++i)
    channel.push(i);
  channel.close();
  a.join();
  b.join();
  std::cout << sums[0] + sums[1];
}

void repaired_by_one() {
  Channel<int> channel;
  long sum = 0;
  std::thread a([&] { // safe
    while (auto value = channel.pop())
      sum += *value;
  });
  for (int i = 0; i < 100; ++i)
    channel.push(i);
  channel.close();
  a.join();
  std::cout << sum;
}

void racy_results() {
  Channel<int> channel;
  std::vector<int> results;
  std::vector<std::thread> producers, consumers;
  for (int p = 0; p < 3; ++p)
    producers.emplace_back([&, p] { // safe
      for (int i = 0; i < 50; ++i)
        channel.push(p * 50 + i);
    });
  for (int c = 0; c < 3; ++c)
    consumers.emplace_back([&] { // unsafe: shared-container
      while (auto value = channel.pop())
        results.push_back(*value); // race
    });
  for (std::thread &t : producers)
    t.join();
  channel.close();
  for (std::thread &t : consumers)
    t.join();
  std::cout << results.size();
}

void repaired_results() {
  Channel<int> channel;
  std::vector<int> results;
  std::mutex m;
  std::vector<std::thread> producers, consumers;
  for (int p = 0; p < 3; ++p)
    producers.emplace_back([&, p] { // safe
      for (int i = 0; i < 50; ++i)
        channel.push(p * 50 + i);
    });
  for (int c = 0; c < 3; ++c)
    consumers.emplace_back([&] { // safe
      while (auto value = channel.pop()) {
        std::lock_guard lock(m);
        results.push_back(*value);
      }
    });
  for (std::thread &t : producers)
    t.join();
  channel.close();
  for (std::thread &t : consumers)
    t.join();
  std::cout << results.size();
}

long total = 0;
std::atomic<long> counted = 0;

void racy_bounded() {
  Bounded shared(8);
  total = 0;
  auto work = [&shared] {
    int value;
    while (shared.pop(value))
      total += value; // race
  };
  std::thread a(work); // unsafe: global-mutation
  std::thread b(work); // unsafe: global-mutation
  for (int i = 0; i < 100; ++i)
    shared.push(i);
  shared.close();
  a.join();
  b.join();
  std::cout << total;
}

void repaired_bounded() {
  Bounded queue(8);
  auto work = [&] {
    int value;
    while (queue.pop(value))
      counted += value;
  };
  std::thread a(work); // safe
  std::thread b(work); // safe
  for (int i = 0; i < 100; ++i)
    queue.push(i);
  queue.close();
  a.join();
  b.join();
  std::cout << counted;
}

void racy_last_item() {
  Endless queue;
  int count = 0;
  auto work = [&] {
    for (;;) {
      const int value = queue.pop();
      if (value < 0)
        break;
      ++count; // race
    }
  };
  std::thread a(work); // unsafe: captured-mutation
  std::thread b(work); // unsafe: captured-mutation
  for (int i = 0; i < 100; ++i)
    queue.push(i);
  queue.push(-1);
  queue.push(-1);
  a.join();
  b.join();
  std::cout << count;
}

// Each item is answered before there is another.
void repaired_answered() {
  Channel<int> channel;
  std::binary_semaphore done(0);
  long sum = 0;
  auto work = [&] {
    while (auto value = channel.pop()) {
      sum += *value;
      done.release();
    }
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i) {
    channel.push(i);
    done.acquire();
  }
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}

void repaired_answered_by_queue() {
  Channel<int> channel, answers;
  long sum = 0;
  auto work = [&] {
    while (auto value = channel.pop()) {
      sum += *value;
      answers.push(1);
    }
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i) {
    channel.push(i);
    answers.pop();
  }
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}

void repaired_answered_under_mutex() {
  Endless queue;
  std::mutex m;
  std::condition_variable cv;
  bool done = false;
  long sum = 0;
  auto work = [&] {
    for (;;) {
      const int value = queue.pop();
      if (value < 0)
        break;
      sum += value;
      {
        std::lock_guard lock(m);
        done = true;
      }
      cv.notify_one();
    }
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i) {
    queue.push(i);
    std::unique_lock lock(m);
    cv.wait(lock, [&] { return done; });
    done = false;
  }
  queue.push(-1);
  queue.push(-1);
  a.join();
  b.join();
  std::cout << sum;
}

// One item of all is another.
void note(int value, long &sum) {
  if (value == 7)
    ++sum;
}

void repaired_one_of_a_kind() {
  Endless queue;
  long sum = 0;
  auto work = [&] {
    for (;;) {
      const int value = queue.pop();
      if (value < 0)
        break;
      note(value, sum);
    }
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i)
    queue.push(i);
  queue.push(-1);
  queue.push(-1);
  a.join();
  b.join();
  std::cout << sum;
}

// Whoever has the one item may go on.
void repaired_token() {
  Endless queue;
  long sum = 0;
  auto work = [&] {
    for (int i = 0; i < 100; ++i) {
      const int token = queue.pop();
      ++sum;
      queue.push(token);
    }
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  queue.push(1);
  a.join();
  b.join();
  std::cout << sum;
}

void lookalike_only_one_of_many() {
  Channel<int> channel;
  long sum = 0;
  auto work = [&] {
    while (auto value = channel.pop())
      sum += *value;
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i)
    if (i == 50)
      channel.push(i);
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}
void lookalike_sent_once() {
  Channel<int> channel;
  long sum = 0;
  bool sent = false;
  auto work = [&] {
    while (auto value = channel.pop())
      sum += *value;
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int i = 0; i < 100; ++i)
    if (i * i > 80 && !sent) {
      sent = true;
      channel.push(i);
    }
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}
void lookalike_one_element() {
  Channel<int> channel;
  long sum = 0;
  const int numbers[] = {3};
  auto work = [&] {
    while (auto value = channel.pop())
      sum += *value;
  };
  std::thread a(work); // safe (today: unknown)
  std::thread b(work); // safe (today: unknown)
  for (int number : numbers)
    channel.push(number);
  channel.close();
  a.join();
  b.join();
  std::cout << sum;
}

class OneItem {
public:
  void run() {
    auto work = [this] {
      while (auto value = Numbers.pop())
        Sum += *value;
    };
    std::thread a(work); // safe (today: unknown)
    std::thread b(work); // safe (today: unknown)
    Numbers.push(1);
    Numbers.close();
    a.join();
    b.join();
    std::cout << Sum;
  }

private:
  Channel<int> Numbers;
  long Sum = 0;
};
void lookalike_one_item() {
  OneItem one;
  one.run();
}

} // namespace

FAMILY({"sum", racy_sum}, {"sums", repaired_sums}, {"by_one", repaired_by_one},
       {"results", racy_results}, {"results_locked", repaired_results},
       {"bounded", racy_bounded}, {"bounded_counted", repaired_bounded},
       {"last_item", racy_last_item}, {"answered", repaired_answered},
       {"answered_by_queue", repaired_answered_by_queue},
       {"answered_under_mutex", repaired_answered_under_mutex},
       {"one_of_a_kind", repaired_one_of_a_kind}, {"token", repaired_token},
       {"only_one_of_many", lookalike_only_one_of_many},
       {"sent_once", lookalike_sent_once},
       {"one_element", lookalike_one_element}, {"one_item", lookalike_one_item})
