// Items that are pointers: what a loop stored in them, and what is reached from
// there.
#include "family.h"

#include <aether/aether.h>
#include <algorithm>
#include <memory>
#include <ranges>
#include <vector>

void racy_two_items_one_element() {
  int y[8] = {};
  std::vector<int *> items(8);
  for (int k = 0; k < 8; ++k)
    items[k] = &y[k / 2];
  aether::par_for_each(items, [](int *p) { // unsafe: aliased-items
    *p += 5;                               // race
  });
}

void repaired_an_element_each() {
  int y[8] = {};
  std::vector<int *> items(8);
  for (int k = 0; k < 8; ++k)
    items[k] = &y[k];
  aether::par_for_each(items, [](int *p) { *p += 5; }); // safe
}

// Only every second pointer is used.
void lookalike_every_second_item() {
  int y[8] = {};
  int *items[8];
  for (int k = 0; k < 8; ++k)
    items[k] = &y[k / 2];
  aether::par_for_each(std::views::iota(0, 4), [&](int i) { // safe
    *items[2 * i] += 5;
  });
}

void racy_rows_that_overlap() {
  std::vector<int> a(100);
  int *rows[10];
  for (int i = 0; i < 10; ++i)
    rows[i] = a.data() + 9 * i;
  aether::par_for_each(std::views::iota(0, 10), [&](int i) { // unsafe: aliased-items
    for (int j = 0; j < 10; ++j)
      rows[i][j] = i; // race
  });
}

void repaired_rows_apart() {
  std::vector<int> a(100);
  int *rows[10];
  for (int i = 0; i < 10; ++i)
    rows[i] = a.data() + 10 * i;
  aether::par_for_each(std::views::iota(0, 10), [&](int i) { // safe
    for (int j = 0; j < 10; ++j)
      rows[i][j] = i;
  });
}

void racy_pushed_halves() {
  std::vector<int> a(100);
  std::vector<int *> items;
  for (int i = 0; i < 10; ++i)
    items.push_back(&a[i / 2]);
  aether::par_for_each(items, [](int *p) { // unsafe: aliased-items
    *p = 1;                                // race
  });
}

void racy_neighbour_of_pushed() {
  std::vector<int> a(100);
  std::vector<int *> items;
  for (int i = 0; i < 10; ++i)
    items.push_back(&a[i]);
  aether::par_for_each(items, [](int *p) { // unsafe: aliased-items
    p[0] = p[1] = 1;                       // race
  });
}

void repaired_pushed_each() {
  std::vector<int> a(100);
  std::vector<int *> items;
  for (int i = 0; i < 10; ++i)
    items.push_back(&a[i]);
  aether::par_for_each(items, [](int *p) { *p = 1; }); // safe
}

void racy_one_fills_all() {
  int *items[8];
  std::fill(items, items + 8, new int(3));
  aether::par_for_each(items, [](int *p) { // unsafe: captured-mutation
    ++*p;                                  // race
  });
}

void racy_assigned_to_all() {
  std::vector<int *> items;
  items.assign(8, new int(3));
  aether::par_for_each(items, [](int *p) { // unsafe: aliased-items
    ++*p;                                  // race
  });
}

void racy_pushed_twice_a_round() {
  std::vector<int *> items;
  for (int i = 0; i < 8; ++i) {
    int *p = new int(0);
    for (int j = 0; j < 2; ++j)
      items.push_back(p);
  }
  aether::par_for_each(items, [](int *p) { // unsafe: aliased-items
    ++*p;                                  // race
  });
}

void repaired_new_for_each() {
  std::vector<int *> items;
  for (int i = 0; i < 8; ++i)
    items.push_back(new int(0));
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe
}

// One item, pointed to the same object in each round.
void lookalike_set_again_and_again() {
  int x = 0, y = 0;
  std::vector<int *> items(2);
  for (int round = 0; round < 3; ++round) {
    items[0] = &x;
    items[1] = &y;
    aether::par_for_each(items, [](int *p) { ++*p; }); // safe
  }
}

void racy_copied_items() {
  int x = 0;
  std::vector<int *> first(2, &x), items;
  items.push_back(new int(0));
  items = first;
  aether::par_for_each(items, [](int *p) { // unsafe: captured-mutation
    ++*p;                                  // race
  });
}

void racy_made_when_there_is_none() {
  std::vector<int *> items;
  int *p = nullptr;
  for (int i = 0; i < 8; ++i) {
    if (!p)
      p = new int(0);
    items.push_back(p);
  }
  aether::par_for_each(items, [](int *p) { ++*p; }); // unsafe: captured-mutation
}

void repaired_made_in_each_round() {
  std::vector<int *> items;
  int *p = nullptr;
  for (int i = 0; i < 8; ++i) {
    p = new int(0);
    items.push_back(p);
  }
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe
}

// Some items are null, no two lead to one object.
void lookalike_made_in_some_rounds() {
  std::vector<int *> items(8);
  for (int i = 0; i < 8; ++i) {
    int *p = nullptr;
    if (i % 2 == 0)
      p = new int(0);
    items[i] = p;
  }
  aether::par_for_each(items, [](int *p) { // safe
    if (p)
      ++*p;
  });
}

// One item is one pointer.
void lookalike_made_of_one() {
  int x = 0;
  std::vector<int *> items(1, &x);
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
  items.assign(1, &x);
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void racy_first_and_third() {
  int x = 0, y = 0;
  std::vector<int *> items(3);
  items[0] = &x;
  items[1] = &y;
  items[2] = &x;
  aether::par_for_each(items, [](int *p) { ++*p; }); // unsafe: aliased-items
}

void lookalike_third_one_dropped() {
  int x = 0, y = 0;
  std::vector<int *> items{&x, &y, &x};
  items.pop_back();
  aether::par_for_each(items, [](int *p) { ++*p; }); // safe (today: unknown)
}

void lookalike_first_two_only() {
  int x = 0, y = 0;
  std::vector<int *> items{&x, &y, &x};
  aether::par_for_each(std::views::iota(0, 2), [&](int i) { ++*items[i]; }); // safe (today: unknown)
}

FAMILY({"halves", racy_two_items_one_element}, {"each", repaired_an_element_each},
       {"second", lookalike_every_second_item}, {"rows", racy_rows_that_overlap}, {"rows-apart", repaired_rows_apart},
       {"pushed-halves", racy_pushed_halves}, {"neighbour", racy_neighbour_of_pushed},
       {"pushed-each", repaired_pushed_each}, {"fill", racy_one_fills_all}, {"assign", racy_assigned_to_all},
       {"twice", racy_pushed_twice_a_round}, {"new", repaired_new_for_each}, {"again", lookalike_set_again_and_again},
       {"copied", racy_copied_items}, {"none", racy_made_when_there_is_none},
       {"each-round", repaired_made_in_each_round}, {"some-rounds", lookalike_made_in_some_rounds},
       {"lookalike_made_of_one", lookalike_made_of_one},
       {"racy_first_and_third", racy_first_and_third},
       {"lookalike_third_one_dropped", lookalike_third_one_dropped},
       {"lookalike_first_two_only", lookalike_first_two_only})
