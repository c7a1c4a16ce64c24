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

#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <functional>
#include <string>

struct isl_ctx;

namespace aether::analysis {

struct IndexQuestion {
  const Relation *R = nullptr;
  /// Index of side A, index of side B: the accesses meet if all are equal.
  std::vector<std::pair<IntId, IntId>> Equal;
  const std::vector<Fact> *FactsA = nullptr, *FactsB = nullptr;
  /// An index of side B, or of A, into an array of so many elements.
  struct Within {
    bool OfB = false;
    IntId Index = None;
    std::int64_t Elements = 0;
  };
  std::vector<Within> Bounds;
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

/// What isl may do for the questions of one parallel call. It is counted in its
/// operations, not in time, and a question counts for every call that asks it,
/// whether its answer was known or not: so the verdicts depend neither on the
/// machine nor on what else the program contains.
class IndexBudget {
public:
  explicit IndexBudget(unsigned long Left) : Left(Left) {}
  bool isExhausted() const { return Left == 0; }
  /// Another question that took so many operations.
  void charge(unsigned long Operations) { Left -= std::min(Left, Operations); }
  /// The same for the question \p Form, which is charged once.
  void charge(llvm::StringRef Form, unsigned long Operations) {
    if (Asked.insert(llvm::xxh3_64bits(Form)).second)
      charge(Operations);
  }

private:
  unsigned long Left;
  std::set<std::uint64_t> Asked;
};

enum class Implied : std::uint8_t { Yes, No, TooLong };

/// Is \p I made of constants and of what callers choose, so that it may become
/// as large as they like?
bool isInput(const Context &C, IntId I);

class Indices {
public:
  explicit Indices(Context &C) : C(C) {}
  ~Indices();
  Indices(const Indices &) = delete;
  Indices &operator=(const Indices &) = delete;

  IndexAnswer ask(const IndexQuestion &Q);
  /// Whenever the accesses of \p Q meet, are both indices of \p Then equal?
  Implied implies(const IndexQuestion &Q,
                  const std::vector<std::pair<IntId, IntId>> &Then);

  /// Made when it is first needed.
  isl_ctx *context();
  /// Of the parallel call that \p R is about.
  IndexBudget &budget(const Relation &R);

private:
  Context &C;
  isl_ctx *Ctx = nullptr;
  std::map<std::uint32_t, IndexBudget> Budgets; ///< by group
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_INDICES_H
