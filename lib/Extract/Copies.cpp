//===- Copies.cpp - Copies of whole objects -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the copy and move operations do that the compiler wrote: one store of
// the whole, and the operations of those members that have their own.
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

} // namespace aether::analysis
