//===- LoopSubscripts.cpp - Loops that count elements ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that reaches an element of an array in each round does not count
// beyond the array's end, whatever its bound would wrap to.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Looks for a subscript that every round of a loop evaluates and that its
/// variable counts.
class SubscriptSearch {
public:
  SubscriptSearch(Unit &U, const VarDecl *Variable)
      : U(U), Variable(Variable) {}

  bool Found = false;

  void visit(const Stmt *S) {
    if (!S || Found || Stopped)
      return;
    if (isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(S))
      return;
    if (isa<ContinueStmt, CXXTryStmt, LabelStmt>(S)) {
      Stopped = true;
      return;
    }
    if (const auto *If = dyn_cast<IfStmt>(S)) {
      visit(If->getInit());
      visit(If->getCond());
      Stopped |= continues(If->getThen()) || continues(If->getElse());
    } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
      visit(Switch->getCond());
      Stopped |= continues(Switch->getBody());
    } else if (const auto *For = dyn_cast<ForStmt>(S)) {
      visit(For->getInit());
      visit(For->getCond());
    } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
      visit(While->getCond());
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S)) {
      visit(Range->getRangeInit());
    } else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(S)) {
      visit(Choice->getCond());
    } else if (const auto *B = dyn_cast<BinaryOperator>(S);
               B && B->isLogicalOp()) {
      visit(B->getLHS());
    } else {
      subscript(S);
      for (const Stmt *Child : S->children())
        visit(Child);
    }
  }

private:
  void subscript(const Stmt *S) {
    if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(S))
      Found |= counts(Sub->getIdx());
    const auto *Op = dyn_cast<CXXOperatorCallExpr>(S);
    if (!Op || Op->getOperator() != OO_Subscript || Op->getNumArgs() != 2)
      return;
    const TypeFacts &Facts = U.facts(Op->getArg(0)->getType());
    if ((Facts.is(TypeModel::Kind::Container) && !Facts.Model->Associative) ||
        Facts.is(TypeModel::Kind::View))
      Found |= counts(Op->getArg(1));
  }
  bool mentions(const Stmt *S) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      return Ref->getDecl() == Variable;
    return llvm::any_of(S->children(), [&](const Stmt *Child) {
      return Child && mentions(Child);
    });
  }
  /// Whether \p E goes up or down with the variable.
  bool counts(const Expr *E) {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return Cast->getType()->isIntegerType() &&
             U.Ctx.getIntWidth(Cast->getType()) >= 32 &&
             counts(Cast->getSubExpr());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return Ref->getDecl() == Variable;
    const auto *B = dyn_cast<BinaryOperator>(E);
    if (!B || (B->getOpcode() != BO_Add && B->getOpcode() != BO_Sub))
      return false;
    const Expr *L = B->getLHS(), *R = B->getRHS();
    return (counts(L) && !mentions(R)) || (counts(R) && !mentions(L));
  }

  Unit &U;
  const VarDecl *Variable;
  bool Stopped = false;
};

} // namespace

bool FunctionExtractor::countsElements(const CountedLoop &L) {
  if (!L.Complete || !L.Body)
    return false;
  SubscriptSearch Search(U, L.Variable);
  Search.visit(L.Body);
  return Search.Found;
}

} // namespace aether::analysis
