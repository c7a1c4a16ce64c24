//===- CallbackSearch.cpp - What the body of a function calls -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CallbackSearch.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace aether::analysis {

void CallbackSearch::search(const FunctionDecl *Def) {
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Def))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      TraverseStmt(Init->getInit());
  if (Def->hasBody())
    TraverseStmt(Def->getBody());
}

static const CXXRecordDecl *classOf(QualType Type) {
  if (Type.isNull() || Type->isReferenceType())
    return nullptr;
  const auto *RD = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() && !RD->isUnion() ? RD : nullptr;
}

void CallbackSearch::destroyed(QualType Type) {
  const CXXRecordDecl *RD = classOf(Type);
  if (RD && RD->getDestructor())
    Found.push_back(RD->getDestructor());
}

/// An owner that has been moved from has nothing to end any more, so of
/// temporaries those destructors count that somebody wrote.
void CallbackSearch::temporaryEnds(QualType Type) {
  const CXXRecordDecl *RD = classOf(Type);
  if (RD && RD->getDestructor() && RD->getDestructor()->isUserProvided() &&
      !RD->isInStdNamespace())
    Found.push_back(RD->getDestructor());
}

bool CallbackSearch::VisitCallExpr(CallExpr *E) {
  if (const FunctionDecl *Callee = E->getDirectCallee()) {
    Found.push_back(Callee);
    Callees.insert(E->getCallee()->IgnoreParenImpCasts());
  } else {
    CallsPointer = true;
  }
  // Parameters that are passed by value end with the call.
  for (const Expr *Arg : E->arguments())
    if (Arg->isPRValue())
      temporaryEnds(Arg->getType());
  return true;
}

bool CallbackSearch::VisitDeclRefExpr(DeclRefExpr *E) {
  if (const auto *Fn = dyn_cast<FunctionDecl>(E->getDecl());
      Fn && !Callees.contains(E))
    Taken.push_back(Fn);
  return true;
}

bool CallbackSearch::VisitCXXConstructExpr(CXXConstructExpr *E) {
  Found.push_back(E->getConstructor());
  for (const Expr *Arg : E->arguments())
    if (Arg->isPRValue())
      temporaryEnds(Arg->getType());
  return true;
}

bool CallbackSearch::VisitCXXInheritedCtorInitExpr(
    CXXInheritedCtorInitExpr *E) {
  Found.push_back(E->getConstructor());
  return true;
}

bool CallbackSearch::VisitVarDecl(VarDecl *VD) {
  destroyed(VD->getType());
  return true;
}

bool CallbackSearch::VisitCXXNewExpr(CXXNewExpr *E) {
  if (const FunctionDecl *New = E->getOperatorNew())
    Found.push_back(New);
  return true;
}

bool CallbackSearch::VisitCXXDeleteExpr(CXXDeleteExpr *E) {
  destroyed(E->getDestroyedType());
  if (const FunctionDecl *Delete = E->getOperatorDelete())
    Found.push_back(Delete);
  return true;
}

bool CallbackSearch::VisitMaterializeTemporaryExpr(
    MaterializeTemporaryExpr *E) {
  if (E->getStorageDuration() == SD_FullExpression ||
      E->getStorageDuration() == SD_Automatic)
    temporaryEnds(E->getType());
  return true;
}

/// What a call returns that nobody takes ends there.
bool CallbackSearch::VisitCompoundStmt(CompoundStmt *S) {
  for (const Stmt *Child : S->body()) {
    const auto *E = dyn_cast<Expr>(Child);
    while (E && (isa<FullExpr, ParenExpr>(E) ||
                 (isa<CastExpr>(E) && E->getType()->isVoidType())))
      E = isa<CastExpr>(E)    ? cast<CastExpr>(E)->getSubExpr()
          : isa<ParenExpr>(E) ? cast<ParenExpr>(E)->getSubExpr()
                              : cast<FullExpr>(E)->getSubExpr();
    if (E && E->isPRValue())
      temporaryEnds(E->getType());
  }
  return true;
}

} // namespace aether::analysis
