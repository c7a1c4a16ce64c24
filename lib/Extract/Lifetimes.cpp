//===- Lifetimes.cpp - Objects that somebody else makes ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A constructor may start tasks that run beside the destructor. Where nobody in
// the unit makes such an object, a function is made up that does: it passes on
// its parameters to the constructor, and then the object dies.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

FunctionSummary summariseLifetime(Unit &U, const CXXConstructorDecl *Ctor) {
  return FunctionExtractor(U, Ctor).lifetime();
}

bool hasLifetime(Unit &U, const CXXConstructorDecl *Ctor) {
  const CXXRecordDecl *RD = Ctor->getParent();
  if (!U.definition(Ctor) || RD->isAbstract() || RD->isUnion() ||
      RD->isLambda() || RD->hasTrivialDestructor())
    return false;
  // What is declared only may do anything, or nothing.
  const CXXDestructorDecl *D = RD->getDestructor();
  return !D || (!D->isDeleted() && (!D->isUserProvided() || U.definition(D)));
}

FunctionSummary FunctionExtractor::lifetime() {
  const CXXRecordDecl *RD = cast<CXXConstructorDecl>(FD)->getParent();
  const SourceLocation Loc = FD->getLocation();
  describe();
  F.Key = U.str("lifetime:" + U.Out.string(F.Key));
  F.Name = U.str("life of " + RD->getNameAsString());
  F.Blocks.emplace_back();
  Events = &F.Blocks.back().Events;

  const PlaceId Object = T.root(PlaceKind::Alloc, NextAlloc++);
  Call Made;
  Made.Callee = U.key(FD);
  Made.This = T.addr(Object);
  for (unsigned I = 0; I != FD->getNumParams(); ++I)
    Made.Args.push_back(T.load(T.root(PlaceKind::Param, I)));
  Made.Result = NextResult++;
  Made.Spelling = F.Name;
  Made.Pos = U.pos(Loc);
  Events->push_back(Made);

  const CXXDestructorDecl *D = RD->getDestructor();
  if (D && U.definition(D)) {
    destructor(D, Object, Loc);
  } else {
    // Nobody has asked the compiler to write it down.
    const llvm::SmallVector<const FieldDecl *, 16> Fields(RD->fields());
    for (const FieldDecl *Field : llvm::reverse(Fields)) {
      PlaceId Member = placeOfMember(Object, Field);
      QualType Type = Field->getType();
      while (const ArrayType *Array = U.Ctx.getAsArrayType(Type)) {
        Member = T.elements(Member);
        Type = Array->getElementType();
      }
      destroy(Type->getAsCXXRecordDecl(), Member, Field->getLocation());
    }
    for (const CXXBaseSpecifier &Base : llvm::reverse(RD->bases()))
      destroy(Base.getType()->getAsCXXRecordDecl(), Object, Loc);
  }
  finishLoops();
  return std::move(F);
}

/// A part of an object dies.
void FunctionExtractor::destroy(const CXXRecordDecl *RD, PlaceId Part,
                                SourceLocation Loc) {
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor())
    return;
  if (const CXXDestructorDecl *D = RD->getDestructor())
    destructor(D, Part, Loc);
  else
    giveUp("the destructor of `" + RD->getNameAsString() + "`", Loc);
}

} // namespace aether::analysis
