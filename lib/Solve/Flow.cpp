//===- Flow.cpp - The shape of a function's control flow ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flow.h"

#include <algorithm>
#include <map>

using namespace aether::analysis;

void aether::analysis::collectLoopsOfInt(const Terms &T, IntId I,
                                         std::set<std::uint32_t> &Out) {
  if (I == None)
    return;
  const IntNode &N = T.integer(I);
  switch (N.Kind) {
  case IntKind::LoopVar:
    Out.insert(N.A);
    return;
  case IntKind::Distance:
    collectLoops(T, N.B, Out);
    [[fallthrough]];
  case IntKind::Cell:
  case IntKind::Ticket:
    collectLoops(T, N.A, Out);
    return;
  default:
    if (N.isOperation()) {
      collectLoopsOfInt(T, N.A, Out);
      collectLoopsOfInt(T, N.B, Out);
    }
    return;
  }
}

void aether::analysis::collectLoops(const Terms &T, PlaceId P,
                                    std::set<std::uint32_t> &Out) {
  for (; P != None; P = T.place(P).Parent) {
    const PlaceNode &N = T.place(P);
    if (N.Kind == PlaceKind::Index || N.Kind == PlaceKind::Offset)
      collectLoopsOfInt(T, N.Arg, Out);
  }
}

void aether::analysis::collectLoopsOfValue(const Terms &T, ValueId V,
                                           std::set<std::uint32_t> &Out) {
  if (V == None)
    return;
  const ValueNode &N = T.value(V);
  switch (N.Kind) {
  case ValueKind::Int:
    collectLoopsOfInt(T, N.A, Out);
    return;
  case ValueKind::Addr:
  case ValueKind::Load:
    collectLoops(T, N.A, Out);
    return;
  case ValueKind::Range:
    collectLoopsOfInt(T, N.A, Out);
    collectLoopsOfInt(T, N.B, Out);
    return;
  case ValueKind::Choice:
    for (ValueId Option : T.choice(N))
      collectLoopsOfValue(T, Option, Out);
    return;
  case ValueKind::Unknown:
    return;
  }
}

Flow::Flow(const FunctionSummary &F) {
  const std::size_t N = F.Blocks.size();
  Predecessors.resize(N);
  Successors.resize(N);
  for (std::uint32_t B = 0; B != N; ++B)
    for (std::uint32_t S : F.Blocks[B].Successors) {
      Successors[B].push_back(S);
      Predecessors[S].push_back(B);
    }
  findOrder(F);
  findDominators();
  findLoops(F);
  matchCounted(F);
  for (std::uint32_t B : Order)
    if (F.Blocks[B].isExit())
      Exits.push_back(B);
}

void Flow::findOrder(const FunctionSummary &F) {
  const std::size_t N = F.Blocks.size();
  Reachable.assign(N, false);
  Number.assign(N, None);
  if (N == 0)
    return;
  std::vector<std::pair<std::uint32_t, std::size_t>> Work{{0, 0}};
  Reachable[0] = true;
  while (!Work.empty()) {
    auto &[B, Next] = Work.back();
    if (Next == Successors[B].size()) {
      Order.push_back(B);
      Work.pop_back();
      continue;
    }
    const std::uint32_t S = Successors[B][Next++];
    if (!Reachable[S]) {
      Reachable[S] = true;
      Work.emplace_back(S, 0);
    }
  }
  std::reverse(Order.begin(), Order.end());
  for (std::uint32_t I = 0; I != Order.size(); ++I)
    Number[Order[I]] = I;
}

/// Cooper, Harvey and Kennedy's iteration over the reverse postorder.
void Flow::findDominators() {
  Idom.assign(Predecessors.size(), None);
  if (Order.empty())
    return;
  Idom[0] = 0;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (std::uint32_t B : Order) {
      if (B == 0)
        continue;
      std::uint32_t New = None;
      for (std::uint32_t P : Predecessors[B]) {
        if (!Reachable[P] || Idom[P] == None)
          continue;
        if (New == None) {
          New = P;
          continue;
        }
        std::uint32_t A = P;
        while (A != New) {
          while (Number[A] > Number[New])
            A = Idom[A];
          while (Number[New] > Number[A])
            New = Idom[New];
        }
      }
      if (New != Idom[B]) {
        Idom[B] = New;
        Changed = true;
      }
    }
  }
}

bool Flow::dominates(std::uint32_t A, std::uint32_t B) const {
  if (!Reachable[A] || !Reachable[B])
    return false;
  while (B != A && B != 0)
    B = Idom[B];
  return A == B;
}

void Flow::findLoops(const FunctionSummary &F) {
  std::map<std::uint32_t, NaturalLoop> ByHeader;
  for (std::uint32_t B : Order)
    for (std::uint32_t S : Successors[B]) {
      if (!dominates(S, B))
        continue;
      NaturalLoop &L = ByHeader[S];
      L.Header = S;
      L.Latches.push_back(B);
      L.Contains.resize(F.Blocks.size());
      L.Contains[S] = true;
      std::vector<std::uint32_t> Work{B};
      while (!Work.empty()) {
        const std::uint32_t X = Work.back();
        Work.pop_back();
        if (L.Contains[X])
          continue;
        L.Contains[X] = true;
        for (std::uint32_t P : Predecessors[X])
          if (Reachable[P])
            Work.push_back(P);
      }
    }
  for (auto &Entry : ByHeader) {
    // A call in the loop's condition ends a block.
    NaturalLoop &L = Entry.second;
    L.Test = L.Header;
    while (Successors[L.Test].size() == 1 &&
           Successors[L.Test].front() != L.Header &&
           L.Contains[Successors[L.Test].front()])
      L.Test = Successors[L.Test].front();
    Entry.second.Size = std::count(Entry.second.Contains.begin(),
                                   Entry.second.Contains.end(), true);
    Loops.push_back(std::move(Entry.second));
  }
  std::stable_sort(
      Loops.begin(), Loops.end(),
      [](const auto &A, const auto &B) { return A.Size < B.Size; });
}

/// Does each round of \p L come by \p B, which may end it?
bool Flow::leavesEachRound(const NaturalLoop &L, std::uint32_t B) const {
  return std::any_of(Successors[B].begin(), Successors[B].end(),
                     [&](std::uint32_t S) { return !L.Contains[S]; }) &&
         std::all_of(L.Latches.begin(), L.Latches.end(),
                     [&](std::uint32_t Latch) { return dominates(B, Latch); });
}

/// A counted loop is the natural loop whose test compares its variable, or else
/// the smallest one around all that mentions it.
void Flow::matchCounted(const FunctionSummary &F) {
  const std::uint32_t N = F.Loops.size();
  std::vector<std::set<std::uint32_t>> Mentions(N);
  std::vector<bool> Done(N, false);
  for (std::uint32_t B : Order) {
    std::set<std::uint32_t> Found;
    auto OnPlace = [&](PlaceId P) { collectLoops(F.T, P, Found); };
    auto OnValue = [&](ValueId V) { collectLoopsOfValue(F.T, V, Found); };
    for (const Event &E : F.Blocks[B].Events) {
      forEachTerm(E, OnPlace, OnValue);
      if (const auto *P = std::get_if<Parallel>(&E)) {
        const ParallelCall &Call = F.Parallels[P->Index];
        OnPlace(Call.Handle);
        for (const auto &T : Call.Tasks) {
          OnValue(T.Callable);
          for (ValueId V : T.Args)
            OnValue(V);
          for (const Access &A : T.Accesses)
            OnPlace(A.Place);
          for (const auto &Bind : T.Bindings)
            OnValue(Bind.Value);
        }
        for (const auto &D : Call.Dimensions) {
          collectLoopsOfInt(F.T, D.Lo, Found);
          collectLoopsOfInt(F.T, D.Hi, Found);
        }
      }
    }
    const Condition &C = F.Blocks[B].Branch;
    if (C.Kind == Condition::Kind::Compare)
      for (IntId Side : {C.Lhs, C.Rhs}) {
        std::set<std::uint32_t> Tested;
        collectLoopsOfInt(F.T, Side, Tested);
        Found.insert(Tested.begin(), Tested.end());
        // Those of loops around this one were met before.
        for (NaturalLoop &L : Loops)
          for (std::uint32_t Variable : Tested)
            if (L.Test == B && L.Counted == None && !Done[Variable]) {
              L.Counted = Variable;
              Done[Variable] = true;
            }
        // A choice in the test comes before it: `i < (last ? n : hi)`.
        if (const IntNode Compared =
                Side == None ? IntNode{IntKind::Opaque} : F.T.integer(Side);
            Compared.Kind == IntKind::LoopVar && !Done[Compared.A])
          for (NaturalLoop &L : Loops) {
            if (!L.Contains[B])
              continue;
            if (L.Counted == None && leavesEachRound(L, B)) {
              L.Test = B;
              L.Counted = Compared.A;
              Done[Compared.A] = true;
            }
            break;
          }
      }
    for (std::uint32_t L : Found)
      Mentions[L].insert(B);
  }
  for (std::uint32_t K = 0; K != N; ++K) {
    // A loop that may be left in its first round need not be a natural loop.
    if (Done[K] || Mentions[K].empty() || !F.Loops[K].Complete)
      continue;
    for (NaturalLoop &L : Loops)
      if (L.Counted == None &&
          std::all_of(Mentions[K].begin(), Mentions[K].end(),
                      [&](std::uint32_t B) { return L.Contains[B]; })) {
        L.Counted = K;
        break;
      }
  }
}

std::vector<std::uint32_t> Flow::around(std::uint32_t B) const {
  std::vector<std::uint32_t> Out;
  for (std::uint32_t L = 0; L != Loops.size(); ++L)
    if (Loops[L].Contains[B])
      Out.push_back(L);
  return Out;
}

std::uint32_t Flow::natural(std::uint32_t Counted) const {
  for (std::uint32_t L = 0; L != Loops.size(); ++L)
    if (Loops[L].Counted == Counted)
      return L;
  return None;
}

bool Flow::reachesForward(std::uint32_t From, std::uint32_t To) const {
  std::vector<bool> &Seen = Forward[From];
  if (Seen.empty()) {
    Seen.assign(Predecessors.size(), false);
    std::vector<std::uint32_t> Work{From};
    while (!Work.empty()) {
      const std::uint32_t B = Work.back();
      Work.pop_back();
      if (Seen[B])
        continue;
      Seen[B] = true;
      for (std::uint32_t S : Successors[B])
        if (!dominates(S, B))
          Work.push_back(S);
    }
  }
  return Seen[To];
}
