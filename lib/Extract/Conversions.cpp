//===- Conversions.cpp - What is made for a callable's parameters ---------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who calls a callable copies and converts: parameters that are passed by value
// are made and ended there, arguments become what the parameters are, the
// result what was asked for. All that may run functions of the user's types.
// What a library keeps for later says by its bodies what that is (Invocations);
// of others the types tell.
//
//===----------------------------------------------------------------------===//

#include "Deleters.h"
#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Adds \p M, or what it calls if the compiler or a library wrote it.
void FunctionExtractor::addCallbacks(const CXXMethodDecl *M,
                                     llvm::SmallVectorImpl<Callback> &Out) {
  if (!M || M->isTrivial())
    return;
  if (U.isFollowed(M) && !M->isDefaulted()) {
    Out.push_back({M, false});
    return;
  }
  for (const FunctionDecl *Fn : U.callbacks(M)) {
    // An owner need not have anything to copy or to end.
    Out.push_back({Fn, !U.isFollowed(M), Fn && isVirtualEnd(Fn)});
    if (!Fn)
      Out.back().Reason =
          "a library calls back functions that are not followed";
  }
}

/// Its call in \p S for objects that nobody else has: what it does to those is
/// part of the task's reading its arguments.
Call FunctionExtractor::callOnFresh(FunctionSummary &S, const Callback &C,
                                    std::uint32_t &NextFresh) {
  auto Fresh = [&] {
    return S.T.addr(S.T.root(PlaceKind::Alloc, NextFresh++));
  };
  if (!C.Callee) {
    Call Ev;
    Ev.Target = S.T.unknown(U.str(C.Reason));
    Ev.Spelling = S.Name;
    Ev.Pos = S.Pos;
    return Ev;
  }
  Call Ev = libraryCall(C.Callee);
  Ev.Perhaps = C.Perhaps;
  Ev.Virtual = C.Virtual;
  if (const auto *M = dyn_cast<CXXMethodDecl>(C.Callee); M && !M->isStatic())
    Ev.This = Fresh();
  for (unsigned I = 0; I < C.Callee->getNumParams(); ++I)
    Ev.Args.push_back(Fresh());
  return Ev;
}

/// Does an argument of type \p From need no conversion for one of type \p To?
static bool isOrDerives(QualType From, QualType To) {
  const auto *Of = From->getAsCXXRecordDecl();
  const auto *Into = To->getAsCXXRecordDecl();
  return Of && Into &&
         (declaresSameEntity(Of, Into) ||
          (Of->hasDefinition() && Into->hasDefinition() &&
           Of->isDerivedFrom(Into)));
}

/// Adds the user's functions that make a \p To of a \p From, if it takes any.
void FunctionExtractor::addConversions(QualType From, QualType To,
                                       llvm::SmallVectorImpl<Callback> &Out) {
  From = From.getNonReferenceType();
  To = To.getNonReferenceType();
  if (isOrDerives(From, To))
    return;
  llvm::SmallVector<const CXXMethodDecl *, 4> Exact, Others;
  auto Add = [&](const CXXMethodDecl *M, QualType Has, QualType Wants) {
    Has = Has.getNonReferenceType();
    Wants = Wants.getNonReferenceType();
    if (U.Ctx.hasSameUnqualifiedType(Has, Wants))
      Exact.push_back(M);
    else if (isOrDerives(Has, Wants) ||
             (Has->isScalarType() && Wants->isScalarType()))
      Others.push_back(M);
  };
  if (const auto *Into = To->getAsCXXRecordDecl();
      Into && Into->hasDefinition() && U.isFollowed(Into))
    for (const CXXConstructorDecl *Ctor : Into->ctors())
      if (!Ctor->isDeleted() && Ctor->isConvertingConstructor(false) &&
          Ctor->getNumParams() > 0 && Ctor->getMinRequiredArguments() <= 1 &&
          !Ctor->isCopyOrMoveConstructor())
        Add(Ctor, From, Ctor->getParamDecl(0)->getType());
  if (const auto *Of = From->getAsCXXRecordDecl();
      Of && Of->hasDefinition() && U.isFollowed(Of))
    for (const NamedDecl *D : Of->getVisibleConversionFunctions())
      if (const auto *M = dyn_cast<CXXConversionDecl>(D->getUnderlyingDecl());
          M && !M->isExplicit())
        Add(M, M->getConversionType(), To);
  const auto &Found = Exact.empty() ? Others : Exact;
  for (const CXXMethodDecl *M : Found)
    Out.push_back({M, Found.size() > 1});
  if (Found.empty() && mayConvertUnseen(From, To))
    Out.push_back({.Reason = "how an argument becomes what a parameter is was "
                             "not understood"});
}

/// Whether a \p To may be made of a \p From by a template, by a constructor of
/// a base, or by a class of a library that has a user's object inside.
bool FunctionExtractor::mayConvertUnseen(QualType From, QualType To) {
  const auto *Into = To->getAsCXXRecordDecl();
  if (Into && Into->hasDefinition() && !Into->isLambda()) {
    if (!U.isFollowed(Into))
      return namesOwn(To) || namesOwn(From);
    for (const NamedDecl *D :
         Into->lookup(U.Ctx.DeclarationNames.getCXXConstructorName(
             U.Ctx.getCanonicalType(canonicalTagType(U.Ctx, Into)))))
      if (isa<FunctionTemplateDecl, ConstructorUsingShadowDecl>(D))
        return true;
  }
  const auto *Of = From->getAsCXXRecordDecl();
  return Of && Of->hasDefinition() && U.isFollowed(Of) &&
         llvm::any_of(
             Of->getVisibleConversionFunctions(), [](const NamedDecl *D) {
               return isa<FunctionTemplateDecl>(D->getUnderlyingDecl());
             });
}

/// Whether \p Type is a class of the user's, or one of a library over such.
bool FunctionExtractor::namesOwn(QualType Type, unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  Type = U.Ctx.getBaseElementType(Type.getNonReferenceType());
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || Depth == MaxDepth)
    return false;
  if (RD->isLambda())
    return hasOwnCopy(Type, /*Moves=*/false);
  if (U.isFollowed(RD))
    return true;
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD);
  auto Names = [&](const TemplateArgument &A) {
    return A.getKind() == TemplateArgument::Type &&
           namesOwn(A.getAsType(), Depth + 1);
  };
  return Spec &&
         llvm::any_of(Spec->getTemplateArgs().asArray(),
                      [&](const TemplateArgument &A) {
                        return A.getKind() == TemplateArgument::Pack
                                   ? llvm::any_of(A.pack_elements(), Names)
                                   : Names(A);
                      });
}

/// Whether an object of type \p Type is copied or ended by more than its bytes.
static bool isMoreThanBytes(QualType Type) {
  const auto *RD = Type->getAsCXXRecordDecl();
  return RD && RD->hasDefinition() &&
         !(RD->hasTrivialCopyConstructor() && RD->hasTrivialMoveConstructor() &&
           RD->hasTrivialDestructor());
}

/// Whether making a \p To of a \p From may run anything; a null \p To takes
/// them over or drops them.
static bool mayConvert(const ASTContext &Ctx, QualType From, QualType To) {
  if (To.isNull() || To->isVoidType())
    return isMoreThanBytes(From.getNonReferenceType());
  const QualType Has = From.getNonReferenceType(),
                 Wants = To.getNonReferenceType();
  if (Ctx.hasSameUnqualifiedType(Has, Wants))
    return !To->isReferenceType() && isMoreThanBytes(Wants);
  return (Has->isRecordType() || Wants->isRecordType()) &&
         !(To->isReferenceType() && isOrDerives(Has, Wants));
}

/// What a default argument of \p Fn does is not known if it has to do with more
/// than its value.
static const char *unknownDefault(Unit &U, const FunctionDecl *Fn) {
  return llvm::any_of(Fn->parameters(),
                      [&](const ParmVarDecl *P) {
                        return P->hasDefaultArg() &&
                               !P->hasUninstantiatedDefaultArg() &&
                               !P->hasUnparsedDefaultArg() &&
                               U.touchesOthers(P->getDefaultArg());
                      })
             ? "a default argument does something where a library calls back"
             : nullptr;
}

/// What a call with \p Args makes and ends for parameters of types \p Params,
/// and of what it returns, which is a \p Result.
Copied FunctionExtractor::copiedFor(llvm::ArrayRef<QualType> Params,
                                    llvm::ArrayRef<Passed> Args,
                                    QualType Result, const Keeper &By) {
  Copied Out;
  auto TypeOf = [&](unsigned I) {
    return I < Args.size() ? Args[I].Type : QualType();
  };
  const bool Returns = !Result.isNull() && !Result->isVoidType() &&
                       !(By.Wraps && U.Ctx.hasSameType(Result, By.Result)) &&
                       mayConvert(U.Ctx, Result, By.Result);
  bool Converts = Returns;
  for (unsigned I = 0; I != Params.size(); ++I)
    Converts |= !TypeOf(I).isNull() && mayConvert(U.Ctx, TypeOf(I), Params[I]);
  const Invocation *Around =
      Converts && By.Given ? &U.invocation(By.Given, By.Callable) : nullptr;
  if (Around && !Around->Found)
    Around = nullptr;
  auto Add = [](llvm::SmallVectorImpl<Callback> &To, const Callback &C) {
    auto *Same = llvm::find_if(To, [&](const Callback &Other) {
      return C.Callee && Other.Callee == C.Callee;
    });
    if (Same == To.end())
      To.push_back(C);
    else
      Same->Perhaps |= C.Perhaps;
  };
  if (Around)
    for (const auto &[Fn, Sure] : llvm::zip(Around->Runs, Around->Sure)) {
      const Callback C{Fn, !Sure, isVirtualEnd(Fn)};
      const bool Ends = isa<CXXDestructorDecl>(Fn);
      if (!Ends)
        Out.Before.push_back(C);
      if (Ends || Returns)
        Out.After.push_back(C);
      if (const char *Reason = unknownDefault(U, Fn))
        Out.Before.push_back({.Reason = Reason});
    }
  else if (Returns && By.Wraps && !By.Result->isVoidType())
    addConversions(Result, By.Result, Out.After);
  for (unsigned I = 0; I != Params.size(); ++I) {
    const QualType To = Params[I], From = TypeOf(I);
    bool Converted = false;
    if (!From.isNull() && Around) {
      Converted =
          !isOrDerives(From.getNonReferenceType(), To.getNonReferenceType());
    } else if (!From.isNull()) {
      llvm::SmallVector<Callback, 2> Made;
      addConversions(From, To, Made);
      for (const Callback &C : Made)
        if (const char *Reason =
                C.Callee ? unknownDefault(U, C.Callee) : nullptr)
          Out.Before.push_back({.Reason = Reason});
      Converted = !Made.empty();
      Out.Before.append(Made.begin(), Made.end());
    }
    const auto *RD = To->getAsCXXRecordDecl();
    if (!RD || !RD->hasDefinition() || RD->isLambda())
      continue;
    // A string is made from what the pointer leads to.
    if (const TypeFacts &Facts = U.facts(To);
        !From.isNull() && From->isPointerType() &&
        (Facts.is(TypeModel::Kind::Container) ||
         Facts.is(TypeModel::Kind::View)))
      Out.FromPointers.push_back(I);
    // An object of the task's own is moved, an element of the items copied.
    const CXXConstructorDecl *Copy = nullptr, *Move = nullptr;
    for (const CXXConstructorDecl *Ctor : RD->ctors()) {
      if (Ctor->isDeleted())
        continue;
      if (Ctor->isMoveConstructor())
        Move = Ctor;
      else if (Ctor->isCopyConstructor())
        Copy = Ctor;
    }
    llvm::SmallVector<Callback, 2> Makes, Ends;
    if (!Converted)
      addCallbacks(I < Args.size() && Args[I].Own && Move ? Move : Copy, Makes);
    addCallbacks(RD->getDestructor(), Ends);
    for (const Callback &C : Makes)
      Add(Out.Before, C);
    for (const Callback &C : Ends)
      Add(Out.After, C);
  }
  return Out;
}

/// What a wrapper of type \p Wrapper is called with and returns; null for other
/// types.
static const FunctionProtoType *signatureOf(QualType Wrapper) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Wrapper.getNonReferenceType()->getAsCXXRecordDecl());
  return Spec && Spec->getTemplateArgs().size() > 0 &&
                 Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type
             ? Spec->getTemplateArgs()[0]
                   .getAsType()
                   ->getAs<FunctionProtoType>()
             : nullptr;
}

/// What a wrapper of signature \p Proto hands on to what it holds.
static std::vector<Passed> handedOn(const FunctionProtoType *Proto) {
  std::vector<Passed> Out;
  for (const QualType Param : Proto->param_types())
    Out.push_back({None, Param->isReferenceType(), Param.getNonReferenceType(),
                   !Param->isLValueReferenceType()});
  return Out;
}

/// What a wrapper of type \p Wrapper that \p C makes of \p Wrapped calls for
/// \p Target; None if that is the target itself.
ValueId FunctionExtractor::wrappedValue(const CallSite &C,
                                        const CallableTarget &Target,
                                        QualType Wrapper, const Expr *Wrapped) {
  const FunctionProtoType *Proto = signatureOf(Wrapper);
  if (!Proto)
    return None;
  const StringId Runs =
      taskCaller(Target, handedOn(Proto), std::nullopt, nullptr,
                 {C.Callee, Wrapped->getType(), Proto->getReturnType(), true});
  return Runs ? T.addr(T.root(PlaceKind::Function, Runs)) : None;
}

/// What a wrapper holds that is made of \p V: a function, a pointer to one or
/// another wrapper.
ValueId FunctionExtractor::wrappedPointer(const CallSite &C, ValueId V,
                                          QualType Wrapper,
                                          const Expr *Wrapped) {
  constexpr const char *Why =
      "what is made where a wrapper calls another or a pointer";
  const FunctionProtoType *Proto = signatureOf(Wrapper);
  QualType Type = Wrapped->getType().getNonReferenceType();
  if (!Proto)
    return V;
  if (const auto *Member = Type->getAs<MemberPointerType>()) {
    std::vector<Passed> Args = handedOn(Proto);
    const auto *Method = Member->getPointeeType()->getAs<FunctionProtoType>();
    if (!Method || Args.empty())
      return V;
    Args.erase(Args.begin()); // the object
    const Copied Around =
        copiedFor(Method->getParamTypes(), Args, Method->getReturnType(),
                  {C.Callee, Type, Proto->getReturnType(), true});
    return Around.Before.empty() && Around.After.empty() ? V : unknown(Why);
  }
  CallableTarget Target = callables(Wrapped, -1).front();
  if (const ValueNode Of = T.value(Target.Object);
      Of.Kind == ValueKind::Addr && T.place(Of.A).Kind == PlaceKind::Function)
    Target.Callee = FunctionByKey.lookup(T.place(Of.A).Arg);
  if (Type->isFunctionType()) {
    Type = Target.Signature = U.Ctx.getPointerType(Type);
    V = Target.Object;
  }
  if (Target.Callee)
    Target.Signature = QualType();
  const ValueId Runs = wrappedValue(C, Target, Wrapper, Wrapped);
  if (Runs == None)
    return V;
  return Target.Callee ? Runs : unknown(Why);
}

} // namespace aether::analysis
