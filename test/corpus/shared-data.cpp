#include "family.h"
#include <aether/aether.h>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// One mutex for all.

void racy_mutex_per_task() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: wrong-lock
    aether::Mutex own;
    const std::lock_guard lock(own);
    ++n; // race
  });
}
void repaired_one_mutex() {
  int n = 0;
  aether::Mutex mutex;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // safe
    const std::lock_guard lock(mutex);
    ++n;
  });
}
void lookalike_unlocked_and_locked_again() {
  int n = 0;
  aether::Mutex mutex("n");
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    std::unique_lock lock(mutex);
    ++n;
    lock.unlock();
    const int square = i * i;
    lock.lock();
    n += square;
  });
}
void racy_try_lock_that_is_not_asked() {
  int n = 0;
  aether::Mutex mutex;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation
    const bool have = mutex.try_lock();
    ++n; // race
    if (have)
      mutex.unlock();
  });
}
void repaired_try_lock() {
  int n = 0;
  aether::Mutex mutex;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // safe
    if (mutex.try_lock()) {
      ++n;
      mutex.unlock();
    }
  });
}

// A condition.

void repaired_condition() {
  aether::Mutex mutex;
  aether::ConditionVariable condition;
  bool ready = false;
  int value = 0;
  std::thread producer([&] { // safe
    const std::lock_guard lock(mutex);
    value = 7;
    ready = true;
    condition.notify_one();
  });
  {
    std::unique_lock lock(mutex);
    condition.wait(lock, [&] { return ready; });
    ++value;
  }
  producer.join();
}
void racy_condition_without_lock() {
  aether::Mutex mutex;
  aether::ConditionVariable condition;
  bool ready = false;
  std::thread producer([&] { // unsafe: captured-mutation
    ready = true; // race
    condition.notify_one();
  });
  {
    std::unique_lock lock(mutex);
    if (!ready)
      condition.wait_for(lock, std::chrono::milliseconds(1));
  }
  producer.join();
}

// A value and its mutex.

struct Totals {
  int count = 0;
  double sum = 0;
  void add(double x) {
    ++count; // race
    sum += x; // race
  }
};

void racy_totals() {
  Totals totals;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // unsafe: member-mutation
    totals.add(i);
  });
}
void repaired_totals() {
  aether::Atomic<Totals> totals;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    totals.with([&](Totals &t) { t.add(i); });
  });
}
void lookalike_other_data_under_the_lock() {
  aether::Atomic<int> n;
  int other = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // safe
    n.with([&](int &x) {
      ++x;
      ++other;
    });
  });
}
void racy_beside_the_lock() {
  aether::Atomic<int> n;
  int other = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation
    n.with([&](int &x) { ++x; });
    ++other; // race
  });
}
void racy_reference_that_gets_out() {
  aether::Atomic<int> n;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation
    int *out = nullptr;
    n.with([&](int &x) { out = &x; });
    ++*out; // race
  });
}
void racy_pointer_in_an_atomic() {
  int n = 0;
  aether::Atomic<int *> pointer(&n);
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation
    ++*pointer.load(); // race
  });
}
void repaired_compound_operations() {
  aether::Atomic<long> sum(0);
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    sum += i;
    ++sum;
    sum.fetch_add(2);
    sum.update([](long x) { return x + 1; });
  });
}

// Vectors.

void racy_push_back() {
  std::vector<int> found;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // unsafe: shared-container
    if (i % 3 == 0)
      found.push_back(i); // race
  });
}
void repaired_push_back() {
  aether::ThreadSafeVector<int> found;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    if (i % 3 == 0)
      found.push_back(i);
  });
}
void lookalike_vector_of_strings() {
  aether::ThreadSafeVector<std::string> lines;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    const auto at = lines.emplace_back("x");
    lines.update(at, [&](std::string &s) { s += std::to_string(i); });
    lines.with([](std::vector<std::string> &all) { all.push_back("y"); });
  });
}
void racy_pointers_in_a_vector() {
  int n = 0;
  aether::ThreadSafeVector<int *> pointers;
  pointers.push_back(&n);
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation (today: unknown)
    ++*pointers.at(0); // race
  });
}

// Maps.

void racy_words() {
  std::map<int, int> words;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // unsafe: shared-container
    ++words[i % 7]; // race
  });
}
void repaired_words() {
  aether::ThreadSafeMap<int, int> words;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    words.update(i % 7, [](int &n) { ++n; });
  });
}
void lookalike_words_of_text() {
  const std::vector<std::string> text{"to", "be", "or", "not", "to", "be"};
  aether::ThreadSafeMap<std::string, int> words;
  aether::par_for_each(text, [&](const std::string &word) { // safe
    words.update(word, [](int &n) { ++n; });
    words.insert(word, 1);
  });
}
// The lock of one key is not that of another.
void racy_other_data_under_the_lock_of_a_key() {
  aether::ThreadSafeMap<int, int> words;
  int all = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // unsafe: wrong-lock
    words.update(i, [&](int &n) {
      ++n;
      ++all; // race
    });
  });
}
void repaired_only_asks() {
  aether::ThreadSafeMap<int, std::string> names;
  names.insert(1, "one");
  aether::par_for_each(std::views::iota(0, 300), [&](int i) { // safe
    if (!names.contains(i))
      names.get_or_emplace(i, "some");
    names.get(i);
    names.size();
  });
}

// A pool of its own.

void racy_submit() {
  int n = 0;
  aether::AdaptiveThreadPool pool;
  for (int i = 0; i < 300; ++i)
    pool.submit([&] { // unsafe: captured-mutation
      ++n; // race
    });
  pool.wait();
}
void repaired_submit() {
  aether::Atomic<int> n;
  aether::AdaptiveThreadPool pool;
  for (int i = 0; i < 300; ++i)
    pool.submit([&] { ++n; }); // safe
  pool.wait();
}
void lookalike_waits_before_it_reads() {
  int n = 0;
  aether::AdaptiveThreadPool pool;
  pool.submit([&] { n = 1; }); // safe
  pool.wait();
  ++n;
}
void racy_pool_map() {
  int n = 0;
  aether::AdaptiveThreadPool pool;
  pool.map(std::views::iota(0, 300), [&](int i) { // unsafe: captured-mutation
    ++n; // race
    return i;
  });
}
void repaired_pool_map() {
  aether::AdaptiveThreadPool pool;
  const auto squares = pool.map(std::views::iota(0, 300), [](int i) { return i * i; }); // safe
  static_cast<void>(squares);
}

// What blocks.

void racy_blocking() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // unsafe: captured-mutation
    aether::blocking([&] {
      ++n; // race
    });
  });
}
void repaired_blocking() {
  aether::Atomic<int> n;
  aether::par_for_each(std::views::iota(0, 300), [&](int) { // safe
    n += aether::blocking([] { return 1; });
  });
}

// Profilers run what they are given on many threads.

void racy_profile() {
  int n = 0;
  aether::SaturationCliffProfiler({.max_threads = 2, .repeats = 2, .duration = {}})
      .profile([&] { // unsafe: captured-mutation
        ++n; // race
      });
}
void repaired_profile() {
  aether::Atomic<int> n;
  aether::SaturationCliffProfiler({.max_threads = 2, .repeats = 2, .duration = {}})
      .profile([&] { ++n; }); // safe
}
void racy_analysed_map() {
  int n = 0;
  aether::par_map_with_regression_analysis(std::views::iota(0, 300), [&](int i) { // unsafe: captured-mutation
    ++n; // race
    return i;
  });
}
void repaired_analysed_map() {
  const auto done = aether::par_map_with_regression_analysis(std::views::iota(0, 300), [](int i) { // safe
    return 2 * i;
  });
  static_cast<void>(done);
}

FAMILY({"racy_mutex_per_task", racy_mutex_per_task},
       {"repaired_one_mutex", repaired_one_mutex},
       {"lookalike_unlocked_and_locked_again", lookalike_unlocked_and_locked_again},
       {"racy_try_lock_that_is_not_asked", racy_try_lock_that_is_not_asked},
       {"repaired_try_lock", repaired_try_lock},
       {"repaired_condition", repaired_condition},
       {"racy_condition_without_lock", racy_condition_without_lock},
       {"racy_totals", racy_totals},
       {"repaired_totals", repaired_totals},
       {"lookalike_other_data_under_the_lock", lookalike_other_data_under_the_lock},
       {"racy_beside_the_lock", racy_beside_the_lock},
       {"racy_reference_that_gets_out", racy_reference_that_gets_out},
       {"racy_pointer_in_an_atomic", racy_pointer_in_an_atomic},
       {"repaired_compound_operations", repaired_compound_operations},
       {"racy_push_back", racy_push_back},
       {"repaired_push_back", repaired_push_back},
       {"lookalike_vector_of_strings", lookalike_vector_of_strings},
       {"racy_pointers_in_a_vector", racy_pointers_in_a_vector},
       {"racy_words", racy_words},
       {"repaired_words", repaired_words},
       {"lookalike_words_of_text", lookalike_words_of_text},
       {"racy_other_data_under_the_lock_of_a_key", racy_other_data_under_the_lock_of_a_key},
       {"repaired_only_asks", repaired_only_asks},
       {"racy_submit", racy_submit},
       {"repaired_submit", repaired_submit},
       {"lookalike_waits_before_it_reads", lookalike_waits_before_it_reads},
       {"racy_pool_map", racy_pool_map},
       {"repaired_pool_map", repaired_pool_map},
       {"racy_blocking", racy_blocking},
       {"repaired_blocking", repaired_blocking},
       {"racy_profile", racy_profile},
       {"repaired_profile", repaired_profile},
       {"racy_analysed_map", racy_analysed_map},
       {"repaired_analysed_map", repaired_analysed_map})
