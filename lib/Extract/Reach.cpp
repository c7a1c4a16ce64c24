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
    if (const auto *VD = dyn_cast<VarDecl>(D); VD && !Current) {
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
    return use(dyn_cast<FunctionDecl>(E->getDecl()));
  }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    // Whoever makes the closure is a caller, for its captures come from there.
    const FunctionDecl *Op = E->getCallOperator();
    if (E->isGenericLambda()) {
      if (FunctionTemplateDecl *Template = Op->getDescribedFunctionTemplate())
        for (FunctionDecl *Spec : Template->specializations()) {
          use(Spec);
          TraverseDecl(Spec);
        }
      return true;
    }
    use(Op);
    TraverseDecl(const_cast<FunctionDecl *>(Op));
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

  Unit &U;
  const FunctionDecl *Current = nullptr;
  const VarDecl *Variable = nullptr;
};

} // namespace

/// Initialisers of variables at namespace scope have no graph of their own;
/// what runs in parallel there is listed, and left open.
static void listInitialiser(Unit &U, const Finder::Initialiser &I) {
  FunctionSummary F;
  std::string Name =
      "initialisation of " + I.Variable->getQualifiedNameAsString();
  SourcePos Pos = U.pos(I.E->getBeginLoc());
  F.Key =
      U.str("init:" + U.Out.string(U.Out.Globals[U.global(I.Variable)].Key) +
            ":" + std::to_string(Pos.Line) + ":" + std::to_string(Pos.Column));
  F.Name = U.str(Name);
  F.Pos = U.pos(I.Variable->getLocation());
  F.InUserCode = true;
  F.InternalLinkage = true;
  ParallelCall P;
  P.Callee = U.str(U.modelName(I.Callee));
  P.Pos = P.MemberPos = P.ParenPos = Pos;
  P.MacroPos = U.macroPos(I.E->getBeginLoc());
  F.Parallels.push_back(std::move(P));
  ParallelCall::Task &Task = F.Parallels.back().Tasks.emplace_back();
  Task.Many = true;
  Task.Callable = F.T.unknown(
      U.str("a parallel call in the initialiser of a global variable"));
  Block &B = F.Blocks.emplace_back();
  B.Events.push_back(Opaque{
      U.str("a parallel call in the initialiser of a global variable"), Pos});
  B.Events.push_back(Parallel{0});
  U.Out.Functions.push_back(std::move(F));
}

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
    listInitialiser(U, I);

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
