//===- GuardedHandover.cpp - Threads that tell each other under a mutex ---===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who finds a plain variable set, with the mutex held that its one writer set
// it with, comes after what the writer did before ([intro.races]/9, by the
// unlock and the lock). GuardedFlags has found the writes and the tests.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

static bool isRecursive(const Workspace &W, const AccessEffect &A) {
  if (W.Recursive[A.Function])
    return true;
  for (const Frame *F = A.Chain; F; F = F->Inner)
    if (W.Recursive[F->Callee])
      return true;
  return false;
}

/// Does finding that \p Flag is not zero mean that \p Strand has set it?
bool Handover::isSetBy(PlaceId Flag, std::uint32_t Strand) {
  auto [It, New] = Signalled.try_emplace({Flag, Strand}, false);
  if (!New)
    return It->second;
  const bool Parent = C.E.Strands[Strand].Parent;
  const std::uint32_t Other = Strand == R.A ? R.B : R.A;
  const PlaceId Variable = T.place(Flag).Parent;
  const PlaceId RootPlace = C.rootOf(Variable);
  const PlaceNode Root = T.place(RootPlace);
  if (Strand == Other || C.hasDeref(Variable) || !isOne(Variable))
    return false;
  // What outlives a call may be set since an earlier one; a variable of the
  // function's own that nobody has set holds nothing that may be read.
  if (Root.Kind == PlaceKind::Global) {
    if (!C.W.P.isMain(C.Fn) || !C.W.P.Globals[Root.Arg].StartsAtZero)
      return false;
  } else if (Root.Kind != PlaceKind::Local ||
             C.exposed().count(RootPlace) != 0) {
    return false;
  }
  if (!Parent && !runsOnce(Strand))
    return false;

  std::vector<PlaceId> Mutexes;
  bool Any = false;
  auto Keep = [&](const AccessEffect &X, bool Exclusively) {
    std::vector<PlaceId> Now;
    for (const HeldLock &L : X.Locks)
      if (L.Mode == LockMode::Exclusive ||
          (!Exclusively && L.Mode == LockMode::Shared))
        Now.push_back(L.Mutex);
    if (!Any)
      Mutexes = std::move(Now);
    else
      llvm::erase_if(Mutexes,
                     [&](PlaceId M) { return !llvm::is_contained(Now, M); });
    Any = true;
  };
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || !C.mayOverlap(W.Place, Variable) ||
        (W.Nature == AccessNature::Clear && W.Place == Variable))
      continue;
    // Who has it set under a caller's mutex may go on under it.
    if (W.Nature != AccessNature::Signal || W.Place != Variable ||
        W.Approximate || isRecursive(C.W, W) ||
        All.StrandOf[N] != (Parent ? None : Strand))
      return false;
    Keep(W, true);
  }
  if (!Any)
    return false;
  // Members may be set by initialisers, which are no accesses.
  bool Cleared = Root.Kind == PlaceKind::Global;
  std::set<AtomicSites::Position> Stored, Written;
  for (const auto &[To, Number] : C.storesTo(Variable)) {
    const StoreEffect &S = C.stores()[Number];
    const ValueNode V = T.value(S.Value);
    if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const ||
        To != Variable)
      return false;
    if (T.integer(V.A).Value == 0)
      Cleared = true;
    else
      Stored.insert(AtomicSites::position(S.Pos));
  }
  for (const AccessEffect &W : C.E.All)
    if (W.Nature == AccessNature::Signal && W.Place == Variable)
      Written.insert(AtomicSites::position(W.Pos));
  if (!Cleared || Stored.size() > Written.size())
    return false;
  for (std::uint32_t N : C.E.Strands[Other].Accesses)
    if (const AccessEffect &X = C.E.All[N];
        X.Kind == AccessKind::Read && C.mayOverlap(X.Place, Variable))
      Keep(X, false);
  return It->second =
             llvm::any_of(Mutexes, [&](PlaceId M) { return isOne(M); });
}

/// Does \p Strand set \p Flag more than once?
bool Handover::isSetAgain(PlaceId Flag, std::uint32_t Strand) {
  const bool Parent = C.E.Strands[Strand].Parent;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N)
    if (const AccessEffect &W = C.E.All[N];
        W.Kind == AccessKind::Write && W.Place == T.place(Flag).Parent &&
        All.StrandOf[N] == (Parent ? None : Strand) &&
        llvm::is_contained(W.Before.Signalled, Flag))
      return true;
  return false;
}

/// The thread of \p A has tested \p Variable as well, and has set it. Who sets
/// it to a number after a test may be the only one to pass that, and so may who
/// counts to one: \p How a test goes well.
bool Handover::mayLetOnePass(const AccessEffect &A, PlaceId Variable,
                             unsigned How) {
  // Each thread's own tells nothing to the others.
  if (!O.isShared(Variable) || llvm::none_of(A.Locks, [&](const HeldLock &L) {
        return testedFlag(T, C.W, L.Mutex) != 0 &&
               T.place(L.Mutex).Parent == Variable;
      }))
    return false;
  constexpr unsigned Both = ByMore | ByLess;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    if (W.Kind == AccessKind::Write && All.StrandOf[N] != None &&
        C.mayOverlap(W.Place, Variable) && W.Nature != AccessNature::Signal &&
        (W.Step == 0 || (How & Both) != Both))
      return false;
  }
  return true;
}

/// A variable that \p B's thread has tested with a mutex held, which may have
/// gone well only because of what \p Strand wrote to it after \p A; None if
/// there is none.
PlaceId Handover::mayBeAfterTest(const AccessEffect &A, std::uint32_t Strand,
                                 const AccessEffect &B) {
  for (const HeldLock &X : B.Locks) {
    const unsigned How = testedFlag(T, C.W, X.Mutex);
    if (How == 0)
      continue;
    const PlaceId Variable = T.place(X.Mutex).Parent;
    const PlaceId Flag = T.field(Variable, C.W.str(GuardedFlag.str()));
    const bool HasSet = llvm::any_of(A.Locks, [&](const HeldLock &L) {
      return L.Mode == LockMode::Signalled && L.Mutex == Flag;
    });
    if (HasSet && mayLetOnePass(A, Variable, How))
      return Variable;
    const bool Late = HasSet && !isSetAgain(Flag, Strand);
    const bool Parent = C.E.Strands[Strand].Parent;
    for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
      const AccessEffect &W = C.E.All[N];
      if (W.Kind != AccessKind::Write || !C.mayOverlap(W.Place, Variable) ||
          llvm::none_of(W.Locks,
                        [](const HeldLock &L) { return isHeld(L.Mode); }))
        continue;
      const unsigned By = W.Approximate || W.Place != Variable ? ByAnything
                          : W.Nature == AccessNature::Clear    ? ByZero
                          : W.Nature == AccessNature::Signal   ? ByNumber
                          : W.Step > 0                         ? ByMore
                          : W.Step < 0                         ? ByLess
                                                               : ByOther;
      // Whoever is the first to make this write has passed without it.
      const bool First = W.Pos == B.Pos && W.Function == B.Function &&
                         llvm::none_of(A.Locks, [&](const HeldLock &L) {
                           return testedFlag(T, C.W, L.Mutex) != 0 &&
                                  T.place(L.Mutex).Parent == Variable;
                         });
      if (!(How & By) || First)
        continue;
      if (All.StrandOf[N] == (Parent ? None : Strand)) {
        if (!Late)
          return Variable;
        continue;
      }
      // By a third thread, which the first has told.
      const std::uint32_t Own = Strand == R.A ? R.B : R.A;
      if (All.StrandOf[N] == Own && !C.E.Strands[Own].Many)
        continue;
      if (!W.Before.Waited.empty())
        return Variable;
      if (llvm::any_of(W.Locks, [&](const HeldLock &L) {
            return testedFlag(T, C.W, L.Mutex) != 0;
          }))
        return Variable;
    }
  }
  return None;
}
