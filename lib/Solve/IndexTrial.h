//===- IndexTrial.h - An index question, number by number -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What isl cannot speak of, squares and bits and tables, is computed for each
/// task and each round of its loops, where these are known and not too many.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_INDEXTRIAL_H
#define AETHER_LIB_SOLVE_INDEXTRIAL_H

#include "IndexProblem.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <array>
#include <map>
#include <optional>
#include <set>

namespace aether::analysis {

class IndexTrial {
public:
  using Pairs = std::vector<std::pair<IntId, IntId>>;
  IndexTrial(IndexProblem &P, Pairs Then = {})
      : P(P), T(P.T), Then(std::move(Then)) {}

  struct Outcome {
    Meeting Result = Meeting::Maybe;
    /// Of all that may meet: are both indices of Then equal? Yes and No are
    /// certain.
    Implied Same = Implied::TooLong;
    unsigned long Operations = 0;
  };
  Outcome run();
  /// Is there anything that isl knows only by name?
  bool isOdd() const;
  /// Is there a test of such numbers that can be computed for each task?
  bool testsNumbers() const;

private:
  using Side = IndexProblem::Side;
  using Values = llvm::SmallVector<std::int64_t, 4>;
  using Task = std::array<std::int64_t, 3>;
  /// A loop's variable, or a task's number.
  struct Variable {
    IntId Atom = None;
    Side Of = Side();
    bool IsTask = false;  ///< tells one task from another
    bool IsNamed = false; ///< by the sides, in indices, tests or limits
    std::optional<std::int64_t> Now;
  };
  /// A sum: for each product of unknowns, what it is multiplied by.
  struct Sum {
    struct Part {
      std::int64_t Factor = 0;
      std::vector<IntId> Known;
      unsigned Unknown = 0; ///< which product of unknowns; 0: none
    };
    std::vector<Part> Parts;
  };
  struct Known {
    IndexProblem::Side Of;
    Fact F;
  };
  /// A task that has been at some element.
  struct Visit {
    Task By{};
    Values Then;
    bool Certain = false;
  };
  struct Element {
    llvm::SmallVector<Visit, 2> Visits;
    bool Mixed = false; ///< with different values of Then
  };

  static bool isOdd(const Terms &T, IntId I);
  bool prepare();
  void findNamed();
  bool addTerm(Side S, IntId I);
  bool addVariable(Side S, IntId Atom, bool IsTask);
  bool addSum(Side S, IntId I, std::vector<Sum> &To);
  bool isGiven(Side S, IntId I) const;
  bool isEvaluable(Side S, IntId I) const;
  const Variable *variable(Side S, IntId Atom) const;
  std::optional<std::int64_t> value(Side S, IntId I) const;
  std::optional<std::int64_t> atMost(Side S, IntId I) const;

  void each(Side Which, std::size_t At, bool Certain);
  void count(Side Which, std::size_t At, bool Certain);
  void round(Side Which, std::size_t At, std::int64_t Value, bool Certain);
  void point(Side Which, bool Certain);
  void meet(const Element &E, const Visit &V);
  void note(Element &E, Visit V) const;
  bool differ(const Task &A, const Task &B) const;
  bool evaluate(const std::vector<Sum> &Sums, Side S, Values &Out) const;
  bool isDone() const;

  IndexProblem &P;
  const Terms &T;
  const Pairs Then;
  std::vector<Variable> Variables;  ///< each after those that its limits name
  std::vector<Variable *> Order[3]; ///< by side
  std::vector<IntId> Tasks;         ///< what tells tasks apart
  std::vector<Known> Facts;
  std::vector<Sum> Index[2], ThenOf[2];
  std::vector<std::vector<IntId>> Products{{}};
  std::map<Values, Element> Seen;
  std::set<Values> Choices; ///< values of both sides' variables, looked at
  std::optional<Values> Unknowns; ///< the factors of the unknowns
  bool CanShow = true;            ///< may there be a demonstration?
  bool Complete = true;           ///< was all that may happen looked at?
  bool TaskLimitUnknown = false;
  bool May = false, Must = false;             ///< meet
  bool MayDiffer = false, MustDiffer = false; ///< in Then
  unsigned long Points = 0;
  bool Short = true; ///< look at the first tasks and rounds only
  bool Cut = false;  ///< there are others
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_INDEXTRIAL_H
