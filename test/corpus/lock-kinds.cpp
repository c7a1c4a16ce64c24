#include "family.h"
#include <aether/aether.h>
#include <chrono>
#include <mutex>
#include <ranges>
#include <shared_mutex>
#include <thread>
#include <utility>
#include <vector>

class Ledger {
public:
  void add(int v) {
    std::lock_guard lock(m);
    sum += v;
    note();
    ++entries; // The inner guard is gone, the outer one is not.
  }
  void note() {
    std::lock_guard lock(m);
    ++notes;
  }

private:
  std::recursive_mutex m;
  int sum = 0, entries = 0, notes = 0;
};

void lookalike_recursive() {
  Ledger ledger;
  aether::par_for_each(std::views::iota(0, 2000), // safe
                              [&](int i) { ledger.add(i); });
}

void racy_recursive_unwound() {
  std::recursive_mutex m;
  long sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    m.lock();
    m.lock();
    m.unlock();
    m.unlock();
    sum += i; // race
  });
}

void lookalike_recursive_half_unwound() {
  std::recursive_mutex m;
  long sum = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    m.lock();
    m.lock();
    m.unlock();
    sum += i;
    m.unlock();
  });
}

void racy_timed_result_ignored() {
  std::timed_mutex m;
  int hits = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::unique_lock lock(m, std::chrono::nanoseconds(1));
    ++hits; // race
  });
}

void repaired_timed_result_tested() {
  std::timed_mutex m;
  int hits = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    std::unique_lock lock(m, std::chrono::nanoseconds(1));
    if (lock)
      ++hits;
  });
}

void repaired_try_lock() {
  std::mutex m;
  int hits = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if (!m.try_lock())
      return;
    ++hits;
    m.unlock();
  });
}

void lookalike_try_lock_manual() {
  std::mutex m;
  int hits = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    if (m.try_lock()) {
      ++hits;
      m.unlock();
    }
  });
}

static const auto Rows = std::views::iota(0, 2000);

void lookalike_range_at_namespace_scope() {
  std::mutex m;
  int hits = 0;
  aether::par_for_each(Rows, [&](int) { // safe
    std::lock_guard lock(m);
    ++hits;
  });
}

void racy_try_lock_wrong_branch() {
  std::mutex m;
  int missed = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::unique_lock lock(m, std::try_to_lock);
    if (!lock.owns_lock())
      ++missed; // race
    std::this_thread::yield();
  });
}

void lookalike_moved_lock() {
  std::mutex m;
  std::vector<int> log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::unique_lock first(m);
    std::unique_lock second = std::move(first);
    log.push_back(i);
  });
}

void racy_moved_lock_died() {
  std::mutex m;
  std::vector<int> log;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: shared-container
    std::unique_lock first(m);
    {
      std::unique_lock second = std::move(first);
    }
    log.push_back(i); // race
  });
}

void lookalike_released_lock() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    std::unique_lock lock(m);
    std::mutex *raw = lock.release(); // Gives the duty away, not the lock.
    n += i;
    raw->unlock();
  });
}

void racy_unlocked_in_the_middle() {
  std::mutex m;
  int n = 0, total = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: captured-mutation
    std::unique_lock lock(m);
    n += 1;
    lock.unlock();
    total += i; // race
    lock.lock();
    n += 1;
  });
}

void racy_temporary_guard() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::lock_guard<std::mutex>{m};
    ++n; // race
  });
}

static std::mutex Door;

void racy_declares_instead_of_locking() {
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::unique_lock<std::mutex>(Door); // Declares Door.
    ++n;                                // race
  });
}

void repaired_several_at_once() {
  std::mutex a, b;
  int x = 0, y = 0;
  aether::par_invoke( // safe
      [&] {
        std::scoped_lock both(a, b);
        ++x, ++y;
      },
      [&] {
        std::scoped_lock both(b, a);
        ++y, ++x;
      },
      [&] {
        std::lock_guard one(b);
        --y;
      },
      [&] {
        std::lock(a, b);
        std::lock_guard la(a, std::adopt_lock), lb(b, std::adopt_lock);
        std::swap(x, y);
      });
}

void racy_several_not_the_same() {
  std::mutex a, b, c;
  int x = 0;
  aether::par_invoke( // unsafe: wrong-lock
      [&] {
        for (int i = 0; i < 500; ++i) {
          std::scoped_lock both(a, b);
          ++x; // race
        }
      },
      [&] {
        for (int i = 0; i < 500; ++i) {
          std::scoped_lock one(c);
          ++x;
        }
      });
}

void racy_empty_scoped_lock() {
  int x = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // unsafe: captured-mutation
    std::scoped_lock lock;
    ++x; // race
  });
}

void repaired_readers_and_writer() {
  std::shared_mutex m;
  std::vector<int> table{1, 2, 3};
  int seen = 0;
  aether::par_invoke( // safe
      [&] {
        std::unique_lock lock(m);
        table.push_back(4);
      },
      [&] {
        std::shared_lock lock(m);
        seen = table.back();
      });
}

void racy_upgrade() {
  std::shared_mutex m;
  int cached = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock (today: unknown)
    m.lock_shared();
    if (cached < i)
      cached = i; // race
    m.unlock_shared();
  });
}

void repaired_upgrade() {
  std::shared_mutex m;
  int cached = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    {
      std::shared_lock lock(m);
      if (cached >= i)
        return;
    }
    std::unique_lock lock(m);
    if (cached < i)
      cached = i;
  });
}

void racy_either_mutex() {
  std::mutex a, b;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // unsafe: wrong-lock
    std::lock_guard lock(i % 2 ? a : b);
    ++n; // race
  });
}

void lookalike_lock_in_if() {
  std::mutex m;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int i) { // safe
    if (std::lock_guard lock(m); i % 3 == 0)
      ++n;
    else
      --n;
  });
}

void lookalike_deferred_then_std_lock() {
  std::mutex a, b;
  int n = 0;
  aether::par_for_each(std::views::iota(0, 2000), [&](int) { // safe
    std::unique_lock la(a, std::defer_lock), lb(b, std::defer_lock);
    std::lock(la, lb);
    ++n;
  });
}

FAMILY({"lookalike_recursive", lookalike_recursive},
       {"racy_recursive_unwound", racy_recursive_unwound},
       {"lookalike_recursive_half_unwound", lookalike_recursive_half_unwound},
       {"racy_timed_result_ignored", racy_timed_result_ignored},
       {"repaired_timed_result_tested", repaired_timed_result_tested},
       {"repaired_try_lock", repaired_try_lock},
       {"lookalike_try_lock_manual", lookalike_try_lock_manual},
       {"lookalike_range_at_namespace_scope",
        lookalike_range_at_namespace_scope},
       {"racy_try_lock_wrong_branch", racy_try_lock_wrong_branch},
       {"lookalike_moved_lock", lookalike_moved_lock},
       {"racy_moved_lock_died", racy_moved_lock_died},
       {"lookalike_released_lock", lookalike_released_lock},
       {"racy_unlocked_in_the_middle", racy_unlocked_in_the_middle},
       {"racy_temporary_guard", racy_temporary_guard},
       {"racy_declares_instead_of_locking", racy_declares_instead_of_locking},
       {"repaired_several_at_once", repaired_several_at_once},
       {"racy_several_not_the_same", racy_several_not_the_same},
       {"racy_empty_scoped_lock", racy_empty_scoped_lock},
       {"repaired_readers_and_writer", repaired_readers_and_writer},
       {"racy_upgrade", racy_upgrade}, {"repaired_upgrade", repaired_upgrade},
       {"racy_either_mutex", racy_either_mutex},
       {"lookalike_lock_in_if", lookalike_lock_in_if},
       {"lookalike_deferred_then_std_lock", lookalike_deferred_then_std_lock})
