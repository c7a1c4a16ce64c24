#include "family.h"
#include <map>
#include <tbb/blocked_range.h>
#include <tbb/blocked_range2d.h>
#include <tbb/combinable.h>
#include <tbb/concurrent_hash_map.h>
#include <tbb/concurrent_vector.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>
#include <tbb/parallel_scan.h>
#include <tbb/parallel_sort.h>
#include <tbb/spin_mutex.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <vector>

void repaired_tile() {
  constexpr int h = 64, w = 64;
  std::vector<float> a(h * w, 1), b(h * w);
  tbb::parallel_for(tbb::blocked_range2d<int>(0, h, 0, w), // safe
                    [&](const tbb::blocked_range2d<int> &r) {
                      for (int y = r.rows().begin(); y < r.rows().end(); ++y)
                        for (int x = r.cols().begin(); x < r.cols().end(); ++x)
                          b[x * h + y] = a[y * w + x];
                    });
}

void racy_tile_row_sums() {
  constexpr int h = 64, w = 64;
  std::vector<float> a(h * w, 1), sums(h);
  tbb::parallel_for( // unsafe: overlapping-elements
      tbb::blocked_range2d<int>(0, h, 0, w),
      [&](const tbb::blocked_range2d<int> &r) {
        for (int y = r.rows().begin(); y != r.rows().end(); ++y)
          for (int x = r.cols().begin(); x != r.cols().end(); ++x)
            sums[y] += a[y * w + x]; // race
      });
}

void lookalike_stepped_pairs() {
  std::vector<int> v(1000);
  tbb::parallel_for(0, 1000, 2, [&](int i) { // safe
    v[i] = i;
    v[i + 1] = -i;
  });
}

void racy_stepped_triples() {
  std::vector<int> v(1001);
  tbb::parallel_for(0, 1000, 2, [&](int i) { // unsafe: overlapping-elements
    for (int k = 0; k < 3; ++k)
      v[i + k] = i; // race
  });
}

void racy_block_reads_past_its_end() {
  std::vector<int> v(1001);
  tbb::parallel_for(tbb::blocked_range<std::size_t>( // unsafe: overlapping-elements
                        0, 1000, 16),
                    [&](const auto &r) {
                      for (std::size_t i = r.begin(); i <= r.end(); ++i)
                        v[i] += 1; // race
                    });
}

struct SumBody {
  const std::vector<int> &values;
  long sum = 0;
  explicit SumBody(const std::vector<int> &v) : values(v) {}
  SumBody(SumBody &other, tbb::split) : values(other.values) {}
  void operator()(const tbb::blocked_range<std::size_t> &r) {
    for (std::size_t i = r.begin(); i != r.end(); ++i)
      sum += values[i];
  }
  void join(const SumBody &other) { sum += other.sum; }
};

void repaired_body_class() {
  std::vector<int> v(2000, 1);
  SumBody body(v);
  tbb::parallel_reduce(tbb::blocked_range<std::size_t>(0, v.size()), // safe
                       body);
}

struct SharedSumBody {
  const std::vector<int> &values;
  long &sum;
  SharedSumBody(const std::vector<int> &v, long &s) : values(v), sum(s) {}
  SharedSumBody(SharedSumBody &other, tbb::split)
      : values(other.values), sum(other.sum) {}
  void operator()(const tbb::blocked_range<std::size_t> &r) {
    for (std::size_t i = r.begin(); i != r.end(); ++i)
      sum += values[i];
  }
  void join(const SharedSumBody &) {}
};

void racy_body_class_with_reference() {
  std::vector<int> v(2000, 1);
  long sum = 0;
  SharedSumBody body(v, sum);
  tbb::parallel_reduce( // unsafe: captured-mutation
      tbb::blocked_range<std::size_t>(0, v.size()),
      body);
}

void repaired_group() {
  int left = 0, right = 0;
  tbb::task_group group;
  group.run([&] { left = 1; });  // safe
  group.run([&] { right = 2; }); // safe
  group.wait();
  left += right;
}

void racy_group_not_waited() {
  int left = 0;
  tbb::task_group group;
  group.run([&] { left = 1; }); // unsafe: captured-mutation
  left += 2;
  group.wait();
}

void repaired_combinable() {
  tbb::combinable<long> sums([] { return 0L; });
  tbb::parallel_for(0, 1000, [&](int i) { sums.local() += i; }); // safe
  long total = sums.combine([](long a, long b) { return a + b; });
  (void)total;
}

void racy_reference_to_one_local() {
  tbb::enumerable_thread_specific<long> sums(0L);
  long &mine = sums.local();
  tbb::parallel_for(0, 1000, // unsafe: captured-mutation
                    [&](int i) { mine += i; });
}

void repaired_thread_specific_vector() {
  tbb::enumerable_thread_specific<std::vector<int>> found;
  tbb::parallel_for(0, 1000, [&](int i) { // safe
    auto &mine = found.local();
    if (i % 7 == 0)
      mine.push_back(i);
  });
}

void repaired_concurrent_vector() {
  tbb::concurrent_vector<int> found;
  tbb::parallel_for(0, 1000, [&](int i) { // safe
    if (i % 7 == 0)
      found.push_back(i);
  });
}

void racy_concurrent_vector_cleared() {
  tbb::concurrent_vector<int> found;
  tbb::parallel_for(0, 1000, [&](int i) { // unsafe: shared-container
    found.push_back(i);
    if (found.size() > 100)
      found.clear();
  });
}

void repaired_hash_map_accessor() {
  tbb::concurrent_hash_map<int, int> counts;
  tbb::parallel_for(0, 1000, [&](int i) { // safe
    tbb::concurrent_hash_map<int, int>::accessor a;
    counts.insert(a, i % 10);
    ++a->second;
  });
}

void racy_hash_map_accessor_released() {
  tbb::concurrent_hash_map<int, int> counts;
  tbb::parallel_for(0, 1000, [&](int) { // unsafe: overlapping-elements
    tbb::concurrent_hash_map<int, int>::accessor a;
    counts.insert(a, 0);
    int &count = a->second;
    a.release();
    ++count;
  });
}

void repaired_spin_lock() {
  std::map<int, int> seen;
  tbb::spin_mutex guard;
  tbb::parallel_for(0, 1000, [&](int i) { // safe
    tbb::spin_mutex::scoped_lock lock(guard);
    ++seen[i % 10];
  });
}

void racy_spin_lock_in_the_task() {
  std::map<int, int> seen;
  tbb::parallel_for(0, 1000, [&](int i) { // unsafe: wrong-lock
    tbb::spin_mutex guard;
    tbb::spin_mutex::scoped_lock lock(guard);
    ++seen[i % 10];
  });
}

void racy_inside_an_arena() {
  int sum = 0;
  tbb::task_arena arena(4);
  arena.execute([&] {
    tbb::parallel_for(0, 1000, // unsafe: captured-mutation
                      [&](int i) { sum += i; });
  });
}

void lookalike_arena_runs_it_once() {
  int sum = 0;
  tbb::task_arena arena(4);
  arena.execute([&] { sum += 1; });
  arena.execute([&] { sum += 2; });
}

void repaired_scan() {
  std::vector<int> in(1000, 1), out(1000);
  int total = tbb::parallel_scan( // safe
      tbb::blocked_range<int>(0, 1000), 0,
      [&](const tbb::blocked_range<int> &r, int sum, bool final_pass) {
        for (int i = r.begin(); i < r.end(); ++i) {
          sum += in[i];
          if (final_pass)
            out[i] = sum;
        }
        return sum;
      },
      [](int a, int b) { return a + b; });
  (void)total;
}

void racy_sort_with_counter() {
  std::vector<int> v(5000, 1);
  int compared = 0;
  tbb::parallel_sort(v.begin(), v.end(), // unsafe: captured-mutation
                     [&](int a, int b) {
                       ++compared; // race
                       return a < b;
                     });
}

FAMILY({"repaired_tile", repaired_tile},
       {"racy_tile_row_sums", racy_tile_row_sums},
       {"lookalike_stepped_pairs", lookalike_stepped_pairs},
       {"racy_stepped_triples", racy_stepped_triples},
       {"racy_block_reads_past_its_end", racy_block_reads_past_its_end},
       {"repaired_body_class", repaired_body_class},
       {"racy_body_class_with_reference", racy_body_class_with_reference},
       {"repaired_group", repaired_group},
       {"racy_group_not_waited", racy_group_not_waited},
       {"repaired_combinable", repaired_combinable},
       {"racy_reference_to_one_local", racy_reference_to_one_local},
       {"repaired_thread_specific_vector", repaired_thread_specific_vector},
       {"repaired_concurrent_vector", repaired_concurrent_vector},
       {"repaired_hash_map_accessor", repaired_hash_map_accessor},
       {"racy_hash_map_accessor_released", racy_hash_map_accessor_released},
       {"repaired_spin_lock", repaired_spin_lock},
       {"racy_inside_an_arena", racy_inside_an_arena},
       {"lookalike_arena_runs_it_once", lookalike_arena_runs_it_once},
       {"repaired_scan", repaired_scan},
       {"racy_sort_with_counter", racy_sort_with_counter})
