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

#include "Unit.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
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

  bool TraverseDecl(Decl *D) override {
    if (!D)
      return true;
    // Library code is entered on demand only.
    if (!isa<TranslationUnitDecl>(D) && D->getLexicalDeclContext() &&
        D->getLexicalDeclContext()->isFileContext() &&
        !isa<NamespaceDecl, LinkageSpecDecl>(D) && !U.inUserCode(D))
      return true;
    const auto *FD = dyn_cast<FunctionDecl>(D);
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
    return use(E->getDirectCallee());
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    return use(E->getConstructor());
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
  bool use(const FunctionDecl *FD) {
    if (!FD || !Current)
      return true;
    FD = FD->getCanonicalDecl();
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
};

} // namespace

void findRoots(Unit &U) {
  Finder Find(U);
  Find.TraverseDecl(U.Ctx.getTranslationUnitDecl());

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
  // A task may call what overrides the function it names.
  if (Find.AnyParallel)
    for (const CXXMethodDecl *M : Find.Overriders)
      Need(M->getCanonicalDecl());
  if (U.Options.ForOtherUnits) {
    const SourceManager &SM = U.Ctx.getSourceManager();
    for (const auto &[FD, Node] : Find.Functions)
      if (Node.HasBody && FD->isExternallyVisible() && !FD->isInlined() &&
          SM.isInMainFile(SM.getExpansionLoc(FD->getLocation())))
        Need(FD);
  }
  // In the order of the source, so that the summary is the same each time.
  for (const auto &[FD, Node] : Find.Functions)
    if (Needed.contains(FD))
      U.need(FD);
}

} // namespace aether::analysis
