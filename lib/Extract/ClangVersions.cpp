//===- ClangVersions.cpp - A visitor for all versions of Clang ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"

#include "clang/AST/Expr.h"

#if CLANG_VERSION_MAJOR < 20
#include "clang/AST/RecursiveASTVisitor.h"
#endif

namespace aether::analysis {

static bool traverseMeaning(DynamicRecursiveASTVisitor &To,
                            clang::InitListExpr *S) {
  if (clang::InitListExpr *Meant = S->getSemanticForm())
    S = Meant;
  if (!To.VisitStmt(S))
    return false;
  for (clang::Stmt *Part : S->children())
    if (Part && !To.TraverseStmt(Part))
      return false;
  return true;
}

#if CLANG_VERSION_MAJOR >= 20
bool DynamicRecursiveASTVisitor::TraverseInitListExpr(clang::InitListExpr *S) {
  return traverseMeaning(*this, S);
}
#else
namespace {

/// Asks \p To for everything that one of ours may have changed.
class Walk : public clang::RecursiveASTVisitor<Walk> {
public:
  using Base = clang::RecursiveASTVisitor<Walk>;

  explicit Walk(DynamicRecursiveASTVisitor &To) : To(To) {}

  bool shouldVisitTemplateInstantiations() const {
    return To.ShouldVisitTemplateInstantiations;
  }
  bool shouldVisitImplicitCode() const { return To.ShouldVisitImplicitCode; }

  bool TraverseDecl(clang::Decl *D) { return To.TraverseDecl(D); }
  bool TraverseStmt(clang::Stmt *S) { return To.TraverseStmt(S); }
  bool TraverseInitListExpr(clang::InitListExpr *S) {
    return traverseMeaning(To, S);
  }
  bool VisitStmt(clang::Stmt *S) { return To.VisitStmt(S); }
  bool VisitVarDecl(clang::VarDecl *D) { return To.VisitVarDecl(D); }
#define AETHER_FORWARD(Node)                                                   \
  bool Traverse##Node(clang::Node *S) { return To.Traverse##Node(S); }
  AETHER_TRAVERSED(AETHER_FORWARD)
#undef AETHER_FORWARD
#define AETHER_FORWARD(Node)                                                   \
  bool Visit##Node(clang::Node *S) { return To.Visit##Node(S); }
  AETHER_VISITED(AETHER_FORWARD)
#undef AETHER_FORWARD

private:
  DynamicRecursiveASTVisitor &To;
};

} // namespace

DynamicRecursiveASTVisitor::~DynamicRecursiveASTVisitor() = default;

bool DynamicRecursiveASTVisitor::TraverseDecl(clang::Decl *D) {
  Walk W(*this);
  return W.Base::TraverseDecl(D);
}
bool DynamicRecursiveASTVisitor::TraverseStmt(clang::Stmt *S) {
  Walk W(*this);
  return W.Base::TraverseStmt(S);
}
bool DynamicRecursiveASTVisitor::VisitStmt(clang::Stmt *) { return true; }
bool DynamicRecursiveASTVisitor::VisitVarDecl(clang::VarDecl *) { return true; }
#define AETHER_DEFINE(Node)                                                    \
  bool DynamicRecursiveASTVisitor::Traverse##Node(clang::Node *S) {            \
    Walk W(*this);                                                             \
    return W.Base::Traverse##Node(S);                                          \
  }
AETHER_TRAVERSED(AETHER_DEFINE)
#undef AETHER_DEFINE
#define AETHER_DEFINE(Node)                                                    \
  bool DynamicRecursiveASTVisitor::Visit##Node(clang::Node *) { return true; }
AETHER_VISITED(AETHER_DEFINE)
#undef AETHER_DEFINE
#endif

} // namespace aether::analysis
