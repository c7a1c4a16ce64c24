//===- PhaseOrder.cpp - What meetings at a barrier put in order -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where as many threads meet as the barrier counts, and each is one of them,
// nobody is a meeting ahead: accesses with other numbers of meetings before
// them are ordered by one of these. Phases has counted them.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

#include <numeric>

using namespace aether::analysis;

/// Is \p Threads what \p Barrier was made for? What a variable held before
/// counts for nothing: it was no barrier then.
bool Handover::isCountOf(PlaceId Barrier, IntId Threads) {
  const Context::Content Held = C.contents(T.field(Barrier, C.W.str("count")));
  const PlaceKind Root = T.place(C.rootOf(Barrier)).Kind;
  const bool Fresh = !C.hasDeref(Barrier) &&
                     (Root == PlaceKind::Local ||
                      (Root == PlaceKind::Global && C.W.P.isMain(C.Fn)));
  if ((Held.Initial && !Fresh) || Held.Weak || Held.Values.size() != 1)
    return false;
  const ValueNode V = T.value(Held.Values.front());
  if (V.Kind != ValueKind::Int && V.Kind != ValueKind::Load)
    return false;
  const IntId Count =
      C.resolveInt(V.Kind == ValueKind::Int ? V.A : T.cell(V.A));
  const IntNode Rest = T.integer(T.sub(C.resolveInt(Threads), Count));
  return Rest.Kind == IntKind::Const && Rest.Value == 0;
}

/// Those of \p Strands that may run beside the two of \p R, or beside such a
/// one. All others are over before, or begin after: whoever meets at a barrier
/// leaves nobody behind there.
std::set<std::uint32_t>
Handover::runningBeside(std::set<std::uint32_t> Strands) const {
  std::set<std::uint32_t> Out{R.A, R.B};
  for (std::uint32_t S : Strands)
    if (S == None || C.E.Strands[S].Parent)
      return Strands;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const Relation &Beside : C.Relations)
      for (const auto &[One, Other] :
           {std::pair(Beside.A, Beside.B), std::pair(Beside.B, Beside.A)})
        if (Out.count(One) != 0)
          Changed |= Out.insert(Other).second;
  }
  std::erase_if(Strands, [&](std::uint32_t S) { return Out.count(S) == 0; });
  return Strands;
}

/// Who meets at \p Barrier while the two of \p R run.
std::set<std::uint32_t> Handover::meetingAt(PlaceId Barrier) const {
  std::set<std::uint32_t> Strands;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (W.Nature == AccessNature::Signal &&
        (C.mayOverlap(W.Place, Barrier) ||
         (T.place(W.Place).Kind == PlaceKind::Field &&
          C.mayOverlap(T.place(W.Place).Parent, Barrier))))
      Strands.insert(Wr.Strand);
  }
  return runningBeside(std::move(Strands));
}

/// Do as many threads meet at \p Barrier as it counts, each with its meetings
/// counted?
bool Handover::countsThreads(PlaceId Barrier) {
  auto [It, New] =
      Met.try_emplace(T.field(Barrier, C.W.str("(phases)")), false);
  if (!New)
    return It->second;
  if (!isOne(Barrier))
    return false;
  std::set<std::uint32_t> Strands;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (!C.mayOverlap(W.Place, Barrier))
      continue;
    const bool Counted = llvm::any_of(W.Locks, [&](const HeldLock &L) {
      return T.place(L.Mutex).Parent == Barrier &&
             phaseOf(T, C.W, L.Mutex).has_value();
    });
    if (W.Nature != AccessNature::Signal || !Counted ||
        (W.Place != Barrier && T.place(W.Place).Parent != Barrier))
      return false;
    Strands.insert(Wr.Strand);
  }
  IntId Sum = T.constant(0);
  for (std::uint32_t S : runningBeside(Strands)) {
    const IntId Times = S == None ? T.constant(1) : instances(S);
    if (Times == None)
      return false;
    Sum = T.add(Sum, Times);
  }
  return It->second = !Strands.empty() && isCountOf(Barrier, Sum);
}

bool Handover::isInOtherPhase(const AccessEffect &A, const AccessEffect &B) {
  for (const HeldLock &X : A.Locks) {
    const std::optional<Phase> PA = phaseOf(T, C.W, X.Mutex);
    if (!PA || PA->IsOrigin)
      continue;
    const PlaceId Barrier = T.place(X.Mutex).Parent;
    for (const HeldLock &Y : B.Locks) {
      const std::optional<Phase> PB = phaseOf(T, C.W, Y.Mutex);
      if (!PB || PB->IsOrigin || T.place(Y.Mutex).Parent != Barrier)
        continue;
      const std::int64_t Of = std::gcd(PA->Of, PB->Of);
      const std::int64_t Apart = PA->Number - PB->Number;
      if ((Of == 0 ? Apart != 0 : Apart % Of != 0) && countsThreads(Barrier))
        return true;
    }
  }
  return false;
}

/// May both accesses be made between the same two meetings at the barrier that
/// \p P is, or is a meeting of? Surely so if both have met as often, or if both
/// threads run the same code and may have met last at the same place in it. Not
/// if a test of the round decides on either: it may let them take turns.
bool Handover::mayBeInOnePhase(PlaceId P, const AccessEffect &A,
                               const AccessEffect &B) {
  auto OfRounds = [&](const Fact &Known) {
    std::set<std::uint32_t> Loops;
    bool Unknown = false;
    for (IntId I : {Known.Lhs, Known.Rhs}) {
      collectLoopsOfInt(T, I, Loops);
      Unknown |= T.anyOperand(
          I, [](const IntNode &N) { return N.Kind == IntKind::Opaque; });
    }
    // Which thread it is, the loop says that starts them.
    for (const auto *Outer : {&R.InstanceLoops, &R.SharedLoops})
      for (std::uint32_t L : *Outer)
        Loops.erase(L);
    return Unknown || !Loops.empty();
  };
  if (llvm::any_of(A.Facts, OfRounds) || llvm::any_of(B.Facts, OfRounds))
    return false;
  // Whether the two touch the same then, Uncertain asks.
  if (const std::optional<MeetingCounts> Counts = O.meetings(A, B);
      Counts &&
      (P == Counts->Barrier ||
       (T.place(P).Parent == Counts->Barrier && isMeeting(T, C.W, P))) &&
      O.afterAsMany(A, B, Match(), *Counts) == Meeting::Meets)
    return true;
  for (const HeldLock &X : A.Locks) {
    const std::optional<Phase> PA = phaseOf(T, C.W, X.Mutex);
    const PlaceId Barrier = T.place(X.Mutex).Parent;
    if (!PA || (P != Barrier &&
                (T.place(P).Parent != Barrier || !isMeeting(T, C.W, P))))
      continue;
    for (const HeldLock &Y : B.Locks)
      if (const std::optional<Phase> PB = phaseOf(T, C.W, Y.Mutex);
          PB && T.place(Y.Mutex).Parent == Barrier &&
          PA->IsOrigin == PB->IsOrigin && PA->Number == PB->Number &&
          PA->Of == PB->Of && PA->In == PB->In && (PA->IsOrigin || PA->Of == 0))
        return true;
  }
  return false;
}
