//===- ValueUses.cpp - Where a value goes ---------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `bool isDone() const { return done.load(); }`, `on = state.load();`,
// `handle(state.load())`: what follows may depend on such a value, though the
// branch that tests it names no atomic.
//
//===----------------------------------------------------------------------===//

#include "ValueUses.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>

using namespace clang;

namespace aether::analysis {

namespace {

/// Is one of those that name \p VD in \p S as \p Is wants it?
bool namesIn(const Stmt *S, const VarDecl &VD,
             llvm::function_ref<bool(const DeclRefExpr &)> Is) {
  if (!S)
    return false;
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  return (Ref && Ref->getDecl() == &VD && Is(*Ref)) ||
         llvm::any_of(S->children(), [&](const Stmt *Child) {
           return namesIn(Child, VD, Is);
         });
}

class Uses {
public:
  explicit Uses(ASTContext &Ctx) : Ctx(Ctx) {}

  bool goesOn(const Expr *E) {
    const auto Parents = Ctx.getParents(*E);
    return llvm::any_of(Parents, [&](const DynTypedNode &Parent) {
      if (const auto *VD = Parent.get<VarDecl>())
        return isKept(*VD);
      if (Parent.get<Decl>() || Parent.get<CXXCtorInitializer>())
        return true;
      const auto *S = Parent.get<Stmt>();
      return S && goesOn(E, S);
    });
  }

private:
  bool goesOn(const Expr *E, const Stmt *Parent) {
    if (isa<ReturnStmt, SwitchStmt, LambdaExpr, CoreturnStmt>(Parent))
      return true;
    const auto *Whole = dyn_cast<Expr>(Parent);
    if (!Whole || Whole->getType()->isVoidType())
      return isa<CallExpr>(Parent) && isHandedOver(E, *cast<CallExpr>(Parent));
    if (const auto *Op = dyn_cast<BinaryOperator>(Parent)) {
      if (Op->isAssignmentOp())
        return Op->getRHS() == E || goesOn(Op);
      if (Op->isCommaOp() && Op->getLHS() == E)
        return false;
    }
    if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Parent);
        Choice && Choice->getCond() == E)
      return false; // a branch of its own
    if (const auto *Call = dyn_cast<CallExpr>(Parent);
        Call && isHandedOver(E, *Call))
      return true;
    return goesOn(Whole);
  }

  /// Is \p E an argument of what may look at it, and has a body of its own?
  bool isHandedOver(const Expr *E, const CallExpr &Call) {
    if (!llvm::is_contained(Call.arguments(), E))
      return false;
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&Call);
        Op && Op->isAssignmentOp())
      return true;
    return !Callee || !Ctx.getSourceManager().isInSystemHeader(
                          Callee->getCanonicalDecl()->getLocation());
  }

  /// Does what \p VD holds go on? A branch that names it finds its initialiser.
  bool isKept(const VarDecl &VD) {
    if (!VD.isLocalVarDecl() || VD.isStaticLocal())
      return true;
    const auto *Function = dyn_cast<FunctionDecl>(VD.getDeclContext());
    const Stmt *Body = Function ? Function->getBody() : nullptr;
    if (!Body || !Seen.insert(&VD).second)
      return false;
    return namesIn(Body, VD, [&](const DeclRefExpr &Ref) {
      return Ref.refersToEnclosingVariableOrCapture() || goesOn(&Ref);
    });
  }

  ASTContext &Ctx;
  std::set<const VarDecl *> Seen;
};

} // namespace

bool mayBeTestedElsewhere(ASTContext &Ctx, const Expr *E) {
  // (Who uses a library sees what the models say of it.)
  return !Ctx.getSourceManager().isInSystemHeader(E->getExprLoc()) &&
         Uses(Ctx).goesOn(E);
}

bool isDiscarded(ASTContext &Ctx, const Expr *E) {
  const Stmt *Child = E;
  for (;;) {
    const auto Parents = Ctx.getParents(*Child);
    const Stmt *Parent = Parents.size() == 1 ? Parents[0].get<Stmt>() : nullptr;
    if (const auto *If = dyn_cast_or_null<IfStmt>(Parent))
      return If->getCond() != Child;
    if (Parent && isa<ParenExpr, ExprWithCleanups>(Parent)) {
      Child = Parent;
      continue;
    }
    const auto *Cast = dyn_cast_or_null<CastExpr>(Parent);
    return Cast ? Cast->getCastKind() == CK_ToVoid
                : Parent && isa<CompoundStmt, LabelStmt>(Parent);
  }
}

} // namespace aether::analysis
