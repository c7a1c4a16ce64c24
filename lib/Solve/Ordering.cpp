//===- Ordering.cpp - What may run beside what ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A blocking call orders its parent before and after it. For the others a
// forward may-dataflow finds which tasks are running where; a task is known by
// the places where its handle may be, and is over when none of them is left.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

void Context::addRelation(Relation R) {
  // One order of the sides, so that what is known is found again.
  std::vector<std::uint32_t> Key{std::min(R.A, R.B), std::max(R.A, R.B),
                                 R.Instances};
  Key.insert(Key.end(), R.SharedLoops.begin(), R.SharedLoops.end());
  Key.push_back(None);
  Key.insert(Key.end(), R.InstanceLoops.begin(), R.InstanceLoops.end());
  if (KnownRelations.insert(Key).second)
    Relations.push_back(std::move(R));
}

/// Two items that are running at once.
void Context::relate(std::uint32_t A, std::uint32_t B, std::uint32_t ItemA,
                     std::uint32_t ItemB) {
  Relation R;
  R.A = A;
  R.B = B;
  R.Instances = ItemA == ItemB;
  const LiveItem &X = Items[ItemA], &Y = Items[ItemB];
  auto LiveAcross = [&](std::uint32_t Item, const NaturalLoop &L) {
    return llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
      return LiveOut[Latch].count(Item) != 0;
    });
  };
  bool AllCounted = true;
  for (const NaturalLoop &L : Shape.Loops) {
    if (!L.Contains[X.Block] || !L.Contains[Y.Block])
      continue;
    const bool Across = LiveAcross(ItemA, L) && LiveAcross(ItemB, L);
    if (!Across) {
      if (L.Counted != None)
        R.SharedLoops.push_back(L.Counted);
    } else if (L.Counted == None) {
      AllCounted = false;
    } else if (R.Instances) {
      R.InstanceLoops.push_back(L.Counted);
    }
  }
  // A start by a callee may happen several times in one round.
  const bool Own =
      std::holds_alternative<Parallel>(F.Blocks[X.Block].Events[X.Event]);
  if (!AllCounted || !Own)
    R.InstanceLoops.clear();
  addRelation(std::move(R));
}

/// What the function itself does at an event, beside a running item.
void Context::relateParent(std::uint32_t Item, std::uint32_t Block,
                           std::uint32_t Event) {
  const Spot Here{Block, Event};
  auto Find = [&](auto &Map) -> std::vector<std::uint32_t> {
    auto It = Map.find(Here);
    return It == Map.end() ? std::vector<std::uint32_t>() : It->second;
  };
  const auto Accesses = Find(AccessesAt);
  const auto Opaques = Find(OpaquesAt);
  const auto Pendings = Find(PendingsAt);
  if (Accesses.empty() && Opaques.empty() && Pendings.empty())
    return;
  const LiveItem &X = Items[Item];
  Relation R;
  const bool SameRound = X.Block == Block
                             ? Event >= X.Event
                             : Shape.reachesForward(X.Block, Block);
  bool AllCounted = true;
  for (const NaturalLoop &L : Shape.Loops) {
    if (!L.Contains[X.Block] || !L.Contains[Block])
      continue;
    const bool Across = llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
      return LiveOut[Latch].count(Item) != 0;
    });
    if (!Across) {
      if (L.Counted != None)
        R.SharedLoops.push_back(L.Counted);
    } else if (L.Counted == None) {
      AllCounted = false;
    } else if (!SameRound) {
      R.InstanceLoops.push_back(L.Counted);
    }
  }
  if (!AllCounted)
    R.InstanceLoops.clear();
  for (std::uint32_t S : X.Strands) {
    std::vector<std::uint32_t> Key = R.SharedLoops;
    Key.push_back(None);
    Key.insert(Key.end(), R.InstanceLoops.begin(), R.InstanceLoops.end());
    auto [It, New] = ParentStrands.try_emplace({S, Key}, 0);
    if (New) {
      Strand Parent;
      Parent.Parent = true;
      Parent.Group = E.Strands[S].Group;
      It->second = static_cast<std::uint32_t>(E.Strands.size());
      E.Strands.push_back(Parent);
    }
    Strand &Parent = E.Strands[It->second];
    auto Append = [](std::vector<std::uint32_t> &To,
                     const std::vector<std::uint32_t> &From) {
      for (std::uint32_t N : From)
        if (!llvm::is_contained(To, N))
          To.push_back(N);
    };
    Append(Parent.Accesses, Accesses);
    Append(Parent.Opaques, Opaques);
    Append(Parent.Pendings, Pendings);
    Relation Now = R;
    Now.A = S;
    Now.B = It->second;
    addRelation(std::move(Now));
  }
}

void Context::startItem(std::uint32_t Item, LiveState &S, bool Record) {
  if (Record) {
    for (const auto &Other : S)
      for (std::uint32_t A : Items[Other.first].Strands)
        for (std::uint32_t B : Items[Item].Strands)
          relate(A, B, Other.first, Item);
  }
  std::set<PlaceId> &Where = S[Item];
  Where.insert(Items[Item].Handles.begin(), Items[Item].Handles.end());
}

namespace {

/// Is handle place \p X one of those that a join of \p Joined waits for?
bool covers(const Terms &T, PlaceId Joined, PlaceId X) {
  if (X == None)
    return false;
  if (Joined == X)
    return true;
  const PlaceNode &J = T.place(Joined);
  const PlaceNode &N = T.place(X);
  if (J.Kind == PlaceKind::Elements &&
      (N.Kind == PlaceKind::Elements || N.Kind == PlaceKind::Index))
    return J.Parent == N.Parent;
  // The object of which the handle is a part.
  return N.Kind == PlaceKind::Field && covers(T, Joined, N.Parent);
}

} // namespace

void Context::joinHandle(PlaceId Handle, std::uint32_t Block, LiveState &S) {
  if (T.place(Handle).Kind == PlaceKind::Unknown)
    return;
  for (auto It = S.begin(); It != S.end();) {
    std::set<PlaceId> &Where = It->second;
    for (auto P = Where.begin(); P != Where.end();)
      P = covers(T, Handle, *P) ? Where.erase(P) : std::next(P);
    It = Where.empty() ? S.erase(It) : std::next(It);
  }
  // `for (auto &t : threads) t.join();` waits for all of them when it is over.
  const PlaceNode N = T.place(Handle);
  if (N.Kind != PlaceKind::Index)
    return;
  const IntNode At = T.integer(N.Arg);
  if (At.Kind != IntKind::LoopVar || At.A >= F.Loops.size())
    return;
  const std::uint32_t L = Shape.natural(At.A);
  if (L == None || !F.Loops[At.A].Complete || F.Loops[At.A].Step != 1)
    return;
  for (std::uint32_t Latch : Shape.Loops[L].Latches)
    if (!Shape.dominates(Block, Latch))
      return;
  LoopJoins[L].insert(Handle);
}

void Context::transfer(std::uint32_t B, std::uint32_t I, LiveState &S,
                       bool Record) {
  const Event &Ev = F.Blocks[B].Events[I];
  if (Record)
    for (const auto &Live : LiveState(S))
      relateParent(Live.first, B, I);
  if (const auto *St = std::get_if<Store>(&Ev)) {
    // A handle that is moved or copied is where it went.
    const ValueNode V = T.value(St->Value);
    if (V.Kind != ValueKind::Load || S.empty())
      return;
    moveHandle(resolve(V.A), resolve(St->To), S);
  } else if (const auto *P = std::get_if<Parallel>(&Ev)) {
    if (F.Parallels[P->Index].Blocking) {
      if (Record)
        for (const auto &Live : S)
          for (std::uint32_t A : Items[Live.first].Strands)
            for (std::uint32_t Task : StrandsOf[P->Index]) {
              // The tasks of a blocking call are as good as the parent's own.
              Items.push_back({{Task}, {}, B, I});
              relate(A, Task, Live.first,
                     static_cast<std::uint32_t>(Items.size() - 1));
              Items.pop_back();
            }
    } else {
      startItem(ItemOf[P->Index], S, Record);
    }
  } else if (const auto *J = std::get_if<Join>(&Ev)) {
    const Places Handle = resolve(J->Handle);
    if (Handle.size() == 1)
      joinHandle(Handle.front(), B, S);
  }
  if (auto It = CallsAt.find({B, I}); It != CallsAt.end())
    for (CallInstance *Call : It->second) {
      if (Call->Strand != None)
        continue;
      if (auto Started = ItemsAt.find({B, I}); Started != ItemsAt.end())
        for (std::uint32_t Item : Started->second)
          startItem(Item, S, Record);
      for (CallInstance::Resolved &R : Call->Callees) {
        if (!R.Map)
          continue;
        if (Call->Result != None)
          for (ValueId V : R.From->Returns)
            if (const ValueNode N = R.From->T.value(V);
                N.Kind == ValueKind::Load)
              for (PlaceId From : R.Map->place(N.A))
                moveHandle(resolve(From), {Call->Result}, S);
        // Which of several callees runs, nobody knows.
        if (Call->Callees.size() == 1 && Call->Reasons.empty())
          for (PlaceId H : R.From->Joined) {
            const Places To = R.Map->place(H);
            const Places Handle =
                To.size() == 1 ? Places(resolve(To.front())) : Places();
            if (Handle.size() == 1)
              joinHandle(Handle.front(), B, S);
          }
      }
    }
}

void Context::moveHandle(const Places &From, const Places &To, LiveState &S) {
  if (From.size() != 1)
    return;
  const Places Source = From, Target = To;
  for (auto &Live : S) {
    std::set<PlaceId> Next;
    for (PlaceId P : Live.second) {
      const PlaceId Rebased =
          P == None ? None : rebase(P, Source.front(), Source.front(), false);
      if (Rebased == None) {
        Next.insert(P);
        continue;
      }
      for (PlaceId Q : Target)
        Next.insert(rebase(P, Source.front(), Q, false));
    }
    Live.second = std::move(Next);
  }
}

void Context::findRelations() {
  const std::size_t N = F.Blocks.size();
  StrandsOf.assign(F.Parallels.size(), {});
  ItemOf.assign(F.Parallels.size(), None);
  for (std::uint32_t S = 0; S != OwnStrands; ++S)
    if (!E.Strands[S].Sequential)
      StrandsOf[E.Strands[S].Group].push_back(S);

  std::vector<std::uint32_t> AllLoops(F.Loops.size());
  for (std::uint32_t L = 0; L != AllLoops.size(); ++L)
    AllLoops[L] = L;
  bool AnyLive = !Items.empty();
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const auto *P = std::get_if<Parallel>(&F.Blocks[B].Events[I]);
      if (!P)
        continue;
      // Tasks of one start.
      const std::vector<std::uint32_t> &Tasks = StrandsOf[P->Index];
      for (std::size_t X = 0; X != Tasks.size(); ++X)
        for (std::size_t Y = X; Y != Tasks.size(); ++Y)
          if (X != Y || E.Strands[Tasks[X]].Many) {
            Relation R;
            R.A = Tasks[X];
            R.B = Tasks[Y];
            R.SharedLoops = AllLoops;
            addRelation(std::move(R));
          }
      const ParallelCall &Call = F.Parallels[P->Index];
      if (Call.Blocking)
        continue;
      AnyLive = true;
      LiveItem Item;
      Item.Strands = Tasks;
      Item.Block = B;
      Item.Event = I;
      if (Call.Handle == None)
        Item.Handles.push_back(None);
      else
        for (PlaceId H : Places(resolve(Call.Handle)))
          Item.Handles.push_back(H);
      ItemOf[P->Index] = static_cast<std::uint32_t>(Items.size());
      Items.push_back(std::move(Item));
    }

  auto DominatesExits = [&](std::uint32_t B) {
    return llvm::all_of(Shape.Exits,
                        [&](std::uint32_t X) { return Shape.dominates(B, X); });
  };
  // What callers may rely on to be joined.
  for (std::uint32_t B : Shape.Order)
    if (DominatesExits(B))
      for (const Event &Ev : F.Blocks[B].Events)
        if (const auto *J = std::get_if<Join>(&Ev))
          for (PlaceId H : Places(resolve(J->Handle)))
            E.Joined.push_back(H);
  for (CallInstance &Call : Calls)
    if (Call.Strand == None && Call.Callees.size() == 1 &&
        Call.Reasons.empty() && Call.Callees[0].Map &&
        DominatesExits(Call.Block))
      for (PlaceId H : Call.Callees[0].From->Joined) {
        const Places To = Call.Callees[0].Map->place(H);
        if (To.size() == 1)
          for (PlaceId P : Places(resolve(To.front())))
            E.Joined.push_back(P);
      }

  LiveOut.assign(N, {});
  std::vector<LiveState> LiveIn(N);
  if (!AnyLive) {
    // Joins in loops still count for callers.
    LiveState Nothing;
    for (std::uint32_t B : Shape.Order)
      for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
        transfer(B, I, Nothing, false);
  } else {
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (std::uint32_t B : Shape.Order) {
        LiveState S = LiveIn[B];
        for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
          transfer(B, I, S, false);
        LiveOut[B] = S;
        for (std::uint32_t Next : F.Blocks[B].Successors) {
          LiveState Edge = S;
          for (const auto &[L, Handles] : LoopJoins)
            if (Shape.Loops[L].Contains[B] && !Shape.Loops[L].Contains[Next])
              for (PlaceId H : Handles)
                joinLoop(L, H, Edge);
          for (const auto &[Item, Where] : Edge) {
            const auto Before = LiveIn[Next][Item].size();
            const bool New = Before == 0;
            LiveIn[Next][Item].insert(Where.begin(), Where.end());
            Changed |= New || LiveIn[Next][Item].size() != Before;
          }
        }
      }
    }
    for (std::uint32_t B : Shape.Order) {
      LiveState S = LiveIn[B];
      for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
        transfer(B, I, S, true);
    }
    LiveState AtExit;
    for (std::uint32_t B : Shape.Exits)
      for (const auto &[Item, Where] : LiveOut[B])
        AtExit[Item].insert(Where.begin(), Where.end());
    for (const auto &[Item, Where] : AtExit)
      E.Live.push_back({Items[Item].Strands, {Where.begin(), Where.end()}});
  }
  for (const auto &[L, Handles] : LoopJoins)
    if (DominatesExits(Shape.Loops[L].Header))
      for (PlaceId H : Handles) {
        const PlaceNode Node = T.place(H);
        if (coversAll(H))
          E.Joined.push_back(T.elements(Node.Parent));
      }
  llvm::sort(E.Joined);
  E.Joined.erase(std::unique(E.Joined.begin(), E.Joined.end()), E.Joined.end());
}

/// Does the loop over \p H (`container[loop variable]`) meet every element?
bool Context::coversAll(PlaceId H) {
  const PlaceNode N = T.place(H);
  const Loop &L = F.Loops[T.integer(N.Arg).A];
  const IntNode Lo = T.integer(L.Lo);
  return Lo.Kind == IntKind::Const && Lo.Value == 0 &&
         L.Hi == T.cell(T.structure(N.Parent));
}

/// The loop that joined \p H in each round is over.
void Context::joinLoop(std::uint32_t, PlaceId H, LiveState &S) {
  const PlaceNode N = T.place(H);
  const Loop &Joining = F.Loops[T.integer(N.Arg).A];
  const bool All = coversAll(H);
  auto SameBounds = [&](std::uint32_t Other) {
    const Loop &L = F.Loops[Other];
    return L.Lo == Joining.Lo && L.Hi == Joining.Hi && L.Step == Joining.Step;
  };
  for (auto It = S.begin(); It != S.end();) {
    std::set<PlaceId> &Where = It->second;
    for (auto P = Where.begin(); P != Where.end();) {
      bool Over = false;
      if (*P != None) {
        const PlaceNode X = T.place(*P);
        if (X.Parent == N.Parent && X.Kind == PlaceKind::Index) {
          const IntNode At = T.integer(X.Arg);
          Over = All || (At.Kind == IntKind::LoopVar && At.A < F.Loops.size() &&
                         SameBounds(At.A));
          if (At.Kind == IntKind::Const && !Over) {
            const IntNode Lo = T.integer(Joining.Lo),
                          Hi = T.integer(Joining.Hi);
            Over = Lo.Kind == IntKind::Const && Hi.Kind == IntKind::Const &&
                   Lo.Value <= At.Value && At.Value < Hi.Value;
          }
        } else if (X.Parent == N.Parent && X.Kind == PlaceKind::Elements) {
          // Appended once in each round of a loop of the same length.
          Over = All;
          const LiveItem &Item = Items[It->first];
          const bool Alone = llvm::count_if(Items, [&](const LiveItem &Other) {
                               return llvm::is_contained(Other.Handles, *P);
                             }) <= 1;
          for (std::uint32_t L : Shape.around(Item.Block))
            if (Alone && Shape.Loops[L].Counted != None)
              Over |= SameBounds(Shape.Loops[L].Counted);
        }
      }
      P = Over ? Where.erase(P) : std::next(P);
    }
    It = Where.empty() ? S.erase(It) : std::next(It);
  }
}
