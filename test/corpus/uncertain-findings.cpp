// What speaks against a finding without refuting it: a lock that may be the
// right one, other elements of a list, rounds that a barrier parts, a handle
// that was given to the task which waits for it.
#include "family.h"

#include <barrier>
#include <future>
#include <iterator>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace {
bool coin() { return std::rand() % 2 == 0; }

struct Account {
  std::mutex m;
  int sum = 0;
};

std::mutex one, other;

// In order of their addresses.
void transfer(Account *from, Account *to) {
  Account *x = from, *y = to;
  if (y < x)
    std::swap(x, y);
  std::lock_guard first(x->m);
  std::lock_guard second(y->m);
  from->sum--;
  to->sum++;
}

void transferWithOne(Account *from, Account *to) {
  std::lock_guard first(from->m);
  from->sum--;
  to->sum++;
}
} // namespace

void repaired_chosen_account() {
  Account s, t;
  Account *p = coin() ? &s : &t;
  auto add = [p] {
    std::lock_guard lock(p->m);
    p->sum++;
  };
  std::thread a(add); // unknown: lock
  std::thread b(add); // unknown: lock
  a.join();
  b.join();
}

void racy_chosen_account() {
  Account s, t;
  Account *p = coin() ? &s : &t;
  auto add = [p] {
    p->sum++; // race
  };
  std::thread a(add); // unsafe: captured-mutation
  std::thread b(add); // unsafe: captured-mutation
  a.join();
  b.join();
}

// Each has a lock, and they are others.
void racy_mutexes_that_differ() {
  Account s, t;
  Account *p = coin() ? &s : &t;
  auto add = [p](std::mutex *m) {
    std::lock_guard lock(*m);
    p->sum++; // race
  };
  std::thread a(add, &one);   // unsafe: wrong-lock
  std::thread b(add, &other); // unsafe: wrong-lock
  a.join();
  b.join();
}

void repaired_transfers() {
  Account a, b;
  std::thread t(transfer, &a, &b); // unknown: lock
  std::thread u(transfer, &b, &a); // unknown: lock
  t.join();
  u.join();
}

void racy_transfers() {
  Account a, b;
  std::thread t(transferWithOne, &a, &b); // unsafe: wrong-lock
  std::thread u(transferWithOne, &b, &a); // unsafe: wrong-lock
  t.join();
  u.join();
}

void repaired_neighbours_in_a_list() {
  std::list<int> l{1, 2, 3};
  auto i = l.begin();
  auto j = std::next(i);
  std::thread t([i] { *i = 1; }); // unknown: one element
  std::thread u([j] { *j = 1; }); // unknown: one element
  t.join();
  u.join();
}

void racy_one_place_in_a_list() {
  std::list<int> l{1, 2, 3};
  auto i = std::next(l.begin());
  std::thread t([i] { *i = 1; }); // unsafe: overlapping-elements
  std::thread u([i] { *i = 2; }); // unsafe: overlapping-elements
  t.join();
  u.join();
}

void racy_two_loops_over_a_list() {
  std::list<int> l{1, 2, 3};
  std::thread t([&] { // unsafe: overlapping-elements
    for (int &x : l)
      x = 1; // race
  });
  for (int &x : l)
    x = 2;
  t.join();
}

void repaired_buffers_by_parity() {
  std::barrier all(4);
  int a[2][4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // safe
      for (int r = 0; r < 9; ++r) {
        a[(r + 1) % 2][i] = a[r % 2][(i + 1) % 4];
        all.arrive_and_wait();
      }
    });
  for (std::thread &t : threads)
    t.join();
}

void racy_one_buffer_in_rounds() {
  std::barrier all(4);
  int a[2][4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { // unsafe: overlapping-elements
      for (int r = 0; r < 9; ++r) {
        a[r % 2][i] = a[r % 2][(i + 1) % 4]; // race
        all.arrive_and_wait();
      }
    });
  for (std::thread &t : threads)
    t.join();
}

void repaired_waits_for_what_was_moved() {
  int x = 0;
  std::thread t([&] { x++; });                     // safe
  std::thread u([&x, t = std::move(t)]() mutable { // safe
    t.join();
    x++;
  });
  u.join();
}

void racy_moved_and_joined_too_late() {
  int x = 0;
  std::thread t([&] { x++; });                     // unsafe: captured-mutation
  std::thread u([&x, t = std::move(t)]() mutable { // unsafe: captured-mutation
    x++;                                           // race
    t.join();
  });
  u.join();
}

void repaired_at_most_one_pointer() {
  int a = 0;
  std::vector<int *> p;
  const unsigned n = coin() ? 1 : 0;
  p.assign(n, &a);
  std::vector<std::thread> threads;
  for (int *q : p)
    threads.emplace_back([q] { ++*q; }); // unknown: items
  for (std::thread &t : threads)
    t.join();
}

void racy_two_pointers() {
  int a = 0;
  std::vector<int *> p;
  p.assign(2, &a);
  std::vector<std::thread> threads;
  for (int *q : p)
    threads.emplace_back([q] { ++*q; }); // unsafe: aliased-items
  for (std::thread &t : threads)
    t.join();
}

FAMILY({"repaired_chosen_account", repaired_chosen_account},
       {"racy_chosen_account", racy_chosen_account},
       {"racy_mutexes_that_differ", racy_mutexes_that_differ},
       {"repaired_transfers", repaired_transfers},
       {"racy_transfers", racy_transfers},
       {"repaired_neighbours_in_a_list", repaired_neighbours_in_a_list},
       {"racy_one_place_in_a_list", racy_one_place_in_a_list},
       {"racy_two_loops_over_a_list", racy_two_loops_over_a_list},
       {"repaired_buffers_by_parity", repaired_buffers_by_parity},
       {"racy_one_buffer_in_rounds", racy_one_buffer_in_rounds},
       {"repaired_waits_for_what_was_moved", repaired_waits_for_what_was_moved},
       {"racy_moved_and_joined_too_late", racy_moved_and_joined_too_late},
       {"repaired_at_most_one_pointer", repaired_at_most_one_pointer},
       {"racy_two_pointers", racy_two_pointers})
