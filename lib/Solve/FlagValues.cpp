//===- FlagValues.cpp - Who has made a variable what it is ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `while (busy) wait(c, m);`, `c.wait(l, [&] { return state == Done; });`: who
// finds a number that a variable did not begin with, under the mutex that it is
// written under, comes after the one thread that writes this number. What other
// numbers it is given, and by whom, makes no difference.
//
//===----------------------------------------------------------------------===//

#include "CommonMutexes.h"
#include "Handover.h"

using namespace aether::analysis;

/// May \p A come after a write, under a mutex, of \p Variable by its own
/// thread?
bool Handover::mayFollowWrite(const AccessEffect &A, PlaceId Variable,
                              std::uint32_t Strand) {
  const PlaceId Told = T.field(Variable, C.W.str(GuardedFlag.str()));
  if (llvm::none_of(A.Before.Signalled,
                    [&](PlaceId P) { return C.mayOverlap(P, Told); }))
    return false;
  // Of who starts the others, these may have been the writers.
  if (!C.E.Strands[Strand].Parent)
    return true;
  const auto Here = C.spotOf(static_cast<std::uint32_t>(&A - C.E.All.data()));
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    if (!isWrite(W.Kind) || All.StrandOf[N] != None ||
        !C.mayOverlap(W.Place, Variable) || !holdsMutex(W.Locks))
      continue;
    if (const auto There = C.spotOf(N);
        There == Here || C.reaches(There, Here, {}))
      return true;
  }
  return false;
}

/// Does finding \p Value in the variable that \p Mark is a part of mean that
/// \p Strand has put it there?
bool Handover::isMadeBy(PlaceId Mark, std::int64_t Value,
                        std::uint32_t Strand) {
  auto [It, New] = Signalled.try_emplace({Mark, Strand}, false);
  if (!New)
    return It->second;
  const std::uint32_t Other = Strand == R.A ? R.B : R.A;
  const std::uint32_t Maker = C.E.Strands[Strand].Parent ? None : Strand;
  const PlaceId Variable = T.place(Mark).Parent, RootPlace = C.rootOf(Variable);
  const PlaceNode Root = T.place(RootPlace);
  if (Strand == Other || C.hasDeref(Variable) || !isOne(Variable) ||
      (Maker != None && !runsOnce(Strand)))
    return false;
  // What outlives a call may be written since an earlier one.
  bool Differs = false; // Is it something else before the threads start?
  if (Root.Kind == PlaceKind::Global) {
    Differs = Value != 0 && C.W.P.isMain(C.Fn) &&
              C.W.P.Globals[Root.Arg].StartsAtZero;
    if (!Differs)
      return false;
  } else if ((Root.Kind != PlaceKind::Local &&
              (Root.Kind != PlaceKind::Alloc || Value == 0)) ||
             C.exposed().count(RootPlace) != 0) {
    return false; // (What is allocated may be zero, by no store.)
  }
  // An access comes right before what it stores, and is where that is, but for
  // initialisers.
  std::set<AtomicSites::Position> Stored, Others, Found;
  std::set<Context::Spot> First;
  for (const auto &[To, Number] : C.storesTo(Variable)) {
    const StoreEffect &S = C.stores()[Number];
    const ValueNode V = T.value(S.Value);
    if (V.Kind != ValueKind::Int || T.integer(V.A).Kind != IntKind::Const ||
        To != Variable)
      return false;
    if (T.integer(V.A).Value == Value) {
      Stored.insert(AtomicSites::position(S.Pos));
      continue;
    }
    Others.insert(AtomicSites::position(S.Pos));
    if (isBeforeStart(S, R.A) && isBeforeStart(S, R.B)) {
      Differs = true;
      // (A callee may do more to it there.)
      if (!S.Imported)
        First.insert({S.Block, S.Event - 1});
    }
  }
  CommonMutexes Common;
  for (std::uint32_t N = 0; N != C.E.All.size(); ++N) {
    const AccessEffect &W = C.E.All[N];
    // (Nobody tests what is gone.)
    if (!isWrite(W.Kind) || !C.mayOverlap(W.Place, Variable) ||
        W.Nature == AccessNature::Released)
      continue;
    // (An atomic one is no signal of a plain variable; see seeFlag.)
    if (W.Kind != AccessKind::Write || W.Place != Variable || W.Approximate ||
        W.Step != 0)
      return false;
    const AtomicSites::Position At = AtomicSites::position(W.Pos);
    if (Stored.count(At) == 0) {
      if (Others.count(At) == 0 &&
          (All.StrandOf[N] != None || First.count(C.spotOf(N)) == 0))
        return false;
      continue;
    }
    if (All.StrandOf[N] != Maker || W.Unplaced || Others.count(At) != 0 ||
        isRecursive(W))
      return false;
    Common.keep(W, true);
    Found.insert(At);
  }
  if (!Differs || Found.empty() || Found != Stored)
    return false;
  return It->second = isTestedUnder(Common, Variable, Other);
}
