//===- TableUses.cpp - What is done with an array -------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether an array is only read once it was made, and which loops fill it: a
// walk through the functions that may use it.
//
//===----------------------------------------------------------------------===//

#include "Tables.h"

#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

void Tables::read(const VarDecl *VD, const Expr *E) {
  Uses &U = Used[VD->getCanonicalDecl()];
  U.Readers.insert(Function);
  if (!U.FirstRead || Ctx.getSourceManager().isBeforeInTranslationUnit(
                          E->getBeginLoc(), U.FirstRead->getBeginLoc()))
    U.FirstRead = E;
}

/// The variable that \p E is a part of; null if a pointer leads there.
static const VarDecl *wholeOf(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E);
        Member && !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()))
      E = Member->getBase();
    else if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E))
      E = Sub->getBase();
    else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
             Cast && (Cast->getCastKind() == CK_ArrayToPointerDecay ||
                      Cast->getCastKind() == CK_NoOp))
      E = Cast->getSubExpr();
    else
      return isa<DeclRefExpr>(E) ? variableIn(E) : nullptr;
  }
}

void Tables::walk(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      Cast && Cast->getCastKind() == CK_LValueToRValue) {
    if (auto [VD, At] = element(Cast->getSubExpr()); VD) {
      read(VD, Cast);
      return walk(At);
    }
    // The value of a variable, or of a part of it.
    if (const VarDecl *VD = wholeOf(Cast->getSubExpr())) {
      if (VD->hasGlobalStorage())
        read(VD, Cast);
      return walkSubscripts(Cast->getSubExpr());
    }
  }
  if (isa<UnaryExprOrTypeTraitExpr>(S))
    return; // sizeof
  // Written elsewhere, run here.
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(S))
    return walk(Default->getExpr());
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
    return walk(Default->getExpr());
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
      Call && Call->getMethodDecl() && Call->getMethodDecl()->isConst() &&
      Call->getMethodDecl()->getIdentifier() && Call->getNumArgs() == 0 &&
      (Call->getMethodDecl()->getName() == "size" ||
       Call->getMethodDecl()->getName() == "empty") &&
      isLibraryArray(Call->getObjectType()) &&
      variableIn(Call->getImplicitObjectArgument()))
    return;
  if (const auto *For = dyn_cast<CXXForRangeStmt>(S);
      For && For->getRangeInit() && variableIn(For->getRangeInit()) &&
      For->getLoopVariable() &&
      !elementType(Ctx, variableIn(For->getRangeInit())->getType()).isNull()) {
    const QualType T = For->getLoopVariable()->getType();
    if (!T->isReferenceType() || T.getNonReferenceType().isConstQualified()) {
      read(variableIn(For->getRangeInit()), For->getRangeInit());
      walk(For->getInit());
      return walk(For->getBody());
    }
  }
  if (const auto *Set = dyn_cast<BinaryOperator>(S);
      Set && Set->getOpcode() == BO_Assign)
    if (auto [VD, At] = element(Set->getLHS()); VD) {
      ++Used[VD->getCanonicalDecl()].Written;
      walk(At);
      return walk(Set->getRHS());
    }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
      Used[VD->getCanonicalDecl()].Others = true;
    return;
  }
  // A static member, named by way of an object.
  if (const auto *Member = dyn_cast<MemberExpr>(S))
    if (const auto *VD = dyn_cast<VarDecl>(Member->getMemberDecl()))
      Used[VD->getCanonicalDecl()].Others = true;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    // What is done with captured variables is seen in the body.
    const auto *Init = Lambda->capture_init_begin();
    for (const LambdaCapture &Capture : Lambda->captures()) {
      if (Lambda->isInitCapture(&Capture))
        walk(*Init);
      ++Init;
    }
    return walk(Lambda->getBody());
  }
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    for (const Stmt *Child : Block->body())
      if (const auto *Loop = dyn_cast<ForStmt>(Child)) {
        const Stmt *Body = Loop->getBody();
        llvm::SmallVector<const Stmt *, 4> Parts;
        if (const auto *Several = dyn_cast<CompoundStmt>(Body))
          Parts.append(Several->body_begin(), Several->body_end());
        else
          Parts.push_back(Body);
        for (const Stmt *Part : Parts) {
          if (const auto *Full = dyn_cast<ExprWithCleanups>(Part))
            Part = Full->getSubExpr();
          if (const auto *Set = dyn_cast<BinaryOperator>(Part);
              Set && Set->getOpcode() == BO_Assign)
            if (auto [VD, At] = element(Set->getLHS()); VD)
              Used[VD->getCanonicalDecl()].Filled.push_back(
                  {Loop, Block, Function, Set});
        }
      }
  // A clause may have each task, or each thread, begin with another object.
  if (const auto *Directive = dyn_cast<OMPExecutableDirective>(S))
    for (OMPClause *Clause : Directive->clauses())
      if (Clause->getClauseKind() != llvm::omp::OMPC_shared &&
          Clause->getClauseKind() != llvm::omp::OMPC_firstprivate)
        for (const Stmt *Child : Clause->children())
          walk(Child);
  if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declared->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D)) {
        // What is bound to a reference may be changed by that.
        walk(VD->getInit());
      } else if (const auto *RD = dyn_cast<CXXRecordDecl>(D)) {
        walkAll(RD);
      }
    return;
  }
  for (const Stmt *Child : S->children())
    walk(Child);
}

/// Of \p E, a part of a variable.
void Tables::walkSubscripts(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return walkSubscripts(Member->getBase());
  if (const auto *Sub = dyn_cast<ArraySubscriptExpr>(E)) {
    walk(Sub->getIdx());
    walkSubscripts(Sub->getBase());
  }
}

void Tables::walkFunction(const FunctionDecl *FD) {
  if (!FD->doesThisDeclarationHaveABody() || FD->isDependentContext() ||
      !Walked.insert(FD).second)
    return;
  const FunctionDecl *Outer = std::exchange(Function, FD);
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(FD))
    for (const CXXCtorInitializer *Init : Constructor->inits())
      walk(Init->getInit());
  walk(FD->getBody());
  Function = Outer;
}

void Tables::walkAll(const DeclContext *DC) {
  for (const Decl *D : DC->decls()) {
    if (isa<TranslationUnitDecl>(DC) && !InUserCode(D))
      continue;
    if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
      HasMain |= FD->isMain() && FD->hasBody();
      CallsOthers |= FD->isUsed() && !FD->isDefined() && !FD->isImplicit() &&
                     FD->getBuiltinID() == 0;
      walkFunction(FD);
    } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
      for (const FunctionDecl *Special : Template->specializations())
        walkFunction(Special);
    } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
      for (const auto *Special : Template->specializations())
        walkAll(Special);
    } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
      if (const auto *FD =
              dyn_cast_or_null<FunctionDecl>(Friend->getFriendDecl()))
        walkFunction(FD);
    } else if (const auto *VD = dyn_cast<VarDecl>(D)) {
      walk(VD->getInit());
    } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      walk(Field->getInClassInitializer());
    } else if (const auto *Inner = dyn_cast<DeclContext>(D);
               Inner &&
               (isa<NamespaceDecl, LinkageSpecDecl>(D) ||
                isa<CXXRecordDecl>(D)) &&
               !Inner->isDependentContext()) {
      walkAll(Inner);
    }
  }
}

bool Tables::isOnlyRead(const VarDecl *VD) {
  const Uses *U = VD->hasGlobalStorage() ? uses(VD) : nullptr;
  return U && !U->Others && U->Written == 0 && U->Filled.empty();
}

/// Null if somebody else may use it.
const Tables::Uses *Tables::uses(const VarDecl *VD) {
  const auto *Owner =
      dyn_cast_or_null<FunctionDecl>(VD->getParentFunctionOrMethod());
  if (Owner) {
    // From the outermost function on, lambdas lie inside of it.
    for (const DeclContext *DC = Owner; DC; DC = DC->getParent())
      if (const auto *FD = dyn_cast<FunctionDecl>(DC))
        Owner = FD;
    const FunctionDecl *Def = nullptr;
    if (!Owner->hasBody(Def))
      return nullptr;
    walkFunction(Def);
  } else {
    if (!std::exchange(All, true))
      walkAll(Ctx.getTranslationUnitDecl());
    // Nobody else is there where the whole program is one file, or where the
    // name has internal linkage.
    if (VD->isExternallyVisible() && (!HasMain || CallsOthers))
      return nullptr;
    for (const VarDecl *Other : VD->redecls())
      if (!Ctx.getSourceManager().isInMainFile(
              Ctx.getSourceManager().getExpansionLoc(Other->getLocation())))
        return nullptr;
  }
  auto It = Used.find(VD->getCanonicalDecl());
  return It == Used.end() ? nullptr : &It->second;
}

} // namespace aether::analysis
