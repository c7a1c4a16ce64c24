//===- OpenMPOwnMemory.cpp - What each thread allocates for itself ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pointer that a thread keeps from one part of a region to the next, and that
// only ever leads to memory which the same thread has made, leads to nobody
// else's. Rounds of one thread come one after the other, so that each may as
// well have made its own: unless tasks outlive the round, or several rounds run
// in the lanes of one thread.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/OpenMPKinds.h"

using namespace clang;

namespace aether::analysis {

/// New memory with no pointers in it, or none at all.
static bool makesMemory(ASTContext &Ctx, Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return New->getNumPlacementArgs() == 0 &&
           New->getAllocatedType()->isArithmeticType();
  return asks(E, "malloc") || asks(E, "calloc") || asks(E, "aligned_alloc") ||
         E->isNullPointerConstant(Ctx, Expr::NPC_ValueDependentIsNotNull) !=
             Expr::NPCK_NotNull;
}

/// The pointer that \p S goes by to a number, if it names one.
static VarDecl *reachedBy(Stmt *S) {
  auto *E = dyn_cast<Expr>(S);
  if (!E || !E->getType()->isArithmeticType())
    return nullptr;
  if (auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return namedVariable(Element->getBase());
  auto *Op = dyn_cast<UnaryOperator>(E);
  return Op && Op->getOpcode() == UO_Deref ? namedVariable(Op->getSubExpr())
                                           : nullptr;
}

/// May what one thread has be used by several, or by rounds that run at once?
static bool sharesOut(const OMPExecutableDirective &D) {
  const OpenMPDirectiveKind Kind = D.getDirectiveKind();
  return isOpenMPTaskingDirective(Kind) || isOpenMPSimdDirective(Kind) ||
         isOpenMPParallelDirective(Kind) || isOpenMPTeamsDirective(Kind) ||
         isOpenMPDistributeDirective(Kind) ||
         isOpenMPTargetExecutionDirective(Kind) ||
         isOpenMPGenericLoopDirective(Kind) ||
         D.hasClausesOfKind<OMPOrderClause>();
}

/// Notes the pointers of the threads of \p R that are never told to anybody.
void OpenMPLowering::findOwnMemory(Stmt *Body, Region &R) {
  struct Use {
    unsigned All = 0, Known = 0, Elements = 0, Values = 0;
    bool Made = false, Other = false;
  };
  llvm::SmallDenseMap<VarDecl *, Use, 8> Uses;
  llvm::SmallPtrSet<const Stmt *, 16> Statements; // nobody asks for a value
  bool Beside = false;
  auto Reached = [&](Expr *E) -> Use * {
    VarDecl *VD = E ? reachedBy(E->IgnoreParens()) : nullptr;
    return VD ? &Uses[VD] : nullptr;
  };
  forEachStmt(Body, [&](Stmt *S) {
    if (isa<UnaryExprOrTypeTraitExpr>(S))
      return false; // `sizeof *p` is no use of it.
    if (auto *D = dyn_cast<OMPExecutableDirective>(S))
      Beside |= makesTask(S) || sharesOut(*D);
    Beside |= isa<LambdaExpr>(S);
    if (auto *Block = dyn_cast<CompoundStmt>(S))
      Statements.insert(Block->body_begin(), Block->body_end());
    else if (auto *For = dyn_cast<ForStmt>(S))
      Statements.insert(For->getBody());
    else if (auto *If = dyn_cast<IfStmt>(S))
      Statements.insert({If->getThen(), If->getElse()});
    if (auto *Decls = dyn_cast<DeclStmt>(S))
      for (Decl *D : Decls->decls())
        if (auto *VD = dyn_cast<VarDecl>(D); VD && VD->hasInit()) {
          Use &Of = Uses[VD];
          (makesMemory(Ctx, VD->getInit()) ? Of.Made : Of.Other) = true;
        }
    if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
      if (auto *VD = dyn_cast<VarDecl>(Name->getDecl()))
        ++Uses[VD].All;
    } else if (VarDecl *VD = reachedBy(S)) {
      ++Uses[VD].Known;
      ++Uses[VD].Elements;
    }
    if (auto *Cast = dyn_cast<ImplicitCastExpr>(S);
        Cast && Cast->getCastKind() == CK_LValueToRValue) {
      if (Use *Of = Reached(Cast->getSubExpr()))
        ++Of->Values;
    } else if (Expr *To = changedBy(S)) {
      auto *Set = dyn_cast<BinaryOperator>(S);
      if (Use *Of = Reached(To)) {
        // In C++, what was assigned to may be referred to still.
        Of->Values += cast<Expr>(S)->isPRValue() || Statements.contains(S);
      } else if (VarDecl *VD = namedVariable(To);
                 VD && VD->getType()->isPointerType()) {
        const bool Made = Set && Set->getOpcode() == BO_Assign &&
                          makesMemory(Ctx, Set->getRHS());
        ++Uses[VD].Known;
        (Made ? Uses[VD].Made : Uses[VD].Other) = true;
      }
    } else if (asks(S, "free") || ((asks(S, "memset") || asks(S, "memcpy")) &&
                                   Statements.contains(S))) {
      for (Expr *Arg : cast<CallExpr>(S)->arguments())
        if (VarDecl *VD = namedVariable(Arg->IgnoreParenCasts()))
          ++Uses[VD].Known;
    } else if (auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
      if (VarDecl *VD =
              namedVariable(Delete->getArgument()->IgnoreParenCasts()))
        ++Uses[VD].Known;
    } else if (auto *Cast = dyn_cast<CastExpr>(S);
               Cast && Cast->getCastKind() == CK_PointerToBoolean) {
      if (VarDecl *VD = namedVariable(Cast->getSubExpr()))
        ++Uses[VD].Known;
    } else if (auto *Op = dyn_cast<BinaryOperator>(S);
               Op && Op->isEqualityOp()) {
      for (Expr *Side : {Op->getLHS(), Op->getRHS()})
        if (VarDecl *VD = namedVariable(Side);
            VD && VD->getType()->isPointerType())
          ++Uses[VD].Known;
    }
    return true;
  });
  if (Beside)
    return;
  for (const auto &[VD, Of] : Uses)
    if (VD->hasLocalStorage() && VD->getType()->isPointerType() && Of.Made &&
        !Of.Other && Of.All == Of.Known && Of.Elements == Of.Values)
      R.OwnMemory.insert(VD);
}

} // namespace aether::analysis
