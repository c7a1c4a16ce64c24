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

} // namespace aether::analysis
