//===- TaskEndings.cpp - What a task owns ends with it --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread has copies of its callable and of its arguments, which end when it
// does ([thread.thread.constr]/6): it is the thread that runs their
// destructors. What holds a result, as the state of a future does, may live on.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace aether::analysis {

/// Adds the destructors that run when an object of type \p Type ends, which is
/// part \p Where of the callable or of an argument. An owner ends objects that
/// are not followed, and need not have any.
void FunctionExtractor::findTaskEndings(
    QualType Type, TaskEnding Where, llvm::SmallVectorImpl<TaskEnding> &Out) {
  constexpr unsigned MaxDepth = 6;
  while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
    Where.Whole = false;
    Type = Array->getElementType();
  }
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor())
    return;
  const CXXDestructorDecl *D = RD->getDestructor();
  const bool Written = D && !D->isDefaulted();
  const bool Followed = RD->isLambda() || U.isFollowed(RD);
  if (!Followed || Written || Where.Path.size() == MaxDepth) {
    llvm::SmallVector<Callback, 4> Runs;
    addCallbacks(D, Runs);
    Where.Whole &= Followed && Written;
    for (const Callback &C : Runs) {
      Out.push_back(Where);
      Out.back().Runs = C;
    }
    return;
  }
  for (const CXXBaseSpecifier &Base : RD->bases())
    findTaskEndings(Base.getType(), Where, Out);
  for (const FieldDecl *Field : RD->fields()) {
    TaskEnding Part = Where;
    if (!RD->isLambda()) {
      Part.Path.push_back(U.fieldName(Field));
    } else if (const LambdaCapture &Capture =
                   RD->captures_begin()[Field->getFieldIndex()];
               Capture.capturesVariable()) {
      Part.Path.push_back(captureName(RD, Capture.getCapturedVar()));
    } else {
      Part.Whole = false; // a copy of *this
    }
    findTaskEndings(Field->getType(), std::move(Part), Out);
  }
}

/// Does \p S do nothing with the owner \p VD, but where \p Except stands, than
/// look at what it owns?
static bool onlyLooksAt(const Stmt *S, const VarDecl *VD, const Expr *Except,
                        bool Looked = false) {
  if (!S)
    return true;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    return Ref->getDecl() != VD || Ref == Except || Looked;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable() && Capture.getCapturedVar() == VD)
        return false;
    for (const Expr *Init : Lambda->capture_inits())
      if (!onlyLooksAt(Init, VD, Except))
        return false;
    return onlyLooksAt(Lambda->getBody(), VD, Except);
  }
  bool Looks = isa<CastExpr, ParenExpr>(S) && Looked;
  if (const auto *Cast = dyn_cast<CastExpr>(S))
    Looks |= Cast->getType()->isVoidType();
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S))
    Looks = Op->getOperator() == OO_Arrow ||
            (Op->getOperator() == OO_Star && Op->getNumArgs() == 1);
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return onlyLooksAt(Child, VD, Except, Looks);
  });
}

/// Does \p Init, which makes an owner, give it an object, and to nobody else?
bool FunctionExtractor::surelyOwns(const Expr *Init) {
  Init = Init ? stripToMaker(Init, U) : nullptr;
  if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Init)) {
    if (Made->getNumArgs() == 0)
      return false;
    return Made->getConstructor()->isMoveConstructor()
               ? surelyOwns(Made->getArg(0))
               : isa<CXXNewExpr>(Made->getArg(0)->IgnoreParenImpCasts());
  }
  const auto *Call = dyn_cast_or_null<CallExpr>(Init);
  const FunctionDecl *Fn = Call ? Call->getDirectCallee() : nullptr;
  if (!Fn)
    return false;
  const llvm::StringRef Name = U.modelName(Fn);
  if (Name == "std::make_unique" || Name == "std::make_shared")
    return true;
  // `std::move(p)`, the last that is done with it.
  const auto *Ref =
      Name == "std::move" && Call->getNumArgs() == 1
          ? dyn_cast<DeclRefExpr>(Call->getArg(0)->IgnoreParenImpCasts())
          : nullptr;
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || !VD->isLocalVarDecl() || VD->isStaticLocal() ||
      VD->getDeclContext() != FD || !VD->getInit())
    return false;
  const SourceManager &SM = U.Ctx.getSourceManager();
  auto Inside = [&](SourceLocation Loc, SourceRange Range) {
    Loc = SM.getExpansionLoc(Loc);
    return !SM.isBeforeInTranslationUnit(
               Loc, SM.getExpansionLoc(Range.getBegin())) &&
           !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(Range.getEnd()),
                                         Loc);
  };
  return surelyOwns(VD->getInit()) && onlyLooksAt(FD->getBody(), VD, Ref) &&
         llvm::none_of(LoopRanges, [&](SourceRange Loop) {
           return Inside(Ref->getLocation(), Loop) &&
                  !Inside(VD->getLocation(), Loop);
         });
}

/// Does the object that \p E ends belong to a capture of \p Made alone, from
/// the beginning of the task to its end?
bool FunctionExtractor::ownsToTheEnd(const LambdaExpr *Made,
                                     const TaskEnding &E) {
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(E.Runs.Callee);
  if (!M || E.Argument || E.Path.size() != 1 || E.Runs.Virtual)
    return false;
  for (const LambdaCapture &Capture : Made->captures()) {
    const auto *VD = Capture.capturesVariable()
                         ? dyn_cast<VarDecl>(Capture.getCapturedVar())
                         : nullptr;
    if (!VD || !Made->isInitCapture(&Capture) ||
        Capture.getCaptureKind() != LCK_ByCopy ||
        captureName(Made->getLambdaClass(), VD) != E.Path.front())
      continue;
    // Not what is further inside: it may own nothing.
    const TypeFacts &Facts = U.facts(VD->getType());
    const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        VD->getType()->getAsCXXRecordDecl());
    auto IsOf = [&](const TemplateArgument &A) {
      return A.getKind() == TemplateArgument::Type &&
             A.getAsType()->getAsCXXRecordDecl() &&
             declaresSameEntity(A.getAsType()->getAsCXXRecordDecl(),
                                M->getParent());
    };
    return Facts.is(TypeModel::Kind::Pointer) && Spec &&
           (Facts.Model->UniqueOwner || Facts.Model->SharedOwner) &&
           llvm::any_of(Spec->getTemplateArgs().asArray(), IsOf) &&
           surelyOwns(VD->getInit()) &&
           onlyLooksAt(Made->getBody(), VD, nullptr);
  }
  return false;
}

/// What a task ends that has a callable of type \p Object and has been given
/// \p Args for parameters of types \p Params.
llvm::SmallVector<TaskEnding, 2>
FunctionExtractor::taskEndings(QualType Object, llvm::ArrayRef<Passed> Args,
                               llvm::ArrayRef<QualType> Params,
                               const Expr *Made) {
  llvm::SmallVector<TaskEnding, 2> Out;
  if (!Object.isNull())
    findTaskEndings(Object.getNonReferenceType(), TaskEnding(), Out);
  if (const auto *Lambda =
          dyn_cast_or_null<LambdaExpr>(Made ? stripToMaker(Made, U) : nullptr))
    for (TaskEnding &E : Out)
      E.Runs.Perhaps &= !ownsToTheEnd(Lambda, E);
  for (unsigned I = 0; I < Args.size(); ++I) {
    if (!Args[I].Own || Args[I].Type.isNull())
      continue;
    const QualType Type = Args[I].Type.getNonReferenceType();
    TaskEnding Where;
    Where.Argument = I;
    if (I >= Params.size() ||
        !U.Ctx.hasSameUnqualifiedType(Params[I].getNonReferenceType(), Type))
      Where.Whole = false;
    else if (!Params[I]->isReferenceType())
      continue; // The parameter is made from it and does the same again.
    findTaskEndings(Type, Where, Out);
  }
  return Out;
}

/// The call of what runs at \p E, in the function \p S that runs the task:
/// \p Object is what is called, and \p First the parameter for the first
/// argument.
Call FunctionExtractor::endInTask(FunctionSummary &S, const TaskEnding &E,
                                  PlaceId Object, std::uint32_t First,
                                  std::uint32_t &NextFresh) {
  Call Ev = callOnFresh(S, E.Runs, NextFresh);
  if (!E.Whole)
    return Ev;
  PlaceId P = E.Argument
                  ? S.T.deref(S.T.root(PlaceKind::Param, First + *E.Argument))
                  : Object;
  for (StringId Name : E.Path)
    P = S.T.field(P, Name);
  Ev.This = S.T.addr(P);
  return Ev;
}

} // namespace aether::analysis
