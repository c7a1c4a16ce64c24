//===- Calls.cpp - Calls, constructors and allocations --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Brings the forms of a call to one, and decides who knows what it does: a
// model, the rule of its namespace, or its body.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace aether::analysis {

QualType FunctionExtractor::paramType(const CallSite &C, unsigned I) {
  if (C.Callee && I < C.Callee->getNumParams())
    return C.Callee->getParamDecl(I)->getType();
  QualType Ty = C.Args[I]->getType();
  return C.Args[I]->isGLValue() && !U.facts(Ty).IsCell
             ? U.Ctx.getLValueReferenceType(Ty)
             : Ty;
}

/// Where the object of \p C is named. A constructor or destructor names it not
/// by itself: there the variable does.
SourceRange FunctionExtractor::objectRange(const CallSite &C) {
  if (C.ObjectExpr)
    return C.ObjectExpr->getSourceRange();
  if (C.Object != None) {
    const PlaceNode Root = T.place(C.Object);
    if (Root.Kind == PlaceKind::Local)
      if (const VarDecl *VD = LocalDecls[Root.Arg])
        return VD->getLocation();
  }
  return C.Range;
}

StringId FunctionExtractor::calleeSpelling(const CallSite &C) {
  if (C.CalleeExpr)
    return U.spelling(C.CalleeExpr->getSourceRange());
  if (C.Callee)
    return U.displayName(C.Callee);
  return U.spelling(C.Range);
}

/// A member function that the compiler wrote and that copies member by member.
bool FunctionExtractor::copiesWhole(const CXXMethodDecl *M) {
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(M))
    return Ctor->isCopyOrMoveConstructor() &&
           (Ctor->isTrivial() || Ctor->isDefaulted());
  return (M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator()) &&
         (M->isTrivial() || M->isDefaulted());
}

void FunctionExtractor::visitCall(const CallExpr *E) {
  if (E->isUnevaluatedBuiltinCall(U.Ctx) || E->isTypeDependent())
    return;
  CallSite C;
  C.E = E;
  C.Range = E->getSourceRange();
  C.CalleeExpr = E->getCallee();
  C.Callee = E->getDirectCallee();
  C.Args.assign(E->arg_begin(), E->arg_end());
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    if (const Expr *Object = Member->getImplicitObjectArgument()) {
      C.ObjectExpr = Object;
      bool Arrow = Object->getType()->isPointerType();
      C.ObjectType =
          Arrow ? Object->getType()->getPointeeType() : Object->getType();
      C.Object =
          Arrow ? pointee(valueOf(Object), "the pointer `" + text(Object) + "`")
                : placeOf(Object);
    }
    const auto *M = dyn_cast<MemberExpr>(E->getCallee()->IgnoreParens());
    C.Virtual = Method && Method->isVirtual() && M && !M->hasQualifier() &&
                !Method->getDevirtualizedMethod(M->getBase(), false);
  } else if (isa<CXXOperatorCallExpr>(E) && Method && !Method->isStatic() &&
             !C.Args.empty()) {
    C.ObjectExpr = C.Args.front();
    C.ObjectType = C.Args.front()->getType();
    // An iterator stands for its value: `*it` and `it[n]` read no memory of
    // anybody else's through the iterator object itself.
    C.Object = placeOf(C.Args.front());
    C.Args.erase(C.Args.begin());
  }
  // Arguments the caller did not write are still passed.
  call(C);
}

void FunctionExtractor::visitConstruct(const CXXConstructExpr *E) {
  if (ConstantInitialisers.contains(E))
    return;
  if (E->isElidable() && E->getNumArgs() == 1 && !E->getArg(0)->isGLValue())
    return;
  if (U.facts(E->getType()).IsCell)
    return;
  CallSite C;
  C.E = E;
  C.Range = E->getSourceRange();
  C.Callee = E->getConstructor();
  C.Object = objectOf(E);
  C.ObjectType = E->getType();
  while (const ArrayType *Array = U.Ctx.getAsArrayType(C.ObjectType)) {
    C.Object = T.elements(C.Object);
    C.ObjectType = Array->getElementType();
  }
  C.Args.assign(E->arg_begin(), E->arg_end());
  call(C);
}

/// `using Base::Base;`: the constructor of the base gets what came in.
void FunctionExtractor::inheritedConstructor(
    const CXXInheritedCtorInitExpr *E) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  const FunctionDecl *Def = U.definition(Ctor);
  Call Ev;
  Ev.Result = NextResult++;
  Ev.Pos = U.pos(E->getBeginLoc());
  Ev.Spelling = U.displayName(Ctor);
  Ev.Callee = U.key(Def ? Def : Ctor);
  U.need(Ctor);
  Ev.This = thisValue();
  for (const ParmVarDecl *P : FD->parameters()) {
    PlaceId Cell = T.root(PlaceKind::Param, P->getFunctionScopeIndex());
    bool Direct =
        U.facts(P->getType()).IsCell && !P->getType()->isReferenceType();
    Ev.Args.push_back(Direct ? T.load(Cell) : T.addr(T.deref(Cell)));
  }
  Events->push_back(std::move(Ev));
}

/// operator new and operator delete, where the user wrote them.
void FunctionExtractor::allocationFunction(const FunctionDecl *Fn,
                                           std::vector<ValueId> Args,
                                           SourceRange Range) {
  if (!Fn || !U.inUserCode(Fn) ||
      (!isa<CXXMethodDecl>(Fn) && !U.definition(Fn)))
    return;
  CallableTarget Target;
  Target.Callee = Fn;
  callCallable(Target, Args, U.displayName(Fn), Range);
}

void FunctionExtractor::visitNew(const CXXNewExpr *E) {
  if (E->getNumPlacementArgs() == 1 &&
      E->getPlacementArg(0)->getType()->isPointerType()) {
    // Placement: the object stands where the pointer points.
    PlaceId P = pointee(valueOf(E->getPlacementArg(0)), "placement new");
    access(AccessKind::Write, P, QualType(), E->getSourceRange());
    allocationFunction(
        E->getOperatorNew(),
        {unknown("the size of an object"), valueOf(E->getPlacementArg(0))},
        E->getSourceRange());
    if (const Expr *Init = E->getInitializer();
        Init && !E->isArray() && U.facts(E->getAllocatedType()).IsCell)
      visitInitialisation(P, E->getAllocatedType(), Init);
    remember(E, T.addr(P));
    return;
  }
  {
    std::vector<ValueId> Args{unknown("the size of an object")};
    const FunctionDecl *Fn = E->getOperatorNew();
    for (unsigned I = 0; I < E->getNumPlacementArgs(); ++I)
      Args.push_back(argument(E->getPlacementArg(I),
                              Fn && I + 1 < Fn->getNumParams()
                                  ? Fn->getParamDecl(I + 1)->getType()
                                  : E->getPlacementArg(I)->getType()));
    allocationFunction(Fn, std::move(Args), E->getSourceRange());
  }
  auto [It, New] = Objects.try_emplace(E, None);
  if (New)
    It->second = T.root(PlaceKind::Alloc, NextAlloc++);
  PlaceId Object = It->second;
  if (E->isArray())
    remember(E, T.addr(T.index(Object, T.constant(0))));
  else
    remember(E, T.addr(Object));
  if (const Expr *Init = E->getInitializer();
      Init && !E->isArray() && !isa<CXXConstructExpr>(Init))
    visitInitialisation(Object, E->getAllocatedType(), Init);
}

/// An object that must stay on one thread is touched by whatever is done to it.
void FunctionExtractor::touchThreadBound(CallSite &C) {
  auto IsBound = [&](QualType Ty) {
    return !Ty.isNull() && U.facts(Ty).is(TypeModel::Kind::ThreadBound);
  };
  if (C.Object != None && IsBound(C.ObjectType) &&
      !isa<CXXConstructorDecl, CXXDestructorDecl>(C.Callee))
    access(AccessKind::Write, C.Object, QualType(), objectRange(C),
           AccessNature::ThreadBound);
  for (const Expr *Arg : C.Args) {
    QualType Ty = Arg->getType();
    bool Pointer = Ty->isPointerType();
    if (!IsBound(Pointer ? Ty->getPointeeType() : Ty))
      continue;
    PlaceId P = Pointer ? pointee(valueOf(Arg), "") : placeOf(Arg);
    access(AccessKind::Write, P, QualType(), Arg->getSourceRange(),
           AccessNature::ThreadBound);
  }
}

void FunctionExtractor::call(CallSite &C) {
  if (!C.Callee) {
    plainCall(C);
    return;
  }
  if (C.Callee->isImmediateFunction())
    return; // Runs in the compiler.
  const auto *Method = dyn_cast<CXXMethodDecl>(C.Callee);
  touchThreadBound(C);
  if (guardCall(C))
    return;
  if (makeBinder(C) || invokeDataMember(C))
    return;
  if (Method && Method->getOverloadedOperator() == OO_Call &&
      binderOf(U.Ctx.getCanonicalTagType(Method->getParent()))) {
    plainCall(C);
    return;
  }
  const FunctionModel *M =
      U.isUserSpecialisation(C.Callee) ? nullptr : selectModel(C);
  if (M) {
    if (M->IsParallel)
      parallelCall(C, *M);
    else
      modelledCall(C, *M);
    return;
  }
  if (Method && copiesWhole(Method) && !C.Args.empty()) {
    bool Assigns = !isa<CXXConstructorDecl>(Method);
    PlaceId From = placeOf(C.Args[0]);
    access(AccessKind::Read, From, C.ObjectType, C.Args[0]->getSourceRange());
    const auto *Ctor = dyn_cast<CXXConstructorDecl>(Method);
    bool Moves =
        Ctor ? Ctor->isMoveConstructor() : Method->isMoveAssignmentOperator();
    // The members may leave what they were moved from empty.
    if (Moves && !Method->isTrivial())
      access(AccessKind::Write, From, C.ObjectType,
             C.Args[0]->getSourceRange());
    if (Assigns)
      access(AccessKind::Write, C.Object, C.ObjectType, objectRange(C));
    store(C.Object, T.load(From), C.Range.getBegin());
    if (Assigns)
      remember(C.E, T.addr(C.Object));
    // Members may have copy operations of their own, which do other things.
    if (!Method->isTrivial())
      copyMembers(Method->getParent(), C.Object, From, Assigns, Moves, C.Range);
    return;
  }
  if (Method && Method->isTrivial() &&
      (isa<CXXConstructorDecl>(Method) || isa<CXXDestructorDecl>(Method)))
    return;
  TypeModel::Kind Kind = TypeModel::Kind::Value;
  if (!C.ObjectType.isNull() && U.facts(C.ObjectType).Model)
    Kind = U.facts(C.ObjectType).Model->K;
  bool Special = Method && (isa<CXXConstructorDecl>(Method) ||
                            isa<CXXDestructorDecl>(Method));
  if (Kind == TypeModel::Kind::Synchronized && !Special && Method) {
    // What a derived class adds is not protected by its base.
    const TypeModel *Own = U.Models.type(U.modelName(Method->getParent()));
    if (Own && Own->K == TypeModel::Kind::Synchronized) {
      touchArguments(C);
      returnFresh(C);
      return;
    }
  }
  bool User = U.inUserCode(C.Callee);
  if (!User &&
      U.Models.rule(U.modelName(C.Callee)) == NamespaceRule::StandardLibrary) {
    standardLibraryCall(C);
    return;
  }
  if (unsigned Builtin = C.Callee->getBuiltinID();
      Builtin && !U.definition(C.Callee) &&
      (U.Ctx.BuiltinInfo.isConst(Builtin) ||
       U.Ctx.BuiltinInfo.isPure(Builtin) ||
       !U.Ctx.BuiltinInfo.isPredefinedLibFunction(Builtin))) {
    builtinCall(C, Builtin);
    returnFresh(C);
    return;
  }
  if (C.Callee->hasAttr<ConstAttr>()) {
    returnFresh(C);
    return;
  }
  plainCall(C);
}

void FunctionExtractor::plainCall(CallSite &C) {
  Call Ev;
  Ev.Result = NextResult++;
  Ev.Pos = U.pos(C.Range.getBegin());
  Ev.Spelling = calleeSpelling(C);
  Ev.Virtual = C.Virtual;
  if (C.Object != None)
    Ev.This = T.addr(C.Object);
  if (C.Callee) {
    const FunctionDecl *Def = U.definition(C.Callee);
    Ev.Callee = U.key(Def ? Def : C.Callee);
    U.need(C.Callee);
  } else if (C.CalleeExpr) {
    const Expr *Callee = C.CalleeExpr->IgnoreParens();
    if (const auto *B = dyn_cast<BinaryOperator>(Callee);
        B && B->isPtrMemOp()) {
      // (object.*member)(...), (pointer->*member)(...)
      Ev.Target = valueOf(B->getRHS());
      Ev.This = B->getOpcode() == BO_PtrMemD ? T.addr(placeOf(B->getLHS()))
                                             : valueOf(B->getLHS());
    } else {
      Ev.Target = valueOf(Callee);
    }
  }
  for (unsigned I = 0; I < C.Args.size(); ++I)
    Ev.Args.push_back(argument(C.Args[I], paramType(C, I)));
  std::uint32_t Result = Ev.Result;
  Events->push_back(std::move(Ev));
  if (!isa_and_nonnull<CXXConstructorDecl>(C.Callee))
    rememberResult(C.E, Result);
}

//===----------------------------------------------------------------------===//
// The rule of the standard library
//===----------------------------------------------------------------------===//

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
      access(Const ? AccessKind::Read : AccessKind::Write, placeOf(Arg),
             To->getPointeeType(), Range, Nature(To->getPointeeType()));
      if (!Const)
        forget(placeOf(Arg), To->getPointeeType(), Range.getBegin());
    } else if (To->isPointerType() && !To->isFunctionPointerType()) {
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
    remember(C.E, unknown("what `" + Name +
                          "` returns is not described by a "
                          "model"));
    return;
  }
  returnFresh(C);
}

/// An order or a deleter that is a lambda is kept in the object, and what it
/// captured with it.
bool FunctionExtractor::callsStoredLambda(const CallSite &C) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(C.Callee);
  if (!Method || C.ObjectType.isNull() || isa<CXXConstructorDecl>(Method))
    return false;
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      C.ObjectType.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Spec || U.inUserCode(Spec))
    return false;
  // Containers compare whenever they are asked, owners delete when they change.
  const TypeFacts &Facts = U.facts(C.ObjectType);
  bool Destroys = isa<CXXDestructorDecl>(Method);
  if (!(Facts.is(TypeModel::Kind::Container) && !Destroys) &&
      !(Facts.is(TypeModel::Kind::Pointer) && !Method->isConst()))
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

/// What the defaulted copy of class \p RD does besides copying: the copy
/// operations of bases and members that somebody wrote.
void FunctionExtractor::copyMembers(const CXXRecordDecl *RD, PlaceId To,
                                    PlaceId From, bool Assigns, bool Moves,
                                    SourceRange Range) {
  auto Copy = [&](QualType Type, PlaceId PartTo, PlaceId PartFrom) {
    while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
      PartTo = T.elements(PartTo);
      PartFrom = T.elements(PartFrom);
      Type = Array->getElementType();
    }
    const auto *Part = Type->getAsCXXRecordDecl();
    if (!Part || !Part->hasDefinition() || Part->isUnion())
      return;
    const CXXMethodDecl *Copier = nullptr, *Mover = nullptr;
    for (const CXXMethodDecl *M : Part->methods()) {
      const auto *Ctor = dyn_cast<CXXConstructorDecl>(M);
      if (M->isDeleted())
        continue;
      if (Assigns ? M->isMoveAssignmentOperator()
                  : Ctor && Ctor->isMoveConstructor())
        Mover = M;
      else if (Assigns ? M->isCopyAssignmentOperator()
                       : Ctor && Ctor->isCopyConstructor())
        Copier = M;
    }
    const CXXMethodDecl *Use = Moves && Mover ? Mover : Copier;
    if (!Use || Use->isTrivial())
      return;
    if (Use->isDefaulted() && U.inUserCode(Part)) {
      copyMembers(Part, PartTo, PartFrom, Assigns, Moves, Range);
      return;
    }
    CallSite C;
    C.Callee = Use;
    C.Object = PartTo;
    C.ObjectType = Type;
    C.Range = Range;
    if (!U.inUserCode(Use)) {
      callCallbacks(C); // The elements of a container, say.
      return;
    }
    CallableTarget Target;
    Target.Callee = Use;
    Target.Object = T.addr(PartTo);
    callCallable(Target, {T.addr(PartFrom)}, U.displayName(Use), Range);
  };
  for (const CXXBaseSpecifier &Base : RD->bases())
    Copy(Base.getType(), To, From);
  for (const FieldDecl *Field : RD->fields())
    if (!Field->getType()->isReferenceType())
      Copy(Field->getType(), placeOfMember(To, Field),
           placeOfMember(From, Field));
}

void FunctionExtractor::callCallbacks(CallSite &C) {
  for (const FunctionDecl *Callback : U.callbacks(C.Callee)) {
    if (!Callback) {
      giveUp("`" + U.modelName(C.Callee).str() +
                 "` calls back more functions than are followed",
             C.Range.getBegin());
      continue;
    }
    // What they do to the elements is part of what the library does to them;
    // what else they do is not.
    CallableTarget Target;
    Target.Callee = Callback;
    Target.Object = T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
    std::vector<ValueId> Args(Callback->getNumParams());
    for (ValueId &Arg : Args)
      Arg = T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
    callCallable(Target, Args, U.displayName(Callback), C.Range);
    if (mayHoldNothing(C, Callback))
      std::get<Call>(Events->back()).Perhaps = true;
  }
}

/// Whether \p Callback is for an object that the one of \p C need not have.
bool FunctionExtractor::mayHoldNothing(const CallSite &C,
                                       const FunctionDecl *Callback) {
  const auto *M = dyn_cast<CXXMethodDecl>(C.Callee);
  if (!M || M->isStatic())
    return false;
  const TypeFacts &Owner = U.facts(U.Ctx.getCanonicalTagType(M->getParent()));
  const bool Ends = isa<CXXDestructorDecl>(Callback);
  if (Owner.is(TypeModel::Kind::Container))
    return Ends && Owner.Model->Name != "std::array";
  if (!Owner.is(TypeModel::Kind::Pointer))
    return Ends && (Owner.is(TypeModel::Kind::Callable) ||
                    M->getParent()->hasMemberName(
                        DeclarationName(&U.Ctx.Idents.get("has_value"))));
  if (isa<CXXConstructorDecl>(M))
    return Ends;
  // A pointer that nobody changed still has what it was made with.
  const Expr *Made = C.Maker;
  if (const PlaceNode N =
          C.Object == None ? PlaceNode{PlaceKind::This} : T.place(C.Object);
      !Made && N.Kind == PlaceKind::Local && LocalDecls[N.Arg]) {
    auto It = Variables.find(LocalDecls[N.Arg]);
    if (It == Variables.end() || It->second.SetOnce)
      Made = LocalDecls[N.Arg]->getInit();
  }
  if (!Made || !isa<CXXDestructorDecl>(M))
    return true;
  Made = stripToMaker(Made, U);
  if (const auto *Call = dyn_cast<CallExpr>(Made))
    return !Call->getDirectCallee() ||
           !U.modelName(Call->getDirectCallee()).starts_with("std::make_");
  const auto *Ctor = dyn_cast<CXXConstructExpr>(Made);
  return !Ctor || Ctor->getNumArgs() == 0 ||
         !isa<CXXNewExpr>(Ctor->getArg(0)->IgnoreParenImpCasts());
}

/// Searches the instantiated body of a library function, and what it calls in
/// the library, for functions of the user. Only templates over user types can
/// call any.
llvm::ArrayRef<const FunctionDecl *> Unit::callbacks(const FunctionDecl *FD) {
  FD = FD->getCanonicalDecl();
  if (auto It = Callbacks.find(FD); It != Callbacks.end())
    return It->second;
  Callbacks[FD]; // Ends recursion.

  auto NamesUserType = [&](const TemplateArgumentList *Args) {
    if (!Args)
      return false;
    std::function<bool(QualType, unsigned)> IsUser = [&](QualType Ty,
                                                         unsigned Depth) {
      Ty = Ty.getNonReferenceType();
      while (Ty->isPointerType() || Ty->isArrayType())
        Ty = Ty->isPointerType() ? Ty->getPointeeType()
                                 : Ctx.getBaseElementType(Ty);
      const auto *RD = Ty->getAsCXXRecordDecl();
      if (!RD || Depth > 4)
        return false;
      if (inUserCode(RD))
        return !RD->isLambda();
      if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD))
        for (const TemplateArgument &A : Spec->getTemplateArgs().asArray())
          if (A.getKind() == TemplateArgument::Type &&
              IsUser(A.getAsType(), Depth + 1))
            return true;
      return false;
    };
    for (const TemplateArgument &A : Args->asArray()) {
      if (A.getKind() == TemplateArgument::Type && IsUser(A.getAsType(), 0))
        return true;
      if (A.getKind() == TemplateArgument::Pack)
        for (const TemplateArgument &P : A.pack_elements())
          if (P.getKind() == TemplateArgument::Type && IsUser(P.getAsType(), 0))
            return true;
    }
    return false;
  };
  auto Eligible = [&](const FunctionDecl *Fn) {
    if (inUserCode(Fn))
      return Fn->isDefaulted() || Fn->isImplicit();
    if (NamesUserType(Fn->getTemplateSpecializationArgs()))
      return true;
    const auto *Spec =
        dyn_cast<ClassTemplateSpecializationDecl>(Fn->getParent());
    return Spec && NamesUserType(&Spec->getTemplateArgs());
  };

  class Search : public DynamicRecursiveASTVisitor {
  public:
    llvm::SmallVector<const FunctionDecl *, 16> Found;
    bool VisitCallExpr(CallExpr *E) override {
      if (const FunctionDecl *Callee = E->getDirectCallee())
        Found.push_back(Callee);
      return true;
    }
    bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
      Found.push_back(E->getConstructor());
      return true;
    }
    bool VisitVarDecl(VarDecl *VD) override {
      destroyed(VD->getType());
      return true;
    }
    bool VisitCXXDeleteExpr(CXXDeleteExpr *E) override {
      destroyed(E->getDestroyedType());
      return true;
    }
    void destroyed(QualType Type) {
      if (Type.isNull() || Type->isReferenceType())
        return;
      const auto *RD = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
      if (RD && RD->hasDefinition() && !RD->isUnion() && RD->getDestructor())
        Found.push_back(RD->getDestructor());
    }
  };

  std::vector<const FunctionDecl *> Out;
  llvm::DenseSet<const FunctionDecl *> Visited;
  llvm::SmallVector<const FunctionDecl *, 16> Work{FD};
  while (!Work.empty()) {
    if (Visited.size() > 400) {
      Out.push_back(nullptr);
      break;
    }
    const FunctionDecl *Fn = Work.pop_back_val()->getCanonicalDecl();
    if (!Visited.insert(Fn).second || !Eligible(Fn))
      continue;
    const FunctionDecl *Def = definition(Fn);
    Search S;
    S.ShouldVisitImplicitCode = true;
    // Members and bases go without anybody saying so.
    if (isa<CXXDestructorDecl>(Fn)) {
      const auto *RD = cast<CXXRecordDecl>(Fn->getParent());
      for (const CXXBaseSpecifier &Base : RD->bases())
        S.destroyed(Base.getType());
      for (const FieldDecl *Field : RD->fields())
        S.destroyed(Field->getType());
    }
    // Whoever owns an object may end its life, by ways that are not in sight.
    if (const auto *M = dyn_cast<CXXMethodDecl>(Fn);
        M && !M->isConst() && !isa<CXXConstructorDecl>(M))
      if (const auto *Owner =
              dyn_cast<ClassTemplateSpecializationDecl>(M->getParent());
          Owner && Owner->getTemplateArgs().size() > 0 &&
          Owner->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
        if (const TypeModel *Model = Models.type(modelName(Owner));
            Model && Model->K == TypeModel::Kind::Pointer)
          S.destroyed(Owner->getTemplateArgs()[0].getAsType());
    if (!Def) {
      if (!isa<CXXDestructorDecl>(Fn))
        continue;
      Def = Fn;
    }
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Def))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        S.TraverseStmt(Init->getInit());
    if (Def->hasBody())
      S.TraverseStmt(Def->getBody());
    for (const FunctionDecl *Callee : S.Found) {
      bool User = inUserCode(Callee);
      const auto *M = dyn_cast<CXXMethodDecl>(Callee);
      if (M && M->getParent()->isLambda())
        continue; // Given as a callable.
      if (User && !Callee->isDefaulted() && !Callee->isTrivial()) {
        if (!llvm::is_contained(Out, Callee))
          Out.push_back(Callee);
      } else if (!User || Callee->isDefaulted()) {
        Work.push_back(Callee);
      }
    }
  }
  return Callbacks[FD] = std::move(Out);
}

} // namespace aether::analysis
