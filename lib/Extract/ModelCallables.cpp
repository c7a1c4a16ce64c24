//===- ModelCallables.cpp - What callables of models run ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The functions that a callable term of a model stands for, and its arguments
// in the form that their parameters ask for.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Whether \p What is one of the parts that `keep` makes.
static bool isKept(const ModelTerm &What) {
  return What.K == ModelTerm::Kind::Field &&
         (What.Name == "given" || What.Name == "fed");
}

llvm::SmallVector<CallableTarget, 2>
FunctionExtractor::targets(CallSite &C, const ModelTerm &What, int NumArgs) {
  if (What.K == ModelTerm::Kind::Arg) {
    std::size_t I = What.Value + ArgShift;
    if (I < C.Args.size())
      return callables(C.Args[I], NumArgs);
  }
  if (What.K == ModelTerm::Kind::AddressOf)
    return targets(C, What.Operands[0], NumArgs);
  // What `keep` has made of a callable.
  if (isKept(What)) {
    CallableTarget Target;
    Target.Object = T.addr(modelPlace(C, What));
    return {Target};
  }
  QualType Type = modelType(C, What);
  // A member that holds a pointer to a function, as handlers do.
  if (const auto *RD = Type.isNull() ? nullptr : Type->getAsRecordDecl();
      RD && What.K == ModelTerm::Kind::Field &&
      What.Operands[0].K == ModelTerm::Kind::Pointee)
    for (const FieldDecl *Field : RD->fields())
      if (Field->getName() == What.Name) {
        CallableTarget Target;
        Target.Object = modelValue(C, What);
        return {Target};
      }
  // A callable kept in an object, or at the end of a pointer.
  if (What.K == ModelTerm::Kind::This || !isCallable(Type)) {
    CallableTarget Target;
    bool Wrapper =
        !Type.isNull() && U.facts(Type).is(TypeModel::Kind::Callable);
    Target.Object = Wrapper ? T.addr(modelPlace(C, What)) : modelValue(C, What);
    if (!Type.isNull() && What.K != ModelTerm::Kind::This)
      if (const auto *RD = Type->getAsCXXRecordDecl();
          RD && RD->hasDefinition() &&
          !U.facts(Type).is(TypeModel::Kind::Callable))
        return callables(Type, T.addr(modelPlace(C, What)), NumArgs);
    return {Target};
  }
  return callables(Type, T.addr(modelPlace(C, What)), NumArgs);
}

/// `&P` is the address of an object, a place alone a copy of what it holds.
Passed FunctionExtractor::modelArgument(CallSite &C, const ModelTerm &Term) {
  using Kind = ModelTerm::Kind;
  ValueId V = modelValue(C, Term);
  ValueKind K = T.value(V).Kind;
  bool Address = (Term.K == Kind::AddressOf || Term.K == Kind::Fresh) &&
                 K != ValueKind::Int && K != ValueKind::Range;
  return {V, Address, passedType(C, Term)};
}

QualType FunctionExtractor::passedType(CallSite &C, const ModelTerm &Term) {
  using Kind = ModelTerm::Kind;
  const ModelTerm &Of = Term.K == Kind::AddressOf ? Term.Operands[0] : Term;
  const Expr *Base = baseExpr(Of, C.ObjectExpr, C.Args, ArgShift);
  QualType Type = Base ? Base->getType().getNonReferenceType() : QualType();
  if (Type.isNull() || Of.K == Kind::Arg)
    return Type;
  // An element, or what an iterator leads to.
  const ModelTerm *Inner = &Of;
  for (; Inner->K != Kind::Arg; Inner = &Inner->Operands.front())
    if (Inner->K != Kind::Index && Inner->K != Kind::Elements &&
        Inner->K != Kind::Some && Inner->K != Kind::Pointee &&
        Inner->K != Kind::Offset && Inner->K != Kind::Span)
      return QualType();
  if (Type->isPointerType())
    return Type->getPointeeType();
  if (const auto *Array = U.Ctx.getAsArrayType(Type))
    return Array->getElementType();
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition())
    return QualType();
  for (OverloadedOperatorKind Op : {OO_Star, OO_Subscript})
    for (const NamedDecl *D :
         RD->lookup(U.Ctx.DeclarationNames.getCXXOperatorName(Op)))
      if (const auto *M = dyn_cast<CXXMethodDecl>(D);
          M && M->getReturnType()->isReferenceType() &&
          !(U.facts(Type).Model && U.facts(Type).Model->Associative))
        return M->getReturnType().getNonReferenceType();
  return QualType();
}

QualType FunctionExtractor::parameterType(const CallableTarget &Target,
                                          unsigned I) {
  if (Target.Callee)
    return I < Target.Callee->getNumParams()
               ? Target.Callee->getParamDecl(I)->getType()
               : QualType();
  if (Target.Signature.isNull())
    return QualType();
  const auto *Proto =
      Target.Signature->getPointeeType()->getAs<FunctionProtoType>();
  return Proto && I < Proto->getNumParams() ? Proto->getParamType(I)
                                            : QualType();
}

std::vector<ValueId>
FunctionExtractor::adaptArguments(CallableTarget &Target,
                                  std::vector<Passed> Args,
                                  std::vector<PlaceId> &Reads) {
  // A pointer to a member function takes its object first.
  const ValueNode Object = T.value(Target.Object);
  bool Named = Object.Kind == ValueKind::Addr &&
               T.place(Object.A).Kind == PlaceKind::Function;
  if (!Target.Callee && Named)
    Target.Callee = FunctionByKey.lookup(T.place(Object.A).Arg);
  if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(Target.Callee);
      M && !M->isStatic() && Named && !Args.empty()) {
    Target.Object = memberObject(Args.front(), Reads);
    Target.Virtual = M->isVirtual();
    Args.erase(Args.begin());
  } else if (!Target.Callee && !Target.Signature.isNull() &&
             Target.Signature->isMemberFunctionPointerType() && !Args.empty()) {
    Target.Member = memberObject(Args.front(), Reads);
    Args.erase(Args.begin());
  }
  auto ObjectOf = [&](const Passed &P) {
    return pointee(P.Value, "an argument of a task");
  };
  std::vector<ValueId> Out;
  for (std::size_t I = 0; I < Args.size(); ++I) {
    Passed Arg = Args[I];
    const QualType To = parameterType(Target, I);
    if (To.isNull()) {
      Out.push_back(Arg.Value);
      continue;
    }
    // A reference_wrapper converts to what it refers to.
    if (!Arg.Type.isNull() && Arg.IsAddress && isReferenceWrapper(Arg.Type) &&
        !isReferenceWrapper(To)) {
      PlaceId Wrapper = ObjectOf(Arg);
      Arg.Value = T.load(T.field(Wrapper, U.fieldName(Arg.Type, "ptr")));
    }
    const ValueNode V = T.value(Arg.Value);
    if (U.facts(To).IsCell && !To->isReferenceType()) {
      // Passed by value: what the object holds.
      if (Arg.IsAddress) {
        PlaceId P = ObjectOf(Arg);
        Reads.push_back(P);
        Out.push_back(U.facts(To).IsInteger ? T.integerValue(numberIn(P))
                                            : T.load(P));
      } else {
        if (V.Kind == ValueKind::Load && !Arg.Own)
          Reads.push_back(V.A);
        Out.push_back(V.Kind == ValueKind::Int ? T.integerValue(fitted(V.A, To))
                                               : Arg.Value);
      }
      continue;
    }
    if (Arg.IsAddress && To->isReferenceType()) {
      Out.push_back(Arg.Value);
      continue;
    }
    // A copy of its own.
    PlaceId Temp = local("", To, FD->getLocation());
    ValueId Value = Arg.Value;
    if (Arg.IsAddress) {
      PlaceId P = ObjectOf(Arg);
      Reads.push_back(P);
      Value = T.load(P);
    } else if (V.Kind == ValueKind::Load && !Arg.Own) {
      Reads.push_back(V.A);
    }
    if (CurrentParallel != None && !F.Parallels[CurrentParallel].Tasks.empty())
      F.Parallels[CurrentParallel].Tasks.back().Bindings.push_back(
          {Temp, Value});
    else
      store(Temp, Value, FD->getLocation());
    Out.push_back(T.addr(Temp));
  }
  while (Target.Callee && Out.size() < Target.Callee->getNumParams())
    Out.push_back(unknown("an argument that the library passes"));
  return Out;
}

void FunctionExtractor::invoke(CallableTarget Target, std::vector<Passed> Args,
                               StringId Spelling, SourceRange Range) {
  std::vector<PlaceId> Reads;
  std::vector<ValueId> Values = adaptArguments(Target, std::move(Args), Reads);
  for (PlaceId P : Reads)
    access(AccessKind::Read, P, QualType(), Range);
  callCallable(Target, Values, Spelling, Range);
}

/// The member functions \p Name of the object that \p What stands for.
llvm::SmallVector<CallableTarget, 2>
FunctionExtractor::methods(CallSite &C, const ModelTerm &What,
                           llvm::StringRef Name, unsigned NumArgs) {
  llvm::SmallVector<CallableTarget, 2> Out;
  QualType Type = modelType(C, What);
  const auto *RD = Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition())
    return Out;
  if (Name == "operator()")
    return callables(Type, T.addr(modelPlace(C, What)), NumArgs);
  for (const NamedDecl *D :
       RD->lookup(DeclarationName(&U.Ctx.Idents.get(Name)))) {
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    if (!M || M->getNumParams() != NumArgs)
      continue;
    CallableTarget Target;
    Target.Callee = M;
    Target.Object = T.addr(modelPlace(C, What));
    Out.push_back(Target);
  }
  return Out;
}

/// Calls what operand \p First names with those after it; the number of the
/// result if that is the one of a single call.
std::optional<std::uint32_t>
FunctionExtractor::callOperand(CallSite &C, const ModelEffect &E,
                               std::size_t First) {
  const ModelTerm &What = E.Operands[First];
  std::vector<Passed> Args;
  for (std::size_t I = First + 1; I < E.Operands.size(); ++I) {
    if (E.Operands[I].K != ModelTerm::Kind::Rest) {
      Args.push_back(modelArgument(C, E.Operands[I]));
      continue;
    }
    for (std::size_t A = E.Operands[I].Value; A < C.Args.size(); ++A) {
      bool Object =
          C.Args[A]->isGLValue() || !U.facts(C.Args[A]->getType()).IsCell;
      Args.push_back({Object ? T.addr(placeOf(C.Args[A])) : valueOf(C.Args[A]),
                      Object, C.Args[A]->getType().getNonReferenceType()});
    }
  }
  llvm::SmallVector<CallableTarget, 2> Targets = targets(C, What, Args.size());
  chooseOverloads(Targets, Args);
  const std::uint32_t Before = NextResult;
  for (CallableTarget &Target : Targets) {
    invoke(Target, Args, U.spelling(termRange(C, What)), C.Range);
    if (auto *Made =
            Events->empty() ? nullptr : std::get_if<Call>(&Events->back()))
      Made->Repeated =
          E.K == ModelEffect::Kind::Call || E.K == ModelEffect::Kind::Until;
    // What does not wait for its tasks may leave this for later as well.
    if (CurrentParallel != None && !F.Parallels[CurrentParallel].Blocking)
      if (auto *Made = std::get_if<Call>(&Events->back()))
        Made->Perhaps = true;
  }
  if (Targets.size() == 1 && NextResult == Before + 1)
    return Before;
  return std::nullopt;
}

} // namespace aether::analysis
