//===- Handles.cpp - Whose tasks a handle may stand for -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Waits that may concern a task without naming it: in another task, by a handle
// that was filled in a way that was not seen, one after the other in a loop.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

bool Context::mayWaitFor(const AccessEffect &A, std::uint32_t Strand) {
  if (A.Joined.empty() && A.MayJoined.empty())
    return false;
  auto IsMeant = [&](PlaceId X) {
    auto Leads = [&](PlaceId H) {
      return X != None && rootOf(H) == rootOf(X) && mayOverlap(H, X);
    };
    return llvm::any_of(A.Joined, Leads) || llvm::any_of(A.MayJoined, Leads);
  };
  for (std::uint32_t N = 0; N != Items.size(); ++N) {
    if (!llvm::is_contained(Items[N].Strands, Strand))
      continue;
    if (llvm::any_of(Items[N].Handles, IsMeant))
      return true;
    for (const LiveState &S : LiveOut)
      if (auto It = S.find(N);
          It != S.end() && llvm::any_of(It->second.Where, IsMeant))
        return true;
  }
  // A handle that nothing was started for here, in an object without a name:
  // one that was moved or copied to where the task finds it.
  auto IsForeign = [&](PlaceId H) {
    const PlaceNode Root = T.place(rootOf(H));
    for (PlaceId P = H; P != None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Index ||
          T.place(P).Kind == PlaceKind::Elements)
        return false; // Containers wait for whatever they may hold.
    return Root.Kind == PlaceKind::Local && E.Locals[Root.Arg].Name == 0 &&
           !isHandle(H);
  };
  return llvm::any_of(A.Joined, IsForeign) ||
         llvm::any_of(A.MayJoined, IsForeign);
}

bool Context::isHandle(PlaceId P) {
  // Or the state that it shares with its task.
  std::set<PlaceId> Roots{rootOf(P)};
  for (const StoreEffect &S : AllStores)
    if (const ValueNode V = T.value(S.Value);
        V.Kind == ValueKind::Addr && rootOf(V.A) == rootOf(P))
      Roots.insert(rootOf(S.To));
  auto IsMeant = [&](PlaceId X) {
    return X != None && Roots.count(rootOf(X)) != 0;
  };
  return llvm::any_of(Items,
                      [&](const LiveItem &Item) {
                        return llvm::any_of(Item.Handles, IsMeant);
                      }) ||
         llvm::any_of(LiveOut, [&](const LiveState &S) {
           return llvm::any_of(S, [&](const auto &Item) {
             return llvm::any_of(Item.second.Where, IsMeant);
           });
         });
}

/// Does a variable hold, as handle \p Handle, tasks that somebody else has put
/// there? Whoever waits for it waits for something.
bool Context::isForeign(PlaceId Handle) {
  const PlaceNode N = T.place(Handle);
  if (N.Kind != PlaceKind::Local || E.Locals[N.Arg].Name == 0 ||
      E.Locals[N.Arg].Callee)
    return false;
  auto Meets = [&](PlaceId P) { return P != None && rootOf(P) == Handle; };
  return llvm::none_of(Items,
                       [&](const LiveItem &Item) {
                         return llvm::any_of(Item.Handles, Meets);
                       }) &&
         llvm::none_of(AllStores,
                       [&](const StoreEffect &S) { return Meets(S.To); });
}

/// A loop waits for \p Handle in each round, or there is only one task that it
/// can be: may that be all that \p Item started?
bool Context::mayBeWholeLoop(PlaceId Handle, std::uint32_t Item, Way Here) {
  const PlaceNode N = T.place(Handle);
  // A loop over the handles themselves is looked at when it is over.
  if (N.Kind == PlaceKind::Index)
    if (const IntNode At = T.integer(N.Arg); At.Kind == IntKind::LoopVar)
      return false;
  return !Shape.around(Here.first).empty() ||
         Shape.around(Items[Item].Block).empty();
}
