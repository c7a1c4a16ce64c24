//===- Exchanged.cpp - Two pointers that change places --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two buffers, of which one is read while the other is written, and a swap of
// the pointers after each step: whichever of them a pointer leads to, the other
// pointer leads to the other.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// The variable of the function itself that \p Via goes by last, if it is a
/// pointer with all of its memory to itself; None if there is none.
PlaceId Overlap::pointerOf(PlaceId Via) const {
  const PlaceId D = Via == None ? None : lastDeref(Via);
  if (D == None)
    return None;
  const Places Cells = C.resolve(T.place(D).Parent);
  const PlaceNode N = Cells.size() == 1 ? T.place(Cells.front())
                                        : PlaceNode{PlaceKind::Unknown};
  return N.Kind == PlaceKind::Local && N.Arg < C.F.Locals.size() ? Cells.front()
                                                                 : None;
}

/// Do the variables \p P and \p Q lead to two objects at first, and does
/// nothing happen to them then but that they change places?
bool Overlap::findExchanged(PlaceId P, PlaceId Q) const {
  struct Set {
    Context::Spot At;
    PlaceId To, From; ///< None: an address
  };
  std::vector<Set> Sets;
  std::vector<PlaceId> First;
  std::set<PlaceId> Others;
  auto Add = [&](PlaceId Cell) {
    for (const auto &[To, Number] : C.storesTo(Cell)) {
      const StoreEffect &S = C.stores()[Number];
      const ValueNode V = T.value(S.Value);
      if (To != Cell || S.To != Cell || S.Imported || S.Late || S.Block == None)
        return false;
      const PlaceNode From = V.Kind == ValueKind::Load
                                 ? T.place(V.A)
                                 : PlaceNode{PlaceKind::Unknown};
      if (From.Kind == PlaceKind::Local) {
        Sets.push_back({{S.Block, S.Event}, Cell, V.A});
        if (V.A != P && V.A != Q)
          Others.insert(V.A);
        continue;
      }
      // An object with a name of its own, or one made once.
      if (V.Kind != ValueKind::Addr || C.hasDeref(V.A) ||
          !C.Shape.around(S.Block).empty())
        return false;
      const PlaceKind Root = T.place(C.rootOf(V.A)).Kind;
      if (Root != PlaceKind::Local && Root != PlaceKind::Global &&
          Root != PlaceKind::Alloc)
        return false;
      First.push_back(C.rootOf(V.A));
      Sets.push_back({{S.Block, S.Event}, Cell, None});
    }
    return true;
  };
  if (!Add(P) || !Add(Q) || First.size() != 2 || First[0] == First[1] ||
      Others.size() > 1)
    return false;
  const PlaceId Third = Others.empty() ? None : *Others.begin();
  if (Third != None && (!Add(Third) || First.size() != 2))
    return false;
  llvm::sort(Sets, [](const Set &A, const Set &B) { return A.At < B.At; });
  // The third one is set first, and what it holds is not used besides.
  std::vector<Context::Spot> Begin, Swaps;
  for (std::size_t I = 0; I != Sets.size();) {
    if (Sets[I].From == None) {
      Begin.push_back(Sets[I++].At);
      continue;
    }
    // A library does it in one step.
    if (I + 1 < Sets.size() && Sets[I].To != Third &&
        Sets[I].From == Sets[I + 1].To && Sets[I].To == Sets[I + 1].From &&
        Sets[I + 1].At ==
            Context::Spot{Sets[I].At.first, Sets[I].At.second + 1}) {
      Swaps.push_back(Sets[I].At);
      I += 2;
      continue;
    }
    if (I + 2 >= Sets.size())
      return false;
    const Set &X = Sets[I], &Y = Sets[I + 1], &Z = Sets[I + 2];
    if (X.To != Third || Y.To != X.From || Z.To != Y.From || Z.From != Third ||
        X.At.first != Z.At.first || (Y.To != P && Y.To != Q) ||
        (Z.To != P && Z.To != Q) || Y.To == Z.To)
      return false;
    // Nothing is started or done in between.
    const auto &Events = C.F.Blocks[X.At.first].Events;
    for (std::uint32_t E = X.At.second; E != Z.At.second; ++E)
      if (!std::holds_alternative<Access>(Events[E]) &&
          !std::holds_alternative<Store>(Events[E]))
        return false;
    Swaps.push_back(X.At);
    I += 3;
  }
  return !Swaps.empty() && llvm::none_of(Swaps, [&](Context::Spot S) {
    return llvm::any_of(Begin, [&](Context::Spot B) {
      return C.reaches(S, B, {}) || !C.reaches(B, S, {});
    });
  });
}

/// Do \p A and \p B, of tasks of one call that waits for them, go by two such
/// pointers? Meanwhile these stay as they are.
bool Overlap::areExchanged(const AccessEffect &A, const AccessEffect &B) {
  const Strand &X = C.E.Strands[R.A], &Y = C.E.Strands[R.B];
  if (!Blocking || X.Parent || Y.Parent || X.Group != Y.Group ||
      X.Group == None)
    return false;
  PlaceId P = pointerOf(A.Via), Q = pointerOf(B.Via);
  if (P == None || Q == None || P == Q)
    return false;
  if (Q < P)
    std::swap(P, Q);
  auto [It, New] = Exchanged.try_emplace({P, Q}, false);
  if (New)
    It->second =
        !C.exposed().count(P) && !C.exposed().count(Q) && findExchanged(P, Q);
  return It->second;
}
