//===- OpenMPReductions.cpp - What threads put together -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each thread has a variable, an array or a part of one for its own, and adds
// it to the original in the end (OpenMP 5.2, 5.5). One thread at a time changes
// the original; what a combiner of the user does besides may happen in several
// at once.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/DeclOpenMP.h"
#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/SourceManager.h"

#include <type_traits>

using namespace clang;

namespace aether::analysis {

/// The variable of which \p E is a part, `a` in `a[2 : n]`.
static VarDecl *partOf(Expr *E) {
  while (true) {
    E = E->IgnoreParenImpCasts();
    if (auto *Section = dyn_cast<ArraySectionExpr>(E))
      E = Section->getBase();
    else if (auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else
      return namedVariable(E);
  }
}

/// What `declare reduction` says of \p Operation; null if it is of the
/// language.
static const OMPDeclareReductionDecl *declared(const Expr *Operation) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Operation);
  const auto *Callee =
      Call ? dyn_cast<OpaqueValueExpr>(Call->getCallee()) : nullptr;
  const auto *Name =
      Callee && Callee->getSourceExpr()
          ? dyn_cast<DeclRefExpr>(Callee->getSourceExpr()->IgnoreImpCasts())
          : nullptr;
  return Name ? dyn_cast<OMPDeclareReductionDecl>(Name->getDecl()) : nullptr;
}

/// Whether copies of \p Type come and go without code of the user.
static bool isPlain(QualType Type, const SourceManager &SM) {
  const auto *RD = Type->getAsCXXRecordDecl();
  return !RD || RD->isTrivial() || SM.isInSystemHeader(RD->getLocation()) ||
         (RD->hasTrivialDestructor() && RD->hasTrivialCopyConstructor() &&
          !RD->hasUserProvidedDefaultConstructor());
}

/// The code of the user that puts two values together runs on two of nobody's.
bool OpenMPLowering::combiner(const Expr *Operation, Environment &E,
                              FunctionDecl *In) {
  const OMPDeclareReductionDecl *D = declared(Operation);
  if (!D)
    return true;
  bool Calls = false;
  if (const Expr *Init = D->getInitializer())
    forEachStmt(const_cast<Expr *>(Init), [&](Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      Calls |= Call && (!Callee || !Ctx.getSourceManager().isInSystemHeader(
                                       Callee->getLocation()));
      return true;
    });
  if (Calls || !isPlain(D->getType(), Ctx.getSourceManager()))
    return false;
  Statements Code;
  for (const Expr *Side : {D->getCombinerIn(), D->getCombinerOut()}) {
    VarDecl *Value = namedVariable(const_cast<Expr *>(Side));
    if (!Value)
      return false;
    Make.move(Value, In);
    Code.push_back(Make.declare(Value));
  }
  auto *Combine = const_cast<Expr *>(D->getCombiner());
  Code.push_back(Combine);
  E.After.push_back(Make.block(Code, Combine->getSourceRange()));
  return true;
}

template <class Clause>
bool OpenMPLowering::reduction(Clause *C, Stmt *Body, FunctionDecl *In,
                               Environment &E, VarDecl *Lock) {
  auto Operation = C->reduction_ops().begin();
  for (Expr *Named : variablesOf(C)) {
    VarDecl *Original = partOf(Named);
    if (!Original || !combiner(*Operation++, E, In))
      return false;
    const QualType Type = Original->getType().getNonReferenceType();
    const SourceLocation Loc = Original->getLocation();
    Stmt *Set = nullptr;
    if constexpr (std::is_same_v<Clause, OMPReductionClause>)
      if (C->getModifier() == OMPC_REDUCTION_task)
        ReducedByTasks[Loc] = Original;
    if (Type->isPointerType()) {
      // The elements that it leads to, under the name of the pointer.
      const QualType Elements = Ctx.getIncompleteArrayType(
          Type->getPointeeType(), ArraySizeModifier::Normal, 0);
      VarDecl *Buffer = Make.variable("elements", Elements, In, Loc);
      Expr *First = ImplicitCastExpr::Create(
          Ctx, Type.getUnqualifiedType(), CK_ArrayToPointerDecay,
          Make.name(Buffer, Loc), nullptr, VK_PRValue, FPOptionsOverride());
      VarDecl *Mine = Make.variable(Original->getName(),
                                    Type.getUnqualifiedType(), In, Loc, First);
      E.Before.push_back(Make.declare(Buffer));
      E.Before.push_back(Make.declare(Mine));
      if (!renameAll(Body, Original, Mine))
        return false;
      Set = Make.call(Make.function("omp::put_together", Loc),
                      Make.value(Make.name(Original, Loc)), Loc);
    } else if (VarDecl *Mine = own(Original, Body, In, E);
               Mine && Type->isArithmeticType()) {
      Expr *Value = Make.value(Make.name(Mine, Loc));
      Set = CompoundAssignOperator::Create(
          Ctx, Make.name(Original, Loc), Value, BO_AddAssign, Type, VK_LValue,
          OK_Ordinary, Loc, FPOptionsOverride(), Type, Type);
    } else if (Mine) {
      Set = Make.call(Make.function("omp::carried", Loc),
                      Make.name(Original, Loc), Loc);
    } else {
      return false;
    }
    // A thread's copy is not what its tasks' are added to before the end.
    const auto Reduced = ReducedByTasks.find(Loc);
    if (std::is_same_v<Clause, OMPReductionClause> ||
        Reduced == ReducedByTasks.end() || Reduced->second == Original)
      E.After.push_back(Lock ? locked(Lock, Set) : Set);
  }
  return true;
}

bool OpenMPLowering::reductions(OMPClause *C, Stmt *Body, FunctionDecl *In,
                                Environment &E) {
  if (auto *Of = dyn_cast<OMPInReductionClause>(C))
    return reduction(Of, Body, In, E,
                     Make.global("omp in_reduction", C->getBeginLoc()));
  auto *Of = cast<OMPReductionClause>(C);
  // Of a scan, what threads have by then is theirs as well.
  return (Of->getModifier() == OMPC_REDUCTION_default ||
          Of->getModifier() == OMPC_REDUCTION_unknown ||
          Of->getModifier() == OMPC_REDUCTION_inscan ||
          Of->getModifier() == OMPC_REDUCTION_task) &&
         reduction(Of, Body, In, E, Turns);
}

} // namespace aether::analysis
