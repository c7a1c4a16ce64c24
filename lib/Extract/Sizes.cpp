//===- Sizes.cpp - When a container has how many elements -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A size is a term without a time, `Cell(v.Structure)`. It stands for the size
// after all that this function does to the container; what is asked before, or
// in a loop with a change, is not known.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

namespace {

class ResizeFinder : public DynamicRecursiveASTVisitor {
public:
  explicit ResizeFinder(Unit &U) : U(U) {}

  /// The container that changes, and the call that changes it.
  std::function<void(const Expr *Container, const Expr *By,
                     const LambdaExpr *Inside)>
      OnResize;
  std::vector<SourceRange> Loops;

  bool TraverseLambdaExpr(LambdaExpr *E) override {
    for (Expr *Init : E->capture_inits())
      TraverseStmt(Init);
    const LambdaExpr *Outer = Lambda;
    Lambda = Lambda ? Lambda : E;
    TraverseStmt(E->getBody());
    Lambda = Outer;
    return true;
  }
  bool VisitStmt(Stmt *S) override {
    if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S))
      Loops.push_back(S->getSourceRange());
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) override {
    const Expr *Object = E->getImplicitObjectArgument();
    const CXXMethodDecl *M = E->getMethodDecl();
    if (Object && M && !M->isConst())
      object(Object, M, E);
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(E->getDirectCallee());
    if (M && !M->isConst() && !M->isStatic() && E->getNumArgs() > 0)
      object(E->getArg(0), M, E);
    return true;
  }
  bool VisitCallExpr(CallExpr *E) override {
    const FunctionDecl *FD = E->getDirectCallee();
    if (!FD)
      return true;
    unsigned Skip = isa<CXXOperatorCallExpr>(E) && isa<CXXMethodDecl>(FD) &&
                    !cast<CXXMethodDecl>(FD)->isStatic();
    for (unsigned I = Skip; I < E->getNumArgs(); ++I)
      argument(FD, I - Skip, E->getArg(I), E);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    for (unsigned I = 0; I < E->getNumArgs(); ++I)
      argument(E->getConstructor(), I, E->getArg(I), E);
    return true;
  }

private:
  bool isContainer(QualType Type) {
    if (Type->isPointerType())
      Type = Type->getPointeeType();
    return U.facts(Type).is(TypeModel::Kind::Container);
  }
  /// Some entry for \p FD writes its object (-1) or an argument as a whole, or
  /// its structure; without an entry, whatever it gets.
  bool changes(const FunctionDecl *FD, int Arg) {
    llvm::ArrayRef<FunctionModel> Entries = U.models(FD);
    if (Entries.empty())
      return true;
    auto Writes = [&](const ModelEffect &E) {
      if ((E.K != ModelEffect::Kind::Write && E.K != ModelEffect::Kind::Take) ||
          E.Operands.empty())
        return false;
      const ModelTerm *P = &E.Operands[0];
      if (P->K == ModelTerm::Kind::Structure)
        P = &P->Operands[0];
      if (Arg < 0)
        return P->K == ModelTerm::Kind::This;
      return (P->K == ModelTerm::Kind::Arg && P->Value == Arg) ||
             (P->K == ModelTerm::Kind::Rest && P->Value <= Arg);
    };
    return llvm::any_of(Entries, [&](const FunctionModel &M) {
      return llvm::any_of(M.Effects, Writes);
    });
  }
  void object(const Expr *Object, const FunctionDecl *FD, const Expr *By) {
    if (isContainer(Object->getType()) && changes(FD, -1))
      OnResize(Object, By, Lambda);
  }
  void argument(const FunctionDecl *FD, unsigned I, const Expr *Arg,
                const Expr *By) {
    if (I >= FD->getNumParams() || !Arg->isGLValue())
      return;
    QualType To = FD->getParamDecl(I)->getType();
    if (!To->isReferenceType() || To->getPointeeType().isConstQualified() ||
        !isContainer(Arg->getType()))
      return;
    if (const auto *Call = dyn_cast<CallExpr>(Arg->IgnoreImplicit());
        Call && Call->isCallToStdMove()) {
      OnResize(Call->getArg(0), By, Lambda);
      return;
    }
    if (FD->isInStdNamespace() && FD->getIdentifier() &&
        (FD->getName() == "move" || FD->getName() == "forward"))
      return; // Still the same; who gets it counts.
    if (changes(FD, int(I)))
      OnResize(Arg, By, Lambda);
  }

  Unit &U;
  const LambdaExpr *Lambda = nullptr;
};

} // namespace

void FunctionExtractor::findResizes() {
  ResizeFinder Find(U);
  Find.OnResize = [&](const Expr *Container, const Expr *By,
                      const LambdaExpr *Inside) {
    // A variable of the lambda's own is none of this function's.
    const Expr *Root = Container->IgnoreParenImpCasts();
    while (const auto *M = dyn_cast<MemberExpr>(Root))
      Root = M->getBase()->IgnoreParenImpCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Root); Inside && Ref)
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
          VD && !VD->hasGlobalStorage() && !Captures.contains(VD) &&
          VD->getDeclContext() != FD)
        return;
    const Expr *Where = Inside ? Inside : By;
    Resizes.push_back({Container, Where->getBeginLoc(), Where->getEndLoc(),
                       Inside != nullptr});
  };
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Find.TraverseStmt(Init->getInit());
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
  LoopRanges = std::move(Find.Loops);
}

/// Whether \p R may be about \p Container.
bool FunctionExtractor::mayResize(const Resize &R, PlaceId Container,
                                  QualType Type) {
  QualType Other = R.Container->getType();
  PlaceId Changed = Other->isPointerType()
                        ? pointee(valueOf(R.Container), "a container")
                        : placeOf(R.Container);
  if (Other->isPointerType())
    Other = Other->getPointeeType();
  auto Path = [&](PlaceId P) {
    std::vector<PlaceId> Out;
    for (; P != None; P = T.place(P).Parent)
      Out.insert(Out.begin(), P);
    return Out;
  };
  std::vector<PlaceId> A = Path(Changed), B = Path(Container);
  auto [X, Y] = std::mismatch(A.begin(), A.end(), B.begin(), B.end());
  if (X == A.end())
    return true; // The same, or one that holds it.
  if (Y == B.end())
    return false; // One of its elements.
  if (!Type.isNull() && U.typeName(Other) != U.typeName(Type))
    return false;
  auto Indirect = [&](auto From, auto End) {
    return std::any_of(From, End, [&](PlaceId P) {
      return T.place(P).Kind == PlaceKind::Deref ||
             T.place(P).Kind == PlaceKind::Unknown;
    });
  };
  bool Leads = Indirect(X, A.end()), Led = Indirect(Y, B.end());
  if (X != A.begin())
    return Leads || Led || T.place(*X).Kind != PlaceKind::Field ||
           T.place(*Y).Kind != PlaceKind::Field;
  if (!Leads && !Led)
    return false; // Two variables.
  return (Leads || !isInvisible(Changed)) && (Led || !isInvisible(Container));
}

IntId FunctionExtractor::sizeOf(PlaceId Container, QualType Type,
                                SourceLocation Use) {
  const SourceManager &SM = U.Ctx.getSourceManager();
  auto At = [&](SourceLocation Loc) { return SM.getExpansionLoc(Loc); };
  auto Inside = [&](SourceLocation Loc, SourceRange Range) {
    return !SM.isBeforeInTranslationUnit(At(Loc), At(Range.getBegin())) &&
           !SM.isBeforeInTranslationUnit(At(Range.getEnd()), At(Loc));
  };
  // A variable that lives for one round of a loop changes in that round only.
  SourceLocation Made = FD->getLocation();
  if (const PlaceNode Root = T.place(rootOf(Container));
      Root.Kind == PlaceKind::Local && LocalDecls[Root.Arg])
    Made = LocalDecls[Root.Arg]->getLocation();
  for (const Resize &R : Resizes) {
    bool Over = !R.InLambda &&
                SM.isBeforeInTranslationUnit(At(R.End), At(Use)) &&
                llvm::none_of(LoopRanges, [&](SourceRange Loop) {
                  return Inside(Use, Loop) && Inside(R.Begin, Loop) &&
                         !Inside(Made, Loop);
                });
    if (!Over && mayResize(R, Container, Type))
      return T.opaque(U.str("the changing size of a container"));
  }
  return T.cell(T.structure(Container));
}

} // namespace aether::analysis
