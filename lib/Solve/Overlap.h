//===- Overlap.h - May two accesses touch the same memory? ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares the places of two accesses by their form; what indices have to say
/// is asked of Indices, what pointers may lead to is looked up in Contents.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_OVERLAP_H
#define AETHER_LIB_SOLVE_OVERLAP_H

#include "Indices.h"
#include "Writes.h"

namespace aether::analysis {

struct Match {
  Meeting Result = Meeting::Maybe;
  std::string Reason;
  bool FromCaller = false; ///< of Maybe
  bool Items = false;      ///< pointers in different items lead to one object
  PlaceId Object = None;   ///< of Items: which one
  bool Distinct = false;   ///< of Disjoint: rests on items being distinct
  bool Tickets = false;    ///< IndexAnswer::Tickets
  /// What had to be equal for them to meet, for questions about locks.
  std::vector<std::pair<IntId, IntId>> Equal;

  static Match apart() {
    Match M;
    M.Result = Meeting::Disjoint;
    return M;
  }
  static Match perhaps(std::string Reason, bool FromCaller) {
    Match M;
    M.Reason = std::move(Reason);
    M.FromCaller = FromCaller;
    return M;
  }
};

/// How many meetings at one barrier come before either side.
struct MeetingCounts {
  PlaceId Barrier = None;
  IntId OfA = None, OfB = None;
};

/// A lock that keeps two accesses apart, or may do so: then \c Doubt says what
/// of it is in doubt.
struct Protection {
  const HeldLock *Lock = nullptr;
  const char *Doubt = "";
};

/// A shared owner gives up what it leads to, which somebody may have still.
inline bool givesUpShare(const AccessCore &A) {
  return A.Nature == AccessNature::Released && !isWrite(A.Kind);
}

/// How many elements an array of type \p Type has: `int[8]`, `int[8][4]`,
/// `std::array<int, 8>`; 0 if the type does not say.
std::int64_t elementsOfType(llvm::StringRef Type);

class Overlap {
public:
  Overlap(Context &C, Indices &I, const Writes &All, const Relation &R);

  Match compare(const AccessEffect &A, const AccessEffect &B);
  /// The lock that both accesses are made under, if there is one.
  /// A lock held at \p A that may be one held at \p B, reached in another way.
  const HeldLock *mayShareLock(const AccessEffect &A, const AccessEffect &B);
  /// The same for one that is held on some ways to \p A only.
  const HeldLock *maySometimesShareLock(const AccessEffect &A,
                                        const AccessEffect &B) const;
  /// Is \p A perhaps done once, and on some of the ways to \p B over by then?
  /// What guards it; None: no.
  PlaceId mayBeInitialiser(const AccessEffect &A, const AccessEffect &B) const;
  // Uncertain.cpp
  const HeldLock *mayBeOneLock(const AccessEffect &A, const AccessEffect &B,
                               const Match &M);
  bool mayBeOtherElements(std::uint32_t NA, std::uint32_t NB) const;
  bool mayMeetInOtherRounds(const AccessEffect &A, const AccessEffect &B,
                            const Match &M);
  // PhaseRounds.cpp
  std::optional<MeetingCounts> meetings(const AccessEffect &A,
                                        const AccessEffect &B) const;
  Meeting afterAsMany(const AccessEffect &A, const AccessEffect &B,
                      const Match &M, const MeetingCounts &Counts) const;
  /// May objects of the two types be the same?
  bool sameType(const AccessEffect &A, const AccessEffect &B) const;
  bool isFromCaller(PlaceId P) const;
  bool isFromCaller(const Fact &Known) const;
  Protection protection(const AccessEffect &A, const AccessEffect &B,
                        const Match &M);
  bool isEndedBefore(const AccessEffect &A, const AccessEffect &B,
                     const Match &M);
  /// Do they meet where the task has certainly not been waited for yet?
  bool isStillRunning(const AccessEffect &A, const AccessEffect &B,
                      const Match &M);
  /// Do the two sides' tests of what both read let no two through that meet
  /// by \p M?
  bool exclude(const AccessEffect &A, const AccessEffect &B,
               const Match &M) const;
  /// Has \p P one meaning for all tasks of both sides?
  bool isShared(PlaceId P) const;
  bool isSharedInt(IntId I) const;
  /// Does \p I go by the task's number and by data that stay as they are, and
  /// so not by the thread that runs the task, nor by what tasks have agreed on?
  bool isGiven(IntId I) const;
  /// Does \p P have an index that differs from task to task?
  bool isIndexedByTask(PlaceId P) const;

private:
  struct Walk {
    bool Apart = false, Alias = false, Odd = false, Loose = false;
    std::vector<std::pair<IntId, IntId>> Cell, Rest; ///< before, after the
                                                     ///< last Deref
    PlaceId LastDeref = None;
  };

  Walk walk(PlaceId A, PlaceId B) const;
  bool areOtherMembers(PlaceId A, PlaceId B) const;
  bool isHidden(PlaceId P, PlaceId Other) const;
  bool isTakenApart(const AccessEffect &Own,
                    const AccessEffect &Other); // NodeLinks.cpp
  Match alias(const AccessEffect &A, const AccessEffect &B, PlaceId PA,
              PlaceId PB, unsigned Depth);
  Match elements(const AccessEffect &A, const AccessEffect &B, PlaceId PA,
                 PlaceId PB);
  Match items(const AccessEffect &A, const AccessEffect &B,
              const std::vector<std::pair<IntId, IntId>> &Rest);
  void boundByArray(IndexQuestion &Q, PlaceId PA, PlaceId PB) const;
  IndexQuestion question(const AccessEffect &A, const AccessEffect &B,
                         std::vector<std::pair<IntId, IntId>> Equal) const;
  bool isStable(PlaceId P) const;
  bool findStable(PlaceId P) const;
  bool mayChangeAround(PlaceId P) const;
  // RandomIndices.cpp
  StringId heldNumber(PlaceId Element) const;
  PlaceId readElement(const AccessEffect &A, llvm::StringRef Spelling) const;
  std::string drawnBy(const AccessEffect &A, IntId I) const;
  bool meetAtRandom(const AccessEffect &A, const AccessEffect &B,
                    const std::vector<std::pair<IntId, IntId>> &Equal);
  // Excluded.cpp
  llvm::StringRef toldBy(IntId I) const;
  bool isWrittenByName(llvm::StringRef Name) const;
  bool areToldApart(const Fact &X, const Fact &Y) const;
  bool isSameNumber(IntId X, IntId Y, const Match &M, unsigned Depth) const;
  bool isTaskPrivate(PlaceId Root) const;
  // Turns.cpp
  std::optional<std::int64_t> permitsOf(PlaceId Semaphore) const;
  bool handOnePermit(PlaceId First, PlaceId Second) const;
  const HeldLock *takeTurns(const AccessEffect &A, const AccessEffect &B) const;
  bool isOrder(PlaceId P) const;
  bool isSide(PlaceId P) const;
  std::optional<bool> isMutex(PlaceId P) const;
  std::vector<HeldLock> orderedPairs(const std::vector<HeldLock> &) const;
  bool holds(PlaceId Whole, PlaceId Part, bool Elements) const;
  bool isGivenAway(PlaceId Owner) const;
  bool liesApart(const AccessEffect &A, const AccessEffect &B, PlaceId PA,
                 PlaceId PB);
  PlaceId lastDeref(PlaceId P) const { return C.lastDeref(P); }
  const std::set<PlaceId> &origins(PlaceId P);
  bool mayOwnAnothers(PlaceId P);
  bool isOfAnotherRound(PlaceId P) const;
  bool mayBeHandedOn(PlaceId PA, PlaceId PB);
  /// What a container was a name for before, and how it was handed on.
  struct Lineage {
    std::set<PlaceId> Names;
    std::vector<const Writes::Move *> By;
  };
  const Lineage &lineage(PlaceId Container);
  bool mayBeTakenBefore(const AccessEffect &A, PlaceId Container,
                        llvm::ArrayRef<const Writes::Move *> Moves);
  PlaceId pointerOf(PlaceId Via) const;
  bool findExchanged(PlaceId P, PlaceId Q) const;
  bool areExchanged(const AccessEffect &A, const AccessEffect &B);
  bool mayHaveGoneOn(const AccessEffect &A, const AccessEffect &B);
  const std::set<PlaceId> &namesAfter(PlaceId Holder);
  std::string movedAlong(const AccessEffect &A, const AccessEffect &B);
  std::string movedWithin(const AccessEffect &A, const AccessEffect &B);
  std::string both(PlaceId A, PlaceId B, const char *Two,
                   const char *One) const;
  std::string sameObject(PlaceId A, PlaceId B) const;

  Context &C;
  Terms &T;
  Indices &I;
  const Relation &R;
  const Writes &All;
  Writes::ByRoot Written; ///< by the two sides
  mutable std::map<PlaceId, bool> Stable;
  std::map<PlaceId, std::set<PlaceId>> Origins;
  std::map<PlaceId, Lineage> Lineages;
  std::map<PlaceId, std::set<PlaceId>> Went;
  /// Writes of whole elements of a container, by the function itself.
  std::map<std::pair<PlaceId, PlaceId>, std::vector<Writes::Move>> Permuted;
  std::map<std::pair<PlaceId, PlaceId>, bool> Exchanged;
  bool Blocking = true;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_OVERLAP_H
