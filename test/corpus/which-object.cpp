// Which object a task gets: one of several, one after the other, the same one
// twice.
#include "family.h"

#include <aether/aether.h>
#include <memory>
#include <mutex>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

namespace {

struct Counter {
  int *count;
  int times;
};
void bump(Counter *c) {
  for (int i = 0; i < c->times; ++i)
    ++*c->count;
}
void add(int *p) { ++*p; }
void joinAll(std::vector<std::thread> &threads) {
  for (auto &t : threads)
    t.join();
}

} // namespace

void racy_one_counter_for_all() {
  int count = 0;
  Counter c[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    c[i].count = &count;
    c[i].times = 100;
    threads.emplace_back(bump, &c[i]); // unsafe: aliased-items
  }
  joinAll(threads);
}

void repaired_a_counter_each() {
  int count[4] = {};
  Counter c[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    c[i].count = &count[i];
    c[i].times = 100;
    threads.emplace_back(bump, &c[i]); // safe
  }
  joinAll(threads);
}

void lookalike_another_before_the_start() {
  int count[4] = {}, all = 0;
  Counter c[4];
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    c[i].count = &all;
    c[i].times = 100;
    c[i].count = &count[i];
    threads.emplace_back(bump, &c[i]); // safe (today: unknown)
  }
  joinAll(threads);
}

void repaired_given_back_by_the_task() {
  int count[4] = {};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto *c = new Counter{&count[i], 100};
    threads.emplace_back([c] { // safe
      bump(c);
      delete c;
    });
  }
  joinAll(threads);
}

// What the first round made is kept for all others.
void racy_kept_of_the_first_round() {
  std::vector<std::thread> threads;
  Counter first{};
  for (int i = 0; i < 4; ++i) {
    Counter c{new int(0), 100};
    if (i == 0)
      first = c;
    threads.emplace_back([first] { ++*first.count; }); // unsafe: captured-mutation
  }
  joinAll(threads);
}

void racy_listed_twice() {
  int a = 0, b = 0;
  std::vector<int *> items{&a, &b, &a};
  aether::par_for_each(items, [](int *p) { ++*p; }); // unsafe: aliased-items
}

void repaired_listed_once() {
  int a = 0, b = 0, c = 0;
  std::vector<int *> items{&a, &b, &c};
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe
}

// The second one is gone.
void lookalike_listed_and_popped() {
  int a = 0;
  std::vector<int *> items{&a, &a};
  items.pop_back();
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void racy_pushed_twice() {
  int a = 0;
  std::vector<int *> items;
  items.push_back(&a);
  items.push_back(&a);
  aether::par_for_each(items, [](int *p) { ++*p; }); // unsafe: aliased-items
}

void lookalike_pushed_after_a_pop() {
  int a = 0;
  std::vector<int *> items;
  items.push_back(&a);
  items.pop_back();
  items.push_back(&a);
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

static void push_one(bool early) {
  int a = 0;
  std::vector<int *> items;
  if (early)
    items.push_back(&a);
  else
    items.push_back(&a);
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}
void lookalike_pushed_in_either_branch() { push_one(true); }

void lookalike_cleared_in_each_round() {
  int a = 0;
  std::vector<int *> items;
  for (int i = 0; i < 5; ++i) {
    items.clear();
    items.push_back(&a);
  }
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void lookalike_first_round_only() {
  int a = 0, b = 0;
  std::vector<int *> items;
  for (int i = 0; i < 2; ++i) {
    if (i == 0)
      items.push_back(&a);
    else
      items.push_back(&b);
  }
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void lookalike_overwritten() {
  int a = 0, b = 0;
  int *items[2] = {&a, &a};
  items[0] = &b;
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void lookalike_one_of_each_pair() {
  int a = 0, b = 0;
  int *items[4] = {&a, &a, &b, &b};
  aether::par_for_each(std::views::iota(0, 2), [&](int i) { // safe (today: unknown)
    ++*items[2 * i];
  });
}

// Ten items, two objects.
void racy_either_in_each_round() {
  int a = 0, b = 0;
  std::vector<int *> items;
  for (int i = 0; i < 10; ++i)
    items.push_back(i % 2 ? &a : &b);
  aether::par_for_each(items, [](int *p) { ++*p; }); // unsafe: aliased-items
}

void lookalike_either_in_two_rounds() {
  int a = 0, b = 0;
  std::vector<int *> items;
  for (int i = 0; i < 2; ++i)
    items.push_back(i ? &a : &b);
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void lookalike_pointed_elsewhere() {
  int a = 0, b = 0;
  int *p = &a;
  std::thread t([p] { ++*p; }); // safe
  p = &b;
  ++*p;
  t.join();
}

void racy_pointed_back() {
  int a = 0, b = 0;
  int *p = &b;
  ++*p;
  p = &a;
  std::thread t([p] { ++*p; }); // unsafe: captured-mutation
  ++a;
  t.join();
}

void lookalike_handed_one_after_the_other() {
  int a = 0, b = 0;
  int *p = &a;
  std::thread t(add, p); // safe
  p = &b;
  std::thread u(add, p); // safe
  t.join();
  u.join();
}

void racy_handed_twice() {
  int a = 0, b = 0;
  int *p = &a;
  std::thread t(add, p); // unsafe: captured-mutation
  p = &b;
  ++*p;
  p = &a;
  std::thread u(add, p); // unsafe: captured-mutation
  t.join();
  u.join();
}

// What is captured is what `p` was before.
void racy_exchanged() {
  int a = 0, b = 0;
  int *p = &a;
  std::thread t([p = std::exchange(p, &b)] { ++*p; }); // unsafe: captured-mutation
  ++a;
  t.join();
  ++*p;
}

// In all rounds but the first, `p` is `b`.
void racy_of_the_round_before() {
  int a = 0, b = 0;
  int *p = &a;
  for (int i = 0; i < 4; ++i) {
    std::thread t([p] { ++*p; }); // unsafe: captured-mutation
    ++b;
    t.join();
    p = &b;
  }
}

namespace {
int ones = 0, twos = 0;
void one(int) { ++ones; }
void two(int) { ++twos; }

struct Base {
  virtual ~Base() = default;
  virtual void go() = 0;
};
struct Loud : Base {
  void go() override { ++ones; }
};
struct Quiet : Base {
  int mine = 0;
  void go() override { ++mine; }
};
struct Both {
  Loud loud;
  Quiet quiet;
};
} // namespace

static void run_either(bool first) {
  aether::par_for_each(std::views::iota(0, 2000), first ? one : two); // unsafe: global-mutation
}
void racy_whichever_it_is() { run_either(true); }

static void run_once(bool first) {
  aether::par_for_each(std::views::iota(0, 1), first ? one : two); // safe
}
void lookalike_one_task() { run_once(true); }

void racy_elements_of_a_class() {
  std::vector<Loud> all(2000);
  aether::par_for_each(all, [](Base &b) { b.go(); }); // unsafe: global-mutation
}

void repaired_elements_of_a_class() {
  std::vector<Quiet> all(2000);
  aether::par_for_each(all, [](Base &b) { b.go(); }); // safe
}

void racy_member_of_a_class() {
  Both both;
  Base &b = both.loud;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { b.go(); }); // unsafe: global-mutation
}

void lookalike_two_members() {
  Both both;
  std::thread t([&] { both.loud.go(); }); // safe
  Base &b = both.quiet;
  b.go();
  t.join();
}

static int hits = 0;
static std::mutex hits_lock;

struct Locking {
  virtual ~Locking() = default;
  virtual void hit() {
    std::lock_guard guard(hits_lock);
    ++hits;
  }
};
struct Careless : Locking {
  void hit() override { ++hits; }
};

void racy_replaced_by_a_careless_one() {
  auto p = std::make_unique<Locking>();
  p = std::make_unique<Careless>();
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { p->hit(); }); // unsafe: global-mutation
}

void repaired_replaced_by_another_of_its_kind() {
  auto p = std::make_unique<Locking>();
  p = std::make_unique<Locking>();
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { p->hit(); }); // safe
}

void racy_reset() {
  auto p = std::make_unique<Locking>();
  p.reset(new Careless);
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { p->hit(); }); // unsafe: global-mutation
}

void racy_swapped() {
  auto p = std::make_unique<Locking>();
  std::unique_ptr<Locking> other = std::make_unique<Careless>();
  std::swap(p, other);
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { p->hit(); }); // unsafe: global-mutation (today: unknown)
}

struct Keeper {
  std::unique_ptr<Locking> kept = std::make_unique<Locking>();
  void keep(std::unique_ptr<Locking> other) { kept = std::move(other); }
};

void racy_kept_instead() {
  Keeper k;
  k.keep(std::make_unique<Careless>());
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { k.kept->hit(); }); // unsafe: global-mutation (today: unknown)
}

void lookalike_kept_as_made() {
  Keeper k;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { k.kept->hit(); }); // safe
}

void lookalike_copied_into() {
  Locking object;
  Careless other;
  object = other;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { object.hit(); }); // safe
}

FAMILY({"racy_one_counter_for_all", racy_one_counter_for_all},
       {"repaired_a_counter_each", repaired_a_counter_each},
       {"lookalike_another_before_the_start", lookalike_another_before_the_start},
       {"repaired_given_back_by_the_task", repaired_given_back_by_the_task},
       {"racy_kept_of_the_first_round", racy_kept_of_the_first_round},
       {"racy_listed_twice", racy_listed_twice},
       {"repaired_listed_once", repaired_listed_once},
       {"lookalike_listed_and_popped", lookalike_listed_and_popped},
       {"racy_pushed_twice", racy_pushed_twice},
       {"lookalike_pushed_after_a_pop", lookalike_pushed_after_a_pop},
       {"lookalike_pushed_in_either_branch", lookalike_pushed_in_either_branch},
       {"lookalike_cleared_in_each_round", lookalike_cleared_in_each_round},
       {"lookalike_first_round_only", lookalike_first_round_only},
       {"lookalike_overwritten", lookalike_overwritten},
       {"lookalike_one_of_each_pair", lookalike_one_of_each_pair},
       {"racy_either_in_each_round", racy_either_in_each_round},
       {"lookalike_either_in_two_rounds", lookalike_either_in_two_rounds},
       {"lookalike_pointed_elsewhere", lookalike_pointed_elsewhere},
       {"racy_pointed_back", racy_pointed_back},
       {"lookalike_handed_one_after_the_other", lookalike_handed_one_after_the_other},
       {"racy_handed_twice", racy_handed_twice},
       {"racy_exchanged", racy_exchanged},
       {"racy_of_the_round_before", racy_of_the_round_before},
       {"racy_whichever_it_is", racy_whichever_it_is},
       {"lookalike_one_task", lookalike_one_task},
       {"racy_elements_of_a_class", racy_elements_of_a_class},
       {"repaired_elements_of_a_class", repaired_elements_of_a_class},
       {"racy_member_of_a_class", racy_member_of_a_class},
       {"lookalike_two_members", lookalike_two_members},
       {"racy_replaced_by_a_careless_one", racy_replaced_by_a_careless_one},
       {"repaired_replaced_by_another_of_its_kind", repaired_replaced_by_another_of_its_kind},
       {"racy_reset", racy_reset},
       {"racy_swapped", racy_swapped},
       {"racy_kept_instead", racy_kept_instead},
       {"lookalike_kept_as_made", lookalike_kept_as_made},
       {"lookalike_copied_into", lookalike_copied_into})
