#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <memory>
#include <mutex>
#include <ranges>
#include <thread>
#include <vector>

void lookalike_ticket() {
  std::vector<int> out(2000);
  std::atomic<int> next = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (i % 2)
      out[next.fetch_add(1, std::memory_order_relaxed)] = i;
  });
}

void racy_ticket_read_apart() {
  std::vector<int> out(4000);
  std::atomic<int> next = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    out[next.load()] = i; // race
    next.fetch_add(1);
  });
}

void racy_ticket_wraps() {
  std::vector<int> ring(8);
  std::atomic<unsigned> next = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: overlapping-elements
    ring[next.fetch_add(1) % 8] = i; // race
  });
}

void lookalike_relaxed_counter() {
  std::atomic<long> sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    sum.fetch_add(i, std::memory_order_relaxed);
  });
}

void racy_payload_beside_counter() {
  std::atomic<int> count = 0;
  int last = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    count.fetch_add(1);
    last = i; // race
  });
}

void repaired_atomic_ref() {
  int sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::atomic_ref<int>(sum).fetch_add(i);
  });
}

void racy_atomic_ref_beside_plain() {
  int sum = 0;
  std::vector<int> seen(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::atomic_ref ref(sum);
    ref += i;
    seen[i] = sum; // race
  });
}

void racy_atomic_pointer_plain_pointee() {
  int cell = 0;
  std::atomic<int *> p = &cell;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    ++*p.load(); // race
  });
}

void racy_volatile() {
  volatile int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    n = n + 1; // race
  });
}

void racy_update_through_helper_variable() {
  std::atomic<int> balance = 100;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: lost-update
    int b = balance.load(std::memory_order_relaxed);
    b += i;
    balance.store(b, std::memory_order_relaxed); // race
  });
}

void lookalike_update_under_lock() {
  std::atomic<int> balance = 100;
  std::mutex m;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::lock_guard lock(m);
    balance.store(balance.load() + i);
  });
}

void lookalike_own_atomic() {
  std::vector<std::atomic<int>> cells(2000);
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    cells[i].store(cells[i].load() + i);
  });
}

void repaired_cas_transform() {
  std::atomic<double> sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    double old = sum.load();
    while (!sum.compare_exchange_weak(old, old * 0.5 + i))
      ;
  });
}

void lookalike_exchange_claims() {
  std::atomic<bool> claimed = false;
  int winner = -1;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (!claimed.exchange(true))
      winner = i;
  });
}

void racy_load_claims() {
  std::atomic<bool> claimed = false;
  int winner = -1;
  std::thread a([&] { // unsafe: captured-mutation
    if (!claimed.load()) {
      winner = 1; // race
      claimed.store(true);
    }
  });
  std::thread b([&] { // unsafe: captured-mutation
    if (!claimed.load()) {
      winner = 2;
      claimed.store(true);
    }
  });
  a.join();
  b.join();
}

void lookalike_single_writer() {
  std::atomic<int> progress = 0;
  int seen = 0;
  aether::par_invoke( // safe
      [&] {
        for (int i = 0; i < 100; ++i)
          progress.store(progress.load() + 1); // Nobody else stores.
      },
      [&] { seen = progress.load(); });
}

FAMILY({"lookalike_ticket", lookalike_ticket},
       {"racy_ticket_read_apart", racy_ticket_read_apart},
       {"racy_ticket_wraps", racy_ticket_wraps},
       {"lookalike_relaxed_counter", lookalike_relaxed_counter},
       {"racy_payload_beside_counter", racy_payload_beside_counter},
       {"repaired_atomic_ref", repaired_atomic_ref},
       {"racy_atomic_ref_beside_plain", racy_atomic_ref_beside_plain},
       {"racy_atomic_pointer_plain_pointee", racy_atomic_pointer_plain_pointee},
       {"racy_volatile", racy_volatile},
       {"racy_update_through_helper_variable",
        racy_update_through_helper_variable},
       {"lookalike_update_under_lock", lookalike_update_under_lock},
       {"lookalike_own_atomic", lookalike_own_atomic},
       {"repaired_cas_transform", repaired_cas_transform},
       {"lookalike_exchange_claims", lookalike_exchange_claims},
       {"racy_load_claims", racy_load_claims},
       {"lookalike_single_writer", lookalike_single_writer})
