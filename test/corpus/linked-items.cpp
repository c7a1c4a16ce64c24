// Elements of lists and maps that a loop hands to tasks, one after the other.
#include "family.h"
#include <iterator>
#include <list>
#include <map>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {
void join(std::vector<std::thread> &threads) {
  for (std::thread &t : threads)
    t.join();
}
} // namespace

void repaired_one_each() {
  std::map<std::string, std::vector<int>> groups{{"a", {2, 1}}, {"b", {3}}};
  std::vector<std::thread> threads;
  for (auto &[name, members] : groups)
    threads.emplace_back([&members] { members.push_back(1); }); // safe
  join(threads);
}

void racy_first_group_for_all() {
  std::map<std::string, std::vector<int>> groups{{"a", {2, 1}}, {"b", {3}}};
  std::vector<std::thread> threads;
  for (auto &[name, members] : groups)
    threads.emplace_back([&first = groups.at("a")] { // unsafe: shared-container
      first.push_back(1);                            // race
    });
  join(threads);
}

void racy_key_beside_own() {
  std::map<int, int> sums{{1, 1}, {2, 2}};
  std::vector<std::thread> threads;
  for (auto &entry : sums)
    threads.emplace_back([&entry, &sums] { // unsafe: overlapping-elements
      entry.second += sums.at(1);          // race
    });
  join(threads);
}

void repaired_iterators() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  for (auto it = items.begin(); it != items.end(); ++it)
    threads.emplace_back([it] { ++*it; }); // safe
  join(threads);
}

void racy_the_iterator_itself() {
  std::list<int> items{1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<std::thread> threads;
  auto it = items.begin();
  for (; it != items.end(); ++it)                // race
    threads.emplace_back([&it] { (void)&*it; }); // unsafe: captured-mutation
  join(threads);
}

void racy_next_one() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  for (auto it = items.begin(); it != items.end(); ++it)
    threads.emplace_back([it, end = items.end()] { // unsafe: overlapping-elements
      if (auto next = std::next(it); next != end)
        *it += *next; // race
    });
  join(threads);
}

void racy_two_loops() {
  std::unordered_map<int, int> counts{{1, 1}, {2, 2}};
  std::vector<std::thread> threads;
  for (auto &entry : counts)
    threads.emplace_back([&entry] { ++entry.second; }); // unsafe: overlapping-elements
  for (auto &entry : counts)
    threads.emplace_back([&entry] { ++entry.second; }); // unsafe: overlapping-elements
  join(threads);
}

void racy_rounds_of_rounds() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  for (int round = 0; round < 2; ++round)
    for (int &item : items)
      threads.emplace_back([&item] { ++item; }); // unsafe: overlapping-elements
  join(threads);
}

void repaired_joined_after_each_round() {
  std::list<int> items{1, 2, 3};
  for (int round = 0; round < 2; ++round) {
    std::vector<std::thread> threads;
    for (int &item : items)
      threads.emplace_back([&item] { ++item; }); // safe
    join(threads);
  }
}

// New nodes do not move the others.
void lookalike_grows_meanwhile() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  for (int &item : items) {
    threads.emplace_back([&item] { ++item; }); // safe
    items.push_front(0);
  }
  join(threads);
}

// Nodes that change their places may be met twice.
void racy_relinked_meanwhile() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  int rounds = 0;
  for (auto it = std::next(items.begin()); it != items.end() && rounds < 5; ++it, ++rounds) {
    threads.emplace_back([it] { ++*it; }); // unsafe: overlapping-elements
    items.reverse();
  }
  join(threads);
}

void racy_all_of_them_twice() {
  std::map<std::string, int> counts{{"a", 1}, {"b", 2}};
  std::thread t([&] { // unsafe: overlapping-elements
    for (auto &[name, count] : counts)
      ++count; // race
  });
  for (auto &[name, count] : counts)
    ++count;
  t.join();
}

// The one loop takes what the other leaves out.
void lookalike_evens_and_odds() {
  std::list<int> items{1, 2, 3, 4};
  std::vector<std::thread> threads;
  int n = 0;
  for (int &item : items)
    if (n++ % 2 == 0)
      threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
  n = 0;
  for (int &item : items)
    if (n++ % 2 != 0)
      threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
  join(threads);
}

void lookalike_evens_and_odds_of_a_vector() {
  std::vector<int> items{1, 2, 3, 4};
  std::vector<std::thread> threads;
  int n = 0;
  for (int &item : items)
    if (n++ % 2 == 0)
      threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
  n = 0;
  for (int &item : items)
    if (n++ % 2 != 0)
      threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
  join(threads);
}

// The second loop begins at another element.
void lookalike_changed_in_between() {
  std::list<int> items{1};
  std::vector<std::thread> threads;
  for (int &item : items)
    threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
  items.push_front(3);
  for (int &item : items) {
    threads.emplace_back([&item] { ++item; }); // safe (today: unknown)
    break;
  }
  join(threads);
}

static void start(std::list<int> &items, std::vector<std::thread> &threads) {
  for (int &item : items)
    threads.emplace_back([&item] { ++item; }); // unsafe: overlapping-elements
}

void racy_started_twice() {
  std::list<int> items{1, 2, 3};
  std::vector<std::thread> threads;
  start(items, threads);
  start(items, threads);
  join(threads);
}

void racy_one_key_for_two() {
  std::map<std::string, int> counts{{"a", 1}, {"b", 2}};
  std::thread t([&] { ++counts.at("a"); }); // unsafe: overlapping-elements
  ++counts.at("a");
  t.join();
}

void lookalike_another_key() {
  std::map<std::string, int> counts{{"a", 1}, {"b", 2}};
  std::thread t([&] { ++counts.at("a"); }); // safe (today: unknown)
  ++counts.at("b");
  t.join();
}

void lookalike_one_key_of_two_maps() {
  std::map<std::string, int> counts{{"a", 1}}, others{{"a", 2}};
  std::thread t([&] { ++counts.at("a"); }); // safe
  ++others.at("a");
  t.join();
}

FAMILY({"one_each", repaired_one_each}, {"first", racy_first_group_for_all}, {"key", racy_key_beside_own},
       {"iterators", repaired_iterators}, {"iterator", racy_the_iterator_itself}, {"next", racy_next_one},
       {"two_loops", racy_two_loops}, {"rounds", racy_rounds_of_rounds},
       {"joined_rounds", repaired_joined_after_each_round}, {"grows", lookalike_grows_meanwhile},
       {"relinked", racy_relinked_meanwhile}, {"all_twice", racy_all_of_them_twice},
       {"lookalike_evens_and_odds", lookalike_evens_and_odds},
       {"lookalike_evens_and_odds_of_a_vector", lookalike_evens_and_odds_of_a_vector},
       {"lookalike_changed_in_between", lookalike_changed_in_between},
       {"racy_started_twice", racy_started_twice},
       {"racy_one_key_for_two", racy_one_key_for_two},
       {"lookalike_another_key", lookalike_another_key},
       {"lookalike_one_key_of_two_maps", lookalike_one_key_of_two_maps})
