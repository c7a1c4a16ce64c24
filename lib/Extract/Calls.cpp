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

#include "ClangVersions.h"
#include "Function.h"

#include "clang/Basic/Builtins.h"

using namespace clang;

namespace aether::analysis {

QualType FunctionExtractor::paramType(const CallSite &C, unsigned I) {
  if (C.Callee && I < C.Callee->getNumParams())
    return C.Callee->getParamDecl(I)->getType();
  // What is called by a pointer takes a value where the argument is one.
  QualType Ty = C.Args[I]->getType();
  return C.Args[I]->isGLValue() ? U.Ctx.getLValueReferenceType(Ty) : Ty;
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

void FunctionExtractor::visitCall(const CallExpr *E) {
  if (E->isUnevaluatedBuiltinCall(U.Ctx) || E->isTypeDependent() ||
      visitSyncFunction(E))
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
    // While an object is made or ended, it is of the class whose constructor
    // or destructor runs ([class.cdtor]/4).
    if (const auto *Of = dyn_cast<CXXMethodDecl>(FD);
        C.Virtual && isa<CXXConstructorDecl, CXXDestructorDecl>(FD) &&
        C.ObjectExpr && isa<CXXThisExpr>(C.ObjectExpr->IgnoreParenImpCasts()))
      if (const CXXMethodDecl *Own = Method->getCorrespondingMethodInClass(
              Of->getParent(), /*MayBeBase=*/true);
          Own && !Own->isPureVirtual()) {
        C.Callee = Own;
        C.Virtual = false;
      }
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
  if (U.facts(E->getType()).IsCell) {
    // An iterator that is made from another reads that one.
    if (const Expr *From = E->getNumArgs() ? E->getArg(0) : nullptr;
        From && From->isGLValue() && !isa<MaterializeTemporaryExpr>(From) &&
        From->getType()->isRecordType() && U.facts(From->getType()).IsCell)
      access(AccessKind::Read, placeOf(From), From->getType(),
             From->getSourceRange());
    return;
  }
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
  const PlaceId Object = C.Object;
  call(C);
  if (E->getConstructionKind() == CXXConstructionKind::Complete)
    storeOverriders(C.ObjectType->getAsCXXRecordDecl(), Object,
                    E->getBeginLoc());
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

/// All elements of the array that \p P leads into which the object of
/// placement new \p E covers.
PlaceId FunctionExtractor::coveredBy(PlaceId P, const CXXNewExpr *E) {
  const QualType Element = pointeeBeforeVoid(E->getPlacementArg(0));
  const QualType Made = E->getAllocatedType();
  const PlaceNode N = T.place(P);
  if (Element.isNull() || E->isArray() || Element->isIncompleteType() ||
      (N.Kind != PlaceKind::Index && N.Kind != PlaceKind::Offset) ||
      !keepsValue(IntId(N.Arg)))
    return P;
  const std::int64_t Size = U.Ctx.getTypeSizeInChars(Element).getQuantity();
  const std::int64_t Needed = U.Ctx.getTypeSizeInChars(Made).getQuantity();
  if (Size <= 0 || Needed <= Size)
    return P;
  Loop Rounds;
  Rounds.Lo = IntId(N.Arg);
  Rounds.Hi = T.add(IntId(N.Arg), T.constant((Needed + Size - 1) / Size));
  const IntId At = T.atom(IntKind::LoopVar, Loops.size() + ModelLoops.size());
  ModelLoops.push_back(Rounds);
  return N.Kind == PlaceKind::Index ? T.index(N.Parent, At)
                                    : T.offset(N.Parent, At);
}

void FunctionExtractor::visitNew(const CXXNewExpr *E) {
  if (E->getNumPlacementArgs() == 1 &&
      E->getPlacementArg(0)->getType()->isPointerType()) {
    // Placement: the object stands where the pointer points.
    PlaceId P = pointee(valueOf(E->getPlacementArg(0)), "placement new");
    access(AccessKind::Write, coveredBy(P, E), QualType(), E->getSourceRange());
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
  const std::uint32_t Returned = NextResult;
  const FunctionDecl *Fn = E->getOperatorNew();
  {
    std::vector<ValueId> Args{unknown("the size of an object")};
    for (unsigned I = 0; I < E->getNumPlacementArgs(); ++I)
      Args.push_back(argument(E->getPlacementArg(I),
                              Fn && I + 1 < Fn->getNumParams()
                                  ? Fn->getParamDecl(I + 1)->getType()
                                  : E->getPlacementArg(I)->getType()));
    allocationFunction(Fn, std::move(Args), E->getSourceRange());
  }
  auto [It, New] = Objects.try_emplace(E, None);
  // What a program allocates by a function of its own need not be new.
  const bool Own =
      NextResult != Returned && !Fn->isReplaceableGlobalAllocationFunction();
  if (Own)
    It->second = T.deref(T.root(PlaceKind::Result, Returned));
  else if (New)
    It->second = T.root(PlaceKind::Alloc, NextAlloc++);
  PlaceId Object = It->second;
  if (T.place(Object).Kind == PlaceKind::Alloc &&
      !E->shouldNullCheckAllocation())
    F.NonNull.push_back(T.place(Object).Arg);
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
  if (makeBinder(C) || invokeDataMember(C) || tupleCall(C) || waitForEach(C))
    return;
  if (Method && Method->getOverloadedOperator() == OO_Call &&
      binderOf(canonicalTagType(U.Ctx, Method->getParent()))) {
    plainCall(C);
    return;
  }
  if (mayBeOverridden(C)) {
    CallSite Own = C;
    Own.Virtual = false;
    call(Own);
    callOverriders(C);
    return;
  }
  const FunctionModel *M =
      U.isUserSpecialisation(C.Callee) ? nullptr : selectModel(C);
  if (M && M->IsParallel) {
    parallelCall(C, *M);
    return;
  }
  ElementValues.clear();
  if (M) {
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
  if (C.Callee)
    noteExtents(C.Callee, Ev.Args);
  std::uint32_t Result = Ev.Result;
  // Before that may change what it was given.
  if (C.Callee && !U.definition(C.Callee))
    giveToUnseen(C, Ev.Callee);
  Events->push_back(std::move(Ev));
  if (!isa_and_nonnull<CXXConstructorDecl>(C.Callee))
    rememberResult(C.E, Result);
}

} // namespace aether::analysis
