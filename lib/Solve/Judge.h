//===- Judge.h - Which accesses race ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Decides the relations of one function: holds each pair of accesses that may
/// run at a time against what orders, parts or protects them.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_JUDGE_H
#define AETHER_LIB_SOLVE_JUDGE_H

#include "Context.h"
#include "Handover.h"
#include "Keepers.h"
#include "Ledger.h"
#include "Overlap.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aether::analysis {

class Judge {
public:
  Judge(Context &C, Ledger &L) : C(C), E(C.E), T(C.T), L(L), I(C), All(C) {}
  void run();

private:
  /// Two accesses, made by the two sides of a relation.
  struct Pair {
    const Relation &R;
    std::uint32_t NA, NB; ///< their numbers
    const AccessEffect &A, &B;
    Match M = {};             ///< where they meet
    bool Atomic = false;      ///< both are
    bool Unsequenced = false; ///< of one thread that overlaps them
    bool EndsScope = false;   ///< one of them is the end of a variable
    /// The one by which an owner lets go of what it owns.
    const AccessEffect *Ends = nullptr;
  };
  struct Doubt {
    std::string Text;
    bool FromCaller = false; ///< callers may know more
  };

  void relation(const Relation &R, bool &Undecided,
                std::set<std::uint32_t> &Involved);
  bool endsMutex(const AccessEffect &A, const AccessEffect &B) const;
  bool conflicts(const Overlap &O, const Keepers &Known, Pair &P);
  void compare(Overlap &O, Handover &H, Pair &P, bool &Undecided,
               std::set<std::uint32_t> &Involved);
  bool isLostUpdate(const Overlap &O, const AccessEffect &A,
                    const AccessEffect &B);
  bool isOneRound(const Relation &R) const;
  std::vector<SiteId> sites(const Relation &R);
  SourcePos userPosition(SourcePos Pos, FunctionIx Fn, const Frame *Chain);
  void doubt(const Relation &R, std::string Text, SourcePos Pos,
             bool FromCaller);

  // Doubts.cpp
  std::optional<Doubt> doubtOf(Overlap &O, Handover &H, const Keepers &Known,
                               const Pair &P);
  std::optional<Doubt> doubtOfOrder(Overlap &O, Handover &H, const Pair &P);
  std::optional<Doubt> doubtOfLocks(Overlap &O, const Pair &P);
  std::optional<Doubt> doubtOfObjects(Overlap &O, const Pair &P);
  bool isSameChoice(const Overlap &O, const Pair &P);

  // Pigeonholes.cpp
  bool isMany(PlaceId P);
  bool isMadeByMoreThan(std::int64_t Objects, const Relation &R,
                        const AccessEffect &A, bool IsCounted = false);
  bool isCommon(Overlap &O, const Relation &R, PlaceId P);
  bool meetsInOneOf(Overlap &O, const Relation &R, const AccessEffect &A);
  bool meetsInArray(Overlap &O, const Relation &R, const AccessEffect &A);
  bool meetsInElements(Overlap &O, const Relation &R, const AccessEffect &A);

  // Races.cpp
  std::optional<Pattern> pattern(Overlap &O, const Pair &Both);
  RaceSide side(const AccessEffect &A, bool Parent);
  void race(const Pair &Both, Pattern Kind, bool Rehearsed = false);
  const Witness *witness(const Pair &P);

  Context &C;
  Effects &E;
  Terms &T;
  Ledger &L;
  Indices I;
  const Writes All;
  std::size_t Comparisons = 0;  ///< for the relation that is looked at
  std::vector<SourcePos> Raced; ///< the same: where the accesses stand
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_JUDGE_H
