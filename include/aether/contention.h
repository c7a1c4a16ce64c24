//===- contention.h - How much locks are waited for -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the instrumented locks count (Mutex, hence Atomic, ThreadSafeVector and
/// ThreadSafeMap):
///
///     Mutex::lock ─┬─▶ its own counts ──▶ Mutex::contention(), objects()
///                  └─▶ its thread's   ──▶ ContentionMonitor::counts()
///
/// The uncontended path adds two increments of memory that no other thread
/// writes at that time. All functions are thread-safe.
//===----------------------------------------------------------------------===//

#ifndef AETHER_CONTENTION_H
#define AETHER_CONTENTION_H

#include "aether/detail/durations.h"
#include "aether/detail/thread_state.h"

#include <cstdint>
#include <iosfwd>
#include <vector>

namespace aether {

struct ContentionCounts {
  std::uint64_t acquisitions = 0;     ///< how often a lock was taken
  std::uint64_t contended = 0;        ///< of which had to wait for it
  std::chrono::nanoseconds waited{0}; ///< all these waits together

  /// The share of acquisitions that had to wait; 0 if there were none.
  double ratio() const noexcept {
    return acquisitions ? static_cast<double>(contended) /
                              static_cast<double>(acquisitions)
                        : 0;
  }
  ContentionCounts &operator+=(const ContentionCounts &other) noexcept {
    acquisitions += other.acquisitions;
    contended += other.contended;
    waited += other.waited;
    return *this;
  }
};

/// `120 acquisitions, 7 contended (5.8 %), waited 0.42 ms`.
std::ostream &operator<<(std::ostream &out, const ContentionCounts &counts);

/// One lock that was waited for.
struct ObjectContention {
  const char *name = "";         ///< that of the constructor, "" without
  const void *address = nullptr; ///< the lock; it may be gone by now
  ContentionCounts counts;
};

/// Watches the locks of this process from its construction on:
///
///     aether::ContentionMonitor monitor;
///     run();
///     std::cout << monitor.counts() << '\n';
class ContentionMonitor {
public:
  ContentionMonitor() noexcept;

  /// Of all instrumented locks and threads since construction. Linear in the
  /// number of threads. Locks are counted when they are taken, waits under way
  /// in `waited` only.
  ContentionCounts counts() const noexcept;

  /// The locks that exist and were ever waited for, the most waited for first,
  /// with their counts since their construction. Locks without contention are
  /// not known to any list: they would pay for it. May throw std::bad_alloc.
  static std::vector<ObjectContention> objects();

  /// counts(), then one line for each of objects().
  void print(std::ostream &out) const;

private:
  detail::ThreadTotals before;
};

namespace detail {

/// The counts of one lock, written by who holds it.
class LockCounts {
public:
  constexpr LockCounts() noexcept = default;
  constexpr explicit LockCounts(const char *name) noexcept : name(name) {}
  LockCounts(const LockCounts &) = delete;
  LockCounts &operator=(const LockCounts &) = delete;
  ~LockCounts() {
    if (listed)
      leave_list();
  }

  /// To be called by who has just taken the lock.
  void acquired() noexcept {
    bump(acquisitions);
    bump(this_thread_state().acquisitions);
  }
  /// The same for a wait of \p nanoseconds that came before.
  AETHER_COLD void waited(std::uint64_t nanoseconds, const void *lock) noexcept;

  ContentionCounts read() const noexcept;

private:
  friend class aether::ContentionMonitor;
  AETHER_COLD void leave_list() noexcept;

  const char *name = "";
  std::atomic<std::uint64_t> acquisitions{0};
  std::atomic<std::uint64_t> contended{0};
  std::atomic<std::uint64_t> wait_time{0};
  const void *lock = nullptr;
  bool listed = false;
  // The list's, guarded by its mutex.
  LockCounts *previous = nullptr;
  LockCounts *next = nullptr;
};

} // namespace detail
} // namespace aether

#endif // AETHER_CONTENTION_H
