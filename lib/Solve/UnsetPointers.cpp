//===- UnsetPointers.cpp - Tests that never hold --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `static Stats *stats; ... if (stats) stats->n++;`, and nobody ever sets it.
//
//===----------------------------------------------------------------------===//

#include "UnsetPointers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace aether::analysis;

/// Is \p Cell a global, or a member of one, that begins at zero?
static bool beginsAtZero(const Context &C, PlaceId Cell) {
  for (PlaceId P = Cell; P != None; P = C.T.place(P).Parent) {
    const PlaceNode N = C.T.place(P);
    if (N.Kind == PlaceKind::Global)
      return C.W.P.Globals[N.Arg].StartsAtZero;
    if (N.Kind != PlaceKind::Field)
      return false;
  }
  return false;
}

/// Does all that this function puts into \p Cell leave it null when it starts
/// \p Strand?
static bool isNullAtStart(Context &C, PlaceId Cell, std::uint32_t Strand) {
  const auto Start = C.startOf(Strand);
  if (!Start || !C.W.P.isMain(C.Fn))
    return false;
  std::set<Context::Spot> Emptied, Set;
  for (const auto &[To, Number] : C.storesTo(Cell)) {
    const StoreEffect &S = C.stores()[Number];
    if (To != Cell || S.Imported || S.Late || S.Block == None)
      return false;
    const ValueNode V = C.T.value(S.Value);
    const bool Null = V.Kind == ValueKind::Int &&
                      C.T.integer(V.A).Kind == IntKind::Const &&
                      C.T.integer(V.A).Value == 0;
    (Null ? Emptied : Set).insert({S.Block, S.Event});
  }
  return !Emptied.empty() && llvm::none_of(Set, [&](const Context::Spot &At) {
    return C.reaches(At, *Start, Emptied);
  });
}

bool aether::analysis::restsOnUnset(Context &C, const Relation &R,
                                    const AccessEffect &A) {
  auto IsUnset = [&](PlaceId Cell) {
    if (!beginsAtZero(C, Cell))
      return false;
    const auto &Writers = C.W.GlobalWriters;
    return Writers.find(C.T.place(C.rootOf(Cell)).Arg) == Writers.end() ||
           llvm::all_of(std::initializer_list<std::uint32_t>{R.A, R.B},
                        [&](std::uint32_t S) {
                          return C.E.Strands[S].Parent ||
                                 isNullAtStart(C, Cell, S);
                        });
  };
  auto IsWhetherSet = [&](PlaceId P) {
    const PlaceNode N = C.T.place(P);
    return N.Kind == PlaceKind::Field &&
           llvm::StringRef(C.W.text(N.Arg)).starts_with("is set");
  };
  for (PlaceId Named : {A.Place, A.Via})
    for (PlaceId P = Named; P != None; P = C.T.place(P).Parent)
      if (C.T.place(P).Kind == PlaceKind::Deref && IsUnset(C.T.place(P).Parent))
        return true;
  return llvm::any_of(A.Facts, [&](const Fact &F) {
    const IntNode Tested = C.T.integer(F.Lhs), Zero = C.T.integer(F.Rhs);
    return F.Op == CompareOp::NotEqual && Tested.Kind == IntKind::Cell &&
           Zero.Kind == IntKind::Const && Zero.Value == 0 &&
           IsUnset(IsWhetherSet(Tested.A) ? C.T.place(Tested.A).Parent
                                          : Tested.A);
  });
}
