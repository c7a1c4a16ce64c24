// Lazy chains: the stages of a chain run in one pass, at its ending operation.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

void repaired_fused_pass() {
  std::vector<int> v(1000, 3);
  auto squares = aether::ParallelIterator(v)
                     .map([](int x) { return x * x; })         // safe
                     .filter([](int x) { return x % 2 == 1; }) // safe
                     .collect();
  v.clear();
}

void racy_filter_counts() {
  std::vector<int> v(1000, 3);
  int dropped = 0;
  auto n = aether::ParallelIterator(v)
               .map([](int x) { return x * x; }) // safe
               .filter([&](int x) {              // unsafe: captured-mutation
                 ++dropped;                      // race
                 return x % 2 == 1;
               })
               .count();
  (void)n;
}

void racy_stages_beside_each_other() {
  std::vector<int> v(1000, 3);
  std::mutex m;
  int total = 0;
  int sum =
      aether::ParallelIterator(v)
          .map([&](int x) { return x + total; }) // unsafe: captured-mutation
          .filter([&](int x) {                   // unsafe: captured-mutation
            std::lock_guard<std::mutex> lock(m);
            ++total; // race
            return x != 0;
          })
          .reduce(0, [](int a, int b) { return a + b; }); // safe
  (void)sum;
}

void repaired_stages_under_one_lock() {
  std::vector<int> v(1000, 3);
  std::mutex m;
  int total = 0;
  bool any = aether::ParallelIterator(v)
                 .map([&](int x) { // safe
                   std::lock_guard<std::mutex> lock(m);
                   return x + total;
                 })
                 .filter([&](int x) { // safe
                   std::lock_guard<std::mutex> lock(m);
                   ++total;
                   return x != 0;
                 })
                 .any_of([](int x) { return x < 0; }); // safe
  (void)any;
}

void racy_end_beside_a_stage() {
  std::vector<int> v(1000, 3);
  int limit = 100;
  aether::parallel(v)
      .map([&](int x) { return x < limit; }) // unsafe: captured-mutation
      .for_each([&](bool &below) {           // unsafe: captured-mutation
        if (!below)
          limit = 0; // race
      });
}

void lookalike_write_after_the_end() {
  std::vector<int> v(1000, 3);
  int scale = 3;
  bool all = aether::ParallelIterator(v)
                 .map([&](int x) { return x * scale; }) // safe
                 .all_of([](int x) { return x > 4; });  // safe
  scale = 4;
  v.clear();
  (void)all;
}

void racy_pass_beside_a_thread() {
  std::vector<int> v(1000, 3);
  int scale = 3;
  auto chain = aether::parallel(v).map([&](int x) { // unsafe: captured-mutation
    return x * scale;
  });
  std::thread other([&] { // unsafe: captured-mutation
    scale = 4;            // race
  });
  auto scaled = chain.collect();
  other.join();
}

void racy_for_each_of_results() {
  std::vector<int> v(1000, 3);
  long sum = 0;
  aether::ParallelIterator(v)
      .map([](int x) { return 2 * x; }) // safe
      .for_each([&](int &x) {           // unsafe: captured-mutation
        sum += x;                       // race
      });
  (void)sum;
}

void lookalike_for_each_of_elements() {
  std::vector<int> v(1000, 3);
  aether::ParallelIterator(v)
      .filter([](int x) { return x != 4; }) // safe
      .for_each([](int &x) { x = -x; });    // safe
}

void lookalike_for_each_behind_a_filter() {
  std::vector<int> v(1000, 3);
  aether::parallel(v)
      .filter([&](int x) { return x >= v[0]; }) // safe
      .for_each([](int &x) { x = -x; });        // safe
}

void racy_for_each_without_stages() {
  std::vector<int> v(1000, 3);
  aether::ParallelIterator(v).for_each( // unsafe: overlapping-elements
      [&](int &x) { x += v[0]; });
}

FAMILY({"repaired_fused_pass", repaired_fused_pass},
       {"racy_filter_counts", racy_filter_counts},
       {"racy_stages_beside_each_other", racy_stages_beside_each_other},
       {"repaired_stages_under_one_lock", repaired_stages_under_one_lock},
       {"racy_end_beside_a_stage", racy_end_beside_a_stage},
       {"lookalike_write_after_the_end", lookalike_write_after_the_end},
       {"racy_pass_beside_a_thread", racy_pass_beside_a_thread},
       {"racy_for_each_of_results", racy_for_each_of_results},
       {"lookalike_for_each_of_elements", lookalike_for_each_of_elements},
       {"lookalike_for_each_behind_a_filter",
        lookalike_for_each_behind_a_filter},
       {"racy_for_each_without_stages", racy_for_each_without_stages})
