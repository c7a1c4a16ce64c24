//===- TakenNodes.cpp - Nodes that are taken out of a list --------------- ===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `n = head; head = n->next;`: without synchronisation in between, that is one
// step to all other threads of a program without races. From then on the node
// is an object of the thread's own, like one that it has made: it gets a name
// of its own, under which it is followed until it is told of again. Whether
// nobody else still has a pointer to it says NodeLinks.cpp.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Is \p P what a member of what one of \p Pointers leads to holds? The member.
static StringId linkOf(const Terms &T, PlaceId P,
                       llvm::ArrayRef<PlaceId> Pointers) {
  const PlaceNode N = T.place(P);
  if (N.Kind != PlaceKind::Field || T.place(N.Parent).Kind != PlaceKind::Deref)
    return 0;
  return llvm::is_contained(Pointers, T.place(N.Parent).Parent) ? N.Arg : 0;
}

static bool isNullValue(const Terms &T, ValueId V) {
  const ValueNode N = V == None ? ValueNode() : T.value(V);
  return V != None && N.Kind == ValueKind::Int &&
         T.integer(N.A).Kind == IntKind::Const && T.integer(N.A).Value == 0;
}

bool aether::analysis::takesNodes(const Program &P) {
  return llvm::any_of(P.Functions, [](const FunctionSummary &F) {
    const Terms &T = F.T;
    std::set<PlaceId> Read, Replaced;
    for (const Block &B : F.Blocks)
      for (const Event &Ev : B.Events)
        if (const auto *S = std::get_if<Store>(&Ev); S && S->Value != None) {
          const ValueNode V = T.value(S->Value);
          if (T.place(S->To).Kind == PlaceKind::Local &&
              V.Kind == ValueKind::Load)
            Read.insert(V.A);
          else if (V.Kind == ValueKind::Load || isNullValue(T, S->Value))
            Replaced.insert(S->To);
        }
    return llvm::any_of(Read, [&](PlaceId R) { return Replaced.count(R); });
  });
}

/// Is one of \p Pointers null where edge \p Edge out of \p Block is taken?
bool Context::isNullEdge(std::uint32_t Block, std::uint32_t Edge,
                         llvm::ArrayRef<PlaceId> Pointers) const {
  const Condition &If = F.Blocks[Block].Branch;
  if (If.Kind != Condition::Kind::Compare ||
      T.integer(If.Rhs).Kind != IntKind::Const || T.integer(If.Rhs).Value != 0)
    return false;
  const PlaceId Tested =
      isNullTest(If.Lhs) ? T.place(T.integer(If.Lhs).A).Parent : If.LhsAt;
  if (!llvm::is_contained(Pointers, Tested))
    return false;
  return If.Op == CompareOp::NotEqual ? Edge == 1
         : If.Op == CompareOp::Equal  ? Edge == 0
                                      : false;
}

/// Does each way on from behind \p From come to a store that ends it, for which
/// \p OnStore says Ends, before the thread synchronises with others? Ways on
/// which one of \p NotNull is null do not count.
bool Context::meetsOnEachWay(
    Spot From, llvm::ArrayRef<PlaceId> NotNull,
    llvm::function_ref<OnWay(const Store &, Spot)> OnStore) const {
  std::set<std::uint32_t> Seen;
  std::vector<Spot> Work{{From.first, From.second + 1}};
  while (!Work.empty()) {
    const auto [B, First] = Work.back();
    Work.pop_back();
    bool Ended = false;
    const std::vector<Event> &Events = F.Blocks[B].Events;
    for (std::uint32_t I = First; I < Events.size() && !Ended; ++I) {
      if (const auto *A = std::get_if<Access>(&Events[I])) {
        if (isAtomic(A->Kind))
          return false;
      } else if (const auto *S = std::get_if<Store>(&Events[I])) {
        const OnWay On = OnStore(*S, {B, I});
        if (On == OnWay::Fails)
          return false;
        Ended = On == OnWay::Ends;
      } else if (!std::holds_alternative<ScopeEnd>(Events[I])) {
        return false;
      }
    }
    if (Ended)
      continue;
    if (F.Blocks[B].Successors.empty())
      return false;
    for (std::uint32_t E = 0; E != F.Blocks[B].Successors.size(); ++E) {
      const std::uint32_t Next = F.Blocks[B].Successors[E];
      if (isNullEdge(B, E, NotNull))
        continue;
      if (Next == From.first)
        return false;
      if (Seen.insert(Next).second)
        Work.push_back({Next, 0});
    }
  }
  return true;
}

/// \p Variable was set to what \p From leads to. Is that replaced, before
/// anything else happens, by what comes next, or by nothing?
bool Context::takesOut(PlaceId Variable, PlaceId From, Spot Taken,
                       StringId &Link, std::set<Spot> &Ends) const {
  std::set<PlaceId> Leading;
  for (PlaceId P = From; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    // Another element may have taken its place.
    if (N.Kind != PlaceKind::Field && N.Kind != PlaceKind::Deref &&
        N.Parent != None)
      return false;
    if (P != From)
      Leading.insert(P);
  }
  const PlaceNode Last = T.place(From);
  return meetsOnEachWay(
      Taken, {Variable, From}, [&](const Store &S, Spot Here) {
        if (S.To == Variable || Leading.count(S.To))
          return OnWay::Fails;
        if (S.To != From) {
          const PlaceNode To = T.place(S.To);
          const bool MayBe = hasDeref(S.To) && (To.Kind != PlaceKind::Field ||
                                                To.Arg == Last.Arg);
          return MayBe ? OnWay::Fails : OnWay::On;
        }
        const ValueNode V = S.Value == None ? ValueNode() : T.value(S.Value);
        if (S.Value == None)
          return OnWay::Fails;
        if (V.Kind == ValueKind::Load) {
          const StringId By = linkOf(T, V.A, {Variable, From});
          if (By == 0 || (Link != 0 && Link != By))
            return OnWay::Fails;
          Link = By;
        } else if (!isNullValue(T, S.Value)) {
          return OnWay::Fails;
        }
        Ends.insert(Here);
        return OnWay::Ends;
      });
}

/// Does the store stand for what a node held when it was taken out?
bool Context::isHeldBefore(const StoreEffect &S) {
  const TakenNode *Node =
      T.place(S.To).Parent == None ? takenNode(S.To) : nullptr;
  if (!Node || S.Value == None)
    return false;
  if (!S.Imported) {
    auto Taken = Mentions.find(S.To);
    return Taken != Mentions.end() && Taken->second == Spot(S.Block, S.Event);
  }
  const ValueNode V = T.value(S.Value);
  return S.Form == LinkForm::Keeps && V.Kind == ValueKind::Load &&
         T.place(V.A).Kind == PlaceKind::Deref &&
         Places(resolve(T.place(V.A).Parent)) == Places(resolve(Node->From));
}

/// Gives names to the nodes that the function takes out of lists.
void Context::findTaken() {
  std::uint32_t Next = 0;
  for (const PlaceNode &N : T.Places)
    if (N.Kind == PlaceKind::Alloc)
      Next = std::max(Next, N.Arg + 1);
  for (std::size_t Number = 0, Own = AllStores.size(); Number != Own;
       ++Number) {
    const StoreEffect S = AllStores[Number];
    const ValueNode V = T.value(S.Value);
    auto IsVariable = [&](PlaceId P) {
      const PlaceNode N = T.place(P);
      return N.Kind == PlaceKind::Local && N.Arg < F.Locals.size() &&
             !AddressTaken.count(P);
    };
    auto IsPointer = [&](PlaceId P) {
      return llvm::StringRef(W.text(F.Locals[T.place(P).Arg].Type))
          .ends_with("*");
    };
    if (S.Block == None || S.Imported || V.Kind != ValueKind::Load ||
        !IsVariable(S.To) || !IsPointer(S.To) || IsVariable(V.A))
      continue;
    const Event &At = F.Blocks[S.Block].Events[S.Event];
    const PlaceKind Kind = T.place(V.A).Kind;
    if (!std::holds_alternative<Store>(At) ||
        (Kind != PlaceKind::Field && Kind != PlaceKind::Global &&
         Kind != PlaceKind::Deref && Kind != PlaceKind::Local))
      continue;
    const Spot Here{S.Block, S.Event};
    StringId Link = 0;
    std::set<Spot> Ends;
    if (!takesOut(S.To, V.A, Here, Link, Ends) || Ends.empty() ||
        !isReadSince(V.A, Here))
      continue;
    const PlaceId Node = T.root(PlaceKind::Alloc, Next);
    E.Taken[{PlaceKind::Alloc, Next++}] = {V.A, Link};
    TakesOut.insert(Ends.begin(), Ends.end());
    Mentions[Node] = Here;
    MentionBlocks[Node].insert(S.Block);
    AllStores[Number].Value =
        T.choice({T.integerValue(T.constant(0)), T.addr(Node)});
    // It holds what was put there before.
    addStore({Node, T.load(T.deref(V.A)), false, S.Block, S.Event, S.Pos});
  }
}
