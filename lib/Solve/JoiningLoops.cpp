//===- JoiningLoops.cpp - Loops over all handles of a container -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (auto &t : threads) t.join();`: which of the handles does each round
// wait for, and are these all?
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Flow.h"
#include "Paths.h"

using namespace aether::analysis;

/// Does loop \p L have one round for each element of \p Container?
static bool countsAll(Terms &T, const Loop &L, PlaceId Container) {
  return L.Lo != None && T.integer(L.Lo).Kind == IntKind::Const &&
         T.integer(L.Lo).Value == 0 && L.Hi == T.cell(T.structure(Container));
}

/// The loop of which each round has another element for \p H: that of its
/// number, or one over all of them, from the last one to the first or along
/// links. None if there is none.
std::uint32_t Context::loopOver(PlaceId H) {
  const PlaceNode N = T.place(elementOf(H));
  if (!hasIndex(N))
    return None;
  if (const IntNode At = T.integer(N.Arg); At.Kind == IntKind::LoopVar)
    return At.A < F.Loops.size() ? At.A : None;
  std::set<std::uint32_t> Named;
  collectLoopsOfInt(T, N.Arg, Named);
  if (Named.size() != 1 || *Named.begin() >= F.Loops.size() ||
      !countsAll(T, F.Loops[*Named.begin()], N.Parent))
    return None;
  const IntId Round = T.atom(IntKind::LoopVar, *Named.begin());
  const PlaceId Structure = T.structure(N.Parent);
  if (T.add(N.Arg, Round) == T.sub(T.cell(Structure), T.constant(1)))
    return *Named.begin();
  const IntNode First = T.integer(T.sub(N.Arg, Round));
  return First.Kind == IntKind::Cell &&
                 T.place(First.A).Kind == PlaceKind::Field &&
                 T.place(First.A).Parent == Structure
             ? *Named.begin()
             : None;
}

/// Does the loop over \p H (`container[loop variable]`) meet every element?
bool Context::coversAll(PlaceId H) {
  return countsAll(T, F.Loops[loopOver(H)], T.place(elementOf(H)).Parent);
}
