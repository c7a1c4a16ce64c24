//===- Variables.cpp - What the locals of a function can be ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pass over the body, lambdas included, before any event is made: which
// variables are set just once, which may be reached by others, and which are
// variables of counted loops.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"
#include "KeptFields.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

namespace {

/// Finds every use of a variable that is more than reading it.
class UseFinder : public DynamicRecursiveASTVisitor {
public:
  UseFinder(llvm::DenseMap<const VarDecl *, VariableFacts> &Variables,
            llvm::DenseSet<const ValueDecl *> &Written,
            llvm::DenseSet<StringId> &WrittenTypes, Unit &U)
      : Variables(Variables), Written(Written), WrittenTypes(WrittenTypes),
        U(U) {
    ShouldVisitImplicitCode = true;
  }

  /// Loop variables are stepped by their own loop's increment.
  llvm::DenseSet<const Stmt *> Ignored;
  llvm::SmallVector<const Stmt *, 8> Fors;

  bool TraverseStmt(Stmt *S) override {
    if (!S || Ignored.contains(S))
      return true;
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S))
      readSizes(Cast->getTypeInfoAsWritten());
    return DynamicRecursiveASTVisitor::TraverseStmt(S);
  }

  bool TraverseLambdaExpr(LambdaExpr *E) override {
    // The captures themselves change nothing; the body is searched for that.
    for (auto [Capture, Init] : llvm::zip(E->captures(), E->capture_inits())) {
      if (Capture.capturesVariable()) {
        if (const auto *VD = dyn_cast<VarDecl>(Capture.getCapturedVar())) {
          Variables[VD].Exposed |= Capture.getCaptureKind() == LCK_ByRef;
          // An init-capture is a variable of its own; its initialiser counts.
          if (E->isInitCapture(&Capture))
            TraverseStmt(Init);
        }
      }
    }
    return TraverseStmt(E->getBody());
  }

  bool TraverseImplicitCastExpr(ImplicitCastExpr *E) override {
    if (E->getCastKind() == CK_LValueToRValue && readOnly(E->getSubExpr()))
      return true;
    // Bound to a reference to const: somebody may look, nobody may change.
    if (E->getCastKind() == CK_NoOp && E->isGLValue() &&
        E->getType().isConstQualified() && readOnly(E->getSubExpr())) {
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(E->getSubExpr()->IgnoreParenImpCasts()))
        if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
          Variables[VD].Exposed = true;
      return true;
    }
    return DynamicRecursiveASTVisitor::TraverseImplicitCastExpr(E);
  }

  bool TraverseBinaryOperator(BinaryOperator *E) override {
    if (E->isAssignmentOp())
      written(E->getLHS());
    return DynamicRecursiveASTVisitor::TraverseBinaryOperator(E);
  }
  bool TraverseCompoundAssignOperator(CompoundAssignOperator *E) override {
    written(E->getLHS());
    return DynamicRecursiveASTVisitor::TraverseCompoundAssignOperator(E);
  }
  bool TraverseUnaryOperator(UnaryOperator *E) override {
    if (E->isIncrementDecrementOp())
      written(E->getSubExpr());
    return DynamicRecursiveASTVisitor::TraverseUnaryOperator(E);
  }
  bool TraverseMemberExpr(MemberExpr *E) override {
    if (Copied.contains(E) &&
        (isa<CXXThisExpr>(E->getBase()->IgnoreParenImpCasts()) ||
         readOnly(E->getBase()))) {
      expose(E->getBase());
      return true;
    }
    // Which fields are written is known by themselves.
    const auto *Named = dyn_cast<CXXMethodDecl>(E->getMemberDecl());
    if (!E->isArrow() && (!Named || keeps(Named)))
      keptBy(E->getBase());
    // A member function that is const, or a member that is only read: the
    // object does not change by it. Members count as written by themselves.
    if (const auto *M = dyn_cast<CXXMethodDecl>(E->getMemberDecl());
        M && M->isConst() && readOnly(E->getBase())) {
      // A const member function may still give its object away.
      if (U.inUserCode(M) || leadsBack(M->getReturnType()))
        expose(E->getBase());
      return true;
    }
    written(E, /*Definitely=*/false);
    return DynamicRecursiveASTVisitor::TraverseMemberExpr(E);
  }
  bool VisitCallExpr(CallExpr *E) override {
    const FunctionDecl *FD = E->getDirectCallee();
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(FD);
    const unsigned Skip = M && isa<CXXOperatorCallExpr>(E);
    llvm::ArrayRef<const Expr *> Args(E->getArgs() + Skip,
                                      E->getNumArgs() - Skip);
    if (M)
      copied(M, canonicalTagType(*Ctx, M->getParent()), Args);
    else if (FD && U.modelName(FD).starts_with("std::make_"))
      copied(FD, FD->getReturnType(), Args);
    else if (FD && U.modelName(FD) == "std::async") // [futures.async]/4
      copied(FD, Ctx->IntTy, Args);
    // An algorithm changes what a view looks at, and not the view.
    if (FD && U.modelName(FD).starts_with("std::ranges::") &&
        !U.modelName(FD).contains_insensitive("swap") &&
        !FD->getReturnType()->isReferenceType())
      for (const Expr *Arg : Args)
        if (isa<DeclRefExpr>(Arg->IgnoreParens()) &&
            U.facts(Arg->getType()).is(TypeModel::Kind::View))
          Copied.insert(Arg->IgnoreParens());
    // std::views::iota is an object.
    if (M && !U.inUserCode(M) &&
        U.facts(M->getReturnType()).is(TypeModel::Kind::IntegerRange))
      copied(M, M->getReturnType(), Args);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    copied(E->getConstructor(), E->getType(),
           llvm::ArrayRef(E->getArgs(), E->getNumArgs()));
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    // A copy in a closure is const unless that is mutable.
    if (Copied.contains(E) ||
        (E->getType().isConstQualified() &&
         (E->getType()->isScalarType() || U.facts(E->getType()).IsPointer ||
          U.facts(E->getType()).is(TypeModel::Kind::View)))) {
      if (const auto *VD = dyn_cast<VarDecl>(E->getDecl()))
        Variables[VD].Exposed = true;
      return true;
    }
    Written.insert(E->getDecl());
    if (const auto *VD = dyn_cast<VarDecl>(E->getDecl())) {
      Variables[VD].SetOnce = false;
      Variables[VD].FieldsKept &= Kept.contains(E);
      Variables[VD].Exposed = true;
    }
    return true;
  }
  bool VisitVarDecl(VarDecl *VD) override {
    readSizes(VD->getTypeSourceInfo());
    if (VD->hasAttr<CleanupAttr>()) { // It gets the variable's address.
      Written.insert(VD);
      Variables[VD].SetOnce = Variables[VD].FieldsKept = false;
      Variables[VD].Exposed = true;
    }
    // So may a constructor.
    const Expr *Init = VD->getInit();
    if (!Init || !VD->getType()->getAsCXXRecordDecl())
      return true;
    const auto *Made =
        dyn_cast<CXXConstructExpr>(Init->IgnoreUnlessSpelledInSource());
    if (!Made)
      Made = dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
    if (Made && !Made->getConstructor()->isTrivial() &&
        U.inUserCode(Made->getConstructor()))
      Variables[VD].Exposed = true;
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(E->getDirectCallee());
        M && !M->isStatic() && E->getNumArgs() > 0 && keeps(M))
      keptBy(E->getArg(0));
    // A new value for the whole is one for each member.
    if (E->isAssignmentOp() && E->getNumArgs() > 0)
      if (const auto *RD = E->getArg(0)->getType()->getAsCXXRecordDecl())
        writtenMembers(RD);
    return true;
  }
  bool VisitForStmt(ForStmt *S) override {
    Fors.push_back(S);
    return true;
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) override {
    Fors.push_back(S);
    // The ends of a view are asked for by const member functions.
    if (const Expr *Of = S->getRangeInit()->IgnoreParens();
        isa<DeclRefExpr, MemberExpr>(Of) &&
        U.facts(Of->getType()).is(TypeModel::Kind::View))
      Copied.insert(Of);
    return true;
  }

private:
  bool keeps(const CXXMethodDecl *M) {
    return !M->isConst() && U.inUserCode(M) && keepsFields(U, M);
  }
  void keptBy(const Expr *Object) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Object->IgnoreParenImpCasts()))
      Kept.insert(Ref);
  }
  /// Pointers, references and views may lead to the object that returned them.
  bool leadsBack(QualType Type) {
    const TypeFacts &Facts = U.facts(Type.getNonReferenceType());
    return Type->isReferenceType() || Facts.IsPointer ||
           Facts.is(TypeModel::Kind::View);
  }
  /// Values of such a type are copies all through.
  bool holdsCopies(QualType Type, unsigned Depth = 0) {
    if (Type->isArithmeticType() || Type->isEnumeralType())
      return true;
    const auto *RD = Type->getAsCXXRecordDecl();
    // [thread.thread.constr]/6, [thread.jthread.cons]/6
    if (RD &&
        (U.modelName(RD) == "std::thread" || U.modelName(RD) == "std::jthread"))
      return true;
    const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
    if (!Spec || Depth > 4 || U.inUserCode(Spec) ||
        U.isUserSpecialisation(Spec))
      return false;
    // An allocator or an order keeps nothing.
    if (Depth && Spec->hasDefinition() && Spec->isEmpty())
      return true;
    llvm::StringRef Name = U.modelName(Spec);
    auto Copies = [&](const TemplateArgument &A) {
      if (A.getKind() == TemplateArgument::Pack)
        return llvm::all_of(A.pack_elements(), [&](const TemplateArgument &P) {
          return P.getKind() == TemplateArgument::Type &&
                 holdsCopies(P.getAsType(), Depth + 1);
        });
      return A.getKind() != TemplateArgument::Type ||
             holdsCopies(A.getAsType(), Depth + 1);
    };
    return (Name == "std::pair" || Name == "std::tuple" ||
            U.facts(Type).is(TypeModel::Kind::Container) ||
            U.facts(Type).is(TypeModel::Kind::IntegerRange)) &&
           llvm::all_of(Spec->getTemplateArgs().asArray(), Copies);
  }
  /// What a forwarding reference hands on to a class of copies is only read.
  void copied(const FunctionDecl *FD, QualType Into,
              llvm::ArrayRef<const Expr *> Args) {
    const FunctionTemplateDecl *Template = FD->getPrimaryTemplate();
    if (!Template || !holdsCopies(Into))
      return;
    const FunctionDecl *Pattern = Template->getTemplatedDecl();
    for (unsigned I = 0; I < Args.size() && Pattern->getNumParams(); ++I) {
      QualType To =
          Pattern->getParamDecl(std::min(I, Pattern->getNumParams() - 1))
              ->getType();
      if (const auto *Pack = To->getAs<PackExpansionType>())
        To = Pack->getPattern();
      const Expr *Arg = Args[I]->IgnoreParens();
      if (isa<DeclRefExpr, MemberExpr>(Arg) &&
          (Arg->getType()->isArithmeticType() ||
           U.facts(Arg->getType()).IsPointer) &&
          To->isRValueReferenceType() &&
          To->getPointeeType()->isTemplateTypeParmType())
        Copied.insert(Arg);
    }
  }

  /// The number of elements as it is written in a type, `n` in `double a[n]`,
  /// is read, though no cast says so there.
  void readSizes(const TypeSourceInfo *Written) {
    if (!Written || !Written->getType()->isVariablyModifiedType())
      return;
    for (TypeLoc TL = Written->getTypeLoc(); TL; TL = TL.getNextTypeLoc())
      if (auto Array = TL.getAs<ArrayTypeLoc>())
        if (const Expr *Size = Array.getSizeExpr();
            Size && isa<DeclRefExpr>(Size->IgnoreParens()))
          Ignored.insert(Size);
  }

  /// True if \p E names a variable or member directly: a mere read.
  bool readOnly(const Expr *E) {
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E->IgnoreParens())) {
      TraverseStmt(Choice->getCond());
      for (Expr *Arm : {Choice->getTrueExpr(), Choice->getFalseExpr()})
        if (!readOnly(Arm))
          TraverseStmt(Arm);
      return true;
    }
    E = E->IgnoreParenNoopCasts(*Ctx);
    while (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      E = Cast->getSubExpr()->IgnoreParens();
    if (isa<DeclRefExpr>(E))
      return true;
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      if (isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts()))
        return true;
      // p->x and s.x read p or s.
      return readOnly(M->getBase());
    }
    return false;
  }
  void written(const Expr *E, bool Definitely = true) {
    E = E->IgnoreParenImpCasts();
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      Written.insert(M->getMemberDecl());
      return;
    }
    if (!Definitely)
      return;
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    if (Ref)
      Written.insert(Ref->getDecl());
    if (const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
        !VD || VD->getType()->isReferenceType())
      WrittenTypes.insert(U.typeName(E->getType()));
    if (const auto *RD = E->getType()->getAsCXXRecordDecl())
      writtenMembers(RD);
  }
  void writtenMembers(const CXXRecordDecl *RD, unsigned Depth = 0) {
    if (!RD->hasDefinition() || Depth > 4 || !U.inUserCode(RD))
      return;
    for (const FieldDecl *Field : RD->fields()) {
      Written.insert(Field);
      if (const auto *Class = Field->getType()->getAsCXXRecordDecl())
        writtenMembers(Class, Depth + 1);
    }
    for (const CXXBaseSpecifier &Base : RD->bases())
      if (const auto *Class = Base.getType()->getAsCXXRecordDecl())
        writtenMembers(Class, Depth + 1);
  }
  void expose(const Expr *E) {
    for (;;) {
      E = E->IgnoreParenImpCasts();
      const auto *M = dyn_cast<MemberExpr>(E);
      if (!M)
        break;
      E = M->getBase();
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        Variables[VD].Exposed = true;
  }

public:
  ASTContext *Ctx = nullptr;

private:
  llvm::DenseSet<const Expr *> Copied;
  llvm::DenseMap<const VarDecl *, VariableFacts> &Variables;
  llvm::DenseSet<const DeclRefExpr *> Kept; ///< the fields are, by this use
  llvm::DenseSet<const ValueDecl *> &Written;
  llvm::DenseSet<StringId> &WrittenTypes;
  Unit &U;
};

/// Counts the uses of variables, and those in subscripts.
class SubscriptFinder : public DynamicRecursiveASTVisitor {
public:
  llvm::DenseMap<const VarDecl *, std::pair<unsigned, unsigned>> Uses;
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    if (const auto *VD = dyn_cast<VarDecl>(E->getDecl()))
      ++Uses[VD].first;
    return true;
  }
  bool VisitArraySubscriptExpr(ArraySubscriptExpr *E) override {
    subscript(E->getIdx());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    if (E->getOperator() == OO_Subscript && E->getNumArgs() == 2 &&
        Sequence(E->getArg(0)->getType()))
      subscript(E->getArg(1));
    return true;
  }
  std::function<bool(QualType)> Sequence;

private:
  void subscript(const Expr *E) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl()))
        ++Uses[VD].second;
    } else if (const auto *B = dyn_cast<BinaryOperator>(E);
               B && (B->getOpcode() == BO_Add || B->getOpcode() == BO_Sub)) {
      subscript(B->getLHS());
      subscript(B->getRHS());
    }
  }
};

} // namespace

/// A range of integers changes by assignment only; library functions that take
/// it by reference do not assign to it.
bool FunctionExtractor::isUnchangedRange(const VarDecl *VD) {
  if (!U.facts(VD->getType()).is(TypeModel::Kind::IntegerRange))
    return false;
  class Finder : public DynamicRecursiveASTVisitor {
  public:
    Finder(const VarDecl *VD, Unit &U) : VD(VD), U(U) {}
    unsigned All = 0, Harmless = 0;
    bool VisitDeclRefExpr(DeclRefExpr *E) override {
      All += E->getDecl() == VD;
      return true;
    }
    bool VisitCallExpr(CallExpr *E) override {
      const FunctionDecl *Callee = E->getDirectCallee();
      if (!Callee || U.inUserCode(Callee) ||
          Callee->getOverloadedOperator() == OO_Equal ||
          (Callee->getIdentifier() &&
           (Callee->getName() == "swap" || Callee->getName() == "exchange" ||
            Callee->getName() == "ref")))
        return true;
      for (const Expr *Arg : E->arguments())
        Harmless += names(Arg);
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
        Harmless += names(Member->getImplicitObjectArgument());
      return true;
    }
    bool VisitCXXForRangeStmt(CXXForRangeStmt *S) override {
      Harmless += S->getRangeInit() && names(S->getRangeInit());
      return true;
    }

  private:
    bool names(const Expr *E) const {
      const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
      return Ref && Ref->getDecl() == VD;
    }
    const VarDecl *VD;
    Unit &U;
  } Find(VD, U);
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
  return Find.All == Find.Harmless;
}

void FunctionExtractor::findVariables() {
  UseFinder Find(Variables, Written, WrittenTypes, U);
  Find.Ctx = &U.Ctx;
  const Stmt *Body = FD->getBody();
  findEntryReads();

  // First the loops, so that their increments do not count as changes.
  const std::vector<FoundLoop> Counted = findLoops();
  for (const FoundLoop &L : Counted)
    Find.Ignored.insert(L.Increment);

  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Find.TraverseStmt(Init->getInit());
  Find.TraverseStmt(const_cast<Stmt *>(Body));

  SubscriptFinder Subscripts;
  Subscripts.Sequence = [&](QualType Type) {
    const TypeFacts &Facts = U.facts(Type);
    return (Facts.is(TypeModel::Kind::Container) &&
            !Facts.Model->Associative) ||
           Facts.is(TypeModel::Kind::View);
  };
  Subscripts.TraverseStmt(const_cast<Stmt *>(Body));
  for (const auto &[VD, Count] : Subscripts.Uses)
    if (Count.first == Count.second)
      Variables[VD].OnlySubscripts = true;

  findResizes();

  // What is set through a pointer may be what a reference names.
  if (Closure && !WrittenTypes.empty())
    for (const LambdaCapture &C : Closure->captures()) {
      const auto *VD = C.capturesVariable() && C.getCaptureKind() == LCK_ByRef
                           ? dyn_cast<VarDecl>(C.getCapturedVar())
                           : nullptr;
      if (!VD ||
          !(WrittenTypes.contains(0) ||
            WrittenTypes.contains(U.typeName(VD->getType()))) ||
          !U.isPointedTo(VD))
        continue;
      Written.insert(VD);
      Reached.push_back(VD);
    }

  // In the order of the source, so that names are numbered the same each time.
  std::vector<const ValueDecl *> Sorted(Written.begin(), Written.end());
  llvm::sort(Sorted, [](const ValueDecl *A, const ValueDecl *B) {
    return std::make_pair(A->getLocation().getRawEncoding(), A->getID()) <
           std::make_pair(B->getLocation().getRawEncoding(), B->getID());
  });
  for (const ValueDecl *D : Sorted) {
    const auto *VD = dyn_cast<VarDecl>(D);
    if (const auto *Field = dyn_cast<FieldDecl>(D))
      WrittenFields.insert(U.fieldName(Field));
    else if (auto It = Captures.find(D); It != Captures.end()) {
      const StringId Name = captureName(Closure, D);
      if (It->second->getCaptureKind() != LCK_ByRef) {
        WrittenFields.insert(Name);
      } else {
        WrittenCaptures.insert(Name);
        if (VD && Variables[VD].FieldsKept)
          KeptCaptures.insert(Name);
      }
    } else if (VD && VD->hasGlobalStorage())
      WrittenGlobals.insert(U.global(VD));
  }
  for (const FoundLoop &L : Counted) {
    VariableFacts &V = Variables[L.Counted.Variable];
    if (!V.SetOnce)
      continue; // Changed in the body as well.
    V.Loop = Loops.size();
    Loops.push_back(L.Counted);
  }
}

} // namespace aether::analysis
