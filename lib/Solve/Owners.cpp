//===- Owners.cpp - Who else may own an object, or point to it? -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a unique owner owns is named as a part of it. But it came from
// somewhere, and pointers that were made there still lead to it: two owners own
// different objects at one time, not at all times.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// All names that the object owned at \p P had before; None is among them if
/// they are too many.
const std::set<PlaceId> &Overlap::origins(PlaceId P) {
  auto [It, New] = Origins.try_emplace(P);
  if (!New)
    return It->second;
  std::set<PlaceId> Out{P};
  std::vector<PlaceId> Work{P};
  constexpr std::size_t Enough = 16;
  while (!Work.empty()) {
    if (Out.size() > Enough) {
      Out.insert(None);
      break;
    }
    const PlaceId Cell = Work.back();
    Work.pop_back();
    for (ValueId V : C.contents(Cell).Values) {
      const ValueNode N = T.value(V);
      if (N.Kind != ValueKind::Load)
        continue;
      for (PlaceId Q : Places(C.resolve(N.A)))
        if (Out.insert(Q).second)
          Work.push_back(Q);
    }
  }
  return Origins[P] = std::move(Out);
}

/// Does the owner at \p P own something that was not made for it? Then others
/// may have been given the same.
bool Overlap::mayOwnAnothers(PlaceId P) {
  const PlaceId Owned = C.ownedPart(P);
  return Owned != None && llvm::any_of(origins(Owned), [&](PlaceId Q) {
           if (Q == None)
             return true;
           const PlaceNode Root = T.place(C.rootOf(Q));
           return C.ownedPart(Q) == None &&
                  (Root.Kind == PlaceKind::Global ||
                   (Root.Kind == PlaceKind::Local &&
                    !C.E.Locals[Root.Arg].Heap && !C.isBlank(Q)));
         });
}

/// Is each round's \p P another, and are the two sides of different rounds?
bool Overlap::isOfAnotherRound(PlaceId P) const {
  auto It = C.MentionBlocks.find(C.rootOf(P));
  return It != C.MentionBlocks.end() &&
         llvm::any_of(R.InstanceLoops, [&](std::uint32_t L) {
           const std::uint32_t Natural = C.Shape.natural(L);
           return Natural != None &&
                  llvm::all_of(It->second, [&](std::uint32_t B) {
                    return C.Shape.Loops[Natural].Contains[B];
                  });
         });
}

/// Did the object that one of them accesses come from where the other's is or
/// came from?
bool Overlap::mayBeHandedOn(PlaceId PA, PlaceId PB) {
  const PlaceId OwnedA = C.ownedPart(PA), OwnedB = C.ownedPart(PB);
  if (C.rootOf(PA) == C.rootOf(PB) || (OwnedA == None && OwnedB == None))
    return false;
  auto Names = [&](PlaceId P, PlaceId Owned) {
    std::set<PlaceId> Out;
    if (Owned != None)
      Out = origins(Owned);
    else
      for (; P != None; P = T.place(P).Parent)
        Out.insert(P);
    return Out;
  };
  const std::set<PlaceId> A = Names(PA, OwnedA), B = Names(PB, OwnedB);
  if (A.count(None) || B.count(None))
    return true;
  return llvm::any_of(
      A, [&](PlaceId P) { return B.count(P) && !isOfAnotherRound(P); });
}
