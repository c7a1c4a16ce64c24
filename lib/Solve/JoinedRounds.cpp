//===- JoinedRounds.cpp - Tasks that are waited for one by one ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (i ...) { threads[i].join(); sum += part[i]; }`: the tasks of later
// rounds still run, but the one that has written this element is over. So it is
// if two accesses can meet only where the task is the one that was waited for.
//
//===----------------------------------------------------------------------===//

#include "Overlap.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Does each round of a loop that counts from zero put one handle, and nobody
/// any other, at the end of \p Container? Then the loop's variable; else None.
IntId Context::appendedBy(const LiveItem &Item, PlaceId Container) {
  const std::vector<std::uint32_t> Around = Shape.around(Item.Block);
  const PlaceNode N = T.place(Container);
  if (Around.size() != 1 || N.Kind != PlaceKind::Local ||
      N.Arg >= F.Locals.size() || Exposed.count(Container))
    return None;
  const NaturalLoop &L = Shape.Loops[Around.front()];
  if (L.Counted == None || F.Loops[L.Counted].Step != 1 ||
      F.Loops[L.Counted].Lo != T.constant(0) ||
      llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
        return !Shape.dominates(Item.Block, Latch);
      }))
    return None;
  // What else changes the container comes before.
  for (const auto &[Where, Numbers] : AccessesAt)
    for (std::uint32_t A : Numbers)
      if (isWrite(E.All[A].Kind) && E.All[A].Place == Container &&
          Where.first != Item.Block &&
          (L.Contains[Where.first] ||
           Shape.reachesForward(Item.Block, Where.first)))
        return None;
  return T.atom(IntKind::LoopVar, L.Counted);
}

IntId Context::handleIndex(std::uint32_t Strand, PlaceId Container) {
  const LiveItem *Of = nullptr;
  for (const LiveItem &Item : Items) {
    const bool Here = llvm::any_of(Item.Handles, [&](PlaceId H) {
      return H == None || H == Container ||
             (H != None && mayOverlap(H, T.elements(Container)));
    });
    if (Here && std::exchange(Of, &Item))
      return None;
  }
  if (!Of || !llvm::is_contained(Of->Strands, Strand) ||
      Of->Handles.size() != 1 || Of->Doubtful)
    return None;
  // Handles that were swapped or moved are others'.
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (const auto *St = std::get_if<Store>(&F.Blocks[B].Events[I]);
          St && (B != Of->Block || I > Of->Event) &&
          llvm::any_of(Places(resolve(St->To)), [&](PlaceId P) {
            return mayOverlap(P, T.elements(Container));
          }))
        return None;
  const PlaceNode Handle = T.place(Of->Handles.front());
  if (Handle.Parent != Container)
    return None;
  if (Handle.Kind == PlaceKind::Index || Handle.Kind == PlaceKind::Offset)
    return resolveInt(Handle.Arg);
  return Handle.Kind == PlaceKind::Elements ? appendedBy(*Of, Container) : None;
}

/// One of the two is made by the function that has started the task of the
/// other. Has it waited for that task, wherever they meet?
bool Overlap::isEndedBefore(const AccessEffect &A, const AccessEffect &B,
                            const Match &M) {
  const bool ParentA = C.E.Strands[R.A].Parent;
  if (ParentA == C.E.Strands[R.B].Parent || M.Items)
    return false;
  const AccessEffect &Parent = ParentA ? A : B;
  const std::uint32_t Task = ParentA ? R.B : R.A;
  return llvm::any_of(Parent.Joined, [&](PlaceId Joined) {
    const PlaceNode N = T.place(Joined);
    if (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset)
      return false;
    const IntId Mine = C.handleIndex(Task, N.Parent),
                Over = C.resolveInt(N.Arg);
    if (Mine == None)
      return false;
    const std::pair<IntId, IntId> Same =
        ParentA ? std::pair(Over, Mine) : std::pair(Mine, Over);
    return I.implies(question(A, B, M.Equal), {Same}) == Implied::Yes;
  });
}
