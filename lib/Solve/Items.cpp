//===- Items.cpp - May pointers in two items lead to one object? ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Different items hold pointers: may these lead to one object?
Match Overlap::items(PlaceId Deref, const AccessEffect &A,
                     const AccessEffect &B,
                     const std::vector<std::pair<IntId, IntId>> &Rest) {
  const PlaceId Cell = T.place(Deref).Parent;
  if (!Rest.empty()) {
    // Even in one object, they may be different elements.
    IndexAnswer Inner = I.ask(question(A, B, Rest));
    if (Inner.Result == Meeting::Disjoint)
      return Match::apart();
  }
  Match Out = Match::perhaps("the items are pointers that may name one object",
                             isFromCaller(Cell));
  const Context::Content Held = C.contents(Cell);
  if (Held.Initial || !Held.Stores)
    return Out;
  struct Target {
    PlaceId Place;
    bool Fresh;    ///< a new object for each store
    bool Repeated; ///< one object, stored again and again
  };
  std::vector<Target> Targets;
  for (std::uint32_t N : C.storesTo(Cell)) {
    const StoreEffect &S = C.stores()[N];
    const ValueNode V = T.value(S.Value);
    if (V.Kind == ValueKind::Int)
      continue; // A null pointer.
    Places To;
    if (V.Kind == ValueKind::Addr)
      To = C.resolve(V.A);
    else if (V.Kind == ValueKind::Load)
      To = C.resolve(T.deref(V.A));
    if (To.size() != 1)
      return Out;
    const PlaceId P = C.resolveIndices(To.front());
    const PlaceId Root = C.rootOf(P);
    const std::vector<std::uint32_t> Around = S.Block == None
                                                  ? std::vector<std::uint32_t>()
                                                  : C.Shape.around(S.Block);
    Target New{P, false, false};
    auto Mention = C.Mentions.find(Root);
    const PlaceNode RootNode = T.place(Root);
    const bool Heap =
        RootNode.Kind == PlaceKind::Alloc ||
        (RootNode.Kind == PlaceKind::Local && C.E.Locals[RootNode.Arg].Heap);
    if (Heap) {
      New.Fresh = P == Root && C.storesFresh(S);
    } else if (C.hasDeref(P)) {
      return Out;
    }
    std::set<std::uint32_t> Loops;
    collectLoops(T, P, Loops);
    bool Moves = false;
    for (std::uint32_t L : Around)
      Moves |= C.Shape.Loops[L].Counted != None &&
               Loops.count(C.Shape.Loops[L].Counted) != 0;
    const bool Outside =
        Mention == C.Mentions.end() || RootNode.Kind == PlaceKind::Global ||
        C.Shape.around(Mention->second.first).size() < Around.size();
    New.Repeated = !Around.empty() && !Moves && !New.Fresh && Outside;
    if (S.Imported) // Which loops there are in the callee is not known here.
      New.Repeated = !Heap && Loops.empty() && (S.InLoop || New.Repeated);
    if (Moves && !New.Fresh && !S.Imported && Around.size() == 1)
      New.Fresh = true; // `&a[i]`: another element in each round.
    Targets.push_back(New);
  }
  bool AllFresh = true, Again = false;
  for (std::size_t X = 0; X != Targets.size(); ++X) {
    AllFresh &= Targets[X].Fresh || !Targets[X].Repeated;
    Again |= Targets[X].Repeated;
    for (std::size_t Y = X + 1; Y != Targets.size(); ++Y)
      if (Targets[X].Place == Targets[Y].Place) {
        Again |= !Targets[X].Fresh;
        AllFresh = false;
      } else if (C.mayOverlap(Targets[X].Place, Targets[Y].Place)) {
        AllFresh = false;
      }
  }
  // One store of a fixed object is one item only if it is not in a loop and
  // does not fill a whole range.
  for (const Target &X : Targets)
    if (!X.Fresh && !X.Repeated)
      AllFresh &= T.place(Cell).Kind == PlaceKind::Index && !Held.Weak;
  if (Again) {
    Out.Result = Meeting::Meets;
    Out.Items = true;
    Out.Reason.clear();
    return Out;
  }
  if (AllFresh && !Targets.empty())
    return Match::apart();
  return Out;
}
