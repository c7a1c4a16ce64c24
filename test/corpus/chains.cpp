#include "family.h"
#include <aether/aether.h>
#include <string>
#include <vector>

void repaired_chain() {
  std::vector<int> v(1000, 3);
  auto squares = aether::parallel(v)
                     .map([](int x) { return x * x; })         // safe
                     .filter([](int x) { return x % 2 == 1; }) // safe
                     .collect();
}

void racy_filter_stage() {
  std::vector<int> v(1000, 3);
  int dropped = 0;
  auto kept = aether::parallel(v)
                  .map([](int x) { return x * x; }) // safe
                  .filter([&](int x) {              // unsafe: captured-mutation
                    if (x % 3 == 0)
                      ++dropped; // race
                    return x % 3 != 0;
                  })
                  .collect();
}

void racy_map_remembers_last() {
  std::vector<int> v(1000, 3);
  std::vector<int> memory(2);
  auto deltas = aether::DataParallel(v)
                    .map([&](int x) { // unsafe: overlapping-elements
                      int delta = x - memory[0];
                      memory[0] = x; // race
                      return delta;
                    })
                    .collect();
}

void lookalike_reduce_with_local_state() {
  std::vector<int> v(1000, 3);
  long sum = aether::parallel(v).reduce(0L, [](long a, long b) { // safe
    long both = a;
    both += b;
    return both;
  });
  (void)sum;
}

void racy_reduce_traces() {
  std::vector<int> v(1000, 3);
  std::string trace;
  long sum = aether::parallel(v).reduce( // unsafe: shared-container
      0L, [&](long a, long b) {
        trace += '.'; // race
        return a + b;
      });
  (void)sum;
}

void racy_for_each_of_borrowed_items() {
  std::vector<int> v(1000, 3);
  aether::parallel(v).for_each([&](int &x) { // unsafe: overlapping-elements
    x += v[0];
  });
}

void lookalike_for_each_reads_a_copy() {
  std::vector<int> v(1000, 3);
  aether::parallel(v).for_each([copy = v](int &x) { x += copy[0]; }); // safe
}

void lookalike_map_then_write_source() {
  std::vector<int> v(1000, 3);
  auto doubled =
      aether::parallel(v).map([](const int &x) { return 2 * x; }); // safe
  doubled.for_each([&](int &x) { x += v[0]; });                    // safe
}

void repaired_safe_par_map() {
  std::vector<std::string> words(200, "aether");
  auto lengths = aether::safe_par_map( // safe
      words, [](const std::string &w) { return w.size(); });
}

void racy_safe_par_map_longest() {
  std::vector<std::string> words(2000, "aether");
  std::size_t longest = 0;
  auto lengths = aether::safe_par_map( // unsafe: captured-mutation
      words, [&](const std::string &w) {
        longest = w.size() > longest ? w.size() : longest; // race
        return w.size();
      });
}

void repaired_map_reduce() {
  const std::vector<std::string> words(200, "aether");
  auto letters = aether::map_reduce( // safe
      words, [](const std::string &w) { return w.size(); },
      [](std::size_t a, std::size_t b) { return a + b; }, std::size_t{0});
  (void)letters;
}

void racy_map_reduce_in_the_map() {
  const std::vector<std::string> words(200, "aether");
  std::vector<std::string> seen;
  auto letters = aether::map_reduce( // unsafe: shared-container
      words,
      [&](const std::string &w) {
        seen.push_back(w); // race
        return w.size();
      },
      [](std::size_t a, std::size_t b) { return a + b; }, std::size_t{0});
  (void)letters;
}

void racy_items_of_the_same_vector() {
  std::vector<int> v(500, 1);
  auto moved =
      aether::par_map(v, [&](const int &x) { // unsafe: overlapping-elements
        v[&x - v.data()] = 2;
        return v[0]; // race
      });
}

void lookalike_filter_moves_nothing() {
  std::vector<std::string> names(300, "n");
  auto longer = aether::par_filter( // safe
      names, [limit = names.front().size()](const std::string &n) {
        return n.size() > limit;
      });
}

FAMILY({"repaired_chain", repaired_chain},
       {"racy_filter_stage", racy_filter_stage},
       {"racy_map_remembers_last", racy_map_remembers_last},
       {"lookalike_reduce_with_local_state", lookalike_reduce_with_local_state},
       {"racy_reduce_traces", racy_reduce_traces},
       {"racy_for_each_of_borrowed_items", racy_for_each_of_borrowed_items},
       {"lookalike_for_each_reads_a_copy", lookalike_for_each_reads_a_copy},
       {"lookalike_map_then_write_source", lookalike_map_then_write_source},
       {"repaired_safe_par_map", repaired_safe_par_map},
       {"racy_safe_par_map_longest", racy_safe_par_map_longest},
       {"repaired_map_reduce", repaired_map_reduce},
       {"racy_map_reduce_in_the_map", racy_map_reduce_in_the_map},
       {"racy_items_of_the_same_vector", racy_items_of_the_same_vector},
       {"lookalike_filter_moves_nothing", lookalike_filter_moves_nothing})
