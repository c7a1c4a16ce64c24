//===- JoinedByTasks.cpp - Tasks that wait for other tasks ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `std::thread b([&] { a.join(); x = 2; }); b.join();`: what b does comes after
// a, and so does what comes after b. That is so for certain if the handle that
// b waits for is, all the time since b was started, that of a.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

void Context::findTaskWaits() {
  std::map<std::uint32_t, TaskWaits> ByStrand;
  for (CallInstance &Call : Calls) {
    if (Call.Strand == None)
      continue;
    const bool Certain = Call.Callees.size() == 1 && Call.Reasons.empty() &&
                         !Call.uncertain() && !Call.Repeated && !Call.Forwarded;
    for (CallInstance::Resolved &R : Call.Callees) {
      if (!R.Map)
        continue;
      for (const auto *Handles : {&R.From->Joined, &R.From->MayJoin})
        for (PlaceId H : *Handles) {
          Places To;
          for (PlaceId P : R.Map->place(H))
            To.append(Places(resolve(P)));
          TaskWaits &Into = ByStrand[Call.Strand];
          const bool Must = Certain && Handles == &R.From->Joined &&
                            To.size() == 1 &&
                            !isOneOfAll(Call, R, H, To.front());
          (Must ? Into.Must : Into.May).insert(To.begin(), To.end());
        }
    }
  }
  for (std::uint32_t Item = 0; Item != Items.size(); ++Item) {
    const std::vector<std::uint32_t> &Strands = Items[Item].Strands;
    TaskWaits Out;
    for (std::uint32_t S : Strands) {
      const bool IsOne = Strands.size() == 1 && !E.Strands[S].Many;
      for (std::uint32_t N : E.Strands[S].Accesses) {
        // What every run waits for on the way, it has waited for in the end.
        const AccessEffect &A = E.All[N];
        auto &Into = IsOne && A.Always && !A.Unplaced ? Out.Must : Out.May;
        Into.insert(A.Joined.begin(), A.Joined.end());
        Out.May.insert(A.MayJoined.begin(), A.MayJoined.end());
      }
      auto Own = ByStrand.find(S);
      if (Own == ByStrand.end())
        continue;
      Out.May.insert(Own->second.May.begin(), Own->second.May.end());
      (IsOne ? Out.Must : Out.May)
          .insert(Own->second.Must.begin(), Own->second.Must.end());
    }
    if (!Out.Must.empty() || !Out.May.empty())
      WaitsOf.emplace(Item, std::move(Out));
  }
  std::map<Spot, std::uint32_t> Starts;
  for (std::uint32_t Item = 0; Item != Items.size(); ++Item)
    if (!Items[Item].By)
      Starts[{Items[Item].Block, Items[Item].Event}] = Item;
  for (const StoreEffect &St : AllStores) {
    const auto Start = Starts.find({St.Block, St.Event});
    if (Start == Starts.end() || St.Imported || St.Value == None ||
        T.value(St.Value).Kind != ValueKind::Load)
      continue;
    const Places From = resolve(T.value(St.Value).A);
    for (PlaceId P : From)
      GivenTo[Start->second].emplace_back(P, From.size() == 1 ? St.To : None);
  }
}

/// What the task of \p Item is given is in its own copy from now on. Whoever
/// gives a handle away expects that it is waited for.
void Context::handOn(std::uint32_t Item, LiveState &S) {
  auto Given = GivenTo.find(Item);
  if (Given == GivenTo.end())
    return;
  const auto Waits = WaitsOf.find(Item);
  for (const auto &[From, To] : Given->second)
    for (auto &[Other, Life] : S) {
      std::set<PlaceId> Where;
      for (PlaceId P : Life.Where) {
        if (P == None || rebase(P, From, From, false) == None) {
          Where.insert(P);
          continue;
        }
        const PlaceId Own = To == None ? None : rebase(P, From, To, false);
        Where.insert(Own);
        // One of an earlier round may be in a copy that is gone.
        Life.Doubtful |= Own == None || Life.Where.count(Own) != 0 ||
                         Waits == WaitsOf.end() ||
                         !Waits->second.Must.count(Own);
      }
      if (Where == Life.Where)
        continue;
      for (auto *Known :
           {&Life.Earlier, &Life.Remade, &Life.Rerun, &Life.Perhaps})
        std::erase_if(*Known, [&](PlaceId P) { return !Where.count(P); });
      Life.Where = std::move(Where);
      Life.Named = false;
    }
}

/// The one item that has \p Strand; None if there are several.
std::uint32_t Context::itemOf(std::uint32_t Strand) const {
  std::uint32_t Out = None;
  for (std::uint32_t N = 0; N != Items.size(); ++N)
    if (llvm::is_contained(Items[N].Strands, Strand)) {
      if (Out != None)
        return None;
      Out = N;
    }
  return Out;
}

/// Is \p Handle of one round of the loops around \p Block only, and known by
/// one name in it?
bool Context::isSteadyInRound(PlaceId Handle, std::uint32_t Block) {
  const PlaceKind Root = T.place(rootOf(Handle)).Kind;
  if ((Root != PlaceKind::Local && Root != PlaceKind::Global) ||
      hasDeref(Handle))
    return false;
  for (PlaceId P = Handle; P != None; P = T.place(P).Parent) {
    const PlaceNode N = T.place(P);
    if (N.Kind == PlaceKind::Elements ||
        (hasIndex(N) && T.integer(N.Arg).Kind != IntKind::Const))
      return false;
  }
  return llvm::none_of(Shape.Loops, [&](const NaturalLoop &L) {
    return isMadeIn(L, Handle) && !L.Contains[Block];
  });
}

/// Is \p Handle, where the task of item \p By reads it, that of item \p Of?
/// Each is started once in a round of the loops around, and over before the
/// next, \p Of first, and nothing is put there later. Or the handle stands for
/// all that the task has in a container, and none comes later.
bool Context::isHandleOf(PlaceId Handle, std::uint32_t Of, std::uint32_t By) {
  const LiveItem &First = Items[Of], &Then = Items[By];
  const bool All = T.place(Handle).Kind == PlaceKind::Elements;
  const Spot Begin{First.Block, First.Event}, Start{Then.Block, Then.Event};
  for (const LiveItem *X : {&First, &Then})
    if (X->Doubtful || (!(All && X == &First) && (X->By || X->Several)) ||
        llvm::any_of(X->Strands, [&](std::uint32_t S) {
          return (E.Strands[S].Many && !(All && X == &First)) ||
                 E.Strands[S].Sequential;
        }))
      return false;
  if (All) {
    const PlaceKind Root = T.place(rootOf(Handle)).Kind;
    if (Root != PlaceKind::Local || hasDeref(Handle) ||
        !Shape.around(Then.Block).empty() || reaches(Start, Begin, {}))
      return false;
  } else {
    if (!isSteadyInRound(Handle, First.Block) ||
        Shape.around(First.Block) != Shape.around(Then.Block) ||
        (First.Block == Then.Block ? First.Event >= Then.Event
                                   : !Shape.dominates(First.Block, Then.Block)))
      return false;
    for (std::uint32_t L : Shape.around(First.Block))
      for (std::uint32_t Latch : Shape.Loops[L].Latches)
        if (LiveOut[Latch].count(Of) || LiveOut[Latch].count(By))
          return false;
  }
  for (std::uint32_t N = 0; N != Items.size(); ++N)
    if (N != Of && llvm::any_of(Items[N].Handles, [&](PlaceId P) {
          return P == None || mayOverlap(P, Handle);
        }))
      return false;
  return llvm::none_of(AllStores, [&](const StoreEffect &S) {
    if (!llvm::any_of(Places(resolve(S.To)),
                      [&](PlaceId P) { return mayOverlap(P, Handle); }))
      return false;
    return S.Block == None || S.Late || S.Imported ||
           reaches(Start, {S.Block, S.Event}, {Begin});
  });
}

/// Are the tasks of item \p Other, whose handle is \p Handle, over whenever the
/// task of \p Item is?
bool Context::endsAfter(std::uint32_t Item, std::uint32_t Other,
                        PlaceId Handle) {
  auto Waits = WaitsOf.find(Item);
  return Waits != WaitsOf.end() && Waits->second.Must.count(Handle) &&
         isHandleOf(Handle, Other, Item);
}

/// Are all that run waited for by the one handle that is known?
bool Context::isWhole(const Liveness &Life) const {
  return Life.Where.size() == 1 && *Life.Where.begin() != None &&
         !Life.Doubtful && Life.Perhaps.empty() && Life.Remade.empty() &&
         (Life.Earlier.empty() ||
          T.place(*Life.Where.begin()).Kind == PlaceKind::Elements);
}

/// Whoever has waited for one of \p Before that is over now, in block \p Here,
/// has waited for what its task waits for, too, if that has been started.
void Context::endWithTasks(const LiveState &Before, std::uint32_t Here,
                           LiveState &S) {
  if (WaitsOf.empty())
    return;
  std::vector<std::uint32_t> Over;
  for (const auto &[Item, Life] : Before)
    if (!S.count(Item))
      Over.push_back(Item);
  while (!Over.empty()) {
    const std::uint32_t Item = Over.back();
    Over.pop_back();
    auto Waits = WaitsOf.find(Item);
    if (Waits == WaitsOf.end())
      continue;
    for (auto It = S.begin(); It != S.end();) {
      Liveness &Life = It->second;
      if (Shape.dominates(Items[Item].Block, Here) && isWhole(Life) &&
          endsAfter(Item, It->first, *Life.Where.begin())) {
        Over.push_back(It->first);
        It = S.erase(It);
        continue;
      }
      for (const auto *Handles : {&Waits->second.Must, &Waits->second.May})
        Life.Doubtful |= mayWaitFor(
            Life, std::vector<PlaceId>(Handles->begin(), Handles->end()));
      ++It;
    }
  }
}

/// One of the tasks of an item may be waited for by \p Handle, and have waited
/// for others, of the same item perhaps.
void Context::doubtWaitedFor(PlaceId Handle, LiveState &S) {
  for (const auto &[Item, Waits] : WaitsOf) {
    auto It = S.find(Item);
    if (It == S.end() || !mayWaitFor(It->second, Handle))
      continue;
    for (auto &[Other, Life] : S)
      for (const auto *Handles : {&Waits.Must, &Waits.May})
        Life.Doubtful |= mayWaitFor(
            Life, std::vector<PlaceId>(Handles->begin(), Handles->end()));
  }
}

bool Context::comesAfterTasks(const AccessEffect &A, std::uint32_t Strand,
                              std::uint32_t Other) {
  const std::uint32_t By = itemOf(Strand), Of = itemOf(Other);
  if (A.Joined.empty() || By == None || Of == None || By == Of)
    return false;
  // From task to task, of which each has waited for the next.
  std::set<std::uint32_t> Seen{By};
  std::vector<std::uint32_t> Work{By};
  while (!Work.empty()) {
    const std::uint32_t Item = Work.back();
    Work.pop_back();
    auto At = LiveAtStart.find(Item);
    if (At == LiveAtStart.end())
      continue;
    for (const auto &[Next, Life] : At->second) {
      if (Seen.count(Next) || !isWhole(Life))
        continue;
      const PlaceId Handle = *Life.Where.begin();
      const bool Waits = Item == By ? llvm::is_contained(A.Joined, Handle) &&
                                          isHandleOf(Handle, Next, By)
                                    : endsAfter(Item, Next, Handle);
      if (!Waits)
        continue;
      if (Next == Of)
        return true;
      Seen.insert(Next);
      Work.push_back(Next);
    }
  }
  return false;
}
