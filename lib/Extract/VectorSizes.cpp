//===- VectorSizes.cpp - How long a vector is when made -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tables.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace aether::analysis {

/// May somebody get \p VD in \p S who is not seen to change it? Its own
/// functions are, and those of libraries that are modelled.
static bool isHandedOn(const Stmt *S, const VarDecl *VD,
                       llvm::function_ref<bool(const Decl *)> InUserCode) {
  if (!S)
    return false;
  auto Names = [&](const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
    return Ref && Ref->getDecl() == VD;
  };
  auto Below = [&](const Stmt *Part) {
    return isHandedOn(Part, VD, InUserCode);
  };
  if (const auto *E = dyn_cast<DeclRefExpr>(S))
    return Names(E);
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      Cast && Cast->getCastKind() == CK_NoOp &&
      Cast->getType().isConstQualified() && Names(Cast->getSubExpr()))
    return false;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    const auto *Init = Lambda->capture_init_begin();
    for (const LambdaCapture &Capture : Lambda->captures()) {
      if (Lambda->isInitCapture(&Capture) && Below(*Init))
        return true;
      ++Init;
    }
    return Below(Lambda->getBody());
  }
  if (const auto *For = dyn_cast<CXXForRangeStmt>(S);
      For && For->getRangeInit() && Names(For->getRangeInit()))
    return Below(For->getBody());
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *FD = Call->getDirectCallee();
    const Expr *Object = nullptr;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      Object = Member->getImplicitObjectArgument();
    else if (isa<CXXOperatorCallExpr>(Call) &&
             isa_and_nonnull<CXXMethodDecl>(FD))
      Object = Call->getArg(0);
    const bool Modelled = FD && !InUserCode(FD) && !FD->isInStdNamespace();
    if ((!Object || !Names(Object)) && Below(Call->getCallee()))
      return true;
    return llvm::any_of(Call->arguments(), [&](const Expr *Arg) {
      return !(Names(Arg) && (Arg == Object || Modelled)) && Below(Arg);
    });
  }
  return llvm::any_of(S->children(), Below);
}

std::optional<std::int64_t> Tables::sizeOf(const VarDecl *VD) {
  const QualType T = VD->getType();
  const auto *Class =
      isLibraryArray(T, "vector")
          ? dyn_cast<ClassTemplateSpecializationDecl>(T->getAsCXXRecordDecl())
          : nullptr;
  const FunctionDecl *Owner = nullptr;
  for (const DeclContext *DC = VD->getParentFunctionOrMethod(); DC;
       DC = DC->getParent())
    if (const auto *FD = dyn_cast<FunctionDecl>(DC))
      Owner = FD;
  if (!Class || !VD->getInit() || !Owner ||
      isHandedOn(Owner->getBody(), VD, InUserCode))
    return std::nullopt;
  const QualType Of = Class->getTemplateArgs().get(0).getAsType();
  if (!Of->isArithmeticType()) {
    const auto *RD = Of->getAsCXXRecordDecl();
    if (!RD || !RD->isInStdNamespace() || !RD->getIdentifier() ||
        !llvm::is_contained({"vector", "basic_string", "set", "map", "list",
                             "deque", "unordered_set", "unordered_map", "array",
                             "pair", "complex"},
                            RD->getName()))
      return std::nullopt;
  }
  const Expr *E = VD->getInit()->IgnoreParenImpCasts();
  if (const auto *Full = dyn_cast<FullExpr>(E))
    E = Full->getSubExpr()->IgnoreParenImpCasts();
  const auto *Make = dyn_cast<CXXConstructExpr>(E);
  if (Make && Make->isStdInitListInitialization() && Make->getNumArgs() > 0) {
    const Expr *List = Make->getArg(0)->IgnoreImplicit();
    if (const auto *Std = dyn_cast<CXXStdInitializerListExpr>(List))
      List = Std->getSubExpr()->IgnoreImplicit();
    if (const auto *Braces = dyn_cast<InitListExpr>(List))
      if (const auto *Array = Ctx.getAsConstantArrayType(Braces->getType()))
        return std::int64_t(Array->getSize().getLimitedValue(INT64_MAX));
    return std::nullopt;
  }
  if (!Make || Make->getNumArgs() == 0 ||
      Make->getConstructor()->isCopyOrMoveConstructor() ||
      !Make->getArg(0)->getType()->isIntegralOrEnumerationType() ||
      !Make->getConstructor()->getParamDecl(0)->getType()->isIntegerType())
    return std::nullopt;
  const auto Count = evaluate(Make->getArg(0), {});
  return Count && *Count >= 0 ? Count : std::nullopt;
}

} // namespace aether::analysis
