//===- Footprints.h - The range that a recursion touches --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Of a function that calls itself: which elements of an array each call may
/// touch, by the numbers that it is given. Solve guesses, Context makes use of
/// the guess where a call is one of the recursion, and Solve drops it if it
/// does not hold.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_FOOTPRINTS_H
#define AETHER_LIB_SOLVE_FOOTPRINTS_H

#include "Program.h"

#include <optional>
#include <vector>

namespace aether::analysis {

class Context;

struct Footprint {
  /// The steps to the array, its root first. They name no other places.
  std::vector<PlaceNode> Path;
  bool Moves = false; ///< elements are reached by moving a pointer
  /// What a parameter holds, or a member of what one points to; how far what
  /// one points to lies behind what another does; or zero.
  struct Limit {
    /// Steps from a parameter: to the cell, or to and from elements.
    std::vector<PlaceNode> To, From;
    IntId in(Terms &T) const;
    friend bool operator==(const Limit &, const Limit &) = default;
  };
  Limit First, Last;      ///< from the one up to the other
  bool Inclusive = false; ///< and the element that Last counts as well
  bool Assumed = false;   ///< if First is no more than Last

  struct Element {
    std::vector<PlaceNode> Path;
    PlaceId Array = None;
    IntId At = None; ///< None: the first
    bool Moves = false;
    std::vector<PlaceId> Members; ///< steps from the element on
  };
  static std::optional<Element> element(const Terms &T, PlaceId P);
  bool isOf(const Element &E) const;
  IntId lo(Terms &T) const;
  IntId hi(Terms &T) const;
};

/// What the function of \p C does to arrays, calls of itself left out: ranges
/// that hold all of it.
std::vector<Footprint> guessFootprints(Context &C);

/// Leaves those of \p All that hold whatever the function does to these arrays,
/// calls of itself included. Whether that is all of them.
bool checkFootprints(Context &C, std::vector<Footprint> &All);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_FOOTPRINTS_H
