//===- Copies.cpp - Copies of whole objects -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the copy and move operations do that the compiler wrote: one store of
// the whole, and the operations of those members that have their own. A task's
// own copy is made part by part: what a copy operation that somebody wrote
// gives it instead is not what the original holds.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// A member function that the compiler wrote and that copies member by member.
bool FunctionExtractor::copiesWhole(const CXXMethodDecl *M) {
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(M))
    return Ctor->isCopyOrMoveConstructor() &&
           (Ctor->isTrivial() || Ctor->isDefaulted());
  return (M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator()) &&
         (M->isTrivial() || M->isDefaulted());
}

/// The member of \p Class that makes a copy of an object, or assigns one, as
/// overload resolution finds it for an lvalue or, if \p Moves, an rvalue. Null
/// if that is trivial.
const CXXMethodDecl *FunctionExtractor::copierOf(QualType Class, bool Assigns,
                                                 bool Moves) {
  const auto *RD = Class->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->isUnion())
    return nullptr;
  const CXXMethodDecl *Copier = nullptr, *Mover = nullptr;
  for (const CXXMethodDecl *M : RD->methods()) {
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
  return Use && !Use->isTrivial() ? Use : nullptr;
}

/// What somebody wrote that runs when an object of class \p Type is copied.
void FunctionExtractor::copyObject(QualType Type, PlaceId To, PlaceId From,
                                   bool Assigns, bool Moves,
                                   SourceRange Range) {
  while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
    To = T.elements(To);
    From = T.elements(From);
    Type = Array->getElementType();
  }
  const CXXMethodDecl *Use = copierOf(Type, Assigns, Moves);
  if (!Use)
    return;
  if (Use->isDefaulted() && U.isFollowed(Use->getParent())) {
    copyMembers(Use->getParent(), To, From, Assigns, Moves, Range);
    return;
  }
  CallSite C;
  C.Callee = Use;
  C.Object = To;
  C.ObjectType = Type;
  C.Range = Range;
  if (!U.isFollowed(Use)) {
    callCallbacks(C); // The elements of a container, say.
    return;
  }
  MadeCopies.insert(Use->getCanonicalDecl());
  CallableTarget Target;
  Target.Callee = Use;
  Target.Object = T.addr(To);
  callCallable(Target, {T.addr(From)}, U.displayName(Use), Range);
}

/// What the defaulted copy of class \p RD does besides copying: the copy
/// operations of bases and members that somebody wrote.
void FunctionExtractor::copyMembers(const CXXRecordDecl *RD, PlaceId To,
                                    PlaceId From, bool Assigns, bool Moves,
                                    SourceRange Range) {
  for (const CXXBaseSpecifier &Base : RD->bases())
    copyObject(Base.getType(), To, From, Assigns, Moves, Range);
  for (const FieldDecl *Field : RD->fields())
    if (!Field->getType()->isReferenceType())
      copyObject(Field->getType(), placeOfMember(To, Field),
                 placeOfMember(From, Field), Assigns, Moves, Range);
}

/// The part of \p Object, of class \p RD, that \p Field is; what holds the
/// address, of a reference.
PlaceId FunctionExtractor::partOf(PlaceId Object, const CXXRecordDecl *RD,
                                  const FieldDecl *Field) {
  if (!RD->isLambda())
    return Field->getType()->isReferenceType()
               ? T.field(Object, U.fieldName(Field))
               : placeOfMember(Object, Field);
  const LambdaCapture &Capture = RD->captures_begin()[Field->getFieldIndex()];
  return T.field(Object, Capture.capturesVariable()
                             ? captureName(RD, Capture.getCapturedVar())
                             : U.str("this"));
}

/// Whether somebody wrote what runs when an object of type \p Type is copied,
/// or, if \p Moves, moved.
bool FunctionExtractor::hasOwnCopy(QualType Type, bool Moves, unsigned Depth) {
  constexpr unsigned MaxDepth = 6;
  const auto *RD = U.Ctx.getBaseElementType(Type)->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || Depth == MaxDepth ||
      !(RD->isLambda() || U.isFollowed(RD)))
    return false;
  const CXXMethodDecl *Use =
      copierOf(U.Ctx.getBaseElementType(Type), /*Assigns=*/false, Moves);
  if (Use && !Use->isDefaulted())
    return true;
  return llvm::any_of(RD->bases(),
                      [&](const CXXBaseSpecifier &Base) {
                        return hasOwnCopy(Base.getType(), Moves, Depth + 1);
                      }) ||
         llvm::any_of(RD->fields(), [&](const FieldDecl *Field) {
           return hasOwnCopy(Field->getType(), Moves, Depth + 1);
         });
}

/// \p To becomes a copy of \p From, an object of type \p Type.
void FunctionExtractor::makeCopy(QualType Type, PlaceId To, PlaceId From,
                                 bool Moves, SourceRange Range) {
  if (!hasOwnCopy(Type, Moves)) {
    store(To, T.load(From), Range.getBegin());
    return;
  }
  const auto *RD = Type->getAsCXXRecordDecl();
  const CXXMethodDecl *Use =
      RD ? copierOf(Type, /*Assigns=*/false, Moves) : nullptr;
  if (!RD || (Use && !Use->isDefaulted()))
    copyObject(Type, To, From, /*Assigns=*/false, Moves, Range);
  else
    makeCopyOfParts(RD, To, From, Moves, Range);
}

void FunctionExtractor::makeCopyOfParts(const CXXRecordDecl *RD, PlaceId To,
                                        PlaceId From, bool Moves,
                                        SourceRange Range) {
  for (const CXXBaseSpecifier &Base : RD->bases()) {
    const auto *Class = Base.getType()->getAsCXXRecordDecl();
    const CXXMethodDecl *Use =
        copierOf(Base.getType(), /*Assigns=*/false, Moves);
    if (Use && !Use->isDefaulted())
      copyObject(Base.getType(), To, From, /*Assigns=*/false, Moves, Range);
    else if (Class && Class->hasDefinition())
      makeCopyOfParts(Class, To, From, Moves, Range);
  }
  for (const FieldDecl *Field : RD->fields())
    makeCopy(Field->getType(), partOf(To, RD, Field), partOf(From, RD, Field),
             Moves, Range);
}

} // namespace aether::analysis
