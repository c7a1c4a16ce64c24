//===- OpenMPAtomics.cpp - Atomic operations ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Atomic code holds a lock that all of it has in common. Where some of it has a
// memory order, by which threads tell each other that something is done, it
// becomes operations of the compiler that are known to do so.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/OpenMPClause.h"

using namespace clang;

namespace aether::analysis {

/// The order of \p D in the numbers of `__ATOMIC_SEQ_CST` and its like.
static int orderOf(OMPAtomicDirective *D) {
  return clause<OMPSeqCstClause>(D)    ? 5
         : clause<OMPAcqRelClause>(D)  ? 4
         : clause<OMPReleaseClause>(D) ? 3
         : clause<OMPAcquireClause>(D) ? 2
                                       : 0;
}

/// The operation of the compiler that \p D is, if it is one.
static std::optional<AtomicExpr::AtomicOp> builtinOf(OMPAtomicDirective *D) {
  if (clause<OMPCompareClause>(D) || !D->getX() ||
      !D->getX()->getType()->isIntegerType())
    return {};
  const bool Gives = clause<OMPReadClause>(D) || clause<OMPCaptureClause>(D);
  if (Gives && (!D->getV() || !D->getV()->getType()->isIntegerType()))
    return {};
  if (clause<OMPReadClause>(D))
    return AtomicExpr::AO__atomic_load_n;
  if (!D->getExpr())
    return {};
  if (clause<OMPWriteClause>(D))
    return AtomicExpr::AO__atomic_store_n;
  auto *Update =
      D->getUpdateExpr()
          ? dyn_cast<BinaryOperator>(D->getUpdateExpr()->IgnoreParenImpCasts())
          : nullptr;
  if (!Update)
    return {};
  const bool Old = D->isPostfixUpdate();
  switch (Update->getOpcode()) {
  case BO_Add:
    return Old ? AtomicExpr::AO__atomic_fetch_add
               : AtomicExpr::AO__atomic_add_fetch;
  case BO_Sub:
    if (!D->isXLHSInRHSPart())
      return {};
    return Old ? AtomicExpr::AO__atomic_fetch_sub
               : AtomicExpr::AO__atomic_sub_fetch;
  case BO_And:
    return Old ? AtomicExpr::AO__atomic_fetch_and
               : AtomicExpr::AO__atomic_and_fetch;
  case BO_Or:
    return Old ? AtomicExpr::AO__atomic_fetch_or
               : AtomicExpr::AO__atomic_or_fetch;
  case BO_Xor:
    return Old ? AtomicExpr::AO__atomic_fetch_xor
               : AtomicExpr::AO__atomic_xor_fetch;
  default:
    return {};
  }
}

/// Do some operations in \p All have a memory order, and can all on integers
/// be made operations of the compiler? A lock does not keep these away.
bool OpenMPLowering::areOrdered(llvm::ArrayRef<OMPAtomicDirective *> All) {
  bool Any = false;
  for (OMPAtomicDirective *D : All) {
    Any |= orderOf(D) != 0;
    if (!builtinOf(D) &&
        (orderOf(D) || !D->getX() || D->getX()->getType()->isIntegerType()))
      return false;
  }
  return Any;
}

/// \p D as an operation of the compiler.
Stmt *OpenMPLowering::atomicInOrder(OMPAtomicDirective *D,
                                    AtomicExpr::AtomicOp Does) {
  const SourceLocation Loc = D->getX()->getExprLoc();
  const QualType Type = D->getX()->getType().getUnqualifiedType();
  Expr *X = UnaryOperator::Create(
      Ctx, D->getX(), UO_AddrOf, Ctx.getPointerType(D->getX()->getType()),
      VK_PRValue, OK_Ordinary, Loc, /*CanOverflow=*/false, FPOptionsOverride());
  llvm::SmallVector<Expr *, 3> Args{X, Make.number(orderOf(D), Ctx.IntTy, Loc)};
  if (Does != AtomicExpr::AO__atomic_load_n)
    Args.push_back(D->getExpr());
  const bool Stores = Does == AtomicExpr::AO__atomic_store_n;
  Expr *Done = new (Ctx)
      AtomicExpr(Loc, Args, Stores ? Ctx.VoidTy : Type, Does, D->getEndLoc());
  if (!clause<OMPReadClause>(D) && !clause<OMPCaptureClause>(D))
    return Done;
  const QualType To = D->getV()->getType().getUnqualifiedType();
  if (!Ctx.hasSameType(To, Type))
    Done = ImplicitCastExpr::Create(Ctx, To, CK_IntegralCast, Done, nullptr,
                                    VK_PRValue, FPOptionsOverride());
  return BinaryOperator::Create(Ctx, D->getV(), Done, BO_Assign, To, VK_LValue,
                                OK_Ordinary, Loc, FPOptionsOverride());
}

static bool sameExpr(Expr *A, Expr *B, const ASTContext &Ctx) {
  llvm::FoldingSetNodeID IdA, IdB;
  A->IgnoreParenImpCasts()->Profile(IdA, Ctx, /*Canonical=*/true);
  B->IgnoreParenImpCasts()->Profile(IdB, Ctx, /*Canonical=*/true);
  return IdA == IdB;
}

/// As if there were one lock for all atomic operations. What is computed before
/// and what is set from the result are not part of it (OpenMP 5.2, 15.8.4).
Stmt *OpenMPLowering::atomic(OMPAtomicDirective *D, FunctionDecl *In) {
  if (Ordered)
    if (const auto Does = builtinOf(D))
      return atomicInOrder(D, *Does);
  Stmt *Code = D->getRawStmt();
  const bool Reads = clause<OMPReadClause>(D) || clause<OMPCaptureClause>(D);
  auto *Op = dyn_cast<BinaryOperator>(Code);
  if (!Op || !Op->isAssignmentOp()) {
    // A result is given to what other threads do not see, or nobody knows.
    const VarDecl *To = Reads ? namedVariable(D->getV()) : nullptr;
    if (Reads && (!To || !isa<CapturedDecl>(To->getDeclContext())))
      return nullptr;
    return locked("omp atomic", Code);
  }
  // `x = x < e ? e : x`
  if (clause<OMPCompareClause>(D))
    return locked("omp atomic", Code);
  const SourceLocation Loc = Op->getRHS()->getExprLoc();
  auto Temporary = [&](Expr *Init, QualType Type) {
    return Make.variable("value", Type.getUnqualifiedType(), In, Loc, Init);
  };
  if (Reads) {
    VarDecl *Value = Temporary(nullptr, Op->getRHS()->getType());
    Stmt *Take = BinaryOperator::Create(
        Ctx, Make.name(Value, Loc), Op->getRHS(), BO_Assign, Value->getType(),
        VK_LValue, OK_Ordinary, Loc, FPOptionsOverride());
    Stmt *First = locked("omp atomic", Take);
    Make.setRHS(Op, Make.value(Make.name(Value, Loc)));
    return Make.block({Make.declare(Value), First, Op}, D->getSourceRange());
  }
  // x = x + e computes e first.
  BinaryOperator *Holder = Op;
  bool Left = false;
  if (Op->getOpcode() == BO_Assign && !clause<OMPWriteClause>(D)) {
    Holder = dyn_cast<BinaryOperator>(Op->getRHS()->IgnoreParenImpCasts());
    if (!Holder)
      return nullptr;
    Left = !sameExpr(Holder->getLHS(), Op->getLHS(), Ctx);
    if (Left && !sameExpr(Holder->getRHS(), Op->getLHS(), Ctx))
      return nullptr;
  }
  Expr *Given = Left ? Holder->getLHS() : Holder->getRHS();
  if (!Given->getType()->isScalarType())
    return nullptr;
  if (isa<IntegerLiteral, FloatingLiteral>(Given->IgnoreParenImpCasts()))
    return locked("omp atomic", Code);
  VarDecl *Value = Temporary(Given, Given->getType());
  if (Left)
    Make.setLHS(Holder, Make.value(Make.name(Value, Loc)));
  else
    Make.setRHS(Holder, Make.value(Make.name(Value, Loc)));
  return Make.block({Make.declare(Value), locked("omp atomic", Op)},
                    D->getSourceRange());
}

} // namespace aether::analysis
