#include "family.h"
#include <aether/aether.h>
#include <memory>
#include <vector>

struct Account {
  int balance = 0;
};

void racy() {
  Account shared;
  std::vector<Account *> items(2000, &shared);
  aether::par_for_each(items, [](Account *a) { // unsafe: aliased-items
    a->balance += 1;                           // race
  });
}

void racy_list() {
  Account a, b;
  std::vector<Account *> items;
  items.push_back(&a);
  items.push_back(&b);
  for (int i = 0; i < 100; ++i)
    items.push_back(&a);
  aether::par_for_each(items, [](Account *x) { // unsafe: aliased-items
    x->balance += 1;                           // race
  });
}

void repaired() {
  std::vector<std::unique_ptr<Account>> items;
  for (int i = 0; i < 2000; ++i)
    items.push_back(std::make_unique<Account>());
  aether::par_for_each(items, [](std::unique_ptr<Account> &a) { // safe
    a->balance += 1;
  });
}

void lookalike_read() {
  Account shared;
  std::vector<Account *> items(2000, &shared);
  std::vector<int> out = aether::par_map(items, [](Account *a) { // safe
    return a->balance;
  });
}

void lookalike_pointer_itself() {
  Account one, two;
  std::vector<Account *> items(2000, &one);
  aether::par_for_each(items, [&](Account *&a) { a = &two; }); // safe
}

void unknown(std::vector<Account *> &items) {
  aether::par_for_each(items, [](Account *a) { // unknown: pointers
    a->balance += 1;
  });
}

FAMILY({"racy", racy}, {"racy_list", racy_list}, {"repaired", repaired},
       {"lookalike_read", lookalike_read},
       {"lookalike_pointer_itself", lookalike_pointer_itself})
