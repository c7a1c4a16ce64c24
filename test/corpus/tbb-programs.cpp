// TBB as its users write it.
#include "family.h"
#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tbb/blocked_range.h>
#include <tbb/blocked_range2d.h>
#include <tbb/combinable.h>
#include <tbb/concurrent_hash_map.h>
#include <tbb/concurrent_queue.h>
#include <tbb/concurrent_unordered_map.h>
#include <tbb/concurrent_vector.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_for_each.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/parallel_reduce.h>
#include <tbb/parallel_scan.h>
#include <tbb/parallel_sort.h>
#include <tbb/spin_mutex.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <vector>

using Range = tbb::blocked_range<std::size_t>;

void repaired_saxpy() {
  std::vector<float> x(1000, 1), y(1000, 2);
  tbb::parallel_for(Range(0, x.size()), [&](const Range &r) { // safe
    for (std::size_t i = r.begin(); i != r.end(); ++i)
      y[i] += 3 * x[i];
  });
}

void racy_neighbours() {
  std::vector<float> x(1000, 1);
  tbb::parallel_for(Range(1, x.size()), [&](const Range &r) { // unsafe: overlapping-elements
    for (std::size_t i = r.begin(); i != r.end(); ++i)
      x[i] += x[i - 1];
  });
}

void racy_count() {
  std::vector<float> x(1000, 1);
  std::size_t positive = 0;
  tbb::parallel_for(Range(0, x.size()), [&](const Range &r) { // unsafe: captured-mutation
    for (auto i = r.begin(); i < r.end(); ++i)
      if (x[i] > 0)
        ++positive;
  });
}

void repaired_count() {
  std::vector<float> x(1000, 1);
  auto positive = tbb::parallel_reduce( // safe
      Range(0, x.size()), std::size_t{0},
      [&](const Range &r, std::size_t n) {
        for (auto i = r.begin(); i < r.end(); ++i)
          n += x[i] > 0;
        return n;
      },
      std::plus<>());
  (void)positive;
}

void repaired_simple_index() {
  std::vector<int> squares(500);
  tbb::parallel_for(std::size_t{0}, squares.size(), [&](std::size_t i) { squares[i] = static_cast<int>(i * i); }); // safe
  tbb::parallel_for(0, 500, 5, [&](int i) { squares[i] = 0; });                                                    // safe
}

void racy_stride() {
  std::vector<int> v(505);
  tbb::parallel_for(0, 500, 5, [&](int i) { // unsafe: overlapping-elements
    for (int k = i; k <= i + 5; ++k)
      ++v[k];
  });
}

void repaired_two_dimensions() {
  const std::size_t rows = 40, cols = 30;
  std::vector<double> a(rows * cols), t(rows * cols);
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, rows, 0, cols), [&](const auto &r) { // safe
    for (auto i = r.rows().begin(); i != r.rows().end(); ++i)
      for (auto j = r.cols().begin(); j != r.cols().end(); ++j)
        t[j * rows + i] = a[i * cols + j];
  });
}

void racy_two_dimensions() {
  const std::size_t rows = 40, cols = 30;
  std::vector<double> a(rows * cols, 1), sums(rows);
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, rows, 0, cols), [&](const auto &r) { // unsafe: overlapping-elements
    for (auto i = r.rows().begin(); i != r.rows().end(); ++i)
      for (auto j = r.cols().begin(); j != r.cols().end(); ++j)
        sums[i] += a[i * cols + j];
  });
}

// A body class for reduce.
class MinIndex {
public:
  explicit MinIndex(const std::vector<float> &a) : A(a) {}
  MinIndex(MinIndex &other, tbb::split) : A(other.A) {}
  void operator()(const Range &r) {
    for (auto i = r.begin(); i != r.end(); ++i)
      if (A[i] < Value) {
        Value = A[i];
        At = i;
      }
  }
  void join(const MinIndex &other) {
    if (other.Value < Value) {
      Value = other.Value;
      At = other.At;
    }
  }
  float Value = 1e30f;
  std::size_t At = 0;

private:
  const std::vector<float> &A;
};

void repaired_min_index() {
  std::vector<float> a(1000, 3);
  MinIndex least(a);
  tbb::parallel_reduce(Range(0, a.size()), least); // safe
}

// Thread-local partial results.
void repaired_combinable() {
  std::vector<int> v(1000, 1);
  tbb::combinable<long> sums([] { return 0L; });
  tbb::parallel_for_each(v, [&](int x) { sums.local() += x; }); // safe
  long total = sums.combine(std::plus<>());
  (void)total;
}

void repaired_thread_specific_map() {
  std::vector<std::string> words(500, "word");
  tbb::enumerable_thread_specific<std::map<std::string, int>> counts;
  tbb::parallel_for(Range(0, words.size()), [&](const Range &r) { // safe
    auto &mine = counts.local();
    for (auto i = r.begin(); i != r.end(); ++i)
      ++mine[words[i]];
  });
  std::map<std::string, int> all;
  for (const auto &part : counts)
    for (const auto &[word, n] : part)
      all[word] += n;
}

void racy_shared_map() {
  std::vector<std::string> words(500, "word");
  std::map<std::string, int> counts;
  tbb::parallel_for(Range(0, words.size()), [&](const Range &r) { // unsafe: shared-container
    for (auto i = r.begin(); i != r.end(); ++i)
      ++counts[words[i]];
  });
}

// Concurrent containers.
void repaired_concurrent_vector() {
  tbb::concurrent_vector<int> found;
  tbb::parallel_for(0, 500, [&](int i) { // safe
    if (i % 3 == 0)
      found.push_back(i);
  });
}

void repaired_hash_map() {
  std::vector<std::string> words(500, "word");
  tbb::concurrent_hash_map<std::string, int> counts;
  tbb::parallel_for_each(words, [&](const std::string &word) { // safe
    tbb::concurrent_hash_map<std::string, int>::accessor entry;
    counts.insert(entry, word);
    ++entry->second;
  });
}

void racy_unordered_map_value() {
  std::vector<std::string> words(500, "word");
  tbb::concurrent_unordered_map<std::string, int> counts;
  tbb::parallel_for_each(words, [&](const std::string &word) { ++counts[word]; }); // unsafe: overlapping-elements (today: unknown)
}

void repaired_unordered_map_value() {
  std::vector<std::string> words(500, "word");
  tbb::concurrent_unordered_map<std::string, std::atomic<int>> counts;
  tbb::parallel_for_each(words, [&](const std::string &word) { ++counts[word]; }); // safe
}

void repaired_concurrent_queue() {
  tbb::concurrent_queue<int> queue;
  tbb::parallel_invoke( // safe
      [&] {
        for (int i = 0; i < 100; ++i)
          queue.push(i);
      },
      [&] {
        int value;
        for (int i = 0; i < 100; ++i)
          queue.try_pop(value);
      });
}

// Groups of tasks.
static long fibonacci(int n) {
  if (n < 12)
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  long a = 0, b = 0;
  tbb::task_group group;
  group.run([&] { a = fibonacci(n - 1); }); // safe
  group.run([&] { b = fibonacci(n - 2); }); // safe
  group.wait();
  return a + b;
}

void repaired_fibonacci() { fibonacci(16); }

void racy_group() {
  long total = 0;
  tbb::task_group group;
  for (int i = 0; i < 8; ++i)
    group.run([&total, i] { total += i; }); // unsafe: captured-mutation
  group.wait();
}

void racy_read_before_wait() {
  long a = 0;
  tbb::task_group group;
  group.run([&] { a = 7; }); // unsafe: captured-mutation
  long b = a + 1;
  group.wait();
  (void)b;
}

void repaired_run_and_wait() {
  long a = 0, b = 0;
  tbb::task_group group;
  group.run([&] { a = 7; }); // safe
  group.run_and_wait([&] { b = 8; }); // safe
  long c = a + b;
  (void)c;
}

void repaired_group_rows() {
  std::vector<std::vector<int>> rows(20, std::vector<int>(50, 1));
  tbb::task_group group;
  for (auto &row : rows)
    group.run([&row] { // safe
      for (int &x : row)
        x *= 2;
    });
  group.wait();
}

// Locks of TBB.
void repaired_spin_mutex() {
  std::vector<int> list;
  tbb::spin_mutex m;
  tbb::parallel_for(0, 200, [&](int i) { // safe
    tbb::spin_mutex::scoped_lock lock(m);
    list.push_back(i);
  });
}

void racy_lock_released() {
  std::vector<int> list;
  tbb::spin_mutex m;
  tbb::parallel_for(0, 200, [&](int i) { // unsafe: shared-container
    tbb::spin_mutex::scoped_lock lock(m);
    int x = i * i;
    lock.release();
    list.push_back(x);
  });
}

// A pipeline: what is serial may keep state, what is parallel may not.
void repaired_pipeline() {
  int next = 0;
  std::vector<std::string> out;
  tbb::parallel_pipeline( // safe
      4, tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control &control) {
                                       if (next == 100)
                                         control.stop();
                                       return next++;
                                     }) &
             tbb::make_filter<int, std::string>(tbb::filter_mode::parallel, [](int i) { return std::to_string(i); }) &
             tbb::make_filter<std::string, void>(tbb::filter_mode::serial_in_order,
                                                 [&](std::string line) { out.push_back(std::move(line)); }));
}

void racy_pipeline() {
  int next = 0;
  long total = 0;
  tbb::parallel_pipeline( // unsafe: captured-mutation
      4, tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control &control) {
                                       if (next == 100)
                                         control.stop();
                                       return next++;
                                     }) &
             tbb::make_filter<int, void>(tbb::filter_mode::parallel, [&](int i) { total += i; }));
}

void repaired_arena() {
  std::vector<int> v(500);
  tbb::task_arena arena(2);
  arena.execute([&] {
    tbb::parallel_for(0, 500, [&](int i) { v[i] = i; }); // safe
  });
}

void repaired_sort_scan() {
  std::vector<int> v(500, 3), sums(500);
  tbb::parallel_sort(v.begin(), v.end()); // safe
  tbb::parallel_scan( // safe
      tbb::blocked_range<int>(0, 500), 0,
      [&](const tbb::blocked_range<int> &r, int sum, bool last) {
        for (int i = r.begin(); i < r.end(); ++i) {
          sum += v[i];
          if (last)
            sums[i] = sum;
        }
        return sum;
      },
      std::plus<>());
}

FAMILY({"repaired_saxpy", repaired_saxpy}, {"racy_neighbours", racy_neighbours}, {"racy_count", racy_count},
       {"repaired_count", repaired_count}, {"repaired_simple_index", repaired_simple_index},
       {"racy_stride", racy_stride}, {"repaired_two_dimensions", repaired_two_dimensions},
       {"racy_two_dimensions", racy_two_dimensions}, {"repaired_min_index", repaired_min_index},
       {"repaired_combinable", repaired_combinable}, {"repaired_thread_specific_map", repaired_thread_specific_map},
       {"racy_shared_map", racy_shared_map}, {"repaired_concurrent_vector", repaired_concurrent_vector},
       {"repaired_hash_map", repaired_hash_map}, {"racy_unordered_map_value", racy_unordered_map_value},
       {"repaired_unordered_map_value", repaired_unordered_map_value},
       {"repaired_concurrent_queue", repaired_concurrent_queue}, {"repaired_fibonacci", repaired_fibonacci},
       {"racy_group", racy_group}, {"racy_read_before_wait", racy_read_before_wait},
       {"repaired_run_and_wait", repaired_run_and_wait}, {"repaired_group_rows", repaired_group_rows},
       {"repaired_spin_mutex", repaired_spin_mutex}, {"racy_lock_released", racy_lock_released},
       {"repaired_pipeline", repaired_pipeline}, {"racy_pipeline", racy_pipeline}, {"repaired_arena", repaired_arena},
       {"repaired_sort_scan", repaired_sort_scan})
