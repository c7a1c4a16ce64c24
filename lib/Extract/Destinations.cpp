//===- Destinations.cpp - Where objects are made --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "llvm/ADT/SetVector.h"

using namespace clang;

namespace aether::analysis {

/// What stands between an expression and the one that makes its object.
const Expr *FunctionExtractor::stripToMaker(const Expr *E, Unit &U) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Clean = dyn_cast<FullExpr>(E))
      E = Clean->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temp->getSubExpr();
    else if (const auto *Cast = dyn_cast<CastExpr>(E);
             Cast && !U.facts(Cast->getType()).IsCell)
      E = Cast->getSubExpr();
    else if (const auto *DefaultArg = dyn_cast<CXXDefaultArgExpr>(E))
      E = DefaultArg->getExpr();
    else if (const auto *DefaultInit = dyn_cast<CXXDefaultInitExpr>(E))
      E = DefaultInit->getExpr();
    else if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E);
             Literal && !Literal->isFileScope() &&
             !U.facts(Literal->getType()).IsCell)
      E = Literal->getInitializer();
    else if (const auto *Copy = dyn_cast<CXXConstructExpr>(E);
             Copy && Copy->isElidable() && Copy->getNumArgs() == 1)
      E = Copy->getArg(0);
    else
      return E;
  }
}

void FunctionExtractor::assignDestination(const Expr *Init, PlaceId To) {
  if (!Init || U.facts(Init->getType()).IsCell)
    return;
  const Expr *Maker = stripToMaker(Init, U);
  if (Maker->isGLValue())
    return;
  Objects[Maker] = To;
  if (const auto *Choice = dyn_cast<ConditionalOperator>(Maker)) {
    assignDestination(Choice->getTrueExpr(), To);
    assignDestination(Choice->getFalseExpr(), To);
    return;
  }
  llvm::ArrayRef<const Expr *> Inits;
  if (const auto *List = dyn_cast<InitListExpr>(Maker)) {
    if (List->isSyntacticForm() && List->getSemanticForm()) {
      List = List->getSemanticForm();
      Objects[List] = To;
    }
    Inits = llvm::ArrayRef<const Expr *>(List->getInits(), List->getNumInits());
  } else if (const auto *Paren = dyn_cast<CXXParenListInitExpr>(Maker)) {
    Inits = Paren->getInitExprs();
  } else {
    return;
  }
  const auto *RD = Maker->getType()->getAsCXXRecordDecl();
  if (!RD) {
    for (unsigned I = 0; I < Inits.size(); ++I)
      assignDestination(Inits[I], T.index(To, T.constant(I)));
    return;
  }
  if (RD->isUnion())
    return;
  // What std::array has in it are its elements.
  if (U.facts(Maker->getType()).is(TypeModel::Kind::Container) &&
      Inits.size() == 1 && Inits.front()->getType()->isArrayType()) {
    assignDestination(Inits.front(), To);
    return;
  }
  unsigned I = RD->getNumBases();
  for (const FieldDecl *Field : RD->fields()) {
    if (Field->isUnnamedBitField())
      continue;
    if (I >= Inits.size())
      break;
    if (!Field->getType()->isReferenceType())
      assignDestination(Inits[I], placeOfMember(To, Field));
    ++I;
  }
}

void FunctionExtractor::findDestinations() {
  class Finder : public DynamicRecursiveASTVisitor {
  public:
    llvm::SmallVector<const VarDecl *, 16> Variables;
    llvm::SmallVector<const CXXNewExpr *, 4> News;
    llvm::SmallSetVector<const VarDecl *, 2> OfThreads;
    llvm::SmallVector<const ConditionalOperator *, 4> Choices;
    llvm::SmallVector<std::pair<const Stmt *, llvm::StringRef>, 2> Assumed;
    bool TraverseLambdaExpr(LambdaExpr *E) override {
      for (Expr *Init : E->capture_inits())
        TraverseStmt(Init);
      return true;
    }
    bool VisitVarDecl(VarDecl *VD) override {
      if (VD->getInit())
        Variables.push_back(VD);
      return true;
    }
    bool VisitDeclRefExpr(DeclRefExpr *E) override {
      if (const auto *VD = dyn_cast<VarDecl>(E->getDecl());
          VD && VD->getTLSKind() != VarDecl::TLS_None)
        OfThreads.insert(VD->getCanonicalDecl());
      return true;
    }
    bool VisitCXXDefaultInitExpr(CXXDefaultInitExpr *E) override {
      return TraverseStmt(E->getExpr());
    }
    bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) override {
      return TraverseStmt(E->getExpr());
    }
    bool VisitCXXNewExpr(CXXNewExpr *E) override {
      News.push_back(E);
      return true;
    }
    bool VisitConditionalOperator(ConditionalOperator *E) override {
      Choices.push_back(E);
      return true;
    }
    bool VisitAttributedStmt(AttributedStmt *S) override {
      for (const Attr *A : S->getAttrs())
        if (const auto *Note = dyn_cast<AnnotateAttr>(A))
          Assumed.push_back({S->getSubStmt(), Note->getAnnotation()});
      return true;
    }
    bool VisitDeclStmt(DeclStmt *S) override {
      for (const Decl *D : S->decls())
        for (const auto *Note : D->specific_attrs<AnnotateAttr>())
          Assumed.push_back({S, Note->getAnnotation()});
      return true;
    }
  } Find;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Find.TraverseStmt(Init->getInit());
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));

  ThreadLocals.assign(Find.OfThreads.begin(), Find.OfThreads.end());
  for (const ConditionalOperator *E : Find.Choices)
    if (E->isPRValue() && !U.facts(E->getType()).IsCell &&
        !E->getType()->isVoidType())
      assignDestination(E, local("", E->getType(), E->getBeginLoc()));
  for (const VarDecl *VD : Find.Variables) {
    if (VD->isStaticLocal() && !VD->getTLSKind()) {
      llvm::SmallVector<const Stmt *, 16> Work{VD->getInit()};
      while (!Work.empty()) {
        const Stmt *S = Work.pop_back_val();
        if (!S || !StaticInitialisers.try_emplace(S, VD).second)
          continue;
        if (!isa<LambdaExpr>(S))
          Work.append(S->child_begin(), S->child_end());
      }
    }
    if (VD->getType()->isReferenceType())
      continue; // A temporary whose life is prolonged stays a temporary.
    PlaceId To = VD->hasGlobalStorage()
                     ? T.root(PlaceKind::Global, U.global(VD))
                     : T.root(PlaceKind::Local, localOf(VD));
    assignDestination(VD->getInit(), To);
    // Made by the compiler, before any task runs.
    if (VD->isStaticLocal() && VD->hasConstantInitialization())
      ConstantInitialisers.insert(stripToMaker(VD->getInit(), U));
  }
  for (const CXXNewExpr *E : Find.News) {
    if (E->getNumPlacementArgs() == 1 &&
        E->getPlacementArg(0)->getType()->isPointerType()) {
      if (const Expr *Init = E->getInitializer())
        Placements[stripToMaker(Init, U)] = E;
      continue;
    }
    PlaceId Object = T.root(PlaceKind::Alloc, NextAlloc++);
    Objects[E] = Object;
    if (const Expr *Init = E->getInitializer())
      assignDestination(Init, Object);
  }
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD)) {
    PlaceId Object = T.deref(T.root(PlaceKind::This));
    for (const CXXCtorInitializer *Init : Ctor->inits()) {
      const FieldDecl *Member = Init->getAnyMember();
      if (!Member)
        assignDestination(Init->getInit(), Object);
      else if (!Member->getType()->isReferenceType())
        assignDestination(Init->getInit(), placeOfMember(Object, Member));
    }
  }
  // AETHER_ASSUME_SAFE speaks of the whole statement it stands before.
  for (auto [S, Note] : Find.Assumed) {
    llvm::StringRef Reason = Note;
    if (!Reason.consume_front("aether-assume-safe:"))
      continue;
    class Marker : public DynamicRecursiveASTVisitor {
    public:
      llvm::DenseMap<const Stmt *, llvm::StringRef> &Out;
      llvm::StringRef Reason;
      Marker(llvm::DenseMap<const Stmt *, llvm::StringRef> &Out,
             llvm::StringRef Reason)
          : Out(Out), Reason(Reason) {}
      bool TraverseLambdaExpr(LambdaExpr *) override { return true; }
      bool VisitStmt(Stmt *S) override {
        Out[S] = Reason;
        return true;
      }
    } Mark(AssumedSafe, Reason);
    Mark.TraverseStmt(const_cast<Stmt *>(S));
  }
}

} // namespace aether::analysis
