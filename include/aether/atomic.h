//===- atomic.h - A value and its mutex -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Atomic<T>: a value of any type that can only be reached with its mutex held,
/// so that each operation is one step to all other threads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ATOMIC_H
#define AETHER_ATOMIC_H

#include "aether/detail/guarded_call.h"
#include "aether/mutex.h"

#include <concepts>
#include <functional>
#include <mutex>
#include <type_traits>
#include <utility>

namespace aether {

/// All operations are thread-safe, and take constant time besides what T's own
/// do. They throw what T's operations throw; the value is then as those left
/// it. A callable that is given to an operation runs with the mutex held: it
/// must not use the same object again, which would wait for itself.
///
///     aether::Atomic<Statistics> statistics;
///     aether::par_for_each(items, [&](const Item &item) {
///       statistics.with([&](Statistics &s) { s.add(item); });
///     });
template <class T> class Atomic {
public:
  using value_type = T;

  constexpr Atomic()
    requires std::default_initializable<T>
      : value() {}
  constexpr explicit Atomic(T initial) : value(std::move(initial)) {}
  /// With a name for ContentionMonitor, which must outlive the object.
  constexpr Atomic(T initial, const char *name)
      : mutex(name), value(std::move(initial)) {}
  Atomic(const Atomic &) = delete;
  Atomic &operator=(const Atomic &) = delete;

  /// Calls `f(value)` with the mutex held and returns what it returns, which
  /// must not be a reference.
  template <std::invocable<T &> F> auto with(F &&f) {
    const std::lock_guard lock(mutex);
    return detail::call_guarded(std::forward<F>(f), value);
  }
  /// The same for reading: \p f gets a `const T &`.
  template <std::invocable<const T &> F> auto with(F &&f) const {
    const std::lock_guard lock(mutex);
    return detail::call_guarded(std::forward<F>(f), value);
  }

  /// A copy of the value.
  T load() const
    requires std::copy_constructible<T>
  {
    const std::lock_guard lock(mutex);
    return value;
  }
  operator T() const // NOLINT: meant to convert, as std::atomic does
    requires std::copy_constructible<T>
  {
    return load();
  }

  void store(T desired) {
    const std::lock_guard lock(mutex);
    value = std::move(desired);
  }
  T operator=(T desired) // NOLINT: the value, as with std::atomic
    requires std::copy_constructible<T>
  {
    store(desired);
    return desired;
  }

  /// Stores \p desired and returns what was there.
  T exchange(T desired) {
    const std::lock_guard lock(mutex);
    return std::exchange(value, std::move(desired));
  }

  /// Stores \p desired if the value equals \p expected, else copies the value
  /// into \p expected. \returns whether it stored.
  bool compare_exchange(T &expected, T desired)
    requires std::equality_comparable<T> && std::is_copy_assignable_v<T>
  {
    const std::lock_guard lock(mutex);
    if (!(value == expected)) {
      expected = value;
      return false;
    }
    value = std::move(desired);
    return true;
  }

  /// `value = f(value)` in one step. \returns a copy of the new value.
  template <std::invocable<const T &> F>
    requires std::assignable_from<T &, std::invoke_result_t<F, const T &>> &&
             std::copy_constructible<T>
  T update(F &&f) {
    const std::lock_guard lock(mutex);
    value = std::invoke(std::forward<F>(f), std::as_const(value));
    return value;
  }

  // Each is one step, and returns a copy of the new value, or of the old one
  // for the postfix forms and fetch_add, fetch_sub.
#define AETHER_COMPOUND(op)                                                    \
  template <class U>                                                           \
    requires requires(T &t, const U &u) { t op u; }                            \
  T operator op(const U &by) {                                                 \
    const std::lock_guard lock(mutex);                                         \
    value op by;                                                               \
    return value;                                                              \
  }
  AETHER_COMPOUND(+=)
  AETHER_COMPOUND(-=)
  AETHER_COMPOUND(*=)
  AETHER_COMPOUND(/=)
  AETHER_COMPOUND(%=)
  AETHER_COMPOUND(&=)
  AETHER_COMPOUND(|=)
  AETHER_COMPOUND(^=)
  AETHER_COMPOUND(<<=)
  AETHER_COMPOUND(>>=)
#undef AETHER_COMPOUND

  T operator++()
    requires requires(T &t) { ++t; }
  {
    const std::lock_guard lock(mutex);
    ++value;
    return value;
  }
  T operator--()
    requires requires(T &t) { --t; }
  {
    const std::lock_guard lock(mutex);
    --value;
    return value;
  }
  T operator++(int)
    requires requires(T &t) { ++t; }
  {
    const std::lock_guard lock(mutex);
    T old = value;
    ++value;
    return old;
  }
  T operator--(int)
    requires requires(T &t) { --t; }
  {
    const std::lock_guard lock(mutex);
    T old = value;
    --value;
    return old;
  }
  template <class U>
    requires requires(T &t, const U &u) { t += u; }
  T fetch_add(const U &by) {
    const std::lock_guard lock(mutex);
    T old = value;
    value += by;
    return old;
  }
  template <class U>
    requires requires(T &t, const U &u) { t -= u; }
  T fetch_sub(const U &by) {
    const std::lock_guard lock(mutex);
    T old = value;
    value -= by;
    return old;
  }

  /// How often this object's mutex was taken and waited for.
  ContentionCounts contention() const noexcept { return mutex.contention(); }

private:
  mutable Mutex mutex;
  T value;
};

template <class T> Atomic(T) -> Atomic<T>;

} // namespace aether

#endif // AETHER_ATOMIC_H
