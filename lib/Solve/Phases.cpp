//===- Phases.cpp - How often a thread has met the others -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A number for each place in the code: how many meetings at a barrier come
// before it. Where two ways to a place differ, as round a loop, only the rest
// of a division by the difference is known. Beside it, which meetings may have
// been the last. PhaseOrder asks.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

#include <numeric>

using namespace aether::analysis;

std::optional<Phase> aether::analysis::phaseOf(const Terms &T,
                                               const Workspace &W, PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Field)
    return std::nullopt;
  llvm::StringRef Name = W.text(N.Arg);
  Phase Out;
  Out.IsOrigin = Name.consume_front("(last meeting ");
  if (!Out.IsOrigin && !Name.consume_front("(meetings "))
    return std::nullopt;
  if (Name.consumeInteger(10, Out.Number))
    return std::nullopt;
  if (Name.consume_front(" of "))
    Name.consumeInteger(10, Out.Of);
  if (Name.consume_front(" in "))
    Name.consumeInteger(10, Out.In);
  return Out;
}

bool aether::analysis::isMeeting(const Terms &T, const Workspace &W,
                                 PlaceId P) {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Field &&
         llvm::StringRef(W.text(N.Arg)).starts_with("phase ");
}

/// The barrier that \p Ev is the last part of a meeting at.
static PlaceId metAt(const Terms &T, const Workspace &W, const Event &Ev) {
  const auto *L = std::get_if<LockEvent>(&Ev);
  return L && L->Op == LockOp::Wait && L->Mutex != None &&
                 isMeeting(T, W, L->Mutex)
             ? T.place(L->Mutex).Parent
             : None;
}

void Context::findPhases() {
  std::set<PlaceId> Barriers;
  for (std::uint32_t B : Shape.Order)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const PlaceId P = metAt(T, W, Ev); P != None) {
        const Places To = resolve(P);
        if (To.size() != 1)
          return; // nobody knows which
        Barriers.insert(To.front());
      }
  for (PlaceId P : Barriers)
    findPhasesOf(P);
}

void Context::findPhasesOf(PlaceId Barrier) {
  // Not what is called, and not who arrives without waiting.
  for (CallInstance &Call : Calls)
    if (Call.Strand == None)
      for (CallInstance::Resolved &R : Call.Callees)
        if (R.Map &&
            llvm::any_of(imported(R.From->Done, *R.Map).Signalled,
                         [&](PlaceId P) { return mayOverlap(P, Barrier); }))
          return;
  unsigned Signals = 0, Meetings = 0;
  auto IsMeeting = [&](const Event &Ev) {
    const PlaceId P = metAt(T, W, Ev);
    return P != None && resolve(P).front() == Barrier;
  };
  for (std::uint32_t B : Shape.Order)
    for (const Event &Ev : F.Blocks[B].Events) {
      Meetings += IsMeeting(Ev);
      if (const auto *L = std::get_if<LockEvent>(&Ev);
          L && L->Op == LockOp::Signal && L->Mutex != None)
        for (PlaceId P : Places(resolve(L->Mutex)))
          if (mayOverlap(P, Barrier) &&
              (T.place(P).Parent != Barrier || P == Barrier))
            ++Signals;
    }
  if (Signals != Meetings)
    return;

  const std::size_t N = F.Blocks.size();
  std::vector<std::optional<std::int64_t>> In(N);
  std::vector<std::set<std::int64_t>> Last(N); // 0: the function's beginning
  std::vector<std::int64_t> First(N, 0);       // number of its first meeting
  std::int64_t Of = 0, Next = 1;
  auto Count = [&](std::uint32_t B) {
    return static_cast<std::int64_t>(
        llvm::count_if(F.Blocks[B].Events, IsMeeting));
  };
  for (std::uint32_t B : Shape.Order) {
    First[B] = Next;
    Next += Count(B);
  }
  In[0] = 0;
  Last[0].insert(0);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (std::uint32_t B : Shape.Order) {
      if (!In[B])
        continue;
      const std::int64_t Here = Count(B);
      for (std::uint32_t S : F.Blocks[B].Successors) {
        if (!In[S]) {
          In[S] = *In[B] + Here;
          Changed = true;
        }
        Of = std::gcd(Of, *In[B] + Here - *In[S]);
        const std::size_t Before = Last[S].size();
        if (Here != 0)
          Last[S].insert(First[B] + Here - 1);
        else
          Last[S].insert(Last[B].begin(), Last[B].end());
        Changed |= Last[S].size() != Before;
      }
    }
  }
  std::vector<std::int64_t> Counts(N, 0);
  for (std::uint32_t B : Shape.Order)
    Counts[B] = Count(B);
  const std::vector<IntId> SoFar = meetingsBefore(Counts);
  for (std::uint32_t B : Shape.Order) {
    if (!In[B])
      continue;
    std::int64_t Inside = -1;
    for (std::uint32_t L : Shape.around(B))
      if (Inside == -1 && llvm::any_of(Shape.Order, [&](std::uint32_t Met) {
            return Shape.Loops[L].Contains[Met] && Counts[Met] != 0;
          }))
        Inside = Shape.Loops[L].Header;
    std::int64_t Before = 0;
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      std::vector<HeldLock> &Held = LocksAt[{B, I}].Held;
      auto Note = [&](const std::string &Name) {
        Held.push_back(
            {T.field(Barrier, W.str(Name)), None, LockMode::Signalled});
      };
      auto LastMeeting = [&](std::int64_t Origin) {
        return "(last meeting " + std::to_string(Origin) + " of " +
               std::to_string(Fn) + " in " + std::to_string(Inside) + ")";
      };
      const std::int64_t Number = *In[B] + Before;
      Note("(meetings " + std::to_string(Of == 0 ? Number : Number % Of) +
           (Of == 0 ? "" : " of " + std::to_string(Of)) + ")");
      if (Before != 0)
        Note(LastMeeting(First[B] + Before - 1));
      else
        for (std::int64_t Origin : Last[B])
          Note(LastMeeting(Origin));
      if (SoFar[B] != None)
        Held.push_back(
            {afterMeetings(Barrier, T.add(SoFar[B], T.constant(Before))), None,
             LockMode::Signalled});
      Before += IsMeeting(F.Blocks[B].Events[I]);
    }
  }
}
