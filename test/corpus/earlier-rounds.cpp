// Pointers that stay from one round of a loop to the next, and objects that one
// thread makes and tells others of.
#include "family.h"
#include <list>
#include <mutex>
#include <thread>
#include <vector>

static void join(std::vector<std::thread> &threads) {
  for (std::thread &t : threads)
    t.join();
}

void racy_first_of_all() {
  std::vector<int> items(4);
  std::vector<std::thread> threads;
  int *first = nullptr;
  for (int &item : items) {
    if (!first)
      first = &item;
    threads.emplace_back([first] { ++*first; }); // unsafe: captured-mutation
  }
  join(threads);
}

void racy_best_so_far() {
  std::list<int> items{1, 5, 2, 3};
  std::vector<std::thread> threads;
  int *best = nullptr;
  int most = 0;
  for (int &item : items) {
    if (item > most) {
      most = item;
      best = &item;
    }
    threads.emplace_back([best] { *best += 9; }); // unsafe: captured-mutation
  }
  join(threads);
}

void repaired_set_in_each_round() {
  std::vector<int> items(4);
  std::vector<std::thread> threads;
  int *now = nullptr;
  for (int &item : items) {
    now = &item;
    threads.emplace_back([now] { ++*now; }); // safe
  }
  join(threads);
}

void lookalike_one_or_the_other() {
  std::vector<int> a(4), b(4);
  std::vector<std::thread> threads;
  int *now = nullptr;
  for (int i = 0; i < 4; ++i) {
    if (i % 2)
      now = &a[i];
    else
      now = &b[i];
    threads.emplace_back([now] { ++*now; }); // safe
  }
  join(threads);
}

struct Node {
  int value = 0;
};

void racy_told_by_a_local() {
  std::mutex m;
  Node *told = nullptr;
  std::thread t([&] { // unsafe: captured-mutation
    std::lock_guard lock(m);
    if (told)
      told->value++;
  });
  Node *mine = new Node;
  {
    std::lock_guard lock(m);
    told = mine;
  }
  mine->value = 1; // race
  t.join();
  delete mine;
}

void repaired_filled_before() {
  std::mutex m;
  Node *told = nullptr;
  std::thread t([&] { // safe
    std::lock_guard lock(m);
    if (told)
      told->value++;
  });
  Node *mine = new Node;
  mine->value = 1;
  {
    std::lock_guard lock(m);
    told = mine;
  }
  t.join();
  delete mine;
}

static std::mutex guard;
static Node *current;
void racy_last_round() {
  std::thread t([] { // unsafe: global-mutation
    for (int i = 0; i < 1000; ++i) {
      std::lock_guard lock(guard);
      if (current)
        current->value++;
    }
  });
  std::vector<Node *> all;
  Node *last = nullptr;
  for (int i = 0; i < 1000; ++i) {
    Node *now = new Node;
    if (last)
      last->value = i; // race
    {
      std::lock_guard lock(guard);
      current = now;
    }
    last = now;
    all.push_back(now);
  }
  t.join();
  current = nullptr;
  for (Node *n : all)
    delete n;
}

static int logged;
static void walk(int depth, bool log) {
  if (log)
    logged++;
  if (depth == 0)
    return;
  std::thread t([=] { walk(depth - 1, false); }); // safe (today: unknown)
  walk(depth - 1, false);
  t.join();
}
void lookalike_only_the_first_call() { walk(3, true); }

static int &pick(std::vector<int> &v, int i) { return v[i]; }

void racy_best_by_reference() {
  std::vector<int> items{1, 5, 2, 3};
  std::vector<std::thread> threads;
  int *best = nullptr;
  int most = 0;
  for (int i = 0; i < 4; ++i) {
    int &item = pick(items, i);
    if (i == 0 || item > most + 100) {
      most = i;
      best = &item;
    }
    threads.emplace_back([best] { *best += 9; }); // unsafe: captured-mutation
  }
  join(threads);
}

FAMILY({"racy_first_of_all", racy_first_of_all},
       {"racy_best_so_far", racy_best_so_far},
       {"repaired_set_in_each_round", repaired_set_in_each_round},
       {"lookalike_one_or_the_other", lookalike_one_or_the_other},
       {"racy_told_by_a_local", racy_told_by_a_local},
       {"repaired_filled_before", repaired_filled_before},
       {"racy_last_round", racy_last_round},
       {"lookalike_only_the_first_call", lookalike_only_the_first_call},
       {"racy_best_by_reference", racy_best_by_reference})
