//===- Loops.cpp - Counted loops ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops count (before any event is made), and their limits as terms (when
// the whole body has been visited).
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

bool continues(const Stmt *S) {
  if (!S || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr>(S))
    return false;
  return isa<ContinueStmt>(S) || llvm::any_of(S->children(), continues);
}

namespace {

/// The uses of one variable.
class Uses : public DynamicRecursiveASTVisitor {
public:
  Uses(const VarDecl *VD, bool InLambdas) : VD(VD), InLambdas(InLambdas) {
    ShouldVisitImplicitCode = true;
  }
  bool TraverseLambdaExpr(LambdaExpr *E) override {
    return !InLambdas || DynamicRecursiveASTVisitor::TraverseLambdaExpr(E);
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    if (E->getDecl() == VD)
      Found.push_back(E);
    return true;
  }
  bool VisitLabelStmt(LabelStmt *) override {
    Labels = true;
    return true;
  }
  llvm::SmallVector<const Expr *, 8> Found;
  bool Labels = false;

private:
  const VarDecl *VD;
  bool InLambdas;
};

/// Counts the uses of an iterator that leave it as it is and tell nobody where
/// it stands: it is read, copied, or an operand of a library's operator.
class Harmless : public DynamicRecursiveASTVisitor {
public:
  Harmless(const VarDecl *VD, Unit &U) : VD(VD), U(U) {
    ShouldVisitImplicitCode = true;
  }
  unsigned Found = 0;
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
    if (E->getCastKind() == CK_LValueToRValue)
      count(E->getSubExpr());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (E->isIncrementDecrementOp())
      count(E->getSubExpr());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    if (const FunctionDecl *Callee = E->getDirectCallee();
        Callee && !U.inUserCode(Callee))
      for (const Expr *Arg : E->arguments())
        count(Arg);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    if (E->getConstructor()->isCopyOrMoveConstructor() &&
        !U.inUserCode(E->getConstructor()))
      count(E->getArg(0));
    return true;
  }

private:
  void count(const Expr *E) {
    E = E->IgnoreParens();
    while (const auto *Cast = dyn_cast<ImplicitCastExpr>(E)) {
      if (Cast->getCastKind() != CK_NoOp)
        return;
      E = Cast->getSubExpr()->IgnoreParens();
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    Found += Ref && Ref->getDecl() == VD;
  }
  const VarDecl *VD;
  Unit &U;
};

/// Does anything inside \p Body leave the loop early?
bool leavesEarly(const Stmt *Body, bool InSwitch = false, bool Nested = false) {
  if (!Body)
    return false;
  if (isa<ReturnStmt, GotoStmt, CXXThrowExpr, CoreturnStmt>(Body))
    return true;
  if (isa<BreakStmt>(Body))
    return !InSwitch && !Nested;
  if (isa<LambdaExpr>(Body))
    return false;
  bool Loop = isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Body);
  for (const Stmt *Child : Body->children())
    if (leavesEarly(Child, InSwitch || isa<SwitchStmt>(Body), Nested || Loop))
      return true;
  return false;
}

/// `++i`, `i++`, `i += c`, `--i`, `i -= c`, and the same on class iterators;
/// 0 for `i += n` and `i *= c`, which go up.
std::optional<std::int64_t> stepOf(const Expr *Inc, const VarDecl *VD,
                                   const ASTContext &Ctx) {
  if (!Inc)
    return std::nullopt;
  Inc = Inc->IgnoreParenImpCasts();
  if (const auto *Clean = dyn_cast<ExprWithCleanups>(Inc))
    Inc = Clean->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Inc)) {
    if (U->isIncrementDecrementOp() && variableIn(U->getSubExpr()) == VD)
      return U->isIncrementOp() ? 1 : -1;
    return std::nullopt;
  }
  auto Amount = [&](const Expr *E) -> std::optional<std::int64_t> {
    Expr::EvalResult R;
    if (!E->isValueDependent() && E->EvaluateAsInt(R, Ctx) &&
        R.Val.getInt().isRepresentableByInt64())
      return R.Val.getInt().getExtValue();
    return std::nullopt;
  };
  if (const auto *B = dyn_cast<CompoundAssignOperator>(Inc)) {
    if (variableIn(B->getLHS()) != VD)
      return std::nullopt;
    std::optional<std::int64_t> By = Amount(B->getRHS());
    if (B->getOpcode() == BO_MulAssign || B->getOpcode() == BO_ShlAssign) {
      std::optional<std::int64_t> First =
          VD->getInit() ? Amount(VD->getInit()) : std::nullopt;
      const std::int64_t Least = B->getOpcode() == BO_MulAssign ? 2 : 1;
      if (By && *By >= Least && First && *First > 0)
        return 0;
      return std::nullopt;
    }
    // Adding what is negative would never reach an upper bound.
    if (!By && B->getOpcode() == BO_AddAssign &&
        VD->getType()->isIntegerType() &&
        (VD->getType()->isSignedIntegerType() || B->getRHS()
                                                     ->IgnoreParenImpCasts()
                                                     ->getType()
                                                     ->isUnsignedIntegerType()))
      return 0;
    if (!By || *By == 0)
      return std::nullopt;
    if (B->getOpcode() == BO_AddAssign)
      return *By;
    if (B->getOpcode() == BO_SubAssign)
      return -*By;
    return std::nullopt;
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(Inc)) {
    if (Op->getNumArgs() == 0 || variableIn(Op->getArg(0)) != VD)
      return std::nullopt;
    // It goes down, to what comes before the first element.
    if (const auto *RD = VD->getType()->getAsCXXRecordDecl();
        RD && RD->isInStdNamespace() && RD->getName() == "reverse_iterator")
      return std::nullopt;
    if (Op->getOperator() == OO_PlusPlus)
      return 1;
    if (Op->getOperator() == OO_MinusMinus)
      return -1;
    if (Op->getOperator() == OO_PlusEqual && Op->getNumArgs() == 2)
      return Amount(Op->getArg(1));
  }
  return std::nullopt;
}

/// How a loop grows whose step is none that stepOf knows: `i += n`, `i *= c`.
void growth(const Expr *Inc, const ASTContext &Ctx, CountedLoop &L) {
  const auto *B =
      dyn_cast_or_null<CompoundAssignOperator>(Inc->IgnoreParenImpCasts());
  if (!B)
    return;
  if (B->getOpcode() == BO_AddAssign)
    L.By = B->getRHS();
  Expr::EvalResult R;
  if ((B->getOpcode() != BO_MulAssign && B->getOpcode() != BO_ShlAssign) ||
      !B->getRHS()->EvaluateAsInt(R, Ctx) || R.Val.getInt().getActiveBits() > 5)
    return;
  const std::int64_t By = R.Val.getInt().getExtValue();
  L.Factor = B->getOpcode() == BO_MulAssign ? By : std::int64_t(1) << By;
}

struct Comparison {
  BinaryOperatorKind Op;
  const Expr *Lhs, *Rhs;
};

std::optional<Comparison> comparison(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Clean = dyn_cast<ExprWithCleanups>(E))
    E = Clean->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && B->isComparisonOp())
    return Comparison{B->getOpcode(), B->getLHS(), B->getRHS()};
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    auto D = Rewritten->getDecomposedForm();
    if (BinaryOperator::isComparisonOp(D.Opcode))
      return Comparison{D.Opcode, D.LHS, D.RHS};
  }
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
      Op && Op->isComparisonOp() && Op->getNumArgs() == 2)
    return Comparison{BinaryOperator::getOverloadedOpcode(Op->getOperator()),
                      Op->getArg(0), Op->getArg(1)};
  return std::nullopt;
}

/// The limits that \p C gives to the loop over L.Variable by \p Step.
bool limits(CountedLoop &L, const Comparison &C, std::int64_t Step) {
  BinaryOperatorKind Op = C.Op;
  L.Bound = C.Rhs;
  if (variableIn(C.Lhs) != L.Variable) {
    Op = BinaryOperator::reverseComparisonOp(Op);
    L.Bound = C.Lhs;
  }
  L.Downwards = Step < 0;
  L.Step = Step < 0 ? -Step : Step;
  if (Step == 0 && !L.Complete)
    return false;
  bool Strict = L.Downwards ? Op == BO_GT : Op == BO_LT;
  L.Inclusive = L.Downwards ? Op == BO_GE : Op == BO_LE;
  if (Op == BO_NE && L.Step == 1)
    Strict = true;
  return Strict || L.Inclusive;
}

/// `i /= 2`, `i >>= 1`.
bool halves(const Expr *Inc, const VarDecl *VD, const ASTContext &Ctx) {
  const auto *B = dyn_cast_or_null<CompoundAssignOperator>(
      Inc ? Inc->IgnoreParenImpCasts() : nullptr);
  Expr::EvalResult R;
  if (!B || variableIn(B->getLHS()) != VD || !VD->getType()->isIntegerType() ||
      (B->getOpcode() != BO_DivAssign && B->getOpcode() != BO_ShrAssign) ||
      B->getRHS()->isValueDependent() || !B->getRHS()->EvaluateAsInt(R, Ctx))
    return false;
  const std::int64_t By = R.Val.getInt().getExtValue();
  return B->getOpcode() == BO_DivAssign ? By == 2 : By == 1;
}

/// A number that is halved until nothing is left of it is 1 in the last round.
/// So its loop is one that begins with 1 and goes up in unknown steps.
bool limitsHalves(CountedLoop &L, const Comparison &C, const ASTContext &Ctx) {
  const bool Swapped = variableIn(C.Lhs) != L.Variable;
  const BinaryOperatorKind Op =
      Swapped ? BinaryOperator::reverseComparisonOp(C.Op) : C.Op;
  L.Bound = Swapped ? C.Lhs : C.Rhs;
  L.Inclusive = Op == BO_GE;
  L.Downwards = true;
  L.Step = 0;
  Expr::EvalResult R;
  return L.Complete && (Op == BO_GT || Op == BO_GE) &&
         !L.Bound->isValueDependent() && L.Bound->EvaluateAsInt(R, Ctx) &&
         R.Val.getInt() == (L.Inclusive ? 1 : 0);
}

/// How \p S counts \p VD from \p Start on, if it does.
std::optional<CountedLoop> countedBy(const ForStmt *S, const Comparison &C,
                                     const VarDecl *VD, const Expr *Start,
                                     const ASTContext &Ctx) {
  const std::optional<std::int64_t> Step = stepOf(S->getInc(), VD, Ctx);
  const bool Halves = !Step && halves(S->getInc(), VD, Ctx);
  if (!Step && !Halves)
    return std::nullopt;
  CountedLoop L;
  L.Variable = VD;
  L.Start = Start;
  L.Complete = !leavesEarly(S->getBody());
  if (Halves ? !limitsHalves(L, C, Ctx) : !limits(L, C, *Step))
    return std::nullopt;
  if (Step == 0)
    growth(S->getInc(), Ctx, L);
  L.Body = S->getBody();
  return L;
}

/// Finds the loops that count with a variable of the whole function, as C
/// programs do: `for (i = 0; i < n; ++i)`.
class AssignedLoopFinder : public DynamicRecursiveASTVisitor {
public:
  AssignedLoopFinder(llvm::function_ref<bool(const VarDecl *)> IsCandidate,
                     const ASTContext &Ctx)
      : IsCandidate(IsCandidate), Ctx(Ctx) {}
  /// Each with the uses of its variable in its rounds.
  std::vector<std::pair<CountedLoop, llvm::SmallVector<const Expr *, 8>>> Out;

  bool TraverseLambdaExpr(LambdaExpr *) override { return true; }
  bool VisitForStmt(ForStmt *S) override {
    const auto *Set = dyn_cast_or_null<BinaryOperator>(S->getInit());
    if (!Set || Set->getOpcode() != BO_Assign || !S->getCond() || !S->getInc())
      return true;
    const VarDecl *VD = variableIn(Set->getLHS());
    std::optional<Comparison> C = comparison(S->getCond());
    if (!VD || !C || !IsCandidate(VD) ||
        (variableIn(C->Lhs) != VD && variableIn(C->Rhs) != VD))
      return true;
    std::optional<CountedLoop> L = countedBy(S, *C, VD, Set->getRHS(), Ctx);
    if (!L || changes(S->getBody(), VD) || changes(S->getCond(), VD) ||
        isEntered(S->getBody()))
      return true;
    Uses Rounds(VD, true), Bound(VD, true);
    Bound.TraverseStmt(const_cast<Expr *>(L->Bound));
    if (!Bound.Found.empty())
      return true;
    Rounds.TraverseStmt(S->getCond());
    Rounds.TraverseStmt(S->getBody());
    Out.emplace_back(*L, std::move(Rounds.Found));
    return true;
  }

private:
  /// Whether a jump from elsewhere may lead into \p S.
  static bool isEntered(const Stmt *S, bool InSwitch = false) {
    if (!S || isa<LambdaExpr>(S))
      return false;
    if (isa<LabelStmt>(S) || (isa<SwitchCase>(S) && !InSwitch))
      return true;
    return llvm::any_of(S->children(), [&](const Stmt *Child) {
      return isEntered(Child, InSwitch || isa<SwitchStmt>(S));
    });
  }
  static bool changes(const Stmt *S, const VarDecl *VD) {
    if (!S)
      return false;
    const Expr *To = nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
      To = B->getLHS();
    else if (const auto *Op = dyn_cast<UnaryOperator>(S);
             Op && Op->isIncrementDecrementOp())
      To = Op->getSubExpr();
    return (To && variableIn(To) == VD) ||
           llvm::any_of(S->children(),
                        [&](const Stmt *Child) { return changes(Child, VD); });
  }

  llvm::function_ref<bool(const VarDecl *)> IsCandidate;
  const ASTContext &Ctx;
};

/// Finds the counted loops of a body, outside of its lambdas.
class LoopFinder : public DynamicRecursiveASTVisitor {
public:
  std::vector<FoundLoop> &Out;
  Unit &U;
  const ASTContext &Ctx;
  const Stmt *Body;
  llvm::DenseSet<const Expr *> &StartUses;
  /// The variables that were declared beside a loop, before it.
  llvm::DenseMap<const Stmt *, llvm::SmallVector<const VarDecl *, 4>> Beside;
  LoopFinder(std::vector<FoundLoop> &Out, Unit &U, const Stmt *Body,
             llvm::DenseSet<const Expr *> &StartUses)
      : Out(Out), U(U), Ctx(U.Ctx), Body(Body), StartUses(StartUses) {}
  bool VisitCompoundStmt(CompoundStmt *S) override {
    llvm::SmallVector<const VarDecl *, 4> Declared;
    for (const Stmt *Child : S->body()) {
      if (const auto *Decl = dyn_cast<DeclStmt>(Child))
        for (const auto *D : Decl->decls())
          if (const auto *VD = dyn_cast<VarDecl>(D);
              VD && VD->isLocalVarDecl() && VD->hasLocalStorage() &&
              VD->getInit())
            Declared.push_back(VD);
      if (isa<ForStmt, WhileStmt>(Child))
        Beside[Child] = Declared;
    }
    return true;
  }
  /// Is \p S run at most once for each call? That is known of what stands in
  /// the function's outermost block.
  bool runsOnce(const Stmt *S) const {
    const auto *Outermost = dyn_cast<CompoundStmt>(Body);
    return Outermost && llvm::is_contained(Outermost->body(), S);
  }
  /// A variable that is declared right before loop \p S for it alone, or an
  /// iterator that was passed for it alone.
  const VarDecl *ownVariable(const Stmt *S, const Stmt *Init, const Expr *Step,
                             const Comparison &C) {
    for (const Expr *E : {C.Lhs, C.Rhs}) {
      const VarDecl *VD = variableIn(E);
      if (!VD || !stepOf(Step, VD, Ctx))
        continue;
      const bool Passed = isa<ParmVarDecl>(VD) && runsOnce(S) &&
                          !VD->getType()->isReferenceType();
      if (!Passed && !llvm::is_contained(Beside[S], VD))
        continue;
      const bool Iterator = U.facts(VD->getType()).IsPointer;
      if (!Iterator && (Passed || !VD->getType()->isIntegerType()))
        continue;
      Uses All(VD, true), Plain(VD, false), Here(VD, false), First(VD, false);
      All.TraverseStmt(const_cast<Stmt *>(Body));
      Plain.TraverseStmt(const_cast<Stmt *>(Body));
      Here.TraverseStmt(const_cast<Stmt *>(S));
      First.TraverseStmt(const_cast<Stmt *>(Init));
      // Before the loop, it is what it starts with.
      llvm::SmallVector<const Expr *, 8> Before;
      for (const Expr *Use : Plain.Found)
        if (Ctx.getSourceManager().isBeforeInTranslationUnit(Use->getBeginLoc(),
                                                             S->getBeginLoc()))
          Before.push_back(Use);
      if (All.Labels || All.Found.size() != Here.Found.size() + Before.size())
        continue;
      // What is told of a parameter says nothing of its steps.
      if (Passed) {
        Harmless Known(VD, U);
        Known.TraverseStmt(const_cast<Stmt *>(Body));
        if (Known.Found != All.Found.size())
          continue;
      }
      StartUses.insert(First.Found.begin(), First.Found.end());
      StartUses.insert(Before.begin(), Before.end());
      return VD;
    }
    return nullptr;
  }
  /// The step of \p VD in \p S that is an operand, in an expression that
  /// evaluates each of its operands; none if there is not one.
  static const Expr *stepIn(const Stmt *S, const VarDecl *VD) {
    if (!S || isa<LambdaExpr, AbstractConditionalOperator>(S))
      return nullptr;
    if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isLogicalOp())
      return nullptr;
    if (const auto *Op = dyn_cast<UnaryOperator>(S);
        Op && Op->isPostfix() && Op->isIncrementOp() &&
        variableIn(Op->getSubExpr()) == VD)
      return Op;
    if (!isa<Expr>(S))
      return nullptr;
    for (const Stmt *Child : S->children())
      if (const Expr *Found = stepIn(Child, VD))
        return Found;
    return nullptr;
  }
  /// `while (p != end) { ...; ++p; }`, `while (p != end) *p++ = 0;`.
  bool VisitWhileStmt(WhileStmt *S) override {
    std::optional<Comparison> C = comparison(S->getCond());
    if (!C || S->getConditionVariable() || continues(S->getBody()))
      return true;
    const Stmt *Last = S->getBody();
    bool Alone = true;
    if (const auto *Block = dyn_cast<CompoundStmt>(Last)) {
      if (Block->body_empty())
        return true;
      Alone = Block->size() == 1;
      Last = Block->body_back();
    }
    for (const Expr *E : {C->Lhs, C->Rhs}) {
      const VarDecl *VD = variableIn(E);
      const auto *Whole = dyn_cast<Expr>(Last);
      if (!VD || !Whole)
        continue;
      const Expr *Step = Whole;
      if (!stepOf(Step, VD, Ctx)) {
        // What stands beside it may see either value.
        Uses Here(VD, true);
        Here.TraverseStmt(const_cast<Expr *>(Whole));
        Step = Here.Found.size() == 1 ? stepIn(Whole, VD) : nullptr;
        if (!Step)
          continue;
      } else if (Alone) {
        continue; // Nothing is done with it.
      }
      if (ownVariable(S, nullptr, Step, *C) != VD)
        continue;
      const std::int64_t By = *stepOf(Step, VD, Ctx);
      if (By <= 0)
        continue;
      CountedLoop L;
      L.Variable = VD;
      L.Start = isa<ParmVarDecl>(VD) ? nullptr : VD->getInit();
      L.Complete = !leavesEarly(S->getBody());
      if (!limits(L, *C, By))
        continue;
      L.MadeBefore = true;
      L.Body = S->getBody();
      Out.push_back({Step, L});
      return true;
    }
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *) override { return true; }
  bool VisitForStmt(ForStmt *S) override {
    CountedLoop L;
    const auto *Decl = dyn_cast_or_null<DeclStmt>(S->getInit());
    if (!S->getCond() || !S->getInc())
      return true;
    std::optional<Comparison> C = comparison(S->getCond());
    if (const VarDecl *Own =
            C ? ownVariable(S, S->getInit(), S->getInc(), *C) : nullptr) {
      L.Variable = Own;
      L.Start = isa<ParmVarDecl>(Own) ? nullptr : Own->getInit();
      L.MadeBefore = true;
    } else if (Decl && !ends(C, *Decl)) {
      return openEnded(S, *Decl);
    } else if (!C) {
      return true;
    } else if (Decl) {
      // `for (int i = 0, n = size(); ...)`: i is the one that is compared.
      for (const auto *D : Decl->decls())
        if (const auto *VD = dyn_cast<VarDecl>(D);
            VD && VD->getInit() &&
            (variableIn(C->Lhs) == VD || variableIn(C->Rhs) == VD) &&
            (stepOf(S->getInc(), VD, Ctx) || halves(S->getInc(), VD, Ctx)))
          L.Variable = VD;
      if (!L.Variable)
        return true;
      L.Start = L.Variable->getInit();
      // `for (auto it = first, end = it + n; ...)`.
      Uses First(L.Variable, false);
      First.TraverseStmt(S->getInit());
      StartUses.insert(First.Found.begin(), First.Found.end());
    } else {
      // `for (i = 0; ...)` with i declared outside and used elsewhere: it
      // keeps its last value after the loop, so it is not the loop's own; see
      // AssignedLoopFinder.
      return true;
    }
    if (auto Counted = countedBy(S, *C, L.Variable, L.Start, Ctx)) {
      Counted->MadeBefore = L.MadeBefore;
      Out.push_back({S->getInc(), *Counted});
    }
    return true;
  }
  /// Is a variable of the loop compared with its end?
  static bool ends(const std::optional<Comparison> &C, const DeclStmt &Decl) {
    return C && llvm::any_of(Decl.decls(), [&](const clang::Decl *D) {
             return variableIn(C->Lhs) == D || variableIn(C->Rhs) == D;
           });
  }
  /// `for (int i = 0; i * n < m; ++i)`: the first value and the step count.
  bool openEnded(ForStmt *S, const DeclStmt &Decl) {
    CountedLoop L;
    const auto *VD =
        Decl.isSingleDecl() ? dyn_cast<VarDecl>(Decl.getSingleDecl()) : nullptr;
    if (!VD || !VD->getInit() || !VD->getType()->isIntegerType())
      return true;
    std::optional<std::int64_t> Step = stepOf(S->getInc(), VD, Ctx);
    if (!Step || *Step <= 0)
      return true;
    L.Variable = VD;
    L.Start = VD->getInit();
    L.Step = *Step;
    L.Complete = !leavesEarly(S->getBody());
    L.Body = S->getBody();
    Out.push_back({S->getInc(), L});
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) override {
    if (!S->getBeginStmt() || !S->getEndStmt())
      return true;
    CountedLoop L;
    L.Variable = cast<VarDecl>(S->getBeginStmt()->getSingleDecl());
    L.Start = L.Variable->getInit();
    L.Bound = cast<VarDecl>(S->getEndStmt()->getSingleDecl())->getInit();
    L.Complete = !leavesEarly(S->getBody());
    L.Body = S->getBody();
    Out.push_back({S->getInc(), L});
    return true;
  }
};

} // namespace

std::vector<FoundLoop> FunctionExtractor::findLoops() {
  std::vector<FoundLoop> Found;
  LoopFinder Find(Found, U, FD->getBody(), StartUses);
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
  return Found;
}

void FunctionExtractor::findAssignedLoops(
    llvm::function_ref<bool(const VarDecl *)> IsCandidate) {
  AssignedLoopFinder Find(IsCandidate, U.Ctx);
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
  for (const auto &[Counted, Uses] : Find.Out) {
    for (const Expr *Use : Uses)
      Rounds[Use] = Loops.size();
    Loops.push_back(Counted);
  }
}

} // namespace aether::analysis
