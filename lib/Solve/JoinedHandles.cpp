//===- JoinedHandles.cpp - What a function has waited for -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The handles that a function has waited for at its exits, for its callers, and
// at each of its accesses.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"
#include "WrittenHandles.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// A walk along the ways through a function.
class Context::JoinedFinder {
public:
  explicit JoinedFinder(Context &C)
      : C(C), F(C.F), T(C.T), E(C.E), In(F.Blocks.size()) {}
  void run();

private:
  struct Waited {
    std::set<PlaceId> Must, May;
    /// Written before: who waits for them then may wait for something else. Of
    /// each, whether that was no more than letting a container grow.
    std::map<PlaceId, bool> Written;
  };
  using State = std::optional<Waited>;

  void findRoots();
  Places handlesOf(CallInstance::Resolved &Callee, PlaceId H);
  void add(const Places &Handles, Waited &S);
  void addTerm(PlaceId Term, Waited &S);
  void forget(PlaceId To, Waited &S);
  bool isWritten(PlaceId Handle, const Waited &S) const;
  void replace(PlaceId Handle, Waited &S);
  void restart(const std::vector<PlaceId> &Handles, Waited &S);
  void noteWrites(Spot Here, Waited &S);
  void passCalls(Spot Here, Waited &S);
  void passBlock(std::uint32_t B, Waited &S, bool Record);
  void passEdge(std::uint32_t B, std::uint32_t Next, Waited &S);
  bool merge(std::uint32_t Next, Waited Edge);
  void settle();

  Context &C;
  const FunctionSummary &F;
  Terms &T;
  Effects &E;
  std::vector<State> In;   ///< by block
  std::set<PlaceId> Roots; ///< of what the function or a callee waits for
};

/// The handles of the caller for handle \p H of a callee.
Places Context::JoinedFinder::handlesOf(CallInstance::Resolved &Callee,
                                        PlaceId H) {
  Places To;
  for (PlaceId P : Callee.Map->place(H))
    To.append(Places(C.resolve(P)));
  return To;
}

void Context::JoinedFinder::findRoots() {
  for (std::uint32_t B : C.Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      if (const auto *J = std::get_if<Join>(&F.Blocks[B].Events[I]))
        for (PlaceId P : Places(C.resolve(J->Handle)))
          Roots.insert(C.rootOf(P));
      auto Calls = C.CallsAt.find({B, I});
      if (Calls == C.CallsAt.end())
        continue;
      for (CallInstance *Call : Calls->second)
        for (CallInstance::Resolved &R : Call->Callees)
          if (R.Map && Call->Strand == None)
            for (const auto *Handles : {&R.From->Joined, &R.From->MayJoin})
              for (PlaceId H : *Handles)
                for (PlaceId P : handlesOf(R, H))
                  Roots.insert(C.rootOf(P));
    }
}

/// May \p Handle be another one by now than at the beginning? What is the
/// function's own, nobody has put anything into before.
bool Context::JoinedFinder::isWritten(PlaceId Handle, const Waited &S) const {
  if (T.place(C.rootOf(Handle)).Kind == PlaceKind::Local)
    return S.Written.count(Handle) != 0;
  return llvm::any_of(S.Written, [&](const auto &W) {
    const auto &[P, Grows] = W;
    return C.rootOf(P) == C.rootOf(Handle) && C.mayOverlap(P, Handle) &&
           mayBeHandle(T, P, C.elementOf(P), C.elementOf(Handle), Grows);
  });
}

void Context::JoinedFinder::add(const Places &Handles, Waited &S) {
  S.May.insert(Handles.begin(), Handles.end());
  if (Handles.size() == 1 &&
      T.place(C.rootOf(Handles.front())).Kind != PlaceKind::Unknown &&
      !isWritten(Handles.front(), S))
    S.Must.insert(Handles.front());
}

void Context::JoinedFinder::addTerm(PlaceId Term, Waited &S) {
  const Places To = C.resolve(Term);
  if (To.size() == 1 && C.isOneOfAll(Term, To.front()))
    S.May.insert(To.front());
  else
    add(To, S);
}

void Context::JoinedFinder::forget(PlaceId To, Waited &S) {
  std::erase_if(S.Must, [&](PlaceId P) { return C.mayReplaceHandle(To, P); });
}

/// Another task's handle is put into \p Handle. If it is the callers', what
/// they have put there is lost now if nobody has waited for it.
void Context::JoinedFinder::replace(PlaceId Handle, Waited &S) {
  const bool IsCallers = T.place(C.rootOf(Handle)).Kind != PlaceKind::Local;
  if (IsCallers && C.isOne(Handle) && !S.Must.count(Handle))
    S.Written[Handle] = false;
  else
    S.Written.erase(Handle);
}

/// A task that starts anew is not the one that was waited for.
void Context::JoinedFinder::restart(const std::vector<PlaceId> &Handles,
                                    Waited &S) {
  for (PlaceId H : Handles)
    if (H != None) {
      replace(H, S);
      forget(H, S);
    }
}

void Context::JoinedFinder::noteWrites(Spot Here, Waited &S) {
  auto It = C.AccessesAt.find(Here);
  if (Roots.empty() || It == C.AccessesAt.end() ||
      std::holds_alternative<Parallel>(
          F.Blocks[Here.first].Events[Here.second]) ||
      isFollowed(F, Here.first, Here.second))
    return;
  for (std::uint32_t N : It->second)
    if (const PlaceId P = E.All[N].Place;
        isWrite(E.All[N].Kind) && Roots.count(C.rootOf(P)) &&
        llvm::none_of(S.Must, [&](PlaceId H) { return covers(T, H, P); }))
      S.Written.try_emplace(P, true).first->second &=
          E.All[N].Nature == AccessNature::Container;
}

void Context::JoinedFinder::passCalls(Spot Here, Waited &S) {
  auto Calls = C.CallsAt.find(Here);
  if (Calls == C.CallsAt.end())
    return;
  for (CallInstance *Call : Calls->second) {
    if (Call->Strand != None)
      continue;
    const bool Certain = Call->Callees.size() == 1 && Call->Reasons.empty();
    for (CallInstance::Resolved &R : Call->Callees) {
      if (!R.Map)
        continue;
      for (const auto *Handles : {&R.From->Joined, &R.From->MayJoin})
        for (PlaceId H : *Handles) {
          const Places To = handlesOf(R, H);
          if (Certain && Handles == &R.From->Joined && To.size() == 1 &&
              !C.isOneOfAll(*Call, R, H, To.front()))
            add(To, S);
          else
            S.May.insert(To.begin(), To.end());
        }
    }
  }
}

void Context::JoinedFinder::passBlock(std::uint32_t B, Waited &S, bool Record) {
  for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
    if (auto It = C.AccessesAt.find({B, I});
        Record && It != C.AccessesAt.end() && !S.May.empty())
      for (std::uint32_t N : It->second) {
        AccessEffect &A = E.All[N];
        A.Joined.insert(A.Joined.end(), S.Must.begin(), S.Must.end());
        llvm::copy_if(S.May, std::back_inserter(A.MayJoined),
                      [&](PlaceId P) { return !S.Must.count(P); });
      }
    const Event &Ev = F.Blocks[B].Events[I];
    if (const auto *J = std::get_if<Join>(&Ev); J && !J->IfFalse)
      addTerm(J->Handle, S);
    if (const auto *St = std::get_if<Store>(&Ev))
      for (PlaceId P : Places(C.resolve(St->To))) {
        if (St->Value != None && T.value(St->Value).Kind == ValueKind::Load)
          replace(P, S);
        forget(P, S);
      }
    passCalls({B, I}, S);
    noteWrites({B, I}, S);
    if (const auto *P = std::get_if<Parallel>(&Ev);
        P && C.ItemOf[P->Index] != None)
      restart(C.Items[C.ItemOf[P->Index]].Handles, S);
    if (auto Started = C.ItemsAt.find({B, I}); Started != C.ItemsAt.end())
      for (std::uint32_t Item : Started->second)
        restart(C.Items[Item].Handles, S);
  }
}

void Context::JoinedFinder::passEdge(std::uint32_t B, std::uint32_t Next,
                                     Waited &S) {
  if (const Join *Test = C.endedOn(B, Next))
    addTerm(Test->Handle, S);
  for (const auto &[L, Handles] : C.LoopJoins)
    if (C.Shape.Loops[L].Contains[B] && !C.Shape.Loops[L].Contains[Next])
      for (PlaceId H : Handles)
        if (C.coversAll(H))
          add({C.ofEach(H)}, S);
}

/// Another way to block \p Next; returns whether there is anything new.
bool Context::JoinedFinder::merge(std::uint32_t Next, Waited Edge) {
  State &To = In[Next];
  if (!To) {
    To = std::move(Edge);
    return true;
  }
  bool Changed = std::erase_if(To->Must, [&](PlaceId P) {
                   return Edge.Must.count(P) == 0;
                 }) != 0;
  for (PlaceId P : Edge.May)
    Changed |= To->May.insert(P).second;
  for (const auto &[P, Grows] : Edge.Written) {
    auto [It, New] = To->Written.try_emplace(P, Grows);
    Changed |= New || (It->second && !Grows);
    It->second &= Grows;
  }
  return Changed;
}

/// Notes what is known, now that it is.
void Context::JoinedFinder::settle() {
  std::set<PlaceId> May;
  State All;
  for (std::uint32_t B : C.Shape.Order) {
    State S = In[B];
    if (!S)
      continue;
    passBlock(B, *S, /*Record=*/true);
    May.insert(S->May.begin(), S->May.end());
    if (!F.Blocks[B].isExit())
      continue;
    if (!All)
      All = std::move(S);
    else
      std::erase_if(All->Must,
                    [&](PlaceId P) { return S->Must.count(P) == 0; });
  }
  if (All)
    E.Joined.assign(All->Must.begin(), All->Must.end());
  for (PlaceId P : May)
    if (!All || All->Must.count(P) == 0)
      E.MayJoin.push_back(P);
}

void Context::JoinedFinder::run() {
  findRoots();
  if (F.Blocks.empty() || (Roots.empty() && C.LoopJoins.empty()))
    return; // Nobody waits for anything.
  In[0].emplace();
  std::vector<bool> IsNew(F.Blocks.size(), false);
  IsNew[0] = true;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (std::uint32_t B : C.Shape.Order) {
      if (!IsNew[B])
        continue;
      IsNew[B] = false;
      Waited S = *In[B];
      passBlock(B, S, /*Record=*/false);
      for (std::uint32_t Next : F.Blocks[B].Successors) {
        Waited Edge = S;
        passEdge(B, Next, Edge);
        if (merge(Next, std::move(Edge)))
          Changed = IsNew[Next] = true;
      }
    }
  }
  settle();
}

/// What callers may rely on to be over at every exit, and what may be; and the
/// same for each access.
void Context::findJoined() { JoinedFinder(*this).run(); }
