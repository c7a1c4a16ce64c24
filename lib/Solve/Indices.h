//===- Indices.h - Can two element accesses meet? ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Asks isl whether the indices of two accesses, made by two tasks, can be
/// equal; what was asked before, of whichever function, is answered from memory
/// (IndexMemo.h). IndexProblem.h says how a question is put to isl.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_INDICES_H
#define AETHER_LIB_SOLVE_INDICES_H

#include "Context.h"

#include <functional>
#include <string>

struct isl_ctx;

namespace aether::analysis {

struct IndexQuestion {
  const Relation *R = nullptr;
  /// Index of side A, index of side B: the accesses meet if all are equal.
  std::vector<std::pair<IntId, IntId>> Equal;
  const std::vector<Fact> *FactsA = nullptr, *FactsB = nullptr;
  /// May the cell be taken to hold one value while the tasks run?
  std::function<bool(PlaceId)> Stable;
};

struct IndexAnswer {
  Meeting Result = Meeting::Maybe;
  std::string Reason;      ///< of Maybe
  bool FromCaller = false; ///< of Maybe: a caller may know more
  bool Distinct = false; ///< of Disjoint: rests on tasks having distinct items
  bool Tickets = false;  ///< of Disjoint: rests on callers that leave a counter
                         ///< alone
};

class Indices {
public:
  explicit Indices(Context &C) : C(C) {}
  ~Indices();
  Indices(const Indices &) = delete;
  Indices &operator=(const Indices &) = delete;

  IndexAnswer ask(const IndexQuestion &Q);
  /// Whenever the accesses of \p Q meet, are both indices of \p Then equal?
  bool implies(const IndexQuestion &Q,
               const std::vector<std::pair<IntId, IntId>> &Then);

  /// Made when it is first needed.
  isl_ctx *context();

private:
  Context &C;
  isl_ctx *Ctx = nullptr;
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_INDICES_H
