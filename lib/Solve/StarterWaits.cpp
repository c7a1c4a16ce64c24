//===- StarterWaits.cpp - Waits between the starts of two tasks -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (...) { create(&t, f); detach(t); sem_wait(&done); }`: the task of one
// round may be over, as far as it has signalled, when that of the next begins.
// Where no way leads from one start to the other but by such a wait, no
// demonstration can rest on both.
//
//===----------------------------------------------------------------------===//

#include "CountedWaits.h"
#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

std::optional<Context::Spot> Context::startOf(std::uint32_t Strand) const {
  std::optional<Spot> Out;
  for (const LiveItem &X : Items) {
    if (!llvm::is_contained(X.Strands, Strand))
      continue;
    if (Out && *Out != Spot(X.Block, X.Event))
      return std::nullopt;
    Out = {X.Block, X.Event};
  }
  return Out;
}

/// A test stands at the beginning of the blocks that only those reach who have
/// passed it; a counted loop that waits in each round waits before it is over.
std::vector<Context::OwnWait> Context::ownWaits() {
  std::vector<OwnWait> Out;
  auto Note = [&](Spot At, PlaceId For) {
    Out.push_back({At, For});
    for (const NaturalLoop &L : Shape.Loops)
      if (L.Counted != None && L.Contains[At.first] &&
          llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
            return Shape.dominates(At.first, Latch);
          }))
        Out.push_back({{L.Header, None}, For});
  };
  auto Waits = [&](const HeldLock &L) {
    return L.Mode == LockMode::After || testedFlag(T, W, L.Mutex) != 0;
  };
  for (std::uint32_t B : Shape.Order) {
    if (B < LocksIn.size())
      for (const HeldLock &L : LocksIn[B].Held)
        if (Waits(L) && llvm::any_of(Shape.Predecessors[B], [&](auto From) {
              return !llvm::is_contained(LocksIn[From].Held, L);
            }))
          Out.push_back({{B, 0}, L.Mutex});
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      if (const auto *L = std::get_if<LockEvent>(&Ev);
          L && L->Mutex != None &&
          (L->Op == LockOp::Wait || L->Op == LockOp::MayWait ||
           L->Op == LockOp::TryWait))
        for (PlaceId P : Places(resolve(L->Mutex)))
          Note({B, I}, P);
      auto Found = CallsAt.find({B, I});
      if (Found == CallsAt.end())
        continue;
      for (CallInstance *Call : Found->second)
        for (CallInstance::Resolved &R : Call->Callees) {
          if (!R.Map || Call->Strand != None)
            continue;
          for (PlaceId P : imported(R.From->Done, *R.Map).Waited)
            Note({B, I}, P);
          for (const HeldLock &L : R.From->Acquired)
            if (testedFlag(R.From->T, W, L.Mutex) != 0)
              for (PlaceId P : R.Map->place(L.Mutex))
                Note({B, I}, P);
        }
    }
  }
  return Out;
}

/// May whoever has waited for \p For come after \p A, for the task has told it
/// then? \p Starts: if only to start another, a write without release will do.
bool Handover::mayTell(const AccessEffect &A, std::uint32_t Strand, PlaceId For,
                       bool Starts) {
  // Once, what comes after is too late. (A barrier is signalled along with each
  // of its meeting places.)
  auto IsLate = [&](PlaceId Told, auto &&Tells) {
    const AccessEffect *Only = nullptr;
    for (std::uint32_t N : C.E.Strands[Strand].Accesses) {
      const AccessEffect &W = C.E.All[N];
      if (!isWrite(W.Kind) || !Tells(W))
        continue;
      if (W.Made != Rounds::One ||
          (Only && (Only->Pos != W.Pos || Only->Function != W.Function)))
        return false;
      Only = &W;
    }
    return llvm::any_of(A.Locks, [&](const HeldLock &L) {
      return L.Mode == LockMode::Signalled &&
             (L.Mutex == Told || L.Mutex == T.place(Told).Parent);
    });
  };
  const auto Counted = countedWait(T, C.W, For);
  const unsigned How = testedFlag(T, C.W, For);
  if (How != 0 || (Counted && Counted->IsCounter)) {
    const PlaceId Variable = T.place(For).Parent;
    const PlaceId Flag = T.field(Variable, C.W.str(GuardedFlag.str()));
    auto Tells = [&](const AccessEffect &W) {
      return W.Kind == AccessKind::Write && holdsMutex(W.Locks) &&
             mayWrite(W, Variable) &&
             (How == 0 || (How & changeBy(W, Variable)));
    };
    return !IsLate(Flag, Tells) &&
           llvm::any_of(C.E.Strands[Strand].Accesses,
                        [&](std::uint32_t N) { return Tells(C.E.All[N]); });
  }
  const PlaceId P = Counted ? T.place(For).Parent : For;
  auto Tells = [&](const AccessEffect &W) {
    return (W.Nature == AccessNature::Signal ||
            (Starts && W.Nature == AccessNature::Plain && isAtomic(W.Kind))) &&
           C.mayOverlap(W.Place, P);
  };
  // (One permit may have been taken before the first start.)
  return !hasPermits(P, 2) && !IsLate(P, Tells) &&
         llvm::any_of(Writers, [&](const Writer &Wr) {
           return Wr.Strand == Strand && Tells(C.E.All[Wr.Access]);
         });
}

/// Has whoever started \p Strand always waited for what that may tell after
/// \p A, when it starts \p Later, or makes \p Then itself? If not, \p Left says
/// of which rounds they may be.
bool Handover::isParted(const AccessEffect &A, std::uint32_t Strand,
                        std::uint32_t Later, const AccessEffect &Then,
                        PlaceId &By, Relation &Left) {
  const bool Starts = !C.E.Strands[Later].Parent;
  const auto From = C.startOf(Strand);
  const auto To =
      Starts ? C.startOf(Later)
             : C.spotOf(static_cast<std::uint32_t>(&Then - C.E.All.data()));
  if (!From || !To)
    return false;
  if (*From != *To && !C.reaches(*From, *To, {}))
    return true; // The other one is the earlier.
  // In one round of the loops around both.
  std::set<Context::Spot> Headers;
  for (const NaturalLoop &L : C.Shape.Loops)
    if (L.Contains[From->first] && L.Contains[To->first])
      Headers.insert({L.Header, 0});
  // There, what the function itself does was asked about before.
  if (!Starts && C.reaches(*From, *To, Headers))
    return false;
  std::set<Context::Spot> Cut;
  bool Within = false;
  for (const Context::OwnWait &W : C.ownWaits()) {
    if (!mayTell(A, Strand, W.For, Starts))
      continue;
    By = W.For;
    Cut.insert(W.At.second == None ? Context::Spot(W.At.first, 0) : W.At);
    Within |= W.At == *From || W.At == *To;
  }
  if (Cut.empty())
    return false;
  if (Within)
    return true;
  // On the way from round to round a wait at the end of a loop's header is met
  // as well as one at its beginning.
  Headers.insert(Cut.begin(), Cut.end());
  bool Free = *From != *To && C.reaches(*From, *To, Headers);
  const std::vector<std::uint32_t> Rounds = Left.InstanceLoops;
  Left.InstanceLoops.clear();
  for (const NaturalLoop &L : C.Shape.Loops) {
    if (!L.Contains[From->first] || !L.Contains[To->first])
      continue;
    const bool Round = llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
      const Context::Spot End{Latch, None};
      return (From->first == Latch ? Cut.lower_bound(*From) == Cut.end() ||
                                         Cut.lower_bound(*From)->first != Latch
                                   : C.reaches(*From, End, Cut)) &&
             (To->first == L.Header ? true
                                    : C.reaches({L.Header, 0}, *To, Cut)) &&
             !Cut.count({L.Header, 0});
    });
    Free |= Round;
    if (L.Counted == None)
      continue;
    if (!Round)
      Left.SharedLoops.push_back(L.Counted);
    else if (llvm::is_contained(Rounds, L.Counted))
      Left.InstanceLoops.push_back(L.Counted);
  }
  return !Free;
}

PlaceId
Handover::mayPartStarts(const AccessEffect &A, const AccessEffect &B,
                        llvm::function_ref<bool(const Relation &)> Meets) {
  if (R.A == R.B && !R.Instances)
    return None;
  PlaceId By = None;
  for (const auto &[First, Strand, Then, Later] :
       {std::tuple(&A, R.A, &B, R.B), std::tuple(&B, R.B, &A, R.A)}) {
    if (C.E.Strands[Strand].Parent)
      continue;
    PlaceId Now = None;
    Relation Left = R;
    if (!isParted(*First, Strand, Later, *Then, Now, Left) &&
        (Now == None || Meets(Left)))
      return None;
    if (Now != None)
      By = Now;
  }
  return By;
}
