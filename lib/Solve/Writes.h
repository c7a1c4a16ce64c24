//===- Writes.h - What a function and its tasks write -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Found once for all relations of a function, whose number may be the square
/// of that of its parallel calls. Part of judging: Overlap asks what changes,
/// Handover who signals.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_WRITES_H
#define AETHER_LIB_SOLVE_WRITES_H

#include "Context.h"

#include "llvm/ADT/ArrayRef.h"

namespace aether::analysis {

struct Writes {
  /// Linear in the accesses of \p C.
  explicit Writes(Context &C);

  /// Written places by their root, one entry for each access, and one more if
  /// it is repeated.
  using ByRoot = std::map<PlaceId, std::vector<PlaceId>>;
  ByRoot ByParents; ///< beside running tasks, by who started them
  ByRoot Ever;      ///< by anybody at any time
  /// By tasks, with the group of each; twice if perhaps in several rounds.
  std::map<PlaceId, std::vector<std::pair<std::uint32_t, PlaceId>>> InGroups;
  /// Atomic writes, each with the strand that does it; None: the body itself.
  struct AtomicWrite {
    std::uint32_t Access, Strand;
  };
  std::vector<AtomicWrite> Atomic;
  using Move = Context::Move;
  std::vector<Move> Moves;
  /// By access: the strand that makes it, if that is a task's.
  std::vector<std::uint32_t> StrandOf;

  /// Those of \p Map that have the root \p Root.
  static llvm::ArrayRef<PlaceId> of(const ByRoot &Map, PlaceId Root) {
    auto It = Map.find(Root);
    if (It == Map.end())
      return {};
    return It->second;
  }
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_WRITES_H
