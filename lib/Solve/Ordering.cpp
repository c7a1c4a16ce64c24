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
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace aether::analysis;

void Context::addRelation(Relation R) {
  // One order of the sides, so that what is known is found again.
  std::vector<std::uint32_t> Key{std::min(R.A, R.B),
                                 std::max(R.A, R.B),
                                 R.Instances,
                                 R.Doubtful,
                                 R.OtherRound,
                                 R.PerhapsOtherRound,
                                 static_cast<std::uint32_t>(R.Later)};
  Key.insert(Key.end(), R.SharedLoops.begin(), R.SharedLoops.end());
  Key.push_back(None);
  Key.insert(Key.end(), R.InstanceLoops.begin(), R.InstanceLoops.end());
  if (KnownRelations.insert(Key).second)
    Relations.push_back(std::move(R));
}

/// The sides of \p R may belong to different rounds of \p L.
void Context::noteRound(Relation &R, const NaturalLoop &L) const {
  const auto Number = static_cast<std::uint32_t>(&L - Shape.Loops.data());
  auto Size = [&](std::uint32_t Loop) {
    return llvm::count(Shape.Loops[Loop].Contains, true);
  };
  if (R.PerhapsOtherRound == None || Size(R.PerhapsOtherRound) < Size(Number))
    R.PerhapsOtherRound = Number;
}

/// Two items that are running at once.
void Context::relate(std::uint32_t A, std::uint32_t B, std::uint32_t ItemA,
                     std::uint32_t ItemB, bool Doubtful) {
  Relation R;
  R.Doubtful = Doubtful;
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
    // One of an earlier round may meet the other.
    const bool Across = LiveAcross(ItemA, L) || LiveAcross(ItemB, L);
    if (Across && !R.Instances)
      noteRound(R, L);
    if (!Across) {
      if (L.Counted != None)
        R.SharedLoops.push_back(L.Counted);
    } else if (L.Counted == None) {
      AllCounted = false;
    } else if (R.Instances) {
      R.InstanceLoops.push_back(L.Counted);
    }
  }
  const bool Own =
      std::holds_alternative<Parallel>(F.Blocks[X.Block].Events[X.Event]);
  // A start by a callee may happen several times in one round.
  if (!AllCounted || X.Several || Y.Several)
    R.InstanceLoops.clear();
  if (const auto Around = Shape.around(X.Block);
      R.Instances && Own && !Around.empty())
    R.OtherRound = Around.front();
  addRelation(std::move(R));
}

/// Whether the variable of counted loop \p L grows (1) or shrinks (-1) from
/// round to round; 0 if its test does not say.
static std::int8_t direction(const FunctionSummary &F, const Flow &Shape,
                             std::uint32_t L) {
  const std::uint32_t Natural = Shape.natural(L);
  if (Natural == None || !F.Loops[L].Complete)
    return 0;
  const NaturalLoop &Loop = Shape.Loops[Natural];
  if (Loop.Test == None)
    return 0;
  // Nothing else ends the loop.
  const Block &Test = F.Blocks[Loop.Test];
  if (Test.Branch.Kind != Condition::Kind::Compare ||
      (Test.Branch.Op != CompareOp::Less &&
       Test.Branch.Op != CompareOp::LessEqual) ||
      Test.Successors.size() != 2 || !Loop.Contains[Test.Successors[0]] ||
      Loop.Contains[Test.Successors[1]])
    return 0;
  auto Names = [&](IntId I) {
    const IntNode N = I == None ? IntNode() : F.T.integer(I);
    return I != None && N.Kind == IntKind::LoopVar && N.A == L;
  };
  return Names(Test.Branch.Lhs) ? 1 : Names(Test.Branch.Rhs) ? -1 : 0;
}

/// What the function itself does at an event, beside a running item.
void Context::relateParent(std::uint32_t Item, const Liveness &Life,
                           std::uint32_t Block, std::uint32_t Event) {
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
  std::vector<std::uint32_t> Certain, Doubtful;
  for (std::uint32_t N : Accesses)
    switch (runsBeside(Life, E.All[N], Here)) {
    case Beside::Yes:
      Certain.push_back(N);
      break;
    case Beside::Perhaps:
      Doubtful.push_back(N);
      break;
    case Beside::No:
      break;
    }
  Relation R;
  // What a callee does beside the tasks that it starts is its own affair; here
  // it meets those of earlier rounds.
  const bool Own =
      std::holds_alternative<Parallel>(F.Blocks[X.Block].Events[X.Event]);
  const bool SameRound =
      !Life.Past &&
      (X.Block == Block ? Event > X.Event || (Own && Event == X.Event)
                        : Shape.reachesForward(X.Block, Block));
  bool AllCounted = true;
  std::vector<std::uint32_t> Onwards;
  for (const NaturalLoop &L : Shape.Loops) {
    if (!L.Contains[X.Block] || !L.Contains[Block])
      continue;
    const bool Across = llvm::any_of(L.Latches, [&](std::uint32_t Latch) {
      return LiveOut[Latch].count(Item) != 0;
    });
    if (Across && SameRound)
      noteRound(R, L);
    if (!Across) {
      if (L.Counted != None)
        R.SharedLoops.push_back(L.Counted);
    } else if (L.Counted == None) {
      AllCounted = false;
    } else {
      (SameRound ? Onwards : R.InstanceLoops).push_back(L.Counted);
    }
  }
  // Of a call that stands for several, one may meet the tasks of another.
  const auto Calls = CallsAt.find(Here);
  const bool Repeated =
      X.Block == Block && X.Event == Event && Calls != CallsAt.end() &&
      llvm::any_of(Calls->second,
                   [](const CallInstance *C) { return C->Repeated; });
  if (!AllCounted || Repeated)
    R.InstanceLoops.clear();
  if (R.InstanceLoops.size() == 1 && !SameRound)
    R.Later = direction(F, Shape, R.InstanceLoops.front());
  // What comes before the start meets only tasks of earlier rounds; so does
  // what comes where a start has failed, which may lead out of the loop.
  if (const auto Around = Shape.around(X.Block);
      !SameRound && !Around.empty() &&
      (Shape.Loops[Around.front()].Contains[Block] ||
       (Life.Past && Shape.dominates(X.Block, Block))))
    R.OtherRound = Around.front();
  auto Append = [](std::vector<std::uint32_t> &To,
                   const std::vector<std::uint32_t> &From) {
    for (std::uint32_t N : From)
      if (!llvm::is_contained(To, N))
        To.push_back(N);
  };
  auto Add = [&](const std::vector<std::uint32_t> &Accesses,
                 const std::vector<std::uint32_t> &Opaques,
                 const std::vector<std::uint32_t> &Pendings) {
    if (Accesses.empty() && Opaques.empty() && Pendings.empty())
      return;
    for (std::uint32_t S : X.Strands) {
      std::vector<std::uint32_t> Key = R.SharedLoops;
      Key.push_back(None);
      Key.insert(Key.end(), R.InstanceLoops.begin(), R.InstanceLoops.end());
      Key.push_back(R.Doubtful);
      Key.push_back(R.OtherRound);
      Key.push_back(static_cast<std::uint32_t>(R.Later));
      auto [It, New] = ParentStrands.try_emplace({S, Key}, 0);
      if (New) {
        Strand Parent;
        Parent.Parent = true;
        Parent.Group = E.Strands[S].Group;
        It->second = static_cast<std::uint32_t>(E.Strands.size());
        E.Strands.push_back(Parent);
      }
      Strand &Parent = E.Strands[It->second];
      Append(Parent.Accesses, Accesses);
      Append(Parent.Opaques, Opaques);
      Append(Parent.Pendings, Pendings);
      Relation Now = R;
      Now.A = S;
      Now.B = It->second;
      addRelation(std::move(Now));
    }
  };
  auto AddAll = [&] {
    R.Doubtful = Life.Doubtful || Repeated;
    Add(Certain, Opaques, Pendings);
    R.Doubtful = true;
    Add(Doubtful, {}, {});
  };
  // What comes after the start meets the task of its own round, or of an
  // earlier one.
  const std::int8_t Onward =
      Onwards.size() == 1 && AllCounted && !Repeated && R.InstanceLoops.empty()
          ? direction(F, Shape, Onwards.front())
          : 0;
  if (Onward == 0) {
    AddAll();
    return;
  }
  R.PerhapsOtherRound = None;
  R.SharedLoops.push_back(Onwards.front());
  AddAll();
  R.SharedLoops.pop_back();
  R.InstanceLoops = Onwards;
  R.Later = Onward;
  R.OtherRound = Shape.natural(Onwards.front());
  AddAll();
}

void Context::startItem(std::uint32_t Item, LiveState &S, bool Record) {
  const LiveItem &Now = Items[Item];
  if (Record) {
    for (const auto &[Other, Life] : S)
      for (std::uint32_t A : Items[Other].Strands)
        for (std::uint32_t B : Now.Strands)
          relate(A, B, Other, Item, Life.Doubtful || Now.Doubtful);
  }
  handOn(Item, S);
  tellHandles(Now, S);
  if (Record && WaitsOf.count(Item))
    LiveAtStart[Item] = S;
  loseHandles(Item, S);
  auto [It, New] = S.try_emplace(Item);
  Liveness &Life = It->second;
  Life.Where.insert(Now.Handles.begin(), Now.Handles.end());
  // One that runs on from an earlier round is not the one that is named now.
  Life.Named = New && Now.Term != None;
  Life.Past = false;
  Life.Doubtful |= Now.Doubtful;
}

/// Is the write at \p Event of whether the start right before has failed? That
/// is no copy of the handle that it was given.
static bool isOutcome(const FunctionSummary &F, std::uint32_t Block,
                      std::uint32_t Event) {
  const auto &Events = F.Blocks[Block].Events;
  if (Event == 0 || Event + 1 == Events.size())
    return false;
  const auto *Start = std::get_if<Parallel>(&Events[Event - 1]);
  const auto *Put = std::get_if<Store>(&Events[Event + 1]);
  return Start && Put && F.T.value(Put->Value).Kind != ValueKind::Load &&
         std::get<Access>(Events[Event]).Sources ==
             std::vector{F.Parallels[Start->Index].Handle};
}

void Context::transfer(std::uint32_t B, std::uint32_t I, LiveState &S,
                       bool Record) {
  const Event &Ev = F.Blocks[B].Events[I];
  if (Record)
    for (const auto &[Item, Life] : LiveState(S))
      relateParent(Item, Life, B, I);
  const LiveState Before = WaitsOf.empty() ? LiveState() : S;
  forgetNames({B, I}, S);
  // What is not understood may wait for all of them.
  if (OpaquesAt.count({B, I}) || PendingsAt.count({B, I}))
    for (auto &[Item, Life] : S)
      Life.Doubtful = true;
  if (const auto *A = std::get_if<Access>(&Ev);
      A && !S.empty() && !isOutcome(F, B, I)) {
    const auto &Events = F.Blocks[B].Events;
    const auto *Next =
        I + 1 < Events.size() ? std::get_if<Access>(&Events[I + 1]) : nullptr;
    copyHandles(*A, Next && isWrite(Next->Kind) && Next->Place == A->Place, S);
  }
  if (const auto *St = std::get_if<Store>(&Ev)) {
    // A handle that is moved or copied is where it went.
    const ValueNode V = T.value(St->Value);
    if (V.Kind != ValueKind::Load || S.empty())
      return;
    if (isCopied(B, I))
      copyHandle(resolve(V.A), resolve(St->To), S);
    else
      moveHandle(resolve(V.A), resolve(St->To), S);
  } else if (const auto *P = std::get_if<Parallel>(&Ev)) {
    if (F.Parallels[P->Index].Blocking) {
      if (Record)
        for (const auto &[Item, Life] : S)
          for (std::uint32_t A : Items[Item].Strands)
            for (std::uint32_t Task : StrandsOf[P->Index]) {
              // The tasks of a blocking call are as good as the parent's own.
              Items.push_back({{Task}, {}, B, I});
              relate(A, Task, Item,
                     static_cast<std::uint32_t>(Items.size() - 1),
                     Life.Doubtful);
              Items.pop_back();
            }
    } else {
      startItem(ItemOf[P->Index], S, Record);
    }
  } else if (const auto *J = std::get_if<Join>(&Ev)) {
    if (!J->IfFalse)
      joinTerm(J->Handle, {B, None}, S);
  }
  for (const auto &[From, To] : movedAt({B, I}))
    moveHandle({From}, {To}, S);
  if (auto It = CallsAt.find({B, I}); It != CallsAt.end())
    for (CallInstance *Call : It->second) {
      if (Call->Strand != None)
        continue;
      if (auto Started = ItemsAt.find({B, I}); Started != ItemsAt.end())
        for (std::uint32_t Item : Started->second) {
          if (Items[Item].By != Call)
            continue;
          startItem(Item, S, Record);
          // Each round may be about something else.
          if (Call->Repeated && Record)
            for (std::uint32_t A : Items[Item].Strands)
              for (std::uint32_t B : Items[Item].Strands)
                relate(A, B, Item, Item, true);
        }
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
        const bool Certain = Call->Callees.size() == 1 && Call->Reasons.empty();
        for (PlaceId H : R.From->Joined) {
          Places Handle;
          for (PlaceId P : R.Map->place(H))
            Handle.append(Places(resolve(P)));
          if (Certain && Handle.size() == 1 &&
              !isOneOfAll(*Call, R, H, Handle.front()))
            joinHandle(Handle.front(), {B, None}, S);
          else
            joinOneOf(Handle, S);
        }
        for (PlaceId H : R.From->MayJoin)
          for (PlaceId P : R.Map->place(H))
            joinOneOf(resolve(P), S);
      }
    }
  endWithTasks(Before, B, S);
}

/// The last start in \p Block has failed.
void Context::noneStarted(std::uint32_t Block, LiveState &S) {
  std::uint32_t Last = None;
  for (std::uint32_t Item = 0; Item != Items.size(); ++Item)
    if (Items[Item].Block == Block &&
        (Last == None || Items[Item].Event > Items[Last].Event))
      Last = Item;
  if (auto It = S.find(Last); It != S.end())
    It->second.Past = true;
}

/// `if (c) t = std::thread(f); if (c) t.join();`: who waits for a task on a way
/// that need not have come by its start may have done so wherever it was
/// started.
void Context::doubtSkippedJoins(std::vector<LiveState> &LiveIn) {
  for (std::uint32_t B : Shape.Order)
    for (const auto &[Item, Life] : LiveState(LiveIn[B])) {
      const std::uint32_t Start = Items[Item].Block;
      if (LiveOut[B].count(Item) || Shape.dominates(Start, B) ||
          Shape.reachesForward(B, Start)) // What an earlier round started.
        continue;
      for (std::uint32_t To : Shape.Order) {
        if (To == B || !Shape.reachesForward(B, To))
          continue;
        for (LiveState *S : {&LiveIn[To], &LiveOut[To]})
          if (auto It = S->find(Item); It != S->end())
            It->second.Doubtful = true;
      }
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
      Item.Term = Call.Handle;
      if (Call.Handle == None)
        Item.Handles.push_back(None);
      else
        for (PlaceId H : Places(resolve(Call.Handle)))
          Item.Handles.push_back(H);
      ItemOf[P->Index] = static_cast<std::uint32_t>(Items.size());
      Items.push_back(std::move(Item));
    }

  findTaskWaits();
  LiveOut.assign(N, {});
  std::vector<LiveState> LiveIn(N);
  // Which loops wait in each round is known before anything leaves them; these
  // count for callers, too.
  for (std::uint32_t B : Shape.Order) {
    LiveState Nothing;
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
      transfer(B, I, Nothing, false);
    for (std::uint32_t Next : F.Blocks[B].Successors)
      if (const Join *Test = endedOn(B, Next))
        joinTerm(Test->Handle, {B, Next}, Nothing);
  }
  if (AnyLive) {
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (std::uint32_t B : Shape.Order) {
        LiveState S = LiveIn[B];
        for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
          transfer(B, I, S, false);
        LiveOut[B] = S;
        for (std::uint32_t Next : F.Blocks[B].Successors) {
          LiveState Edge = S;
          enterNextRound(B, Next, Edge);
          if (const Join *Test = endedOn(B, Next)) {
            joinTerm(Test->Handle, {B, Next}, Edge);
            if (testsStart(F, B, F.Blocks[B].Branch.Lhs))
              noneStarted(B, Edge);
          }
          for (const auto &[L, Handles] : LoopJoins)
            if (Shape.Loops[L].Contains[B] && !Shape.Loops[L].Contains[Next])
              for (PlaceId H : Handles)
                joinLoop(H, Edge);
          for (const NaturalLoop &L : Shape.Loops)
            if (L.Contains[B] && !L.Contains[Next])
              joinAllRemade(L, Edge);
          joinGrids(B, Next, Edge);
          endWithTasks(S, B, Edge);
          for (const auto &[Item, Life] : Edge)
            Changed |= LiveIn[Next][Item].merge(Life);
        }
      }
    }
    doubtSkippedJoins(LiveIn);
    for (std::uint32_t B : Shape.Order) {
      LiveState S = LiveIn[B];
      for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I)
        transfer(B, I, S, true);
    }
    LiveState AtExit;
    for (std::uint32_t B : Shape.Exits)
      for (const auto &[Item, Life] : LiveOut[B])
        AtExit[Item].merge(Life);
    for (auto &[Item, Life] : AtExit) {
      // Which of them a caller waits for, it cannot tell.
      for (PlaceId P : Life.Remade)
        Life.Where.erase(P);
      if (!Life.Remade.empty())
        Life.Where.insert(None);
      E.Live.push_back(
          {Items[Item].Strands,
           {Life.Where.begin(), Life.Where.end()},
           Life.Doubtful || !Life.Remade.empty(),
           Items[Item].Several || !Shape.around(Items[Item].Block).empty()});
    }
  }
  findJoined();
  findMoved();
}

bool Context::isMadeIn(std::uint32_t L, PlaceId P) const {
  const PlaceId Root = rootOf(P);
  const PlaceNode N = T.place(Root);
  if (L == None || (N.Kind != PlaceKind::Local && N.Kind != PlaceKind::Alloc &&
                    N.Kind != PlaceKind::Result))
    return false;
  const std::vector<bool> &Inside = Shape.Loops[L].Contains;
  auto It = MentionBlocks.find(Root);
  if (It == MentionBlocks.end())
    return false;
  auto IsInside = [&](std::uint32_t B) { return Inside[B]; };
  const auto End = ScopeEndBlocks.find(Root);
  const bool EndsInside =
      End != ScopeEndBlocks.end() && llvm::any_of(End->second, IsInside);
  // Named outside the loop, it is declared outside, and so it is if its scope
  // ends outside only; but for what is made inside, and named once more on a
  // way that leaves the loop.
  if (llvm::all_of(It->second, IsInside))
    return EndsInside || N.Kind != PlaceKind::Local ||
           End == ScopeEndBlocks.end();
  if (N.Kind == PlaceKind::Alloc) {
    const std::uint32_t Made = Mentions.find(Root)->second.first;
    return Inside[Made] && llvm::all_of(It->second, [&](std::uint32_t B) {
             return Shape.dominates(Made, B);
           });
  }
  return EndsInside;
}

bool Context::perInstance(const Relation &R, PlaceId P) const {
  if (!R.Instances && R.OtherRound == None)
    return false;
  const PlaceId Root = rootOf(P);
  const PlaceNode N = T.place(Root);
  if (N.Kind != PlaceKind::Local && N.Kind != PlaceKind::Alloc &&
      N.Kind != PlaceKind::Result)
    return false;
  if (N.Kind == PlaceKind::Local && E.Locals[N.Arg].Callee)
    return E.Locals[N.Arg].Many;
  std::vector<std::uint32_t> Around;
  if (R.OtherRound != None)
    Around.push_back(R.OtherRound);
  for (std::uint32_t L : R.InstanceLoops)
    if (std::uint32_t Natural = Shape.natural(L); Natural != None)
      Around.push_back(Natural);
  const std::uint32_t Group = E.Strands[R.A].Group;
  if (R.Instances && Around.empty() && Group != None &&
      Group < F.Parallels.size() && E.Groups[Group].Function == Fn)
    if (std::uint32_t B = blockOf(E.Groups[Group].Index); B != None)
      Around = Shape.around(B);
  return llvm::any_of(Around,
                      [&](std::uint32_t L) { return isMadeIn(L, Root); });
}
