//===- HandleMoves.cpp - Handles that are moved by what is called ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `explicit Joiner(std::thread t) : Own(std::move(t)) {}`: the task is now the
// one of the member. That is known if every run of the function moves the
// handle, and neither writes it otherwise nor lets others know of it.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

void Context::findMoved() {
  // Moves of the function's own, and of what it calls, each once in every run.
  struct Found {
    HandleMove Move;
    Spot At;
    bool Own = false;
  };
  std::vector<Found> All;
  auto IsSure = [&](std::uint32_t B) {
    return Shape.around(B).empty() &&
           llvm::all_of(Shape.Order, [&](std::uint32_t Exit) {
             return !F.Blocks[Exit].isExit() || Shape.dominates(B, Exit);
           });
  };
  auto IsCallers = [&](PlaceId P) {
    const PlaceKind K = T.place(rootOf(P)).Kind;
    return K == PlaceKind::Param || K == PlaceKind::This;
  };
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      for (const auto &[From, To] : movedAt({B, I}))
        if (IsCallers(From) && IsCallers(To) && IsSure(B))
          All.push_back({{From, To}, {B, I}, false});
      const auto *St = std::get_if<Store>(&F.Blocks[B].Events[I]);
      if (!St || I == 0 || T.value(St->Value).Kind != ValueKind::Load)
        continue;
      // What is moved from is written.
      const PlaceId Source = T.value(St->Value).A;
      bool Taken = false;
      for (std::uint32_t J = I; J-- != 0 && I - J <= 4;)
        if (const auto *A = std::get_if<Access>(&F.Blocks[B].Events[J]))
          Taken |= A->Kind == AccessKind::Write && A->Place == Source &&
                   A->Sources.empty();
      if (!Taken || !IsSure(B))
        continue;
      const Places From = resolve(Source), To = resolve(St->To);
      if (From.size() == 1 && To.size() == 1 && IsCallers(From.front()) &&
          IsCallers(To.front()))
        All.push_back({{From.front(), To.front()}, {B, I}, true});
    }
  for (const Found &X : All) {
    auto Concerns = [&](PlaceId P) {
      return P != None &&
             (mayOverlap(P, X.Move.From) || mayOverlap(P, X.Move.To));
    };
    auto IsOther = [&](const Found &Y) {
      return Y.At != X.At && (Concerns(Y.Move.From) || Concerns(Y.Move.To));
    };
    if (llvm::any_of(All, IsOther) || llvm::any_of(E.Joined, Concerns) ||
        llvm::any_of(E.MayJoin, Concerns))
      continue;
    // Writes that are not a part of the move, and other things put there.
    bool Clean = true;
    for (const auto &[Where, Numbers] : AccessesAt)
      for (std::uint32_t N : Numbers)
        Clean &=
            !isWrite(E.All[N].Kind) || !Concerns(E.All[N].Place) ||
            (X.Own ? isFollowed(F, Where.first, Where.second) : Where == X.At);
    for (const StoreEffect &S : AllStores)
      for (PlaceId P : Places(resolve(S.To)))
        Clean &= !Concerns(P) || Spot(S.Block, S.Event) == X.At;
    // Who knows where the handle is may do anything to it.
    for (const StoreEffect &S : AllStores)
      if (const ValueNode V = T.value(S.Value); V.Kind == ValueKind::Addr)
        for (PlaceId P : Places(resolve(V.A)))
          Clean &= !mayOverlap(P, X.Move.From);
    if (Clean)
      E.Moved.push_back(X.Move);
  }
}

/// Does the store at \p Event copy a handle, if it is of one? What is moved
/// from is written, or a temporary.
bool Context::isCopied(std::uint32_t Block, std::uint32_t Event) const {
  const auto &Events = F.Blocks[Block].Events;
  const PlaceId From = T.value(std::get<Store>(Events[Event]).Value).A;
  const PlaceNode Root = T.place(rootOf(From));
  if ((Root.Kind != PlaceKind::Local && Root.Kind != PlaceKind::Global) ||
      (Root.Kind == PlaceKind::Local &&
       (Root.Arg >= F.Locals.size() ||
        W.text(F.Locals[Root.Arg].Name).empty())))
    return false;
  bool Written = false, Read = false;
  for (std::uint32_t I = Event; I-- != 0 && Event - I <= 4;)
    if (const auto *A = std::get_if<Access>(&Events[I]); A && A->Place == From)
      (A->Kind == AccessKind::Write ? Written : Read) = true;
  return Read && !Written;
}

/// \p To gets a copy of what is in \p From: what was there is lost, and who
/// lets go of one of the two need not wait for anything.
void Context::copyHandle(const Places &From, const Places &To, LiveState &S) {
  auto Meets = [&](const Places &Cells, PlaceId X) {
    return llvm::any_of(Cells, [&](PlaceId P) {
      return rootOf(P) == rootOf(X) && mayOverlap(P, X);
    });
  };
  for (auto &[Item, Life] : S)
    for (PlaceId X : std::set<PlaceId>(Life.Where))
      if (X != None && (Meets(From, X) || Meets(To, X))) {
        Life.Where.insert(None);
        Life.Named = false;
        Life.Doubtful = true;
      }
}

/// What is called at \p Here moves handles from the first to the second.
std::vector<std::pair<PlaceId, PlaceId>> Context::movedAt(Spot Here) {
  std::vector<std::pair<PlaceId, PlaceId>> Out;
  auto It = CallsAt.find(Here);
  if (It == CallsAt.end() || It->second.size() != 1)
    return Out;
  CallInstance &Call = *It->second.front();
  if (Call.Strand != None || Call.Callees.size() != 1 || Call.uncertain() ||
      Call.Repeated || !Call.Reasons.empty() || !Call.Callees.front().Map)
    return Out;
  CallInstance::Resolved &R = Call.Callees.front();
  for (const HandleMove &M : R.From->Moved) {
    const Places NamedFrom = R.Map->place(M.From), NamedTo = R.Map->place(M.To);
    if (NamedFrom.size() != 1 || NamedTo.size() != 1)
      continue;
    const Places From = resolve(NamedFrom.front()),
                 To = resolve(NamedTo.front());
    if (From.size() == 1 && To.size() == 1 && From.front() != To.front())
      Out.emplace_back(From.front(), To.front());
  }
  return Out;
}
