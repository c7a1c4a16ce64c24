// What containers and range adaptors keep and call: orders, tests, mappings.
#include "family.h"

#include <algorithm>
#include <execution>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <queue>
#include <ranges>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

namespace {

namespace views = std::views;

int calls = 0;

bool counted(int a, int b) {
  ++calls;
  return a < b;
}

void racy_order() {
  auto less = [](int a, int b) {
    ++calls; // race
    return a < b;
  };
  std::set<int, decltype(less)> s(less), t(less);
  std::thread a([&] { // unsafe: global-mutation
    for (int i = 0; i < 100; ++i)
      s.insert(i);
  });
  std::thread b([&] { // unsafe: global-mutation
    for (int i = 0; i < 100; ++i)
      t.insert(i);
  });
  a.join();
  b.join();
}

void repaired_order() {
  auto less = [](int a, int b) { return a < b; };
  std::set<int, decltype(less)> s(less), t(less);
  std::thread a([&] { // safe
    for (int i = 0; i < 100; ++i)
      s.insert(i);
  });
  std::thread b([&] { // safe
    for (int i = 0; i < 100; ++i)
      t.insert(i);
  });
  a.join();
  b.join();
}

void racy_captured_order() {
  int count = 0;
  auto less = [&](int a, int b) {
    ++count;
    return a < b;
  };
  std::set<int, decltype(less)> s(less), t(less);
  std::thread a([&] { // unsafe: captured-mutation
    for (int i = 0; i < 100; ++i)
      s.insert(i);
  });
  std::thread b([&] { // unsafe: captured-mutation
    for (int i = 0; i < 100; ++i)
      t.insert(i);
  });
  a.join();
  b.join();
}

void racy_order_by_pointer() {
  std::set<int, bool (*)(int, int)> s(counted), t(counted);
  std::thread a([&] { // unsafe: global-mutation
    for (int i = 0; i < 100; ++i)
      s.insert(i);
  });
  std::thread b([&] { // unsafe: global-mutation
    for (int i = 0; i < 100; ++i)
      t.insert(i);
  });
  a.join();
  b.join();
}

void racy_looks() {
  std::set<int, std::function<bool(int, int)>> s(counted);
  s.insert(1);
  auto look = [&] { return s.count(2) + s.count(3); };
  std::thread a(look); // unsafe: global-mutation
  std::thread b(look); // unsafe: global-mutation
  a.join();
  b.join();
}

void racy_hash() {
  auto hash = [](int x) {
    ++calls; // race
    return std::size_t(x);
  };
  std::unordered_set<int, decltype(hash)> s(8, hash);
  for (int i = 0; i < 100; ++i)
    s.insert(i);
  auto look = [&] { return s.count(2); };
  std::thread a(look); // unsafe: global-mutation
  std::thread b(look); // unsafe: global-mutation
  a.join();
  b.join();
}

void repaired_heap() {
  struct Job {
    int priority;
    std::string name;
  };
  auto later = [](const Job &a, const Job &b) { return a.priority < b.priority; };
  std::priority_queue<Job, std::vector<Job>, decltype(later)> jobs(later);
  std::mutex m;
  auto put = [&](int from) {
    for (int i = 0; i < 100; ++i) {
      std::lock_guard lock(m);
      jobs.push({from + i, "job"});
    }
  };
  std::thread a(put, 0);   // safe
  std::thread b(put, 100); // safe
  a.join();
  b.join();
  std::cout << jobs.top().name;
}

void racy_heap() {
  auto later = [](int a, int b) { return a > b; };
  std::priority_queue<int, std::vector<int>, decltype(later)> jobs(later);
  auto put = [&](int from) {
    for (int i = 0; i < 100; ++i)
      jobs.push(from + i); // race
  };
  std::thread a(put, 0);   // unsafe: shared-container
  std::thread b(put, 100); // unsafe: shared-container
  a.join();
  b.join();
}

// Elements that can be called are not called.
void repaired_elements() {
  std::vector<std::function<void()>> s, t;
  auto work = [](std::vector<std::function<void()>> &to) {
    for (int i = 0; i < 100; ++i)
      to.push_back([] {});
  };
  std::thread a(work, std::ref(s)); // safe
  std::thread b(work, std::ref(t)); // safe
  a.join();
  b.join();
}

void racy_mapping_in_parallel() {
  std::vector<int> v(100, 2);
  int n = 0;
  auto squares = v | views::transform([&](int x) {
                   ++n;
                   return x * x;
                 });
  long sum = std::reduce(std::execution::par, squares.begin(), squares.end(), 0L); // unsafe: captured-mutation (today: unknown)
  std::cout << sum + n;
}

void racy_mapping_copied() {
  std::vector<int> v(100, 2);
  int n = 0;
  auto squares = v | views::transform([&](int x) {
                   ++n;
                   return x * x;
                 });
  auto copy = [&] {
    std::vector<int> out(100);
    std::ranges::copy(squares, out.begin());
  };
  std::thread a(copy); // unsafe: captured-mutation (today: unknown)
  std::thread b(copy); // unsafe: captured-mutation (today: unknown)
  a.join();
  b.join();
}

void racy_mapping_with_state() {
  std::vector<int> v(100, 2);
  auto numbered = v | views::transform([n = 0](int x) mutable { return x + n++; });
  auto copy = [&] {
    std::vector<int> out(100);
    std::ranges::copy(numbered, out.begin());
  };
  std::thread a(copy); // unsafe: captured-mutation (today: unknown)
  std::thread b(copy); // unsafe: captured-mutation (today: unknown)
  a.join();
  b.join();
}

int noted(int x) {
  ++calls;
  return x;
}

void racy_mapping_by_pointer() {
  std::vector<int> v(100, 2);
  auto same = v | views::transform(noted);
  auto count = [&] { return std::ranges::count(same, 2); };
  std::thread a(count); // unsafe: global-mutation (today: unknown)
  std::thread b(count); // unsafe: global-mutation (today: unknown)
  a.join();
  b.join();
}

void racy_test() {
  std::vector<int> v(100, 2);
  int n = 0;
  auto some = v | views::filter([&](int x) {
                ++n;
                return x > 1;
              });
  auto first = some.begin(), last = some.end();
  auto sum = [&] { return std::accumulate(first, last, 0); };
  std::thread a(sum); // unsafe: captured-mutation (today: unknown)
  std::thread b(sum); // unsafe: captured-mutation (today: unknown)
  a.join();
  b.join();
}

} // namespace

FAMILY({"order", racy_order}, {"order_alone", repaired_order},
       {"captured_order", racy_captured_order},
       {"order_by_pointer", racy_order_by_pointer}, {"looks", racy_looks},
       {"hash", racy_hash}, {"heap_locked", repaired_heap}, {"heap", racy_heap},
       {"elements", repaired_elements},
       {"mapping_in_parallel", racy_mapping_in_parallel},
       {"mapping_copied", racy_mapping_copied},
       {"mapping_with_state", racy_mapping_with_state},
       {"mapping_by_pointer", racy_mapping_by_pointer}, {"test", racy_test})
