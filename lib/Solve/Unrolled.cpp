//===- Unrolled.cpp - The first calls of a recursion ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `sort(a, 0, 100)` calls itself for [0, 50) and [50, 100), and so on: each
// call is taken for one of another function, which does the same. The deepest
// of these call nothing. What they would have done can only add accesses, as
// long as a recursion waits for nobody else's tasks, takes and gives back no
// locks for its callers and moves no pointers; others are not unrolled.
//
// A race that is found this way is one of real calls, if the numbers are those
// of a real caller: so nothing is decided in the recursion itself but what
// holds whatever it is called with.
//
//===----------------------------------------------------------------------===//

#include "Unrolled.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringRef.h"

#include <utility>

using namespace aether::analysis;

namespace {

constexpr unsigned MaxLevels = 6;
/// Of one function, calls of itself included.
constexpr std::size_t MaxUnrolled = 800;
/// So many callers are looked at, one above the other.
constexpr unsigned MaxCallers = 3;

/// Does a pointer of type \p Text lead to numbers?
bool leadsToNumbers(llvm::StringRef Text) {
  Text.consume_back(" *");
  Text.consume_front("const ");
  Text.consume_front("unsigned ");
  return llvm::is_contained(
      {"char", "short", "int", "long", "long long", "float", "double"}, Text);
}

/// May what function \p Fn does elsewhere depend on what its deeper calls do?
bool matters(const Workspace &W, FunctionIx Fn) {
  const Effects &E = *W.Of[Fn];
  const Terms &T = E.T;
  auto Moves = [&](const StoreEffect &S) {
    const PlaceNode To = T.place(S.To);
    PlaceId Root = S.To;
    while (T.place(Root).Parent != None &&
           T.place(Root).Kind != PlaceKind::Deref)
      Root = T.place(Root).Parent;
    if (T.place(Root).Kind == PlaceKind::Local)
      return false; // Each call has its own.
    if (To.Kind != PlaceKind::Index && To.Kind != PlaceKind::Offset &&
        To.Kind != PlaceKind::Elements)
      return true;
    if (T.value(S.Value).Kind == ValueKind::Int)
      return false;
    // Numbers are copied from one array to another.
    PlaceNode Array = T.place(To.Parent);
    if (Array.Kind == PlaceKind::Deref)
      Array = T.place(Array.Parent);
    const auto &Params = W.P.Functions[Fn].Params;
    return Array.Kind != PlaceKind::Param || Array.Arg >= Params.size() ||
           !leadsToNumbers(W.text(Params[Array.Arg].Type));
  };
  return !E.Joined.empty() || !E.MayJoin.empty() || !E.Acquired.empty() ||
         !E.Released.empty() || !E.ReleasedGuards.empty() || !E.Live.empty() ||
         !E.Pendings.empty() || !E.Done.empty() ||
         llvm::any_of(E.Stores, Moves);
}

/// Does \p I depend on nothing but what the call was given, and on rounds?
bool isGiven(const Context &C, IntId I) {
  const Terms &T = C.T;
  return I != None && !T.anyOperand(I, [&](const IntNode &N) {
    if (N.Kind != IntKind::Cell)
      return N.Kind != IntKind::Const && N.Kind != IntKind::LoopVar &&
             !N.isOperation();
    PlaceId P = N.A;
    while (T.place(P).Kind == PlaceKind::Field)
      P = T.place(P).Parent;
    // What a lambda has captured was given to it as well.
    if (C.F.IsLambda && P != N.A && T.place(P).Kind == PlaceKind::Deref)
      P = T.place(P).Parent;
    const PlaceKind K = T.place(P).Kind;
    return K != PlaceKind::Param && !(K == PlaceKind::This && C.F.IsLambda);
  });
}

/// Is it known of each test on the way to \p At what it says of the numbers
/// that the call was given? A call that depends on what calls before it did,
/// `if (!done)`, may not be made once more.
bool isForeseen(const Context &C, std::uint32_t At) {
  std::vector<std::vector<std::uint32_t>> Before(C.F.Blocks.size());
  auto IsBack = [&](std::uint32_t From, std::uint32_t To) {
    return C.Shape.dominates(To, From);
  };
  for (std::uint32_t B : C.Shape.Order)
    for (std::uint32_t S : C.F.Blocks[B].Successors)
      if (!IsBack(B, S))
        Before[S].push_back(B);
  std::vector<bool> Leads(C.F.Blocks.size());
  std::vector<std::uint32_t> Open{At};
  Leads[At] = true;
  while (!Open.empty()) {
    const std::uint32_t B = Open.back();
    Open.pop_back();
    for (std::uint32_t P : Before[B])
      if (!Leads[P]) {
        Leads[P] = true;
        Open.push_back(P);
      }
  }
  // From where a way leads past it: to an exit, or to the next round of a loop
  // around it. Loops that it is not in end.
  std::vector<bool> Avoids(C.F.Blocks.size());
  auto LeadsPast = [&](std::uint32_t B, std::uint32_t S) {
    if (!IsBack(B, S))
      return S != At && Avoids[S];
    return llvm::any_of(C.Shape.Loops, [&](const NaturalLoop &L) {
      return L.Header == S && L.Contains[At];
    });
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (std::uint32_t B : C.Shape.Order) {
      const auto &Next = C.F.Blocks[B].Successors;
      if (!Avoids[B] &&
          (Next.empty() || llvm::any_of(Next, [&](std::uint32_t S) {
             return LeadsPast(B, S);
           })))
        Changed = Avoids[B] = true;
    }
  }
  return llvm::all_of(C.Shape.Order, [&](std::uint32_t B) {
    const Block &Here = C.F.Blocks[B];
    const bool Decides =
        Leads[B] && B != At &&
        llvm::any_of(Here.Successors, [&](std::uint32_t S) {
          return (IsBack(B, S) || !Leads[S]) && LeadsPast(B, S);
        });
    return !Decides ||
           (C.Shape.dominates(B, At) &&
            Here.Branch.Kind == Condition::Kind::Compare &&
            isGiven(C, Here.Branch.Lhs) && isGiven(C, Here.Branch.Rhs));
  });
}

/// Evaluates \p Fn; all that its tasks may meet is left for its callers.
/// The result is null if one of its calls of \p Component cannot be foreseen.
std::unique_ptr<Effects> evaluate(Workspace &W, FunctionIx Fn,
                                  const std::vector<FunctionIx> &Component) {
  Context C(W, Fn);
  C.run();
  for (const CallInstance &Call : C.Calls)
    for (const CallInstance::Resolved &R : Call.Callees)
      if (llvm::is_contained(Component, R.Function) &&
          (Call.Outer || !isForeseen(C, Call.Block)))
        return nullptr;
  C.E.Relations = C.Relations;
  return std::move(C.Result);
}

/// Adds the races in \p Found, of calls for which there is no proof.
void add(Ledger &L, const Ledger &Found) {
  auto IsDoubtful = [&](const SiteId &Site) {
    auto It = L.Sites.find(Site);
    return It != L.Sites.end() &&
           (!It->second.Doubts.empty() || !It->second.FromCallers.empty());
  };
  for (const Race &R : Found.Races)
    if (llvm::all_of(R.Sites, IsDoubtful))
      L.Races.push_back(R);
}

} // namespace

std::vector<bool> aether::analysis::nearTasks(const Program &P) {
  std::vector<bool> Out(P.Functions.size());
  std::vector<FunctionIx> Last, Next;
  for (FunctionIx Fn = 0; Fn != P.Functions.size(); ++Fn)
    if (!P.Functions[Fn].Parallels.empty()) {
      Out[Fn] = true;
      Last.push_back(Fn);
    }
  for (unsigned Way = 0; Way <= MaxCallers; ++Way, Last.swap(Next)) {
    Next.clear();
    for (FunctionIx Fn : Last)
      for (FunctionIx Callee : P.Callees[Fn])
        if (!Out[Callee]) {
          Out[Callee] = true;
          Next.push_back(Callee);
        }
  }
  return Out;
}

void aether::analysis::unroll(Workspace &W,
                              const std::vector<FunctionIx> &Component,
                              Ledger &L) {
  if (llvm::any_of(Component, [&](FunctionIx Fn) { return matters(W, Fn); }))
    return;
  W.Unrolling = true;
  std::vector<std::unique_ptr<Effects>> All, Own;
  for (FunctionIx Fn : Component)
    All.push_back(std::move(W.Of[Fn]));
  auto Restore = llvm::make_scope_exit([&] {
    for (std::size_t I = 0; I != Component.size(); ++I) {
      W.Unrolled[Component[I]] = std::move(W.Of[Component[I]]);
      W.Of[Component[I]] = std::move(All[I]);
      W.InProgress[Component[I]] = true;
    }
    W.Unrolling = false;
  });
  // What each does itself.
  for (FunctionIx Fn : Component) {
    Own.push_back(evaluate(W, Fn, Component));
    if (!Own.back())
      return;
  }
  for (std::size_t I = 0; I != Component.size(); ++I) {
    W.Of[Component[I]] = std::move(Own[I]);
    W.InProgress[Component[I]] = false;
  }
  // Who is called by others may be called with whatever numbers.
  const bool AnyNumbers = llvm::any_of(Component, [&](FunctionIx Fn) {
    const FunctionSummary &F = W.P.Functions[Fn];
    return !F.IsLambda && !F.InternalLinkage &&
           (!F.IsInstantiation || W.P.AddressTaken[Fn]);
  });
  for (unsigned Level = 0; Level != MaxLevels; ++Level)
    for (FunctionIx Fn : Component) {
      if (Level == 1 && AnyNumbers) {
        Ledger Found;
        Context C(W, Fn);
        C.run();
        judge(C, Found);
        add(L, Found);
      }
      std::unique_ptr<Effects> Next = evaluate(W, Fn, Component);
      if (!Next || Next->All.size() > MaxUnrolled)
        return;
      W.Of[Fn] = std::move(Next);
    }
}

void aether::analysis::judgeUnrolled(Workspace &W, FunctionIx Fn, Ledger &L) {
  std::vector<FunctionIx> Replaced;
  unsigned Callers = 0;
  for (FunctionIx Callee : W.P.Callees[Fn])
    if (Callee != Fn && W.Unrolled[Callee] && W.Of[Callee] &&
        W.UnrolledBelow[Callee] != MaxCallers) {
      Replaced.push_back(Callee);
      Callers = std::max(Callers, W.UnrolledBelow[Callee] + 1);
    }
  if (Replaced.empty())
    return;
  auto Swap = [&] {
    for (FunctionIx Callee : Replaced)
      std::swap(W.Of[Callee], W.Unrolled[Callee]);
    W.Unrolling = !W.Unrolling;
  };
  Swap();
  Ledger Found;
  {
    Context C(W, Fn);
    C.run();
    judge(C, Found);
    W.Unrolled[Fn] = std::move(C.Result);
    W.UnrolledBelow[Fn] = Callers;
  }
  Swap();
  add(L, Found);
  if (W.Unrolled[Fn]->All.size() > MaxUnrolled)
    W.Unrolled[Fn].reset();
}
