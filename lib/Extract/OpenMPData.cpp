//===- OpenMPData.cpp - What each thread has for itself -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The data-sharing attributes of OpenMP 5.2, chapter 5, as declarations in the
// code that runs and captures of it.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"

using namespace clang;

namespace aether::analysis {

VarDecl *namedVariable(Expr *E) {
  auto *Name =
      dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParenImpCasts() : nullptr);
  return Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
}

bool mayChange(Stmt *Code, const VarDecl *D) {
  // It is only read where its value is loaded.
  unsigned Uses = 0, Reads = 0;
  forEachStmt(Code, [&](Stmt *S) {
    if (auto *Cast = dyn_cast<ImplicitCastExpr>(S);
        Cast && Cast->getCastKind() == CK_LValueToRValue &&
        isa<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens()))
      Reads += namedVariable(Cast->getSubExpr()) == D;
    if (auto *Name = dyn_cast<DeclRefExpr>(S))
      Uses += Name->getDecl() == D;
    return true;
  });
  return Uses != Reads;
}

bool OpenMPLowering::renameAll(Stmt *In, const VarDecl *From, ValueDecl *To) {
  bool Possible = true;
  forEachStmt(In, [&](Stmt *S) {
    if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
      const auto It = Renamer.find(Name);
      Possible &= It == Renamer.end() || It->second == Function;
      if (Name->getDecl() == From) {
        Make.rename(Name, To);
        Renamer[Name] = Function;
      }
    }
    if (auto *Lambda = dyn_cast<LambdaExpr>(S))
      for (const LambdaCapture &C : Lambda->captures())
        Possible &= !C.capturesVariable() || C.getCapturedVar() != From;
    return true;
  });
  return Possible;
}

namespace {
/// The variables of a clause with the copies that Clang has made of them.
template <class Clause, class Visit> bool forEachCopy(Clause *C, Visit &&Do) {
  auto Copy = C->private_copies().begin();
  for (Expr *E : variablesOf(C)) {
    VarDecl *Original = namedVariable(E);
    VarDecl *Private = namedVariable(const_cast<Expr *>(*Copy++));
    if (!Original || !Private || !Do(Original, Private))
      return false;
  }
  return true;
}
} // namespace

std::optional<OpenMPLowering::Environment>
OpenMPLowering::environment(OMPExecutableDirective *D, Stmt *Body,
                            FunctionDecl *In, bool Repeated,
                            llvm::ArrayRef<Loop> Loops) {
  Environment E;
  auto Counts = [&](const VarDecl *D) {
    return llvm::any_of(Loops, [&](const Loop &L) { return L.Variable == D; });
  };
  // A variable of its own, about whose value nothing is known.
  auto Own = [&](VarDecl *Original) -> VarDecl * {
    QualType Type = Original->getType().getNonReferenceType();
    Type.removeLocalConst();
    VarDecl *Mine =
        Make.variable(Original->getName(), Type, In, Original->getLocation());
    E.Before.push_back(Make.declare(Mine));
    return renameAll(Body, Original, Mine) ? Mine : nullptr;
  };
  auto Private = [&](VarDecl *Original, VarDecl *Copy) {
    if (Counts(Original))
      return true;
    if (!Copy->getInit())
      return Own(Original) != nullptr;
    E.Before.push_back(Make.declare(Copy));
    return renameAll(Body, Original, Copy);
  };
  const bool NoWait = llvm::any_of(
      D->clauses(), [](const OMPClause *C) { return isa<OMPNowaitClause>(C); });
  // Gives back what \p Original is to have in the end.
  auto GiveBack = [&](VarDecl *Original, VarDecl *Mine, bool Combines) {
    const QualType Type = Mine->getType();
    const SourceLocation Loc = Original->getLocation();
    if (!Type->isScalarType())
      return !NoWait;
    Expr *Value = Make.value(Make.name(Mine, Loc));
    Expr *To = Make.name(Original, Loc);
    Stmt *Set;
    if (Combines && Type->isArithmeticType())
      Set = CompoundAssignOperator::Create(Ctx, To, Value, BO_AddAssign, Type,
                                           VK_LValue, OK_Ordinary, Loc,
                                           FPOptionsOverride(), Type, Type);
    else
      Set = BinaryOperator::Create(Ctx, To, Value, BO_Assign, Type, VK_LValue,
                                   OK_Ordinary, Loc, FPOptionsOverride());
    E.After.push_back(locked("omp reduction", Set));
    return true;
  };

  for (OMPClause *C : D->clauses()) {
    bool Understood = true;
    if (auto *P = dyn_cast<OMPPrivateClause>(C)) {
      Understood = forEachCopy(P, Private);
    } else if (auto *P = dyn_cast<OMPFirstprivateClause>(C)) {
      // Of a combined directive, what is meant is the copy on the device.
      if (P->isImplicit() &&
          isOpenMPTargetExecutionDirective(D->getDirectiveKind()) &&
          D->getDirectiveKind() != llvm::omp::OMPD_target)
        continue;
      auto Temporary = P->inits().begin();
      Understood = forEachCopy(P, [&](VarDecl *Original, VarDecl *Copy) {
        const VarDecl *From = namedVariable(*Temporary++);
        const QualType Type = Original->getType().getNonReferenceType();
        const SourceLocation Loc = Original->getLocation();
        // Private by another clause too, or not a variable of the function.
        if (!Original->hasLocalStorage() || Type->isArrayType() ||
            (Repeated && mayChange(Body, Original)))
          return Type->isRecordType() ? Private(Original, Copy)
                                      : Own(Original) != nullptr;
        Expr *Init = Make.value(Make.name(Original, Loc));
        if (Type->isRecordType()) {
          Init = Copy->getInit();
          if (!Init || !From || !renameAll(Init, From, Original))
            return false;
        }
        E.Copies.push_back({Original, Init});
        return true;
      });
    } else if (auto *P = dyn_cast<OMPLastprivateClause>(C)) {
      for (Expr *Named : variablesOf(P)) {
        VarDecl *Original = namedVariable(Named);
        if (Original && Counts(Original))
          continue;
        // Firstprivate as well: it has one of its own already.
        VarDecl *Mine = Original && !Original->getType()->isRecordType()
                            ? Own(Original)
                            : nullptr;
        Understood &= Mine && GiveBack(Original, Mine, /*Combines=*/false);
      }
    } else if (auto *P = dyn_cast<OMPLinearClause>(C)) {
      for (Expr *Named : variablesOf(P)) {
        VarDecl *Original = namedVariable(Named);
        if (Original && Counts(Original))
          continue;
        VarDecl *Mine = Original ? Own(Original) : nullptr;
        Understood &= Mine && GiveBack(Original, Mine, /*Combines=*/false);
      }
    } else if (auto *P = dyn_cast<OMPReductionClause>(C)) {
      for (Expr *Named : variablesOf(P)) {
        VarDecl *Original = namedVariable(Named);
        VarDecl *Mine = Original && !Original->getType()->isRecordType() &&
                                !Original->getType()->isPointerType()
                            ? Own(Original)
                            : nullptr;
        Understood &= Mine && GiveBack(Original, Mine, /*Combines=*/true);
      }
    } else {
      switch (C->getClauseKind()) {
      case llvm::omp::OMPC_shared:
      case llvm::omp::OMPC_default:
      case llvm::omp::OMPC_schedule:
      case llvm::omp::OMPC_dist_schedule:
      case llvm::omp::OMPC_proc_bind:
      case llvm::omp::OMPC_nowait:
      case llvm::omp::OMPC_num_threads:
      case llvm::omp::OMPC_num_teams:
      case llvm::omp::OMPC_thread_limit:
      case llvm::omp::OMPC_if:
      case llvm::omp::OMPC_final:
      case llvm::omp::OMPC_untied:
      case llvm::omp::OMPC_depend:
      case llvm::omp::OMPC_grainsize:
      case llvm::omp::OMPC_num_tasks:
      case llvm::omp::OMPC_mergeable:
      case llvm::omp::OMPC_priority:
      case llvm::omp::OMPC_collapse:
      case llvm::omp::OMPC_ordered:
      case llvm::omp::OMPC_simdlen:
      case llvm::omp::OMPC_aligned:
      case llvm::omp::OMPC_nontemporal:
      case llvm::omp::OMPC_copyin:
      case llvm::omp::OMPC_copyprivate:
      case llvm::omp::OMPC_map:
      case llvm::omp::OMPC_device:
      case llvm::omp::OMPC_defaultmap:
      case llvm::omp::OMPC_is_device_ptr:
      case llvm::omp::OMPC_order:
      case llvm::omp::OMPC_bind:
        break;
      default:
        Understood = false;
      }
    }
    if (!Understood)
      return {};
  }
  return E;
}

} // namespace aether::analysis
