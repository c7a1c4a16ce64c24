// What a unique_ptr owns, reached in other ways: by a pointer that was there
// before, or by one that was lent.
#include "family.h"

#include <aether/aether.h>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

void racy_lent_before_the_move() {
  auto x = std::make_unique<int>(0);
  int *p = x.get();
  std::thread t([x = std::move(x)] { ++*x; }); // unsafe: captured-mutation (today: unknown)
  *p = 3;
  t.join();
}

void racy_given_to_the_owner() {
  int *v = new int(0);
  std::unique_ptr<int> x(v);
  std::thread t([x = std::move(x)] { ++*x; }); // unsafe: captured-mutation (today: unknown)
  *v = 3;
  t.join();
}

void racy_lent_vector() {
  auto x = std::make_unique<std::vector<int>>(3);
  auto *p = x.get();
  auto q = std::move(x);
  std::thread t([&] { q->push_back(1); }); // unsafe: shared-container (today: unknown)
  p->push_back(3);
  t.join();
}

void racy_owner_that_deletes_nothing() {
  int v = 0;
  std::unique_ptr<int, void (*)(int *)> x(&v, [](int *) {});
  std::thread t([&] { ++*x; }); // unsafe: captured-mutation (today: unknown)
  v = 3;
  t.join();
}

struct Keep {
  void operator()(int *) const {}
};

void racy_owners_of_one() {
  std::vector<std::unique_ptr<int, Keep>> items;
  int n = 0;
  for (int i = 0; i < 4; ++i)
    items.emplace_back(&n);
  aether::par_for_each(items, [](auto &item) { ++*item; }); // unsafe: aliased-items (today: unknown)
}

void repaired_owner_of_its_own() {
  auto x = std::make_unique<int>(0);
  std::thread t([x = std::move(x)] { ++*x; }); // safe (today: unknown)
  x = std::make_unique<int>(0);
  *x = 3;
  t.join();
}

void lookalike_made_in_each_round() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    auto x = std::make_unique<int>(0);
    int *p = x.get();
    *p = i;
    threads.emplace_back([x = std::move(x)] { ++*x; }); // safe
  }
  for (auto &t : threads)
    t.join();
}

FAMILY({"lent", racy_lent_before_the_move}, {"given", racy_given_to_the_owner}, {"vector", racy_lent_vector},
       {"keeps", racy_owner_that_deletes_nothing}, {"one", racy_owners_of_one},
       {"own", repaired_owner_of_its_own}, {"rounds", lookalike_made_in_each_round})
