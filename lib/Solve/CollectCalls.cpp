//===- CollectCalls.cpp - What calls add to a function --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

/// Access number \p N of a callee is to a thread-local of the thread that runs
/// it: when tasks run it, each has its own.
bool Context::isOwnThreads(const Effects &From, std::uint32_t N) const {
  PlaceId P = From.All[N].Place;
  for (; From.T.place(P).Parent != None; P = From.T.place(P).Parent)
    if (From.T.place(P).Kind == PlaceKind::Deref)
      return false;
  const PlaceNode Root = From.T.place(P);
  return Root.Kind == PlaceKind::Global && W.P.Globals[Root.Arg].ThreadLocal;
}

/// Is it one of the stages that a library keeps, all of which it runs?
static bool isListed(const Terms &T, const Workspace &W,
                     const CallInstance &Call) {
  if (Call.Target == None)
    return false;
  const ValueNode V = T.value(Call.Target);
  if (V.Kind != ValueKind::Addr && V.Kind != ValueKind::Load)
    return false;
  for (PlaceId P = V.A; P != None; P = T.place(P).Parent)
    if (T.place(P).Kind == PlaceKind::Field &&
        W.text(T.place(P).Arg) == "__stages")
      return true;
  return false;
}

/// The objects that one or another of several writes, whatever is the case and
/// without a lock; nothing if one of them may write none.
static std::set<PlaceId> writtenByEach(Context &C, const CallInstance &Call) {
  std::set<PlaceId> Out;
  for (const CallInstance::Resolved &R : Call.Callees) {
    const std::size_t Before = Out.size();
    if (R.Map && !C.W.InProgress[R.Function] && Call.Facts.empty() &&
        Call.Locks.empty())
      for (std::uint32_t N : R.From->Accesses) {
        const AccessEffect &A = R.From->All[N];
        if (A.Kind != AccessKind::Write || A.Approximate || !A.Locks.empty() ||
            !A.Facts.empty() || !A.Dispatches.empty())
          continue;
        for (PlaceId Named : Places(R.Map->place(A.Place)))
          if (const Places To = C.resolve(Named); To.size() == 1)
            Out.insert(To.front());
      }
    if (Out.size() == Before)
      return {};
  }
  return Out;
}

void Context::collectCall(CallInstance &Call) {
  const LockState *Here = nullptr;
  if (Call.Strand == None)
    if (auto It = LocksAt.find({Call.Block, Call.Event}); It != LocksAt.end())
      Here = &It->second;
  // What holds around the call, and what is held.
  std::vector<Fact> Facts = Call.Facts;
  if (Call.Strand == None || Call.Strand < OwnStrands)
    Facts.insert(Facts.end(), FactsIn[Call.Block].begin(),
                 FactsIn[Call.Block].end());
  auto MayBeReleased = [&](const std::vector<PlaceId> &Released, PlaceId M) {
    return llvm::any_of(Released, [&](PlaceId R) {
      return llvm::any_of(Places(resolve(R)),
                          [&](PlaceId Q) { return mayBeSameLock(Q, M); });
    });
  };
  auto Permit = [&](PlaceId P) { return isPermit(P); };
  std::vector<HeldLock> Around;
  for (HeldLock L : Call.Locks) {
    const Places Mutex = resolve(L.Mutex);
    if (Mutex.size() != 1)
      continue;
    L.Mutex = Mutex.front();
    Around.push_back(L);
  }
  if (Here)
    for (const HeldLock &L : Here->Held)
      if (isHeld(L.Mode) ? !MayBeReleased(Call.Released, L.Mutex)
                         : !isTurn(L) || llvm::none_of(Call.Released, Permit))
        Around.push_back(L);

  std::vector<LockCase> Cases =
      Here ? casesOf(Here->Perhaps) : std::vector<LockCase>(1);
  for (LockCase &Case : Cases) {
    Case.Facts.insert(Case.Facts.end(), Facts.begin(), Facts.end());
    llvm::erase_if(Case.Locks, [&](const HeldLock &L) {
      return isHeld(L.Mode) && MayBeReleased(Call.Released, L.Mutex);
    });
    Case.Locks.insert(Case.Locks.begin(), Around.begin(), Around.end());
  }

  Past Before = Call.Before;
  std::vector<PlaceId> Released = Call.Released;
  if (Here) {
    Released.insert(Released.end(), Here->Released.begin(),
                    Here->Released.end());
    Before.append(Here->Before);
  }

  for (const std::string &Reason : Call.Reasons)
    addOpaque(W.str(Reason), Call.Pos, Call.Outer, Call.Strand, Call.Block,
              Call.Event);
  if (Call.Waiting)
    collectPending(Call);

  findCommon(Call);
  const std::vector<PlaceId> Each = oneForEach(Call);
  const bool Always =
      Call.Strand != None || (!E.TakesLocks && everyRun(Call.Block));
  // Of which object it depends which of them runs.
  const PlaceId Slot = !Call.Waiting && !Call.Perhaps && Call.Callees.size() > 1
                           ? slotOf(Call)
                           : None;
  const bool RunsAll = isListed(T, W, Call);
  const std::set<PlaceId> Written = Call.Callees.size() > 1
                                        ? writtenByEach(*this, Call)
                                        : std::set<PlaceId>();
  const bool OneForAll = Call.Callees.size() > 1 &&
                         (RunsAll || !Written.empty()) && isOneForAll(Call);
  for (CallInstance::Resolved &R : Call.Callees) {
    if (!R.Map)
      continue;
    Import &Map = *R.Map;
    const FunctionIx Callee = R.Function;
    const SourcePos CallPos = Call.Task ? W.P.Functions[Callee].Pos : Call.Pos;
    std::map<const Frame *, const Frame *> Chains;
    auto ChainOf = [&](const Frame *Inner) {
      auto [It, New] = Chains.try_emplace(Inner, nullptr);
      if (New)
        It->second = W.join(Call.Outer, W.frame(Callee, CallPos, Inner));
      return It->second;
    };
    for (std::uint32_t N : R.From->Opaques) {
      const OpaqueEffect &O = R.From->AllOpaque[N];
      addOpaque(O.Reason, O.Pos, ChainOf(O.Chain), Call.Strand, Call.Block,
                Call.Event);
    }
    const auto FirstNew = static_cast<std::uint32_t>(E.All.size());
    const bool Divided = Cases.size() > 1;
    if (Slot != None)
      Map.Chosen = Dispatch{Slot, Callee};
    for (std::uint32_t N : R.From->Accesses) {
      if (isOwnThreads(*R.From, N) && Call.Strand != None)
        continue;
      AccessEffect A = R.From->All[N];
      // What the callee's tasks do comes after what it waits for first.
      if (auto By = R.From->ByTasks.find(N); By != R.From->ByTasks.end()) {
        A.AtFirst = false;
        A.Unplaced = true;
        A.Before.append({{}, By->second, {}, {}});
      }
      A.Unplaced |= Call.Forwarded || Call.Repeated;
      for (const LockCase &Case : Cases)
        importAccess(A, Map,
                     {Case.Facts, Case.Locks, Released, Before, ChainOf,
                      Call.Strand, Call.Block, Call.Event});
    }
    for (auto N = FirstNew; Divided && N != E.All.size(); ++N)
      E.All[N].Always = false;
    Map.Chosen.reset();
    if (Call.uncertain() && Slot == None)
      for (auto N = FirstNew; N != E.All.size(); ++N)
        if (!Call.Common.count(commonKey(E.All[N]))) {
          // Two accesses of one callee are made by two tasks that found it.
          const bool Made = RunsAll || (E.All[N].Kind == AccessKind::Write &&
                                        Written.count(E.All[N].Place));
          E.All[N].Via =
              OneForAll && Made && !E.All[N].Approximate
                  ? T.field(E.All[N].Place, W.P.Functions[Callee].Key)
                  : None;
          E.All[N].Approximate = true;
          E.All[N].OneOf.clear();
          if (llvm::is_contained(Each, E.All[N].Place) && Always &&
              E.All[N].Kind == AccessKind::Write && E.All[N].Locks.empty()) {
            E.All[N].OneOf = Each;
            E.All[N].Certain = true;
          }
        }
    if (Call.Strand != None && Call.Strand >= OwnStrands)
      for (auto N = FirstNew; N != E.All.size(); ++N)
        FromPending.insert(N);
  }
}

void Context::collectPending(CallInstance &Call) {
  PendingCall Out;
  Out.Target = Call.Target;
  Out.This = Call.This;
  Out.Args = Call.Args;
  Out.Result = Call.Result;
  Out.Spelling = Call.Spelling;
  Out.Pos = Call.Pos;
  Out.Chain = Call.Outer;
  Out.Locks = Call.Locks;
  Out.Released = Call.Released;
  Out.Before = Call.Before;
  Out.Facts = Call.Facts;
  Out.Perhaps = Call.Perhaps;
  if (Call.Strand == None) {
    if (auto It = LocksAt.find({Call.Block, Call.Event}); It != LocksAt.end()) {
      Out.Locks.insert(Out.Locks.end(), It->second.Held.begin(),
                       It->second.Held.end());
      for (HeldLock L : It->second.Perhaps) {
        L.If = Fact();
        Out.Locks.push_back(perhaps(L));
      }
      Out.Released.insert(Out.Released.end(), It->second.Released.begin(),
                          It->second.Released.end());
      Out.Before.append(It->second.Before);
    }
    Out.Facts.insert(Out.Facts.end(), FactsIn[Call.Block].begin(),
                     FactsIn[Call.Block].end());
  }
  const auto Number = static_cast<std::uint32_t>(E.AllPending.size());
  E.AllPending.push_back(std::move(Out));
  if (Call.Strand == None)
    PendingsAt[{Call.Block, Call.Event}].push_back(Number);
  else
    E.Strands[Call.Strand].Pendings.push_back(Number);
}
