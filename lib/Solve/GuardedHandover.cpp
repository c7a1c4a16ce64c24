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

#include "CommonMutexes.h"
#include "Handover.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// May one task come to \p A several times at once, or again?
bool Handover::isRecursive(const AccessEffect &A) const {
  if (C.W.Recursive[A.Function])
    return true;
  for (const Frame *F = A.Chain; F; F = F->Inner)
    if (C.W.Recursive[F->Callee])
      return true;
  return false;
}

/// Does \p Strand test \p Variable under one of the mutexes in \p Common, which
/// the writes are made under?
bool Handover::isTestedUnder(CommonMutexes Common, PlaceId Variable,
                             std::uint32_t Strand) {
  // (What is read without any mutex is no test; see seeFlag.)
  for (std::uint32_t N : C.E.Strands[Strand].Accesses)
    if (const AccessEffect &X = C.E.All[N]; X.Kind == AccessKind::Read &&
                                            C.mayOverlap(X.Place, Variable) &&
                                            holdsMutex(X.Locks))
      Common.keep(X, false);
  return Common.any([&](PlaceId M) { return isOne(M); });
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
  } else if ((Root.Kind != PlaceKind::Local && Root.Kind != PlaceKind::Alloc) ||
             C.exposed().count(RootPlace) != 0) {
    return false;
  }
  if (!Parent && !runsOnce(Strand))
    return false;

  CommonMutexes Common;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    // (Nobody tests what is gone.)
    if (!isWrite(W.Kind) || !C.mayOverlap(W.Place, Variable) ||
        W.Nature == AccessNature::Released ||
        (W.Nature == AccessNature::Clear && W.Place == Variable))
      continue;
    // Who has it set under a caller's mutex may go on under it.
    if (W.Kind != AccessKind::Write || W.Nature != AccessNature::Signal ||
        W.Place != Variable || W.Approximate || W.Unplaced || isRecursive(W) ||
        All.StrandOf[N] != (Parent ? None : Strand))
      return false;
    Common.keep(W, true);
  }
  if (!Common.any())
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
  return It->second = isTestedUnder(Common, Variable, Other);
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

/// May \p W, a write, be one of \p Variable?
bool Handover::mayWrite(const AccessEffect &W, PlaceId Variable) const {
  if (W.Place == Variable || !C.mayOverlap(W.Place, Variable))
    return W.Place == Variable;
  auto Known = llvm::find_if(
      C.E.All, [&](const AccessEffect &X) { return X.Place == Variable; });
  return Known == C.E.All.end() || O.sameType(W, *Known);
}

/// What \p W may make of \p Variable.
unsigned Handover::changeBy(const AccessEffect &W, PlaceId Variable) {
  return W.Approximate || W.Place != Variable  ? ByAnything
         : W.Nature == AccessNature::Clear     ? ByZero
         : W.Nature == AccessNature::Signal    ? ByNumber
         : W.Nature == AccessNature::Container ? ByOther
         : W.Step > 0                          ? ByMore
         : W.Step < 0                          ? ByLess
                                               : ByOther;
}

/// What \p A's thread has tested before with a mutex held, and what whoever
/// started it has: what stands for each of the tests.
llvm::SmallVector<PlaceId> Handover::testsOf(const AccessEffect &A) const {
  llvm::SmallVector<PlaceId> Out;
  // What is a task's own tells no other.
  auto IsOwn = [&](PlaceId P) {
    return (C.isPrivate(P, R.A) || C.isPrivate(P, R.B)) &&
           C.exposed().count(C.rootOf(P)) == 0;
  };
  auto Add = [&](PlaceId P) {
    if (testedFlag(T, C.W, P) != 0 && !IsOwn(P))
      Out.push_back(P);
  };
  for (const HeldLock &L : A.Locks)
    Add(L.Mutex);
  for (PlaceId P : A.Before.Waited)
    Add(P);
  return Out;
}

/// A variable that both have tested with a mutex held, and that they change so
/// that who comes later may find it otherwise: `mine = !taken; taken = 1;`,
/// `last = --left == 0;`; or that one has, as long as it holds the mutex. None
/// if there is none.
PlaceId Handover::mayExclude(const AccessEffect &A, const AccessEffect &B) {
  // Of a variable that was zero, or a number, for those who go on.
  constexpr unsigned WasZero = ByZero | ByMore | ByLess | ByOther;
  auto Changes = [&](PlaceId Variable, unsigned How, std::uint32_t Strand) {
    const bool Few = !lasts(A, Variable) || !lasts(B, Variable);
    const bool Parent = C.E.Strands[Strand].Parent;
    for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
      const AccessEffect &W = C.E.All[N];
      if (W.Kind != AccessKind::Write ||
          All.StrandOf[N] != (Parent ? None : Strand) || !holdsMutex(W.Locks) ||
          !mayWrite(W, Variable))
        continue;
      if ((How & Unclear) || How == WasZero || Few ||
          (!(How & ByZero) && W.Nature == AccessNature::Clear))
        return true;
    }
    return false;
  };
  for (PlaceId X : testsOf(A)) {
    const unsigned How = testedFlag(T, C.W, X);
    const PlaceId Variable = T.place(X).Parent;
    for (PlaceId Y : testsOf(B))
      if (testedFlag(T, C.W, Y) == How &&
          C.mayOverlap(Variable, T.place(Y).Parent) &&
          !isWork(A, B, Variable) && Changes(Variable, How, R.A) &&
          Changes(Variable, How, R.B))
        return Variable;
  }
  // `lock(m); if (!made) { it = make(); made = 1; } unlock(m); use(it);`:
  // whoever comes later finds that it was done.
  for (const auto &[X, Y, Strand] :
       {std::tuple(&A, &B, R.A), std::tuple(&B, &A, R.B)}) {
    if (!holdsMutex(X->Locks))
      continue;
    for (const HeldLock &L : X->Locks) {
      const unsigned How = testedFlag(T, C.W, L.Mutex);
      if (How == 0)
        continue;
      const PlaceId Variable = T.place(L.Mutex).Parent;
      // (The variable itself is not to be touched without the mutex.)
      if (!C.mayOverlap(Y->Place, Variable) &&
          llvm::any_of(Y->Before.Seen,
                       [&](PlaceId P) { return C.mayOverlap(P, Variable); }) &&
          Changes(Variable, How, Strand))
        return Variable;
    }
  }
  return None;
}

/// Does the test that \p X stands for go well as the two begin, before anybody
/// has put something into the variable? Then its thread may be there before all
/// that A's does, which does not look at the variable itself.
bool Handover::passesAtFirst(const AccessEffect &A, PlaceId X) {
  const unsigned How = testedFlag(T, C.W, X);
  const PlaceId Variable = T.place(X).Parent;
  const PlaceNode Root = T.place(C.rootOf(Variable));
  if (!(How & ByZero) || (How & Unclear) || C.hasDeref(Variable) ||
      Root.Kind != PlaceKind::Global || !C.W.P.isMain(C.Fn) ||
      !C.W.P.Globals[Root.Arg].StartsAtZero)
    return false;
  if (llvm::any_of(testsOf(A), [&](PlaceId P) {
        return C.mayOverlap(T.place(P).Parent, Variable);
      }))
    return false;
  // Threads that main has started, and that it has not waited for in between.
  for (std::uint32_t S : {R.A, R.B})
    if (C.E.Strands[S].Parent || C.E.Strands[S].Group == None ||
        C.E.Groups[C.E.Strands[S].Group].Function != C.Fn)
      return false;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    const std::uint32_t By = All.StrandOf[N];
    if (By == None && !W.Before.Waited.empty())
      return false;
    if (isWrite(W.Kind) && W.Nature != AccessNature::Clear &&
        C.mayOverlap(W.Place, Variable) &&
        (By == None || (By != R.A && By != R.B)))
      return false;
  }
  return true;
}

/// A variable that \p B's thread has tested with a mutex held, which may have
/// gone well only because of what \p Strand wrote to it after \p A; None if
/// there is none.
PlaceId Handover::mayBeAfterTest(const AccessEffect &A, std::uint32_t Strand,
                                 const AccessEffect &B) {
  for (PlaceId X : testsOf(B)) {
    const unsigned How = testedFlag(T, C.W, X);
    if (passesAtFirst(A, X))
      continue;
    const PlaceId Variable = T.place(X).Parent;
    const PlaceId Flag = T.field(Variable, C.W.str(GuardedFlag.str()));
    const bool Late =
        (llvm::any_of(A.Locks,
                      [&](const HeldLock &L) {
                        return L.Mode == LockMode::Signalled && L.Mutex == Flag;
                      }) &&
         !isSetAgain(Flag, Strand)) ||
        isAfterItsWrite(A, Strand, Variable);
    const bool Parent = C.E.Strands[Strand].Parent;
    for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
      const AccessEffect &W = C.E.All[N];
      if (W.Kind != AccessKind::Write || !holdsMutex(W.Locks) ||
          !mayWrite(W, Variable))
        continue;
      const unsigned By = changeBy(W, Variable);
      // Whoever is the first to make this write has passed without it.
      const bool First = W.Pos == B.Pos && W.Function == B.Function &&
                         llvm::none_of(testsOf(A), [&](PlaceId P) {
                           return T.place(P).Parent == Variable;
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
      if (Late ? isAnswered(W, Variable)
               : !W.Before.Waited.empty() || !testsOf(W).empty())
        return Variable;
    }
  }
  // Who hands over jobs may have looked, on some of its ways, at what says that
  // all of them are done.
  const std::uint32_t Other = Strand == R.A ? R.B : R.A;
  if (A.Unplaced && C.E.Strands[Other].Parent)
    for (PlaceId P : B.Before.Seen)
      for (std::uint32_t N : C.E.Strands[Strand].Accesses)
        if (const AccessEffect &W = C.E.All[N];
            W.Kind == AccessKind::Write && holdsMutex(W.Locks) &&
            W.Nature != AccessNature::Container && mayWrite(W, P))
          return P;
  return None;
}
