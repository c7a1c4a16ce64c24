// Threads of one round that live on in the next: what a round has made for
// itself is not what the next one has.
#include "family.h"

#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using Threads = std::vector<std::thread>;
using Lock = std::lock_guard<std::mutex>;

static void join(Threads &all) {
  for (auto &each : all)
    each.join();
}

void racy_new_mutex_of_a_list() {
  int n = 0;
  Threads all;
  std::list<std::mutex> mutexes;
  for (int k = 1; k < 5; ++k) {
    std::mutex &m = mutexes.emplace_back();
    all.emplace_back([&n, &m] { Lock held(m); ++n; }); // unsafe: wrong-lock
  }
  join(all);
}

void repaired_one_mutex_of_a_list() {
  int n = 0;
  Threads all;
  std::list<std::mutex> mutexes;
  std::mutex &m = mutexes.emplace_back();
  for (int k = 1; k < 5; ++k) {
    all.emplace_back([&n, &m] { Lock held(m); ++n; }); // safe
  }
  join(all);
}

void racy_new_mutex_and_the_loop_itself() {
  int n = 0;
  Threads all;
  std::list<std::mutex> mutexes;
  for (int k = 1; k < 5; ++k) {
    std::mutex &m = mutexes.emplace_back();
    all.emplace_back([&n, &m] { Lock held(m); ++n; }); // unsafe: wrong-lock
    Lock held(m);
    ++n;
  }
  join(all);
}

void racy_mutex_of_the_round_and_a_helper() {
  int n = 0;
  Threads all;
  std::vector<std::unique_ptr<std::mutex>> mutexes;
  for (int k = 1; k < 5; ++k) {
    mutexes.push_back(std::make_unique<std::mutex>());
    std::mutex &m = *mutexes.back();
    all.emplace_back([&n, &m] { Lock held(m); ++n; }); // unsafe: wrong-lock
    std::thread helper([&n, &m] { Lock held(m); ++n; }); // unsafe: wrong-lock
    helper.join();
  }
  join(all);
}

void repaired_mutex_around_the_rounds() {
  int n = 0;
  Threads all;
  std::mutex m;
  for (int k = 1; k < 5; ++k) {
    all.emplace_back([&n, &m] { Lock held(m); ++n; }); // safe
    std::thread helper([&n, &m] { Lock held(m); ++n; }); // safe
    helper.join();
  }
  join(all);
}

void lookalike_all_joined_in_the_round() {
  int n = 0;
  for (int k = 1; k < 5; ++k) {
    std::mutex m;
    std::thread one([&n, &m] { Lock held(m); ++n; }); // safe
    std::thread two([&n, &m] { Lock held(m); ++n; }); // safe
    one.join();
    two.join();
  }
}

void racy_element_of_the_round_before() {
  Threads all;
  int a[8] = {};
  for (int k = 1; k < 5; ++k) {
    all.emplace_back([&a, k] { ++a[k]; }); // unsafe: overlapping-elements
    std::thread helper([&a, k] { ++a[k - 1]; }); // unsafe: overlapping-elements
    helper.join();
  }
  join(all);
}

void repaired_element_of_another_array() {
  Threads all;
  int a[8] = {};
  int b[8] = {};
  for (int k = 1; k < 5; ++k) {
    all.emplace_back([&a, k] { ++a[k]; }); // safe
    std::thread helper([&b, k] { ++b[k - 1]; }); // safe
    helper.join();
  }
  join(all);
}

void lookalike_element_of_no_round() {
  Threads all;
  int a[8] = {};
  for (int k = 1; k < 5; ++k) {
    all.emplace_back([&a, k] { ++a[k]; }); // safe
    std::thread helper([&a, k] { ++a[7]; }); // safe
    helper.join();
  }
  join(all);
}

FAMILY({"racy_new_mutex_of_a_list", racy_new_mutex_of_a_list},
       {"repaired_one_mutex_of_a_list", repaired_one_mutex_of_a_list},
       {"racy_new_mutex_and_the_loop_itself", racy_new_mutex_and_the_loop_itself},
       {"racy_mutex_of_the_round_and_a_helper", racy_mutex_of_the_round_and_a_helper},
       {"repaired_mutex_around_the_rounds", repaired_mutex_around_the_rounds},
       {"lookalike_all_joined_in_the_round", lookalike_all_joined_in_the_round},
       {"racy_element_of_the_round_before", racy_element_of_the_round_before},
       {"repaired_element_of_another_array", repaired_element_of_another_array},
       {"lookalike_element_of_no_round", lookalike_element_of_no_round})
