//===- OpenMPTests.cpp - Tests that say which tasks there are -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One thread makes tasks in the rounds of a loop, and asks in each whether it
// shall, or whether it shall wait. Where what it asks for is changed there, as
// by `if (first) { first = 0; ... }`, the answers of two rounds depend on each
// other: that each round may make the task does not tell that two of them may.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace aether::analysis {

/// The member that place \p E ends with, or the variable that leads to it.
static const ValueDecl *nameOf(Expr *E) {
  while (true) {
    E = E->IgnoreParenImpCasts();
    if (auto *Member = dyn_cast<MemberExpr>(E))
      return Member->getMemberDecl();
    if (auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else if (auto *Op = dyn_cast<UnaryOperator>(E);
             Op && Op->getOpcode() == UO_Deref)
      E = Op->getSubExpr();
    else
      return namedVariable(E);
  }
}

/// Is \p VD the variable of a loop in \p Code that steps it in its head alone?
static bool onlyCounts(Stmt *Code, const VarDecl *VD) {
  bool Counts = false, Other = false;
  forEachStmt(Code, [&](Stmt *S) {
    auto *For = dyn_cast<ForStmt>(S);
    auto *Decls = For ? dyn_cast_or_null<DeclStmt>(For->getInit()) : nullptr;
    const bool Own = For && For->getInc() &&
                     ((Decls && llvm::is_contained(Decls->decls(), VD)) ||
                      (isa_and_nonnull<BinaryOperator>(For->getInit()) &&
                       changedBy(For->getInit()) &&
                       namedVariable(changedBy(For->getInit())) == VD));
    if (Own) {
      Counts = true;
      Other |= mayChange(For->getBody(), VD);
    }
    return true;
  });
  return Counts && !Other;
}

/// Is \p VD another variable in each round of some loop in \p Code?
static bool isOfRound(Stmt *Code, const VarDecl *VD) {
  bool Found = false;
  forEachStmt(Code, [&](Stmt *S) {
    Stmt *Body = nullptr;
    if (auto *For = dyn_cast<ForStmt>(S))
      Body = For->getBody();
    else if (auto *While = dyn_cast<WhileStmt>(S))
      Body = While->getBody();
    else if (auto *Each = dyn_cast<CXXForRangeStmt>(S))
      Body = Each->getBody();
    if (Body)
      forEachStmt(Body, [&](Stmt *Inner) {
        auto *Decls = dyn_cast<DeclStmt>(Inner);
        Found |= Decls && llvm::is_contained(Decls->decls(), VD);
        return !Found;
      });
    return !Found;
  });
  return Found && !VD->isStaticLocal();
}

static bool hasAtomics(Stmt *Code) {
  bool Found = false;
  forEachStmt(Code, [&](Stmt *S) {
    Found |= mayBeAtomic(S);
    return !Found;
  });
  return Found;
}

/// Does \p Callee keep something from one call to the next?
static bool remembers(const FunctionDecl *Callee) {
  const FunctionDecl *Def = nullptr;
  if (!Callee || !Callee->hasBody(Def))
    return false;
  bool Found = false;
  forEachStmt(Def->getBody(), [&](Stmt *S) {
    Expr *To = changedBy(S);
    const auto *VD = To ? dyn_cast_or_null<VarDecl>(nameOf(To)) : nullptr;
    Found |= mayBeAtomic(S) || (VD && !VD->hasLocalStorage()) ||
             (To && isa<MemberExpr>(To->IgnoreParenImpCasts()));
    return !Found;
  });
  return Found;
}

bool answersDepend(Expr *Test, Stmt *Code) {
  Test = Test->IgnoreParenImpCasts();
  if (auto *Op = dyn_cast<BinaryOperator>(Test))
    return Op->isAssignmentOp() || answersDepend(Op->getLHS(), Code) ||
           answersDepend(Op->getRHS(), Code);
  if (auto *Op = dyn_cast<UnaryOperator>(Test);
      Op && Op->getOpcode() != UO_Deref)
    return Op->isIncrementDecrementOp() ||
           answersDepend(Op->getSubExpr(), Code);
  if (auto *Choice = dyn_cast<ConditionalOperator>(Test))
    return answersDepend(Choice->getCond(), Code) ||
           answersDepend(Choice->getTrueExpr(), Code) ||
           answersDepend(Choice->getFalseExpr(), Code);
  if (auto *Call = dyn_cast<CallExpr>(Test))
    return hasAtomics(Call) || remembers(Call->getDirectCallee());
  if (isa<AtomicExpr>(Test))
    return true;
  if (auto *Name = dyn_cast<DeclRefExpr>(Test)) {
    const auto *VD = dyn_cast<VarDecl>(Name->getDecl());
    return VD && mayChange(Code, VD) && !onlyCounts(Code, VD) &&
           !(isOfRound(Code, VD) && !hasAtomics(Code));
  }
  // A place that something is stored to.
  const ValueDecl *Of = nameOf(Test);
  bool Found = false;
  if (Of && !isa<DeclRefExpr>(Test))
    forEachStmt(Code, [&](Stmt *S) {
      Expr *To = changedBy(S);
      Found |= To && !isa<DeclRefExpr>(To->IgnoreParens()) && nameOf(To) == Of;
      return !Found;
    });
  return Found;
}

/// Does \p Test ask for something that is not the same each time?
static bool varies(Expr *Test, Stmt *Code) {
  bool Found = false;
  forEachStmt(Test, [&](Stmt *S) {
    auto *Name = dyn_cast<DeclRefExpr>(S);
    const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    Found |= isa<CallExpr, MemberExpr, ArraySubscriptExpr>(S) ||
             (VD && (!VD->hasLocalStorage() || mayChange(Code, VD)));
    return !Found;
  });
  return Found;
}

bool testsDecide(Stmt *S, Stmt *Code, bool InLoop) {
  if (!S || isa<OMPTaskDirective, LambdaExpr>(S))
    return false;
  Expr *Test = nullptr;
  if (auto *If = dyn_cast<IfStmt>(S))
    Test = If->getCond();
  else if (auto *Switch = dyn_cast<SwitchStmt>(S))
    Test = Switch->getCond();
  if (Test && InLoop) {
    bool Makes = false, Waits = false, Leaves = leavesLoop(S);
    forEachStmt(S, [&](Stmt *Inner) {
      Makes |= makesTask(Inner);
      Waits |= isa<OMPTaskwaitDirective>(Inner);
      Leaves |= isa<ReturnStmt, GotoStmt>(Inner);
      return true;
    });
    if (((Makes || Waits || Leaves) && answersDepend(Test, Code)) ||
        (Waits && varies(Test, Code)))
      return true;
  }
  if (auto *While = dyn_cast<WhileStmt>(S)) {
    // A flag that something in it sets to what is known.
    auto *Flag = dyn_cast<DeclRefExpr>([&] {
      Expr *E = While->getCond()->IgnoreParenImpCasts();
      auto *Op = dyn_cast<UnaryOperator>(E);
      return Op && Op->getOpcode() == UO_LNot
                 ? Op->getSubExpr()->IgnoreParenImpCasts()
                 : E;
    }());
    if (Flag && Flag->getType()->isIntegralOrEnumerationType() &&
        answersDepend(Flag, Code))
      return true;
  }
  InLoop |= isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
  return llvm::any_of(S->children(), [&](Stmt *Child) {
    return testsDecide(Child, Code, InLoop);
  });
}

} // namespace aether::analysis
