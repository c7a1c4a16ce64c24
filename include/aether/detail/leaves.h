//===- leaves.h - Parts of fixed size --------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parts of a range that depend on its length alone, not on who works on them.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_LEAVES_H
#define AETHER_DETAIL_LEAVES_H

#include <algorithm>
#include <cstddef>

namespace aether::detail {

/// How items are divided into leaves.
class Leaves {
public:
  /// \p leaf_items 0: 128 leaves, or more if they would get too long to share
  /// out.
  Leaves(std::size_t items, std::size_t leaf_items)
      : items(items),
        per_leaf(leaf_items ? leaf_items
                            : std::clamp<std::size_t>(items / 128, 1, 4096)) {}

  std::size_t count() const {
    return items / per_leaf + (items % per_leaf != 0);
  }
  std::size_t items_per_leaf() const { return per_leaf; }
  /// Where \p leaf begins; for the leaf behind the last, the number of items.
  std::size_t first_item(std::size_t leaf) const {
    return std::min(items, leaf * per_leaf);
  }

private:
  std::size_t items;
  std::size_t per_leaf;
};

} // namespace aether::detail

#endif // AETHER_DETAIL_LEAVES_H
