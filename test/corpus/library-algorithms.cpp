// The algorithms of the run-time library: sort, scans, search and count.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace {
struct Person {
  std::string name;
  int age = 0;
  mutable int looked_at = 0;
};
} // namespace

void repaired_sort_by_age() {
  std::vector<Person> people(5000);
  aether::par_sort(people, {}, &Person::age); // safe
}

void repaired_sort_numbers() {
  std::vector<int> v(5000, 3);
  aether::par_sort(v);                                     // safe
  aether::par_sort(v, [](int a, int b) { return a > b; }); // safe
}

void racy_sort_counts_comparisons() {
  std::vector<int> v(5000, 3);
  int comparisons = 0;
  aether::par_sort(v, [&](int a, int b) { // unsafe: captured-mutation
    ++comparisons;                        // race
    return a < b;
  });
}

void lookalike_sort_counts_atomically() {
  std::vector<int> v(5000, 3);
  std::atomic<int> comparisons = 0;
  aether::par_sort(v, [&](int a, int b) { // safe
    ++comparisons;
    return a < b;
  });
}

void racy_sort_relative_to_an_item() {
  std::vector<int> v(5000, 3);
  aether::par_sort(v, [&](int a, int b) { // unsafe: overlapping-elements
    return a - v[0] < b;
  });
}

void racy_projection_caches() {
  std::vector<int> v(5000, 3);
  int last = 0;
  aether::par_sort( // unsafe: captured-mutation
      v, {}, [&](int x) {
        last = x; // race
        return -x;
      });
}

void repaired_scan() {
  std::vector<int> v(20000, 3);
  auto sums = aether::par_inclusive_scan( // safe
      v, 0L, [](long a, long b) { return a + b; });
  auto starts = aether::par_exclusive_scan( // safe
      v, 0L, [](long a, long b) { return a + b; });
}

void racy_scan_remembers_the_maximum() {
  std::vector<int> v(20000, 3);
  long most = 0;
  auto sums = aether::par_inclusive_scan( // unsafe: captured-mutation
      v, 0L, [&](long a, long b) {
        most = a > most ? a : most; // race
        return a + b;
      });
}

void racy_scan_without_identity() {
  std::vector<int> v(20000, 3);
  std::vector<int> trace;
  auto sums = aether::par_inclusive_scan( // unsafe: shared-container
      v, [&](int a, int b) {
        trace.push_back(a); // race
        return a + b;
      });
}

void lookalike_exclusive_scan_under_lock() {
  std::vector<int> v(2000, 3);
  std::mutex m;
  long calls = 0;
  auto sums = aether::par_exclusive_scan( // safe
      v, 0L, [&](long a, long b) {
        std::lock_guard<std::mutex> lock(m);
        ++calls;
        return a + b;
      });
}

void repaired_search() {
  std::vector<int> v(5000, 3);
  auto at = aether::par_find_if(v, [](int x) { return x == 4; }); // safe
  bool any = aether::par_any_of(v, [](int x) { return x == 4; }); // safe
  (void)at;
  (void)any;
}

void racy_search_keeps_the_index() {
  std::vector<int> v(5000, 3);
  const int *where = nullptr;
  bool any = aether::par_any_of( // unsafe: captured-mutation
      v, [&](const int &x) {
        if (x == 3)
          where = &x; // race
        return x == 4;
      });
  (void)any;
}

void racy_count_with_a_log() {
  std::vector<Person> people(3000);
  std::vector<std::string> log;
  auto n = aether::par_count_if( // unsafe: shared-container
      people, [&](const Person &p) {
        log.push_back(p.name); // race
        return p.age > 18;
      });
  (void)n;
}

void lookalike_all_of_touches_its_item() {
  std::vector<Person> people(3000);
  bool all = aether::par_all_of( // safe
      people, [](const Person &p) {
        ++p.looked_at;
        return p.age == 0;
      });
  (void)all;
}

void racy_none_of_touches_the_first() {
  std::vector<Person> people(3000);
  bool none = aether::par_none_of( // unsafe: overlapping-elements
      people, [&](const Person &) { return ++people[0].looked_at < 0; });
  (void)none;
}

void repaired_map_with_projection() {
  std::vector<Person> people(3000);
  auto ages = aether::par_map( // safe
      people, [](int age) { return 2 * age; }, &Person::age);
  auto some = aether::par_filter( // safe
      people, [](int age) { return age > 1; }, &Person::age);
}

void racy_projection_of_filter() {
  std::vector<Person> people(3000);
  int youngest = 99;
  auto some = aether::par_filter( // unsafe: captured-mutation
      people, [](int age) { return age > 1; },
      [&](const Person &p) {
        youngest = p.age < youngest ? p.age : youngest; // race
        return p.age;
      });
}

FAMILY({"repaired_sort_by_age", repaired_sort_by_age},
       {"repaired_sort_numbers", repaired_sort_numbers},
       {"racy_sort_counts_comparisons", racy_sort_counts_comparisons},
       {"lookalike_sort_counts_atomically", lookalike_sort_counts_atomically},
       {"racy_sort_relative_to_an_item", racy_sort_relative_to_an_item},
       {"racy_projection_caches", racy_projection_caches},
       {"repaired_scan", repaired_scan},
       {"racy_scan_remembers_the_maximum", racy_scan_remembers_the_maximum},
       {"racy_scan_without_identity", racy_scan_without_identity},
       {"lookalike_exclusive_scan_under_lock",
        lookalike_exclusive_scan_under_lock},
       {"repaired_search", repaired_search},
       {"racy_search_keeps_the_index", racy_search_keeps_the_index},
       {"racy_count_with_a_log", racy_count_with_a_log},
       {"lookalike_all_of_touches_its_item", lookalike_all_of_touches_its_item},
       {"racy_none_of_touches_the_first", racy_none_of_touches_the_first},
       {"repaired_map_with_projection", repaired_map_with_projection},
       {"racy_projection_of_filter", racy_projection_of_filter})
