//===- Handover.h - What signals and waits put in order ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Flags, promises, latches, barriers: one thread signals after its accesses,
/// another begins its own when it has seen that ([intro.races]/9). A step of
/// Judge, beside Overlap.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_HANDOVER_H
#define AETHER_LIB_SOLVE_HANDOVER_H

#include "Overlap.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace aether::analysis {

class CommonMutexes;
struct CountedWait;

/// What a test of a counter lets through: numbers below or above \c Bound, or
/// all but that.
struct FlagLimit {
  enum class Side : std::uint8_t { Below, Above, Either } Way = Side::Either;
  std::int64_t Bound = 0;
};

/// That of the test which \p P stands for; see GuardedFlags.
std::optional<FlagLimit> flagLimit(const Terms &T, const Workspace &W,
                                   PlaceId P);

/// So many plain variables are noted that were read with a mutex held.
inline constexpr std::size_t MaxSeen = 64;

/// What stands for a call that sets \p Flag on some of its ways.
PlaceId perhapsSet(Terms &T, Workspace &W, PlaceId Flag);

class Handover {
public:
  Handover(Context &C, const Overlap &O, const Writes &All, const Relation &R)
      : C(C), T(C.T), O(O), R(R), All(All), Writers(All.Atomic) {}

  /// Is one access certainly over when the other begins?
  bool isOrdered(const AccessEffect &A, const AccessEffect &B);
  bool isInOtherRound(const AccessEffect &A, const AccessEffect &B,
                      const Match &M);
  /// What one access may have waited for that the other's thread may signal
  /// afterwards, or what only one of the two threads may have got; None if
  /// there is no such thing.
  PlaceId mayOrder(const AccessEffect &A, const AccessEffect &B);
  /// What whoever starts both may wait for between the two starts, so that one
  /// access is over before the other's task begins; None if there is none, or
  /// if \p Meets says that they meet in rounds that no wait parts.
  PlaceId mayPartStarts(const AccessEffect &A, const AccessEffect &B,
                        llvm::function_ref<bool(const Relation &)> Meets);

private:
  bool isBefore(const AccessEffect &A, std::uint32_t Strand,
                const AccessEffect &B);
  bool isSignalledAgain(PlaceId P, std::uint32_t Strand);
  bool hasPermits(PlaceId P, std::int64_t Least = 1);
  PlaceId mayBeBefore(const AccessEffect &A, std::uint32_t Strand,
                      const AccessEffect &B);
  bool isOne(PlaceId P) const;
  bool bothCome(const AccessEffect &A, const AccessEffect &B) const;
  bool mayClaim(const AccessEffect &A, const AccessEffect &B, PlaceId P) const;
  bool isSignalledBy(PlaceId P, std::uint32_t Strand);
  // CountedWaits.cpp
  bool areAllBefore(PlaceId Mark, std::uint32_t Strand);
  bool haveAllPosted(PlaceId P, std::uint32_t Strand);
  bool haveAllCounted(PlaceId P, std::uint32_t Strand, std::int64_t Threads,
                      const CountedWait &Wait);
  bool isBeforeStart(const StoreEffect &S, std::uint32_t Strand) const;
  std::optional<std::pair<std::int64_t, const StoreEffect *>>
  startOf(PlaceId P);
  bool isTold(const AccessEffect &W, std::uint32_t Strand) const;
  bool runsOnce(std::uint32_t Strand);
  // FlagValues.cpp
  bool mayFollowWrite(const AccessEffect &A, PlaceId Variable,
                      std::uint32_t Strand);
  bool isMadeBy(PlaceId Mark, std::int64_t Value, std::uint32_t Strand);
  // GuardedHandover.cpp
  bool isRecursive(const AccessEffect &A) const;
  bool isTestedUnder(CommonMutexes Common, PlaceId Variable,
                     std::uint32_t Strand);
  bool isSetBy(PlaceId Flag, std::uint32_t Strand);
  bool isSetAgain(PlaceId Flag, std::uint32_t Strand);
  PlaceId mayBeAfterTest(const AccessEffect &A, std::uint32_t Strand,
                         const AccessEffect &B);
  bool mayWrite(const AccessEffect &W, PlaceId Variable) const;
  static unsigned changeBy(const AccessEffect &W, PlaceId Variable);
  PlaceId mayExclude(const AccessEffect &A, const AccessEffect &B);
  llvm::SmallVector<PlaceId> testsOf(const AccessEffect &A) const;
  bool passesAtFirst(const AccessEffect &A, PlaceId X);
  bool isMet(PlaceId P, PlaceId Counter);
  // WorkRounds.cpp
  bool isAfterItsWrite(const AccessEffect &A, std::uint32_t Strand,
                       PlaceId Variable) const;
  bool isAnswered(const AccessEffect &W, PlaceId Variable) const;
  bool isFilled(const AccessEffect &A, PlaceId Variable) const;
  bool comesAgain(Context::Spot At) const;
  bool lasts(const AccessEffect &A, PlaceId Variable) const;
  bool isWork(const AccessEffect &A, const AccessEffect &B,
              PlaceId Variable) const;
  bool isOfferedAgain(const AccessEffect &A, const AccessEffect &B,
                      PlaceId P) const;
  // StarterWaits.cpp
  bool mayTell(const AccessEffect &A, std::uint32_t Strand, PlaceId For,
               bool Starts);
  bool isParted(const AccessEffect &A, std::uint32_t Strand,
                std::uint32_t Later, const AccessEffect &Then, PlaceId &By,
                Relation &Left);
  // PhaseOrder.cpp
  bool isInOtherPhase(const AccessEffect &A, const AccessEffect &B);
  bool mayBeInOnePhase(PlaceId P, const AccessEffect &A, const AccessEffect &B);
  std::set<std::uint32_t> runningBeside(std::set<std::uint32_t> Strands) const;
  std::set<std::uint32_t> meetingAt(PlaceId Barrier) const;
  bool countsThreads(PlaceId Barrier);
  bool isCountOf(PlaceId Barrier, IntId Threads);
  IntId instances(std::uint32_t Strand);
  bool holdsOnly(const Context::Content &Held, std::int64_t Value);
  bool startsAtZero(PlaceId P);
  bool isPlainZeroAtFirst(PlaceId Variable);

  Context &C;
  Terms &T;
  const Overlap &O;
  const Relation &R;
  const Writes &All;
  using Writer = Writes::AtomicWrite;
  const std::vector<Writer> &Writers;
  std::map<std::pair<PlaceId, std::uint32_t>, bool> Signalled;
  std::map<PlaceId, bool> Met;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_HANDOVER_H
