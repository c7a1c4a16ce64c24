//===- Writes.cpp - What a function and its tasks write -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Writes.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

Writes::Writes(Context &C) {
  const Effects &E = C.E;
  StrandOf.assign(E.All.size(), None);
  for (std::uint32_t S = 0; S != E.Strands.size(); ++S)
    for (std::uint32_t N : E.Strands[S].Accesses) {
      const AccessEffect &A = E.All[N];
      if (!E.Strands[S].Parent) {
        StrandOf[N] = S;
        if (isWrite(A.Kind))
          InGroups[C.rootOf(A.Place)].insert(InGroups[C.rootOf(A.Place)].end(),
                                             A.Made == Rounds::One ? 1 : 2,
                                             {E.Strands[S].Group, A.Place});
      } else if (isWrite(A.Kind))
        ByParents[C.rootOf(A.Place)].push_back(A.Place);
    }
  for (std::uint32_t N = 0; N != E.All.size(); ++N) {
    const AccessEffect &A = E.All[N];
    if (isWrite(A.Kind)) {
      std::vector<PlaceId> &Of = Ever[C.rootOf(A.Place)];
      Of.push_back(A.Place);
      // Once more for each round of a loop that the variable outlives.
      const std::uint32_t Block = C.spotOf(N).first;
      const PlaceKind Root = C.T.place(C.rootOf(A.Place)).Kind;
      if (Block != None && Root != PlaceKind::Global &&
          llvm::any_of(C.Shape.around(Block), [&](std::uint32_t L) {
            return !C.isMadeIn(L, A.Place);
          }))
        Of.push_back(A.Place);
    }
    if (A.Kind == AccessKind::AtomicWrite)
      Atomic.push_back({N, StrandOf[N]});
  }
  // The same thing happens beside many tasks.
  for (auto &[Root, Places] : ByParents) {
    llvm::sort(Places);
    Places.erase(std::unique(Places.begin(), Places.end()), Places.end());
  }
  Moves = C.findMoves();
  llvm::erase_if(Moves, [](const Move &M) { return M.Copy; });
}
