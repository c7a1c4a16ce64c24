//===- JoinedGrids.cpp - Tasks that are waited for row by row -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (i ...) for (j ...) pthread_join(threads[i][j], 0);`: when the outer
// loop is over, so are the tasks of loops with the same bounds.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p Handle `threads[i][j]`, with variables of two loops?
std::optional<Context::Grid> Context::gridOf(PlaceId Handle) const {
  if (Handle == None)
    return std::nullopt;
  auto LoopOf = [&](const PlaceNode &N) {
    if (N.Kind != PlaceKind::Index)
      return None;
    const IntNode At = T.integer(N.Arg);
    return At.Kind == IntKind::LoopVar && At.A < F.Loops.size()
               ? std::uint32_t(At.A)
               : None;
  };
  const PlaceNode Element = T.place(Handle);
  if (LoopOf(Element) == None)
    return std::nullopt;
  const PlaceNode Row = T.place(Element.Parent);
  if (LoopOf(Row) == None || LoopOf(Row) == LoopOf(Element))
    return std::nullopt;
  return Grid{Row.Parent, LoopOf(Row), LoopOf(Element)};
}

/// Each round of the inner loop goes one of \p Ways, where \p Handle is waited
/// for: does each round of the outer one go through all of the inner one?
void Context::noteGrid(PlaceId Handle, const std::set<Way> &Ways) {
  const std::optional<Grid> G = gridOf(Handle);
  if (!G)
    return;
  const std::uint32_t Outer = Shape.natural(G->Rows),
                      Inner = Shape.natural(G->Columns);
  if (Outer == None || Inner == None || Outer == Inner ||
      !F.Loops[G->Rows].Complete || F.Loops[G->Rows].Step != 1 ||
      !F.Loops[G->Columns].Complete || F.Loops[G->Columns].Step != 1)
    return;
  const NaturalLoop &Rows = Shape.Loops[Outer], &Columns = Shape.Loops[Inner];
  if (!Rows.Contains[Columns.Header] || Columns.Contains[Rows.Header] ||
      llvm::any_of(Rows.Latches,
                   [&](std::uint32_t Latch) {
                     return !Shape.dominates(Columns.Header, Latch);
                   }) ||
      !everyRound(Columns, Ways) || isRefilled(Rows, Handle))
    return;
  GridJoins[Outer].insert(Handle);
}

/// Loops over rows may be over on the edge from \p Block to \p Next.
void Context::joinGrids(std::uint32_t Block, std::uint32_t Next, LiveState &S) {
  auto HaveSameBounds = [&](std::uint32_t A, std::uint32_t B) {
    const Loop &X = F.Loops[A], &Y = F.Loops[B];
    return X.Lo == Y.Lo && X.Hi == Y.Hi && X.Step == Y.Step;
  };
  // Another one's handle may have taken the place of some of them.
  auto IsAlone = [&](std::uint32_t Item, PlaceId P) {
    return llvm::none_of(S, [&](const auto &Other) {
      return Other.first != Item &&
             llvm::any_of(Other.second.Where, [&](PlaceId Q) {
               return Q != None && rootOf(Q) == rootOf(P) && mayOverlap(P, Q);
             });
    });
  };
  for (const auto &[L, Handles] : GridJoins) {
    if (!Shape.Loops[L].Contains[Block] || Shape.Loops[L].Contains[Next])
      continue;
    for (PlaceId H : Handles) {
      const Grid Waits = *gridOf(H);
      for (auto It = S.begin(); It != S.end();) {
        Liveness &Life = It->second;
        for (auto P = Life.Where.begin(); P != Life.Where.end();) {
          const std::optional<Grid> Started = gridOf(*P);
          const bool Meant = Started && Started->Base == Waits.Base;
          const bool Over = Meant &&
                            HaveSameBounds(Started->Rows, Waits.Rows) &&
                            HaveSameBounds(Started->Columns, Waits.Columns) &&
                            !Life.Remade.count(*P) && IsAlone(It->first, *P);
          Life.Doubtful |= Meant && (!Over || Life.Perhaps.count(*P) != 0);
          P = Over ? Life.Where.erase(P) : std::next(P);
        }
        It = Life.Where.empty() ? S.erase(It) : std::next(It);
      }
    }
  }
}
