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

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool Context::isSpinLock(PlaceId Lock) const {
  const PlaceNode &N = T.place(Lock);
  return N.Kind == PlaceKind::Field && W.text(N.Arg) == "(lock)";
}

bool Context::mayBeSameLock(PlaceId A, PlaceId B) {
  return isSpinLock(A) == isSpinLock(B) && mayOverlap(A, B);
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
  if (hasOtherWriters(Atomic))
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
  llvm::erase_if(S.Held, [&](const HeldLock &L) {
    return isHeld(L.Mode) && mayBeSameLock(L.Mutex, Mutex);
  });
  if (!llvm::is_contained(S.Released, Mutex))
    S.Released.push_back(Mutex);
}

void Context::releaseGuard(PlaceId Guard, LockState &S) {
  const bool Known =
      llvm::any_of(S.Held, [&](const HeldLock &L) { return L.Guard == Guard; });
  llvm::erase_if(S.Held, [&](const HeldLock &L) {
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
              S.Held);
    return;
  case LockOp::Release:
    for (PlaceId M : Mutex)
      release(M, S);
    return;
  case LockOp::Signal:
    addAll(S.Before.Signalled, {Mutex.begin(), Mutex.end()});
    if (Mutex.size() == 1)
      acquire({Mutex.front(), None, LockMode::Signalled, L.Spelling}, S.Held);
    return;
  case LockOp::TryWait: // on the edge where it succeeded
  case LockOp::Wait:
    if (Mutex.size() == 1 && T.place(Mutex.front()).Kind != PlaceKind::Unknown)
      acquire({Mutex.front(), None, LockMode::After, L.Spelling}, S.Held);
    [[fallthrough]];
  case LockOp::MayWait:
    addAll(S.Before.Waited, {Mutex.begin(), Mutex.end()});
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
      return;
    }
    // What the mutex itself guards is released by hand.
    bool Known = false;
    for (HeldLock &H : S.Held)
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
  for (auto List : {&Past::Signalled, &Past::Waited, &Past::Seen})
    for (PlaceId P : From.*List)
      for (PlaceId Q : Map.place(P))
        addAll(Out.*List, {resolve(Q).begin(), resolve(Q).end()});
  return Out;
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
  if (From.Kind != ValueKind::Load ||
      llvm::all_of(S.Held, [](const HeldLock &L) { return L.Guard == None; }))
    return;
  const Places Source = resolve(From.A), Target = resolve(Moved.To);
  if (Source.size() != 1 || Target.size() != 1)
    return;
  for (HeldLock &L : S.Held)
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
  std::vector<HeldLock> Acquired;
  bool First = true;
  for (CallInstance::Resolved &R : Call.Callees) {
    std::vector<HeldLock> Now;
    if (R.Map) {
      for (PlaceId P : R.From->Released)
        for (PlaceId Q : R.Map->place(P))
          for (PlaceId M : Places(resolve(Q)))
            release(M, S, /*AllLevels=*/true);
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
        if (Mutex.size() != 1)
          continue;
        L.Mutex = Mutex.front();
        L.Guard = Guard.size() == 1 ? Guard.front() : None;
        acquire(L, Now);
      }
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
    acquire(L, S.Held);
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

void Context::findLocks() {
  CallsAt.clear();
  for (CallInstance &Call : Calls)
    CallsAt[{Call.Block, Call.Event}].push_back(&Call);

  const std::size_t N = F.Blocks.size();
  LocksIn.assign(N, LockState());
  std::vector<bool> Visited(N, false);
  std::set<std::uint32_t> Work;
  std::vector<std::uint32_t> Number(N, 0);
  for (std::uint32_t I = 0; I != Shape.Order.size(); ++I)
    Number[Shape.Order[I]] = I;
  if (N == 0)
    return;
  Visited[0] = true;
  Work.insert(0);
  auto Run = [&](std::uint32_t B, bool Record) {
    LockState S = LocksIn[B];
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      if (Record &&
          (!S.Held.empty() || !S.Released.empty() || !S.Before.empty()))
        LocksAt[{B, I}] = S;
      seeFlag({B, I}, S);
      if (const auto *L = std::get_if<LockEvent>(&F.Blocks[B].Events[I])) {
        if (L->Op != LockOp::TryAcquire && L->Op != LockOp::TryWait)
          applyLock(*L, S);
      }
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
  while (!Work.empty()) {
    const std::uint32_t B = Shape.Order[*Work.begin()];
    Work.erase(Work.begin());
    const LockState Out = Run(B, false);
    const Condition &Branch = F.Blocks[B].Branch;
    for (std::size_t I = 0; I != F.Blocks[B].Successors.size(); ++I) {
      const std::uint32_t S = F.Blocks[B].Successors[I];
      LockState Edge = Out;
      if (Branch.Kind == Condition::Kind::TryLock &&
          (I == 0) != Branch.Negated && Branch.Lhs < F.Blocks[B].Events.size())
        if (const auto *L =
                std::get_if<LockEvent>(&F.Blocks[B].Events[Branch.Lhs]))
          applyLock(*L, Edge);
      passFlags(B, static_cast<std::uint32_t>(I), Edge);
      bool Changed = false;
      if (!Visited[S]) {
        Visited[S] = true;
        LocksIn[S] = Edge;
        Changed = true;
      } else {
        Changed |= meet(LocksIn[S].Held, Edge.Held);
        Changed |= addAll(LocksIn[S].Released, Edge.Released);
        Changed |= addAll(LocksIn[S].ReleasedGuards, Edge.ReleasedGuards);
        Changed |= addAll(LocksIn[S].Before, Edge.Before);
      }
      if (Changed)
        Work.insert(Number[S]);
    }
  }
  LocksAt.clear();
  bool FirstExit = true;
  for (std::uint32_t B : Shape.Order) {
    const LockState Out = Run(B, true);
    if (!F.Blocks[B].Successors.empty())
      continue;
    if (FirstExit)
      E.Acquired = Out.Held;
    else
      meet(E.Acquired, Out.Held);
    FirstExit = false;
    addAll(E.Released, Out.Released);
    addAll(E.ReleasedGuards, Out.ReleasedGuards);
    addAll(E.Done, Out.Before);
  }
}
