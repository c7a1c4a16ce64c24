// Threads in containers of all kinds, and the loops that wait for them.
#include "family.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

int repaired_put_there_by_emplace() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(std::thread([&out, i] { out[i] = i; })); // safe
  for (auto &t : threads)
    t.join();
  return out[0] + out[3];
}

int racy_put_there_by_emplace() {
  int sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(std::thread([&sum, i] { sum += i; })); // unsafe: captured-mutation
  for (auto &t : threads)
    t.join();
  return sum;
}

int lookalike_started_by_emplace() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  const int early = out[3]; // race
  for (auto &t : threads)
    t.join();
  return early;
}

int repaired_by_name() {
  int out[4] = {};
  std::map<int, std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace(i, std::thread([&out, i] { out[i] = i; })); // safe
  for (auto &[name, t] : threads)
    t.join();
  return out[0] + out[3];
}

int racy_by_name() {
  int out[4] = {};
  std::map<int, std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace(i, std::thread([&out, i] { out[i] = i; })); // unsafe: overlapping-elements
  const int early = out[0] + out[3]; // race
  for (auto &[name, t] : threads)
    t.join();
  return early;
}

int lookalike_others_by_name() {
  int out[4] = {}, other = 0;
  std::map<int, std::thread> threads, others;
  for (int i = 0; i < 4; ++i)
    threads.emplace(i, std::thread([&out, i] { out[i] = i; })); // unsafe: overlapping-elements
  others.emplace(0, std::thread([&other] { other = 1; })); // safe
  for (auto &[name, t] : others)
    t.join();
  const int early = out[0] + out[3]; // race
  for (auto &[name, t] : threads)
    t.join();
  return early + other;
}

int repaired_list() {
  int out[4] = {};
  std::list<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe
  for (auto &t : threads)
    t.join();
  return out[0] + out[3];
}

int racy_list() {
  int out[4] = {};
  std::list<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  const int early = out[0]; // race
  for (auto &t : threads)
    t.join();
  return early;
}

int lookalike_looked_at_in_between() {
  int out[4] = {}, sum = 0;
  std::list<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  for (auto &t : threads) {
    t.join();
    sum += out[3]; // race
  }
  return sum;
}

int repaired_from_the_last_to_the_first() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe
  for (auto it = threads.rbegin(); it != threads.rend(); ++it)
    it->join();
  return out[0] + out[3];
}

int racy_from_the_last_but_one() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  for (auto it = threads.rbegin() + 1; it != threads.rend(); ++it)
    it->join();
  const int early = out[0] + out[3]; // race
  threads.back().join();
  return early;
}

int repaired_by_pointers() {
  int out[4] = {};
  std::vector<std::unique_ptr<std::thread>> threads;
  for (int i = 0; i < 4; ++i)
    threads.push_back(std::make_unique<std::thread>([&out, i] { out[i] = i; })); // safe (today: unknown)
  for (auto &t : threads)
    t->join();
  return out[0] + out[3];
}

int repaired_till_none_is_left() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe (today: unknown)
  while (!threads.empty()) {
    threads.back().join();
    threads.pop_back();
  }
  return out[0] + out[3];
}

int repaired_from_the_front() {
  int out[4] = {};
  std::deque<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe (today: unknown)
  while (threads.size() > 0) {
    if (threads.front().joinable())
      threads.front().join();
    threads.pop_front();
  }
  return out[0] + out[3];
}

int repaired_if_joinable() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe (today: unknown)
  while (threads.size() > 0) {
    if (threads.back().joinable())
      threads.back().join();
    threads.pop_back();
  }
  return out[0] + out[3];
}

int repaired_taken_out_first() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe (today: unknown)
  while (!threads.empty()) {
    std::thread last = std::move(threads.back());
    threads.pop_back();
    last.join();
  }
  return out[0] + out[3];
}

int racy_till_one_is_left() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  while (threads.size() > 1) {
    threads.back().join();
    threads.pop_back();
  }
  const int early = out[0]; // race
  threads.front().join();
  return early;
}

// Those of even numbers are let go.
int lookalike_not_all_are_waited_for() {
  static int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { out[i] = i; }); // unsafe: overlapping-elements
  while (!threads.empty()) {
    if (threads.size() % 2 == 0)
      threads.back().detach();
    else
      threads.back().join();
    threads.pop_back();
  }
  return out[0] + out[3]; // race
}

int lookalike_one_was_let_go_before() {
  static int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { out[i] = i; }); // unsafe: overlapping-elements
  threads[3].detach();
  while (!threads.empty()) {
    if (threads.back().joinable())
      threads.back().join();
    threads.pop_back();
  }
  return out[0] + out[3]; // race
}

static void let_one_go(std::vector<std::thread> &threads) { threads.back().detach(); }

int lookalike_a_helper_lets_one_go() {
  static int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { out[i] = i; }); // unsafe: overlapping-elements
  let_one_go(threads);
  for (auto &t : threads)
    if (t.joinable())
      t.join();
  return out[0] + out[3]; // race
}

static void wait_for_one(std::vector<std::thread> &threads) {
  threads.back().join();
  threads.pop_back();
}

int repaired_a_helper_waits_for_one() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe (today: unknown)
  wait_for_one(threads);
  for (auto &t : threads)
    if (t.joinable())
      t.join();
  return out[0] + out[3];
}

int repaired_each_by_its_member() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe
  std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
  return out[0] + out[3];
}

int repaired_each_of_a_range() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // safe
  std::ranges::for_each(threads, &std::thread::join);
  return out[0] + out[3];
}

int racy_all_but_the_first() {
  int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&out, i] { out[i] = i; }); // unsafe: overlapping-elements
  std::for_each(threads.begin() + 1, threads.end(), std::mem_fn(&std::thread::join));
  const int early = out[0]; // race
  threads[0].join();
  return early;
}

int lookalike_each_is_let_go() {
  static int out[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { out[i] = i; }); // unsafe: overlapping-elements
  std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::detach));
  return out[0] + out[3]; // race
}

FAMILY({"repaired_put_there_by_emplace", [] { repaired_put_there_by_emplace(); }},
       {"racy_put_there_by_emplace", [] { racy_put_there_by_emplace(); }},
       {"lookalike_started_by_emplace", [] { lookalike_started_by_emplace(); }},
       {"repaired_by_name", [] { repaired_by_name(); }},
       {"racy_by_name", [] { racy_by_name(); }},
       {"lookalike_others_by_name", [] { lookalike_others_by_name(); }},
       {"repaired_list", [] { repaired_list(); }},
       {"racy_list", [] { racy_list(); }},
       {"lookalike_looked_at_in_between", [] { lookalike_looked_at_in_between(); }},
       {"repaired_from_the_last_to_the_first", [] { repaired_from_the_last_to_the_first(); }},
       {"racy_from_the_last_but_one", [] { racy_from_the_last_but_one(); }},
       {"repaired_by_pointers", [] { repaired_by_pointers(); }},
       {"repaired_till_none_is_left", [] { repaired_till_none_is_left(); }},
       {"repaired_from_the_front", [] { repaired_from_the_front(); }},
       {"repaired_if_joinable", [] { repaired_if_joinable(); }},
       {"repaired_taken_out_first", [] { repaired_taken_out_first(); }},
       {"racy_till_one_is_left", [] { racy_till_one_is_left(); }},
       {"lookalike_not_all_are_waited_for", [] { lookalike_not_all_are_waited_for(); }},
       {"lookalike_one_was_let_go_before", [] { lookalike_one_was_let_go_before(); }},
       {"lookalike_a_helper_lets_one_go", [] { lookalike_a_helper_lets_one_go(); }},
       {"repaired_a_helper_waits_for_one", [] { repaired_a_helper_waits_for_one(); }},
       {"repaired_each_by_its_member", [] { repaired_each_by_its_member(); }},
       {"repaired_each_of_a_range", [] { repaired_each_of_a_range(); }},
       {"racy_all_but_the_first", [] { racy_all_but_the_first(); }},
       {"lookalike_each_is_let_go", [] { lookalike_each_is_let_go(); }})
