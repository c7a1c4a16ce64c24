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

/// May \p Block run after \p From has, in a round of its loops or once they are
/// over?
static bool comesAfter(const Flow &Shape, std::uint32_t From,
                       std::uint32_t Block) {
  return Shape.reachesForward(From, Block) ||
         llvm::any_of(Shape.around(From), [&](std::uint32_t N) {
           const NaturalLoop &L = Shape.Loops[N];
           return L.Contains[Block] || Shape.reachesForward(L.Header, Block);
         });
}

/// Is what is written at \p Where the handle of a task that is waited for?
bool Context::isWaitedForAt(Spot Where) const {
  const std::vector<Event> &Events = F.Blocks[Where.first].Events;
  return Where.second + 1 < Events.size() &&
         std::holds_alternative<Join>(Events[Where.second + 1]);
}

/// Does each round of a loop that counts from zero put one handle, and nobody
/// any other, at the end of \p Container? Then the loop's variable; else None.
IntId Context::appendedBy(const LiveItem &Item, PlaceId Container) {
  const std::vector<std::uint32_t> Around = Shape.around(Item.Block);
  const PlaceNode N = T.place(Container);
  if (Around.size() != 1 || N.Kind != PlaceKind::Local ||
      N.Arg >= F.Locals.size() || Exposed.count(Container))
    return None;
  // Elsewhere, others than the last may be new.
  const NaturalLoop &L = Shape.Loops[Around.front()];
  if (!llvm::StringRef(W.text(F.Locals[N.Arg].Type)).starts_with("std::vector"))
    return None;
  if (L.Counted == None || F.Loops[L.Counted].Step != 1 ||
      F.Loops[L.Counted].Downwards || F.Loops[L.Counted].Lo != T.constant(0) ||
      llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
        return !Shape.dominates(Item.Block, Latch);
      }))
    return None;
  // What else changes the container comes before, and makes no elements. Who
  // asks where it begins or ends may put them there.
  for (const auto &[Where, Numbers] : AccessesAt)
    for (std::uint32_t Number : Numbers) {
      const AccessEffect &A = E.All[Number];
      if (A.Place == T.structure(Container) && L.Contains[Where.first])
        return None;
      if (isWrite(A.Kind) && A.Nature != AccessNature::Released &&
          Where.first != Item.Block &&
          (A.Place == Container ? comesAfter(Shape, Item.Block, Where.first)
                                : mayOverlap(A.Place, T.elements(Container)) &&
                                      !isWaitedForAt(Where)))
        return None;
    }
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const auto *St = std::get_if<Store>(&Ev); St && B != Item.Block)
        for (PlaceId P : Places(resolve(St->To)))
          if (mayOverlap(P, T.elements(Container)))
            return None;
  return T.atom(IntKind::LoopVar, L.Counted);
}

PlaceId Context::keptIn(const LiveItem &Item, std::set<Spot> &Moves) {
  if (Item.Handles.size() != 1)
    return None;
  PlaceId Handle = Item.Handles.front();
  // Put somewhere else at once: `threads[i] = std::thread(...)`.
  for (bool Moved = true; Moved && Handle != None;) {
    Moved = false;
    const std::vector<Event> &Events = F.Blocks[Item.Block].Events;
    for (std::uint32_t I = Item.Event + 1; I < Events.size(); ++I) {
      const auto *St = std::get_if<Store>(&Events[I]);
      if (!St || Moves.count({Item.Block, I}))
        continue;
      const ValueNode V = T.value(St->Value);
      if (V.Kind != ValueKind::Load)
        continue;
      const Places From = resolve(V.A);
      if (From.size() != 1 || From.front() != Handle)
        continue;
      const Places To = resolve(St->To);
      Handle = To.size() == 1 ? To.front() : None;
      Moves.insert({Item.Block, I});
      Moved = true;
      break;
    }
  }
  return Handle;
}

IntId Context::handleIndex(std::uint32_t Strand, PlaceId Joined) {
  const PlaceId Container = T.place(elementOf(Joined)).Parent;
  const PlaceId Each = ofEach(Joined);
  const LiveItem *Of = nullptr;
  PlaceId Handle = None;
  std::set<Spot> Moves;
  for (const LiveItem &Item : Items) {
    std::set<Spot> Own;
    const PlaceId Kept = keptIn(Item, Own);
    if (Kept != None && Kept != Container && !mayOverlap(Kept, Each) &&
        !mayOverlap(Kept, T.elements(Container)))
      continue;
    if (Kept == None || std::exchange(Of, &Item))
      return None;
    Handle = Kept;
    Moves = std::move(Own);
  }
  if (!Of || !llvm::is_contained(Of->Strands, Strand) || Of->Doubtful)
    return None;
  // Handles that are swapped or moved afterwards are others'.
  auto ComesLater = [&](std::uint32_t B) {
    return comesAfter(Shape, Of->Block, B);
  };
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      if (const auto *St = std::get_if<Store>(&F.Blocks[B].Events[I]);
          St && !Moves.count({B, I}) &&
          (B == Of->Block ? I > Of->Event : ComesLater(B)) &&
          llvm::any_of(Places(resolve(St->To)),
                       [&](PlaceId P) { return mayOverlap(P, Each); }))
        return None;
  for (const auto &[Where, Numbers] : AccessesAt)
    for (std::uint32_t A : Numbers)
      if (isWrite(E.All[A].Kind) && E.All[A].Place != Container &&
          E.All[A].Nature != AccessNature::Released &&
          (Where.first == Of->Block ? Where.second > Of->Event
                                    : ComesLater(Where.first)) &&
          !Moves.count({Where.first, Where.second + 1}) &&
          !isWaitedForAt(Where) && mayOverlap(E.All[A].Place, Each))
        return None;
  const PlaceNode N = T.place(elementOf(Handle));
  if (N.Parent != Container || ofEach(Handle) != Each)
    return None;
  if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset)
    return resolveInt(N.Arg);
  return N.Kind == PlaceKind::Elements ? appendedBy(*Of, Container) : None;
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
  const auto Own =
      C.OwnJoined.find(static_cast<std::uint32_t>(&Parent - C.E.All.data()));
  const auto &Over = Own == C.OwnJoined.end() ? Parent.Joined : Own->second;
  return llvm::any_of(Over, [&](PlaceId Joined) {
    const PlaceNode N = T.place(C.elementOf(Joined));
    if (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset)
      return false;
    const IntId Mine = C.handleIndex(Task, Joined), Ended = C.resolveInt(N.Arg);
    if (Mine == None)
      return false;
    const std::pair<IntId, IntId> Same =
        ParentA ? std::pair(Ended, Mine) : std::pair(Mine, Ended);
    return I.implies(question(A, B, M.Equal), {Same}) == Implied::Yes;
  });
}
