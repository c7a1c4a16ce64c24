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
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

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

} // namespace

const ParentMap &ValueUses::parents(const Stmt *Body) {
  std::unique_ptr<ParentMap> &Map = Parents[Body];
  if (!Map)
    Map = std::make_unique<ParentMap>(const_cast<Stmt *>(Body));
  return *Map;
}

bool ValueUses::goesOn(const Stmt *Body, const Expr *E) {
  const Stmt *Parent = Body ? parents(Body).getParent(E) : nullptr;
  // An initialiser of a member, for example.
  if (!Parent)
    return true;
  const auto *Declares = dyn_cast<DeclStmt>(Parent);
  if (!Declares)
    return goesOn(Body, E, Parent);
  return llvm::any_of(Declares->decls(), [&](const Decl *D) {
    const auto *VD = dyn_cast<VarDecl>(D);
    return !VD || (VD->getInit() == E && isKept(*VD));
  });
}

bool ValueUses::goesOn(const Stmt *Body, const Expr *E, const Stmt *Parent) {
  if (isa<ReturnStmt, SwitchStmt, LambdaExpr, CoreturnStmt>(Parent))
    return true;
  const auto *Whole = dyn_cast<Expr>(Parent);
  if (!Whole || Whole->getType()->isVoidType())
    return isa<CallExpr>(Parent) && isHandedOver(E, *cast<CallExpr>(Parent));
  if (const auto *Op = dyn_cast<BinaryOperator>(Parent)) {
    if (Op->isAssignmentOp())
      return Op->getRHS() == E || goesOn(Body, Op);
    if (Op->isCommaOp() && Op->getLHS() == E)
      return false;
  }
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Parent);
      Choice && Choice->getCond() == E)
    return false; // a branch of its own
  if (const auto *Call = dyn_cast<CallExpr>(Parent);
      Call && isHandedOver(E, *Call))
    return true;
  return goesOn(Body, Whole);
}

/// Is \p E an argument of what may look at it, and has a body of its own?
bool ValueUses::isHandedOver(const Expr *E, const CallExpr &Call) {
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
bool ValueUses::isKept(const VarDecl &VD) {
  if (!VD.isLocalVarDecl() || VD.isStaticLocal())
    return true;
  const auto *Function = dyn_cast<FunctionDecl>(VD.getDeclContext());
  const Stmt *Body = Function ? Function->getBody() : nullptr;
  if (!Body || !Seen.insert(&VD).second)
    return false;
  return namesIn(Body, VD, [&](const DeclRefExpr &Ref) {
    return Ref.refersToEnclosingVariableOrCapture() || goesOn(Body, &Ref);
  });
}

bool ValueUses::mayBeTestedElsewhere(const Stmt *Body, const Expr *E) {
  Seen.clear();
  // (Who uses a library sees what the models say of it.)
  return !Ctx.getSourceManager().isInSystemHeader(E->getExprLoc()) &&
         goesOn(Body, E);
}

bool ValueUses::isDiscarded(const Stmt *Body, const Expr *E) {
  if (!Body)
    return false;
  const Stmt *Child = E;
  for (;;) {
    const Stmt *Parent = parents(Body).getParent(Child);
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
