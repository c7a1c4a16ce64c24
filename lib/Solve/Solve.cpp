//===- Solve.cpp - Link, evaluate, judge ----------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Solve.h"

#include "Account.h"
#include "Context.h"
#include "Unrolled.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

#include <array>
#include <iterator>
#include <utility>

using namespace aether::analysis;

namespace {

constexpr unsigned MaxRounds = 5; ///< through a recursion

/// What must not change any more for a recursion to be understood.
std::vector<std::size_t> shape(const Effects &E) {
  return {E.Accesses.size(), E.Stores.size(),   E.Returns.size(),
          E.Acquired.size(), E.Released.size(), E.Opaques.size(),
          E.Pendings.size(), E.Live.size(),     E.Joined.size()};
}

bool callsItself(const Program &P, const std::vector<FunctionIx> &Component) {
  const FunctionIx First = Component.front();
  return Component.size() > 1 || llvm::is_contained(P.Callees[First], First);
}

/// Gives back the memory of what nobody asks for any more. A function whose
/// address is taken may be met anywhere.
void release(Program &P, Workspace &W,
             const std::vector<FunctionIx> &Component) {
  auto Drop = [&](FunctionIx Fn) {
    if (P.Callers[Fn] == 0 && !P.AddressTaken[Fn]) {
      W.Of[Fn].reset();
      W.Unrolled[Fn].reset();
    }
  };
  for (FunctionIx Fn : Component) {
    FunctionSummary &F = P.Functions[Fn];
    F.Blocks = {};
    F.T = {};
    if (W.Of[Fn])
      W.Of[Fn]->T.shrink();
    for (FunctionIx Callee : P.Callees[Fn])
      if (Callee != Fn) {
        --P.Callers[Callee];
        Drop(Callee);
      }
    Drop(Fn);
  }
}

/// Goes through the recursion \p Component until nothing new comes of it. \p
/// Guess: with ranges of arrays that its functions seem to keep to.
std::vector<std::unique_ptr<Context>>
follow(Workspace &W, const std::vector<FunctionIx> &Component, bool Guess,
       bool &Settled) {
  Settled = false;
  for (unsigned Round = 0; Round != MaxRounds && !Settled; ++Round) {
    Settled = Round != 0;
    std::vector<std::unique_ptr<Effects>> Next;
    for (FunctionIx Fn : Component) {
      Context C(W, Fn);
      C.run();
      if (Guess && Round == 0)
        if (std::vector<Footprint> All = guessFootprints(C); !All.empty())
          W.Footprints[Fn] = std::move(All);
      Settled &= W.Of[Fn] && shape(*W.Of[Fn]) == shape(*C.Result);
      Next.push_back(std::move(C.Result));
    }
    for (std::size_t I = 0; I != Component.size(); ++I)
      W.Of[Component[I]] = std::move(Next[I]);
  }
  for (FunctionIx Fn : Component) {
    if (!Settled) {
      Effects &E = *W.Of[Fn];
      E.Opaques.push_back(static_cast<std::uint32_t>(E.AllOpaque.size()));
      E.AllOpaque.push_back(
          {W.str("the recursion of `" + W.text(W.P.Functions[Fn].Name) +
                 "` was not understood"),
           W.P.Functions[Fn].Pos, nullptr});
    }
  }
  // To be judged with what was found out about the recursion.
  std::vector<std::unique_ptr<Context>> Out;
  for (FunctionIx Fn : Component) {
    Out.push_back(std::make_unique<Context>(W, Fn));
    Out.back()->run();
  }
  return Out;
}

/// Do the functions keep to the ranges that were guessed? Gives up those that
/// they do not keep to. \p Settled: all that they do is known.
bool hold(Workspace &W, const std::vector<std::unique_ptr<Context>> &All,
          bool Settled) {
  bool Out = true;
  for (const std::unique_ptr<Context> &C : All) {
    auto It = W.Footprints.find(C->Fn);
    if (It == W.Footprints.end())
      continue;
    if (!Settled)
      It->second.clear();
    Out &= Settled && checkFootprints(*C, It->second);
    if (It->second.empty())
      W.Footprints.erase(It);
  }
  return Out;
}

/// A recursion that was followed, and what was found in it.
struct Followed {
  std::vector<std::unique_ptr<Context>> Contexts;
  Ledger Found;

  void judgeAll() {
    for (const std::unique_ptr<Context> &C : Contexts)
      judge(*C, Found);
  }
  bool isDoubtful() const {
    return llvm::any_of(Found.Sites, [](const auto &Site) {
      return !Site.second.Doubts.empty() || !Site.second.FromCallers.empty();
    });
  }
};

/// Follows a recursion with the ranges that it keeps to, or without them where
/// these leave doubts and it shows more races to go down a few calls instead.
Followed followRecursion(Workspace &W,
                         const std::vector<FunctionIx> &Component) {
  auto Again = [&](Followed &Out) {
    bool Settled = false;
    for (FunctionIx Fn : Component)
      W.Of[Fn].reset();
    Out.Contexts = follow(W, Component, /*Guess=*/false, Settled);
    return Settled;
  };
  Followed Out;
  bool Settled = false;
  Out.Contexts = follow(W, Component, /*Guess=*/true, Settled);
  // What is left is checked again: it was found with the help of the others.
  while (!hold(W, Out.Contexts, Settled)) {
    Out.Contexts.clear();
    Settled = Again(Out);
  }
  Out.judgeAll();
  auto HasRange = [&](FunctionIx Fn) { return W.Footprints.count(Fn) != 0; };
  if (!llvm::any_of(Component, HasRange) || !Out.isDoubtful())
    return Out;
  auto Ranges = std::exchange(W.Footprints, {});
  // Contexts look into the effects of each other.
  std::vector<std::unique_ptr<Effects>> Kept;
  for (FunctionIx Fn : Component)
    Kept.push_back(std::move(W.Of[Fn]));
  Followed Other;
  Again(Other);
  Other.judgeAll();
  if (Other.Found.Races.size() > Out.Found.Races.size())
    return Other;
  Other.Contexts.clear();
  for (std::size_t I = 0; I != Component.size(); ++I)
    W.Of[Component[I]] = std::move(Kept[I]);
  W.Footprints = std::move(Ranges);
  return Out;
}

/// Adds what was found in \p Part to \p L.
void add(Ledger &L, Ledger Part) {
  for (auto &[Id, Site] : Part.Sites) {
    SiteRecord &To = L.Sites[Id];
    To.Doubts.merge(Site.Doubts);
    To.Assumptions.merge(Site.Assumptions);
    for (auto &[Fn, Doubts] : Site.FromCallers)
      To.FromCallers[Fn].merge(Doubts);
  }
  std::move(Part.Races.begin(), Part.Races.end(), std::back_inserter(L.Races));
}

/// Judges what the functions do that are in \p Needed.
void judgeAll(Program &P, Workspace &W, Ledger &L,
              const std::vector<bool> &Needed) {
  const std::vector<bool> NearTasks = nearTasks(P);
  for (const std::vector<FunctionIx> &Component : P.Components) {
    if (!Needed[Component.front()])
      continue;
    const bool Recursive = callsItself(P, Component);
    if (!Recursive) {
      Context C(W, Component.front());
      C.run();
      judge(C, L);
      W.Of[Component.front()] = std::move(C.Result);
      judgeUnrolled(W, Component.front(), L);
      release(P, W, Component);
      continue;
    }
    for (FunctionIx Fn : Component)
      W.InProgress[Fn] = W.Recursive[Fn] = true;
    Followed Judged = followRecursion(W, Component);
    add(L, std::move(Judged.Found));
    std::vector<std::unique_ptr<Effects>> Results;
    for (const std::unique_ptr<Context> &C : Judged.Contexts)
      Results.push_back(std::move(C->Result));
    Judged.Contexts.clear(); // They look into the effects of each other.
    for (std::size_t I = 0; I != Component.size(); ++I)
      W.Of[Component[I]] = std::move(Results[I]);
    if (llvm::any_of(Component,
                     [&](FunctionIx Fn) { return bool(NearTasks[Fn]); }))
      unroll(W, Component, L);
    for (FunctionIx Fn : Component)
      W.InProgress[Fn] = false;
    release(P, W, Component);
  }
}

/// A hash of the limits, which decide what stays Unknown.
std::uint64_t salt(const SolveOptions &Options, const SolveMemo &Memo) {
  const auto &[Depth, Calls, Accesses, Operations, OfCall] = Options;
  const std::array<std::uint64_t, 6> All{Memo.Salt, Depth,      Calls,
                                         Accesses,  Operations, OfCall};
  return llvm::xxh3_64bits(llvm::ArrayRef(
      reinterpret_cast<const std::uint8_t *>(All.data()), sizeof(All)));
}

} // namespace

Verdicts aether::analysis::solve(
    const std::vector<const TranslationUnitSummary *> &Units,
    const SolveOptions &Options, SolveMemo *Memo) {
  Program P = link(Units);
  Workspace W(P, Options);
  std::vector<Group> Groups = findGroups(W);
  if (Memo)
    addDigests(W, salt(Options, *Memo), Groups);
  std::vector<Account> Accounts(Groups.size());
  std::vector<std::size_t> ToSolve;
  std::vector<bool> Needed(P.Functions.size());
  for (std::size_t N = 0; N != Groups.size(); ++N) {
    const Group &G = Groups[N];
    if (Memo) {
      Memo->Met.push_back(G.Digest);
      if (const std::optional<std::string> Bytes = Memo->Find(G.Digest))
        if (std::optional<Account> Known = accountIn(*Bytes, G.Digest)) {
          Accounts[N] = std::move(*Known);
          continue;
        }
    }
    ToSolve.push_back(N);
    addCallees(P, G, Needed);
  }
  Ledger L;
  judgeAll(P, W, L, Needed);
  for (std::size_t N : ToSolve) {
    Accounts[N] = accountOf(W, L, Groups[N]);
    if (Memo)
      Memo->New.emplace_back(Groups[N].Digest,
                             toBytes(Accounts[N], Groups[N].Digest));
  }
  return conclude(Accounts);
}
