//===- Deleters.cpp - What owners call to end what they own -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The type of a unique owner names its deleter. That of a shared one does not:
// any deleter that this unit gives an owner of the type may be the one, and any
// class of whose objects it makes such owners may be the one that ends
// ([util.smartptr.shared.const], [util.smartptr.shared.dest]).
//
//===----------------------------------------------------------------------===//

#include "Deleters.h"

#include "ClangVersions.h"

#include "clang/AST/DeclTemplate.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace aether::analysis {

bool isVirtualEnd(const FunctionDecl *Fn) {
  const auto *D = dyn_cast<CXXDestructorDecl>(Fn);
  return D && D->isVirtual() && !D->getParent()->isEffectivelyFinal();
}

namespace {

class Endings {
public:
  explicit Endings(Unit &U) : U(U) {}

  OwnerEnds Out;

  void addUnique(const ClassTemplateSpecializationDecl *Owner) {
    const llvm::ArrayRef<TemplateArgument> Args =
        Owner->getTemplateArgs().asArray();
    if (Args.size() > 1 && Args[1].getKind() == TemplateArgument::Type)
      addDeleter(Args[1].getAsType());
  }

  /// Adds what owners of class \p Owner have been made from.
  void addShared(const CXXRecordDecl *Owner);

private:
  void addDeleter(QualType Deleter);

  void addObject(QualType Type) {
    const auto *RD = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (RD && RD->hasDefinition() && !RD->hasTrivialDestructor() &&
        !llvm::is_contained(Out.Objects, RD))
      Out.Objects.push_back(RD);
  }

  void addCalled(const FunctionDecl *Fn) {
    if (!llvm::is_contained(Out.Deleters, Fn))
      Out.Deleters.push_back(Fn);
  }

  Unit &U;
  llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
};

} // namespace

/// Adds \p Deleter, the type of one.
void Endings::addDeleter(QualType Deleter) {
  const CXXRecordDecl *RD = Deleter.getNonReferenceType()->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition()) {
    Out.Unknown = true;
    return;
  }
  const bool Followed = RD->isLambda() || U.isFollowed(RD);
  if (!Followed) {
    // The library's own end what is its own.
    Out.Unknown |=
        U.facts(canonicalTagType(U.Ctx, RD)).is(TypeModel::Kind::Callable);
    return;
  }
  bool Found = false;
  for (const Decl *D : RD->decls()) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    const auto *M =
        dyn_cast<CXXMethodDecl>(Template ? Template->getTemplatedDecl() : D);
    if (!M || M->getOverloadedOperator() != OO_Call)
      continue;
    if (!Template) {
      addCalled(M);
      Found = true;
      continue;
    }
    for (const FunctionDecl *Made :
         const_cast<FunctionTemplateDecl *>(Template)->specializations()) {
      addCalled(Made);
      Found = true;
    }
  }
  Out.Unknown |= !Found; // A base may have it.
}

void Endings::addShared(const CXXRecordDecl *Owner) {
  if (!Owner || !Owner->hasDefinition() || U.isFollowed(Owner) ||
      !Seen.insert(Owner->getCanonicalDecl()).second)
    return;
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Owner);
  if (!Spec)
    return;
  const TypeFacts &Facts = U.facts(canonicalTagType(U.Ctx, Owner));
  if (Facts.is(TypeModel::Kind::Pointer) && Facts.Model->UniqueOwner)
    addUnique(Spec); // A shared owner takes over what that owns.
  for (const CXXBaseSpecifier &Base : Owner->bases())
    addShared(Base.getType()->getAsCXXRecordDecl());
  if (Facts.is(TypeModel::Kind::Pointer) &&
      Spec->getTemplateArgs().size() > 0 &&
      Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    addObject(Spec->getTemplateArgs()[0].getAsType());
  for (const Decl *D : Owner->decls()) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    if (!Template || !isa<CXXConstructorDecl>(Template->getTemplatedDecl()))
      continue;
    for (const FunctionDecl *Made :
         const_cast<FunctionTemplateDecl *>(Template)->specializations()) {
      if (Made->getNumParams() == 0)
        continue;
      const QualType First =
          Made->getParamDecl(0)->getType().getNonReferenceType();
      if (First->isRecordType())
        addShared(First->getAsCXXRecordDecl());
      else if (First->isPointerType())
        addObject(First->getPointeeType());
      if (Made->getNumParams() > 1 && !First->isRecordType())
        addDeleter(Made->getParamDecl(1)->getType());
    }
  }
}

OwnerEnds ownerEnds(Unit &U, const CXXRecordDecl *Owner) {
  Endings E(U);
  const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Owner);
  if (!Spec || U.isFollowed(Spec))
    return {};
  const TypeModel *Model = U.Models.type(U.modelName(Spec));
  if (!Model || Model->K != TypeModel::Kind::Pointer)
    return {};
  if (Model->UniqueOwner)
    E.addUnique(Spec);
  else if (Model->SharedOwner)
    E.addShared(Spec);
  return std::move(E.Out);
}

} // namespace aether::analysis
