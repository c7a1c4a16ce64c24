#include "family.h"
#include <aether/aether.h>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

struct Account {
  std::mutex m;
  long balance = 1000;
};

static void transfer(Account &from, Account &to, long v) {
  std::scoped_lock both(from.m, to.m);
  from.balance -= v;
  to.balance += v;
}

void repaired_transfer() {
  Account a, b;
  std::thread t([&] { transfer(a, b, 5); }); // safe
  std::thread u([&] { transfer(b, a, 7); }); // safe
  t.join();
  u.join();
}

static void careless_transfer(Account &from, Account &to, long v) {
  std::scoped_lock one(from.m);
  from.balance -= v;
  to.balance += v; // race
}

void racy_transfer() {
  Account a, b;
  std::thread t([&] { careless_transfer(a, b, 5); }); // unsafe: wrong-lock
  std::thread u([&] { careless_transfer(b, a, 7); }); // unsafe: wrong-lock
  t.join();
  u.join();
}

void repaired_own_lock() {
  std::array<Account, 8> bank;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    Account &mine = bank[i % 8];
    std::lock_guard lock(mine.m);
    mine.balance += i;
  });
}

void racy_neighbours_lock() {
  std::array<Account, 8> bank;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::lock_guard lock(bank[(i + i / 8) % 8].m);
    bank[i % 8].balance += i; // race
  });
}

void repaired_stripes() {
  std::array<std::mutex, 16> stripes;
  std::vector<int> counts(64);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::size_t key = static_cast<std::size_t>(i) % 64;
    std::lock_guard lock(stripes[key % 16]);
    ++counts[key];
  });
}

void racy_stripe_of_item() {
  std::array<std::mutex, 16> stripes;
  std::vector<int> counts(64);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::lock_guard lock(stripes[i % 15]);
    ++counts[i % 64]; // race
  });
}

void racy_stripes_shared_size() {
  std::array<std::mutex, 16> stripes;
  std::vector<int> counts(16);
  int size = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::lock_guard lock(stripes[i % 16]);
    ++counts[i % 16];
    ++size; // race
  });
}

void racy_thread_local_mutex() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: wrong-lock
    static thread_local std::mutex m;
    std::lock_guard lock(m);
    ++n; // race
  });
}

void lookalike_static_mutex() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    static std::mutex m;
    std::lock_guard lock(m);
    ++n;
  });
}

class Registry {
public:
  static Registry &get() {
    static Registry r;
    return r;
  }
  void put(int k) {
    std::lock_guard lock(m);
    ++seen[k % 10];
  }

private:
  mutable std::mutex m;
  std::map<int, int> seen;
};

void repaired_singleton() {
  aether::par_for_each(std::views::iota(0, 2000), // safe
                               [](int i) { Registry::get().put(i); });
}

class Journal {
public:
  void put(int v) {
    std::lock_guard lock(m);
    lines.push_back(v);
  }
  std::size_t size() const { return lines.size(); } // race

private:
  mutable std::mutex m;
  std::vector<int> lines;
};

void racy_unlocked_getter() {
  Journal j;
  std::size_t most = 0;
  std::thread t([&] { // unsafe: shared-container
    for (int i = 0; i < 50; ++i)
      j.put(i);
  });
  for (int i = 0; i < 50; ++i)
    most += j.size();
  t.join();
  if (most > 5000)
    std::abort();
}

struct PerObject {
  void bump() {
    std::lock_guard lock(m);
    ++Total; // race
  }
  std::mutex m;
  static inline int Total = 0;
};

void racy_member_lock_static_data() {
  std::vector<PerObject> objects(2000);
  aether::par_for_each(objects, [](PerObject &o) { o.bump(); }); // unsafe: wrong-lock
}

struct PerClass {
  void bump() {
    std::lock_guard lock(M);
    ++Total;
  }
  static inline std::mutex M;
  static inline int Total = 0;
};

void repaired_static_lock_static_data() {
  std::vector<PerClass> objects(2000);
  aether::par_for_each(objects, [](PerClass &o) { o.bump(); }); // safe
}

class Gate {
public:
  [[nodiscard]] std::unique_lock<std::mutex> hold() {
    return std::unique_lock(m);
  }
  [[nodiscard]] auto guard() { return std::lock_guard(m); }

private:
  std::mutex m;
};

void lookalike_lock_returned() {
  Gate g;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto lock = g.hold();
    n += i;
  });
}

void lookalike_guard_returned() {
  Gate g;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    auto lock = g.guard();
    n += i;
  });
}

void racy_lock_returned_and_dropped() {
  Gate g;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    (void)g.hold();
    n += i; // race
  });
}

struct Job {
  std::mutex *guard;
  int *sum;
  void operator()(int i) const {
    std::lock_guard lock(*guard);
    *sum += i; // race
  }
};

void lookalike_mutex_by_pointer() {
  std::mutex m;
  int sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), Job{&m, &sum}); // safe
}

void racy_two_jobs_two_mutexes() {
  std::mutex m, k;
  int sum = 0;
  Job a{&m, &sum}, b{&k, &sum};
  std::thread t(a, 1); // unsafe: wrong-lock
  std::thread u(b, 2); // unsafe: wrong-lock
  t.join();
  u.join();
}

void repaired_shared_ptr_mutex() {
  auto m = std::make_shared<std::mutex>();
  int sum = 0;
  std::vector<std::jthread> crew;
  for (int i = 0; i < 3; ++i)
    crew.emplace_back([m, i, &sum] { // safe
      std::lock_guard lock(*m);
      sum += i;
    });
}

void racy_new_mutex_each() {
  int sum = 0;
  std::vector<std::jthread> crew;
  for (int i = 0; i < 3; ++i) {
    auto m = std::make_shared<std::mutex>();
    crew.emplace_back([m, i, &sum] { // unsafe: wrong-lock
      std::lock_guard lock(*m);
      sum += i; // race
    });
  }
}

FAMILY({"repaired_transfer", repaired_transfer},
       {"racy_transfer", racy_transfer},
       {"repaired_own_lock", repaired_own_lock},
       {"racy_neighbours_lock", racy_neighbours_lock},
       {"repaired_stripes", repaired_stripes},
       {"racy_stripe_of_item", racy_stripe_of_item},
       {"racy_stripes_shared_size", racy_stripes_shared_size},
       {"racy_thread_local_mutex", racy_thread_local_mutex},
       {"lookalike_static_mutex", lookalike_static_mutex},
       {"repaired_singleton", repaired_singleton},
       {"racy_unlocked_getter", racy_unlocked_getter},
       {"racy_member_lock_static_data", racy_member_lock_static_data},
       {"repaired_static_lock_static_data", repaired_static_lock_static_data},
       {"lookalike_lock_returned", lookalike_lock_returned},
       {"lookalike_guard_returned", lookalike_guard_returned},
       {"racy_lock_returned_and_dropped", racy_lock_returned_and_dropped},
       {"lookalike_mutex_by_pointer", lookalike_mutex_by_pointer},
       {"racy_two_jobs_two_mutexes", racy_two_jobs_two_mutexes},
       {"repaired_shared_ptr_mutex", repaired_shared_ptr_mutex},
       {"racy_new_mutex_each", racy_new_mutex_each})
