//===- IndexProblem.h - One index question on its way to isl ----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The inside of Indices, one step per file:
///
///     IndexSymbols, IndexTickets   the unknowns
///       └─▶ IndexForm              was it asked before?
///             └─▶ IndexSets        bounds as isl sets
///                   └─▶ IndexProducts   `i * n + j` is a pair
///                         └─▶ IndexMeeting   for which values of the unknowns?
///                               └─▶ IndexTrial   number by number
///
/// Every unknown becomes a dimension of an isl set. What is no quasi-affine
/// function of others (a product of two unknowns, say) is an unknown itself.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_INDEXPROBLEM_H
#define AETHER_LIB_SOLVE_INDEXPROBLEM_H

#include "Indices.h"
#include "Polynomial.h"

#include <isl/set.h>

#include <array>
#include <optional>

struct isl_pw_aff;

namespace aether::analysis {

/// What a library runs through, in a loop without a name, it does not leave.
inline bool mayBeLeft(const Context &C, const Loop &L) {
  return !L.Complete && !C.W.text(L.Variable).empty();
}

class IndexProblem {
public:
  IndexProblem(Context &C, Indices &I, const IndexQuestion &Q)
      : C(C), T(C.T), I(I), Q(Q), A(C.E.Strands[Q.R->A]),
        B(C.E.Strands[Q.R->B]) {}

  IndexAnswer ask();
  Implied implies(const std::vector<std::pair<IntId, IntId>> &Then);

private:
  enum Side : unsigned { SideA, SideB, Both };
  /// Who chooses the value of an unknown. A demonstration has to work for all
  /// that is Given and Unclear, with tasks and rounds of its choice.
  enum class Role : std::uint8_t {
    Given,   ///< one value for all tasks, not known
    Task,    ///< which tasks are compared, and in which round of outer loops
    Unclear, ///< different from task to task, not understood
    Inner,   ///< a variable of a loop inside a task
    Count,   ///< Given: how many tasks there are
  };
  struct Symbol {
    Side Of;
    IntId Atom;
    Role Kind;
    bool InIndex = false; ///< and not only in a bound or condition
    bool InGuard = false; ///< only in a condition
  };

  friend class IndexForm;
  friend class IndexTrial;
  /// A text that is equal for equal problems; empty if it cannot be told.
  std::string form();
  KnownAnswer solve();
  Implied follows(const std::vector<std::pair<IntId, IntId>> &Then);
  void tryNumbers(KnownAnswer &Answer);
  unsigned long attempt(llvm::function_ref<void()> Do);
  /// Do two constants that have to be equal differ, or is a condition false
  /// wherever it is asked? If not, forgets the conditions that are true.
  bool isRefuted();
  std::string reason(const KnownAnswer &Known) const;

  // IndexSymbols.cpp
  bool shared(IntId I, Side S);
  bool sharedPointee(PlaceId P, Side S);
  bool sharedPlace(PlaceId P, Side S);
  bool isAtom(IntId I) const;
  bool countsRounds(IntId Atom, Role Kind);
  Role roleOf(IntId Atom, Side Of);
  unsigned symbol(Side S, IntId Atom);
  void collect(Side S, IntId I);
  void collect(Side S, const Polynomial &P);
  void collectTasks();
  void collectFacts();
  void countTasks();
  bool fromCaller(IntId I);
  const Strand &strand(Side S) const { return S == SideA ? A : B; }
  /// Are the sides two tasks that the index space is shared out among?
  bool shareIndices() const {
    return Q.R->A == Q.R->B || (A.SharesIndices && B.SharesIndices &&
                                A.Group == B.Group && !A.Parent && !B.Parent);
  }
  std::vector<std::uint32_t> instanceLoops() const;

  // IndexTickets.cpp
  bool isOneCounter(PlaceId P);
  bool onlySteps(PlaceId P, bool Up);
  /// Does each draw of ticket \p I differ from all others?
  bool isTicket(IntId I);
  bool drawnByAll(IntId I);
  void collectTickets(Side S, IntId I);
  isl_set *tickets(isl_set *S);
  isl_set *drawn(isl_set *S);

  // IndexGrowth.cpp
  isl_set *growth(isl_set *S);

  // IndexMonotony.cpp
  isl_set *monotony(isl_set *S);
  isl_set *products(isl_set *S);
  bool isMultiple(unsigned N, IntId &W, IntId &By);
  isl_set *multiples(isl_set *S);
  isl_set *quotients(isl_set *S);
  isl_set *remainders(isl_set *S);
  isl_set *order(isl_set *S);
  std::optional<std::pair<std::int64_t, std::int64_t>>
  firstTask(IntId Task) const;
  isl_set *numbered(Side S, bool Next);
  isl_set *sizes(isl_set *S);
  bool hasProducts() const;

  // IndexSets.cpp
  /// \p I multiplied out, the variables of rebased loops replaced by their
  /// start and the distance from it.
  Polynomial multiplied(IntId I);
  IntId product(const std::vector<IntId> &Atoms);
  /// Can isl speak of it, without unknowns that stand for whole terms?
  bool isExact(IntId I);
  bool isExact(const Polynomial &P);
  isl_pw_aff *affine(Side S, IntId I);
  bool isTruth(IntId I) const;
  isl_pw_aff *choice(Side S, IntId A, IntId B);
  isl_pw_aff *affine(Side S, const Polynomial &P);
  isl_pw_aff *variable(unsigned Number);
  isl_pw_aff *grown(IntId Atom, Side S, unsigned Number);
  isl_pw_aff *constant(std::int64_t Value);
  isl_set *universe();
  isl_set *bounds();
  isl_set *tasks();
  isl_set *facts(isl_set *S);
  isl_set *domain();
  /// The terms of which \p I is the least.
  std::vector<Polynomial> minima(IntId I);

  // IndexProducts.cpp
  bool separate(Polynomial X, Polynomial Y, isl_set *Domain, unsigned Depth);
  bool within(Side S, const Polynomial &P, IntId Size, isl_set *Domain);
  isl_set *rounds(isl_set *Domain);
  isl_set *sameParts(isl_set *Domain);

  // IndexMeeting.cpp
  KnownAnswer meeting(isl_set *Domain, isl_set *Meet);
  isl_set *firstRounds(isl_set *S);
  isl_set *firstTasks(isl_set *S);
  void doubtRounds();
  isl_set *sure(isl_set *Domain, isl_set *Meet);
  isl_set *without(isl_set *S, std::initializer_list<Role> Kinds);
  bool onlyFewTasks(isl_set *Escape, isl_set *Meet);
  bool blame(KnownAnswer &Out, isl_set *In, std::initializer_list<Role> Kinds);

  void unclear(const std::string &Reason, bool FromCaller) {
    Inexact = true;
    if (Why.empty())
      Why = Reason;
    this->FromCaller |= FromCaller;
  }

  Context &C;
  Terms &T;
  Indices &I;
  isl_ctx *Ctx = nullptr; ///< from domain() on
  const IndexQuestion &Q;
  const Strand &A, &B;
  std::vector<Symbol> Symbols;
  std::map<std::pair<unsigned, IntId>, unsigned> Numbers;
  std::set<IntId>
      Rebased;            ///< loop variables that count from their loop's start
  std::set<IntId> Rounds; ///< of these: in rounds, each of which adds Loop::By
  std::vector<std::pair<unsigned, IntId>> Counts; ///< symbol, its value
  std::map<PlaceId, std::array<bool, 2>> Steps;   ///< known answers
  bool Tickets = false; ///< some counter is not this function's own
  std::vector<std::pair<Polynomial, Polynomial>> Equal;
  std::vector<std::pair<Side, Fact>> Facts;
  bool CollectingIndex = false, CollectingGuard = false;
  bool Inexact = false, FromCaller = false;
  std::string Why;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_INDEXPROBLEM_H
