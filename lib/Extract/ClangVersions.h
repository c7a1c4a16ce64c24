//===- ClangVersions.h - What changed between Clang 19 and 22 -*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The plugin is built for the clang-tidy of LLVM 19 as well. What a later
/// Clang has and an earlier one has not is made up for here and nowhere else.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_CLANGVERSIONS_H
#define AETHER_LIB_EXTRACT_CLANGVERSIONS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Version.h"
#include "llvm/Frontend/OpenMP/OMPConstants.h"

#if CLANG_VERSION_MAJOR >= 20
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#else
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#endif

namespace aether::analysis {

inline clang::QualType canonicalTagType(const clang::ASTContext &Ctx,
                                        const clang::TagDecl *D) {
#if CLANG_VERSION_MAJOR >= 22
  return Ctx.getCanonicalTagType(D);
#else
  return Ctx.getTypeDeclType(D).getCanonicalType();
#endif
}

/// The variables that a clause of an OpenMP directive lists.
template <class Clause> auto variablesOf(Clause *C) {
#if CLANG_VERSION_MAJOR >= 20
  return C->varlist();
#else
  return C->varlists();
#endif
}

/// Is \p Kind the directive `assume`?
inline bool isAssumption(llvm::omp::Directive Kind) {
#if CLANG_VERSION_MAJOR >= 20
  return Kind == llvm::omp::OMPD_assume;
#else
  return false;
#endif
}

inline bool isZeroLengthBitField(const clang::FieldDecl *Field) {
#if CLANG_VERSION_MAJOR >= 20
  return Field->isZeroLengthBitField();
#else
  return Field->isZeroLengthBitField(Field->getASTContext());
#endif
}

#if CLANG_VERSION_MAJOR >= 20
/// Meets what is written in braces once: as what it means, and not before that
/// as it is spelled, where nothing says yet that a variable is only read.
class DynamicRecursiveASTVisitor : public clang::DynamicRecursiveASTVisitor {
public:
  bool TraverseInitListExpr(clang::InitListExpr *S) override;
};
#else

/// The nodes for which a visitor of ours has a function of its own.
#define AETHER_TRAVERSED(X)                                                    \
  X(LambdaExpr)                                                                \
  X(BinaryOperator)                                                            \
  X(CompoundAssignOperator)                                                    \
  X(UnaryOperator)                                                             \
  X(ImplicitCastExpr)                                                          \
  X(MemberExpr)
#define AETHER_VISITED(X)                                                      \
  X(ArraySubscriptExpr)                                                        \
  X(AttributedStmt)                                                            \
  X(BinaryOperator)                                                            \
  X(CXXConstructExpr)                                                          \
  X(CXXDefaultArgExpr)                                                         \
  X(CXXDefaultInitExpr)                                                        \
  X(CXXDeleteExpr)                                                             \
  X(CXXForRangeStmt)                                                           \
  X(CXXInheritedCtorInitExpr)                                                  \
  X(CXXMemberCallExpr)                                                         \
  X(CXXNewExpr)                                                                \
  X(CXXOperatorCallExpr)                                                       \
  X(CallExpr)                                                                  \
  X(CompoundStmt)                                                              \
  X(ConditionalOperator)                                                       \
  X(DeclRefExpr)                                                               \
  X(DeclStmt)                                                                  \
  X(ForStmt)                                                                   \
  X(ImplicitCastExpr)                                                          \
  X(LabelStmt)                                                                 \
  X(InitListExpr)                                                              \
  X(LambdaExpr)                                                                \
  X(MaterializeTemporaryExpr)                                                  \
  X(MemberExpr)                                                                \
  X(UnaryOperator)                                                             \
  X(WhileStmt)

/// Clang 20 has this class: a RecursiveASTVisitor with virtual functions. What
/// is written in braces is met once, as what it means.
class DynamicRecursiveASTVisitor {
public:
  virtual ~DynamicRecursiveASTVisitor();

  bool ShouldVisitTemplateInstantiations = false;
  bool ShouldVisitImplicitCode = false;

  virtual bool TraverseDecl(clang::Decl *D);
  virtual bool TraverseStmt(clang::Stmt *S);
  virtual bool VisitStmt(clang::Stmt *S);
  virtual bool VisitVarDecl(clang::VarDecl *D);
#define AETHER_DECLARE(Node) virtual bool Traverse##Node(clang::Node *S);
  AETHER_TRAVERSED(AETHER_DECLARE)
#undef AETHER_DECLARE
#define AETHER_DECLARE(Node) virtual bool Visit##Node(clang::Node *S);
  AETHER_VISITED(AETHER_DECLARE)
#undef AETHER_DECLARE
};
#endif

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_CLANGVERSIONS_H
