//===- Flow.h - The shape of a function's control flow ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Dominators, natural loops and which counted loop is which, for the dataflow
/// steps of Solve (Locks, Facts, Ordering).
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_FLOW_H
#define AETHER_LIB_SOLVE_FLOW_H

#include "aether-analysis/Summary.h"

#include <map>
#include <set>
#include <vector>

namespace aether::analysis {

/// Adds the loops whose variables occur in a term.
void collectLoops(const Terms &T, PlaceId P, std::set<std::uint32_t> &Out);
void collectLoopsOfInt(const Terms &T, IntId I, std::set<std::uint32_t> &Out);
void collectLoopsOfValue(const Terms &T, ValueId V,
                         std::set<std::uint32_t> &Out);
/// Calls \p Fn for the places and values of \p E.
template <typename PlaceFn, typename ValueFn>
void forEachTerm(const Event &E, PlaceFn OnPlace, ValueFn OnValue);

struct NaturalLoop {
  std::uint32_t Header = None;
  std::uint32_t Test = None;  ///< the first block that branches, from Header on
  std::vector<bool> Contains; ///< by block
  std::vector<std::uint32_t> Latches;
  std::uint32_t Size = 0;
  std::uint32_t Counted = None; ///< the loop of FunctionSummary::Loops, if any
};

struct Flow {
  explicit Flow(const FunctionSummary &F);

  std::vector<std::vector<std::uint32_t>> Predecessors;
  std::vector<std::uint32_t>
      Order; ///< reverse postorder, reachable blocks only
  std::vector<bool> Reachable;
  std::vector<NaturalLoop> Loops; ///< by size: inner ones first
  std::vector<std::uint32_t> Exits;

  bool dominates(std::uint32_t A, std::uint32_t B) const;
  /// Loops around block \p B, inner ones first.
  std::vector<std::uint32_t> around(std::uint32_t B) const;
  /// The natural loop of counted loop \p Counted, or None.
  std::uint32_t natural(std::uint32_t Counted) const;
  /// Can \p To run after \p From without another iteration of a loop?
  bool reachesForward(std::uint32_t From, std::uint32_t To) const;

private:
  void findOrder(const FunctionSummary &F);
  void findDominators();
  void findLoops(const FunctionSummary &F);
  bool leavesEachRound(const NaturalLoop &L, std::uint32_t B) const;
  void matchCounted(const FunctionSummary &F);

  std::vector<std::vector<std::uint32_t>> Successors;
  std::vector<std::uint32_t> Number, Idom;
  /// By block: what is known to come after it, as reachesForward says.
  mutable std::map<std::uint32_t, std::vector<bool>> Forward;
};

template <typename PlaceFn, typename ValueFn>
void forEachTerm(const Event &E, PlaceFn OnPlace, ValueFn OnValue) {
  struct Visitor {
    PlaceFn &P;
    ValueFn &V;
    void operator()(const Access &A) const {
      P(A.Place);
      for (PlaceId S : A.Sources)
        P(S);
    }
    void operator()(const Store &S) const { P(S.To), V(S.Value); }
    void operator()(const Call &C) const {
      V(C.Target), V(C.This);
      for (ValueId A : C.Args)
        V(A);
    }
    void operator()(const LockEvent &L) const {
      P(L.Mutex), P(L.Guard), P(L.From);
    }
    void operator()(const Parallel &) const {}
    void operator()(const Join &J) const { P(J.Handle); }
    void operator()(const Return &R) const { V(R.Value); }
    void operator()(const Opaque &) const {}
    // Whoever leaves a loop ends what was declared in it.
    void operator()(const ScopeEnd &) const {}
  };
  std::visit(Visitor{OnPlace, OnValue}, E);
}

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_FLOW_H
