// Parallel loops that users build themselves. The label stands at the call
// that starts the tasks; every family member has a wrapper of its own.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

template <class F> void striped(int n, F f) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([=] { // unsafe: captured-mutation
      for (int i = t; i < n; i += 4)
        f(i);
    });
  for (auto &thread : threads)
    thread.join();
}

void racy_striped() {
  int total = 0;
  striped(100, [&](int i) { total += i; }); // race
}

// Every thread has its own copy of the callable, and so of the counter.
template <class F> void copying(int n, F f) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back(f, n); // safe
  for (auto &thread : threads)
    thread.join();
}

void lookalike_copies_of_callable() {
  copying(10, [count = 0](int n) mutable { count += n; });
}

template <class F> void sharing(int n, F f) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&f, n] { f(n); }); // unsafe: captured-mutation
  for (auto &thread : threads)
    thread.join();
}

void racy_shared_callable() {
  sharing(10, [count = 0](int n) mutable { count += n; }); // race
}

template <class F> void innermost(int n, F &&f) {
  aether::par_for_each(std::views::iota(0, n), std::forward<F>(f)); // unsafe: captured-mutation
}
template <class F> void middle(int n, F &&f) {
  innermost(n, std::forward<F>(f));
}
template <class F, class G> void outermost(int n, F &&f, G &&g) {
  middle(n,
         [f = std::forward<F>(f), g = std::forward<G>(g)](int i) { f(g(i)); });
}

void racy_three_levels() {
  int last = 0;
  outermost(
      2000, [&last](int i) { last = i; }, [](int i) { return i * i; }); // race
}

template <class F> void innermost2(int n, F &&f) {
  aether::par_for_each(std::views::iota(0, n), std::forward<F>(f)); // safe
}
template <class F, class G> void outermost2(int n, F &&f, G &&g) {
  innermost2(
      n, [f = std::forward<F>(f), g = std::forward<G>(g)](int i) { f(g(i)); });
}

void repaired_two_levels() {
  std::atomic<int> last = 0;
  outermost2(2000, [&last](int i) { last = i; }, [](int i) { return i * i; });
}

void in_background(std::function<void()> job,
                   const std::function<void()> &meanwhile) {
  std::thread worker(std::move(job)); // unsafe: captured-mutation
  meanwhile();
  worker.join();
}

void racy_meanwhile() {
  int shared = 0;
  in_background([&] { shared = 1; }, [&] { shared = 2; }); // race
}

void in_background_in_turn(std::function<void()> job,
                           const std::function<void()> &then) {
  std::thread worker(std::move(job)); // safe (today: unknown)
  worker.join();
  then();
}

void repaired_then() {
  int shared = 0;
  in_background_in_turn([&] { shared = 1; }, [&] { shared = 2; });
}

template <class... F> void all_at_once(F &&...fs) {
  std::vector<std::thread> threads;
  (threads.emplace_back(std::forward<F>(fs)), ...); // unsafe: captured-mutation
  for (auto &t : threads)
    t.join();
}

void racy_pack() {
  int x = 0, y = 0;
  all_at_once([&] { x = 1; }, [&] { y = 1; }, [&] { x = y; }); // race
}

template <class F> void chunked(std::vector<int> &v, F f) {
  const std::size_t half = v.size() / 2;
  auto low = std::async(std::launch::async, [&, f] { // safe
    std::for_each(v.begin(), v.begin() + half, f);
  });
  std::for_each(v.begin() + half, v.end(), f);
  low.get();
}

void lookalike_chunked() {
  std::vector<int> v(100, 1);
  chunked(v, [](int &x) { ++x; });
}

template <class F> void chunked_wrong(std::vector<int> &v, F f) {
  const std::size_t half = v.size() / 2;
  auto low = std::async(std::launch::async, [&, f] { // unsafe: overlapping-elements
    std::for_each(v.begin(), v.begin() + half + 1, f);
  });
  std::for_each(v.begin() + half, v.end(), f);
  low.get();
}

void racy_chunked() {
  std::vector<int> v(100, 1);
  chunked_wrong(v, [](int &x) { ++x; });
}

void lookalike_two_halves() {
  std::vector<int> v(100);
  const std::size_t half = v.size() / 2;
  std::thread low([&] { // safe
    for (std::size_t i = 0; i < half; ++i)
      v[i] += 1;
  });
  for (std::size_t i = half; i < v.size(); ++i)
    v[i] += 1;
  low.join();
}

void lookalike_two_ranges() {
  std::vector<int> v(100);
  std::jthread low( // safe
      [&] { std::for_each(v.begin(), v.begin() + 50, [](int &x) { ++x; }); });
  std::for_each(v.begin() + 50, v.end(), [](int &x) { ++x; });
}

class Workers {
public:
  ~Workers() { wait(); }
  template <class F> void spawn(F &&f) {
    pool.emplace_back(std::forward<F>(f)); // unsafe: captured-mutation
  }
  void wait() {
    for (auto &t : pool)
      t.join();
    pool.clear();
  }

private:
  std::vector<std::thread> pool;
};

void racy_workers() {
  int hits = 0;
  Workers workers;
  workers.spawn([&] { ++hits; }); // race
  workers.spawn([&] { ++hits; });
}

FAMILY({"lookalike_two_halves", lookalike_two_halves},
       {"lookalike_two_ranges", lookalike_two_ranges},
       {"racy_striped", racy_striped},
       {"lookalike_copies_of_callable", lookalike_copies_of_callable},
       {"racy_shared_callable", racy_shared_callable},
       {"racy_three_levels", racy_three_levels},
       {"repaired_two_levels", repaired_two_levels},
       {"racy_meanwhile", racy_meanwhile}, {"repaired_then", repaired_then},
       {"racy_pack", racy_pack}, {"lookalike_chunked", lookalike_chunked},
       {"racy_chunked", racy_chunked}, {"racy_workers", racy_workers})
