//===- chain_items.h - The items of a DataParallel ---------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Items that belong to the caller and are referred to, or that a chain owns.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_CHAIN_ITEMS_H
#define AETHER_DETAIL_CHAIN_ITEMS_H

#include <concepts>
#include <ranges>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether::detail {

template <class T> class ChainItems {
  using Own = std::vector<std::remove_cv_t<T>>;
  /// Bits are packed where they are owned, so they are never referred to.
  static constexpr bool is_bool = std::is_same_v<std::remove_cv_t<T>, bool>;

  template <class Range>
  static constexpr bool refers_to =
      !is_bool && std::is_lvalue_reference_v<Range> &&
      std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range>;

public:
  template <std::ranges::input_range Range>
    requires(!std::same_as<std::remove_cvref_t<Range>, ChainItems>)
  explicit ChainItems(Range &&items) {
    if constexpr (refers_to<Range>)
      borrowed =
          std::span<T>(std::ranges::data(items), std::ranges::size(items));
    else if constexpr (std::same_as<Range, Own>)
      own = std::move(items);
    else if constexpr (std::is_lvalue_reference_v<Range> ||
                       std::ranges::borrowed_range<Range>)
      for (auto &&item : items)
        own.push_back(std::forward<decltype(item)>(item));
    else // a temporary and its elements
      for (auto it = std::ranges::begin(items); it != std::ranges::end(items);
           ++it)
        own.push_back(std::ranges::iter_move(it));
  }
  ChainItems(ChainItems &&) = default;
  ChainItems &operator=(ChainItems &&) = default;
  ChainItems(const ChainItems &other) : borrowed(other.borrowed) {
    if constexpr (std::copy_constructible<std::remove_cv_t<T>>)
      own = other.own;
    else if (!other.own.empty())
      throw std::logic_error("aether: a chain that owns items that cannot be "
                             "copied can only be moved");
  }
  ChainItems &operator=(const ChainItems &other) {
    return *this = ChainItems(other);
  }

  bool owns() const { return !borrowed.data(); }
  std::size_t size() const { return owns() ? own.size() : borrowed.size(); }
  Own take() && { return std::move(own); }
  Own copy() const {
    if constexpr (!std::copy_constructible<std::remove_cv_t<T>>)
      throw std::logic_error("aether: collect() of items that belong to "
                             "another owner and cannot be copied");
    else if (owns())
      return own;
    else
      return {borrowed.begin(), borrowed.end()};
  }
  decltype(auto) items() {
    if constexpr (is_bool)
      return (own);
    else
      return owns() ? std::span<T>(own) : borrowed;
  }

private:
  Own own;
  std::span<T> borrowed;
};

/// What a DataParallel made from \p Range is one of.
template <class Range>
using ChainItem = std::conditional_t<
    std::is_lvalue_reference_v<Range> && std::ranges::contiguous_range<Range> &&
        std::ranges::sized_range<Range>,
    std::remove_reference_t<std::ranges::range_reference_t<Range>>,
    std::ranges::range_value_t<Range>>;

} // namespace aether::detail

#endif // AETHER_DETAIL_CHAIN_ITEMS_H
