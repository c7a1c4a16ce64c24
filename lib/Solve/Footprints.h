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
  /// From this parameter on, or from zero on if it is None, up to another one.
  std::uint32_t First = None, Last = None;
  bool Inclusive = false; ///< and the element that Last counts as well

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

/// Does all that the function does to these arrays lie within, calls of itself
/// included?
bool holdFootprints(Context &C, const std::vector<Footprint> &All);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_FOOTPRINTS_H
