//===- KeptItems.cpp - Is what was put into an item still there? ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// That a pointer may be in an item is enough for a doubt. Where a finding rests
// on it, it must be there when the tasks begin: nothing else was put in its
// place, and the container was not emptied.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// An item at a position that the call itself has found, in a container that it
/// changes: a new one each time.
bool Context::appends(const StoreEffect &S) const {
  if (S.Imported || S.Block == None)
    return S.Appends;
  PlaceId Item = S.To;
  while (Item != None && T.place(Item).Kind == PlaceKind::Field)
    Item = T.place(Item).Parent;
  const PlaceNode N = T.place(Item);
  if (N.Kind != PlaceKind::Index || T.integer(N.Arg).Kind != IntKind::Cell)
    return false;
  const PlaceNode At = T.place(T.integer(N.Arg).A);
  if (At.Kind != PlaceKind::Local || At.Arg >= F.Locals.size() ||
      !(F.Locals[At.Arg].Pos == S.Pos))
    return false;
  const std::vector<Event> &Events = F.Blocks[S.Block].Events;
  for (std::uint32_t I = 0; I != S.Event; ++I)
    if (const auto *A = std::get_if<Access>(&Events[I]);
        A && isWrite(A->Kind) && A->Nature == AccessNature::Container &&
        A->Pos == S.Pos &&
        (A->Place == N.Parent || T.place(A->Place).Parent == N.Parent))
      return true;
  return false;
}

std::pair<std::uint32_t, std::uint32_t>
Context::startOf(const Relation &R) const {
  for (std::uint32_t Side : {R.A, R.B})
    if (!E.Strands[Side].Parent && !E.Strands[Side].Accesses.empty())
      return AccessSpot[E.Strands[Side].Accesses.front()];
  return {None, 0};
}

bool Context::isKept(const StoreEffect &S, PlaceId Item, const Relation &R,
                     bool Rounds) {
  const Spot Start = startOf(R);
  if (S.Block == None || S.Late || Start.first == None)
    return false;
  // By a pointer in some element, which need not be the one that leads here.
  if (llvm::none_of(Places(resolve(S.To)),
                    [&](PlaceId P) { return rootOf(P) == rootOf(Item); }))
    return false;
  const Spot Here{S.Block, S.Event};
  auto IsBetween = [&](Spot At) {
    return reaches(Here, At, {}) && reaches(At, Start, {Here});
  };
  const ValueNode Value = T.value(S.Value);
  for (const auto &Other : storesTo(Item)) {
    const StoreEffect &Z = AllStores[Other.second];
    if (&Z == &S || appends(Z) ||
        (Z.Value == S.Value && Value.Kind == ValueKind::Addr))
      continue;
    if (Z.Block == None || Z.Late || (Z.Block == S.Block && Z.Event == S.Event))
      return false;
    if (IsBetween({Z.Block, Z.Event}))
      return false;
  }
  // Changes of the container that append nothing.
  auto IsAppend = [&](Spot At, SourcePos Pos) {
    return llvm::any_of(AllStores, [&](const StoreEffect &Z) {
      return Z.Block == At.first && Z.Pos == Pos && appends(Z);
    });
  };
  const PlaceId Root = rootOf(Item);
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const AccessEffect &A = E.All[N];
    if (!isWrite(A.Kind) || A.Nature != AccessNature::Container ||
        rootOf(A.Place) != Root)
      continue;
    const PlaceNode Step = T.place(A.Place);
    const PlaceId Whole =
        Step.Kind == PlaceKind::Structure ? Step.Parent : A.Place;
    const Spot At = AccessSpot[N];
    if (At != Here && mayOverlap(Whole, Item) && !IsAppend(At, A.Pos) &&
        (IsBetween(At) ||
         (Rounds && reaches(Here, At, {Start}) && reaches(At, Here, {Start}))))
      return false;
  }
  return true;
}

/// Is there a run of the function that makes both stores?
bool Context::goTogether(const StoreEffect &X, const StoreEffect &Y) const {
  auto Always = [](const StoreEffect &S) {
    return S.Block != None && !S.Late && (!S.Imported || S.Sure);
  };
  return Always(X) && Always(Y) &&
         (Shape.dominates(X.Block, Y.Block) ||
          Shape.dominates(Y.Block, X.Block));
}
