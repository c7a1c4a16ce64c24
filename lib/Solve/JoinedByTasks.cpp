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
          (Certain && Handles == &R.From->Joined && To.size() == 1 ? Into.Must
                                                                   : Into.May)
              .insert(To.begin(), To.end());
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

/// Is \p Handle, where the task of item \p By reads it, that of item \p Of?
/// Each is started once, \p Of first, and nothing is put there later.
bool Context::isHandleOf(PlaceId Handle, std::uint32_t Of, std::uint32_t By) {
  const LiveItem &First = Items[Of], &Then = Items[By];
  for (const LiveItem *X : {&First, &Then})
    if (X->By || X->Several || X->Doubtful || !Shape.around(X->Block).empty() ||
        llvm::any_of(X->Strands, [&](std::uint32_t S) {
          return E.Strands[S].Many || E.Strands[S].Sequential;
        }))
      return false;
  const PlaceKind Root = T.place(rootOf(Handle)).Kind;
  if ((Root != PlaceKind::Local && Root != PlaceKind::Global) ||
      hasDeref(Handle) || !isSteadyHandle(Handle))
    return false;
  if (First.Block == Then.Block ? First.Event >= Then.Event
                                : !Shape.dominates(First.Block, Then.Block))
    return false;
  for (std::uint32_t N = 0; N != Items.size(); ++N)
    if (N != Of && llvm::any_of(Items[N].Handles, [&](PlaceId P) {
          return P == None || mayOverlap(P, Handle);
        }))
      return false;
  const Spot Start{Then.Block, Then.Event};
  return llvm::none_of(AllStores, [&](const StoreEffect &S) {
    if (!llvm::any_of(Places(resolve(S.To)),
                      [&](PlaceId P) { return mayOverlap(P, Handle); }))
      return false;
    return S.Block == None || S.Late || S.Imported ||
           reaches(Start, {S.Block, S.Event}, {});
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

/// Whoever has waited for one of \p Before that is over now has waited for what
/// its task waits for, too.
void Context::endWithTasks(const LiveState &Before, LiveState &S) {
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
      if (Life.Where.size() == 1 && *Life.Where.begin() != None &&
          !Life.Doubtful && Life.Perhaps.empty() &&
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
      if (Seen.count(Next) || Life.Where.size() != 1 || Life.Doubtful ||
          !Life.Perhaps.empty() || *Life.Where.begin() == None)
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
