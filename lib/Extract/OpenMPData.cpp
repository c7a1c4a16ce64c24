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
    // To be listed there changes nothing.
    if (auto *Directive = dyn_cast<OMPExecutableDirective>(S))
      for (OMPClause *C : Directive->clauses())
        if (isa<OMPFirstprivateClause, OMPSharedClause>(C))
          for (Stmt *Child : C->children())
            Reads += namedVariable(dyn_cast_or_null<Expr>(Child)) == D;
    return true;
  });
  return Uses != Reads;
}

bool names(Stmt *Code, const ValueDecl *D) {
  bool Found = false;
  forEachStmt(Code, [&](Stmt *S) {
    auto *Name = dyn_cast<DeclRefExpr>(S);
    Found |= Name && Name->getDecl() == D;
    return !Found;
  });
  return Found;
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

/// Whether \p S only looks at the value of assignment or step \p Change, or at
/// nothing.
static bool takesValue(const Stmt *S) {
  if (const auto *Cast = dyn_cast<CastExpr>(S))
    return Cast->getCastKind() == CK_LValueToRValue ||
           Cast->getCastKind() == CK_ToVoid;
  return !isa<Expr, DeclStmt, ReturnStmt>(S);
}

Expr *changedBy(Stmt *S) {
  if (auto *Op = dyn_cast<BinaryOperator>(S); Op && Op->isAssignmentOp())
    return Op->getLHS();
  auto *Op = dyn_cast<UnaryOperator>(S);
  return Op && Op->isIncrementDecrementOp() ? Op->getSubExpr() : nullptr;
}

DirectUsesMap directUses(Stmt *Code) {
  DirectUsesMap Counts;
  auto Directly = [](Expr *E) {
    auto *Name = dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParens() : nullptr);
    return Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  };
  forEachStmt(Code, [&](Stmt *S) {
    if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *VD = dyn_cast<VarDecl>(Name->getDecl()))
        ++Counts[VD].All;
    } else if (auto *Cast = dyn_cast<ImplicitCastExpr>(S);
               Cast && Cast->getCastKind() == CK_LValueToRValue) {
      if (const VarDecl *VD = Directly(Cast->getSubExpr()))
        ++Counts[VD].Plain;
    } else if (const VarDecl *VD = Directly(changedBy(S))) {
      ++Counts[VD].Plain;
      ++Counts[VD].Changes;
      Counts[VD].Steps |= !isa<BinaryOperator>(S) ||
                          cast<BinaryOperator>(S)->isCompoundAssignmentOp();
    } else if (auto *D = dyn_cast<OMPExecutableDirective>(S)) {
      // In a list of variables.
      for (OMPClause *C : D->clauses())
        for (Stmt *Child : C->children())
          if (const VarDecl *VD = Directly(dyn_cast_or_null<Expr>(Child))) {
            ++Counts[VD].Plain;
            ++Counts[VD].Changes;
          }
      return true;
    } else if (asks(S, "scanf") || asks(S, "sscanf") || asks(S, "fscanf")) {
      // It writes what it finds there, and forgets the address.
      for (Expr *Arg : cast<CallExpr>(S)->arguments()) {
        auto *At = dyn_cast<UnaryOperator>(Arg->IgnoreParenCasts());
        if (!At || At->getOpcode() != UO_AddrOf)
          continue;
        if (const VarDecl *VD = Directly(At->getSubExpr())) {
          ++Counts[VD].Plain;
          Counts[VD].Changes += 2;
        }
      }
    }
    // In C++ a change may be named in its turn.
    if (!takesValue(S))
      for (Stmt *Child : S->children()) {
        auto *E = dyn_cast_or_null<Expr>(Child);
        E = E ? E->IgnoreParens() : nullptr;
        if (E && E->isGLValue() && changedBy(E))
          if (const VarDecl *VD = Directly(changedBy(E)))
            ++Counts[VD].All;
      }
    return true;
  });
  return Counts;
}

void OpenMPLowering::findAssigned(Stmt *Body) {
  Assigned.clear();
  Aliased.clear();
  for (const auto &[VD, Count] : directUses(Body)) {
    const bool Direct = Count.All == Count.Plain;
    if (!Direct && !VD->getType()->isArrayType())
      Aliased.insert(VD);
    if (Count.Changes && Direct && VD->hasLocalStorage() &&
        VD->getType()->isIntegerType() &&
        !VD->getType().isVolatileQualified() && !VD->getType()->isAtomicType())
      Assigned[VD] =
          !Count.Steps && Count.Changes + (VD->hasInit() ? 1 : 0) > 1;
  }
  forEachStmt(Body, [&](Stmt *S) {
    if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
      for (const LambdaCapture &C : Lambda->captures())
        if (C.capturesVariable() && C.getCaptureKind() == LCK_ByRef)
          Aliased.insert(dyn_cast<VarDecl>(C.getCapturedVar()));
    return true;
  });
}

bool OpenMPLowering::keepValues(OMPExecutableDirective *D, FunctionDecl *In,
                                Statements &Out) {
  Stmt *Body = D->getRawStmt();
  llvm::SmallPtrSet<const VarDecl *, 8> Others;
  llvm::SmallVector<VarDecl *, 4> Met;
  auto Belongs = [&](const VarDecl *VD) {
    const DeclContext *Context = VD->getDeclContext();
    while (isa<CapturedDecl>(Context))
      Context = Context->getParent();
    return Context == In;
  };
  forEachStmt(D, [&](Stmt *S) {
    if (auto *Decls = dyn_cast<DeclStmt>(S)) {
      for (Decl *Declared : Decls->decls())
        if (auto *VD = dyn_cast<VarDecl>(Declared))
          Others.insert(VD);
    } else if (auto *Directive = dyn_cast<OMPExecutableDirective>(S)) {
      for (OMPClause *C : Directive->clauses())
        if (!isa<OMPSharedClause>(C))
          for (Stmt *Child : C->children())
            if (auto *Name = dyn_cast_or_null<DeclRefExpr>(Child))
              if (auto *VD = dyn_cast<VarDecl>(Name->getDecl()))
                Others.insert(VD);
    } else if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
      auto *VD = dyn_cast<VarDecl>(Name->getDecl());
      if (VD && Assigned.contains(VD) && Belongs(VD) &&
          !llvm::is_contained(Met, VD))
        Met.push_back(VD);
    }
    return true;
  });
  for (VarDecl *VD : Met) {
    if (Others.contains(VD) || mayChange(Body, VD))
      continue;
    const SourceLocation Loc = VD->getLocation();
    // Of several values, all that is known is that it is one.
    Expr *Value = Make.value(Make.name(VD, Loc));
    const bool Chosen = Assigned.lookup(VD);
    VarDecl *Kept =
        Make.variable(VD->getName(), VD->getType().getUnqualifiedType(), In,
                      Loc, Chosen ? nullptr : Value);
    if (!renameAll(Body, VD, Kept))
      return false;
    Out.push_back(Make.declare(Kept));
    if (Chosen)
      Out.push_back(Value);
  }
  return true;
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

/// A variable of its own, about whose value nothing is known.
VarDecl *OpenMPLowering::own(VarDecl *Original, Stmt *Body, FunctionDecl *In,
                             Environment &E) {
  QualType Type = Original->getType().getNonReferenceType();
  Type.removeLocalConst();
  VarDecl *Mine =
      Make.variable(Original->getName(), Type, In, Original->getLocation());
  E.Before.push_back(Make.declare(Mine));
  return renameAll(Body, Original, Mine) ? Mine : nullptr;
}

/// One thread gives \p Original the value that its own \p Mine has.
void OpenMPLowering::giveBack(VarDecl *Original, VarDecl *Mine,
                              Environment &E) {
  const QualType Type = Mine->getType();
  const SourceLocation Loc = Original->getLocation();
  Stmt *Set = nullptr;
  if (Type->isScalarType())
    Set = BinaryOperator::Create(
        Ctx, Make.name(Original, Loc), Make.value(Make.name(Mine, Loc)),
        BO_Assign, Type, VK_LValue, OK_Ordinary, Loc, FPOptionsOverride());
  else
    Set = Make.call(Make.function("omp::carried", Loc),
                    Make.name(Original, Loc), Loc);
  E.After.push_back(Turns ? locked(Turns, Set) : Set);
}

/// Does an object of type \p Type hold pointers that are copied as they are?
static bool holdsPointers(ASTContext &Ctx, QualType Type) {
  Type = Ctx.getBaseElementType(Type);
  const auto *RD = Type->getAsRecordDecl();
  if (!RD)
    return Type->isAnyPointerType() || Type->isReferenceType();
  if (const auto *Class = dyn_cast<CXXRecordDecl>(RD);
      Class && (!Class->hasDefinition() || !Class->isTriviallyCopyable()))
    return false;
  return llvm::any_of(RD->fields(), [&](const FieldDecl *Field) {
    return holdsPointers(Ctx, Field->getType());
  });
}

std::optional<OpenMPLowering::Environment>
OpenMPLowering::environment(OMPExecutableDirective *D, Stmt *Body,
                            FunctionDecl *In, bool Repeated,
                            llvm::ArrayRef<Loop> Loops) {
  Environment E;
  auto Counts = [&](const VarDecl *D) {
    return llvm::any_of(Loops, [&](const Loop &L) { return L.Variable == D; });
  };
  auto Own = [&](VarDecl *Original) { return own(Original, Body, In, E); };
  // With what it had before, or has had since: for a pointer, that is where it
  // leads, and it may lead everybody to the same.
  auto Begun = [&](VarDecl *Original) {
    VarDecl *Mine = Own(Original);
    if (Mine && Mine->getType()->isPointerType())
      Mine->setInit(Make.call(
          Make.function("omp::handed_on", Original->getLocation()), {},
          Original->getLocation(), Mine->getType().getUnqualifiedType()));
    return Mine;
  };
  auto Private = [&](VarDecl *Original, VarDecl *Copy) {
    if (Counts(Original))
      return true;
    if (!Copy->getInit())
      return Own(Original) != nullptr;
    E.Before.push_back(Make.declare(Copy));
    return renameAll(Body, Original, Copy);
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
      // What a region around the tasks shares, these share, if the region is
      // part of the directive as well (OpenMP 5.2, 5.1.1, 17.1).
      if (P->isImplicit() && isOpenMPParallelDirective(D->getDirectiveKind()) &&
          isOpenMPTaskLoopDirective(D->getDirectiveKind()) &&
          !clause<OMPDefaultClause>(D))
        continue;
      auto Temporary = P->inits().begin();
      Understood = forEachCopy(P, [&](VarDecl *Original, VarDecl *Copy) {
        const VarDecl *From = namedVariable(*Temporary++);
        const QualType Type = Original->getType().getNonReferenceType();
        const SourceLocation Loc = Original->getLocation();
        // Private by another clause too, or not a variable of the function.
        if (!Original->hasLocalStorage() || Type->isArrayType() ||
            (Repeated && mayChange(Body, Original))) {
          if (!Type->isPointerType() && holdsPointers(Ctx, Type) &&
              mayChange(Body, Original))
            return false;
          return Type->isRecordType() ? Private(Original, Copy)
                                      : Begun(Original) != nullptr;
        }
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
        Understood &= Mine != nullptr;
        if (Mine)
          giveBack(Original, Mine, E);
      }
    } else if (auto *P = dyn_cast<OMPLinearClause>(C)) {
      for (Expr *Named : variablesOf(P)) {
        VarDecl *Original = namedVariable(Named);
        if (Original && Counts(Original))
          continue;
        VarDecl *Mine = Original ? Begun(Original) : nullptr;
        Understood &= Mine != nullptr;
        if (Mine)
          giveBack(Original, Mine, E);
        Expr::EvalResult By;
        if (Mine && Original->hasLocalStorage() &&
            Original->getType()->isIntegralOrEnumerationType() &&
            (!P->getStep() || (P->getStep()->EvaluateAsInt(By, Ctx) &&
                               Ctx.getIntWidth(Original->getType()) >=
                                   By.Val.getInt().getSignificantBits())))
          E.Stepped.push_back(
              {Mine, Original,
               P->getStep() ? By.Val.getInt().getExtValue() : 1});
      }
    } else if (isa<OMPReductionClause, OMPInReductionClause>(C)) {
      Understood = reductions(C, Body, In, E);
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
      case llvm::omp::OMPC_safelen:
      case llvm::omp::OMPC_aligned:
      case llvm::omp::OMPC_nontemporal:
      case llvm::omp::OMPC_copyin:
      case llvm::omp::OMPC_copyprivate:
      case llvm::omp::OMPC_filter:
      case llvm::omp::OMPC_nogroup:
      case llvm::omp::OMPC_map:
      case llvm::omp::OMPC_device:
      case llvm::omp::OMPC_defaultmap:
      case llvm::omp::OMPC_is_device_ptr:
      case llvm::omp::OMPC_order:
      case llvm::omp::OMPC_bind:
      case llvm::omp::OMPC_allocate:
      case llvm::omp::OMPC_affinity:
      case llvm::omp::OMPC_uses_allocators:
      case llvm::omp::OMPC_has_device_addr:
        break;
      default:
        Understood = false;
      }
    }
    if (!Understood) {
      Why = "_clause";
      return {};
    }
  }
  return E;
}

} // namespace aether::analysis
