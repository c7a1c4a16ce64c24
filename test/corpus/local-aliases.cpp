#include "family.h"
#include <aether/aether.h>
#include <array>
#include <map>
#include <ranges>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

struct Stats {
  long hits = 0;
  long misses = 0;
};

void racy_auto_ref() {
  Stats stats;
  auto &hits = stats.hits;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    hits += i; // race
  });
}

void lookalike_auto_copy() {
  Stats stats;
  std::vector<long> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto mine = stats;
    mine.hits += i;
    out[i] = mine.hits;
  });
}

void racy_ref_captured_by_value_pointer() {
  Stats stats;
  Stats *p = &stats;
  aether::par_for_each(std::views::iota(0, 2000), [p](int i) { // unsafe: captured-mutation
    auto &[hits, misses] = *p;
    (i % 2 ? hits : misses) += 1; // race
  });
}

void lookalike_binding_by_value() {
  std::pair<int, std::string> origin(1, "origin");
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto [number, name] = origin;
    number += i;
    name += '!';
    out[i] = number + static_cast<int>(name.size());
  });
}

void racy_binding_by_reference() {
  std::pair<int, std::string> origin(1, "origin");
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    auto &[number, name] = origin;
    number += i; // race
  });
}

// A binding made outside, of a copy: the copy itself is shared.
void racy_binding_outside() {
  Stats stats;
  auto [hits, misses] = stats;
  aether::par_for_each(std::views::iota(0, 2000), [&hits](int i) { // unsafe: captured-mutation
    hits += i; // race
  });
}

// std::tie and tuple of references: by value, but of references.
void racy_tie() {
  int a = 0;
  int b = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    auto [x, y] = std::tie(a, b);
    x += i; // race
  });
}

void lookalike_make_tuple() {
  int a = 0;
  int b = 0;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto [x, y] = std::make_tuple(a, b);
    x += i;
    out[i] = x + y;
  });
}

// The members of two threads: one object, but different fields.
void lookalike_binding_fields() {
  Stats stats;
  auto &[hits, misses] = stats;
  aether::par_invoke([&] { ++hits; }, [&] { ++misses; }); // safe
}

void racy_binding_same_field() {
  Stats stats;
  auto &[hits, misses] = stats;
  aether::par_invoke([&] { ++hits; }, [&] { ++stats.hits; }); // unsafe: captured-mutation
}

// A pointer that is moved on before the tasks start.
void lookalike_reseated_pointer() {
  int a = 0;
  int b = 0;
  int *p = &a;
  std::thread first([p] { ++*p; }); // safe
  p = &b;
  std::thread second([p] { ++*p; }); // safe
  first.join();
  second.join();
}

// A reference cannot be re-seated: this assigns to the first object.
void racy_reference_is_not_reseated() {
  int a = 0;
  int b = 0;
  int &r = a;
  r = b;
  std::thread first([&a] { ++a; });  // unsafe: captured-mutation
  std::thread second([&r] { ++r; }); // unsafe: captured-mutation
  first.join();
  second.join();
}

// A pointer kept in a struct, that is copied into the callable.
struct Sink {
  long *total;
  long own = 0;
};
void racy_pointer_member_of_copy() {
  long total = 0;
  Sink sink{&total};
  aether::par_for_each(std::views::iota(0, 2000), [sink](int i) { // unsafe: captured-mutation
    *sink.total += i; // race
  });
}

void lookalike_copy_of_sink() {
  long total = 0;
  Sink sink{&total};
  std::vector<long> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    Sink mine = sink;
    mine.total = &mine.own;
    *mine.total += i;
    out[i] = mine.own;
  });
}

FAMILY({"racy_auto_ref", racy_auto_ref}, {"lookalike_auto_copy", lookalike_auto_copy}, {"racy_ref_captured_by_value_pointer", racy_ref_captured_by_value_pointer},
       {"lookalike_binding_by_value", lookalike_binding_by_value}, {"racy_binding_by_reference", racy_binding_by_reference}, {"racy_binding_outside", racy_binding_outside},
       {"racy_tie", racy_tie}, {"lookalike_make_tuple", lookalike_make_tuple}, {"lookalike_binding_fields", lookalike_binding_fields},
       {"racy_binding_same_field", racy_binding_same_field}, {"lookalike_reseated_pointer", lookalike_reseated_pointer},
       {"racy_reference_is_not_reseated", racy_reference_is_not_reseated}, {"racy_pointer_member_of_copy", racy_pointer_member_of_copy},
       {"lookalike_copy_of_sink", lookalike_copy_of_sink})
