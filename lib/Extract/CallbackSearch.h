//===- CallbackSearch.h - What the body of a function calls -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_CALLBACKSEARCH_H
#define AETHER_LIB_EXTRACT_CALLBACKSEARCH_H

#include "ClangVersions.h"

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

namespace aether::analysis {

/// Finds what the body of one function of a library calls, with what nobody
/// wrote down.
class CallbackSearch : public DynamicRecursiveASTVisitor {
public:
  /// Constructors, destructors and allocation functions among them.
  llvm::SmallVector<const clang::FunctionDecl *, 16> Found;
  /// Functions whose addresses are taken.
  llvm::SmallVector<const clang::FunctionDecl *, 4> Taken;
  /// Is something called by a pointer?
  bool CallsPointer = false;

  CallbackSearch() { ShouldVisitImplicitCode = true; }

  /// \p Def, and what its initialisers say.
  void search(const clang::FunctionDecl *Def);
  /// An object of type \p Type ends.
  void destroyed(clang::QualType Type);

  bool VisitCallExpr(clang::CallExpr *E) override;
  bool VisitDeclRefExpr(clang::DeclRefExpr *E) override;
  bool VisitCXXConstructExpr(clang::CXXConstructExpr *E) override;
  bool
  VisitCXXInheritedCtorInitExpr(clang::CXXInheritedCtorInitExpr *E) override;
  bool VisitVarDecl(clang::VarDecl *VD) override;
  bool VisitCXXNewExpr(clang::CXXNewExpr *E) override;
  bool VisitCXXDeleteExpr(clang::CXXDeleteExpr *E) override;
  bool
  VisitMaterializeTemporaryExpr(clang::MaterializeTemporaryExpr *E) override;
  bool VisitCompoundStmt(clang::CompoundStmt *S) override;

private:
  void temporaryEnds(clang::QualType Type);
  llvm::SmallPtrSet<const clang::Expr *, 8> Callees;
};

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_CALLBACKSEARCH_H
