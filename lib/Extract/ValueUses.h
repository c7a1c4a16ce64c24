//===- ValueUses.h - Where a value goes -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_VALUEUSES_H
#define AETHER_LIB_EXTRACT_VALUEUSES_H

#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <set>

namespace aether::analysis {

class ValueUses {
public:
  explicit ValueUses(clang::ASTContext &Ctx) : Ctx(Ctx) {}

  /// May something be decided by the value of \p E, in the function with this
  /// \p Body, that no branch of its own function shows: by who calls it, by
  /// what is called with it, by a switch, or by a test of what it was kept in?
  bool mayBeTestedElsewhere(const clang::Stmt *Body, const clang::Expr *E);
  /// Does nobody look at what \p E yields?
  bool isDiscarded(const clang::Stmt *Body, const clang::Expr *E);

private:
  const clang::ParentMap &parents(const clang::Stmt *Body);
  bool goesOn(const clang::Stmt *Body, const clang::Expr *E);
  bool goesOn(const clang::Stmt *Body, const clang::Expr *E,
              const clang::Stmt *Parent);
  bool isHandedOver(const clang::Expr *E, const clang::CallExpr &Call);
  bool isKept(const clang::VarDecl &VD);

  clang::ASTContext &Ctx;
  /// Of functions: the one that is looked at, and those around it.
  llvm::DenseMap<const clang::Stmt *, std::unique_ptr<clang::ParentMap>>
      Parents;
  std::set<const clang::VarDecl *> Seen;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_VALUEUSES_H
