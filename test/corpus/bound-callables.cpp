// Callables that are made of other things: bound, referenced, invoked.
#include "family.h"
#include <aether/aether.h>
#include <functional>
#include <future>
#include <mutex>
#include <ranges>
#include <thread>
#include <vector>

static void raise(int &x) { ++x; } // race

void racy_bind() {
  int x = 0;
  std::thread a(std::bind(raise, std::ref(x))); // unsafe: captured-mutation
  std::thread b(std::bind(raise, std::ref(x))); // unsafe: captured-mutation
  a.join();
  b.join();
}

// std::bind copies what is not wrapped.
void lookalike_bind_copies() {
  int x = 0;
  std::thread a(std::bind(raise, x)); // safe
  std::thread b(std::bind(raise, x)); // safe
  a.join();
  b.join();
}

class Account {
public:
  void deposit(int by) { balance += by; } // race
  void deposit_locked(int by) {
    std::lock_guard lock(mutex);
    balance += by;
  }
  int balance = 0;

private:
  std::mutex mutex;
};

void racy_bind_front() {
  Account account;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: member-mutation
                               std::bind_front(&Account::deposit, &account));
}

static void store(int &to, int x) { to = x; } // race

void racy_bind_front_ref() {
  int last = 0;
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               std::bind_front(store, std::ref(last)));
}

void racy_bind_front_lambda() {
  int last = 0;
  auto put = [&last](int by, int i) { last = by + i; }; // race
  aether::par_for_each(std::views::iota(0, 2000), // unsafe: captured-mutation
                               std::bind_front(put, 3));
}

void racy_bind_front_threads() {
  Account account;
  auto pay = std::bind_front(&Account::deposit, &account);
  std::thread a(pay, 1); // unsafe: member-mutation
  std::thread b(pay, 2); // unsafe: member-mutation
  a.join();
  b.join();
}

void repaired_bind_front() {
  Account account;
  aether::par_for_each( // safe
      std::views::iota(0, 2000),
      std::bind_front(&Account::deposit_locked, &account));
}

void racy_bind_placeholder() {
  using namespace std::placeholders;
  Account account;
  auto pay = std::bind(&Account::deposit, std::ref(account), _1);
  auto f = std::async(std::launch::async, pay, 5); // unsafe: member-mutation
  pay(7);
  f.get();
}

void racy_invoke_data_member() {
  Account account;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::invoke(&Account::balance, account) = i; // race
  });
}

struct Cell {
  int value = 0;
  void bump() { ++value; } // race
};

void lookalike_mem_fn() {
  std::vector<Cell> cells(2000);
  aether::par_for_each(cells, std::mem_fn(&Cell::bump)); // safe
}

void racy_mem_fn_pointers() {
  Cell one;
  std::vector<Cell *> cells(2000, &one);
  aether::par_for_each(cells, std::mem_fn(&Cell::bump)); // unsafe: aliased-items
}

struct Ticker {
  int ticks = 0;
  void operator()() { ++ticks; } // race
};

void lookalike_functor_copied() {
  Ticker ticker;
  std::thread a(ticker); // safe
  std::thread b(ticker); // safe
  a.join();
  b.join();
}

void racy_functor_ref() {
  Ticker ticker;
  std::thread a(std::ref(ticker)); // unsafe: member-mutation
  std::thread b(std::ref(ticker)); // unsafe: member-mutation
  a.join();
  b.join();
}

void lookalike_mutable_copied() {
  auto next = [n = 0]() mutable { ++n; };
  std::thread a(next); // safe
  std::thread b(next); // safe
  a.join();
  b.join();
}

void racy_mutable_ref() {
  auto next = [n = 0]() mutable { ++n; }; // race
  std::jthread a(std::ref(next)); // unsafe: captured-mutation
  std::jthread b(std::ref(next)); // unsafe: captured-mutation
}

void racy_pointer_to_member() {
  Account savings, giro;
  void (Account::*pay)(int) = &Account::deposit;
  Account *to = &giro;
  std::thread a([&] { (giro.*pay)(1); }); // unsafe: member-mutation
  std::thread b([=] { (to->*pay)(2); }); // unsafe: member-mutation
  savings.deposit(3);
  a.join();
  b.join();
}

// The second thread gets a copy of the account, not the account.
void lookalike_member_of_copy() {
  Account *heap = new Account;
  Cell cell;
  std::thread a(&Cell::bump, cell); // safe
  std::thread b(&Cell::bump, &cell); // safe
  std::thread c(&Account::deposit, heap, 4); // safe
  a.join();
  b.join();
  c.join();
  delete heap;
}

FAMILY({"racy_bind_front_ref", racy_bind_front_ref},
       {"racy_bind_front_lambda", racy_bind_front_lambda},
       {"racy_bind_front_threads", racy_bind_front_threads},
       {"racy_bind", racy_bind},
       {"lookalike_bind_copies", lookalike_bind_copies},
       {"racy_bind_front", racy_bind_front},
       {"repaired_bind_front", repaired_bind_front},
       {"racy_bind_placeholder", racy_bind_placeholder},
       {"racy_invoke_data_member", racy_invoke_data_member},
       {"lookalike_mem_fn", lookalike_mem_fn},
       {"racy_mem_fn_pointers", racy_mem_fn_pointers},
       {"lookalike_functor_copied", lookalike_functor_copied},
       {"racy_functor_ref", racy_functor_ref},
       {"lookalike_mutable_copied", lookalike_mutable_copied},
       {"racy_mutable_ref", racy_mutable_ref},
       {"racy_pointer_to_member", racy_pointer_to_member},
       {"lookalike_member_of_copy", lookalike_member_of_copy})
