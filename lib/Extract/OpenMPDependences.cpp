//===- OpenMPDependences.cpp - Tasks that wait for one another ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks that one thread makes and of which one has to end before the other
// begins never run at once: as if they held a lock (OpenMP 5.2, 15.9.5). Where
// each such task is made once, the order of any two is known, and each two of
// them that are ordered have a lock for themselves. In loops, the lock is what
// the tasks depend on, shared by those that only read; where one task may order
// two others that have nothing in common, a lock that is perhaps none stands
// for that.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

bool isFollowed(const OMPDependClause *C) {
  const OpenMPDependClauseKind Kind = C->getDependencyKind();
  return !C->getModifier() &&
         (Kind == OMPC_DEPEND_in || Kind == OMPC_DEPEND_out ||
          Kind == OMPC_DEPEND_inout || Kind == OMPC_DEPEND_mutexinoutset);
}

/// The first element of \p E, a part of an array, or \p E itself: two parts
/// that tasks depend on are one or have nothing in common (OpenMP 5.2, 15.9.5).
static Expr *firstOf(Expr *E, Synthesis &Make) {
  auto *Section = dyn_cast<ArraySectionExpr>(E->IgnoreParens());
  if (!Section)
    return E;
  ASTContext &Ctx = Make.Ctx;
  const SourceLocation Loc = E->getExprLoc();
  Expr *Base = firstOf(Section->getBase(), Make);
  if (const ArrayType *Array = Ctx.getAsArrayType(Base->getType()))
    Base = ImplicitCastExpr::Create(
        Ctx, Ctx.getPointerType(Array->getElementType()),
        CK_ArrayToPointerDecay, Base->IgnoreParens(), nullptr, VK_PRValue,
        FPOptionsOverride());
  else if (Base->getType()->isPointerType())
    Base = Make.value(Base);
  else
    return nullptr;
  Expr *Lower = Section->getLowerBound();
  return new (Ctx) ArraySubscriptExpr(
      Base, Lower ? Make.value(Lower) : Make.number(0, Ctx.IntTy, Loc),
      Base->getType()->getPointeeType(), VK_LValue, OK_Ordinary, Loc);
}

/// The place that a task depends on, as it was when the task was made; \p To:
/// copies of what the task itself shares.
Expr *OpenMPLowering::dependedOn(OMPExecutableDirective *D, Expr *E, Region &R,
                                 Environment &Own,
                                 Synthesis::Substitution &To) {
  bool Fixed = true;
  forEachStmt(E, [&](Stmt *S) {
    Fixed &= !isa<CallExpr, LambdaExpr>(S);
    // What is read from a member may be something else later.
    if (auto *Load = dyn_cast<ImplicitCastExpr>(S);
        Load && Load->getCastKind() == CK_LValueToRValue)
      Fixed &= !isa<MemberExpr>(Load->getSubExpr()->IgnoreParens());
    auto *Name = dyn_cast<DeclRefExpr>(S);
    if (!Name)
      return true;
    auto *VD = dyn_cast<VarDecl>(Name->getDecl());
    Fixed &= VD && !VD->getType()->isReferenceType();
    if (!Fixed || VD->getType()->isArrayType() || isSteady(VD, R))
      return true;
    if (To.count(VD) || llvm::any_of(Own.Copies, [&](const CopyCapture &C) {
          return C.Variable == VD;
        }))
      return true;
    Fixed &= VD->hasLocalStorage() && VD->getType()->isScalarType();
    if (!Fixed)
      return true;
    Expr *Value = Make.value(Make.name(VD, Name->getLocation()));
    VarDecl *Copy = VD;
    if (names(D->getRawStmt(), VD))
      To[VD] = Copy =
          Make.variable(VD->getName(), VD->getType().getUnqualifiedType(), R.In,
                        VD->getLocation());
    Own.Copies.push_back({Copy, Value});
    return true;
  });
  Expr *Place = Fixed ? Make.copy(E, To) : nullptr;
  return Place && Place->isLValue()
             ? UnaryOperator::Create(Ctx, Place, UO_AddrOf,
                                     Ctx.getPointerType(Place->getType()),
                                     VK_PRValue, OK_Ordinary, E->getExprLoc(),
                                     /*CanOverflow=*/false, FPOptionsOverride())
             : nullptr;
}

/// \p S, what the task \p D does or stands for: nobody knows which other tasks
/// that depend on something come before it or after it, but for those that
/// nothing puts in order with it.
Stmt *OpenMPLowering::perhapsInOrder(OMPExecutableDirective *D, Stmt *S,
                                     Region &Around) {
  const SourceLocation Loc = D->getBeginLoc();
  VarDecl *&Order = Around.DependenceLocks[{nullptr, Around.OneThread}];
  if (!Order)
    Order = lockArray("order", 1, Around.In, Around.Locks, Loc);
  Statements First, Last;
  auto Hold = [&](std::int64_t Lock, llvm::StringRef Take,
                  llvm::StringRef Give) {
    Expr *Number = Make.number(Lock, Ctx.IntTy, Loc);
    First.push_back(lockCall(Take, Order, Number, Loc));
    Last.push_back(lockCall(Give, Order, Number, Loc));
  };
  // One for all tasks, or one for each two of them.
  const std::int64_t Count = Around.Made.size();
  const auto Found = llvm::find(Around.Made, D);
  if (Around.Unordered.empty() || Found == Around.Made.end())
    Hold(0, "omp::perhaps_lock", "omp::perhaps_unlock");
  else
    for (std::int64_t I = Found - Around.Made.begin(), J = 0; J != Count; ++J) {
      if (Around.Unordered.count(
              {D, cast<OMPExecutableDirective>(Around.Made[J])}))
        continue;
      const std::int64_t Lock = 1 + std::min(I, J) * Count + std::max(I, J);
      if (I == J)
        Hold(Lock, "omp::perhaps_lock", "omp::perhaps_unlock");
      else if (I < J)
        Hold(Lock, "omp::one_side", "omp::leave_one_side");
      else
        Hold(Lock, "omp::other_side", "omp::leave_other_side");
    }
  First.push_back(S);
  First.append(Last);
  return Make.block(First, D->getSourceRange());
}

/// Only tasks that the same thread makes are ordered by what they depend on:
/// the lock is that of its number.
bool OpenMPLowering::dependByThread(OMPExecutableDirective *D, Region &Around,
                                    Stmt *&Body) {
  const SourceLocation Loc = D->getBeginLoc();
  auto Hold = [&](const VarDecl *On, const std::string &Take,
                  llvm::StringRef Give) {
    VarDecl *&Lock = Around.DependenceLocks[{On, SourceLocation()}];
    if (!Lock)
      Lock = lockArray(On ? "depend " + On->getNameAsString() : "order", 1,
                       Around.In, Around.Locks, Loc);
    Expr *Number = Make.value(Make.name(Around.Everyone, Loc));
    Body = Make.block({lockCall(Take, Lock, Number, Loc), Body,
                       lockCall(Give, Lock, Number, Loc)},
                      D->getSourceRange());
  };
  bool Known = !Around.Chains;
  for (OMPClause *C : D->clauses())
    if (auto *Depend = dyn_cast<OMPDependClause>(C))
      for (Expr *E : variablesOf(Depend)) {
        const VarDecl *On = namedVariable(E);
        Known &= On && isFollowed(Depend);
        if (On && isFollowed(Depend) && !On->getType()->isReferenceType())
          Hold(On,
               Depend->getDependencyKind() == OMPC_DEPEND_in
                   ? "omp::lock_shared"
                   : "omp::lock",
               "omp::unlock");
      }
  if (!Known)
    Hold(nullptr, "omp::perhaps_lock", "omp::perhaps_unlock");
  return true;
}

bool OpenMPLowering::dependences(OMPExecutableDirective *D, Region *Around,
                                 Stmt *&Body, Environment &Own) {
  if (!clause<OMPDependClause>(D))
    return true;
  if (Around && Around->Everyone)
    return dependByThread(D, *Around, Body);
  if (!Around || Around->OneThread.isInvalid())
    return false;
  const SourceLocation Loc = D->getBeginLoc();
  // Siblings have one parent: each has locks of its own in one place.
  constexpr const char *Parents[] = {"", "_of_second", "_of_third"};
  auto Hold = [&](Expr *Lock, Expr *Again, bool Shared, unsigned Parent = 0) {
    const std::string Of = Parents[Parent];
    Body = Make.block(
        {Make.call(Make.function(
                       (Shared ? "omp::lock_shared" : "omp::lock") + Of, Loc),
                   Lock, Loc),
         Body, Make.call(Make.function("omp::unlock" + Of, Loc), Again, Loc)},
        D->getSourceRange());
  };
  if (Around->InOrder) {
    for (VarDecl *Lock : Around->Ordered[D])
      Hold(Make.address(Lock, Loc), Make.address(Lock, Loc), false);
    return true;
  }
  // One task may order two others that have nothing in common, or the others
  // depend on the same by locks of another function.
  if (Around->Chains)
    Body = perhapsInOrder(D, Body, *Around);
  if (Around->MakesMore && Around->Calls)
    Body = Make.block(
        {doubt("omp::doubt", Loc), Body, doubt("omp::end_doubt", Loc)},
        D->getSourceRange());
  Synthesis::Substitution Copies;
  for (OMPClause *C : D->clauses()) {
    auto *Depend = dyn_cast<OMPDependClause>(C);
    if (!Depend)
      continue;
    const OpenMPDependClauseKind Kind = Depend->getDependencyKind();
    if (!isFollowed(Depend))
      return false;
    for (Expr *E : variablesOf(Depend)) {
      const VarDecl *On = namedVariable(E);
      if (!On) {
        if (!llvm::is_contained(Around->PartsBy, Around->OneThread))
          Around->PartsBy.push_back(Around->OneThread);
        const unsigned Parent = llvm::find(Around->PartsBy, Around->OneThread) -
                                Around->PartsBy.begin();
        Expr *First = firstOf(E, Make);
        if (!First || Parent >= std::size(Parents))
          return false;
        Expr *Lock = dependedOn(D, First, *Around, Own, Copies);
        Expr *Again = dependedOn(D, First, *Around, Own, Copies);
        if (!Lock || !Again)
          return false;
        Hold(Lock, Again, Kind == OMPC_DEPEND_in, Parent);
        continue;
      }
      if (On->getType()->isReferenceType())
        return false;
      if (isOfRound(Ctx, On, Around->In, Around->OneThread)) {
        Body = perhapsInOrder(D, Body, *Around);
        continue;
      }
      VarDecl *&Lock = Around->DependenceLocks[{On, Around->OneThread}];
      if (!Lock)
        Lock = turns(Around->In, Loc, Around->Locks,
                     "depend " + On->getNameAsString());
      Hold(Make.address(Lock, Loc), Make.address(Lock, Loc),
           Kind == OMPC_DEPEND_in);
    }
  }
  return true;
}

} // namespace aether::analysis
