//===- Sharing.cpp - What is one thing for all tasks ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool Overlap::isTaskPrivate(PlaceId Root) const {
  const PlaceNode &N = T.place(Root);
  if (N.Kind != PlaceKind::Local)
    return false;
  const std::uint32_t Owner = C.E.Locals[N.Arg].Strand;
  return Owner != None && (Owner == R.A || Owner == R.B);
}

/// Cells that nobody changes while the tasks run. Initialising a local is one
/// write that does not count.
bool Overlap::isStable(PlaceId P) const {
  auto [It, New] = Stable.try_emplace(P, false);
  if (New)
    It->second = findStable(P) && !mayChangeAround(P);
  return It->second;
}

/// May the task that has started both change the variable \p P between the
/// starts, or have made another one?
bool Overlap::mayChangeAround(PlaceId P) const {
  PlaceId Root = P;
  while (T.place(Root).Kind == PlaceKind::Field)
    Root = T.place(Root).Parent;
  const PlaceNode N = T.place(Root);
  if (!R.Instances || R.OuterGroups.empty() || N.Kind != PlaceKind::Local)
    return false;
  const LocalInfo &Info = C.E.Locals[N.Arg];
  if (Info.Callee && Info.Changes)
    return true;
  auto It = All.InGroups.find(P);
  return It != All.InGroups.end() &&
         llvm::count_if(It->second, [&](const auto &W) {
           return llvm::is_contained(R.OuterGroups, W.first) && W.second == P;
         }) > 1;
}

bool Overlap::findStable(PlaceId P) const {
  const PlaceId Root = C.rootOf(P);
  const PlaceKind K = T.place(Root).Kind;
  const bool Local =
      K == PlaceKind::Local || K == PlaceKind::Alloc || K == PlaceKind::Result;
  // What another pointer leads to is an access of its own.
  auto Changes = [&](PlaceId W) {
    // Only what the cell is part of, or the cell itself.
    bool Covers = false;
    for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent) {
      Covers |= Q == W;
      if (T.place(Q).Kind == PlaceKind::Deref && Q != P)
        break;
    }
    if (!Covers && C.mayOverlap(W, P)) {
      // Elements with other indices.
      const PlaceNode A = T.place(W), B = T.place(P);
      Covers =
          A.Parent == B.Parent && A.Kind != PlaceKind::Field &&
          A.Kind != PlaceKind::Deref && B.Kind != PlaceKind::Deref &&
          // A new element value leaves the size as it is.
          (A.Kind == PlaceKind::Structure) == (B.Kind == PlaceKind::Structure);
    }
    return Covers;
  };
  // Tasks that run on may be started before and after a change, but not if that
  // is over before the first start.
  return (llvm::none_of(Writes::of(Written, Root), Changes) &&
          (Blocking ||
           llvm::none_of(Writes::of(All.ByParents, Root), Changes))) ||
         (!Blocking && Local && !C.hasDeref(P) &&
          llvm::count_if(Writes::of(All.Ever, Root), Changes) == 1);
}

bool Overlap::isSharedInt(IntId Index) const {
  const IntNode N = T.integer(Index);
  switch (N.Kind) {
  case IntKind::Const:
    return true;
  case IntKind::Cell:
    return isShared(N.A) && isStable(N.A) && !C.maybePerInstance(R, N.A);
  case IntKind::LoopVar:
    return C.E.Loops[N.A].Kind == LoopInfo::Role::Shared ||
           llvm::is_contained(R.SharedLoops, N.A);
  case IntKind::TaskIndex:
  case IntKind::BlockBegin:
  case IntKind::BlockEnd:
    return llvm::is_contained(R.OuterGroups, N.A);
  default:
    return N.isOperation() && isSharedInt(N.A) && isSharedInt(N.B);
  }
}

bool Overlap::isShared(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Unknown)
      return false;
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !isSharedInt(N.Arg))
      return false;
    if (N.Kind == PlaceKind::Deref && !isStable(N.Parent))
      return false;
    // Another object may have taken the place of what was owned.
    if (N.Kind == PlaceKind::Field && C.W.text(N.Arg) == "owned" &&
        !isStable(N.Parent))
      return false;
    if (N.Parent == None && (isTaskPrivate(P) || C.isThreadLocal(P)))
      return false;
  }
  return true;
}

bool Overlap::isGiven(IntId I) const {
  const IntNode N = T.integer(I);
  switch (N.Kind) {
  case IntKind::Const:
  case IntKind::TaskIndex:
    return true;
  case IntKind::LoopVar: {
    const Loop &L = C.E.Loops[N.A].L;
    return isSharedInt(I) ||
           (L.Lo != None && L.Hi != None && isGiven(L.Lo) && isGiven(L.Hi));
  }
  case IntKind::Cell: {
    PlaceId P = N.A;
    if (!isStable(P))
      return false;
    for (; P != None; P = T.place(P).Parent) {
      const PlaceNode At = T.place(P);
      if (At.Kind == PlaceKind::Elements || At.Kind == PlaceKind::Unknown ||
          ((At.Kind == PlaceKind::Index || At.Kind == PlaceKind::Offset) &&
           !isGiven(At.Arg)) ||
          (At.Kind == PlaceKind::Deref && !isStable(At.Parent)) ||
          (At.Parent == None && (isTaskPrivate(P) || C.isThreadLocal(P))))
        return false;
    }
    return true;
  }
  default:
    return N.isOperation() && isGiven(N.A) && isGiven(N.B);
  }
}

bool Overlap::isIndexedByTask(PlaceId P) const {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if ((N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) &&
        !isSharedInt(N.Arg))
      return true;
    if (N.Kind == PlaceKind::Deref)
      return false;
  }
  return false;
}

bool Overlap::isFromCaller(PlaceId P) const {
  const PlaceKind K = T.place(C.rootOf(P)).Kind;
  return K == PlaceKind::Param || K == PlaceKind::This;
}
