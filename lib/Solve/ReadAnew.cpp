//===- ReadAnew.cpp - Pointers that no other thread can have outdated -----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a thread does between two synchronisations is one step to all others, in
// a program without races. A pointer that it reads in that step, from where
// pointers are kept, leads to what is still kept there.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is every value that the variable may have at \p Here read since the thread
/// has last synchronised?
bool Context::isSetAnew(PlaceId Variable, Spot Here,
                        std::set<std::pair<PlaceId, Spot>> &Seen,
                        std::vector<PlaceId> &Bases) {
  if (!Seen.insert({Variable, Here}).second)
    return true; // If it is so on the way round, too.
  auto It = StoresByRoot.find(Variable);
  if (It == StoresByRoot.end() || AddressTaken.count(Variable))
    return false;
  const std::vector<IndexedStore> Stores = It->second;
  std::set<Spot> All;
  for (const IndexedStore &S : Stores) {
    const StoreEffect &Store = AllStores[S.Store];
    if (S.To != Variable || Store.Imported || Store.Late ||
        Store.Block == None ||
        !std::holds_alternative<aether::analysis::Store>(
            F.Blocks[Store.Block].Events[Store.Event]))
      return false;
    All.insert({Store.Block, Store.Event});
  }
  for (const Spot &From : All) {
    if (!reaches(From, Here, All))
      continue;
    if (llvm::any_of(Synchronising, [&](const Spot &Y) {
          return reaches(From, Y, All) && reaches(Y, Here, All);
        }))
      return false;
    const ValueId Value = std::get<aether::analysis::Store>(
                              F.Blocks[From.first].Events[From.second])
                              .Value;
    std::vector<ValueId> Options{Value};
    if (Value != None && T.value(Value).Kind == ValueKind::Choice)
      Options = T.choice(T.value(Value));
    for (ValueId V : Options) {
      const ValueNode N =
          V == None ? ValueNode{ValueKind::Unknown} : T.value(V);
      if (N.Kind == ValueKind::Int)
        continue;
      if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load)
        return false;
      if (!isReadAnew(N.Kind == ValueKind::Load ? T.deref(N.A) : N.A, From,
                      Seen, Bases))
        return false;
    }
  }
  return true;
}

/// Are all pointers on the way to \p P read since the thread has last
/// synchronised? But for those to objects in \p Bases, which are added, as are
/// the places that the way starts at: whether nodes are kept there, and who may
/// have set them at what time, is for whoever knows all stores to say.
bool Context::isReadAnew(PlaceId P, Spot Here,
                         std::set<std::pair<PlaceId, Spot>> &Seen,
                         std::vector<PlaceId> &Bases) {
  for (; T.place(P).Parent != None; P = T.place(P).Parent) {
    if (T.place(P).Kind != PlaceKind::Deref)
      continue;
    const PlaceId Cell = T.place(P).Parent;
    const PlaceNode Root = T.place(rootOf(Cell));
    const bool IsVariable = T.place(Cell).Parent == None;
    if (!hasDeref(Cell) && Root.Kind != PlaceKind::Global) {
      if (IsVariable && Root.Kind == PlaceKind::Local)
        return Root.Arg < F.Locals.size() && isSetAnew(Cell, Here, Seen, Bases);
      // A part of a variable may have been set at any time.
      if (!IsVariable ||
          (Root.Kind != PlaceKind::Param && Root.Kind != PlaceKind::This))
        return false;
      if (!llvm::is_contained(Bases, P))
        Bases.push_back(P);
      return true;
    }
    if (!isReadSince(Cell, Here))
      return false;
    const PlaceNode Member = T.place(Cell);
    PlaceId Outer = Cell;
    while (T.place(Outer).Kind == PlaceKind::Field)
      Outer = T.place(Outer).Parent;
    const PlaceNode Start = T.place(Outer);
    const bool IsFirst = Start.Parent == None ||
                         (Start.Kind == PlaceKind::Deref &&
                          (T.place(Start.Parent).Kind == PlaceKind::Param ||
                           T.place(Start.Parent).Kind == PlaceKind::This));
    if (IsFirst) {
      if (!llvm::is_contained(Bases, Cell))
        Bases.push_back(Cell);
    } else if (Member.Kind != PlaceKind::Field ||
               T.place(Member.Parent).Kind != PlaceKind::Deref) {
      return false;
    }
  }
  return true;
}

/// Has the thread read \p Cell, and not synchronised between any time it did
/// and \p Here? (A pointer goes by what its variable was initialised with.)
bool Context::isReadSince(PlaceId Cell, Spot Here) {
  if (Synchronising.empty())
    findSynchronising();
  bool Found = false;
  auto Blocks = MentionBlocks.find(rootOf(Cell));
  if (Blocks == MentionBlocks.end())
    return false;
  for (std::uint32_t B : Blocks->second)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const auto *A = std::get_if<Access>(&F.Blocks[B].Events[I]);
      const Spot Read{B, I};
      if (!A || A->Place != Cell || isWrite(A->Kind) ||
          !reaches(Read, Here, {Read}))
        continue;
      Found = true;
      if (llvm::any_of(Synchronising, [&](const Spot &Y) {
            return reaches(Read, Y, {Read}) && reaches(Y, Here, {Read});
          }))
        return false;
    }
  return Found;
}

/// Where the function may synchronise with other threads.
void Context::findSynchronising() {
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      const auto *A = std::get_if<Access>(&Ev);
      if (A ? isAtomic(A->Kind)
            : !std::holds_alternative<Store>(Ev) &&
                  !std::holds_alternative<ScopeEnd>(Ev))
        Synchronising.push_back({B, I});
    }
}

/// Marks the accesses of the function's own that go by such pointers.
void Context::findReadAnew() {
  constexpr std::size_t MaxEvents = 2000; // Each may be held against all.
  std::size_t Events = 0;
  for (const Block &B : F.Blocks)
    Events += B.Events.size();
  if (Events > MaxEvents)
    return;
  if (Synchronising.empty())
    findSynchronising();
  for (const auto &[Here, Numbers] : AccessesAt) {
    const auto *Own =
        std::get_if<Access>(&F.Blocks[Here.first].Events[Here.second]);
    if (!Own || !hasDeref(Own->Place))
      continue;
    std::set<std::pair<PlaceId, Spot>> Seen;
    std::vector<PlaceId> Bases;
    if (!isReadAnew(Own->Place, Here, Seen, Bases))
      continue;
    for (std::uint32_t N : Numbers) {
      E.All[N].Anew = true;
      E.All[N].Bases = Bases;
    }
  }
}
