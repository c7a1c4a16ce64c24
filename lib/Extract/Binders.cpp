//===- Binders.cpp - Callables made of a target and bound arguments -------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What std::bind and its like return is an object with a part `target` and
// parts `bound0`, `bound1` ..., whatever the library calls them. Its call
// operator is summarised by what the standard says that it does, and not from
// its body. Pointers to members are called here as well.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace aether::analysis {

std::optional<Binder> FunctionExtractor::binderOf(QualType Type) {
  if (Type.isNull())
    return std::nullopt;
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || U.inUserCode(Spec))
    return std::nullopt;
  using Kind = Binder::Kind;
  std::optional<Kind> K =
      llvm::StringSwitch<std::optional<Kind>>(U.modelName(Spec))
          .Case("std::_Bind", Kind::Places)
          .Case("std::_Bind_result", Kind::Places)
          .Case("std::_Bind_front", Kind::Front)
          .Case("std::_Bind_back", Kind::Back)
          .Case("std::_Not_fn", Kind::Front)
          .Case("std::_Mem_fn", Kind::Front)
          .Case("std::_Mem_fn_base", Kind::Front)
          .Default(std::nullopt);
  if (!K)
    return std::nullopt;
  Binder B;
  B.K = *K;
  llvm::SmallVector<QualType, 4> Types;
  for (const TemplateArgument &A : Spec->getTemplateArgs().asArray()) {
    if (A.getKind() == TemplateArgument::Type)
      Types.push_back(A.getAsType());
    else if (A.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument &P : A.pack_elements())
        if (P.getKind() == TemplateArgument::Type)
          Types.push_back(P.getAsType());
  }
  if (Types.empty())
    return std::nullopt;
  if (B.K == Kind::Places) {
    // The last one is written as a function: TARGET(BOUND...).
    const auto *Proto = Types.back()->getAs<FunctionProtoType>();
    if (!Proto)
      return std::nullopt;
    B.Target = Proto->getReturnType();
    B.Bound.append(Proto->param_type_begin(), Proto->param_type_end());
  } else {
    B.Target = Types.front();
    B.Bound.append(Types.begin() + 1, Types.end());
  }
  return B;
}

/// The N of placeholder `_N`, which is of type \p Type.
static std::optional<unsigned> placeholder(QualType Type) {
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Spec || !Spec->isInStdNamespace() ||
      (Spec->getName() != "_Placeholder" && Spec->getName() != "__ph") ||
      Spec->getTemplateArgs().size() != 1 ||
      Spec->getTemplateArgs()[0].getKind() != TemplateArgument::Integral)
    return std::nullopt;
  return Spec->getTemplateArgs()[0].getAsIntegral().getLimitedValue(1 << 16);
}

PlaceId FunctionExtractor::binderPart(PlaceId Object, unsigned I) {
  return T.field(Object,
                 U.str(I == 0 ? "target" : "bound" + std::to_string(I - 1)));
}

/// A call of std::bind and the like: copies what it gets.
bool FunctionExtractor::makeBinder(CallSite &C) {
  if (!C.E || !C.E->isPRValue() || isa<CXXConstructExpr>(C.E) ||
      C.Args.empty() || U.inUserCode(C.Callee) ||
      !llvm::is_contained({"std::bind", "std::bind_front", "std::bind_back",
                           "std::not_fn", "std::mem_fn"},
                          U.modelName(C.Callee)))
    return false;
  const std::optional<Binder> B = binderOf(C.E->getType());
  if (!B || B->Bound.size() + 1 != C.Args.size())
    return false;
  const PlaceId Object = objectOf(C.E);
  for (unsigned I = 0; I < C.Args.size(); ++I) {
    const Expr *Arg = C.Args[I];
    const QualType Type = Arg->getType().getNonReferenceType();
    ValueId V;
    if (Type->isFunctionType())
      V = T.addr(placeOf(Arg));
    else if (Type->isArrayType())
      V = T.addr(T.index(placeOf(Arg), T.constant(0)));
    else if (Arg->isGLValue() || !U.facts(Type).IsCell) {
      PlaceId From = Arg->isGLValue() ? placeOf(Arg) : objectOf(Arg);
      access(AccessKind::Read, From, Type, Arg->getSourceRange());
      V = U.facts(Type).IsCell ? valueOf(Arg) : T.load(From);
    } else {
      V = valueOf(Arg);
    }
    store(binderPart(Object, I), V, C.Range.getBegin());
  }
  callCallbacks(C); // The copy constructors of what is bound.
  return true;
}

/// The call operator of such an object.
bool FunctionExtractor::summariseBinder() {
  const auto *M = dyn_cast<CXXMethodDecl>(FD);
  if (!M || M->getOverloadedOperator() != OO_Call)
    return false;
  const std::optional<Binder> B =
      binderOf(canonicalTagType(U.Ctx, M->getParent()));
  if (!B)
    return false;
  F.Blocks.resize(2); // The entry is a block of its own, as Clang makes it.
  F.Blocks.front().Successors.push_back(1);
  Events = &F.Blocks.back().Events;
  const PlaceId Object = T.deref(T.root(PlaceKind::This));
  std::vector<Passed> Given, Args;
  for (const ParmVarDecl *P : M->parameters())
    Given.push_back(
        {T.addr(T.deref(T.root(PlaceKind::Param, P->getFunctionScopeIndex()))),
         true, P->getType().getNonReferenceType()});
  if (B->K == Binder::Kind::Back)
    Args = Given;
  for (unsigned I = 0; I < B->Bound.size(); ++I) {
    const QualType Type = B->Bound[I];
    if (B->K == Binder::Kind::Places) {
      if (std::optional<unsigned> N = placeholder(Type)) {
        if (*N >= 1 && *N <= Given.size())
          Args.push_back(Given[*N - 1]);
        continue;
      }
      if (binderOf(Type))
        giveUp("a bind expression inside of another is not followed",
               FD->getLocation());
    }
    Args.push_back({T.addr(binderPart(Object, I + 1)), true, Type});
  }
  if (B->K == Binder::Kind::Front)
    Args.insert(Args.end(), Given.begin(), Given.end());

  if (B->Target->isMemberDataPointerType())
    giveUp("a bound pointer to a data member is not followed",
           FD->getLocation());
  CallSite Inner;
  Inner.Callee = FD;
  Inner.Range = FD->getSourceRange();
  callCallbacks(Inner); // What is made for the parameters.
  const PlaceId Target = binderPart(Object, 0);
  std::vector<ValueId> Results;
  llvm::SmallVector<CallableTarget, 2> Targets = callables(
      B->Target, U.facts(B->Target).IsCell ? T.load(Target) : T.addr(Target),
      Args.size());
  chooseOverloads(Targets, Args);
  for (const CallableTarget &Each : Targets) {
    invoke(Each, Args, U.str("the bound callable"), FD->getLocation());
    Results.push_back(T.load(T.root(PlaceKind::Result, NextResult - 1)));
  }
  if (!FD->getReturnType()->isVoidType() && !Results.empty())
    Events->push_back(
        Return{T.choice(std::move(Results)), U.pos(FD->getLocation())});
  return true;
}

//===----------------------------------------------------------------------===//
// Pointers to member functions
//===----------------------------------------------------------------------===//

/// The address of the object that INVOKE calls a member function on, given
/// \p Arg: the object, or something that leads to it ([func.require]/1).
ValueId FunctionExtractor::memberObject(const Passed &Arg,
                                        std::vector<PlaceId> &Reads) {
  if (Arg.Type.isNull())
    return Arg.Value;
  const QualType Type = Arg.Type.getNonReferenceType();
  const TypeFacts &Facts = U.facts(Type);
  if (Facts.IsPointer) {
    if (!Arg.IsAddress)
      return Arg.Value;
    PlaceId Cell = pointee(Arg.Value, "an argument");
    Reads.push_back(Cell);
    return T.load(Cell);
  }
  const ValueNode V = T.value(Arg.Value);
  PlaceId Object = !Arg.IsAddress && V.Kind == ValueKind::Load
                       ? V.A
                       : pointee(Arg.Value, "an argument");
  if (Facts.is(TypeModel::Kind::Pointer)) {
    Reads.push_back(Object);
    if (Facts.Model->UniqueOwner)
      return T.addr(T.field(Object, U.fieldName(Type, "owned")));
    return T.load(T.field(
        Object,
        U.fieldName(Type, Facts.Model->SharedOwner ? "shared" : "ptr")));
  }
  return T.addr(Object);
}

/// std::invoke(&Class::member, object) names the member.
bool FunctionExtractor::invokeDataMember(CallSite &C) {
  if (!C.E || C.Args.size() != 2 ||
      !C.Args[0]->getType()->isMemberDataPointerType() ||
      U.inUserCode(C.Callee) ||
      !llvm::is_contained({"std::invoke", "std::__invoke"},
                          U.modelName(C.Callee)))
    return false;
  const Expr *Pointer = C.Args[0]->IgnoreParenImpCasts();
  if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(Pointer))
    Pointer = Temp->getSubExpr()->IgnoreParenImpCasts();
  const auto *AddrOf = dyn_cast<UnaryOperator>(Pointer);
  const auto *Ref =
      AddrOf && AddrOf->getOpcode() == UO_AddrOf
          ? dyn_cast<DeclRefExpr>(AddrOf->getSubExpr()->IgnoreParens())
          : nullptr;
  const auto *Field = Ref ? dyn_cast<FieldDecl>(Ref->getDecl()) : nullptr;
  if (!Field || !C.E->isGLValue())
    return false;
  std::vector<PlaceId> Reads;
  const ValueId Object =
      memberObject({T.addr(placeOf(C.Args[1])), true,
                    C.Args[1]->getType().getNonReferenceType()},
                   Reads);
  for (PlaceId P : Reads)
    access(AccessKind::Read, P, QualType(), C.Args[1]->getSourceRange());
  remember(C.E,
           T.addr(placeOfMember(
               pointee(Object, "what `" + text(C.E) + "` works on"), Field)));
  return true;
}

} // namespace aether::analysis
