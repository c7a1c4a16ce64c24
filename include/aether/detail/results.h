//===- results.h - Where tasks put their results ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An array of slots that tasks fill in any order, each slot once, and that
/// becomes a std::vector when all are full.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_RESULTS_H
#define AETHER_DETAIL_RESULTS_H

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether::detail {

/// Results that are cheap to make empty go where they will stay. Not those of
/// bool: their vector packs them into words that tasks would share.
template <class T>
inline constexpr bool stored_in_place =
    std::is_nothrow_default_constructible_v<T> &&
    std::is_nothrow_move_assignable_v<T> && !std::is_same_v<T, bool>;

template <class T> class ResultSlots {
public:
  struct Access {
    std::optional<T> *slots;
    template <class U> void put(std::size_t i, U &&value) const {
      slots[i].emplace(std::forward<U>(value));
    }
    T &get(std::size_t i) const { return *slots[i]; }
  };

  explicit ResultSlots(std::size_t count) : slots(count) {}
  Access access() { return {slots.data()}; }
  std::vector<T> take() && {
    std::vector<T> result;
    result.reserve(slots.size());
    for (std::optional<T> &slot : slots)
      result.push_back(*std::move(slot));
    return result;
  }

private:
  std::vector<std::optional<T>> slots;
};

template <class T>
  requires stored_in_place<T>
class ResultSlots<T> {
public:
  struct Access {
    T *slots;
    template <class U> void put(std::size_t i, U &&value) const {
      slots[i] = std::forward<U>(value);
    }
    T &get(std::size_t i) const { return slots[i]; }
  };

  explicit ResultSlots(std::size_t count) : slots(count) {}
  Access access() { return {slots.data()}; }
  std::vector<T> take() && { return std::move(slots); }

private:
  std::vector<T> slots;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_RESULTS_H
