//===- Collect.cpp - All accesses of a function and its tasks -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {
constexpr std::size_t MaxOpaques = 64; ///< of one strand; one would do
} // namespace

/// Lock events of its own or of what it calls; where that is not known, yes.
bool Context::mayTakeLocks() const {
  if (W.Recursive[Fn])
    return true;
  for (const Block &B : F.Blocks)
    for (const Event &Ev : B.Events)
      if (const auto *L = std::get_if<LockEvent>(&Ev);
          L && L->Op != LockOp::Use)
        return true;
  return llvm::any_of(Calls, [](const CallInstance &Call) {
    return Call.Waiting || !Call.Reasons.empty() ||
           llvm::any_of(Call.Callees, [](const CallInstance::Resolved &R) {
             return !R.From || R.From->TakesLocks;
           });
  });
}

/// In which rounds of the loops around it \p Block runs.
Rounds Context::roundsOf(std::uint32_t Block) const {
  const auto Around = Shape.around(Block);
  if (Around.empty())
    return Rounds::One;
  for (std::uint32_t Number : Around) {
    const NaturalLoop &L = Shape.Loops[Number];
    if (!llvm::all_of(L.Latches, [&](std::uint32_t Latch) {
          return Shape.dominates(Block, Latch);
        }))
      return Rounds::Some;
    Block = L.Header;
  }
  return Rounds::All;
}

/// Is there no way to an exit around \p Block?
bool Context::everyRun(std::uint32_t Block) {
  auto [It, New] = EveryRun.try_emplace(Block, false);
  if (!New)
    return It->second;
  std::set<std::uint32_t> Reached{0};
  std::vector<std::uint32_t> Work;
  if (Block != 0)
    Work.push_back(0);
  while (!Work.empty()) {
    const std::uint32_t B = Work.back();
    Work.pop_back();
    if (F.Blocks[B].isExit())
      return false;
    for (std::uint32_t Next : F.Blocks[B].Successors)
      if (Next != Block && Reached.insert(Next).second)
        Work.push_back(Next);
  }
  return EveryRun[Block] = true;
}

void Context::collect() {
  E.TakesLocks = mayTakeLocks();
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      if (const auto *A = std::get_if<Access>(&Ev))
        collectAccess(*A, B, I, None);
      else if (const auto *O = std::get_if<Opaque>(&Ev))
        addOpaque(O->Reason, O->Pos, nullptr, None, B, I);
      else if (const auto *L = std::get_if<LockEvent>(&Ev))
        collectMutex(*L, B, I);
    }
  std::uint32_t S = 0;
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (const auto *P = std::get_if<Parallel>(&F.Blocks[B].Events[I]))
        for (const ParallelCall::Task &Task : F.Parallels[P->Index].Tasks) {
          const std::uint32_t Strand = S++;
          for (const Access &A : Task.Accesses)
            collectAccess(A, B, I, Task.Sequential ? None : Strand);
          if (Task.OwnCopy && !F.Parallels[P->Index].Blocking)
            for (const CallInstance &Call : Calls)
              if (Call.Task && Call.Strand == Strand && Call.This != None &&
                  Call.This != Task.Callable)
                endOwnCopy(T.pointee(Call.This, 0), T.pointee(Task.Callable, 0),
                           Strand, {B, I}, Call.Pos);
        }
  for (CallInstance &Call : Calls)
    collectCall(Call);
  findClaims();
  findKept();
  importRelations();
  collectScopeEnds();
}

void Context::addOpaque(StringId Reason, SourcePos Pos, const Frame *Chain,
                        std::uint32_t Strand, std::uint32_t Block,
                        std::uint32_t Event) {
  std::vector<std::uint32_t> &Into =
      Strand == None ? OpaquesAt[{Block, Event}] : E.Strands[Strand].Opaques;
  if (Into.size() >= MaxOpaques)
    return;
  for (std::uint32_t O : Into)
    if (E.AllOpaque[O].Reason == Reason && E.AllOpaque[O].Pos == Pos)
      return;
  Into.push_back(static_cast<std::uint32_t>(E.AllOpaque.size()));
  E.AllOpaque.push_back({Reason, Pos, Chain});
}

static std::size_t hashOf(const AccessEffect &A) {
  llvm::hash_code H =
      llvm::hash_combine(A.Place, A.Via, unsigned(A.Kind), unsigned(A.Nature),
                         A.Approximate, A.Unshared, A.Type, A.Sources.size(),
                         A.Locks.size(), A.Facts.size(), A.Dispatches.size());
  for (const HeldLock &L : A.Locks)
    H = llvm::hash_combine(H, L.Mutex, unsigned(L.Mode));
  for (const Fact &Known : A.Facts)
    H = llvm::hash_combine(H, Known.Lhs, Known.Rhs, unsigned(Known.Op));
  return H;
}

static bool same(const AccessEffect &A, const AccessEffect &B) {
  return A.Place == B.Place && A.Via == B.Via && A.Kind == B.Kind &&
         A.Nature == B.Nature && A.Step == B.Step && A.Chosen == B.Chosen &&
         A.Claim == B.Claim && A.Approximate == B.Approximate &&
         A.Tries == B.Tries && A.TakesMutex == B.TakesMutex &&
         A.IsField == B.IsField && A.Type == B.Type && A.Kept == B.Kept &&
         A.Unshared == B.Unshared && A.Untold == B.Untold && A.Anew == B.Anew &&
         A.Bases == B.Bases && A.Keeper == B.Keeper &&
         A.LeftBehind == B.LeftBehind && A.TakenOver == B.TakenOver &&
         A.Sources == B.Sources && A.Locks == B.Locks &&
         A.Released == B.Released && A.Before == B.Before &&
         A.Facts == B.Facts && A.OneOf == B.OneOf &&
         A.Dispatches == B.Dispatches && A.Joined == B.Joined &&
         A.MayJoined == B.MayJoined;
}

/// One access stands for all that differ from it only in where they are.
void Context::addAccess(AccessEffect A, std::uint32_t Strand,
                        std::uint32_t Block, std::uint32_t Event) {
  const PlaceNode Root = T.place(rootOf(A.Place));
  if (Root.Kind == PlaceKind::Function)
    return;
  if (!hasDeref(A.Place)) {
    // Cells that nobody else has, and globals that cannot change or are one for
    // each thread.
    if ((Root.Kind == PlaceKind::Param && Strand == None && !A.EndsScope) ||
        Root.Kind == PlaceKind::This || Root.Kind == PlaceKind::Result)
      return;
    if (Root.Kind == PlaceKind::Global && W.P.Globals[Root.Arg].Constant &&
        !isWrite(A.Kind))
      return;
  }
  const std::size_t Key =
      llvm::hash_combine(hashOf(A), Strand, Strand == None ? Block : 0,
                         Strand == None ? Event : 0);
  std::vector<std::uint32_t> &Alike = Seen[Key];
  for (std::uint32_t Old : Alike)
    if (same(E.All[Old], A)) {
      const Rounds Made = std::max(A.Made, E.All[Old].Made);
      const bool AtFirst = A.AtFirst || E.All[Old].AtFirst;
      const bool Unplaced = A.Unplaced || E.All[Old].Unplaced;
      if (A.Approximate && A.Certain && !E.All[Old].Certain)
        E.All[Old] = std::move(A);
      E.All[Old].Made = Made;
      E.All[Old].AtFirst = AtFirst;
      E.All[Old].Unplaced = Unplaced;
      return;
    }
  std::vector<std::uint32_t> &Into =
      Strand == None ? AccessesAt[{Block, Event}] : E.Strands[Strand].Accesses;
  if (E.All.size() >= W.Options.MaxAccesses) {
    addOpaque(W.str("more than " + std::to_string(W.Options.MaxAccesses) +
                    " accesses were not followed"),
              F.Pos, nullptr, Strand, Block, Event);
    return;
  }
  const auto Number = static_cast<std::uint32_t>(E.All.size());
  Alike.push_back(Number);
  Into.push_back(Number);
  E.All.push_back(std::move(A));
  AccessSpot.push_back({Block, Event});
}

/// Is \p P a part of the object that this function, or the one around this
/// lambda, was called on?
bool Context::throughThis(PlaceId P) const {
  unsigned Derefs = 0;
  bool Captured = false;
  for (; T.place(P).Parent != None; P = T.place(P).Parent) {
    Derefs += T.place(P).Kind == PlaceKind::Deref;
    Captured |=
        T.place(P).Kind == PlaceKind::Field && W.text(T.place(P).Arg) == "this";
  }
  if (T.place(P).Kind != PlaceKind::This)
    return false;
  return F.IsLambda ? Captured && Derefs == 2 : Derefs == 1;
}

/// The greatest of many values, found in two steps: `if (best < x) best = x;`.
/// The value that such an atomic write stores, and the test; None if it is
/// another write.
std::pair<IntId, Fact> Context::chosenValue(const Access &A,
                                            std::uint32_t Block) {
  if (A.Kind != AccessKind::AtomicWrite || A.Sources.empty())
    return {None, Fact()};
  const Places To = resolve(A.Place);
  if (To.size() != 1)
    return {None, Fact()};
  auto IsAtomic = [&](PlaceId P) {
    const Places From = resolve(P);
    return From.size() == 1 && From.front() == To.front();
  };
  // In the test, or into a variable before.
  auto WasRead = [&](IntId I) {
    const IntNode N = T.integer(I);
    if (N.Kind != IntKind::Cell)
      return false;
    if (IsAtomic(N.A))
      return true;
    // What a variable held before it was initialised is not what was tested.
    const Content Held = contents(N.A);
    if (Held.Values.size() != 1 ||
        (Held.Initial && T.place(N.A).Kind != PlaceKind::Local))
      return false;
    const ValueNode V = T.value(Held.Values.front());
    if (V.Kind == ValueKind::Load)
      return IsAtomic(V.A);
    return V.Kind == ValueKind::Int && T.integer(V.A).Kind == IntKind::Cell &&
           IsAtomic(T.integer(V.A).A);
  };
  // What is stored was computed from something that is compared.
  auto IsStored = [&](IntId I) {
    return T.anyOperand(I, [&](const IntNode &N) {
      return N.Kind == IntKind::Cell && llvm::is_contained(A.Sources, N.A);
    });
  };
  for (const Fact &Known : FactsIn[Block])
    if (Known.Op == CompareOp::Less || Known.Op == CompareOp::LessEqual)
      for (const auto &[Old, New] :
           {std::pair(Known.Lhs, Known.Rhs), std::pair(Known.Rhs, Known.Lhs)})
        if (IsStored(New) && WasRead(Old))
          return {New, Known};
  return {None, Fact()};
}

/// Who takes a mutex, or waits at something, uses it: beside the end of its
/// life, or of that of what it is a part of, that is a race.
void Context::collectMutex(const LockEvent &L, std::uint32_t Block,
                           std::uint32_t Event) {
  if (L.Op != LockOp::Use &&
      ((L.Op != LockOp::Acquire && L.Op != LockOp::TryAcquire) ||
       !isHeld(L.Mode) || isPermit(L.Mutex)))
    return;
  if (L.Mutex == None)
    return;
  // A part that no program has, of what a model makes a lock.
  if (const PlaceNode N = T.place(L.Mutex);
      N.Kind == PlaceKind::Field && W.text(N.Arg).starts_with("__"))
    return;
  Access A;
  A.Kind = AccessKind::AtomicRead;
  A.Place = L.Mutex;
  A.Spelling = L.Spelling;
  A.Pos = L.Pos;
  collectAccess(A, Block, Event, None, /*TakesMutex=*/true);
}

void Context::collectAccess(const Access &A, std::uint32_t Block,
                            std::uint32_t Event, std::uint32_t Strand,
                            bool TakesMutex) {
  const Places To = resolve(
      Strand == None ? settledPlace(A.Place, {Block, Event}, A.Pos) : A.Place);
  const bool Member = throughThis(A.Place);
  const bool Tries = Strand == None && triesLock(Block, Event);
  const auto [Chosen, Test] = Strand == None
                                  ? chosenValue(A, Block)
                                  : std::pair<IntId, Fact>(None, Fact());
  const AccessNature Stored =
      Strand == None ? storedNature(A, {Block, Event}) : A.Nature;
  const LockState *Held = nullptr;
  if (auto It = LocksAt.find({Block, Event});
      It != LocksAt.end() && Strand == None)
    Held = &It->second;
  for (PlaceId P : To) {
    // One that is made of an atomic is accessed as such.
    if (TakesMutex && isSpinLock(P))
      continue;
    AccessEffect Out;
    Out.TakesMutex = TakesMutex;
    Out.Member = Member;
    Out.IsField = T.place(A.Place).Kind == PlaceKind::Field;
    Out.Tries = Tries;
    Out.Made = roundsOf(Block);
    Out.Place = P;
    Out.Via = A.Place;
    Out.Kind = A.Kind;
    Out.Nature = Stored;
    Out.Step = A.Step;
    Out.Values = A.Values;
    Out.Chosen = Chosen;
    Out.Approximate = To.size() > 1;
    if (Out.Approximate && To.size() <= MaxOneOf)
      Out.OneOf.assign(To.begin(), To.end());
    Out.Always = Strand == None && !Shape.Exits.empty() && everyRun(Block);
    Out.Certain = !E.TakesLocks && Out.Always;
    Out.AtFirst = Strand == None && isAtFirst({Block, Event});
    Out.Keeper = keeperOf(A.Place);
    Out.Type = A.Type;
    Out.Spelling = A.Spelling;
    Out.Pos = A.Pos;
    Out.Function = Fn;
    for (PlaceId S : A.Sources)
      if (T.place(S).Kind != PlaceKind::Param) // see Extract's collectNumbers
        for (PlaceId Q : Places(resolve(S)))
          Out.Sources.push_back(Q);
    if (Strand == None) {
      if (Held) {
        Out.Locks = Held->Held;
        Out.Released = Held->Released;
        Out.Before = Held->Before;
      }
      Out.Facts = FactsIn[Block];
      // Two tasks that read the same value both pass.
      if (Chosen != None)
        llvm::erase(Out.Facts, Test);
    }
    const std::vector<LockCase> Cases =
        Held ? casesOf(Held->Perhaps) : std::vector<LockCase>(1);
    // What ends here may have been taken over from elsewhere.
    if (isWrite(A.Kind))
      for (PlaceId Owned :
           movedInto(P, A.Nature == AccessNature::Released ||
                            A.Nature == AccessNature::Container)) {
        AccessEffect Ends = Out;
        Ends.Place = Owned;
        Ends.Via = None;
        Ends.Nature = AccessNature::Plain;
        Ends.Type = 0;
        Ends.Approximate = true;
        Ends.Certain = false;
        addCases(Ends, Cases, Strand, Block, Event);
      }
    addCases(Out, Cases, Strand, Block, Event);
  }
}

/// The access, once for each of \p Cases.
void Context::addCases(const AccessEffect &A,
                       const std::vector<LockCase> &Cases, std::uint32_t Strand,
                       std::uint32_t Block, std::uint32_t Event) {
  for (const LockCase &Case : Cases) {
    AccessEffect Out = A;
    Out.Facts.insert(Out.Facts.begin(), Case.Facts.begin(), Case.Facts.end());
    Out.Always &= Cases.size() == 1;
    Out.Locks.insert(Out.Locks.end(), Case.Locks.begin(), Case.Locks.end());
    addAccess(std::move(Out), Strand, Block, Event);
  }
}
