#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <ranges>
#include <thread>
#include <utility>
#include <vector>

struct Config {
  int level = 1;
  int uses = 0;
};

// Copies of one shared_ptr: the count is atomic.
void lookalike_copy_shared_ptr() {
  auto config = std::make_shared<const Config>();
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::shared_ptr<const Config> mine = config;
    out[i] = mine->level;
  });
}

void racy_reset_shared_ptr() {
  auto config = std::make_shared<Config>();
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    if (i % 2)
      config = std::make_shared<Config>(); // race
  });
}

// The copy is one's own, what it points to is not.
void racy_pointee_through_copy() {
  auto config = std::make_shared<Config>();
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    auto mine = config;
    mine->uses++; // race
  });
}

void lookalike_reset_own_copy() {
  auto config = std::make_shared<Config>();
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe (today: unknown)
    auto mine = config;
    out[i] = mine->level;
    mine.reset();
    mine = std::make_shared<Config>();
    mine->uses = i;
  });
}

void repaired_atomic_shared_ptr() {
  std::atomic<std::shared_ptr<const Config>> config(std::make_shared<const Config>());
  std::thread writer([&] { config.store(std::make_shared<const Config>()); }); // safe
  int level = config.load()->level;
  writer.join();
  (void)level;
}

void racy_shared_ptr_to_thread_by_value() {
  auto config = std::make_shared<Config>();
  std::thread worker([config] { config->uses = 1; }); // unsafe: captured-mutation
  config->uses = 2;
  worker.join();
}

void lookalike_two_pointees() {
  auto one = std::make_shared<Config>();
  auto two = std::make_shared<Config>();
  std::thread worker([one] { one->uses = 1; }); // safe
  two->uses = 2;
  worker.join();
}

void lookalike_unique_moved_in() {
  auto config = std::make_unique<Config>();
  std::thread worker([mine = std::move(config)] { mine->uses = 1; }); // safe (today: unknown)
  config = std::make_unique<Config>();
  config->uses = 2;
  worker.join();
}

// get() lends the object that somebody else owns.
void racy_unique_get() {
  auto config = std::make_unique<Config>();
  Config *lent = config.get();
  std::thread worker([lent] { lent->uses = 1; }); // unsafe: captured-mutation
  config->uses = 2;
  worker.join();
}

void racy_weak_lock() {
  auto config = std::make_shared<Config>();
  std::weak_ptr<Config> weak = config;
  aether::par_for_each(std::views::iota(0, 2000), [weak](int) { // unsafe: captured-mutation
    if (auto strong = weak.lock())
      strong->uses++; // race
  });
}

void lookalike_weak_lock_read() {
  auto config = std::make_shared<Config>();
  std::weak_ptr<Config> weak = config;
  std::vector<int> out(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&, weak](int i) { // safe
    if (auto strong = weak.lock())
      out[i] = strong->level;
  });
}

// All items are copies of one pointer.
void racy_items_of_one() {
  std::vector<std::shared_ptr<Config>> items(2000, std::make_shared<Config>());
  aether::par_for_each(items, [](const std::shared_ptr<Config> &c) { // unsafe: aliased-items
    c->uses++;                                                       // race
  });
}

// The pointers themselves are distinct, though they point to one object.
void lookalike_items_reset() {
  std::vector<std::shared_ptr<Config>> items(2000, std::make_shared<Config>());
  aether::par_for_each(items, [](std::shared_ptr<Config> &c) { c.reset(); }); // safe
}

void lookalike_items_fresh() {
  std::vector<std::shared_ptr<Config>> items(2000);
  aether::par_for_each(items, [](std::shared_ptr<Config> &c) { // safe (today: unknown)
    c = std::make_shared<Config>();
    c->uses = 1;
  });
}

void unknown_items(const std::vector<std::shared_ptr<Config>> &items) {
  aether::par_for_each(items, [](const std::shared_ptr<Config> &c) { // unknown: pointers
    c->uses++;
  });
}

// Two owners of one vector of unique objects: the same object by index.
void racy_unique_by_fixed_index() {
  std::vector<std::unique_ptr<Config>> items;
  for (int i = 0; i < 4; ++i)
    items.push_back(std::make_unique<Config>());
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    items[i % 4]->uses++; // race
  });
}

void safe_unique_by_index() {
  std::vector<std::unique_ptr<Config>> items(2000);
  for (auto &item : items)
    item = std::make_unique<Config>();
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    items[i]->uses++;
  });
}

FAMILY({"lookalike_copy_shared_ptr", lookalike_copy_shared_ptr}, {"racy_pointee_through_copy", racy_pointee_through_copy}, {"lookalike_reset_own_copy", lookalike_reset_own_copy},
       {"racy_shared_ptr_to_thread_by_value", racy_shared_ptr_to_thread_by_value}, {"lookalike_two_pointees", lookalike_two_pointees},
       {"lookalike_unique_moved_in", lookalike_unique_moved_in}, {"racy_unique_get", racy_unique_get}, {"racy_weak_lock", racy_weak_lock},
       {"lookalike_weak_lock_read", lookalike_weak_lock_read}, {"racy_items_of_one", racy_items_of_one}, {"lookalike_items_reset", lookalike_items_reset},
       {"lookalike_items_fresh", lookalike_items_fresh}, {"racy_unique_by_fixed_index", racy_unique_by_fixed_index}, {"safe_unique_by_index", safe_unique_by_index})
