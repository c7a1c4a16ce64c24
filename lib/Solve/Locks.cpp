//===- Locks.cpp - Which mutexes are held where ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A forward must-dataflow: held is what is held on every path. What a function
// may release of its callers' locks is collected as a may-set beside it.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "CountedWaits.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// What stands for a caller's mutex that was released on every way here: who
/// calls does not hold it afterwards.
static constexpr llvm::StringLiteral SurelyReleased = "(released)";

static bool isRelease(const Terms &T, const Workspace &W, const HeldLock &L) {
  const PlaceNode N = T.place(L.Mutex);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == SurelyReleased;
}

bool Context::isSpinLock(PlaceId Lock) const {
  const PlaceNode &N = T.place(Lock);
  return (N.Kind == PlaceKind::Field && W.text(N.Arg) == "(lock)") ||
         isTicketLock(Lock);
}

bool Context::mayBeSameLock(PlaceId A, PlaceId B) {
  return isSpinLock(A) == isSpinLock(B) && isTicketLock(A) == isTicketLock(B) &&
         mayOverlap(A, B);
}

/// Is the access at this event an attempt to take a spin lock?
bool Context::triesLock(std::uint32_t Block, std::uint32_t Event) const {
  const std::vector<aether::analysis::Event> &Events = F.Blocks[Block].Events;
  const auto *A = std::get_if<Access>(&Events[Event]);
  if (!A || A->Kind != AccessKind::AtomicWrite)
    return false;
  for (std::uint32_t I = Event + 1; I != Events.size(); ++I) {
    const auto *L = std::get_if<LockEvent>(&Events[I]);
    if (L && L->Op == LockOp::Signal)
      continue;
    if (L)
      return L->Op == LockOp::TryAcquire && isSpinLock(L->Mutex) &&
             T.place(L->Mutex).Parent == A->Place;
    // A compare-exchange also writes what it found.
    const auto *Other = std::get_if<Access>(&Events[I]);
    if (!std::holds_alternative<Store>(Events[I]) &&
        !(Other && !isAtomic(Other->Kind)))
      return false;
  }
  return false;
}

/// An atomic excludes others only if whoever holds it is the one who gives it
/// back: every other write must be an attempt to take it.
bool Context::isKeptByHolder(PlaceId Lock) {
  auto [It, New] = KeptByHolder.try_emplace(Lock, true);
  if (!New)
    return It->second;
  const PlaceId Atomic = T.place(Lock).Parent;
  if (hasOtherWriters(Atomic) || (isTicketLock(Lock) && !drawsOnce(Lock)))
    return It->second = false;
  const StringId Part = T.place(Lock).Arg;
  for (const AccessEffect &A : E.All) {
    if (A.Kind != AccessKind::AtomicWrite || A.Tries ||
        !mayOverlap(A.Place, Atomic))
      continue;
    const PlaceId Own = T.field(A.Place, Part);
    if (llvm::none_of(A.Locks,
                      [&](const HeldLock &L) { return L.Mutex == Own; })) {
      It->second = false;
      break;
    }
  }
  return It->second;
}

/// \p Mutex is no longer held, or one level less, nor is any lock that may be
/// the same.
void Context::release(PlaceId Mutex, LockState &S, bool AllLevels) {
  if (isPermit(Mutex))
    llvm::erase_if(S.Held, [&](const HeldLock &L) { return isTurn(L); });
  auto Same = llvm::find_if(S.Held, [&](const HeldLock &L) {
    return L.Mutex == Mutex && isHeld(L.Mode);
  });
  if (Same != S.Held.end()) {
    if (Same->Depth > 1 && !AllLevels)
      --Same->Depth;
    else
      S.Held.erase(Same);
    return;
  }
  for (auto List : {&LockState::Held, &LockState::Perhaps})
    llvm::erase_if(S.*List, [&](const HeldLock &L) {
      return isHeld(L.Mode) && mayBeSameLock(L.Mutex, Mutex);
    });
  if (!llvm::is_contained(S.Released, Mutex))
    S.Released.push_back(Mutex);
  const HeldLock Mark{T.field(Mutex, W.str(SurelyReleased.str())), None,
                      LockMode::Signalled};
  if (!llvm::is_contained(S.Held, Mark))
    S.Held.push_back(Mark);
}

void Context::releaseGuard(PlaceId Guard, LockState &S) {
  const bool Known =
      llvm::any_of(S.Held, [&](const HeldLock &L) { return L.Guard == Guard; });
  for (auto List : {&LockState::Held, &LockState::Perhaps})
    llvm::erase_if(S.*List, [&](const HeldLock &L) {
      return L.Guard == Guard ||
             (!Known && L.Guard != None && mayOverlap(L.Guard, Guard));
    });
  if (!Known && !llvm::is_contained(S.ReleasedGuards, Guard))
    S.ReleasedGuards.push_back(Guard);
}

template <typename T>
static bool addAll(std::vector<T> &Into, const std::vector<T> &Other) {
  bool Changed = false;
  for (const T &X : Other)
    if (!llvm::is_contained(Into, X)) {
      Into.push_back(X);
      Changed = true;
    }
  return Changed;
}

static bool addAll(Past &Into, const Past &Other) {
  bool Changed = addAll(Into.Signalled, Other.Signalled);
  Changed |= addAll(Into.Seen, Other.Seen);
  Changed |= addAll(Into.Passed, Other.Passed);
  return addAll(Into.Waited, Other.Waited) || Changed;
}

static void acquire(HeldLock L, std::vector<HeldLock> &Held) {
  for (HeldLock &Old : Held)
    if (Old.Mutex == L.Mutex && Old.Guard == L.Guard &&
        (Old.Mode == L.Mode || (isHeld(Old.Mode) && isHeld(L.Mode)))) {
      if (L.Mode == LockMode::Exclusive && Old.Mode == LockMode::Exclusive &&
          L.Guard == None)
        Old.Depth += L.Depth;
      if (L.Mode == LockMode::Exclusive)
        Old.Mode = L.Mode;
      return;
    }
  Held.push_back(L);
}

void Context::acquire(const HeldLock &L, LockState &S) {
  ::acquire(L, S.Held);
  if (!isHeld(L.Mode))
    return;
  llvm::erase_if(S.Held, [&](const HeldLock &H) {
    return isRelease(T, W, H) && T.place(H.Mutex).Parent == L.Mutex;
  });
  llvm::erase_if(S.Perhaps,
                 [&](const HeldLock &P) { return P.Mutex == L.Mutex; });
  llvm::erase(S.Refused, L.Mutex);
  if (L.Mode == LockMode::Exclusive && isPermit(L.Mutex) &&
      T.place(rootOf(L.Mutex)).Kind != PlaceKind::Unknown)
    ::acquire({T.field(T.place(L.Mutex).Parent, W.str(Turn.str())), None,
               LockMode::Signalled, L.Spelling},
              S.Held);
}

void Context::applyLock(const LockEvent &L, LockState &S) {
  const Places Mutex = L.Mutex == None ? Places() : Places(resolve(L.Mutex));
  const Places Guard = L.Guard == None ? Places() : Places(resolve(L.Guard));
  switch (L.Op) {
  case LockOp::Acquire:
  case LockOp::TryAcquire: // on the edge where it succeeded
    // One of several mutexes is known by the pointer that names it.
    if (!Mutex.empty() && T.place(Mutex.front()).Kind != PlaceKind::Unknown)
      acquire({Mutex.size() == 1 ? Mutex.front() : L.Mutex,
               Guard.size() == 1 ? Guard.front() : None, L.Mode, L.Spelling},
              S);
    return;
  case LockOp::Release:
    for (PlaceId M : Mutex)
      release(M, S);
    return;
  case LockOp::Signal:
    addAll(S.Before.Signalled, {Mutex.begin(), Mutex.end()});
    if (Mutex.size() == 1)
      acquire({Mutex.front(), None, LockMode::Signalled, L.Spelling}, S);
    return;
  case LockOp::TryWait: // on the edge where it succeeded
  case LockOp::Wait:
    if (Mutex.size() == 1 && T.place(Mutex.front()).Kind != PlaceKind::Unknown)
      acquire({Mutex.front(), None, LockMode::After, L.Spelling}, S);
    [[fallthrough]];
  case LockOp::MayWait:
    addAll(S.Before.Waited, {Mutex.begin(), Mutex.end()});
    return;
  case LockOp::Use:
    return;
  case LockOp::ReleaseGuard:
    for (PlaceId G : Guard)
      releaseGuard(G, S);
    return;
  case LockOp::MoveGuard: {
    const Places From = L.From == None ? Places() : Places(resolve(L.From));
    if (From.size() != 1 || Guard.size() != 1) {
      for (PlaceId G : From)
        releaseGuard(G, S);
      // A mutex that is adopted is soon released, nobody knows which.
      llvm::erase_if(S.Held, [&](const HeldLock &H) {
        return H.Guard == None && isHeld(H.Mode) &&
               (From.empty() || llvm::is_contained(From, H.Mutex));
      });
      forgetWhen(S);
      return;
    }
    // What the mutex itself guards is released by hand.
    bool Known = false;
    for (auto List : {&LockState::Held, &LockState::Perhaps})
      for (HeldLock &H : S.*List)
        if (H.Guard == From.front() ||
            (H.Guard == None && H.Mutex == From.front() && isHeld(H.Mode))) {
          H.Guard = Guard.front() == H.Mutex ? None : Guard.front();
          Known = true;
        }
    // A mutex that a caller holds is not held when this function is over.
    if (!Known)
      release(From.front(), S);
    return;
  }
  }
}

Past Context::imported(const Past &From, Import &Map) {
  Past Out;
  for (auto List :
       {&Past::Signalled, &Past::Waited, &Past::Seen, &Past::Passed})
    for (PlaceId P : From.*List)
      for (PlaceId Q : Map.place(P))
        addAll(Out.*List, {resolve(Q).begin(), resolve(Q).end()});
  return Out;
}

Fact Context::imported(const Fact &From, Import &Map) {
  return {From.Op, Map.integer(From.Lhs), Map.integer(From.Rhs)};
}

/// Is everything that a function may signal signalled on every path?
static bool isEven(const Effects &E, const Workspace &W) {
  return llvm::all_of(E.Done.Signalled, [&](PlaceId P) {
    return isGuardedFlag(E.T, W, P) ||
           llvm::any_of(E.Acquired, [&](const HeldLock &L) {
             return L.Mode == LockMode::Signalled && L.Mutex == P;
           });
  });
}

/// The object that a guard is, or is part of, is made from another.
void Context::moveGuards(const Store &Moved, LockState &S) {
  const ValueNode From = T.value(Moved.Value);
  auto ByHand = [](const HeldLock &L) { return L.Guard == None; };
  if (From.Kind != ValueKind::Load ||
      (llvm::all_of(S.Held, ByHand) && llvm::all_of(S.Perhaps, ByHand)))
    return;
  const Places Source = resolve(From.A), Target = resolve(Moved.To);
  if (Source.size() != 1 || Target.size() != 1)
    return;
  for (auto List : {&LockState::Held, &LockState::Perhaps})
    for (HeldLock &L : S.*List)
      if (L.Guard != None)
        if (const PlaceId To =
                rebase(L.Guard, Source.front(), Target.front(), false);
            To != None)
          L.Guard = To;
}

void Context::applyCallLocks(CallInstance &Call, LockState &S) {
  if (Call.Strand != None) {
    // Tasks signal before whatever comes after the call that starts them.
    for (CallInstance::Resolved &R : Call.Callees) {
      if (!R.Map)
        continue;
      addAll(S.Before.Signalled, imported(R.From->Done, *R.Map).Signalled);
      E.Strands[Call.Strand].Uneven |=
          Call.Callees.size() != 1 || !isEven(*R.From, W);
    }
    return;
  }
  // Releases of all candidates, acquisitions that all of them agree on.
  std::vector<HeldLock> Acquired, Some;
  bool First = true;
  for (CallInstance::Resolved &R : Call.Callees) {
    std::vector<HeldLock> Now;
    if (R.Map) {
      for (PlaceId P : R.From->Released) {
        const bool Surely =
            Call.Callees.size() == 1 && !W.InProgress[R.Function] &&
            llvm::any_of(R.From->Acquired, [&](const HeldLock &L) {
              return isRelease(R.From->T, W, L) &&
                     R.From->T.place(L.Mutex).Parent == P;
            });
        for (PlaceId Q : R.Map->place(P))
          for (PlaceId M : Places(resolve(Q))) {
            std::vector<HeldLock> Before;
            if (!Surely)
              Before = S.Held;
            release(M, S, /*AllLevels=*/true);
            // Where it is not given back it is held still.
            for (HeldLock L : Before)
              if (isHeld(L.Mode) && L.Guard == None &&
                  !llvm::is_contained(S.Held, L))
                S.Perhaps.push_back(L);
            if (!Surely)
              llvm::erase_if(S.Held, [&](const HeldLock &L) {
                return isRelease(T, W, L) && !llvm::is_contained(Before, L);
              });
          }
      }
      for (PlaceId P : R.From->ReleasedGuards)
        for (PlaceId Q : R.Map->place(P))
          for (PlaceId G : Places(resolve(Q)))
            releaseGuard(G, S);
      addAll(S.Before, imported(R.From->Done, *R.Map));
      for (HeldLock L : R.From->Acquired) {
        Places Mutex, Guard;
        for (PlaceId Q : R.Map->place(L.Mutex))
          Mutex.append(resolve(Q));
        if (L.Guard != None)
          for (PlaceId Q : R.Map->place(L.Guard))
            Guard.append(resolve(Q));
        // A guard that is returned is where the result is.
        if (Guard.size() == 1 && Call.Result != None)
          for (ValueId V : R.From->Returns)
            if (const ValueNode N = R.From->T.value(V);
                N.Kind == ValueKind::Load)
              for (PlaceId From : R.Map->place(N.A))
                if (PlaceId To =
                        rebase(Guard.front(), From, Call.Result, false);
                    To != None)
                  Guard.front() = To;
        if (Mutex.size() != 1 || isRelease(R.From->T, W, L))
          continue;
        L.Mutex = Mutex.front();
        L.Guard = Guard.size() == 1 ? Guard.front() : None;
        ::acquire(L, Now);
      }
      takeSome(R, Call, Now, Some);
    }
    if (First)
      Acquired = std::move(Now);
    else
      llvm::erase_if(Acquired, [&](const HeldLock &L) {
        return !llvm::is_contained(Now, L);
      });
    First = false;
  }
  if (!Call.Reasons.empty() || Call.Waiting)
    Acquired.clear();
  for (const HeldLock &L : Acquired)
    acquire(L, S);
  for (const HeldLock &L : Some)
    if (llvm::none_of(S.Held, [&](const HeldLock &H) {
          return H.Mutex == L.Mutex && isHeld(H.Mode);
        }))
      S.Perhaps.push_back(L);
}

/// The locks that \p Callee has taken at some of its exits: into \p Now if it
/// is known that it does here, else into \p Some.
void Context::takeSome(CallInstance::Resolved &Callee, const CallInstance &Call,
                       std::vector<HeldLock> &Now,
                       std::vector<HeldLock> &Some) {
  for (HeldLock L : Callee.From->Perhaps) {
    Places Mutex;
    for (PlaceId Q : Callee.Map->place(L.Mutex))
      Mutex.append(resolve(Q));
    if (Mutex.size() != 1 || T.place(Mutex.front()).Kind == PlaceKind::Unknown)
      continue;
    L.Mutex = Mutex.front();
    L.If = imported(L.If, *Callee.Map);
    const std::optional<bool> Taken = decided(T, L.If);
    if (Taken == false)
      continue;
    if (L.Guard != None || Call.uncertain() || W.InProgress[Callee.Function])
      L.If = Fact();
    L.Guard = None;
    if (Taken == true && L.If.Lhs != None) {
      L.If = Fact();
      ::acquire(L, Now);
    } else if (!llvm::is_contained(Some, L)) {
      Some.push_back(L);
    }
  }
}

/// What holds whichever of two ways was taken.
static bool meet(std::vector<HeldLock> &Into,
                 const std::vector<HeldLock> &Other) {
  const std::vector<HeldLock> Before = Into;
  std::vector<HeldLock> Out;
  for (HeldLock L : Before)
    for (const HeldLock &R : Other)
      if (L.Mutex == R.Mutex && L.Guard == R.Guard &&
          (L.Mode == R.Mode || (isHeld(L.Mode) && isHeld(R.Mode)))) {
        if (R.Mode == LockMode::Shared)
          L.Mode = LockMode::Shared;
        L.Depth = std::min(L.Depth, R.Depth);
        Out.push_back(L);
        break;
      }
  Into = Out;
  return Into != Before;
}

/// What holds whichever of \p Ways was taken, and what on some of them.
Context::LockState Context::joined(llvm::ArrayRef<LockWay> Ways) {
  LockState Out = Ways.front().State;
  Out.Perhaps.clear();
  for (const LockWay &Way : Ways.drop_front()) {
    meet(Out.Held, Way.State.Held);
    addAll(Out.Refused, Way.State.Refused);
    addAll(Out.Released, Way.State.Released);
    addAll(Out.ReleasedGuards, Way.State.ReleasedGuards);
    addAll(Out.Before, Way.State.Before);
  }
  for (const LockWay &Way : Ways)
    for (const HeldLock &L : Way.State.Held)
      if (L.Mode == LockMode::After && !llvm::is_contained(Out.Held, L))
        addAll(Out.Before.Passed, {L.Mutex});
  std::set<PlaceId> Known;
  for (const HeldLock &L : Out.Held)
    if (isHeld(L.Mode))
      Known.insert(L.Mutex);
  for (const LockWay &Way : Ways)
    for (auto List : {&LockState::Held, &LockState::Perhaps})
      for (const HeldLock &L : Way.State.*List)
        if (isHeld(L.Mode) && Known.insert(L.Mutex).second)
          if (std::optional<HeldLock> Some = heldOn(Ways, L.Mutex))
            Out.Perhaps.push_back(*Some);
  return Out;
}

void Context::findLocks() {
  CallsAt.clear();
  for (CallInstance &Call : Calls)
    CallsAt[{Call.Block, Call.Event}].push_back(&Call);

  const std::size_t N = F.Blocks.size();
  LocksIn.assign(N, LockState());
  std::vector<unsigned> Visits(N, 0);
  std::set<std::uint32_t> Work;
  std::vector<std::uint32_t> Number(N, 0);
  for (std::uint32_t I = 0; I != Shape.Order.size(); ++I)
    Number[Shape.Order[I]] = I;
  if (N == 0)
    return;
  Visits[0] = 1;
  Work.insert(0);
  auto Run = [&](std::uint32_t B, bool Record) {
    LockState S = LocksIn[B];
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      if (Record && (!S.Held.empty() || !S.Perhaps.empty() ||
                     !S.Released.empty() || !S.Before.empty()))
        LocksAt[{B, I}] = S;
      seeFlag({B, I}, S);
      if (const auto *L = std::get_if<LockEvent>(&F.Blocks[B].Events[I])) {
        if (L->Op == LockOp::TryAcquire)
          mayAcquire(*L, S);
        else if (L->Op != LockOp::TryWait)
          applyLock(*L, S);
      }
      if (const auto *A = std::get_if<Access>(&F.Blocks[B].Events[I]))
        serveNext(*A, S);
      if (const auto *Moved = std::get_if<Store>(&F.Blocks[B].Events[I]))
        moveGuards(*Moved, S);
      if (auto It = CallsAt.find({B, I}); It != CallsAt.end())
        for (CallInstance *Call : It->second) {
          applyCallLocks(*Call, S);
          seeFlags(*Call, S);
        }
    }
    return S;
  };
  // By block, what comes from its predecessors, and from the caller.
  std::vector<std::map<Spot, LockWay>> Ways(N);
  Ways[0][{None, 0}] = LockWay();
  while (!Work.empty()) {
    const std::uint32_t B = Shape.Order[*Work.begin()];
    Work.erase(Work.begin());
    const LockState Out = Run(B, false);
    for (std::uint32_t I = 0; I != F.Blocks[B].Successors.size(); ++I) {
      const std::uint32_t S = F.Blocks[B].Successors[I];
      LockWay Way{Out, factsOnEdge(B, I)};
      tryLock(B, I, Way.State);
      passFlags(B, I, Way.State);
      passCountedWaits(*this, B, I, Way.State.Before, Way.State.Held);
      settlePerhaps(Way.State, Way.Known);
      if (F.Blocks[B].Successors.size() > 1)
        for (HeldLock &L : Way.State.Perhaps)
          L.Depth = std::max(L.Depth, 1u);
      // In the next round, what was tested is something else.
      if (Shape.dominates(S, B)) {
        forgetWhen(Way.State);
        Way.Known.clear();
      }
      Ways[S][{B, I}] = std::move(Way);
      if (enter(S, Ways[S], Visits[S]))
        Work.insert(Number[S]);
    }
  }
  LocksAt.clear();
  std::vector<LockWay> Exits;
  for (std::uint32_t B : Shape.Order) {
    const LockState Out = Run(B, true);
    if (F.Blocks[B].isExit())
      Exits.push_back({Out, FactsIn[B]});
  }
  if (Exits.empty())
    return;
  const LockState End = joined(Exits);
  E.Acquired = End.Held;
  E.Perhaps = End.Perhaps;
  E.Released = End.Released;
  E.ReleasedGuards = End.ReleasedGuards;
  E.Done = End.Before;
}

/// Puts together what is held at \p Block; whether it is something new.
bool Context::enter(std::uint32_t Block, const std::map<Spot, LockWay> &Ways,
                    unsigned &Visits) {
  constexpr unsigned MostVisits = 16;
  std::vector<LockWay> All;
  for (const auto &[From, Way] : Ways)
    All.push_back(Way);
  LockState New = joined(All);
  // It comes to an end: less and less is held.
  if (Visits != 0)
    meet(New.Held, LocksIn[Block].Held);
  if (Visits > MostVisits) {
    forgetWhen(New);
    for (HeldLock L : LocksIn[Block].Perhaps) {
      L.If = Fact();
      if (!llvm::is_contained(New.Perhaps, L))
        New.Perhaps.push_back(L);
    }
  }
  const bool Changed = Visits == 0 || New != LocksIn[Block];
  Visits += Changed;
  if (Changed)
    LocksIn[Block] = std::move(New);
  return Changed;
}
