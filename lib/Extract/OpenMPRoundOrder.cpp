//===- OpenMPRoundOrder.cpp - Rounds of loops that nothing puts in order --===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rounds that wait for rounds before them (OpenMP 5.2, 15.9.7): the first ones
// are gone through. What comes before a wait, and what comes after a word to
// others, is ordered with nothing else. Two parts of rounds that are in no
// order and touch one element are a witness.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"
#include "OpenMPRehearsal.h"

#include "clang/AST/OpenMPClause.h"

using namespace clang;

namespace aether::analysis {

static constexpr std::size_t MaxRounds = 2100;

/// The variables that threads have for themselves in \p D.
static void noteOwn(OMPExecutableDirective *D, Rehearsal &Now) {
  auto Note = [&](auto *Clause) {
    if (Clause)
      for (const Expr *E : variablesOf(Clause))
        if (const VarDecl *VD = namedVariable(const_cast<Expr *>(E)))
          Now.Own.insert(VD);
  };
  for (OMPClause *C : D->clauses()) {
    Note(dyn_cast<OMPPrivateClause>(C));
    Note(dyn_cast<OMPFirstprivateClause>(C));
    Note(dyn_cast<OMPLastprivateClause>(C));
    Note(dyn_cast<OMPReductionClause>(C));
    Note(dyn_cast<OMPLinearClause>(C));
  }
}

bool OpenMPLowering::meetUnordered(OMPLoopDirective *D,
                                   llvm::ArrayRef<Loop> Loops, unsigned Shared,
                                   llvm::ArrayRef<RoundPart> Parts,
                                   unsigned Source, Stmt *Nest,
                                   const Region *Around) {
  auto Steady = [&](const VarDecl *VD) {
    return !VD->getType()->isReferenceType() &&
           (!Around || isSteady(VD, *Around)) && !mayChange(Nest, VD);
  };
  using Round = std::vector<std::int64_t>;
  for (const std::int64_t Given : {6, 40}) {
    Rehearsal Now(Ctx, Steady, Given);
    noteOwn(D, Now);
    StepOrder Order;
    std::map<Round, unsigned> First; // of its parts
    const int Tag = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> Bounds;
    for (const Loop &L : Loops) {
      const auto From = Now.value(L.Lower), To = Now.value(L.Upper);
      if (!From || !To)
        return false;
      Bounds.push_back({*From, *To});
    }
    auto Goes = [&](unsigned I, std::int64_t At) {
      return Loops[I].Step > 0 ? At < Bounds[I].second : At > Bounds[I].second;
    };
    Round At;
    for (const auto &Bound : Bounds)
      At.push_back(Bound.first);
    std::optional<unsigned> Last; // of the rounds that one thread runs
    while (Goes(0, At[0]) && First.size() < MaxRounds && Now.Budget) {
      if (Loops.size() == 2 && !Goes(1, At[1])) {
        At = {At[0] + Loops[0].Step, Bounds[1].first};
        Last.reset();
        continue;
      }
      for (auto [L, Value] : llvm::zip(Loops, At)) {
        Now.Values[L.Variable] = Value;
        Now.Own.insert(L.Variable);
      }
      for (auto [I, Part] : llvm::enumerate(Parts)) {
        const unsigned Step = Order.add(&Tag);
        if (I == 0)
          First[At] = Step;
        else
          Order.putAfter(Step, Step - 1);
        if (I == 0 && Last)
          Order.putAfter(Step, *Last);
        for (const auto &Far : Part.Waits) {
          Round Before = At;
          for (auto [Value, By] : llvm::zip(Before, Far))
            Value -= By;
          if (auto Found = First.find(Before);
              Found != First.end() && Before != At)
            Order.putAfter(Step, Found->second + Source);
        }
        std::vector<ConcreteAccess> All;
        for (Stmt *S : Part.Code)
          Now.run(S, All);
        for (const ConcreteAccess &A : All) {
          // Which variables each thread has for itself, others know.
          const VarDecl *VD = A.Element.first;
          if ((A.Element.second.empty() && VD->hasLocalStorage()) ||
              (Around && llvm::is_contained(Around->Locals, VD)))
            continue;
          Order.touch(Step, A);
        }
        Last = Step;
      }
      if (Shared == Loops.size())
        Last.reset();
      At.back() += Loops.back().Step;
    }
    if (!Order.Races.empty())
      return true;
    if (!Now.Guessed)
      return false;
  }
  return false;
}

} // namespace aether::analysis
