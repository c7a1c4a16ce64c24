//===- DefinitionSearch.h - Which definitions reach a use -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Definitions and Joins have in common: the definitions of one variable,
/// and the ways back from its uses through Clang's graph.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_DEFINITIONSEARCH_H
#define AETHER_LIB_EXTRACT_DEFINITIONSEARCH_H

#include "Function.h"

#include "clang/AST/ParentMap.h"

namespace aether::analysis {

using clang::CFGBlock;
using clang::Expr;

/// Whether every loop around \p Definition is one around \p Use, where the
/// loop's variables still are what they were.
bool inSameRounds(const clang::ParentMap &Parents,
                  const clang::Stmt *Definition, const clang::Stmt *Use);

/// Walks back from the uses of one variable.
class DefinitionSearch {
public:
  using Spot = std::pair<const CFGBlock *, std::size_t>;
  /// What stands where the variable has no value yet.
  static inline const Expr *const Nothing = nullptr;

  std::map<Spot, const Expr *> Definitions;
  unsigned Budget = 20000; ///< blocks that are looked at

  /// The one definition that reaches \p Use; null if there is not one.
  const Expr *reaching(Spot Use) {
    const Found All = allReaching(Use, 1);
    return All.size() == 1 ? All.front() : nullptr;
  }
  using Found = llvm::SmallVector<const Expr *, 4>;
  /// All that reach \p Use; none if there are more than \p Most, or if it may
  /// have no value there.
  Found allReaching(Spot Use, unsigned Most) {
    Found Out;
    llvm::DenseSet<const CFGBlock *> Seen;
    llvm::SmallVector<Spot, 16> Work{Use};
    while (!Work.empty()) {
      if (Budget == 0)
        return {};
      --Budget;
      const auto [B, Before] = Work.pop_back_val();
      auto It = Definitions.lower_bound({B, Before});
      if (It != Definitions.begin() && std::prev(It)->first.first == B) {
        const Expr *Here = std::prev(It)->second;
        if (!llvm::is_contained(Out, Here))
          Out.push_back(Here);
        if (Here == Nothing || Out.size() > Most)
          return {};
        continue;
      }
      if (B->pred_empty())
        return {}; // The entry, or code that nobody knows a way to.
      for (const CFGBlock::AdjacentBlock &Edge : B->preds()) {
        const CFGBlock *P = Edge.getReachableBlock();
        if (!P)
          P = Edge.getPossiblyUnreachableBlock();
        if (P && Seen.insert(P).second)
          Work.push_back({P, P->size()});
      }
    }
    return Out;
  }
};

/// Finds uses that see one of two definitions, and says which of them when.
class FunctionExtractor::JoinFinder {
public:
  JoinFinder(FunctionExtractor &E, const clang::CFG &Graph,
             const clang::ParentMap &Parents);
  /// \p Ref, at \p At, names the variable that \p Search is about.
  void find(DefinitionSearch &Search, const Expr *Ref,
            DefinitionSearch::Spot At);
  bool jumps() const { return Jumps; }

private:
  using Stmt = clang::Stmt;
  using Found = DefinitionSearch::Found;

  std::optional<unsigned> at(DefinitionSearch &Search, const Stmt *Use,
                             const Found &All, unsigned Depth);
  std::optional<unsigned> byTest(DefinitionSearch &Search, const Stmt *Use,
                                 const Found &All, unsigned Depth);
  std::optional<unsigned> byRounds(DefinitionSearch &Search, const Expr *Ref,
                                   const Found &All);
  const Stmt *branchOf(const clang::IfStmt *If, const Expr *Definition) const;
  bool isBefore(const Stmt *First, const Stmt *Then) const;
  llvm::SmallVector<const Stmt *, 4> loopsAround(const Stmt *S) const;
  unsigned add(Alternative A);

  FunctionExtractor &E;
  const clang::ParentMap &Parents;
  llvm::DenseMap<const Stmt *, const CFGBlock *> Ends; ///< by terminator
  bool Jumps = false;                                  ///< there are labels
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_DEFINITIONSEARCH_H
