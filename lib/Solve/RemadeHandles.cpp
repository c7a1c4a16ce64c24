//===- RemadeHandles.cpp - Handles in what a loop makes anew --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (...) { w = malloc(sizeof *w); pthread_create(&w->thread, ...); }`: one
// name for as many handles as there are rounds. A single wait ends one of them,
// and nobody knows which. But nothing may be waited for twice: a loop of as
// many rounds, each of which waits for one of them, has waited for all.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Does each round of \p L make the object that \p Handle is in?
bool Context::isMadeIn(const NaturalLoop &L, PlaceId Handle) const {
  if (Handle == None)
    return false;
  const PlaceNode Root = T.place(rootOf(Handle));
  if (Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Heap)
    return E.Locals[Root.Arg].MadeAt != None &&
           L.Contains[E.Locals[Root.Arg].MadeAt];
  if (Root.Kind != PlaceKind::Alloc)
    return false;
  auto Made = Mentions.find(rootOf(Handle));
  return Made != Mentions.end() && L.Contains[Made->second.first];
}

/// \p Handle, named \p Term, is waited for.
void Context::joinRemade(PlaceId Term, PlaceId Handle, Way Here) {
  const std::vector<std::uint32_t> Around = Shape.around(Here.first);
  if (Around.empty() || isMadeIn(Shape.Loops[Around.front()], Handle) ||
      llvm::none_of(Shape.Loops,
                    [&](const NaturalLoop &L) { return isMadeIn(L, Handle); }))
    return;
  RemadeJoins[{Around.front(), Handle, Term}].insert(Here);
}

/// Does each round that starts a task of \p Item put a pointer to the object of
/// \p Handle into the container of \p Cell, and nobody another one?
bool Context::fillsContainer(PlaceId Cell, const LiveItem &Item,
                             PlaceId Handle) {
  const PlaceId Elements = T.elements(T.place(Cell).Parent);
  bool Fills = false;
  for (std::uint32_t B = 0; B != F.Blocks.size(); ++B)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const auto *St = std::get_if<Store>(&Ev);
          St && llvm::any_of(Places(resolve(St->To)), [&](PlaceId P) {
            return mayOverlap(P, Elements);
          })) {
        const ValueNode V = T.value(St->Value);
        if (V.Kind == ValueKind::Int)
          continue; // no pointer to one of them
        if (V.Kind != ValueKind::Addr || rootOf(V.A) != rootOf(Handle) ||
            std::exchange(Fills, true) ||
            Shape.around(B) != Shape.around(Item.Block))
          return false;
        for (std::uint32_t Latch : Shape.Loops[Shape.around(B).front()].Latches)
          if (!Shape.dominates(B, Latch))
            return false;
      }
  return Fills;
}

/// On the way out of \p L.
void Context::joinAllRemade(const NaturalLoop &L, LiveState &S) {
  for (const auto &[Of, Ways] : RemadeJoins) {
    const auto &[Number, Handle, Term] = Of;
    if (&Shape.Loops[Number] != &L || L.Counted == None ||
        !F.Loops[L.Counted].Complete || !everyRound(L, Ways) ||
        isRefilled(L, Handle))
      continue;
    const Loop &Joining = F.Loops[L.Counted];
    for (auto It = S.begin(); It != S.end();) {
      const LiveItem &Item = Items[It->first];
      const std::vector<std::uint32_t> Around = Shape.around(Item.Block);
      const bool Alone = llvm::count_if(Items, [&](const LiveItem &Other) {
                           return llvm::is_contained(Other.Handles, Handle);
                         }) == 1;
      if (!It->second.Remade.count(Handle) || Item.Several || !Alone ||
          Around.empty()) {
        ++It;
        continue;
      }
      // In the same rounds of what is around both.
      const NaturalLoop &Starting = Shape.Loops[Around.front()];
      const bool SameNest = llvm::equal(
          llvm::drop_begin(Around), llvm::drop_begin(Shape.around(L.Header)));
      bool Over = false;
      if (SameNest && Starting.Counted != None) {
        const Loop &Made = F.Loops[Starting.Counted];
        Over = Made.Lo == Joining.Lo && Made.Hi == Joining.Hi &&
               Made.Step == Joining.Step && Made.Lo != None && Made.Hi != None;
      }
      for (PlaceId P = Term; P != None && SameNest; P = T.place(P).Parent)
        if (const PlaceNode N = T.place(P); N.Kind == PlaceKind::Deref)
          if (const PlaceNode Cell = T.place(N.Parent);
              Cell.Kind == PlaceKind::Index &&
              T.integer(Cell.Arg).Kind == IntKind::LoopVar &&
              T.integer(Cell.Arg).A == L.Counted)
            Over |=
                coversAll(N.Parent) && fillsContainer(N.Parent, Item, Handle);
      if (Over) {
        It->second.Where.erase(Handle);
        It->second.Remade.erase(Handle);
      }
      It = It->second.Where.empty() ? S.erase(It) : std::next(It);
    }
  }
}
