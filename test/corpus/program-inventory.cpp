// A small program: an inventory that orders change and reports read, with the
// locks of one class used by another.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace shop {

struct Item {
  std::string Name;
  int Stock = 0;
  double Price = 1;
};

class Inventory {
public:
  void add(const std::string &name, int amount) {
    std::unique_lock lock(M);
    Item &item = Items[name];
    item.Name = name;
    item.Stock += amount;
  }

  bool take(const std::string &name, int amount) {
    std::unique_lock lock(M);
    Item *item = find(name);
    if (!item || item->Stock < amount)
      return false;
    item->Stock -= amount;
    return true;
  }

  int stock(const std::string &name) const {
    std::shared_lock lock(M);
    const Item *item = find(name);
    return item ? item->Stock : 0;
  }

  template <typename F> void for_each(F f) const {
    std::shared_lock lock(M);
    for (const auto &[name, item] : Items)
      f(item);
  }

  // The reference outlives the lock.
  Item &leak(const std::string &name) {
    std::unique_lock lock(M);
    return Items[name];
  }

  // A discount under a lock that only readers should take.
  void discount(double factor) {
    std::shared_lock lock(M);
    for (auto &[name, item] : Items)
      item.Price *= factor;
  }

private:
  Item *find(const std::string &name) {
    auto it = Items.find(name);
    return it == Items.end() ? nullptr : &it->second;
  }
  const Item *find(const std::string &name) const {
    auto it = Items.find(name);
    return it == Items.end() ? nullptr : &it->second;
  }
  mutable std::shared_mutex M;
  std::unordered_map<std::string, Item> Items;
};

struct Order {
  std::string Item;
  int Amount = 1;
};

class OrderDesk {
public:
  explicit OrderDesk(Inventory &inventory) : Stock(inventory) {}

  void run(const std::vector<Order> &orders) {
    aether::par_for_each(orders, [this](const Order &o) { place(o); }); // safe
  }

  void run_counting_wrong(const std::vector<Order> &orders) {
    aether::par_for_each(orders, [this](const Order &o) { // unsafe: member-mutation
      if (Stock.take(o.Item, o.Amount))
        ++Plain;
    });
  }

  void run_with_log(const std::vector<Order> &orders) {
    aether::par_for_each(orders, [this](const Order &o) { // unsafe: shared-container (today: unknown)
      if (!Stock.take(o.Item, o.Amount))
        Failures.push_back(o.Item);
    });
  }

  void run_with_locked_log(const std::vector<Order> &orders) {
    aether::par_for_each(orders, [this](const Order &o) { // safe
      if (Stock.take(o.Item, o.Amount))
        return;
      std::lock_guard lock(LogLock);
      Failures.push_back(o.Item);
    });
  }

  int accepted() const { return Accepted; }

private:
  void place(const Order &o) {
    if (Stock.take(o.Item, o.Amount))
      Accepted.fetch_add(1);
    else
      Rejected.fetch_add(1);
  }
  Inventory &Stock;
  std::atomic<int> Accepted = 0, Rejected = 0;
  int Plain = 0;
  std::mutex LogLock;
  std::vector<std::string> Failures;
};

} // namespace shop

static std::vector<shop::Order> orders() {
  std::vector<shop::Order> made;
  for (int i = 0; i < 200; ++i)
    made.push_back({"item" + std::to_string(i % 9), 1});
  return made;
}

static void fill(shop::Inventory &inventory) {
  for (int i = 0; i < 8; ++i)
    inventory.add("item" + std::to_string(i), 20);
}

void repaired_orders() {
  shop::Inventory inventory;
  fill(inventory);
  shop::OrderDesk desk(inventory);
  desk.run(orders());
}

void racy_counting() {
  shop::Inventory inventory;
  fill(inventory);
  shop::OrderDesk desk(inventory);
  desk.run_counting_wrong(orders());
}

void racy_log() {
  shop::Inventory inventory;
  shop::OrderDesk desk(inventory);
  desk.run_with_log(orders());
}

void repaired_log() {
  shop::Inventory inventory;
  shop::OrderDesk desk(inventory);
  desk.run_with_locked_log(orders());
}

void repaired_report_beside_orders() {
  shop::Inventory inventory;
  fill(inventory);
  shop::OrderDesk desk(inventory);
  std::thread reporter([&inventory] { // safe
    for (int i = 0; i < 10; ++i) {
      double value = 0;
      inventory.for_each([&value](const shop::Item &item) { value += item.Stock * item.Price; });
    }
  });
  desk.run(orders());
  reporter.join();
}

void racy_leaked_reference() {
  shop::Inventory inventory;
  fill(inventory);
  std::thread restock([&inventory] { // unsafe: wrong-lock (today: unknown)
    for (int i = 0; i < 20; ++i)
      inventory.add("item0", 1);
  });
  shop::Item &item = inventory.leak("item0");
  for (int i = 0; i < 20; ++i)
    item.Stock += 5;
  restock.join();
}

void racy_discount() {
  shop::Inventory inventory;
  fill(inventory);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&inventory] { inventory.discount(0.9); }); // unsafe: wrong-lock
  for (auto &t : threads)
    t.join();
}

FAMILY({"repaired_orders", repaired_orders}, {"racy_counting", racy_counting}, {"racy_log", racy_log},
       {"repaired_log", repaired_log}, {"repaired_report_beside_orders", repaired_report_beside_orders},
       {"racy_leaked_reference", racy_leaked_reference}, {"racy_discount", racy_discount})
