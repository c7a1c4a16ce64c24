//===- LibraryCalls.cpp - The rule of the standard library ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What library functions without a model do: they read what they get const and
// write what they get non-const ([res.on.data.races]). Compiler builtins have a
// rule of their own.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/Basic/Builtins.h"

using namespace clang;

namespace aether::analysis {

/// What the call returns holds no pointer to anything known.
void FunctionExtractor::returnFresh(CallSite &C) {
  if (!C.E || isa<CXXConstructExpr>(C.E))
    return;
  QualType Type = C.E->getType();
  if (Type->isVoidType())
    return;
  if (C.E->isGLValue() || U.facts(Type).IsPointer)
    remember(C.E, T.addr(T.root(PlaceKind::Alloc, NextAlloc++)));
  else if (U.facts(Type).IsInteger)
    remember(C.E, T.integerValue(opaque("what is returned by", C.E)));
}

/// [res.on.data.races]: a library function reads what it gets const, writes
/// what it gets non-const, and touches nothing else that others may see.
void FunctionExtractor::standardLibraryCall(CallSite &C) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  bool Ctor = Method && isa<CXXConstructorDecl>(Method);
  auto Nature = [&](QualType Type) {
    return U.facts(Type).is(TypeModel::Kind::Container)
               ? AccessNature::Container
               : AccessNature::Plain;
  };
  std::string Name = U.modelName(C.Callee).str();
  if (C.Object != None && !Ctor && !U.facts(C.ObjectType).IsPointer) {
    SourceRange Range = objectRange(C);
    // An operation on a container read-only as a whole; on an atomic or mutex
    // there is a model.
    access(Method->isConst() ? AccessKind::Read : AccessKind::Write, C.Object,
           QualType(), Range, Nature(C.ObjectType));
    touchViewed(C.ObjectType, C.Object, Range);
  }
  touchArguments(C);
  callCallbacks(C);
  if (callsStoredLambda(C))
    giveUp("`" + Name + "` may call a lambda that the object holds",
           C.Range.getBegin());
  // What a callable object of the library holds nobody describes.
  if (Method && Method->getOverloadedOperator() == OO_Call &&
      !Method->getParent()->isEmpty() && !Method->getParent()->isLambda() &&
      !(U.facts(C.ObjectType).Model))
    giveUp("what a callable object of type `" +
               C.ObjectType.getUnqualifiedType().getAsString() +
               "` holds is not followed",
           C.Range.getBegin());
  standardResult(C);
}

/// Who gets a view may read what it shows, and write it if that is not const.
void FunctionExtractor::touchViewed(QualType Type, PlaceId View,
                                    SourceRange Range) {
  Type = Type.getNonReferenceType();
  if (!U.facts(Type).is(TypeModel::Kind::View))
    return;
  bool Const = true;
  if (const CXXRecordDecl *RD = Type->getAsCXXRecordDecl())
    for (const CXXMethodDecl *M : RD->methods())
      if (M->getOverloadedOperator() == OO_Subscript)
        Const &= M->getReturnType().getNonReferenceType().isConstQualified();
  access(Const ? AccessKind::Read : AccessKind::Write,
         wholeRange(T.deref(T.field(View, U.str("data")))), QualType(), Range);
}

/// Texts that objects of the library give are theirs and stay as they are.
static bool returnsText(const FunctionDecl *Fn) {
  const QualType Type = Fn->getReturnType();
  return Type->isPointerType() && Type->getPointeeType().isConstQualified() &&
         Type->getPointeeType()->isCharType();
}

/// What the standard library declares virtual, as std::exception::what, classes
/// of the user may override.
bool FunctionExtractor::mayBeOverridden(const CallSite &C) const {
  return C.Virtual && !isa<CXXDestructorDecl>(C.Callee) &&
         !U.inUserCode(C.Callee) &&
         U.Models.rule(U.modelName(C.Callee)) == NamespaceRule::StandardLibrary;
}

/// Runs what overrides the function of the library. For that itself, which was
/// described already, stands one that does nothing.
void FunctionExtractor::callOverriders(CallSite &C) {
  const StringId Key = U.key(C.Callee);
  if (U.MemberCallers.insert(Key).second) {
    FunctionSummary S = libraryFunction(Key, C.Callee, 1);
    if (returnsText(C.Callee))
      S.Blocks[0].Events.push_back(
          Return{S.T.addr(S.T.root(PlaceKind::Alloc, 0)), S.Pos});
    U.Out.Functions.push_back(std::move(S));
  }
  Call Ev;
  Ev.Result = NextResult++;
  Ev.Callee = Key;
  Ev.Virtual = true;
  Ev.This = T.addr(C.Object);
  for (unsigned I = 0; I < C.Args.size(); ++I)
    Ev.Args.push_back(argument(C.Args[I], paramType(C, I)));
  Ev.Spelling = calleeSpelling(C);
  Ev.Pos = U.pos(C.Range.getBegin());
  const std::uint32_t Result = Ev.Result;
  Events->push_back(std::move(Ev));
  if (returnsText(C.Callee))
    rememberResult(C.E, Result);
}

void FunctionExtractor::touchArguments(CallSite &C) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  auto Nature = [&](QualType Type) {
    return U.facts(Type).is(TypeModel::Kind::Container)
               ? AccessNature::Container
               : AccessNature::Plain;
  };
  std::string Name = U.modelName(C.Callee).str();
  for (unsigned I = 0; I < C.Args.size(); ++I) {
    const Expr *Arg = C.Args[I];
    QualType To = paramType(C, I);
    SourceRange Range = Arg->getSourceRange();
    if (U.facts(To.getNonReferenceType()).is(TypeModel::Kind::View))
      touchViewed(To, placeOf(Arg), Range);
    if (isCallable(Arg->getType())) {
      for (const CallableTarget &Target : callables(Arg, -1))
        callCallable(Target, {}, U.spelling(Range), Range);
      continue;
    }
    if (To->isReferenceType()) {
      bool Const = To->getPointeeType().isConstQualified() ||
                   To->isRValueReferenceType() ||
                   Arg->getType().isConstQualified();
      access(AccessKind::Read, placeOf(Arg), To->getPointeeType(), Range,
             Nature(To->getPointeeType()));
      if (!Const)
        access(AccessKind::Write, placeOf(Arg), To->getPointeeType(), Range,
               Nature(To->getPointeeType()));
      if (!Const)
        forget(placeOf(Arg), To->getPointeeType(), Range.getBegin());
    } else if (To->isPointerType() && !To->isFunctionPointerType()) {
      if (Arg->isNullPointerConstant(U.Ctx, Expr::NPC_NeverValueDependent))
        continue;
      QualType Pointee = To->getPointeeType();
      access(
          Pointee.isConstQualified() ? AccessKind::Read : AccessKind::Write,
          wholeRange(pointee(valueOf(Arg), "the pointer `" + text(Arg) + "`")),
          Pointee, Range);
      if (!Pointee.isConstQualified())
        forget(pointee(valueOf(Arg), ""), Pointee, Range.getBegin());
    } else if (U.facts(To).is(TypeModel::Kind::Iterator) && !Method) {
      access(
          AccessKind::Read,
          wholeRange(pointee(valueOf(Arg), "the iterator `" + text(Arg) + "`")),
          QualType(), Range);
      giveUp("`" + Name + "` is not described by a model", Range.getBegin());
    }
  }
}

void FunctionExtractor::standardResult(CallSite &C) {
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  bool Ctor = Method && isa<CXXConstructorDecl>(Method);
  std::string Name = U.modelName(C.Callee).str();
  if (!C.E || C.E->getType()->isVoidType())
    return;
  if (Ctor) {
    const auto *Constructor = cast<CXXConstructorDecl>(Method);
    if (Constructor->isCopyOrMoveConstructor() && !C.Args.empty())
      store(C.Object, T.load(placeOf(C.Args[0])), C.Range.getBegin());
    return;
  }
  QualType Type = C.E->getType();
  if (C.E->isGLValue() || U.facts(Type).IsPointer) {
    // Operators and many members return the object they were called on.
    if (C.Object != None && C.E->isGLValue() &&
        U.typeName(Type) == U.typeName(C.ObjectType)) {
      remember(C.E, T.addr(C.Object));
      return;
    }
    if (C.Object == None && !C.Args.empty() && C.E->isGLValue() &&
        C.Callee->getNumParams() > 0 &&
        C.Callee->getParamDecl(0)->getType().getCanonicalType() ==
            C.Callee->getReturnType().getCanonicalType()) {
      remember(C.E, T.addr(placeOf(C.Args[0])));
      return;
    }
    if (Method && Method->isVirtual() && returnsText(Method))
      remember(C.E, T.addr(T.root(PlaceKind::Alloc, NextAlloc++)));
    else
      remember(C.E, unknown("what `" + Name +
                            "` returns is not described by a "
                            "model"));
    return;
  }
  returnFresh(C);
}

/// A deleter that is a lambda is kept in the owner, and what it captured with
/// it.
bool FunctionExtractor::callsStoredLambda(const CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (!Method || C.ObjectType.isNull() || isa<CXXConstructorDecl>(Method))
    return false;
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      C.ObjectType.getNonReferenceType()->getAsCXXRecordDecl());
  // Owners delete when they change.
  if (!Spec || U.inUserCode(Spec) || Method->isConst() ||
      !U.facts(C.ObjectType).is(TypeModel::Kind::Pointer))
    return false;
  return llvm::any_of(Spec->getTemplateArgs().asArray(),
                      [](const TemplateArgument &A) {
                        if (A.getKind() != TemplateArgument::Type)
                          return false;
                        const auto *RD = A.getAsType()->getAsCXXRecordDecl();
                        return RD && RD->isLambda();
                      });
}

/// Functions of the compiler: those with pointers to non-const write there.
void FunctionExtractor::builtinCall(CallSite &C, unsigned Builtin) {
  switch (Builtin) {
  case Builtin::BI__builtin_prefetch:
  case Builtin::BI__builtin_launder:
  case Builtin::BI__builtin_assume_aligned:
  case Builtin::BI__builtin_object_size:
  case Builtin::BI__builtin_dynamic_object_size:
  case Builtin::BI__builtin_is_aligned:
  case Builtin::BI__builtin_align_up:
  case Builtin::BI__builtin_align_down:
  case Builtin::BI__builtin_constant_p:
  case Builtin::BI__builtin_classify_type:
    return;
  default:
    break;
  }
  for (const Expr *Arg : C.Args) {
    // A parameter of type void * takes any pointer.
    const Expr *Plain = Arg->IgnoreParenImpCasts();
    QualType Type = Arg->getType();
    if (Type->isVoidPointerType() && Plain->getType()->isPointerType())
      Type = Plain->getType();
    if (!Type->isPointerType() || Type->isFunctionPointerType())
      continue;
    QualType To = Arg->getType()->getPointeeType();
    PlaceId P = pointee(valueOf(Arg), "the pointer `" + text(Arg) + "`");
    bool Const = To.isConstQualified();
    access(Const ? AccessKind::Read : AccessKind::Write, wholeRange(P),
           To->isVoidType() ? QualType() : To, Arg->getSourceRange());
    if (!Const)
      forget(P, To, Arg->getBeginLoc());
  }
}

} // namespace aether::analysis
