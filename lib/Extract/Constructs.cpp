//===- Constructs.cpp - Objects that a library makes ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The statement `construct P(...)` of models.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Whoever makes an object that nobody has yet calls one constructor of its
/// class. What a container makes is one of its elements, which others may have:
/// there, constructors are callbacks like any other.
void FunctionExtractor::findMaker(CallSite &C, const FunctionModel &M) {
  for (const ModelEffect &E : M.Effects) {
    if (E.K != ModelEffect::Kind::Construct || E.Operands.size() != 2 ||
        E.Operands[1].K != ModelTerm::Kind::Rest)
      continue;
    const ModelTerm *Root = &E.Operands[0];
    while (!Root->Operands.empty())
      Root = &Root->Operands[0];
    QualType Type = modelType(C, E.Operands[0]);
    const auto *RD = Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
    if (Root->K != ModelTerm::Kind::Result || !RD || !U.isFollowed(RD))
      return;
    const auto From = static_cast<unsigned>(E.Operands[1].Value);
    const CXXConstructorDecl *Only = nullptr;
    for (const FunctionDecl *Fn : U.callbacks(C.Callee)) {
      const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(Fn);
      if (!Fn || (Ctor && Only))
        return;
      if (Ctor)
        Only = Ctor;
    }
    // One that nobody has written, but for initialisers of members.
    if (!Only && C.Args.size() == From)
      for (const CXXConstructorDecl *Ctor : RD->ctors())
        if (Ctor->isDefaultConstructor() && !Ctor->isUserProvided())
          Only = Ctor;
    if (Only &&
        Only->getParent()->getCanonicalDecl() == RD->getCanonicalDecl() &&
        U.definition(Only) && C.Args.size() >= From &&
        C.Args.size() - From >= Only->getMinRequiredArguments() &&
        C.Args.size() - From <= Only->getNumParams()) {
      C.Makes = Only;
      C.MakesFrom = From;
    }
    return;
  }
}

/// Whether argument \p E of a call that makes an object is bound to a reference
/// there: what happens to it is up to the constructor.
bool FunctionExtractor::bindsInMaker(const CallSite &C, const Expr *E) {
  if (!C.Makes || !E)
    return false;
  const auto *At = llvm::find(C.Args, E);
  if (At == C.Args.end())
    return false;
  const auto I = static_cast<unsigned>(At - C.Args.begin());
  if (I < C.MakesFrom)
    return false;
  const QualType To = C.Makes->getParamDecl(I - C.MakesFrom)->getType();
  const auto *Base = To.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *Given = E->getType()->getAsCXXRecordDecl();
  // Another type is converted, and read for that.
  return To->isReferenceType() &&
         (U.Ctx.hasSameUnqualifiedType(To.getNonReferenceType(),
                                       E->getType()) ||
          (Base && Given && Given->hasDefinition() &&
           Given->isDerivedFrom(Base)));
}

/// `construct P(args)`: emplace and the like. What the constructor of a user's
/// class does is found as a callback; that of a modelled class has a model.
void FunctionExtractor::construct(CallSite &C, const ModelEffect &E) {
  PlaceId To = modelPlace(C, E.Operands[0]);
  QualType Type = modelType(C, E.Operands[0]);
  llvm::SmallVector<const Expr *, 4> Args;
  for (std::size_t I = 1; I < E.Operands.size(); ++I) {
    if (E.Operands[I].K == ModelTerm::Kind::Rest)
      Args.append(C.Args.begin() +
                      std::min<std::size_t>(E.Operands[I].Value, C.Args.size()),
                  C.Args.end());
    else if (const Expr *Base =
                 baseExpr(E.Operands[I], C.ObjectExpr, C.Args, ArgShift))
      Args.push_back(Base);
  }
  const auto *RD = Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
  if (!RD) {
    if (Args.size() == 1)
      store(To, valueOf(Args[0]), C.Range.getBegin());
    return;
  }
  storeOverriders(RD, To, C.Range.getBegin());
  if (C.Makes) {
    CallSite Inner;
    Inner.Callee = C.Makes;
    Inner.Object = To;
    Inner.ObjectType = Type;
    Inner.Args = Args;
    Inner.Range = C.Range;
    plainCall(Inner);
    return;
  }
  if (llvm::ArrayRef<FunctionModel> Models = U.constructorModels(RD);
      !Models.empty()) {
    CallSite Inner = C;
    Inner.Args = Args;
    Inner.Object = To;
    Inner.ObjectType = Type;
    Inner.MadeClass = RD;
    // The object is no longer the one that the user named.
    Inner.ObjectExpr =
        U.facts(Type).is(TypeModel::Kind::Callable) ? nullptr : C.ObjectExpr;
    for (const FunctionModel &M : Models) {
      if ((M.ArgCount >= 0 && unsigned(M.ArgCount) != Args.size()) ||
          (M.MinArgs >= 0 && Args.size() < unsigned(M.MinArgs)) ||
          !llvm::all_of(M.Where, [&](const ArgumentTest &Test) {
            return passes(Test, Inner);
          }))
        continue;
      if (M.IsParallel) {
        parallelCall(Inner, M);
      } else {
        for (const ModelEffect &Each : M.Effects)
          effect(Inner, Each);
      }
      return;
    }
  }
  if (Args.size() == 1)
    store(To, valueOf(Args[0]), C.Range.getBegin());
}

} // namespace aether::analysis
