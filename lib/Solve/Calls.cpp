//===- Calls.cpp - Who is called ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Targets of indirect calls are found through the contents of cells, and the
// stores of a new callee may change what cells hold, so both go round until
// nothing new is found.
//
//===----------------------------------------------------------------------===//

#include "Context.h"
#include "Footprints.h"

#include "aether-analysis/ReturnedByTask.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

Context::Context(Workspace &W, FunctionIx Fn)
    : W(W), Fn(Fn), F(W.P.Functions[Fn]), Result(std::make_unique<Effects>()),
      E(*Result), T(E.T), Shape(F) {
  T = F.T;
  for (const Local &L : F.Locals) {
    LocalInfo Info;
    Info.Name = L.Name;
    Info.Type = L.Type;
    Info.Pos = L.Pos;
    E.Locals.push_back(Info);
  }
  for (const Loop &L : F.Loops)
    E.Loops.push_back(
        {L, L.Once ? LoopInfo::Role::Shared : LoopInfo::Role::Own});
  for (std::uint32_t I = 0; I != F.Parallels.size(); ++I)
    E.Groups.push_back({Fn, I, F.Parallels[I].Dimensions,
                        F.Parallels[I].Blocking, F.Parallels[I].Unsequenced});
}

void Context::run() {
  findMentions();
  findCalls();
  if (W.TakesNodes)
    findTaken();
  OwnStrands = static_cast<std::uint32_t>(E.Strands.size());
  for (unsigned Round = 0; Round != 8; ++Round) {
    indexStores();
    if (Round == 0)
      settleArguments();
    if (!resolveCalls() && !addOpenCalls())
      break;
  }
  indexStores();
  dropOverriders();
  doubtOpenCalls();
  findFacts();
  findLocks();
  findPhases();
  collect();
  findExposed();
  findLeftBehind();
  findUnshared();
  if (W.TakesNodes)
    findReadAnew();
  findRelations();
  finishIndices();
  exportEffects();
}

void Context::findCalls() {
  for (std::uint32_t B : Shape.Order)
    for (std::uint32_t I = 0; I != F.Blocks[B].Events.size(); ++I) {
      const Event &Ev = F.Blocks[B].Events[I];
      if (const auto *S = std::get_if<Store>(&Ev)) {
        const bool First = B == 0 && Shape.Predecessors[0].empty();
        addStore({S->To, S->Value, First, B, I, S->Pos});
      } else if (const auto *C = std::get_if<Call>(&Ev)) {
        CallInstance Out;
        Out.Block = B;
        Out.Event = I;
        Out.Callee = C->Callee;
        Out.Target = C->Target;
        Out.This = C->This;
        Out.Args = C->Args;
        Out.Result = T.root(PlaceKind::Result, C->Result);
        Out.Virtual = C->Virtual;
        Out.Perhaps = C->Perhaps;
        Out.Repeated = C->Repeated;
        Out.Spelling = C->Spelling;
        Out.Pos = C->Pos;
        Calls.push_back(std::move(Out));
      } else if (const auto *P = std::get_if<Parallel>(&Ev)) {
        addTasks(B, I, P->Index);
      } else if (const auto *R = std::get_if<Return>(&Ev)) {
        if (R->Value != None && !llvm::is_contained(E.Returns, R->Value))
          E.Returns.push_back(R->Value);
      }
    }
}

void Context::addTasks(std::uint32_t Block, std::uint32_t Event,
                       std::uint32_t Index) {
  const ParallelCall &Par = F.Parallels[Index];
  const bool AsksForResults =
      Par.Handle != None && llvm::any_of(T.Places, [&](const PlaceNode &N) {
        return N.Kind == PlaceKind::Field && W.text(N.Arg) == ReturnedByTask;
      });
  for (const ParallelCall::Task &Task : Par.Tasks) {
    std::uint32_t S = None;
    Strand New;
    New.Group = Index;
    New.Many = Task.Many;
    New.SharesIndices = Task.SharesIndices;
    New.Sequential = Task.Sequential;
    S = static_cast<std::uint32_t>(E.Strands.size());
    E.Strands.push_back(New);

    for (const ParallelCall::Binding &Bind : Task.Bindings) {
      const PlaceNode Root = T.place(rootOf(Bind.Cell));
      if (Root.Kind == PlaceKind::Local)
        E.Locals[Root.Arg].Strand = S;
      addStore({Bind.Cell, Bind.Value, false, Block, Event, Par.Pos});
    }
    // A temporary that nothing else names is made for the task.
    for (ValueId V : Task.Args)
      if (V != None && T.value(V).Kind == ValueKind::Addr) {
        const PlaceId Root = rootOf(T.value(V).A);
        const PlaceNode N = T.place(Root);
        if (N.Kind != PlaceKind::Local || N.Arg >= F.Locals.size() ||
            !W.text(F.Locals[N.Arg].Name).empty())
          continue;
        auto It = Mentions.find(Root);
        bool Stored = false;
        for (const StoreEffect &St : AllStores)
          Stored |= rootOf(St.To) == Root && St.Event != Event;
        if (It != Mentions.end() &&
            It->second == std::make_pair(Block, Event) && !Stored)
          E.Locals[N.Arg].Strand = S;
      }
    if (!Task.Callee && Task.Callable == None)
      continue; // What the library does itself is collected later.

    CallInstance Out;
    Out.Strand = Task.Sequential ? None : S;
    Out.Block = Block;
    Out.Event = Event;
    Out.Callee = Task.Callee;
    Out.Target = Task.Callee ? None : Task.Callable;
    Out.This = Task.Callable;
    Out.Args = Task.Args;
    Out.Task = true;
    // A pointer to a virtual member function calls the overrider.
    Out.Virtual = Task.Callee && W.P.Candidates.count(Task.Callee) != 0;
    Out.Spelling = Par.Callee;
    Out.Pos = Par.Pos;
    LocalInfo Info;
    Info.Strand = S;
    Info.Callee = true;
    Out.Result = AsksForResults ? T.field(Par.Handle, W.str(ReturnedByTask))
                                : T.root(PlaceKind::Local, newLocal(Info));
    if (Task.OwnCopy && Task.Callable != None &&
        T.value(Task.Callable).Kind != ValueKind::Int) {
      // Each task has a copy of the object; what it points to is shared.
      const ValueNode Object = T.value(Task.Callable);
      const bool IsObject =
          (Object.Kind == ValueKind::Load && Task.Callee) ||
          (Object.Kind == ValueKind::Addr &&
           T.place(rootOf(Object.A)).Kind != PlaceKind::Function);
      if (IsObject &&
          std::none_of(Task.Args.begin(), Task.Args.end(),
                       [&](ValueId V) { return V == Task.Callable; })) {
        const PlaceId Copy = T.root(PlaceKind::Local, newLocal(Info));
        const PlaceId Source = T.pointee(Task.Callable, 0);
        addStore({Copy, T.load(Source), false, Block, Event, Par.Pos});
        Out.This = T.addr(Copy);
        if (!Task.Callee)
          Out.Target = Out.This;
      }
    }
    Calls.push_back(std::move(Out));
  }
}

bool Context::isFromCaller(ValueId V) {
  if (V == None)
    return false;
  const ValueNode N = T.value(V);
  if (N.Kind == ValueKind::Addr || N.Kind == ValueKind::Load) {
    for (PlaceId P : Places(resolve(N.A))) {
      const PlaceKind K = T.place(rootOf(P)).Kind;
      if (K == PlaceKind::Param || K == PlaceKind::This)
        return true;
    }
  }
  return false;
}

/// A callable that calls itself through a variable is handed on again and
/// again. The numbers that it counts with become ones that are not known; then
/// it is the same call once more, and nothing new comes of it.
bool Context::isRepeated(CallInstance &Call, FunctionIx From) {
  unsigned Rounds = 0;
  for (const Frame *F = Call.Outer; F; F = F->Inner)
    Rounds += F->Callee == From;
  if (Rounds < 2)
    return false;
  for (std::uint32_t N = 0; N != Call.Args.size(); ++N) {
    const ValueId V = Call.Args[N];
    if (V == None || T.value(V).Kind != ValueKind::Int)
      continue;
    // A number that stays the same may be a choice; others are counted down.
    if (Rounds < 4 && T.integer(T.value(V).A).Kind == IntKind::Const)
      continue;
    Call.Args[N] = T.integerValue(
        T.atom(IntKind::Opaque, W.str("an argument of a recursive call"),
               0x7ffffffe - N));
  }
  Call.Facts.clear();
  return llvm::any_of(Calls, [&](const CallInstance &Old) {
    return Old.Strand == Call.Strand && Old.Block == Call.Block &&
           Old.Event == Call.Event && !Old.Callee &&
           Old.Target == Call.Target && Old.This == Call.This &&
           Old.Args == Call.Args && Old.Facts.empty() &&
           Old.Released == Call.Released &&
           // With more locks held it does what it does without them.
           llvm::all_of(Old.Locks, [&](const HeldLock &L) {
             return llvm::is_contained(Call.Locks, L);
           });
  });
}

/// Is \p P, of a callee, a part of what each task of \p Strand has for itself?
static bool isOfTask(const Effects &From, PlaceId P, std::uint32_t Strand) {
  for (; From.T.place(P).Parent != None; P = From.T.place(P).Parent)
    if (From.T.place(P).Kind == PlaceKind::Deref)
      return false;
  const PlaceNode Root = From.T.place(P);
  return Root.Kind == PlaceKind::Local &&
         From.Locals[Root.Arg].Strand == Strand &&
         !From.Locals[Root.Arg].Escapes;
}

/// Where a callee stores what. A recursion stores any element of the range that
/// it keeps to in any other.
std::pair<Places, ValueId> Context::importStore(const StoreEffect &S,
                                                Import &Map) {
  const std::optional<Places> Range =
      W.InProgress[Map.Callee] ? withinFootprint(S.To, Map) : std::nullopt;
  if (!Range)
    return {Map.place(S.To), Map.value(S.Value)};
  const ValueNode V = Map.from().T.value(S.Value);
  if (V.Kind == ValueKind::Int &&
      Map.from().T.integer(V.A).Kind != IntKind::Const)
    return {*Range, T.unknown(W.str("a number that a recursion stores"))};
  if (V.Kind == ValueKind::Load && Footprint::element(Map.from().T, V.A)) {
    const auto From = withinFootprint(V.A, Map);
    return {*Range, From && From->size() == 1
                        ? T.load(From->front())
                        : T.unknown(W.str("what a recursion stores"))};
  }
  return {*Range, Map.value(S.Value)};
}

/// Brings in what \p Fn stores, returns and leaves to be resolved.
bool Context::addCallee(CallInstance &Call, FunctionIx Callee, ValueId This,
                        PlaceId Closure) {
  for (const CallInstance::Resolved &R : Call.Callees)
    if (R.Function == Callee && R.This == This && R.Closure == Closure)
      return false;
  CallInstance::Resolved R;
  R.Function = Callee;
  R.This = This;
  R.Closure = Closure;
  R.From = W.Of[Callee].get();
  if (!R.From) {
    // The first round through a recursion: nothing is known yet.
    if (!W.InProgress[Callee])
      Call.Limits.insert("calls `" + W.text(W.P.Functions[Callee].Name) +
                         "`, which could not be followed");
    Call.Callees.push_back(std::move(R));
    return false;
  }
  if (mayStartAbove(Call, Callee))
    Call.Limits.insert("whether the part that `" +
                       W.text(W.P.Functions[Callee].Name) +
                       "` is called for begins before its end is not known");
  R.Map = std::make_unique<Import>(*this, Callee, *R.From, Call, This, Closure);
  Import &Map = *R.Map;
  const Effects &From = *R.From;
  Call.Callees.push_back(std::move(R));

  const bool First = Call.Strand == None && Call.Block == 0 &&
                     Shape.Predecessors[0].empty() && !Call.Outer &&
                     Call.Callees.size() == 1 && !Call.Virtual;
  for (const StoreEffect &S : From.Stores) {
    const auto [To, V] = importStore(S, Map);
    for (PlaceId P : To) {
      StoreEffect New{P,
                      V,
                      First && S.Must && To.size() == 1,
                      Call.Block,
                      Call.Event,
                      S.Pos,
                      true,
                      S.Fresh,
                      S.InLoop,
                      S.Late || Call.Strand != None || !From.Live.empty()};
      New.Sure =
          S.Sure && To.size() == 1 && Call.Callees.size() == 1 && !Call.Virtual;
      New.Appends = S.Appends;
      New.Form = S.Form;
      New.Reset = S.Reset;
      addStore(std::move(New));
    }
  }
  E.StoresAnywhere |= From.StoresAnywhere;
  if (From.CallsUnseen)
    noteUnseen(Call);
  for (ValueId V : From.Returns)
    if (Call.Result != None)
      addStore(
          {Call.Result, Map.value(V), false, Call.Block, Call.Event, Call.Pos});
  for (StringId A : From.Assumptions)
    if (!llvm::is_contained(E.Assumptions, A))
      E.Assumptions.push_back(A);

  auto Forward = [&](const PendingCall &P, std::uint32_t Strand) {
    CallInstance Out;
    Out.Strand = Strand;
    Out.Forwarded = true;
    Out.Block = Call.Block;
    Out.Event = Call.Event;
    Out.Target = Map.value(P.Target);
    Out.This = Map.value(P.This);
    for (ValueId V : P.Args)
      Out.Args.push_back(Map.value(V));
    const Places To = P.Result == None ? Places() : Map.place(P.Result);
    Out.Result = To.size() == 1 ? To.front() : None;
    Out.Spelling = P.Spelling;
    Out.Pos = P.Pos;
    Out.Outer = W.join(Call.Outer, W.frame(Callee, Call.Pos, P.Chain));
    for (HeldLock L : P.Locks) {
      const Places Mutex = Map.place(L.Mutex);
      if (Mutex.size() != 1)
        continue;
      L.Mutex = Mutex.front();
      L.Guard = None;
      L.If = imported(L.If, Map);
      Out.Locks.push_back(L);
    }
    for (PlaceId Q : P.Released)
      for (PlaceId M : Map.place(Q))
        Out.Released.push_back(M);
    Out.Before = imported(P.Before, Map);
    Out.Perhaps = P.Perhaps;
    for (const Fact &Known : P.Facts)
      Out.Facts.push_back(imported(Known, Map));
    // What was held, and known, when a callee made the call itself.
    if (Strand == Call.Strand) {
      for (const HeldLock &L : Call.Locks)
        if (isHeld(L.Mode) && P.Released.empty())
          Out.Locks.push_back(L);
      for (PlaceId M : Call.Released)
        if (!llvm::is_contained(Out.Released, M))
          Out.Released.push_back(M);
      Out.Facts.insert(Out.Facts.end(), Call.Facts.begin(), Call.Facts.end());
    }
    if (isRepeated(Out, Callee))
      return;
    if (Calls.size() > std::size_t(64) * W.Options.MaxCallDepth) {
      Call.Limits.insert("hands on more callables than are followed");
      return;
    }
    Calls.push_back(std::move(Out));
  };
  if (W.InProgress[Callee] && (!From.Pendings.empty() || !From.Live.empty()))
    Call.Limits.insert("calls `" + W.text(W.P.Functions[Callee].Name) +
                       "` recursively, with callables or tasks handed on");
  if (!W.InProgress[Callee])
    for (std::uint32_t P : From.Pendings)
      Forward(From.AllPending[P], Call.Strand);
  // Parallel calls of the callee whose callable only we know.
  if (!W.InProgress[Callee])
    for (std::uint32_t S = 0; S != From.Strands.size(); ++S)
      if (!From.Strands[S].Pendings.empty()) {
        const bool Blocking = From.Strands[S].Group == None ||
                              From.Groups[From.Strands[S].Group].Blocking;
        Map.lift(true, Blocking);
        const std::uint32_t Lifted = Map.strand(S);
        // What a task has for itself is another object here than where the
        // callee's effects are a part of the call.
        for (const StoreEffect &Put : From.Stores)
          if (isOfTask(From, Put.To, S)) {
            const ValueId V = Map.value(Put.Value);
            for (PlaceId P : Places(Map.place(Put.To))) {
              StoreEffect New{P,       V,    false,     Call.Block, Call.Event,
                              Put.Pos, true, Put.Fresh, Put.InLoop, true};
              New.Appends = Put.Appends;
              New.Form = Put.Form;
              New.Reset = Put.Reset;
              addStore(std::move(New));
            }
          }
        for (std::uint32_t P : From.Strands[S].Pendings)
          Forward(From.AllPending[P], Lifted);
        Map.lift(false);
      }
  return true;
}

/// Finds the functions that calling \p V runs. \p Object is the callable
/// object on the way, if there is one.
bool Context::resolveTarget(CallInstance &Call, ValueId V) {
  struct Walk {
    Context &C;
    CallInstance &Call;
    bool Changed = false;
    /// What is looked for is what was called, or held, there.
    const CallInstance *When = &Call;
    std::set<std::tuple<ValueId, ValueId, PlaceId, Spot>> Seen = {};

    void unresolved() {
      Call.Reasons.insert("calls `" + C.W.text(Call.Spelling) +
                          "`, which could not be resolved");
    }
    void value(ValueId V, ValueId Object, PlaceId Closure) {
      if (!Seen.insert({V, Object, Closure, {When->Block, When->Event}}).second)
        return;
      const ValueNode N = C.T.value(V);
      switch (N.Kind) {
      case ValueKind::Addr:
        for (PlaceId P : Places(C.resolve(N.A)))
          object(P, Object, Closure);
        return;
      case ValueKind::Load:
        for (PlaceId P : Places(C.resolve(N.A)))
          cell(P, Object);
        return;
      case ValueKind::Choice:
        for (ValueId Option : std::vector<ValueId>(C.T.choice(N)))
          value(Option, Object, Closure);
        return;
      case ValueKind::Int:
        if (C.T.integer(N.A).Kind == IntKind::Const)
          return; // A null pointer is not called.
        unresolved();
        return;
      default:
        unresolved();
      }
    }
    void object(PlaceId P, ValueId Object, PlaceId Closure) {
      const PlaceNode N = C.T.place(P);
      if (N.Kind == PlaceKind::Function) {
        const FunctionIx Fn = C.W.P.find(N.Arg);
        if (Fn == None) {
          Changed |= C.addUnseen(Call);
          Call.Reasons.insert("calls `" + C.W.text(Call.Spelling) +
                              "`, whose body was not seen");
          return;
        }
        Changed |=
            C.addCallee(Call, Fn, Object == None ? Call.This : Object, Closure);
        return;
      }
      cell(P, C.T.addr(P));
    }
    /// Where \p V, a copy of another variable, was put into \p P; nowhere if
    /// that is not known.
    std::vector<Spot> madeAt(PlaceId P, ValueId V) {
      std::vector<Spot> Out;
      if (C.T.value(V).Kind == ValueKind::Load)
        for (const auto &[To, Number] : C.storesTo(P)) {
          const StoreEffect &S = C.AllStores[Number];
          if (S.Value != V)
            continue;
          if (S.Block == None || S.Late)
            return {};
          Out.push_back({S.Block, S.Event});
        }
      return Out;
    }
    void cell(PlaceId P, ValueId Object) {
      if (C.T.place(P).Kind == PlaceKind::Unknown) {
        unresolved();
        return;
      }
      const Content Held = C.contents(P, When);
      Call.HeldIn.insert(C.rootOf(P));
      for (ValueId V : Held.Values) {
        auto Follow = [&] {
          auto It = Held.Closures.find(V);
          if (It == Held.Closures.end())
            return value(V, Object, None);
          for (PlaceId Closure : It->second)
            value(V, Object, Closure);
        };
        // A copy holds what there was when it was made.
        const CallInstance *Now = When;
        for (const Spot &Made : madeAt(P, V)) {
          CallInstance Then;
          std::tie(Then.Block, Then.Event) = Made;
          When = &Then;
          Follow();
        }
        if (std::exchange(When, Now) == Now)
          Follow();
      }
      if (!Held.Initial)
        return;
      const PlaceKind K = C.T.place(C.rootOf(P)).Kind;
      if (K == PlaceKind::Param || K == PlaceKind::This)
        Call.Waiting = true;
      else
        unresolved();
    }
  };
  Walk Go{*this, Call};
  Go.value(V, None, None);
  return Go.Changed;
}

bool Context::resolveCall(CallInstance &Call) {
  Call.Reasons = Call.Limits;
  Call.Waiting = false;
  bool Changed = false;
  if (!Call.Callee) {
    if (Call.Target == None) {
      Call.Reasons.insert("calls `" + W.text(Call.Spelling) +
                          "`, which could not be resolved");
      return false;
    }
    return resolveTarget(Call, Call.Target);
  }
  auto It = W.P.Candidates.find(Call.Callee);
  if (Call.Virtual && It != W.P.Candidates.end()) {
    for (FunctionIx Fn : It->second)
      Changed |= addCallee(Call, Fn, Call.This);
    const StringId Note = W.str("all overriders of `" + W.text(Call.Spelling) +
                                "` are among the analysed files");
    if (!llvm::is_contained(E.Assumptions, Note))
      E.Assumptions.push_back(Note);
    return Changed;
  }
  const FunctionIx Fn = W.P.find(Call.Callee);
  if (Fn == None) {
    Call.Reasons.insert("calls `" + W.text(Call.Spelling) +
                        "`, whose body was not seen");
    return addUnseen(Call);
  }
  if (Call.Virtual && !W.P.Functions[Fn].IsFinal) {
    const StringId Note = W.str("all overriders of `" + W.text(Call.Spelling) +
                                "` are among the analysed files");
    if (!llvm::is_contained(E.Assumptions, Note))
      E.Assumptions.push_back(Note);
  }
  return addCallee(Call, Fn, Call.This);
}

std::uint32_t Context::blockOf(std::uint32_t Index) const {
  for (std::uint32_t B : Shape.Order)
    for (const Event &Ev : F.Blocks[B].Events)
      if (const auto *P = std::get_if<Parallel>(&Ev); P && P->Index == Index)
        return B;
  return None;
}

bool Context::resolveCalls() {
  bool Changed = false;
  for (std::size_t I = 0; I != Calls.size(); ++I)
    Changed |= resolveCall(Calls[I]);
  for (CallInstance &Call : Calls)
    Call.Reasons.insert(Call.Limits.begin(), Call.Limits.end());
  return Changed;
}
