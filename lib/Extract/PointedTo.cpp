//===- PointedTo.cpp - Variables that others lead to ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A lambda that captures `i` and `p` by reference may change the one by way of
// the other, where the function around it has set `p` to `&i`.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Unit.h"

#include "clang/AST/Expr.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Leaves the variables of which the address, or a reference to them, is kept.
class KeptAddressFinder : public DynamicRecursiveASTVisitor {
public:
  explicit KeptAddressFinder(llvm::DenseSet<const VarDecl *> &Out) : Out(Out) {}

  bool VisitVarDecl(VarDecl *VD) override {
    if (VD->getInit() && !VD->isImplicit())
      keep(VD->getInit(),
           VD->getType()->isReferenceType() &&
               !VD->getType().getNonReferenceType().isConstQualified());
    return true;
  }
  bool VisitInitListExpr(InitListExpr *E) override {
    for (const Expr *Init : E->inits())
      keep(Init, false);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (E->isAssignmentOp())
      keep(E->getRHS(), false);
    return true;
  }

private:
  void keep(const Expr *E, bool IsBound) {
    E = E->IgnoreParenCasts();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      keep(Choice->getTrueExpr(), IsBound);
      keep(Choice->getFalseExpr(), IsBound);
      return;
    }
    const auto *Op = dyn_cast<UnaryOperator>(E);
    if (Op && Op->getOpcode() == UO_AddrOf)
      E = Op->getSubExpr()->IgnoreParens();
    else if (!IsBound)
      return;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        Out.insert(VD);
  }
  llvm::DenseSet<const VarDecl *> &Out;
};

} // namespace

bool Unit::isPointedTo(const VarDecl *VD) {
  const DeclContext *In = VD->getDeclContext();
  while (In && !isa<FunctionDecl>(In))
    In = In->getParent();
  const auto *FD = dyn_cast_or_null<FunctionDecl>(In);
  if (!FD || !FD->doesThisDeclarationHaveABody())
    return false;
  const auto [It, New] = PointedTo.try_emplace(FD);
  if (New) {
    llvm::DenseSet<const VarDecl *> Found;
    KeptAddressFinder(Found).TraverseStmt(FD->getBody());
    It->second = std::move(Found);
  }
  return It->second.contains(VD);
}

} // namespace aether::analysis
