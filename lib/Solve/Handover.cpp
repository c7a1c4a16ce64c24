//===- Handover.cpp - What signals and waits put in order -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A wait says that somebody has signalled. Who that was is certain if nobody
// else can have been (a flag, a promise), or if all had to (a latch, a barrier:
// as many signals as are counted). An access is ordered before the wait if its
// thread makes it before its signal, on every path.
//
//===----------------------------------------------------------------------===//

#include "Handover.h"
#include "CountedWaits.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool Handover::isOrdered(const AccessEffect &A, const AccessEffect &B) {
  return isBefore(A, R.A, B) || isBefore(B, R.B, A) || isInOtherPhase(A, B);
}

PlaceId Handover::mayOrder(const AccessEffect &A, const AccessEffect &B) {
  // As a task begins, it has waited for nothing, and got nothing.
  auto IsAtFirst = [&](const AccessEffect &X, std::uint32_t Strand) {
    return X.AtFirst && !C.E.Strands[Strand].Parent;
  };
  if (const PlaceId P = IsAtFirst(B, R.B) ? None : mayBeBefore(A, R.A, B);
      P != None)
    return P;
  const PlaceId P = IsAtFirst(A, R.A) ? None : mayBeBefore(B, R.B, A);
  return P != None || bothCome(A, B) ? P : mayExclude(A, B);
}

/// Is \p P one object for both sides?
bool Handover::isOne(PlaceId P) const {
  const PlaceNode Root = T.place(C.rootOf(P));
  if (Root.Kind == PlaceKind::Unknown)
    return false;
  if (C.isThreadLocal(C.rootOf(P)))
    return false;
  if (Root.Kind == PlaceKind::Local && C.E.Locals[Root.Arg].Many)
    return false;
  if (Root.Kind == PlaceKind::Alloc)
    if (auto It = C.Mentions.find(C.rootOf(P));
        It == C.Mentions.end() || !C.Shape.around(It->second.first).empty())
      return false;
  return O.isShared(P);
}

bool Handover::isBefore(const AccessEffect &A, std::uint32_t Strand,
                        const AccessEffect &B) {
  for (const HeldLock &X : B.Locks) {
    if (X.Mode != LockMode::After || !isOne(X.Mutex))
      continue;
    if (const auto Wait = countedWait(T, C.W, X.Mutex)) {
      const PlaceId Of = T.place(X.Mutex).Parent;
      const PlaceId Told =
          Wait->IsCounter ? T.field(Of, C.W.str(GuardedFlag.str())) : Of;
      if (llvm::none_of(A.Before.Signalled,
                        [&](PlaceId P) { return C.mayOverlap(P, Told); }) &&
          areAllBefore(X.Mutex, Strand))
        return true;
      continue;
    }
    // Done once, with the others waiting.
    for (const HeldLock &Y : A.Locks)
      if (Y.Mode == LockMode::Exclusive && Y.Mutex == X.Mutex)
        return true;
    const std::optional<std::int64_t> Value = flagValue(T, C.W, X.Mutex);
    if (Value ? mayFollowWrite(A, T.place(X.Mutex).Parent, Strand)
              : llvm::any_of(A.Before.Signalled, [&](PlaceId P) {
                  return C.mayOverlap(P, X.Mutex);
                }))
      continue;
    if (Value                            ? isMadeBy(X.Mutex, *Value, Strand)
        : isGuardedFlag(T, C.W, X.Mutex) ? isSetBy(X.Mutex, Strand)
                                         : isSignalledBy(X.Mutex, Strand))
      return true;
  }
  return false;
}

/// Is \p Value all that is put into what \p Held is the content of?
bool Handover::holdsOnly(const Context::Content &Held, std::int64_t Value) {
  return Held.Stores && !Held.Weak && !Held.Values.empty() &&
         llvm::all_of(Held.Values, [&](ValueId V) {
           const ValueNode N = T.value(V);
           return N.Kind == ValueKind::Int &&
                  T.integer(N.A).Kind == IntKind::Const &&
                  T.integer(N.A).Value == Value;
         });
}

/// Nobody passes a wait for \p P before it is signalled.
bool Handover::startsAtZero(PlaceId P) {
  const PlaceNode Root = T.place(P);
  const Context::Content Permits = C.contents(T.field(P, C.W.str("permits")));
  if (Permits.Stores && C.isClearedByTasks(P))
    return false; // made anew while it is used
  if (Root.Kind == PlaceKind::Global && Permits.Stores)
    return holdsOnly(Permits, 0); // what it held before counts for nothing
  if (Root.Kind == PlaceKind::Global)
    return C.W.P.Globals[Root.Arg].StartsAtZero;
  const Context::Content Initial = C.contents(T.field(P, C.W.str("initial")));
  return (!Permits.Initial && holdsOnly(Permits, 0)) ||
         (!Initial.Initial && holdsOnly(Initial, 0)) || isPlainZeroAtFirst(P);
}

/// Is \p Variable one of the function's own of a plain type, which atomic
/// operations are made on, set otherwise once, to zero?
bool Handover::isPlainZeroAtFirst(PlaceId Variable) {
  if (T.place(Variable).Kind != PlaceKind::Local)
    return false;
  // Of an atomic operation: its access is the one before.
  auto IsAtomicStore = [&](const StoreEffect &S) {
    const std::vector<Event> &Events = C.F.Blocks[S.Block].Events;
    for (std::uint32_t I = S.Event; I-- > 0;)
      if (const auto *A = std::get_if<Access>(&Events[I]))
        return isAtomic(A->Kind);
    return false;
  };
  bool IsZero = false;
  for (const auto &[To, Number] : C.storesTo(Variable)) {
    const StoreEffect &S = C.stores()[Number];
    if (S.Late)
      continue;
    if (To != Variable || S.Imported || S.Block == None)
      return false;
    if (IsAtomicStore(S))
      continue;
    const ValueNode V = T.value(S.Value);
    if (IsZero || V.Kind != ValueKind::Int ||
        T.integer(V.A).Kind != IntKind::Const || T.integer(V.A).Value != 0 ||
        !C.Shape.around(S.Block).empty())
      return false;
    IsZero = true;
  }
  return IsZero && llvm::none_of(C.E.All, [&](const AccessEffect &A) {
           const auto N = static_cast<std::uint32_t>(&A - C.E.All.data());
           return isWrite(A.Kind) && !isAtomic(A.Kind) && !A.EndsScope &&
                  All.StrandOf[N] != None && C.mayOverlap(A.Place, Variable);
         });
}

/// Does passing a wait for \p P mean that \p Strand has signalled it?
bool Handover::isSignalledBy(PlaceId P, std::uint32_t Strand) {
  auto [It, New] = Signalled.try_emplace({P, Strand}, false);
  if (!New)
    return It->second;
  const bool Parent = C.E.Strands[Strand].Parent;
  const StringId Count = C.W.str("count");
  for (PlaceId Counter : {P, T.place(P).Parent})
    if (Counter != None && C.contents(T.field(Counter, Count)).Stores) {
      // Who waits comes after all that count, and after nobody else.
      const bool Signals = llvm::any_of(Writers, [&](const Writer &Wr) {
        const AccessEffect &W = C.E.All[Wr.Access];
        return W.Place == P && W.Nature == AccessNature::Signal &&
               Wr.Strand == (Parent ? None : Strand);
      });
      return It->second = Signals && isMet(P, Counter);
    }

  if (!startsAtZero(P) || C.hasOtherWriters(P))
    return false;
  // What outlives a call may be signalled since an earlier one; only main runs
  // once ([basic.start.main]/3).
  if (T.place(C.rootOf(P)).Kind == PlaceKind::Global && !C.W.P.isMain(C.Fn))
    return false;
  if (!Parent && !runsOnce(Strand))
    return false;
  bool Any = false;
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (!C.mayOverlap(W.Place, P) || W.Nature == AccessNature::Clear)
      continue;
    if (W.Place != P || W.Nature != AccessNature::Signal || W.Unplaced ||
        Wr.Strand != (Parent ? None : Strand))
      return false;
    Any = true;
  }
  return It->second = Any;
}

/// Is it one thread that runs \p Strand, and not the other side as well?
bool Handover::runsOnce(std::uint32_t Strand) {
  if (C.E.Strands[Strand].Many || R.A == R.B)
    return false;
  const IntId Times = instances(Strand);
  return Times != None && T.integer(Times).Kind == IntKind::Const &&
         T.integer(Times).Value == 1;
}

/// How many threads run \p Strand; None if that is not known.
IntId Handover::instances(std::uint32_t Strand) {
  const aether::analysis::Strand &S = C.E.Strands[Strand];
  if (S.Parent)
    return T.constant(1);
  if (S.Group == None || S.Many || S.Group >= C.F.Parallels.size() ||
      C.E.Groups[S.Group].Function != C.Fn)
    return None;
  const std::uint32_t B = C.blockOf(C.E.Groups[S.Group].Index);
  if (B == None)
    return None;
  const std::vector<std::uint32_t> Around = C.Shape.around(B);
  if (Around.empty())
    return T.constant(1);
  const NaturalLoop &L = C.Shape.Loops[Around.front()];
  if (Around.size() != 1 || L.Counted == None ||
      !C.F.Loops[L.Counted].Complete || C.F.Loops[L.Counted].Step != 1 ||
      llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
        return !C.Shape.dominates(B, Latch);
      }))
    return None;
  const Loop &Bounds = C.E.Loops[L.Counted].L;
  return Bounds.Lo == None || Bounds.Hi == None ? None
                                                : T.sub(Bounds.Hi, Bounds.Lo);
}

/// Is \p P signalled as often as \p Counter counts, once by each thread? Then
/// whoever has waited comes after all of them.
bool Handover::isMet(PlaceId P, PlaceId Counter) {
  auto [It, New] = Met.try_emplace(P, false);
  if (!New)
    return It->second;
  // At one of the places where threads meet at a barrier, they all meet, unless
  // others come to it elsewhere.
  const bool Meeting = P != Counter && isMeeting(T, C.W, P);
  const std::set<std::uint32_t> Beside =
      Meeting ? meetingAt(Counter) : std::set<std::uint32_t>();
  IntId Sum = T.constant(0);
  for (const Writer &Wr : Writers) {
    const AccessEffect &W = C.E.All[Wr.Access];
    if (Meeting && W.Nature == AccessNature::Signal) {
      if (Beside.count(Wr.Strand) == 0)
        continue;
      if (Beside.size() > 1 && W.Place != P && W.Place != Counter &&
          C.mayOverlap(T.place(W.Place).Parent, Counter) &&
          isMeeting(T, C.W, W.Place))
        return false;
    }
    if (!C.mayOverlap(W.Place, P) ||
        (P == Counter && T.place(W.Place).Parent == P))
      continue;
    // In a loop it may come again. (What differs from thread to thread shows in
    // the strand as a whole.)
    if (W.Nature != AccessNature::Signal ||
        llvm::is_contained(W.Before.Signalled, P))
      return false;
    if (Wr.Strand == None ? P != Counter : C.E.Strands[Wr.Strand].Uneven)
      return false;
    // The barrier itself is signalled along with one of its meeting places.
    if (W.Place == Counter && P != Counter)
      continue;
    const IntId Times =
        Wr.Strand == None ? T.constant(1) : instances(Wr.Strand);
    if (W.Place != P || Times == None)
      return false;
    Sum = T.add(Sum, Times);
  }
  return It->second = isCountOf(Counter, Sum);
}

/// Does \p Strand signal \p P more than once? Then the first time may not be
/// what is waited for.
bool Handover::isSignalledAgain(PlaceId P, std::uint32_t Strand) {
  const bool Parent = C.E.Strands[Strand].Parent;
  return llvm::any_of(Writers, [&](const Writer &Wr) {
    const AccessEffect &W = C.E.All[Wr.Access];
    return W.Nature == AccessNature::Signal &&
           Wr.Strand == (Parent ? None : Strand) && C.mayOverlap(W.Place, P) &&
           llvm::is_contained(W.Before.Signalled, P);
  });
}

/// Do both threads come by, whatever the tests before were good for? Then
/// neither goes on instead of the other.
bool Handover::bothCome(const AccessEffect &A, const AccessEffect &B) const {
  return A.Always && B.Always && !C.E.Strands[R.A].Parent &&
         !C.E.Strands[R.B].Parent;
}

/// Both accesses depend on what was read of \p P: may only one thread go on?
/// Not if both come by in every run, and nobody lets the others go on by a
/// zero. Nor if two tasks, with the same access to make, have waited for the
/// same thing, and neither writes an atomic that others may see: nothing tells
/// who lets them go on what the other has done.
bool Handover::mayClaim(const AccessEffect &A, const AccessEffect &B,
                        PlaceId P) const {
  if (!llvm::is_contained(A.Before.Waited, P) || isOfferedAgain(A, B, P))
    return false;
  if (bothCome(A, B) && llvm::none_of(Writers, [&](const Writer &Wr) {
        const AccessEffect &W = C.E.All[Wr.Access];
        return W.Nature == AccessNature::Clear && C.mayOverlap(W.Place, P);
      }))
    return false;
  // Each task may have waited for a thing of its own.
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent)
    if (T.place(Q).Kind != PlaceKind::Field && T.place(Q).Parent != None)
      return true;
  const bool Passed =
      &A == &B && R.A == R.B && llvm::any_of(A.Locks, [&](const HeldLock &L) {
        return L.Mode == LockMode::After && L.Mutex == P;
      });
  return !Passed || llvm::any_of(Writers, [&](const Writer &Wr) {
    return Wr.Strand == R.A || C.E.Strands[R.A].Parent;
  });
}

/// Has the thread that makes \p W perhaps waited for what \p Strand signals?
bool Handover::isTold(const AccessEffect &W, std::uint32_t Strand) const {
  const std::uint32_t From = C.E.Strands[Strand].Parent ? None : Strand;
  return llvm::any_of(W.Before.Waited, [&](PlaceId P) {
    return llvm::any_of(Writers, [&](const Writer &Wr) {
      const AccessEffect &X = C.E.All[Wr.Access];
      return Wr.Strand == From && X.Nature == AccessNature::Signal &&
             C.mayOverlap(X.Place, P);
    });
  });
}

/// With permits to begin with, as many as \p Least, a semaphore hands nothing
/// over.
bool Handover::hasPermits(PlaceId P, std::int64_t Least) {
  const Context::Content Permits = C.contents(T.field(P, C.W.str("permits")));
  return Permits.Stores && !Permits.Values.empty() &&
         llvm::all_of(Permits.Values, [&](ValueId V) {
           const ValueNode N = T.value(V);
           return N.Kind == ValueKind::Int &&
                  T.integer(N.A).Kind == IntKind::Const &&
                  T.integer(N.A).Value >= Least;
         });
}

PlaceId Handover::mayBeBefore(const AccessEffect &A, std::uint32_t Strand,
                              const AccessEffect &B) {
  for (PlaceId P : B.Before.Waited) {
    if (testedFlag(T, C.W, P) != 0 || mayBeInOnePhase(P, A, B))
      continue;
    const bool Claim = mayClaim(A, B, P);
    // An access after the signal comes too late.
    if (!Claim && ((!isSignalledAgain(P, Strand) &&
                    llvm::any_of(A.Locks,
                                 [&](const HeldLock &L) {
                                   return L.Mode == LockMode::Signalled &&
                                          L.Mutex == P;
                                 })) ||
                   isAfterItsWrite(A, Strand, P)))
      continue;
    const bool Parent = C.E.Strands[Strand].Parent;
    if (hasPermits(P))
      continue;
    const Context::Content Permits = C.contents(T.field(P, C.W.str("permits")));
    bool Heard = false;
    for (const Writer &Wr : Writers) {
      const AccessEffect &W = C.E.All[Wr.Access];
      if (!C.mayOverlap(W.Place, P))
        continue;
      // A write without release may end the wait as well, but not that for a
      // permit. (A pointer that was not understood leads to what is waited for,
      // and not to whatever else is signalled.)
      Heard |= (C.rootOf(W.Place) == C.rootOf(P) || !C.hasDeref(P)) &&
               (W.Nature == AccessNature::Signal ||
                (W.Nature == AccessNature::Plain && !Permits.Stores));
      if (Claim || (W.Nature == AccessNature::Signal &&
                    Wr.Strand == (Parent ? None : Strand)))
        return P;
      // Or by who has waited for what the task signals.
      if (W.Nature == AccessNature::Signal && isTold(W, Strand))
        return P;
      // Or by who has waited for the task first.
      if (W.Nature == AccessNature::Signal && !Parent &&
          C.mayWaitFor(W, Strand))
        return P;
    }
    // Somebody signals it who is not seen here, perhaps for the other side.
    if (!Heard && !C.isHandle(P))
      return P;
  }
  return mayBeAfterTest(A, Strand, B);
}
