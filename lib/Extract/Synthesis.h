//===- Synthesis.h - Code that the program does not spell -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes nodes of Clang's AST and puts them where others were. Others look at
/// the same AST, so all changes are taken back in the end.
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_SYNTHESIS_H
#define AETHER_LIB_EXTRACT_SYNTHESIS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

#include <functional>
#include <vector>

namespace aether::analysis {

/// A variable that a lambda has a copy of, and what that is made from.
struct CopyCapture {
  clang::VarDecl *Variable;
  clang::Expr *Init;
};

class Synthesis {
public:
  explicit Synthesis(clang::ASTContext &Ctx) : Ctx(Ctx) {}
  ~Synthesis() { takeBack(0); }
  Synthesis(const Synthesis &) = delete;
  Synthesis &operator=(const Synthesis &) = delete;

  clang::ASTContext &Ctx;

  /// `void Name(...)`, declared at \p Loc.
  clang::FunctionDecl *function(llvm::StringRef Name,
                                clang::SourceLocation Loc);
  /// An int of that name that all translation units share.
  clang::VarDecl *global(llvm::StringRef Name, clang::SourceLocation Loc);
  clang::VarDecl *variable(llvm::StringRef Name, clang::QualType Type,
                           clang::DeclContext *In, clang::SourceLocation Loc,
                           clang::Expr *Init = nullptr);
  clang::ParmVarDecl *parameter(llvm::StringRef Name, clang::QualType Type,
                                clang::DeclContext *In,
                                clang::SourceLocation Loc);

  clang::Expr *name(clang::ValueDecl *D, clang::SourceLocation Loc);
  clang::Expr *value(clang::Expr *E);
  clang::Expr *address(clang::VarDecl *D, clang::SourceLocation Loc);
  clang::Expr *number(std::int64_t Value, clang::QualType Type,
                      clang::SourceLocation Loc);
  clang::Expr *binary(clang::BinaryOperatorKind Op, clang::Expr *L,
                      clang::Expr *R, clang::QualType Type);
  clang::Expr *call(clang::FunctionDecl *Callee,
                    llvm::ArrayRef<clang::Expr *> Args,
                    clang::SourceLocation Loc,
                    clang::QualType Result = clang::QualType());
  clang::Stmt *declare(clang::VarDecl *D);
  clang::CompoundStmt *block(llvm::ArrayRef<clang::Stmt *> Stmts,
                             clang::SourceRange Range);
  using Substitution =
      llvm::SmallDenseMap<const clang::ValueDecl *, clang::ValueDecl *>;
  /// A second \p E with other variables, or null if it is too special.
  clang::Expr *copy(clang::Expr *E, const Substitution &To);
  /// A mutable lambda in \p In that captures what \p Body uses by reference,
  /// but for \p Copies.
  clang::LambdaExpr *lambda(clang::FunctionDecl *In,
                            llvm::ArrayRef<clang::ParmVarDecl *> Parameters,
                            clang::CompoundStmt *Body,
                            llvm::ArrayRef<CopyCapture> Copies,
                            clang::SourceLocation Loc);

  void replace(clang::Stmt *&Slot, clang::Stmt *By);
  void rename(clang::DeclRefExpr *Use, clang::ValueDecl *To);
  void move(clang::VarDecl *D, clang::DeclContext *To);
  void setLHS(clang::BinaryOperator *Op, clang::Expr *To);
  void setRHS(clang::BinaryOperator *Op, clang::Expr *To);

  void setBody(clang::FunctionDecl *FD, clang::Stmt *Body);

  /// How many changes there were so far, and the way back to there.
  std::size_t changes() const { return Undo.size(); }
  void takeBack(std::size_t Changes);

private:
  std::vector<std::function<void()>> Undo;
  llvm::StringMap<clang::FunctionDecl *> Functions;
  llvm::StringMap<clang::VarDecl *> Globals;
};

/// Calls \p Visit for \p S and all that is in it, the bodies of lambdas and
/// the statements and clauses of directives included; false keeps it out of
/// a node.
void forEachStmt(clang::Stmt *S, llvm::function_ref<bool(clang::Stmt *)> Visit);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_SYNTHESIS_H
