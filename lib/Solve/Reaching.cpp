//===- Reaching.cpp - What a pointer variable holds at one place ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A variable that is pointed to one object after the other is copied into tasks
// in between: each has the object that was the last before its start.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace aether::analysis;

/// Does \p V name its object by another variable that is set in each round, or
/// one with a number of its round in it, and is there a way from the beginning
/// of a round to \p Here that passes none of
/// \p Set?
bool Context::isByOtherRound(ValueId V, Spot Here,
                             const std::set<Spot> &Set) const {
  const ValueNode N = T.value(V);
  if (N.Kind == ValueKind::Choice)
    return llvm::any_of(T.choice(N), [&](ValueId Option) {
      return isByOtherRound(Option, Here, Set);
    });
  if (N.Kind != ValueKind::Load && N.Kind != ValueKind::Addr)
    return false;
  auto It = StoresByRoot.find(rootOf(N.A));
  if (N.Kind == ValueKind::Addr && !hasDeref(N.A)) {
    // Or what is in an object that a round makes.
    std::set<std::uint32_t> Named;
    if (It != StoresByRoot.end() &&
        T.place(rootOf(N.A)).Kind == PlaceKind::Alloc)
      for (const IndexedStore &S : It->second)
        collectLoopsOfValue(T, AllStores[S.Store].Value, Named);
    return reachesAnew(Here, Named, Set);
  }
  return It != StoresByRoot.end() &&
         llvm::any_of(Shape.Loops, [&](const NaturalLoop &L) {
           return L.Contains[Here.first] &&
                  llvm::any_of(
                      It->second,
                      [&](const IndexedStore &S) {
                        const std::uint32_t Block = AllStores[S.Store].Block;
                        return Block == None || bool(L.Contains[Block]);
                      }) &&
                  reaches({L.Header, 0}, Here, Set);
         });
}

/// What \p Variable may hold where \p Here, at \p Pos in the source, copies it;
/// nothing if that is all that it ever holds, or if not all changes are seen in
/// their order.
std::vector<ValueId> Context::heldAt(PlaceId Variable, Spot Here,
                                     SourcePos Pos) const {
  const PlaceNode N = T.place(Variable);
  if (N.Kind != PlaceKind::Local || N.Arg >= F.Locals.size() ||
      E.Locals[N.Arg].Strand != None || AddressTaken.count(Variable))
    return {};
  auto It = StoresByRoot.find(Variable);
  if (It == StoresByRoot.end() || It->second.size() < 2)
    return {};
  std::set<Spot> All;
  std::set<std::uint32_t> Blocks;
  for (const IndexedStore &S : It->second) {
    const StoreEffect &Store = AllStores[S.Store];
    if (S.To != Variable || S.Weak || Store.Imported || Store.Late ||
        Store.Block == None)
      return {};
    // Within one expression, what is copied may be an older value.
    const bool Earlier = Store.Pos.File == Pos.File &&
                         std::tie(Store.Pos.Line, Store.Pos.Column) <
                             std::tie(Pos.Line, Pos.Column);
    if (Store.Block == Here.first && Store.Event < Here.second && !Earlier)
      return {};
    All.insert({Store.Block, Store.Event});
    Blocks.insert(Store.Block);
  }
  for (std::uint32_t B : MentionBlocks.find(Variable)->second)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const auto *A = std::get_if<Access>(&Ev);
          A && isWrite(A->Kind) && rootOf(A->Place) == Variable &&
          !Blocks.count(B) && !hasDeref(A->Place))
        return {};
  std::vector<ValueId> Out;
  for (const IndexedStore &S : It->second) {
    const StoreEffect &Store = AllStores[S.Store];
    const Spot From{Store.Block, Store.Event};
    std::set<Spot> Others = All;
    Others.erase(From);
    if (!reaches(From, Here, Others) || llvm::is_contained(Out, Store.Value))
      continue;
    // An element of this round's, or of an earlier one's?
    std::set<std::uint32_t> Named;
    collectLoopsOfValue(T, Store.Value, Named);
    if (reachesAnew(Here, Named, All) || isByOtherRound(Store.Value, Here, All))
      return {};
    Out.push_back(Store.Value);
  }
  return Out;
}

/// Is the store the plain capture `[p]` of a variable? \p Value is what it
/// copies.
bool Context::isCapture(const StoreEffect &S, ValueNode Value) const {
  if (Value.Kind != ValueKind::Load)
    return false;
  const PlaceNode To = T.place(S.To), From = T.place(Value.A);
  return !S.Imported && !S.Late && S.Block != None &&
         To.Kind == PlaceKind::Field &&
         T.place(To.Parent).Kind == PlaceKind::Local &&
         From.Kind == PlaceKind::Local && From.Arg < F.Locals.size() &&
         F.Locals[From.Arg].Name == To.Arg && To.Arg != 0;
}

/// The one object that \p V, the value of a variable, leads to; \p V itself if
/// that is not known.
ValueId Context::settledValue(ValueId V, Spot Here, SourcePos Pos) const {
  if (V == None || T.value(V).Kind != ValueKind::Load)
    return V;
  const std::vector<ValueId> Held = heldAt(T.value(V).A, Here, Pos);
  return Held.size() == 1 && T.value(Held.front()).Kind == ValueKind::Addr
             ? Held.front()
             : V;
}

/// Pointers that are handed to tasks and functions by value.
void Context::settleArguments() {
  for (CallInstance &Call : Calls) {
    const auto *Par =
        std::get_if<Parallel>(&F.Blocks[Call.Block].Events[Call.Event]);
    if (Call.Outer || (Call.Task && !Par))
      continue;
    const SourcePos Pos = Par ? F.Parallels[Par->Index].Pos : Call.Pos;
    for (ValueId &V : Call.Args)
      V = settledValue(V, {Call.Block, Call.Event}, Pos);
  }
}

/// \p P with the pointer variable that it starts at followed.
PlaceId Context::settledPlace(PlaceId P, Spot Here, SourcePos Pos) {
  PlaceId First = None;
  for (PlaceId Q = P; Q != None; Q = T.place(Q).Parent)
    if (T.place(Q).Kind == PlaceKind::Deref)
      First = Q;
  if (First == None)
    return P;
  const ValueNode Held =
      T.value(settledValue(T.load(T.place(First).Parent), Here, Pos));
  return Held.Kind == ValueKind::Addr ? rebase(P, First, Held.A, true) : P;
}
