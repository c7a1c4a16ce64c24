//===- KeptFields.cpp - Which member functions leave fields alone ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KeptFields.h"

#include "ClangVersions.h"
#include "Unit.h"

using namespace clang;

namespace aether::analysis {

namespace {

constexpr unsigned MaxDepth = 4;

class FieldUses : public DynamicRecursiveASTVisitor {
public:
  FieldUses(Unit &U, unsigned Depth) : U(U), Depth(Depth) {}

  bool Kept = true;

  bool TraverseImplicitCastExpr(ImplicitCastExpr *E) override {
    // Read, or looked at by somebody who may not change it.
    const bool Read = E->getCastKind() == CK_LValueToRValue ||
                      (E->getCastKind() == CK_NoOp && E->isGLValue() &&
                       E->getType().isConstQualified());
    const auto *M = dyn_cast<MemberExpr>(E->getSubExpr()->IgnoreParens());
    if (Read && M && ownMember(M) && isa<FieldDecl>(M->getMemberDecl()))
      return true;
    return DynamicRecursiveASTVisitor::TraverseImplicitCastExpr(E);
  }
  bool TraverseMemberExpr(MemberExpr *E) override {
    if (!ownMember(E))
      return DynamicRecursiveASTVisitor::TraverseMemberExpr(E);
    if (const auto *Called = dyn_cast<CXXMethodDecl>(E->getMemberDecl()))
      Kept &= Called->isStatic() || Called->isConst() ||
              methodKeeps(U, Called, Depth + 1);
    else if (const auto *Field = dyn_cast<FieldDecl>(E->getMemberDecl()))
      // What containers and arrays hold are no fields of this object.
      Kept &= U.facts(Field->getType()).is(TypeModel::Kind::Container) ||
              U.facts(Field->getType()).is(TypeModel::Kind::Mutex) ||
              Field->getType()->isArrayType();
    return true;
  }
  bool VisitStmt(Stmt *S) override {
    // Where it is not the base of a member, somebody gets the whole object.
    Kept &= !isa<CXXThisExpr, AsmStmt>(S);
    return true;
  }

  static bool methodKeeps(Unit &U, const CXXMethodDecl *M, unsigned Depth);

private:
  static bool ownMember(const MemberExpr *E) {
    return isa<CXXThisExpr>(E->getBase()->IgnoreParenImpCasts());
  }

  Unit &U;
  const unsigned Depth;
};

bool FieldUses::methodKeeps(Unit &U, const CXXMethodDecl *M, unsigned Depth) {
  if (Depth > MaxDepth || M->isVirtual() || M->isStatic() ||
      isa<CXXConstructorDecl, CXXDestructorDecl>(M) ||
      M->getParent()->isUnion() || M->getOverloadedOperator() == OO_Equal)
    return false;
  const auto *Def = dyn_cast_or_null<CXXMethodDecl>(U.definition(M));
  if (!Def || !Def->doesThisDeclarationHaveABody() || Def->isDefaulted())
    return false;
  FieldUses Uses(U, Depth);
  Uses.TraverseStmt(Def->getBody());
  return Uses.Kept;
}

} // namespace

bool keepsFields(Unit &U, const CXXMethodDecl *M) {
  return FieldUses::methodKeeps(U, M, 0);
}

} // namespace aether::analysis
