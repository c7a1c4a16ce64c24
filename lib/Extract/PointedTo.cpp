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

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Leaves the variables of which the address is taken, or to which a reference
/// is bound that may change them: whoever gets it may keep it.
class KeptAddressFinder : public DynamicRecursiveASTVisitor {
public:
  explicit KeptAddressFinder(llvm::DenseSet<const VarDecl *> &Out) : Out(Out) {}

  bool VisitVarDecl(VarDecl *VD) override {
    if (VD->getInit() && !VD->isImplicit())
      bind(VD->getType(), VD->getInit());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (E->getOpcode() == UO_AddrOf)
      keep(E->getSubExpr());
    return true;
  }
  bool VisitCallExpr(CallExpr *E) override {
    const auto *FD = E->getDirectCallee();
    // The object of an operator that is a member is no parameter.
    const unsigned Before = FD && isa<CXXMethodDecl>(FD) &&
                            isa<CXXOperatorCallExpr>(E) &&
                            cast<CXXMethodDecl>(FD)->isInstance();
    for (unsigned I = Before; I < E->getNumArgs(); ++I) {
      if (!FD)
        keep(E->getArg(I));
      else if (I - Before < FD->getNumParams())
        bind(written(FD, I - Before), E->getArg(I));
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    const CXXConstructorDecl *FD = E->getConstructor();
    for (unsigned I = 0; I < std::min(E->getNumArgs(), FD->getNumParams()); ++I)
      bind(written(FD, I), E->getArg(I));
    return true;
  }
  bool VisitInitListExpr(InitListExpr *E) override {
    for (const Expr *Init : E->inits())
      keep(Init);
    return true;
  }

private:
  /// The type of a parameter before a template was filled in: what forwards
  /// changes nothing by itself.
  static QualType written(const FunctionDecl *FD, unsigned Parameter) {
    const FunctionDecl *Pattern = FD->getTemplateInstantiationPattern();
    const QualType Out = FD->getParamDecl(Parameter)->getType();
    if (!Pattern || Parameter >= Pattern->getNumParams())
      return Out;
    const QualType Written = Pattern->getParamDecl(Parameter)->getType();
    return Written->isRValueReferenceType() ? Written : Out;
  }
  void bind(QualType To, const Expr *E) {
    if (To->isLValueReferenceType() &&
        !To.getNonReferenceType().isConstQualified())
      keep(E);
  }
  /// \p E as a place: its value alone leads nowhere.
  void keep(const Expr *E) {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      if (Cast->getCastKind() != CK_LValueToRValue)
        keep(Cast->getSubExpr());
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      keep(Choice->getTrueExpr());
      keep(Choice->getFalseExpr());
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        Out.insert(VD);
    }
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
