//===- Cursors.h - Variables that step through a range ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the limits of variables that other code steps than a counted loop's
/// head, from the ways back through Clang's graph. A step of Definitions,
/// beside Joins.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_CURSORS_H
#define AETHER_LIB_EXTRACT_CURSORS_H

#include "DefinitionSearch.h"

#include "llvm/ADT/MapVector.h"

namespace aether::analysis {

class FunctionExtractor::CursorFinder {
public:
  using Searches = llvm::MapVector<const clang::VarDecl *, DefinitionSearch>;
  using Spot = DefinitionSearch::Spot;

  CursorFinder(FunctionExtractor &E, const clang::ParentMap &Parents,
               Searches &All, bool Jumps)
      : E(E), Parents(Parents), All(All), Jumps(Jumps) {}
  /// \p Ref, at \p At, names \p VD, of which several definitions reach it.
  void find(const clang::VarDecl *VD, const Expr *Ref, Spot At);

private:
  using Stmt = clang::Stmt;

  /// What may have happened to a variable before a place.
  struct History {
    const Expr *First = nullptr; ///< what it was given before all steps
    Spot FirstAt;
    llvm::SmallVector<std::pair<Spot, std::int64_t>, 4> Steps;
  };
  std::optional<History> history(const clang::VarDecl *VD, Spot At);
  std::optional<CursorLimit> limit(const Expr *Test, bool Holds,
                                   const clang::VarDecl *VD, bool Down) const;
  llvm::SmallVector<CursorLimit, 2> tested(const clang::VarDecl *VD, Spot At,
                                           bool Down);
  std::optional<CursorRange> range(const clang::VarDecl *VD, const Stmt *Use,
                                   Spot At);
  bool mayWrap(const clang::VarDecl *VD, const History &H);
  bool byRounds(const History &H, const Expr *Ref, CursorRange &Out);
  std::optional<Cursor> together(const clang::VarDecl *VD, const Expr *Ref,
                                 Spot At);
  std::int64_t stepsIn(const clang::VarDecl *VD, const CFGBlock *B,
                       std::size_t Before) const;
  llvm::SmallVector<const CFGBlock *, 8> between(const CFGBlock *From,
                                                 const CFGBlock *To) const;

  FunctionExtractor &E;
  const clang::ParentMap &Parents;
  Searches &All;
  const bool Jumps;        ///< there are labels
  unsigned Budget = 20000; ///< blocks that are looked at
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_CURSORS_H
