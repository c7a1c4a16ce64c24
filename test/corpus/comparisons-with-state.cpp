// Comparisons that a container keeps, or calls for its elements, and that count
// how often they were called.
#include "family.h"

#include <map>
#include <set>
#include <thread>

namespace {

struct Counting {
  mutable int calls = 0;
  bool operator()(int a, int b) const {
    ++calls; // race
    return a < b;
  }
};
struct Remembering {
  int *calls = nullptr;
  bool operator()(int a, int b) const { return a < b; }
};

volatile int seen;

void racy_counting_comparison() {
  std::set<int, Counting> s{1, 2, 3};
  std::thread a([&] { seen = *s.find(2); }); // unsafe: member-mutation
  (void)s.find(3);
  a.join();
}
void repaired_counting_comparison() {
  std::set<int, Remembering> s{1, 2, 3};
  std::thread a([&] { (void)s.find(2); }); // safe
  (void)s.find(3);
  a.join();
}
void lookalike_counting_comparison() {
  std::set<int, Counting> s{1, 2, 3}, t{1, 2, 3};
  std::thread a([&] { (void)s.find(2); }); // safe (today: unknown)
  (void)t.find(3);
  a.join();
}

int compared;
struct Key {
  int value;
  bool operator<(const Key &o) const { return value < o.value; }
  bool operator==(const Key &o) const {
    ++compared; // race
    return value == o.value;
  }
};
struct Plain {
  int value;
  bool operator<(const Plain &o) const { return value < o.value; }
  bool operator==(const Plain &o) const { return value == o.value; }
};

void racy_equal_sets() {
  std::set<Key> s{{1}}, t{{1}};
  std::thread a([&] { seen = s == t; }); // unsafe: global-mutation
  (void)(t == s);
  a.join();
}
void repaired_equal_sets() {
  std::set<Plain> s{{1}}, t{{1}};
  std::thread a([&] { (void)(s == t); }); // safe
  (void)(t == s);
  a.join();
}
void racy_unequal_maps() {
  std::map<int, Key> s{{1, {1}}}, t{{1, {1}}};
  std::thread a([&] { seen = s != t; }); // unsafe: global-mutation
  (void)(t != s);
  a.join();
}
void lookalike_sets_in_turn() {
  std::set<Key> s{{1}}, t{{1}};
  std::thread a([&] { seen = s == t; }); // safe
  a.join();
  (void)(t == s);
}

} // namespace

FAMILY({"comparison", racy_counting_comparison},
       {"comparison_without", repaired_counting_comparison},
       {"comparison_each", lookalike_counting_comparison},
       {"sets", racy_equal_sets}, {"sets_plain", repaired_equal_sets},
       {"maps", racy_unequal_maps}, {"sets_in_turn", lookalike_sets_in_turn})
