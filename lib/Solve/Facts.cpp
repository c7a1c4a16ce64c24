//===- Facts.cpp - Comparisons that hold at a place in the code -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Context.h"

#include "llvm/ADT/STLExtras.h"

#include <numeric>

using namespace aether::analysis;

Fact aether::analysis::negated(Fact F) {
  switch (F.Op) {
  case CompareOp::Less: // !(a < b) is b <= a
    return {CompareOp::LessEqual, F.Rhs, F.Lhs};
  case CompareOp::LessEqual:
    return {CompareOp::Less, F.Rhs, F.Lhs};
  case CompareOp::Equal:
    return {CompareOp::NotEqual, F.Lhs, F.Rhs};
  case CompareOp::NotEqual:
    return {CompareOp::Equal, F.Lhs, F.Rhs};
  }
  return F;
}

/// A forward must-dataflow over the branches. The test of a counted loop says
/// no more than its bounds, and nothing about its variable holds after it.
/// One value is not another: a chain of tests leaves one fact where it leads
/// to, and not all that were false on the way.
void Context::learn(std::vector<Fact> &Facts, const Fact &New) const {
  auto Constant = [&](IntId I) { return T.integer(I).Kind == IntKind::Const; };
  if (llvm::is_contained(Facts, New))
    return;
  if (New.Op == CompareOp::Equal && Constant(New.Rhs))
    llvm::erase_if(Facts, [&](const Fact &Old) {
      return Old.Op == CompareOp::NotEqual && Old.Lhs == New.Lhs &&
             Constant(Old.Rhs) && Old.Rhs != New.Rhs;
    });
  if (Facts.size() < 16)
    Facts.push_back(New);
}

/// The value that \p Test finds its left side to have on the way to \p Next;
/// None if that is not one constant.
static IntId valueOnEdge(const Terms &T, const Block &From,
                         std::uint32_t Next) {
  const Condition &Test = From.Branch;
  if (Test.Kind != Condition::Kind::Compare || From.Successors.size() != 2 ||
      From.Successors[0] == From.Successors[1] ||
      T.integer(Test.Rhs).Kind != IntKind::Const)
    return None;
  const bool Equals = Test.Op == CompareOp::Equal;
  return (Equals || Test.Op == CompareOp::NotEqual) &&
                 From.Successors[Equals ? 0 : 1] == Next
             ? Test.Rhs
             : None;
}

/// `if (k == 1 || k == 3)`: what all values of \p Lhs have in common that lead
/// to block \p Next, each by a test of its own. Of two values that is all.
static void addCommon(Terms &T, const FunctionSummary &F,
                      llvm::ArrayRef<std::uint32_t> Predecessors, IntId Lhs,
                      std::uint32_t Next, std::vector<Fact> &Out) {
  constexpr std::size_t Enough = 16;
  std::set<std::int64_t> Values;
  for (std::uint32_t P : Predecessors) {
    const IntId Value = F.Blocks[P].Branch.Lhs == Lhs
                            ? valueOnEdge(T, F.Blocks[P], Next)
                            : None;
    if (Value == None || Predecessors.size() > Enough)
      return;
    Values.insert(T.integer(Value).Value);
  }
  constexpr std::size_t MaxFacts = 13;
  if (Values.size() < 2 || Out.size() > MaxFacts)
    return;
  const std::int64_t First = *Values.begin(), Last = *Values.rbegin();
  constexpr std::int64_t Limit = std::int64_t(1) << 30;
  if (First < -Limit || Last > Limit)
    return;
  std::int64_t Step = 0;
  for (std::int64_t Value : Values)
    Step = std::gcd(Step, Value - First);
  Out.push_back({CompareOp::LessEqual, T.constant(First), Lhs});
  Out.push_back({CompareOp::LessEqual, Lhs, T.constant(Last)});
  if (Step > 1)
    Out.push_back({CompareOp::Equal,
                   T.binary(IntKind::Mod, T.add(Lhs, T.constant(-First)),
                            T.constant(Step)),
                   T.constant(0)});
}

/// What is known on the way out of \p Block by edge number \p Edge.
std::vector<Fact> Context::factsOnEdge(std::uint32_t Block,
                                       std::uint32_t Edge) const {
  const std::vector<std::uint32_t> &Successors = F.Blocks[Block].Successors;
  const std::uint32_t Next = Successors[Edge];
  const Condition &Branch = F.Blocks[Block].Branch;
  std::vector<Fact> Out = FactsIn[Block];
  if (Branch.Kind == Condition::Kind::Compare && !LoopTest[Block] &&
      Successors.size() == 2 && Successors[0] != Successors[1]) {
    const Fact Known{Branch.Op, Branch.Lhs, Branch.Rhs};
    learn(Out, Edge == 1 ? negated(Known) : Known);
    const auto &Ways = Shape.Predecessors[Next];
    if (Ways.size() > 1 && valueOnEdge(T, F.Blocks[Block], Next) != None &&
        llvm::none_of(Ways, [&](std::uint32_t P) { return LoopTest[P]; }))
      addCommon(T, F, Ways, Branch.Lhs, Next, Out);
  }
  // Each round of a loop has a variable of its own.
  std::set<std::uint32_t> Ended;
  for (const NaturalLoop &L : Shape.Loops)
    if (L.Contains[Block] && (!L.Contains[Next] || Next == L.Header) &&
        L.Counted != None)
      Ended.insert(L.Counted);
  if (!Ended.empty())
    llvm::erase_if(Out, [&](const Fact &Known) {
      std::set<std::uint32_t> Used;
      collectLoopsOfInt(T, Known.Lhs, Used);
      collectLoopsOfInt(T, Known.Rhs, Used);
      return llvm::any_of(Used,
                          [&](std::uint32_t L) { return Ended.count(L) != 0; });
    });
  return Out;
}

void Context::findFacts() {
  const std::size_t N = F.Blocks.size();
  FactsIn.assign(N, {});
  LoopTest.assign(N, false);
  std::vector<bool> Visited(N, false);
  if (N == 0)
    return;
  for (const NaturalLoop &L : Shape.Loops) {
    if (L.Counted == None) {
      LoopTest[L.Header] = true;
      continue;
    }
    const Condition &Test = F.Blocks[L.Test].Branch;
    const IntId Variable = T.atom(IntKind::LoopVar, L.Counted);
    LoopTest[L.Test] = Test.Kind != Condition::Kind::Compare ||
                       Test.Lhs == Variable || Test.Rhs == Variable;
  }
  // Where the rounds of a loop end is not known of all.
  for (std::uint32_t B : Shape.Order) {
    const Condition &Test = F.Blocks[B].Branch;
    if (Test.Kind != Condition::Kind::Compare)
      continue;
    std::set<std::uint32_t> Used;
    collectLoopsOfInt(T, Test.Lhs, Used);
    collectLoopsOfInt(T, Test.Rhs, Used);
    if (llvm::any_of(Used, [&](std::uint32_t L) {
          return L < F.Loops.size() && Shape.natural(L) == None;
        }))
      LoopTest[B] = true;
  }
  Visited[0] = true;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (std::uint32_t B : Shape.Order) {
      if (!Visited[B])
        continue;
      for (std::uint32_t I = 0; I != F.Blocks[B].Successors.size(); ++I) {
        const std::uint32_t S = F.Blocks[B].Successors[I];
        std::vector<Fact> Edge = factsOnEdge(B, I);
        if (!Visited[S]) {
          Visited[S] = true;
          FactsIn[S] = std::move(Edge);
          Changed = true;
          continue;
        }
        const std::size_t Before = FactsIn[S].size();
        llvm::erase_if(FactsIn[S], [&](const Fact &Known) {
          return !llvm::is_contained(Edge, Known);
        });
        Changed |= FactsIn[S].size() != Before;
      }
    }
  }
}
