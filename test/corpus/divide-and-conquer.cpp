// Divide and conquer, futures, latches, barriers, semaphores.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstddef>
#include <functional>
#include <future>
#include <iterator>
#include <latch>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <semaphore>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Quicksort: the two parts are disjoint.
template <typename It> static void quick_sort(It first, It last) {
  if (last - first < 64) {
    std::sort(first, last);
    return;
  }
  auto pivot = *(first + (last - first) / 2);
  It middle1 = std::partition(first, last, [&](const auto &x) { return x < pivot; });
  It middle2 = std::partition(middle1, last, [&](const auto &x) { return !(pivot < x); });
  auto left = std::async(std::launch::async, [=] { quick_sort(first, middle1); }); // safe
  quick_sort(middle2, last);
  left.get();
}

void repaired_quick_sort() {
  std::vector<int> v(1000);
  for (std::size_t i = 0; i < v.size(); ++i)
    v[i] = static_cast<int>(i * 7919 % 1009);
  quick_sort(v.begin(), v.end());
}

static void merge_sort(std::vector<int> &v, std::vector<int> &scratch, std::size_t begin, std::size_t end, int depth) {
  if (end - begin < 2)
    return;
  std::size_t middle = begin + (end - begin) / 2;
  if (depth > 0) {
    std::thread left([&, begin, middle, depth] { merge_sort(v, scratch, begin, middle, depth - 1); }); // safe (today: unknown)
    merge_sort(v, scratch, middle, end, depth - 1);
    left.join();
  } else {
    merge_sort(v, scratch, begin, middle, 0);
    merge_sort(v, scratch, middle, end, 0);
  }
  std::merge(v.begin() + begin, v.begin() + middle, v.begin() + middle, v.begin() + end, scratch.begin() + begin);
  std::copy(scratch.begin() + begin, scratch.begin() + end, v.begin() + begin);
}

void repaired_merge_sort() {
  std::vector<int> v(1000), scratch(1000);
  std::iota(v.rbegin(), v.rend(), 0);
  merge_sort(v, scratch, 0, v.size(), 3);
}

// One scratch vector that both halves begin at zero.
void racy_shared_scratch() {
  std::vector<int> v(1000), scratch(1000);
  std::iota(v.rbegin(), v.rend(), 0);
  auto half = [&](std::size_t begin, std::size_t end) {
    std::copy(v.begin() + begin, v.begin() + end, scratch.begin());
    std::sort(scratch.begin(), scratch.begin() + (end - begin));
    std::copy(scratch.begin(), scratch.begin() + (end - begin), v.begin() + begin);
  };
  std::thread left([&] { half(0, 500); }); // unsafe: overlapping-elements
  half(500, 1000);
  left.join();
}

void repaired_private_scratch() {
  std::vector<int> v(1000);
  std::iota(v.rbegin(), v.rend(), 0);
  auto half = [&](std::size_t begin, std::size_t end) {
    std::vector<int> scratch(v.begin() + begin, v.begin() + end);
    std::sort(scratch.begin(), scratch.end());
    std::copy(scratch.begin(), scratch.end(), v.begin() + begin);
  };
  std::thread left([&] { half(0, 500); }); // safe (today: unknown)
  half(500, 1000);
  left.join();
}

void repaired_invoke_sorts() {
  std::vector<int> v(1000, 1);
  auto middle = v.begin() + 500;
  aether::par_invoke([&] { std::sort(v.begin(), middle); }, [&] { std::sort(middle, v.end()); }); // safe
  std::inplace_merge(v.begin(), middle, v.end());
}

void racy_invoke_sorts() {
  std::vector<int> v(1000, 1);
  auto middle = v.begin() + 500;
  aether::par_invoke([&] { std::sort(v.begin(), middle); }, [&] { std::sort(v.begin(), v.end()); }); // unsafe: overlapping-elements
}

// A recursive sum with futures.
static long sum(std::span<const int> part) {
  if (part.size() < 128)
    return std::accumulate(part.begin(), part.end(), 0L);
  auto half = part.size() / 2;
  auto right = std::async(std::launch::async, [part, half] { return sum(part.subspan(half)); }); // safe
  long left = sum(part.first(half));
  return left + right.get();
}

void repaired_recursive_sum() {
  std::vector<int> v(1000, 1);
  sum(v);
}

static long calls = 0;
static long count_calls(std::span<const int> part) {
  ++calls;
  if (part.size() < 128)
    return 1;
  auto half = part.size() / 2;
  auto right = std::async(std::launch::async, [part, half] { return count_calls(part.subspan(half)); }); // unsafe: global-mutation
  long left = count_calls(part.first(half));
  return left + right.get();
}

void racy_recursive_count() {
  std::vector<int> v(1000, 1);
  count_calls(v);
}

// Results by futures of several kinds.
static std::string load(const std::string &name) { return "contents of " + name; }

void repaired_async_loads() {
  const std::vector<std::string> names{"a", "b", "c"};
  std::map<std::string, std::future<std::string>> pending;
  for (const auto &name : names)
    pending.emplace(name, std::async(std::launch::async, load, name)); // safe
  std::map<std::string, std::string> loaded;
  for (auto &[name, future] : pending)
    loaded[name] = future.get();
}

void racy_async_loads() {
  const std::vector<std::string> names{"a", "b", "c"};
  std::map<std::string, std::string> loaded;
  std::vector<std::future<void>> pending;
  for (const auto &name : names)
    pending.push_back(std::async(std::launch::async, [&loaded, &name] { loaded[name] = load(name); })); // unsafe: shared-container
  for (auto &future : pending)
    future.wait();
}

void repaired_packaged_task() {
  std::packaged_task<int(int)> square([](int x) { return x * x; });
  std::future<int> result = square.get_future();
  std::thread worker(std::move(square), 7); // safe
  int value = result.get();
  worker.join();
  (void)value;
}

void repaired_deferred() {
  int x = 0;
  auto later = std::async(std::launch::deferred, [&] { return ++x; }); // safe (today: unknown)
  ++x;
  later.get();
}

void racy_get_late() {
  std::vector<int> v(10);
  auto filled = std::async(std::launch::async, [&] { std::fill(v.begin(), v.end(), 1); }); // unsafe: overlapping-elements
  int total = std::accumulate(v.begin(), v.end(), 0);
  filled.get();
  (void)total;
}

void repaired_get_first() {
  std::vector<int> v(10);
  auto filled = std::async(std::launch::async, [&] { std::fill(v.begin(), v.end(), 1); }); // safe
  filled.get();
  int total = std::accumulate(v.begin(), v.end(), 0);
  (void)total;
}

// A latch lets the main thread go on before the threads end.
void repaired_latch() {
  std::vector<int> results(4);
  std::latch done(4);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // safe
      results[i] = i * i;
      done.count_down();
    });
  done.wait();
  int total = std::accumulate(results.begin(), results.end(), 0);
  (void)total;
}

void racy_latch() {
  std::vector<int> results(4);
  std::latch done(4);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      done.count_down();
      results[i] = i * i;
    });
  done.wait();
  int total = std::accumulate(results.begin(), results.end(), 0);
  (void)total;
}

// Phases with a barrier: a neighbour is read only after all have written.
void repaired_barrier() {
  constexpr int n = 4;
  std::vector<int> now(n), next(n);
  std::barrier sync(n);
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&, i] { // safe
      now[i] = i;
      sync.arrive_and_wait();
      next[i] = now[(i + 1) % n];
    });
  for (auto &t : threads)
    t.join();
}

void racy_barrier() {
  constexpr int n = 4;
  std::vector<int> now(n);
  std::barrier sync(n);
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      now[i] = i;
      sync.arrive_and_wait();
      now[i] += now[(i + 1) % n];
    });
  for (auto &t : threads)
    t.join();
}

void repaired_barrier_two_phases() {
  constexpr int n = 4;
  std::vector<int> now(n);
  std::barrier sync(n);
  std::vector<std::thread> threads;
  for (int i = 0; i < n; ++i)
    threads.emplace_back([&, i] { // safe
      now[i] = i;
      sync.arrive_and_wait();
      int neighbour = now[(i + 1) % n];
      sync.arrive_and_wait();
      now[i] += neighbour;
    });
  for (auto &t : threads)
    t.join();
}

// Semaphores: as a lock, and as a limit that is none.
void repaired_binary_semaphore() {
  std::binary_semaphore gate(1);
  int counter = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { // safe
      gate.acquire();
      ++counter;
      gate.release();
    });
  for (auto &t : threads)
    t.join();
}

void racy_limit_of_two() {
  std::counting_semaphore<4> gate(2);
  int counter = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { // unsafe: wrong-lock
      gate.acquire();
      ++counter;
      gate.release();
    });
  for (auto &t : threads)
    t.join();
}

void repaired_semaphore_signal() {
  std::binary_semaphore ready(0);
  std::string text;
  std::thread writer([&] { // safe
    text = "done";
    ready.release();
  });
  ready.acquire();
  text += '!';
  writer.join();
}

// A join in the middle.
void repaired_join_between() {
  int x = 0;
  std::thread a([&] { ++x; }); // safe
  a.join();
  std::thread b([&] { ++x; }); // safe
  b.join();
}

void racy_join_after_both() {
  int x = 0;
  std::thread a([&] { ++x; }); // unsafe: captured-mutation
  std::thread b([&] { ++x; }); // unsafe: captured-mutation
  a.join();
  b.join();
}

void repaired_jthread_scope() {
  std::vector<int> v;
  {
    std::jthread filler([&] { v.push_back(1); }); // safe
  }
  v.push_back(2);
}

void racy_jthread_scope() {
  std::vector<int> v;
  std::jthread filler([&] { v.push_back(1); }); // unsafe: shared-container
  v.push_back(2);
}

FAMILY({"repaired_quick_sort", repaired_quick_sort}, {"repaired_merge_sort", repaired_merge_sort},
       {"racy_shared_scratch", racy_shared_scratch}, {"repaired_private_scratch", repaired_private_scratch},
       {"repaired_invoke_sorts", repaired_invoke_sorts}, {"racy_invoke_sorts", racy_invoke_sorts},
       {"repaired_recursive_sum", repaired_recursive_sum}, {"racy_recursive_count", racy_recursive_count},
       {"repaired_async_loads", repaired_async_loads}, {"racy_async_loads", racy_async_loads},
       {"repaired_packaged_task", repaired_packaged_task}, {"repaired_deferred", repaired_deferred},
       {"racy_get_late", racy_get_late}, {"repaired_get_first", repaired_get_first}, {"repaired_latch", repaired_latch},
       {"racy_latch", racy_latch}, {"repaired_barrier", repaired_barrier}, {"racy_barrier", racy_barrier},
       {"repaired_barrier_two_phases", repaired_barrier_two_phases},
       {"repaired_binary_semaphore", repaired_binary_semaphore}, {"racy_limit_of_two", racy_limit_of_two},
       {"repaired_semaphore_signal", repaired_semaphore_signal}, {"repaired_join_between", repaired_join_between},
       {"racy_join_after_both", racy_join_after_both}, {"repaired_jthread_scope", repaired_jthread_scope},
       {"racy_jthread_scope", racy_jthread_scope})
