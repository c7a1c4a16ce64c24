//===- Reach.cpp - Which functions have to be summarised ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One pass over the user's code finds the functions with parallel calls. Those
// and all that call them, however indirectly, are needed, since a callable may
// come from far up; what they call in turn is added as the extraction meets
// it. Functions that only other TUs might call are added if asked for.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Unit.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace aether::analysis {

namespace {

class Finder : public DynamicRecursiveASTVisitor {
public:
  explicit Finder(Unit &U) : U(U) {
    ShouldVisitTemplateInstantiations = true;
    ShouldVisitImplicitCode = true;
  }

  struct Node {
    llvm::SmallVector<const FunctionDecl *, 8> Callers;
    bool Parallel = false;
    bool HasBody = false;
  };
  llvm::MapVector<const FunctionDecl *, Node> Functions;
  llvm::SmallVector<const CXXMethodDecl *, 16> Overriders;
  bool AnyParallel = false;
  /// Parallel calls in initialisers of variables outside of functions.
  struct Initialiser {
    const VarDecl *Variable;
    const Expr *E;
    const FunctionDecl *Callee;
  };
  std::vector<Initialiser> Initialisers;
  /// Functions, variables and members that such initialisers name, other than
  /// to read a value.
  llvm::SetVector<const ValueDecl *> GivenAway;
  /// Those that run before main, and what they are told of.
  llvm::SetVector<const ValueDecl *> Early;

  bool TraverseDecl(Decl *D) override {
    if (!D)
      return true;
    // Library code is entered on demand only. Not even its declarations are
    // looked at, for they may have to be fetched from a precompiled preamble.
    if (isa<NamespaceDecl, LinkageSpecDecl>(D) && inSystemHeader(D))
      return true;
    if (!isa<TranslationUnitDecl>(D) && D->getLexicalDeclContext() &&
        D->getLexicalDeclContext()->isFileContext() &&
        !isa<NamespaceDecl, LinkageSpecDecl>(D) && !U.inUserCode(D))
      return true;
    const auto *FD = dyn_cast<FunctionDecl>(D);
    // Types name parameters, which are variables as well.
    if (const auto *VD = dyn_cast<VarDecl>(D);
        VD && !Current && !isa<ParmVarDecl>(VD)) {
      Variable = VD->getDescribedVarTemplate() ? nullptr : VD;
      bool Result = DynamicRecursiveASTVisitor::TraverseDecl(D);
      Variable = nullptr;
      return Result;
    }
    if (!FD)
      return DynamicRecursiveASTVisitor::TraverseDecl(D);
    if (FD->isDependentContext() && !isa<CXXDeductionGuideDecl>(FD)) {
      // Only its instantiations run.
      return true;
    }
    const FunctionDecl *Outer = Current;
    Current = FD->getCanonicalDecl();
    if (FD->doesThisDeclarationHaveABody()) {
      if (FD->hasAttr<ConstructorAttr>()) // It runs before main.
        Early.insert(FD);
      Functions[Current].HasBody = true;
      if (const auto *M = dyn_cast<CXXMethodDecl>(FD);
          M && M->size_overridden_methods())
        Overriders.push_back(M);
    }
    bool Result = DynamicRecursiveASTVisitor::TraverseDecl(D);
    Current = Outer;
    return Result;
  }

  bool VisitCallExpr(CallExpr *E) override {
    return use(E->getDirectCallee(), E);
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    return use(E->getConstructor(), E);
  }
  // Written elsewhere, run here.
  bool VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E) override {
    return TraverseStmt(E->getExpr());
  }
  bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) override {
    return TraverseStmt(E->getExpr());
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    if (const auto *VD = dyn_cast<VarDecl>(E->getDecl());
        VD && VD->hasGlobalStorage() && !VD->isConstexpr() && E != ValueRead)
      giveAway(VD);
    return use(dyn_cast<FunctionDecl>(E->getDecl()));
  }
  bool VisitMemberExpr(MemberExpr *E) override {
    if (const auto *Field = dyn_cast<FieldDecl>(E->getMemberDecl());
        Field && E != ValueRead)
      giveAway(Field);
    return true;
  }
  // A library's member that computes a number of the object, such as a size.
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) override {
    const CXXMethodDecl *M = E->getMethodDecl();
    if (M && M->isConst() && M->getReturnType()->isArithmeticType() &&
        !U.inUserCode(M))
      ValueRead = E->getImplicitObjectArgument()->IgnoreParenImpCasts();
    return true;
  }
  bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
    if (E->getCastKind() == CK_LValueToRValue)
      ValueRead = E->getSubExpr()->IgnoreParens();
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    // Whoever makes the closure is a caller, for its captures come from there.
    const FunctionDecl *Op = E->getCallOperator();
    // A closure that is a variable's value is called by that name; see below.
    const bool Kept = !Current && Variable && Variable->getInit() &&
                      Variable->getInit()->IgnoreImplicit() == E;
    auto Enter = [&](const FunctionDecl *FD) {
      if (!Kept)
        use(FD);
      TraverseDecl(const_cast<FunctionDecl *>(FD));
    };
    if (!E->isGenericLambda())
      Enter(Op);
    else if (FunctionTemplateDecl *Template =
                 Op->getDescribedFunctionTemplate())
      for (FunctionDecl *Spec : Template->specializations())
        Enter(Spec);
    return true;
  }
  // The call operator was visited above, as a function of its own.
  bool TraverseLambdaExpr(LambdaExpr *E) override {
    VisitLambdaExpr(E);
    for (Expr *Init : E->capture_inits())
      if (Init)
        TraverseStmt(Init);
    return true;
  }

private:
  bool use(const FunctionDecl *FD, const Expr *E = nullptr) {
    if (!FD)
      return true;
    FD = FD->getCanonicalDecl();
    if (!Current) {
      if (Variable && E && U.mayBeParallel(FD))
        Initialisers.push_back({Variable, E, FD});
      else
        giveAway(FD);
      return true;
    }
    if (U.mayBeParallel(FD)) {
      Functions[Current].Parallel = true;
      AnyParallel = true;
    } else if (U.inUserCode(FD)) {
      Functions[FD].Callers.push_back(Current);
    }
    return true;
  }

  void giveAway(const ValueDecl *D) {
    if (Current || !Variable || !U.inUserCode(D) ||
        Variable->getDeclContext()->isDependentContext())
      return;
    GivenAway.insert(D);
    if (!Variable->hasConstantInitialization())
      Early.insert(D);
  }

  Unit &U;
  const FunctionDecl *Current = nullptr;
  const VarDecl *Variable = nullptr;
  const Expr *ValueRead = nullptr; ///< the place that the cast last met reads
};

} // namespace

/// clangd limits traversals to the main file, but what that calls counts as
/// well: hence not by way of the translation unit itself, which would obey.
static void visitAll(Finder &Find, Unit &U) {
  for (Decl *D : U.Ctx.getTranslationUnitDecl()->decls())
    // As in any traversal, a lambda's class is reached through its expression.
    if (const auto *RD = dyn_cast<CXXRecordDecl>(D); !RD || !RD->isLambda())
      Find.TraverseDecl(D);
}

void findRoots(Unit &U) {
  Finder Find(U);
  visitAll(Find, U);

  for (const Finder::Initialiser &I : Find.Initialisers)
    listParallelInitialiser(U, I.Variable, I.E, I.Callee);
  if (Find.AnyParallel || U.Options.ForOtherUnits) {
    listGivenAway(U, Find.GivenAway.getArrayRef());
    listEarly(U, Find.Early.getArrayRef());
  }

  llvm::DenseSet<const FunctionDecl *> Needed;
  llvm::SmallVector<const FunctionDecl *, 32> Work;
  auto Need = [&](const FunctionDecl *FD) {
    if (Needed.insert(FD).second)
      Work.push_back(FD);
  };
  for (const auto &[FD, Node] : Find.Functions)
    if (Node.Parallel)
      Need(FD);
  while (!Work.empty()) {
    const FunctionDecl *FD = Work.pop_back_val();
    auto It = Find.Functions.find(FD);
    if (It != Find.Functions.end())
      for (const FunctionDecl *Caller : It->second.Callers)
        Need(Caller);
  }
  // A task, here or in another unit, may call what overrides the function it
  // names.
  if (Find.AnyParallel || U.Options.ForOtherUnits)
    for (const CXXMethodDecl *M : Find.Overriders)
      Need(M->getCanonicalDecl());
  if (U.Options.ForOtherUnits) {
    const SourceManager &SM = U.Ctx.getSourceManager();
    for (const auto &[FD, Node] : Find.Functions) {
      // The first declaration is in a header, as a rule.
      const FunctionDecl *Def = Node.HasBody ? FD->getDefinition() : nullptr;
      if (Def && FD->isExternallyVisible() && !FD->isInlined() &&
          SM.isInMainFile(SM.getExpansionLoc(Def->getLocation())))
        Need(FD);
    }
  }
  // In the order of the source, so that the summary is the same each time.
  for (const auto &[FD, Node] : Find.Functions)
    if (Needed.contains(FD)) {
      U.need(FD);
      if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD);
          Ctor && Node.Callers.empty() && hasLifetime(U, Ctor))
        U.Unmade.push_back(Ctor);
    }
}

} // namespace aether::analysis
