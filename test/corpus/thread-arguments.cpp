// What std::thread and std::async get is copied before the task starts; what a
// reference_wrapper refers to is not. Threads that are started for one element
// of a container after the other, or for the same one.
#include "family.h"
#include <algorithm>
#include <cstddef>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <string>
#include <thread>
#include <vector>

static void fill(int *v, int at, int value) { v[at] = value; }
static void take(int) {}
static void look(const int &value, int *to) { *to = value; }

void repaired_function_and_numbers() {
  int v[10];
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i)
    threads.emplace_back(fill, v, i, 3); // safe
  for (auto &t : threads)
    t.join();
}

void racy_function_and_numbers() {
  int v[10];
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i)
    threads.emplace_back(fill, v, i / 2, i); // unsafe: overlapping-elements
  for (auto &t : threads)
    t.join();
}

void repaired_futures_and_numbers() {
  int v[10];
  std::vector<std::future<void>> futures;
  for (int i = 0; i < 10; ++i)
    futures.push_back(std::async(std::launch::async, fill, v, i, 3)); // safe
  for (auto &f : futures)
    f.get();
}

class Rows {
public:
  explicit Rows(int n) : Sums(n) {}

  void run(int workers) {
    std::vector<std::thread> threads;
    for (int w = 0; w < workers; ++w)
      threads.emplace_back(&Rows::part, this, w, workers); // safe (today: unknown)
    for (auto &t : threads)
      t.join();
  }

  void run_all(int workers) {
    std::vector<std::thread> threads;
    for (int w = 0; w < workers; ++w)
      threads.emplace_back(&Rows::part, this, 0, workers); // unsafe: overlapping-elements
    for (auto &t : threads)
      t.join();
  }

private:
  void part(int w, int workers) {
    for (std::size_t i = w; i < Sums.size(); i += workers)
      Sums[i] += w;
  }
  std::vector<long> Sums;
};

void repaired_member_and_numbers() { Rows(100).run(4); }
void racy_member_and_numbers() { Rows(100).run_all(4); }

// The caller changes its variable while the task has a copy, or the variable.
void repaired_copy_of_variable() {
  int n = 0;
  std::thread t(take, n); // safe
  n = 5;
  t.join();
}

void racy_wrapped_variable() {
  int n = 0;
  std::thread t(take, std::ref(n)); // unsafe: captured-mutation
  n = 5;
  t.join();
}

void lookalike_reference_to_a_copy() {
  int n = 0, seen = 0;
  std::thread t(look, n, &seen); // safe
  n = 5;
  t.join();
}

void racy_wrapped_constant() {
  int n = 0, seen = 0;
  std::thread t(look, std::cref(n), &seen); // unsafe: captured-mutation
  n = 5;
  t.join();
}

struct Counter {
  int Value = 0;
  void add(int by) { Value += by; }
};

void repaired_object_copied() {
  Counter counter;
  std::thread t(&Counter::add, counter, 1); // safe
  counter.add(2);
  t.join();
}

void racy_object_wrapped() {
  Counter counter;
  std::thread t(&Counter::add, std::ref(counter), 1); // unsafe: member-mutation
  counter.add(2);
  t.join();
}

// One element after the other.
void lookalike_list_iterators() {
  std::list<int> items(5, 1);
  std::vector<std::thread> threads;
  for (auto it = items.begin(); it != items.end(); ++it)
    threads.emplace_back([it] { ++*it; }); // safe
  for (auto &t : threads)
    t.join();
}

void racy_one_list_iterator() {
  std::list<int> items(5, 1);
  auto it = items.begin();
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i)
    threads.emplace_back([it] { ++*it; }); // unsafe: overlapping-elements
  for (auto &t : threads)
    t.join();
}

void lookalike_map_values() {
  std::map<std::string, std::vector<int>> groups{{"a", {2, 1}}, {"b", {3}}};
  std::vector<std::thread> threads;
  for (auto &[name, members] : groups)
    threads.emplace_back([&members] { std::sort(members.begin(), members.end()); }); // safe
  for (auto &t : threads)
    t.join();
}

void racy_all_values_each() {
  std::map<std::string, int> values{{"a", 2}, {"b", 3}};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&values] { // unsafe: overlapping-elements
      for (auto &[name, value] : values)
        ++value;
    });
  for (auto &t : threads)
    t.join();
}

FAMILY({"repaired_function_and_numbers", repaired_function_and_numbers},
       {"racy_function_and_numbers", racy_function_and_numbers},
       {"repaired_futures_and_numbers", repaired_futures_and_numbers},
       {"repaired_member_and_numbers", repaired_member_and_numbers},
       {"racy_member_and_numbers", racy_member_and_numbers}, {"repaired_copy_of_variable", repaired_copy_of_variable},
       {"racy_wrapped_variable", racy_wrapped_variable},
       {"lookalike_reference_to_a_copy", lookalike_reference_to_a_copy},
       {"racy_wrapped_constant", racy_wrapped_constant}, {"repaired_object_copied", repaired_object_copied},
       {"racy_object_wrapped", racy_object_wrapped}, {"lookalike_list_iterators", lookalike_list_iterators},
       {"racy_one_list_iterator", racy_one_list_iterator}, {"lookalike_map_values", lookalike_map_values},
       {"racy_all_values_each", racy_all_values_each})
