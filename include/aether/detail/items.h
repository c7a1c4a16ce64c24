//===- items.h - The items of a parallel call -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns any range into something that tasks can index:
///
///     pointer        contiguous ranges
///     integer        iota views: nothing is stored
///     iterator       other sized random-access ranges
///     collected      all else: pointers to the elements where the range refers
///     to
///                    elements that stay, else their values
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_ITEMS_H
#define AETHER_DETAIL_ITEMS_H

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether::detail {

template <class R>
concept Indexable =
    std::ranges::random_access_range<R> && std::ranges::sized_range<R>;

template <class R>
concept Stays = std::ranges::forward_range<R> &&
                std::is_lvalue_reference_v<std::ranges::range_reference_t<R>>;

/// What par_for_each gives its callable: `T &`, or what an indexable range
/// without real elements yields.
template <class R>
using MutableItem = std::conditional_t<Indexable<R> || Stays<R>,
                                       std::ranges::range_reference_t<R>,
                                       std::ranges::range_value_t<R> &>;

/// What the other functions give theirs: `const T &`, or a value.
template <class R>
using ConstItem =
    std::common_reference_t<const std::ranges::range_value_t<R> &&,
                            MutableItem<R>>;

/// Whether tasks that write different items may write one memory location.
template <class R>
inline constexpr bool shares_words =
    std::same_as<std::ranges::range_reference_t<R>,
                 std::vector<bool>::reference>;

template <class R> struct IotaValue {
  static constexpr bool is_integral = false;
};
template <class W, class B> struct IotaValue<std::ranges::iota_view<W, B>> {
  static constexpr bool is_integral = std::integral<W>;
};

/// Non-owning access to the items, copied into the tasks. `at(i)` may be called
/// by many threads at once.
template <class T> struct PointerAccess {
  T *data;
  T &at(std::size_t i) const { return data[i]; }
};
template <class T> struct IndirectAccess {
  T *const *data;
  T &at(std::size_t i) const { return *data[i]; }
};
template <class W> struct IotaAccess {
  W first;
  W at(std::size_t i) const {
    return static_cast<W>(first + static_cast<W>(i));
  }
};
template <class It> struct IteratorAccess {
  It first;
  decltype(auto) at(std::size_t i) const {
    return first[static_cast<std::iter_difference_t<It>>(i)];
  }
};

template <class T> struct Slot { // a vector of bool would be packed
  T value;
};
template <class T> struct SlotAccess {
  Slot<T> *data;
  T &at(std::size_t i) const { return data[i].value; }
};

template <Indexable R> auto make_access(R &range) {
  if constexpr (IotaValue<std::remove_cv_t<R>>::is_integral) {
    using W = std::ranges::range_value_t<R>;
    return IotaAccess<W>{*std::ranges::begin(range)};
  } else if constexpr (std::ranges::contiguous_range<R>) {
    using T = std::remove_reference_t<std::ranges::range_reference_t<R>>;
    return PointerAccess<T>{std::ranges::data(range)};
  } else {
    return IteratorAccess<std::ranges::iterator_t<R>>{
        std::ranges::begin(range)};
  }
}

/// The items of \p R while a call runs: `size()` and `access()`.
template <class R> class Items;

template <Indexable R> class Items<R> {
public:
  explicit Items(R &range)
      : count(static_cast<std::size_t>(std::ranges::size(range))),
        store(make_access(range)) {}
  std::size_t size() const { return count; }
  auto access() const { return store; }

private:
  std::size_t count;
  decltype(make_access(std::declval<R &>())) store;
};

template <class R>
  requires(!Indexable<R> && Stays<R>)
class Items<R> {
public:
  static_assert(
      !std::same_as<std::ranges::sentinel_t<R>, std::unreachable_sentinel_t>,
      "aether: a range without an end cannot be run in parallel");
  explicit Items(R &range) {
    for (auto &item : range)
      pointers.push_back(std::addressof(item));
  }
  std::size_t size() const { return pointers.size(); }
  auto access() const { return IndirectAccess<T>{pointers.data()}; }

private:
  using T = std::remove_reference_t<std::ranges::range_reference_t<R>>;
  std::vector<T *> pointers;
};

template <class R>
  requires(!Indexable<R> && !Stays<R>)
class Items<R> {
public:
  static_assert(
      !std::same_as<std::ranges::sentinel_t<R>, std::unreachable_sentinel_t>,
      "aether: a range without an end cannot be run in parallel");
  explicit Items(R &range) {
    for (auto &&item : range)
      values.push_back({static_cast<T>(std::forward<decltype(item)>(item))});
  }
  std::size_t size() const { return values.size(); }
  auto access() { return SlotAccess<T>{values.data()}; }

private:
  using T = std::ranges::range_value_t<R>;
  std::vector<Slot<T>> values;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_ITEMS_H
