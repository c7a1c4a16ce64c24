//===- JoinedResults.cpp - What a thread returns to who joins it ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `pthread_join(t[i], &r)` gives what the thread's function has returned. Which
// function that was is known where the handles are a variable of this function
// that is named to start threads and to join them, and for nothing else. Solve
// puts what a task returns beside its handle.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "aether-analysis/ReturnedByTask.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace aether::analysis {

static const Expr *stripped(const Expr *E) { return E->IgnoreParenCasts(); }

/// The variable that `t`, `t[i]`, `*t`, `&t[i]` or `t + i` names.
static const DeclRefExpr *namedIn(const Expr *E) {
  E = stripped(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref;
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return namedIn(Element->getBase());
  if (const auto *Op = dyn_cast<UnaryOperator>(E);
      Op && (Op->getOpcode() == UO_AddrOf || Op->getOpcode() == UO_Deref))
    return namedIn(Op->getSubExpr());
  if (const auto *Sum = dyn_cast<BinaryOperator>(E);
      Sum && Sum->getOpcode() == BO_Add && Sum->getType()->isPointerType())
    return namedIn(Sum->getLHS()->getType()->isPointerType() ? Sum->getLHS()
                                                             : Sum->getRHS());
  return nullptr;
}

namespace {

/// What a function uses a variable with handles for.
class HandleUses : public RecursiveASTVisitor<HandleUses> {
public:
  HandleUses(Unit &U, const VarDecl *VD) : U(U), VD(VD) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Ref->getDecl() == VD) {
      ++Named;
      Captured |= Ref->refersToEnclosingVariableOrCapture();
    }
    return true;
  }

  /// What is not evaluated is no use.
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    auto IsHandle = [&](const ModelTerm &Term) {
      return Term.K == ModelTerm::Kind::Arg &&
             static_cast<std::size_t>(Term.Value) < Call->getNumArgs() &&
             isIt(Call->getArg(Term.Value));
    };
    for (const FunctionModel &M : U.models(Callee)) {
      if (M.IsParallel && M.Parallel.HasHandle &&
          M.Parallel.Handle.K == ModelTerm::Kind::Pointee &&
          IsHandle(M.Parallel.Handle.Operands[0])) {
        Known += startsKnown(*Call, M);
        return true;
      }
      for (const ModelEffect &E : M.Effects)
        if (E.K == ModelEffect::Kind::Join && IsHandle(E.Operands[0])) {
          ++Known;
          return true;
        }
    }
    const IdentifierInfo *Name = Callee->getIdentifier();
    if (Name && Name->isStr("free") && Call->getNumArgs() == 1 &&
        isIt(Call->getArg(0)))
      ++Known;
    return true;
  }

  /// Is the variable named for such calls alone?
  bool areKnown() const { return !Captured && Named == Known; }

private:
  bool isIt(const Expr *E) const {
    const DeclRefExpr *Ref = namedIn(E);
    return Ref && Ref->getDecl() == VD;
  }

  /// Is it known here what returns the results?
  bool startsKnown(const CallExpr &Call, const FunctionModel &M) const {
    for (const ParallelModel::Task &Task : M.Parallel.Tasks) {
      if (Task.Callable.K != ModelTerm::Kind::Arg ||
          static_cast<std::size_t>(Task.Callable.Value) >= Call.getNumArgs())
        return false;
      const Expr *Run = stripped(Call.getArg(Task.Callable.Value));
      if (const auto *Op = dyn_cast<UnaryOperator>(Run);
          Op && Op->getOpcode() == UO_AddrOf)
        Run = stripped(Op->getSubExpr());
      const auto *Ref = dyn_cast<DeclRefExpr>(Run);
      const auto *Fn = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
      if (!Fn || !U.definition(Fn))
        return false;
    }
    return true;
  }

  Unit &U;
  const VarDecl *VD;
  unsigned Named = 0, Known = 0;
  bool Captured = false;
};

/// Does anything end its thread with a result, in the middle of other calls?
class ThreadEnds : public RecursiveASTVisitor<ThreadEnds> {
public:
  explicit ThreadEnds(Unit &U) : U(U) {}
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->getNumArgs() == 0 ||
        Call->getArg(0)->isNullPointerConstant(
            U.Ctx, Expr::NPC_ValueDependentIsNotNull))
      return true;
    for (const FunctionModel &M : U.models(Callee))
      for (const ModelEffect &E : M.Effects)
        Found |= E.K == ModelEffect::Kind::EndThread;
    return !Found;
  }
  bool Found = false;

private:
  Unit &U;
};

} // namespace

bool Unit::endsWithResults() {
  if (!EndsWithResults) {
    ThreadEnds Search(*this);
    for (Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (!Search.Found && inUserCode(D))
        Search.TraverseDecl(D);
    EndsWithResults = Search.Found;
  }
  return *EndsWithResults;
}

/// What the task has returned whose handle \p Handle is.
ValueId FunctionExtractor::joinedValue(CallSite &C, const ModelTerm &Handle) {
  const ValueId Lost = unknown("what a thread returns");
  const Expr *Arg = baseExpr(Handle, C.ObjectExpr, C.Args, ArgShift);
  const DeclRefExpr *Ref = Arg ? namedIn(Arg) : nullptr;
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || !VD->hasLocalStorage() || isa<ParmVarDecl>(VD) ||
      VD->getDeclContext() != FD || !FD->getBody())
    return Lost;
  // A pointer leads to what was allocated for it.
  if (VD->getType()->isPointerType() &&
      (!VD->getInit() || !isa<CallExpr>(stripped(VD->getInit()))))
    return Lost;
  HandleUses Uses(U, VD);
  Uses.TraverseStmt(FD->getBody());
  if (!Uses.areKnown() || U.endsWithResults())
    return Lost;
  return T.load(T.field(modelPlace(C, Handle), U.str(ReturnedByTask)));
}

} // namespace aether::analysis
