//===- Paths.h - The steps of places, one or two at a time ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How the forms of two places compare, for all who ask: Contents (does a store
/// reach a cell?), Overlap (may two accesses meet?), Locks.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_PATHS_H
#define AETHER_LIB_SOLVE_PATHS_H

#include "aether-analysis/Terms.h"

#include "llvm/ADT/SmallVector.h"

namespace aether::analysis {

/// The places from below the root to a place itself.
using Path = llvm::SmallVector<PlaceId, 8>;
Path pathOf(const Terms &T, PlaceId P);

/// How many steps of \p P lead to some element, nobody knows which.
unsigned elementSteps(const Terms &T, PlaceId P);

/// The place that \p N steps to, from \p Parent instead of its own.
PlaceId step(Terms &T, PlaceId Parent, PlaceNode N);

/// `a[i]`, of an array or by a pointer to the first of some?
bool hasIndex(const PlaceNode &N);

/// Is \p P the place \p Whole, a member of it, or the same of one element where
/// \p Whole is that of all elements?
bool covers(const Terms &T, PlaceId Whole, PlaceId P);

/// Two places side by side, from their roots on.
class StepPairs {
public:
  enum class Kind : std::uint8_t {
    Same,      ///< of one kind; fields of one name, indices perhaps different
    Elements,  ///< elements of one array, named in different ways
    OffsetOfA, ///< A moves by some elements, where B does not: by 0
    OffsetOfB,
    Different,
    End, ///< one of them is at its end
  };

  StepPairs(const Terms &T, PlaceId A, PlaceId B);

  Kind kind() const;
  void next();
  /// The steps that both have come to. Not of one that is at its end.
  const PlaceNode &a() const { return T.place(PathA[AtA]); }
  const PlaceNode &b() const { return T.place(PathB[AtB]); }
  PlaceId placeA() const { return PathA[AtA]; }
  bool endsA() const { return AtA == PathA.size(); }
  bool endsB() const { return AtB == PathB.size(); }
  /// How many steps of B lie behind.
  std::size_t stepsOfB() const { return AtB; }
  /// Does either of them follow a pointer from here on, or lead back from an
  /// element to its container?
  bool leadOn() const;

private:
  const Terms &T;
  const Path PathA, PathB;
  std::size_t AtA = 0, AtB = 0;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_PATHS_H
