//===- OwnRounds.cpp - What each round of a loop makes for itself ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is the address of \p Root told to nobody but tasks that make a copy of it?
bool Context::isCopiedByTasks(PlaceId Root) const {
  bool Told = false;
  auto Tells = [&](ValueId V) {
    if (V == None)
      return;
    const ValueNode &N = T.value(V);
    std::vector<ValueId> Options{V};
    if (N.Kind == ValueKind::Choice)
      Options = T.choice(N);
    for (ValueId Option : Options)
      Told |= T.value(Option).Kind == ValueKind::Addr &&
              rootOf(T.value(Option).A) == Root;
  };
  for (std::uint32_t B : MentionBlocks.find(Root)->second)
    for (const Event &Ev : F.Blocks[B].Events) {
      forEachTerm(Ev, [](PlaceId) {}, Tells);
      if (const auto *P = std::get_if<Parallel>(&Ev))
        for (const ParallelCall::Task &Task : F.Parallels[P->Index].Tasks) {
          if (!Task.OwnCopy)
            Tells(Task.Callable);
          for (ValueId V : Task.Args)
            Tells(V);
        }
    }
  return !Told;
}

/// Where this function looks at the variable \p Root, or hands it on.
const std::vector<Context::Spot> &Context::usesOf(PlaceId Root) {
  auto [Known, New] = Uses.try_emplace(Root);
  std::vector<Spot> &Out = Known->second;
  auto Blocks = MentionBlocks.find(Root);
  if (!New || Blocks == MentionBlocks.end())
    return Out;
  for (std::uint32_t B : Blocks->second)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      bool Used = false;
      auto OnPlace = [&](PlaceId P) { Used |= P != None && rootOf(P) == Root; };
      auto OnValue = [&](ValueId V) {
        if (V == None)
          return;
        std::vector<ValueId> Options{V};
        if (T.value(V).Kind == ValueKind::Choice)
          Options = T.choice(T.value(V));
        for (ValueId Option : Options)
          if (const ValueNode &N = T.value(Option);
              N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load)
            OnPlace(N.A);
      };
      const auto *A = std::get_if<Access>(&Ev);
      const auto *S = std::get_if<Store>(&Ev);
      if (S && !hasDeref(S->To))
        OnValue(S->Value);
      else if (!A || !isWrite(A->Kind) || hasDeref(A->Place))
        forEachTerm(Ev, OnPlace, OnValue);
      if (const auto *P = std::get_if<Parallel>(&Ev))
        for (const ParallelCall::Task &Task : F.Parallels[P->Index].Tasks) {
          OnValue(Task.Callable);
          for (ValueId V : Task.Args)
            OnValue(V);
        }
      if (Used)
        Out.push_back({B, I});
    }
  return Out;
}

/// Is there a way from the beginning of a round of one of \p Loops to \p Use
/// that passes none of \p Set?
bool Context::reachesAnew(Spot Use, const std::set<std::uint32_t> &Loops,
                          const std::set<Spot> &Set) const {
  return llvm::any_of(Shape.Loops, [&](const NaturalLoop &L) {
    return L.Counted != None && Loops.count(L.Counted) != 0 &&
           L.Contains[Use.first] && reaches({L.Header, 0}, Use, Set);
  });
}

/// \p Target stands in the variable \p Cell, and says which element it is by
/// the round of a loop. May that have been another round than the one that
/// looks at it? Not if each sets the variable before, and no task that a round
/// has started looks at it in a later one.
bool Context::isOfEarlierRound(PlaceId Cell, PlaceId Target) {
  const PlaceId Root = rootOf(Cell);
  if (T.place(Root).Kind != PlaceKind::Local ||
      T.place(Root).Arg >= F.Locals.size() || hasDeref(Cell))
    return false;
  std::set<std::uint32_t> Named;
  collectLoops(T, Target, Named);
  // Or what is in an object that a round makes.
  if (const PlaceId Made = rootOf(Target);
      T.place(Made).Kind == PlaceKind::Alloc)
    if (auto It = StoresByRoot.find(Made); It != StoresByRoot.end())
      for (const IndexedStore &S : It->second)
        collectLoopsOfValue(T, AllStores[S.Store].Value, Named);
  bool Varies = !Named.empty();
  for (PlaceId P = Target; P != None; P = T.place(P).Parent)
    Varies |= T.place(P).Kind == PlaceKind::Offset ||
              (T.place(P).Kind == PlaceKind::Index &&
               T.integer(T.place(P).Arg).Kind != IntKind::Const);
  if (Varies && llvm::any_of(storesTo(Cell), [&](const auto &Store) {
        return isSetBesideTasks(Cell, AllStores[Store.second]);
      }))
    return true;
  if (Named.empty())
    return false;
  std::set<Spot> Set;
  auto IsAllOf = [&](PlaceId To) {
    PlaceId P = Cell;
    while (P != None && P != To)
      P = T.place(P).Parent;
    return P == To;
  };
  for (const auto &[To, Number] : storesTo(Cell))
    if (AllStores[Number].Block != None && IsAllOf(To))
      Set.insert({AllStores[Number].Block, AllStores[Number].Event});
  return llvm::any_of(usesOf(Root), [&](const Spot &Use) {
    return Set.count(Use) == 0 && reachesAnew(Use, Named, Set);
  });
}

/// Is \p Cell a variable, or a member of one, that each round of \p L sets, by
/// \p S alone, before it looks at it? Nobody else may: tasks would see that of
/// a later round. The same must be true of all copies.
bool Context::isSetEachRound(PlaceId Cell, const NaturalLoop &L,
                             const StoreEffect &S, unsigned Copies) const {
  constexpr unsigned MaxCopies = 4;
  const PlaceId Root = rootOf(Cell);
  for (PlaceId P = Cell; P != Root; P = T.place(P).Parent)
    if (T.place(P).Kind != PlaceKind::Field)
      return false;
  auto Blocks = MentionBlocks.find(Root);
  auto First = Mentions.find(Root);
  if (T.place(Root).Kind != PlaceKind::Local || Exposed.count(Root) ||
      T.place(Root).Arg >= F.Locals.size() || S.Imported || S.Late ||
      S.Block == None || Blocks == MentionBlocks.end() ||
      First == Mentions.end() || First->second.first != S.Block ||
      (AddressTaken.count(Root) && !isCopiedByTasks(Root)) ||
      !L.Contains[S.Block] ||
      !llvm::all_of(Blocks->second, [&](std::uint32_t B) {
        return Shape.dominates(S.Block, B);
      }))
    return false;
  for (std::uint32_t I = First->second.second; I < S.Event; ++I) {
    const Event &Ev = F.Blocks[S.Block].Events[I];
    const auto *A = std::get_if<Access>(&Ev);
    const auto *Sets = std::get_if<Store>(&Ev);
    if ((!A || !isWrite(A->Kind)) && (!Sets || rootOf(Sets->To) != Root))
      return false;
  }
  for (const StoreEffect &Other : AllStores) {
    const ValueNode V = T.value(Other.Value);
    // A null pointer leads nowhere.
    if (&Other != &S && V.Kind != ValueKind::Int && rootOf(Other.To) == Root &&
        !hasDeref(Other.To) && (Cell == Root || !isOtherMember(Other.To, Cell)))
      return false;
    if (Cell == Root ||
        (V.Kind != ValueKind::Load && V.Kind != ValueKind::Choice))
      continue;
    std::vector<ValueId> Options{Other.Value};
    if (V.Kind == ValueKind::Choice)
      Options = T.choice(V);
    for (ValueId Option : Options) {
      const ValueNode N = T.value(Option);
      if (N.Kind != ValueKind::Load || rootOf(N.A) != Root || N.A == Cell ||
          isOtherMember(N.A, Cell))
        continue;
      const PlaceNode To = T.place(rootOf(Other.To));
      const bool OfTask = To.Kind == PlaceKind::Local && !hasDeref(Other.To) &&
                          E.Locals[To.Arg].Strand != None;
      if (!OfTask && (Copies == MaxCopies ||
                      !isSetEachRound(Other.To, L, Other, Copies + 1)))
        return false;
    }
  }
  return true;
}

/// Is the object at \p Root, which is allocated, another one for each side of
/// \p R? It is if it is made anew in each round, and nothing keeps a pointer to
/// that of an earlier one.
bool Context::isOfAnotherRound(const Relation &R, PlaceId Root) {
  if (R.OtherRound == None || T.place(Root).Kind != PlaceKind::Alloc ||
      Exposed.count(Root))
    return false;
  if (!isMadeIn(R.OtherRound, Root))
    return false;
  auto IsRead = [&](PlaceId Object) {
    return llvm::any_of(E.All,
                        [&](const AccessEffect &A) {
                          return !isWrite(A.Kind) && rootOf(A.Place) == Object;
                        }) ||
           llvm::any_of(AllStores, [&](const StoreEffect &S) {
             const ValueNode V = T.value(S.Value);
             return V.Kind == ValueKind::Load && rootOf(V.A) == Object;
           });
  };
  // Does a variable keep it that neither side looks at, and that nobody is
  // told what is in it? It leads neither to the other's.
  auto IsOutOfSight = [&](PlaceId To) {
    const PlaceId Variable = rootOf(To);
    const PlaceNode N = T.place(Variable);
    if (N.Kind != PlaceKind::Local || N.Arg >= F.Locals.size() ||
        hasDeref(To) || Exposed.count(Variable) || AddressTaken.count(Variable))
      return false;
    for (std::uint32_t S : {R.A, R.B})
      if (const Strand &Side = E.Strands[S];
          !Side.Opaques.empty() || !Side.Pendings.empty() ||
          llvm::any_of(Side.Accesses, [&](std::uint32_t A) {
            return rootOf(E.All[A].Place) == Variable &&
                   !(Side.Parent && isWrite(E.All[A].Kind));
          }))
        return false;
    bool IsTold = false;
    auto Tells = [&](ValueId V) {
      if (V == None)
        return;
      std::vector<ValueId> Options{V};
      if (T.value(V).Kind == ValueKind::Choice)
        Options = T.choice(T.value(V));
      for (ValueId Option : Options)
        if (const ValueNode &Value = T.value(Option);
            Value.Kind == ValueKind::Addr || Value.Kind == ValueKind::Load)
          IsTold |= rootOf(Value.A) == Variable;
    };
    for (const Block &B : F.Blocks)
      for (const Event &Ev : B.Events) {
        if (!std::holds_alternative<Access>(Ev))
          forEachTerm(Ev, [](PlaceId) {}, Tells);
        if (const auto *P = std::get_if<Parallel>(&Ev))
          for (const ParallelCall::Task &Task : F.Parallels[P->Index].Tasks) {
            Tells(Task.Callable);
            for (ValueId V : Task.Args)
              Tells(V);
          }
      }
    return !IsTold;
  };
  auto IsKept = [&](bool ButOutOfSight) {
    return llvm::any_of(AllStores, [&](const StoreEffect &S) {
      if (rootOf(S.To) == Root || (ButOutOfSight && IsOutOfSight(S.To)) ||
          isSetEachRound(S.To, Shape.Loops[R.OtherRound], S, 0))
        return false;
      // What a library function puts where nobody looks.
      if (T.place(rootOf(S.To)).Kind == PlaceKind::Alloc &&
          !IsRead(rootOf(S.To)))
        return false;
      const ValueNode V = T.value(S.Value);
      std::vector<ValueId> Options{S.Value};
      if (V.Kind == ValueKind::Choice)
        Options = T.choice(V);
      return llvm::any_of(Options, [&](ValueId Option) {
        const ValueNode N = T.value(Option);
        if (N.Kind == ValueKind::Int)
          return false;
        if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load)
          return true;
        return llvm::any_of(
            Places(resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A))),
            [&](PlaceId P) { return rootOf(P) == Root; });
      });
    });
  };
  auto [Known, New] = Kept.try_emplace({Root, R.OtherRound}, true);
  if (New)
    Known->second = IsKept(false);
  return !Known->second || !IsKept(true);
}
