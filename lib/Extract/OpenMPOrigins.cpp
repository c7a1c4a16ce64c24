//===- OpenMPOrigins.cpp - What pointers of a function lead to ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One object may have two spellings in what tasks depend on: `v`, and `*p` for
// a `p` that was set to `&v`.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace clang;

namespace aether::analysis {

/// Does \p E make memory that nobody has yet?
static bool allocates(Expr *E) {
  E = E->IgnoreParenCasts();
  if (isa<CXXNewExpr>(E))
    return true;
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee &&
         (Callee->hasAttr<RestrictAttr>() ||
          Callee->getBuiltinID() == Builtin::BImalloc ||
          Callee->getBuiltinID() == Builtin::BIcalloc || asks(E, "malloc") ||
          asks(E, "calloc") || asks(E, "aligned_alloc"));
}

/// Is \p E where a variable or a part of it is, or a pointer that \p Code does
/// not change?
static bool isFixed(Expr *E, Stmt *Code) {
  auto *Op = dyn_cast<UnaryOperator>(E);
  if (!Op) {
    const VarDecl *VD = namedVariable(E);
    return VD && !VD->getType()->isReferenceType() &&
           (VD->getType()->isArrayType() ||
            (isa<ParmVarDecl>(VD) && !mayChange(Code, VD)));
  }
  if (Op->getOpcode() != UO_AddrOf)
    return false;
  E = Op->getSubExpr()->IgnoreParens();
  while (true) {
    if (auto *Member = dyn_cast<MemberExpr>(E)) {
      const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      if (Member->isArrow() || !Field || Field->getParent()->isUnion())
        return false;
      E = Member->getBase()->IgnoreParens();
    } else if (auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      auto *Base = Element->getBase()->IgnoreParenImpCasts();
      if (!Base->getType()->isArrayType() ||
          !isa<IntegerLiteral>(Element->getIdx()->IgnoreParenImpCasts()))
        return false;
      E = Base;
    } else {
      const VarDecl *VD = namedVariable(E);
      return VD && !VD->getType()->isReferenceType();
    }
  }
}

Origin originOf(const VarDecl *VD) {
  if (isa<ParmVarDecl>(VD) || !VD->hasLocalStorage())
    return {};
  const DeclContext *In = VD->getDeclContext();
  while (In && isa<CapturedDecl>(In))
    In = In->getParent();
  const auto *FD = dyn_cast_or_null<FunctionDecl>(In);
  if (!FD || !FD->hasBody())
    return {Origin::Unknown};
  llvm::SmallVector<Expr *, 2> Sources;
  if (VD->getInit())
    Sources.push_back(const_cast<Expr *>(VD->getInit()));
  bool Known = true;
  forEachStmt(FD->getBody(), [&](Stmt *S) {
    if (auto *Op = dyn_cast<BinaryOperator>(S);
        Op && Op->isAssignmentOp() && namedVariable(Op->getLHS()) == VD) {
      Known &= Op->getOpcode() == BO_Assign;
      Sources.push_back(Op->getRHS());
    } else if (auto *Step = dyn_cast<UnaryOperator>(S);
               Step && namedVariable(Step->getSubExpr()) == VD) {
      // Who has its address may set it, as an allocation does.
      Known &= Step->getOpcode() == UO_Deref || Step->getOpcode() == UO_LNot;
    }
    return Known;
  });
  if (!Known || Sources.empty())
    return {Origin::Unknown};
  if (llvm::all_of(Sources, allocates))
    return {};
  Expr *Only = Sources.front()->IgnoreParenImpCasts();
  if (Sources.size() == 1 && isFixed(Only, FD->getBody()))
    return {Origin::Place, Only};
  return {Origin::Unknown};
}

} // namespace aether::analysis
