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

namespace {
constexpr std::size_t MaxFacts = 24;
} // namespace

static void append(Past &Into, const Past &More) {
  for (auto List : {&Past::Signalled, &Past::Waited, &Past::Seen})
    for (PlaceId P : More.*List)
      if (!llvm::is_contained(Into.*List, P))
        (Into.*List).push_back(P);
}

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
  if (Here)
    append(Before, Here->Before);

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
        append(A.Before, {{}, By->second, {}});
      }
      A.Unplaced |= Call.Forwarded || Call.Repeated;
      for (const LockCase &Case : Cases)
        importAccess(A, Map, Case.Facts, Case.Locks, Call.Released,
                     Here ? &Here->Released : nullptr, Before, ChainOf,
                     Call.Strand, Call.Block, Call.Event);
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

/// Indices that a recursion would count up for ever become one that is not
/// known.
PlaceId Context::widen(PlaceId P) {
  const PlaceNode N = T.place(P);
  if (N.Parent == None)
    return P;
  const PlaceId Parent = widen(N.Parent);
  IntId At = N.Arg;
  if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset) {
    const IntKind K = T.integer(At).Kind;
    if (K != IntKind::Const && K != IntKind::Cell)
      At = T.atom(IntKind::Opaque, W.str("an index of a recursive call"),
                  0x7fffffff);
  }
  switch (N.Kind) {
  case PlaceKind::Index:
    return T.index(Parent, At);
  case PlaceKind::Offset:
    return T.offset(Parent, At);
  default:
    return rebase(P, N.Parent, Parent, true);
  }
}

/// Is the call a task of which each round of a loop starts one, where the loop
/// also takes one element of a container after the other? Then rounds need not
/// mean the same one.
bool Context::visitsElements(const CallInstance &Call) const {
  if (!Call.Task || Call.Strand == None || E.Strands[Call.Strand].Many)
    return false;
  const std::vector<std::uint32_t> Around = Shape.around(Call.Block);
  return !Around.empty() && llvm::any_of(AllStores, [&](const StoreEffect &S) {
    const ValueNode V = T.value(S.Value);
    const bool Moves = V.Kind == ValueKind::Unknown ||
                       (V.Kind == ValueKind::Addr && elementSteps(T, V.A) != 0);
    return Moves &&
           (S.Block == None || llvm::any_of(Around, [&](std::uint32_t L) {
              return bool(Shape.Loops[L].Contains[S.Block]);
            }));
  });
}

/// An access of a callee, in the caller's terms.
void Context::importAccess(
    const AccessEffect &A, Import &Map, const std::vector<Fact> &Facts,
    const std::vector<HeldLock> &Around,
    const std::vector<PlaceId> &ReleasedInside,
    const std::vector<PlaceId> *ReleasedBefore, const Past &Before,
    llvm::function_ref<const Frame *(const Frame *)> Chain,
    std::uint32_t Strand, std::uint32_t Block, std::uint32_t Event) {
  AccessEffect Base;
  for (Dispatch Made : A.Dispatches) {
    const std::optional<bool> Known = imported(Made, Map);
    if (Known == false)
      return;
    if (!Known)
      Base.Dispatches.push_back(Made);
  }
  const bool Recursion = W.InProgress[Map.Callee];
  const std::optional<Places> Range =
      Recursion ? withinFootprint(A.Place, Map) : std::nullopt;
  const Places Named = Range ? *Range : Map.place(A.Place);
  static_cast<AccessCore &>(Base) = A;
  Base.Kept |= A.KeptHere;
  Base.KeptHere = false;
  if (Strand == None) // The arguments are no task's.
    Base.Values = 0;
  if (A.Made == Rounds::One && Strand == None)
    Base.Made = roundsOf(Block);
  if (A.Chosen != None)
    Base.Chosen = W.InProgress[Map.Callee] ? None : Map.integer(A.Chosen);
  const bool IsOne =
      !Map.Call.uncertain() && !Map.Call.Outer && !W.InProgress[Map.Callee];
  Base.Always &=
      IsOne && (Strand != None || (!Shape.Exits.empty() && everyRun(Block)));
  Base.Certain &=
      IsOne && (Strand != None || (!E.TakesLocks && everyRun(Block)));
  Base.AtFirst &= IsOne && Before.Waited.empty() &&
                  (Strand != None || isAtFirst({Block, Event}));
  if (!A.Approximate || !A.OneOf.empty()) {
    std::set<PlaceId> All;
    for (PlaceId P : A.Approximate ? A.OneOf : std::vector<PlaceId>{A.Place})
      for (PlaceId Q : Map.place(P))
        for (PlaceId To : Places(resolve(Q)))
          All.insert(To);
    if ((A.Approximate || All.size() > 1) && All.size() <= MaxOneOf)
      Base.OneOf.assign(All.begin(), All.end());
  }
  for (PlaceId S : A.Sources)
    for (PlaceId Q : Map.place(S))
      for (PlaceId P : Places(resolve(Q)))
        Base.Sources.push_back(P);
  for (HeldLock L : A.Locks) {
    const Places Named = Map.place(L.Mutex);
    if (Named.size() != 1) {
      // One of these is held, nobody knows which.
      const bool Perhaps = isPerhapsHeld(Map.from().T, W, L);
      if ((isHeld(L.Mode) || Perhaps) && Named.size() <= MaxOneOf)
        for (PlaceId Q : Named)
          for (PlaceId P : Places(resolve(Q))) {
            const HeldLock One{P, None, L.Mode, L.Spelling};
            Base.Locks.push_back(Perhaps ? One : perhaps(One));
          }
      continue;
    }
    // What is called begins to count anew.
    if ((!Map.Call.Task || Map.Call.Outer || Recursion) &&
        phaseOf(Map.from().T, W, L.Mutex))
      continue;
    // One of several is known by the pointer that names it.
    const Places Mutex = resolve(Named.front());
    L.Mutex = Mutex.size() == 1 ? Mutex.front() : Named.front();
    L.Guard = None;
    L.If = Recursion ? Fact() : imported(L.If, Map);
    if (!llvm::is_contained(Base.Locks, L))
      Base.Locks.push_back(L);
  }
  for (PlaceId R : A.Released)
    for (PlaceId Q : Map.place(R))
      for (PlaceId P : Places(resolve(Q)))
        if (!llvm::is_contained(Base.Released, P))
          Base.Released.push_back(P);
  for (HeldLock L : Around) {
    if (isHeld(L.Mode) && llvm::any_of(Base.Released, [&](PlaceId R) {
          return mayBeSameLock(R, L.Mutex);
        }))
      continue;
    if (isTurn(L) &&
        llvm::any_of(Base.Released, [&](PlaceId R) { return isPermit(R); }))
      continue;
    L.Guard = None;
    if (!llvm::is_contained(Base.Locks, L))
      Base.Locks.push_back(L);
  }
  Base.Before = imported(A.Before, Map);
  append(Base.Before, Before);
  for (const auto *List : {&A.Joined, &A.MayJoined})
    for (PlaceId H : *List) {
      Places To;
      for (PlaceId Q : Map.place(H))
        To.append(Places(resolve(Q)));
      const bool Certain =
          List == &A.Joined && To.size() == 1 && !W.InProgress[Map.Callee] &&
          T.place(rootOf(To.front())).Kind != PlaceKind::Unknown;
      auto &Into = Certain ? Base.Joined : Base.MayJoined;
      Into.insert(Into.end(), To.begin(), To.end());
    }
  for (PlaceId P : ReleasedInside)
    Base.Released.push_back(P);
  if (ReleasedBefore)
    Base.Released.insert(Base.Released.end(), ReleasedBefore->begin(),
                         ReleasedBefore->end());
  for (const Fact &Known : A.Facts)
    Base.Facts.push_back(
        {Known.Op, Map.integer(Known.Lhs), Map.integer(Known.Rhs)});
  for (const Fact &Known : Facts)
    if ((Base.Facts.size() < MaxFacts || W.Unrolling) &&
        !llvm::is_contained(Base.Facts, Known))
      Base.Facts.push_back(Known);
  bool Deeper = false;
  if (Recursion) {
    // What the arguments rule out is not done by this call; by those below it
    // it is once more, as theirs.
    if (llvm::any_of(Base.Facts, [&](const Fact &Known) {
          return decided(T, Known) == false;
        }))
      return;
    // Of one number, it may be that no call below has it.
    Deeper = !Range && llvm::any_of(Base.Facts, [&](const Fact &Known) {
      return Known.Op == CompareOp::Equal && decided(T, Known) != true;
    });
    Base.Facts = Range ? Facts : std::vector<Fact>();
    llvm::erase_if(Base.Locks, [&](const HeldLock &L) {
      return T.place(rootOf(L.Mutex)).Kind != PlaceKind::Global &&
             T.place(rootOf(L.Mutex)).Kind != PlaceKind::Param &&
             T.place(rootOf(L.Mutex)).Kind != PlaceKind::This;
    });
  }
  for (std::size_t N = 0; N != Named.size(); ++N) {
    const PlaceId Q = Named[N];
    const Places To = resolve(Q);
    for (std::size_t K = 0; K != To.size(); ++K) {
      PlaceId P = To[K];
      const bool Last = N + 1 == Named.size() && K + 1 == To.size();
      AccessEffect Out = Last ? std::move(Base) : Base;
      if (Range) {
        Out.Sources.clear();
      } else if (Recursion) {
        // A lambda speaks of its captures; whose these are is shorter again.
        P = depth(P) > Map.depth(A.Place) && !F.IsLambda
                ? unknownPlace("a recursive call follows a linked structure")
                : widen(P);
        Out.Sources.clear();
      }
      Out.Place = P;
      Out.Via = Named.size() == 1 ? Q : None;
      Out.Keeper = Named.size() == 1 ? keeperOf(Q) : None;
      Out.Approximate |= Named.size() > 1 || To.size() > 1;
      // It touches some elements, nobody knows which; or perhaps none.
      if (Range || Deeper) {
        Out.Approximate = true;
        Out.OneOf.clear();
      }
      // The same object is certain only if this is where it was chosen.
      if (A.Approximate || Range || Deeper)
        Out.Via = None;
      // An element that the callee does not choose itself.
      if (elementSteps(T, P) > Map.elements(A.Place) &&
          visitsElements(Map.Call)) {
        Out.Approximate = true;
        Out.Via = None;
        Out.OneOf.clear();
      }
      Out.Chain = Chain(A.Chain);
      if (Map.Chosen && !Map.Call.Common.count(commonKey(Out)))
        Out.Dispatches.push_back(*Map.Chosen);
      addAccess(std::move(Out), Strand, Block, Event);
    }
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
      append(Out.Before, It->second.Before);
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

/// The callee's relations that its own context could not decide.
void Context::importRelations() {
  // What is called twice with the same arguments does the same twice, unless
  // it runs a callable that is found by the place of the call.
  using Made = std::tuple<FunctionIx, ValueId, PlaceId, std::vector<ValueId>,
                          std::uint32_t, std::vector<std::uint32_t>>;
  std::set<Made> Known;
  const std::size_t Count = Calls.size();
  for (std::size_t I = 0; I != Count; ++I)
    for (CallInstance::Resolved &R : Calls[I].Callees) {
      if (!R.Map || W.InProgress[R.Function])
        continue;
      CallInstance &Call = Calls[I];
      Import &Map = *R.Map;
      const Effects &From = *R.From;
      const SourcePos CallPos =
          Call.Task ? W.P.Functions[R.Function].Pos : Call.Pos;
      auto ChainOf = [&](const Frame *Inner) {
        return W.join(Call.Outer, W.frame(R.Function, CallPos, Inner));
      };
      // The call may be one of a recursion that ends here.
      std::vector<Fact> Facts;
      if (W.Unrolling && (Call.Strand == None || Call.Strand < OwnStrands)) {
        Facts = Call.Facts;
        Facts.insert(Facts.end(), FactsIn[Call.Block].begin(),
                     FactsIn[Call.Block].end());
      }
      std::set<std::uint32_t> Filled;
      auto Bring = [&](std::uint32_t S) {
        const std::uint32_t To = Map.strand(S);
        if (!Filled.insert(To).second)
          return To;
        const Strand Source = From.Strands[S];
        const Past Started = imported(Past{{}, Source.Waited, {}}, Map);
        E.Strands[To].Waited = Started.Waited;
        for (std::uint32_t N : Source.Accesses)
          if (!isOwnThreads(From, N) || Call.Strand == None)
            importAccess(From.All[N], Map, Facts, {}, {}, nullptr, Started,
                         ChainOf, To, Call.Block, Call.Event);
        for (std::uint32_t N : Source.Opaques) {
          const OpaqueEffect &O = From.AllOpaque[N];
          addOpaque(O.Reason, O.Pos, ChainOf(O.Chain), To, Call.Block,
                    Call.Event);
        }
        return To;
      };
      auto BlockingGroup = [&](std::uint32_t S) {
        const std::uint32_t G = From.Strands[S].Group;
        return G == None || From.Groups[G].Blocking;
      };
      ++W.CallersSeen[R.Function];
      const bool Plain = llvm::none_of(From.Relations, [&](const Relation &Q) {
        return !From.Strands[Q.A].Pendings.empty() ||
               !From.Strands[Q.B].Pendings.empty();
      });
      const bool Again =
          Plain && !Known
                        .insert({R.Function, R.This, R.Closure, Call.Args,
                                 Call.Strand, Shape.around(Call.Block)})
                        .second;
      for (const Relation &Old : From.Relations) {
        if (Again)
          break;
        Map.lift(true, BlockingGroup(Old.A) && BlockingGroup(Old.B));
        Relation New;
        New.A = Bring(Old.A);
        New.B = Bring(Old.B);
        New.Instances = Old.Instances;
        New.Doubtful = Old.Doubtful;
        New.Later = Old.Later;
        for (std::uint32_t L : Old.InstanceLoops)
          New.InstanceLoops.push_back(Map.loop(L));
        for (std::uint32_t L : Old.SharedLoops)
          New.SharedLoops.push_back(Map.loop(L));
        for (std::uint32_t G : Old.OuterGroups)
          New.OuterGroups.push_back(Map.group(G));
        if (Call.Strand != None && E.Strands[Call.Strand].Group != None)
          New.OuterGroups.push_back(E.Strands[Call.Strand].Group);
        Relations.push_back(std::move(New));
        Map.lift(false);
      }
      // Tasks that the callee leaves running.
      for (const Running &Old : From.Live) {
        Map.lift(true, false);
        LiveItem Item;
        Item.By = &Call;
        Item.Block = Call.Block;
        Item.Event = Call.Event;
        Item.Doubtful = Old.Doubtful;
        Item.Several = Old.Several || Call.Repeated || Call.Callees.size() > 1;
        for (std::uint32_t S : Old.Strands)
          Item.Strands.push_back(Bring(S));
        for (PlaceId H : Old.Handles) {
          if (H == None) {
            Item.Handles.push_back(None);
            continue;
          }
          for (PlaceId Q : Map.place(H))
            for (PlaceId P : Places(resolve(Q)))
              Item.Handles.push_back(P);
        }
        Map.lift(false);
        if (Call.Strand == None) {
          ItemsAt[{Call.Block, Call.Event}].push_back(
              static_cast<std::uint32_t>(Items.size()));
          Items.push_back(std::move(Item));
        } else {
          const StringId Why = W.str("starts tasks that outlive it");
          addOpaque(Why, Call.Pos, Call.Outer, Call.Strand, Call.Block,
                    Call.Event);
          // Those that nobody waits for run beside more than is known here.
          auto IsKept = [&](PlaceId H) {
            const PlaceNode Root =
                H == None ? PlaceNode{PlaceKind::Unknown} : T.place(rootOf(H));
            return Root.Kind != PlaceKind::Unknown &&
                   !(Root.Kind == PlaceKind::Local &&
                     E.Locals[Root.Arg].Callee);
          };
          if (llvm::all_of(Item.Handles, IsKept))
            continue;
          for (std::uint32_t S : Item.Strands) {
            auto IsOwn = [&](std::uint32_t N) {
              const PlaceNode Root = T.place(rootOf(E.All[N].Place));
              return Root.Kind == PlaceKind::Local &&
                     E.Locals[Root.Arg].Strand == S;
            };
            if (E.Strands[S].Opaques.empty() && E.Strands[S].Pendings.empty() &&
                llvm::all_of(E.Strands[S].Accesses, IsOwn))
              continue;
            Strand Beside;
            Beside.Parent = true;
            Beside.Group = E.Strands[S].Group;
            Relation R;
            R.A = S;
            R.B = static_cast<std::uint32_t>(E.Strands.size());
            R.Doubtful = true;
            E.Strands.push_back(std::move(Beside));
            addOpaque(Why, Call.Pos, Call.Outer, R.B, Call.Block, Call.Event);
            addRelation(std::move(R));
          }
        }
      }
    }
}
