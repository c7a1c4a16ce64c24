//===- Definitions.cpp - Which assignment a use of a variable sees --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reaching definitions (Aho, Lam, Sethi and Ullman: Compilers, 9.2.4) of
// integers that nobody can reach by an address. Where one definition alone
// reaches a use, on every way from the entry, the variable has the value that
// was given there: `while ((i = next++) < n) a[i] = 1;`.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Cursors.h"
#include "DefinitionSearch.h"
#include "Function.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

/// The variable that \p E names, if that is all.
static const VarDecl *named(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// What assignment, step or increment \p S changes.
static const Expr *changed(const Stmt *S) {
  if (const auto *B = dyn_cast<BinaryOperator>(S))
    return B->isAssignmentOp() ? B->getLHS() : nullptr;
  const auto *Op = dyn_cast<UnaryOperator>(S);
  return Op && Op->isIncrementDecrementOp() ? Op->getSubExpr() : nullptr;
}

namespace {

/// Leaves the variables of which every use is a read or a change.
class CandidateFinder : public DynamicRecursiveASTVisitor {
public:
  explicit CandidateFinder(const ParentMap &Parents) : Parents(Parents) {}
  llvm::DenseSet<const VarDecl *> Assigned, Others;

  bool TraverseLambdaExpr(LambdaExpr *E) override {
    for (auto [Capture, Init] : llvm::zip(E->captures(), E->capture_inits())) {
      if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByRef)
        if (const auto *VD = dyn_cast<VarDecl>(Capture.getCapturedVar()))
          Others.insert(VD);
      TraverseStmt(Init);
    }
    return true; // What is copied is a variable of its own.
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    const auto *VD = dyn_cast<VarDecl>(E->getDecl());
    if (!VD)
      return true;
    const Stmt *Parent = Parents.getParentIgnoreParens(E);
    if (Parent && changed(Parent) && changed(Parent)->IgnoreParens() == E &&
        isValue(Parent) && !mayBeLeft(Parent, VD))
      Assigned.insert(VD);
    else if (!isRead(Parent))
      Others.insert(VD);
    return true;
  }

private:
  static bool isRead(const Stmt *S) {
    const auto *Cast = dyn_cast_or_null<CastExpr>(S);
    return Cast && Cast->getCastKind() == CK_LValueToRValue;
  }
  /// Whether \p Change is used for its value or not at all.
  bool isValue(const Stmt *Change) const {
    if (cast<Expr>(Change)->isPRValue())
      return true;
    const Stmt *Parent = Parents.getParentIgnoreParens(Change);
    if (!Parent || isRead(Parent))
      return true;
    if (!isa<Expr>(Parent))
      return !isa<DeclStmt, ReturnStmt>(Parent);
    const auto *Comma = dyn_cast<BinaryOperator>(Parent);
    return Comma && Comma->getOpcode() == BO_Comma &&
           Comma->getLHS()->IgnoreParens() == Change;
  }
  /// Whether what throws behind \p Change, in ways that the graph does not
  /// show, goes on where \p VD is known.
  bool mayBeLeft(const Stmt *Change, const VarDecl *VD) const {
    const SourceManager &SM = VD->getASTContext().getSourceManager();
    for (const Stmt *S = Parents.getParent(Change); S; S = Parents.getParent(S))
      if (isa<CXXTryStmt>(S) &&
          SM.isBeforeInTranslationUnit(VD->getLocation(), S->getBeginLoc()))
        return true;
    return false;
  }
  const ParentMap &Parents;
};

} // namespace

/// Whether every loop around \p Definition is one around \p Use, where the
/// loop's variables still are what they were.
bool inSameRounds(const ParentMap &Parents, const Stmt *Definition,
                  const Stmt *Use) {
  auto IsLoop = [](const Stmt *S) {
    return isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
  };
  llvm::DenseSet<const Stmt *> Around;
  for (const Stmt *S = Parents.getParent(Definition); S;
       S = Parents.getParent(S))
    if (IsLoop(S))
      Around.insert(S);
  const Stmt *Child = Use;
  for (const Stmt *S = Parents.getParent(Use); S;
       Child = S, S = Parents.getParent(S)) {
    if (const auto *For = dyn_cast<ForStmt>(S);
        For && For->getInc() == Child && Around.contains(S))
      return false;
    Around.erase(S);
  }
  return Around.empty();
}

void FunctionExtractor::findDefinitions(const CFG &Graph) {
  // Most functions assign to no variable of their own but in loops' heads.
  if (llvm::none_of(Written, [&](const ValueDecl *D) {
        const auto *VD = dyn_cast<VarDecl>(D);
        return VD && VD->isLocalVarDecl() && VD->hasLocalStorage() &&
               U.facts(VD->getType()).IsInteger;
      }))
    return;
  ParentMap Parents(FD->getBody());
  CandidateFinder Find(Parents);
  Find.ShouldVisitImplicitCode = true;
  Find.TraverseStmt(FD->getBody());
  auto IsCandidate = [&](const VarDecl *VD) {
    if (!VD || !Find.Assigned.contains(VD) || Find.Others.contains(VD) ||
        Captures.contains(VD) || !VD->isLocalVarDecl() ||
        !VD->hasLocalStorage() || VD->getType()->isReferenceType() ||
        VD->getType().isVolatileQualified() ||
        !U.facts(VD->getType()).IsInteger)
      return false;
    auto It = Variables.find(VD);
    return It == Variables.end() || !It->second.Loop;
  };

  findAssignedLoops(IsCandidate);

  llvm::MapVector<const VarDecl *, DefinitionSearch> Searches;
  struct Use {
    const VarDecl *Variable;
    const Expr *Ref;
    DefinitionSearch::Spot At;
  };
  std::vector<Use> Uses;
  for (const CFGBlock *B : Graph) {
    std::size_t N = 0;
    for (const CFGElement &Element : *B) {
      const DefinitionSearch::Spot Here{B, N++};
      std::optional<CFGStmt> Made = Element.getAs<CFGStmt>();
      if (!Made)
        continue;
      const Stmt *S = Made->getStmt();
      if (const auto *Decl = dyn_cast<DeclStmt>(S)) {
        for (const clang::Decl *D : Decl->decls())
          if (const auto *VD = dyn_cast<VarDecl>(D); IsCandidate(VD))
            Searches[VD].Definitions[Here] = VD->getInit();
        continue;
      }
      const Expr *Changed = changed(S);
      const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      const Expr *Ref = Changed ? Changed
                        : Cast && Cast->getCastKind() == CK_LValueToRValue
                            ? Cast->getSubExpr()
                            : nullptr;
      const VarDecl *VD = Ref ? named(Ref) : nullptr;
      if (!IsCandidate(VD))
        continue;
      Uses.push_back({VD, Ref->IgnoreParens(), Here});
      if (Changed)
        Searches[VD].Definitions[Here] = cast<Expr>(S);
    }
  }
  llvm::DenseSet<const VarDecl *> MayBeTests;
  for (const auto &[VD, Search] : Searches)
    if (llvm::any_of(Search.Definitions, [](const auto &Definition) {
          return mayBeTest(Definition.second);
        }))
      MayBeTests.insert(VD);
  for (const Use &Each : Uses) {
    DefinitionSearch &Search = Searches[Each.Variable];
    if (MayBeTests.contains(Each.Variable))
      noteLastPut(Each.Ref, Search.allReaching(Each.At, 4));
    const Expr *Found = Search.reaching(Each.At);
    if (Found && inSameRounds(Parents, Found, Each.Ref)) {
      Reaching[Each.Ref] = Found;
      Defining.insert(Found);
    }
  }
  // What an if leaves alone or sets, and what rounds add to.
  JoinFinder Join(*this, Graph, Parents);
  for (const Use &Each : Uses)
    if (!Reaching.contains(Each.Ref))
      Join.find(Searches[Each.Variable], Each.Ref, Each.At);
  // What goes up or down to a limit.
  CursorFinder Cursor(*this, Parents, Searches, Join.jumps());
  for (const Use &Each : Uses)
    if (!Reaching.contains(Each.Ref) && !Joined.contains(Each.Ref) &&
        !Rounds.contains(Each.Ref))
      Cursor.find(Each.Variable, Each.Ref, Each.At);
}

/// The value that \p Definition, which has just been visited, gives.
void FunctionExtractor::define(const Expr *Definition) {
  IntId I = None;
  auto Step = [&](const Expr *Changed, IntId By) {
    const IntId Old = definedAt(Changed);
    return Old == None ? None : fitted(T.add(Old, By), Changed->getType());
  };
  if (const auto *B = dyn_cast<BinaryOperator>(Definition);
      B && B->isAssignmentOp()) {
    if (B->getOpcode() == BO_Assign)
      I = exactInt(B->getRHS());
    // Nobody steps below zero where there is nothing.
    else if (B->getOpcode() == BO_AddAssign &&
             U.facts(B->getRHS()->getType()).IsInteger)
      I = Step(B->getLHS(), exactInt(B->getRHS()));
    else if (B->getOpcode() == BO_SubAssign &&
             B->getLHS()->getType()->isSignedIntegerType() &&
             U.facts(B->getRHS()->getType()).IsInteger)
      I = Step(B->getLHS(), T.sub(T.constant(0), exactInt(B->getRHS())));
  } else if (const auto *Op = dyn_cast<UnaryOperator>(Definition);
             Op && Op->isIncrementDecrementOp()) {
    I = stepped(Op);
  } else {
    I = exactInt(Definition);
  }
  if (I != None && keepsValue(I))
    Defined[Definition] = I;
}

/// What a variable holds after \p Op, one step up or down; None if that is not
/// known.
IntId FunctionExtractor::stepped(const UnaryOperator *Op) {
  // Nobody steps below zero where there is nothing.
  if (!Op->isIncrementOp() && !Op->getType()->isSignedIntegerType())
    return None;
  const IntId Old = definedAt(Op->getSubExpr());
  return Old == None
             ? None
             : fitted(T.add(Old, T.constant(Op->isIncrementOp() ? 1 : -1)),
                      Op->getType());
}

/// What variable \p Ref holds by its one definition; None if there is not one.
IntId FunctionExtractor::definedAt(const Expr *Ref) {
  if (auto Round = Rounds.find(Ref->IgnoreParens()); Round != Rounds.end())
    return T.atom(IntKind::LoopVar, Round->second);
  if (auto Join = Joined.find(Ref->IgnoreParens()); Join != Joined.end())
    return valueAt(Join->second);
  if (const IntId Steps = cursorAt(Ref->IgnoreParens()); Steps != None)
    return Steps;
  auto It = Reaching.find(Ref->IgnoreParens());
  return It == Reaching.end() ? None : definedBy(It->second);
}

IntId FunctionExtractor::definedBy(const Expr *Definition) {
  auto It = Defined.find(Definition);
  return It == Defined.end() ? None : It->second;
}

} // namespace aether::analysis
