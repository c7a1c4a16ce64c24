//===- reduction_tree.h - A fixed bracketing, combined as leaves arrive --*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The bracketing of a reduction. Items are folded in leaves of fixed size, and
/// the leaves combined in a binary tree, both determined by the number of items
/// alone, so that the result has the same bits whoever computes which part:
///
///     leaf   0   1   2   3   4         arrivals are counted at the first leaf
///            └─┬─┘   └─┬─┘   │         of the right side: 1, 3, 2, 4
///              └───┬───┘     │
///                  └────┬────┘
///
/// Of the two sides of a node, the one that is complete last combines them and
/// goes on upwards; nobody waits, and expensive operations run in parallel at
/// all levels.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_REDUCTION_TREE_H
#define AETHER_DETAIL_REDUCTION_TREE_H

#include "aether/detail/leaves.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace aether::detail {

/// The items [\p i, \p last), at least one, combined in a bracketing that
/// depends on their number alone. \p first(i) is an item as a T, \p add(value,
/// i) combines one with it, and \p op two values.
template <class T, class First, class Add, class Op>
T fold_leaf(std::size_t i, std::size_t last, const First &first, const Add &add,
            const Op &op) {
  if constexpr (std::is_floating_point_v<T>) {
    // Several parts in step: the processor adds to one while the sum of another
    // is on its way.
    constexpr std::size_t Parts = 4;
    const std::size_t size = (last - i) / Parts;
    if (size >= 4) {
      T values[Parts];
      for (std::size_t part = 0; part != Parts; ++part)
        values[part] = first(i + part * size);
      for (std::size_t k = 1; k != size; ++k)
        for (std::size_t part = 0; part != Parts; ++part)
          values[part] = add(values[part], i + part * size + k);
      for (i += Parts * size; i != last; ++i)
        values[Parts - 1] = add(values[Parts - 1], i);
      const T left = static_cast<T>(std::invoke(op, values[0], values[1]));
      const T right = static_cast<T>(std::invoke(op, values[2], values[3]));
      return static_cast<T>(std::invoke(op, left, right));
    }
  }
  T value = first(i);
  while (++i != last)
    value = add(std::move(value), i);
  return value;
}

template <class T> class ReductionTree {
public:
  ReductionTree(std::size_t items, std::size_t leaf_items)
      : parts(items, leaf_items), nodes(parts.count()) {}

  std::size_t leaves() const { return nodes.size(); }
  std::size_t items_per_leaf() const { return parts.items_per_leaf(); }
  std::size_t first_item(std::size_t leaf) const {
    return parts.first_item(leaf);
  }

  /// Takes the value of \p leaf and combines what has become complete by it.
  /// Each leaf arrives once; threads may bring different leaves at once.
  template <class Op> void arrive(std::size_t leaf, T value, const Op &op) {
    std::size_t left = leaf; // the first leaf of the subtree that is complete
    nodes[left].value.emplace(std::move(value));
    for (std::size_t width = 1; width < leaves(); width *= 2) {
      const bool is_right = left & width;
      const std::size_t right = is_right ? left : left + width;
      if (right >= leaves())
        continue; // no right side: the node is its left side
      // Release what this side wrote, acquire what the other did.
      if (!nodes[right].arrived.exchange(true, std::memory_order_acq_rel))
        return;
      left = right - width;
      T combined = static_cast<T>(std::invoke(op, std::move(*nodes[left].value),
                                              std::move(*nodes[right].value)));
      nodes[right].value.reset();
      nodes[left].value.emplace(std::move(combined));
    }
  }

  /// The combined value, once all leaves have arrived.
  T take() && { return std::move(*nodes.front().value); }

private:
  struct Node {
    std::optional<T> value;
    std::atomic<bool> arrived{false};
  };

  Leaves parts;
  std::vector<Node> nodes;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_REDUCTION_TREE_H
