//===- thread_safe_vector.h - A vector for many threads ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// ThreadSafeVector<T>: a std::vector and its mutex. Elements come and go by
/// value: a reference would outlive the lock.
//===----------------------------------------------------------------------===//

#ifndef AETHER_THREAD_SAFE_VECTOR_H
#define AETHER_THREAD_SAFE_VECTOR_H

#include "aether/detail/guarded_call.h"
#include "aether/mutex.h"

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace aether {

/// All operations are thread-safe, and each is one step to all other threads.
/// Their complexity and exceptions are those of std::vector, with the guarantee
/// that std::vector gives. A callable that is given to one runs with the mutex
/// held and must not use the same vector again, which would wait for itself.
template <class T> class ThreadSafeVector {
public:
  using value_type = T;
  using size_type = std::size_t;

  ThreadSafeVector() = default;
  explicit ThreadSafeVector(std::vector<T> elements)
      : elements(std::move(elements)) {}
  ThreadSafeVector(std::initializer_list<T> elements) : elements(elements) {}
  /// With a name for ContentionMonitor, which must outlive the vector.
  ThreadSafeVector(std::vector<T> elements, const char *name)
      : mutex(name), elements(std::move(elements)) {}
  ThreadSafeVector(const ThreadSafeVector &) = delete;
  ThreadSafeVector &operator=(const ThreadSafeVector &) = delete;

  /// Appends. \returns the index of the new element.
  size_type push_back(T element) { return emplace_back(std::move(element)); }
  template <class... Args>
    requires std::constructible_from<T, Args...>
  size_type emplace_back(Args &&...args) {
    const std::lock_guard lock(mutex);
    elements.emplace_back(std::forward<Args>(args)...);
    return elements.size() - 1;
  }
  /// Appends all of them next to each other. \returns the index of the first.
  size_type append(std::vector<T> more) {
    const std::lock_guard lock(mutex);
    const size_type first = elements.size();
    elements.reserve(first + more.size());
    for (auto &&element : more)
      elements.push_back(std::move(element));
    return first;
  }

  /// Removes the last element and returns it; nothing if there is none.
  std::optional<T> pop_back() {
    const std::lock_guard lock(mutex);
    if (elements.empty())
      return std::nullopt;
    std::optional<T> last(std::move(elements.back()));
    elements.pop_back();
    return last;
  }

  /// A copy of the element at \p index. Throws std::out_of_range.
  T at(size_type index) const
    requires std::copy_constructible<T>
  {
    const std::lock_guard lock(mutex);
    return elements.at(index);
  }
  T operator[](size_type index) const
    requires std::copy_constructible<T>
  {
    return at(index);
  }
  /// The same, nothing if there is no such element.
  std::optional<T> get(size_type index) const
    requires std::copy_constructible<T>
  {
    const std::lock_guard lock(mutex);
    if (index >= elements.size())
      return std::nullopt;
    return std::optional<T>(elements[index]);
  }
  /// Throws std::out_of_range.
  void set(size_type index, T value) {
    const std::lock_guard lock(mutex);
    elements.at(index) = std::move(value);
  }

  /// Calls `f(element)` with the element at \p index, and returns what it
  /// returns, which must not be a reference. Throws std::out_of_range.
  template <std::invocable<typename std::vector<T>::reference> F>
  auto update(size_type index, F &&f) {
    const std::lock_guard lock(mutex);
    return detail::call_guarded(std::forward<F>(f), elements.at(index));
  }

  /// Calls `f(vector)` with the whole std::vector: several operations in one
  /// step. Returns what \p f returns, which must not be a reference.
  template <std::invocable<std::vector<T> &> F> auto with(F &&f) {
    const std::lock_guard lock(mutex);
    return detail::call_guarded(std::forward<F>(f), elements);
  }
  template <std::invocable<const std::vector<T> &> F> auto with(F &&f) const {
    const std::lock_guard lock(mutex);
    return detail::call_guarded(std::forward<F>(f), elements);
  }

  /// A copy of all elements at one moment.
  std::vector<T> snapshot() const
    requires std::copy_constructible<T>
  {
    const std::lock_guard lock(mutex);
    return elements;
  }
  /// All elements, and leaves none.
  std::vector<T> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(elements, {});
  }

  size_type size() const noexcept {
    const std::lock_guard lock(mutex);
    return elements.size();
  }
  bool empty() const noexcept { return size() == 0; }
  void reserve(size_type count) {
    const std::lock_guard lock(mutex);
    elements.reserve(count);
  }
  void clear() noexcept { take(); }

  /// How often this vector's mutex was taken and waited for.
  ContentionCounts contention() const noexcept { return mutex.contention(); }

private:
  mutable Mutex mutex;
  std::vector<T> elements;
};

} // namespace aether

#endif // AETHER_THREAD_SAFE_VECTOR_H
