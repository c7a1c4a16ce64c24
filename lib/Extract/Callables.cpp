//===- Callables.cpp - What runs when something is called -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

bool FunctionExtractor::isCallable(QualType Type) {
  if (Type.isNull())
    return false;
  Type = Type.getNonReferenceType();
  if (Type->isFunctionType() || Type->isFunctionPointerType() ||
      Type->isMemberFunctionPointerType() || Type->isBlockPointerType())
    return true;
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition())
    return false;
  if (RD->isLambda() || U.facts(Type).is(TypeModel::Kind::Callable) ||
      binderOf(Type))
    return true;
  return U.isFollowed(RD) && hasCallOperator(RD);
}

bool FunctionExtractor::hasCallOperator(const CXXRecordDecl *RD) {
  DeclarationName Call = U.Ctx.DeclarationNames.getCXXOperatorName(OO_Call);
  if (!RD->hasDefinition())
    return false;
  if (!RD->lookup(Call).empty())
    return true;
  return llvm::any_of(RD->bases(), [&](const CXXBaseSpecifier &Base) {
    const auto *Class = Base.getType()->getAsCXXRecordDecl();
    return Class && hasCallOperator(Class);
  });
}

llvm::SmallVector<CallableTarget, 2> FunctionExtractor::callables(const Expr *E,
                                                                  int NumArgs) {
  QualType Type = E->getType().getNonReferenceType();
  if (Type->isFunctionType())
    return callables(Type, T.addr(placeOf(E)), NumArgs);
  if (U.facts(Type).IsCell)
    return callables(Type, valueOf(E), NumArgs);
  return callables(Type, T.addr(E->isGLValue() ? placeOf(E) : objectOf(E)),
                   NumArgs);
}

llvm::SmallVector<CallableTarget, 2>
FunctionExtractor::callables(QualType Type, ValueId Object, int NumArgs) {
  llvm::SmallVector<CallableTarget, 2> Out;
  Type = Type.getNonReferenceType();
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() ||
      (U.facts(Type).is(TypeModel::Kind::Callable) && !U.inUserCode(RD))) {
    // A function that is named is known; a pointer is for Solve to follow, and
    // a wrapper's own cell says which function runs on it.
    CallableTarget Target;
    Target.Object = Object;
    if (Type->isMemberFunctionPointerType() || Type->isFunctionPointerType())
      Target.Signature = Type;
    if (const auto *Spec =
            dyn_cast_or_null<ClassTemplateSpecializationDecl>(RD);
        Spec && Spec->getTemplateArgs().size() > 0 &&
        Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
      Target.Wrapped =
          Spec->getTemplateArgs()[0].getAsType()->getAs<FunctionProtoType>();
    Out.push_back(Target);
    return Out;
  }
  // What an object of a modelled library holds is followed by its model or not
  // at all.
  if (!U.isFollowed(RD) && !RD->isLambda() && !RD->isEmpty() &&
      !U.facts(Type).Model && !binderOf(Type)) {
    CallableTarget Target;
    Target.Object = unknown("what a callable object of type `" +
                            Type.getUnqualifiedType().getAsString() +
                            "` holds is not followed");
    Out.push_back(Target);
    return Out;
  }

  // The call operators: those that can take so many arguments, the const ones
  // first, of a template all that were instantiated.
  llvm::SmallVector<const CXXMethodDecl *, 4> Candidates;
  auto Fits = [&](const FunctionDecl *Fn) {
    return NumArgs < 0 || Fn->isVariadic() ||
           (unsigned(NumArgs) >= Fn->getMinRequiredArguments() &&
            unsigned(NumArgs) <= Fn->getNumParams());
  };
  auto Collect = [&](const CXXRecordDecl *Class, auto &&Self) -> void {
    DeclarationName Name = U.Ctx.DeclarationNames.getCXXOperatorName(OO_Call);
    for (const NamedDecl *D : Class->lookup(Name)) {
      if (const auto *Shadow = dyn_cast<UsingShadowDecl>(D))
        D = Shadow->getTargetDecl();
      if (const auto *M = dyn_cast<CXXMethodDecl>(D)) {
        if (Fits(M))
          Candidates.push_back(M);
      } else if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
        for (const FunctionDecl *Spec :
             const_cast<FunctionTemplateDecl *>(Template)->specializations())
          if (const auto *M = dyn_cast<CXXMethodDecl>(Spec);
              M && Fits(M) && U.definition(M))
            Candidates.push_back(M);
      }
    }
    if (Candidates.empty())
      for (const CXXBaseSpecifier &Base : Class->bases())
        if (const auto *B = Base.getType()->getAsCXXRecordDecl();
            B && B->hasDefinition())
          Self(B, Self);
  };
  Collect(RD, Collect);
  // A copy of the object's own need not be const, whatever was passed.
  if (Type.isConstQualified() &&
      llvm::any_of(Candidates, [](const CXXMethodDecl *M) {
        return M->isConst() && !M->isTemplateInstantiation();
      }))
    llvm::erase_if(Candidates,
                   [](const CXXMethodDecl *M) { return !M->isConst(); });
  for (const CXXMethodDecl *M : Candidates) {
    CallableTarget Target;
    Target.Callee = M;
    Target.Object = Object;
    Out.push_back(Target);
  }
  if (Out.empty()) {
    CallableTarget Target;
    Target.Object =
        unknown("the callable of type `" + Type.getAsString() + "`");
    Out.push_back(Target);
  }
  return Out;
}

/// The instances of a template are told apart by what they were made for, two
/// functions that differ in const alone by the object.
void FunctionExtractor::chooseOverloads(
    llvm::SmallVectorImpl<CallableTarget> &Targets, llvm::ArrayRef<Passed> Args,
    std::optional<bool> Const) {
  auto Plain = [](QualType Type) {
    return Type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
  };
  auto MadeForOthers = [&](const CallableTarget &Target) {
    const FunctionDecl *Fn = Target.Callee;
    const FunctionDecl *Pattern =
        Fn ? Fn->getTemplateInstantiationPattern() : nullptr;
    if (!Pattern || !Fn->getPrimaryTemplate())
      return false;
    for (unsigned I = 0; I < Fn->getNumParams() && I < Args.size(); ++I) {
      // The pack, if there is one, is the last parameter of the pattern.
      const unsigned Written = std::min(I, Pattern->getNumParams() - 1);
      QualType Deduced = Pattern->getParamDecl(Written)->getType();
      if (const auto *Pack = Deduced->getAs<PackExpansionType>())
        Deduced = Pack->getPattern();
      if (!Args[I].Type.isNull() &&
          Deduced.getNonReferenceType()->isTemplateTypeParmType() &&
          Plain(Fn->getParamDecl(I)->getType()) != Plain(Args[I].Type))
        return true;
    }
    return false;
  };
  if (!llvm::all_of(Targets, MadeForOthers))
    llvm::erase_if(Targets, MadeForOthers);
  if (!Const || Targets.size() < 2)
    return;
  auto Signature = [&](const CXXMethodDecl *M) {
    llvm::SmallVector<QualType, 4> Out;
    for (const ParmVarDecl *P : M->parameters())
      Out.push_back(P->getType().getCanonicalType());
    return Out;
  };
  llvm::SmallVector<const CXXMethodDecl *, 4> Methods;
  for (const CallableTarget &Target : Targets)
    if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(Target.Callee))
      Methods.push_back(M);
  llvm::erase_if(Targets, [&](const CallableTarget &Target) {
    const auto *M = dyn_cast_or_null<CXXMethodDecl>(Target.Callee);
    return M && !M->isStatic() && M->isConst() != *Const &&
           M->getRefQualifier() == RQ_None &&
           llvm::any_of(Methods, [&](const CXXMethodDecl *Other) {
             return Other->isConst() == *Const &&
                    Other->getRefQualifier() == RQ_None &&
                    Other->getParent() == M->getParent() &&
                    Signature(Other) == Signature(M);
           });
  });
}

void FunctionExtractor::callCallable(const CallableTarget &Target,
                                     const std::vector<ValueId> &Args,
                                     StringId Spelling, SourceRange Range) {
  Call Ev;
  Ev.Result = NextResult++;
  Ev.Pos = U.pos(Range.getBegin());
  Ev.Spelling = Spelling;
  Ev.Args = Args;
  if (Target.Callee) {
    const FunctionDecl *Def = U.definition(Target.Callee);
    Ev.Callee = U.key(Def ? Def : Target.Callee);
    U.need(Target.Callee);
    if (const auto *M = dyn_cast<CXXMethodDecl>(Target.Callee);
        M && !M->isStatic())
      Ev.This = Target.Object;
    // Arguments nobody spoke of may be anything.
    while (Ev.Args.size() < Target.Callee->getNumParams())
      Ev.Args.push_back(unknown("an argument that the library passes"));
    Ev.Virtual = Target.Virtual;
  } else {
    Ev.Target = Target.Object;
    Ev.This = Target.Member;
  }
  Events->push_back(std::move(Ev));
}

} // namespace aether::analysis
