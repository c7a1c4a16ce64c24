//===- LinkForms.cpp - Stores that link a node from one place only --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three kinds of stores keep each node linked from one place: an object is told
// of for the first time; what the list began with is put behind a node that
// nobody knows yet, and the node in its place; a node is taken out.
//
//===----------------------------------------------------------------------===//

#include "LinkForms.h"
#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P all of what a parameter leads to?
bool Context::isParameters(PlaceId P) const {
  const PlaceNode N = T.place(P);
  return N.Kind == PlaceKind::Deref &&
         T.place(N.Parent).Kind == PlaceKind::Param;
}

Places aether::analysis::objectsOf(Context &C, ValueId V) {
  Terms &T = C.T;
  const ValueNode N = V == None ? ValueNode{ValueKind::Unknown} : T.value(V);
  Places Out;
  if (N.Kind == ValueKind::Choice) {
    for (ValueId Option : std::vector<ValueId>(T.choice(N))) {
      if (T.value(Option).Kind == ValueKind::Int)
        continue;
      const Places Some = objectsOf(C, Option);
      if (Some.empty())
        return {};
      Out.append(Some);
    }
    return Out;
  }
  if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load)
    return {};
  for (PlaceId P :
       Places(C.resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A)))) {
    const PlaceNode Object = T.place(P);
    const bool Heap =
        Object.Kind == PlaceKind::Alloc ||
        (Object.Kind == PlaceKind::Local && C.E.Locals[Object.Arg].Heap);
    if (!Heap && !(Object.Kind == PlaceKind::Deref &&
                   T.place(Object.Parent).Kind == PlaceKind::Param))
      return {};
    if (!llvm::is_contained(Out, P))
      Out.push_back(P);
  }
  return Out;
}

PlaceId Context::onlyTarget(ValueId V) {
  const Places Objects = objectsOf(*this, V);
  return Objects.size() == 1 ? Objects.front() : None;
}

/// Where the function tells others of what its parameters lead to.
std::map<PlaceId, std::set<Context::Spot>> Context::parametersTold() {
  std::map<PlaceId, std::set<Spot>> Out;
  for (const auto &[Root, Stores] : StoresByRoot)
    for (const IndexedStore &Indexed : Stores) {
      const StoreEffect &S = AllStores[Indexed.Store];
      const bool Hidden =
          T.place(Root).Kind == PlaceKind::Result ||
          (T.place(Root).Kind == PlaceKind::Local &&
           T.place(Root).Arg < F.Locals.size() && !AddressTaken.count(Root));
      if (Hidden && !hasDeref(Indexed.To))
        continue;
      std::vector<ValueId> Options{S.Value};
      if (T.value(S.Value).Kind == ValueKind::Choice)
        Options = T.choice(T.value(S.Value));
      for (ValueId V : Options) {
        const ValueNode N = T.value(V);
        if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load)
          continue;
        // What is read where others look has been told of before.
        if (N.Kind == ValueKind::Load &&
            llvm::all_of(Places(resolve(N.A)), [&](PlaceId P) {
              const PlaceKind Of = T.place(rootOf(P)).Kind;
              return Of == PlaceKind::Global ||
                     (Of == PlaceKind::Param && hasDeref(P));
            }))
          continue;
        for (PlaceId P :
             Places(resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A))))
          for (; P != None; P = T.place(P).Parent)
            if (isParameters(P))
              Out[P].insert({S.Block, S.Event});
      }
    }
  return Out;
}

/// May the call at \p Here be told of \p Object in more ways than one?
bool Context::carriesMore(Spot Here, PlaceId Object) {
  const auto *C = std::get_if<Call>(&F.Blocks[Here.first].Events[Here.second]);
  if (!C)
    return true;
  std::vector<ValueId> Given = C->Args;
  Given.push_back(C->This);
  unsigned Found = 0;
  for (ValueId V : Given) {
    if (V == None)
      continue;
    const ValueNode N = T.value(V);
    if (N.Kind == ValueKind::Int || N.Kind == ValueKind::Range)
      continue;
    if (N.Kind != ValueKind::Addr && N.Kind != ValueKind::Load)
      return true;
    bool Meets = false;
    for (PlaceId P :
         Places(resolve(N.Kind == ValueKind::Addr ? N.A : T.deref(N.A)))) {
      Meets |= isParameters(Object)
                   ? T.place(rootOf(P)).Kind == PlaceKind::Unknown ||
                         rootOf(P) == rootOf(Object)
                   : rootOf(P) == Object;
      // Or what it leads to does.
      if (auto It = StoresByRoot.find(rootOf(P));
          It != StoresByRoot.end() && rootOf(P) != Object &&
          T.place(rootOf(P)).Kind != PlaceKind::Param)
        for (const IndexedStore &S : It->second)
          if (const ValueId Held = AllStores[S.Store].Value;
              AllStores[S.Store].Block != None &&
              !(AllStores[S.Store].Block == Here.first &&
                AllStores[S.Store].Event == Here.second))
            Meets |= onlyTarget(Held) == Object;
    }
    Found += Meets;
  }
  return Found > 1;
}

/// May somebody have been told of \p Object, where \p At says, before \p Here
/// in the same round?
bool Context::isTold(PlaceId Object, Spot Here,
                     const std::set<Spot> &At) const {
  std::set<Spot> Made;
  if (auto It = MadeBy.find(Object); It != MadeBy.end())
    Made.insert(It->second);
  else if (auto First = Mentions.find(Object);
           First != Mentions.end() && T.place(Object).Kind == PlaceKind::Alloc)
    Made.insert({First->second.first, First->second.second});
  return llvm::any_of(At, [&](const Spot &Told) {
    return Told.first == None || reaches(Told, Here, Made);
  });
}

/// The store puts what another pointer leads to behind \p Object, which nobody
/// knows yet. Does \p Object take its place before anything else happens?
bool Context::isSaved(const StoreEffect &S, PlaceId Object) {
  const ValueNode From = T.value(S.Value);
  if (From.Kind != ValueKind::Load)
    return false;
  return meetsOnEachWay({S.Block, S.Event}, {}, [&](const Store &Next, Spot) {
    if (Next.To == From.A)
      return onlyTarget(Next.Value) == Object ? OnWay::Ends : OnWay::Fails;
    for (PlaceId P = From.A; P != None; P = T.place(P).Parent)
      if (P == Next.To)
        return OnWay::Fails;
    const PlaceNode To = T.place(Next.To), Last = T.place(From.A);
    return hasDeref(Next.To) &&
                   (To.Kind != PlaceKind::Field || To.Arg == Last.Arg)
               ? OnWay::Fails
               : OnWay::On;
  });
}

/// Says of stores whether they keep each node linked from one place, and of
/// accesses whether what a parameter leads to has been told of.
void Context::findForms(const Telling &Told) {
  const std::map<PlaceId, std::set<Spot>> ParametersTold = parametersTold();
  std::map<PlaceId, std::set<Spot>> Known;
  auto ToldOf = [&](PlaceId Object) -> const std::set<Spot> & {
    auto [Out, New] = Known.try_emplace(Object, Told.Everything);
    const auto &All = isParameters(Object) ? ParametersTold : Told.ToldAt;
    if (auto It = All.find(Object); New && It != All.end())
      Out->second.insert(It->second.begin(), It->second.end());
    return Out->second;
  };
  auto IsOwn = [&](PlaceId Object) {
    return Object != None &&
           (isParameters(Object) || !Told.Never.count(Object));
  };
  // Named where it was made, or in the round that made it.
  auto IsOfRound = [&](PlaceId Object, ValueId V, Spot Here) {
    return isParameters(Object) || Shape.around(Here.first).empty() ||
           (T.value(V).Kind == ValueKind::Addr && T.value(V).A == Object &&
            std::holds_alternative<Store>(
                F.Blocks[Here.first].Events[Here.second])) ||
           isMadeBefore(Object, V, Here, 0);
  };

  for (auto &[Here, Numbers] : AccessesAt)
    for (std::uint32_t N : Numbers) {
      AccessEffect &A = E.All[N];
      PlaceId P = A.Place;
      while (P != None && T.place(P).Kind != PlaceKind::Deref)
        P = T.place(P).Parent;
      const bool Callees = A.Untold;
      A.Untold = false;
      if (P == None || !isParameters(P) || A.Approximate)
        continue;
      std::set<Spot> At = ToldOf(P);
      if (Callees && !carriesMore(Here, P)) {
        if (At.erase(Here) != 0 && isTold(P, Here, {Here}))
          continue;
      }
      A.Untold = At.count(Here) == 0 && !isTold(P, Here, At);
    }

  if (!W.TakesNodes)
    return; // Nobody asks.
  for (StoreEffect &S : AllStores) {
    const Spot Here{S.Block, S.Event};
    if (S.Block == None || S.Late || (S.Imported && S.Form != LinkForm::Handed))
      continue;
    const bool Handed = S.Form == LinkForm::Handed;
    S.Form = LinkForm::Other;
    if (S.Value == None || T.value(S.Value).Kind == ValueKind::Int)
      continue;
    if (isHeldBefore(S) || (!S.Imported && TakesOut.count(Here))) {
      S.Form = LinkForm::Keeps;
      continue;
    }
    const Places Objects = objectsOf(*this, S.Value);
    auto IsFirst = [&](PlaceId Object) {
      if (!IsOwn(Object) || !IsOfRound(Object, S.Value, Here) ||
          (Handed ? carriesMore(Here, Object) : S.Imported))
        return false;
      std::set<Spot> At = ToldOf(Object);
      At.erase(Here);
      return !isTold(Object, Here, At) && !isTold(Object, Here, {Here});
    };
    if (!Objects.empty() && llvm::all_of(Objects, IsFirst)) {
      S.Form = llvm::any_of(Objects, [&](PlaceId P) { return isParameters(P); })
                   ? LinkForm::Handed
                   : LinkForm::Keeps;
      for (const StoreEffect &Before : AllStores)
        if (const PlaceNode To = T.place(Before.To);
            !S.Imported && To.Kind == PlaceKind::Field &&
            Before.Block != None && !Before.Imported && !Before.Late &&
            (Before.Block == S.Block
                 ? Before.Event < S.Event
                 : Shape.dominates(Before.Block, S.Block)) &&
            Objects == Places(resolve(To.Parent)))
          S.Reset.push_back(To.Arg);
      continue;
    }
    // `node->next = list; list = node;`
    const PlaceNode To = T.place(S.To);
    if (S.Imported || To.Kind != PlaceKind::Field)
      continue;
    const Places Into = resolve(To.Parent);
    if (Into.size() != 1)
      continue;
    const PlaceNode Node = T.place(Into.front());
    const bool IsObject =
        isParameters(Into.front()) || Node.Kind == PlaceKind::Alloc ||
        (Node.Kind == PlaceKind::Local && E.Locals[Node.Arg].Heap);
    if (IsObject && IsOwn(Into.front()) &&
        !isTold(Into.front(), Here, ToldOf(Into.front())) &&
        isSaved(S, Into.front()))
      S.Form = LinkForm::Keeps;
  }
}
