//===- KeptCallables.cpp - Callables inside of library types --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KeptCallables.h"
#include "ClangVersions.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

KeptCallables::KeptCallables(Unit &U, const FunctionDecl *FD) : U(U) {
  for (const DeclContext *In = FD->getParent(); In; In = In->getParent())
    if (const auto *RD = dyn_cast<CXXRecordDecl>(In))
      look(RD, 0);
  for (const ParmVarDecl *P : FD->parameters())
    look(P->getType(), 0);
  // What is given as such as well is seen to be called.
  for (const ParmVarDecl *P : FD->parameters())
    if (const auto *RD =
            P->getType().getNonReferenceType()->getAsCXXRecordDecl())
      Classes.erase(RD->getCanonicalDecl());
}

bool KeptCallables::contains(const CXXRecordDecl *RD) const {
  return Classes.contains(RD->getCanonicalDecl());
}

/// May a const function change a member of \p RD, or of one of these?
static bool hasMutable(const CXXRecordDecl *RD) {
  auto Within = [](QualType Type) {
    while (Type->isArrayType())
      Type = QualType(Type->getPointeeOrArrayElementType(), 0);
    const CXXRecordDecl *Part = Type->getAsCXXRecordDecl();
    return Part && Part->hasDefinition() && hasMutable(Part->getDefinition());
  };
  return llvm::any_of(RD->fields(),
                      [&](const FieldDecl *Member) {
                        return Member->isMutable() || Within(Member->getType());
                      }) ||
         llvm::any_of(RD->bases(), [&](const CXXBaseSpecifier &Base) {
           return Within(Base.getType());
         });
}

bool KeptCallables::isUnclear(const FunctionDecl *Fn) const {
  const auto *M = dyn_cast<CXXMethodDecl>(Fn);
  if (!M || M->getOverloadedOperator() != OO_Call)
    return false;
  const CXXRecordDecl *RD = M->getParent();
  return contains(RD) ? !RD->isEmpty() && (!M->isConst() || hasMutable(RD))
                      : Pointers && isAny(RD);
}

bool KeptCallables::isAny(const CXXRecordDecl *RD) const {
  return U.facts(canonicalTagType(U.Ctx, RD)).is(TypeModel::Kind::Callable);
}

void KeptCallables::look(QualType Type, unsigned Depth) {
  Type = Type.getNonReferenceType();
  while (Type->isPointerType() || Type->isArrayType())
    Type = Type->isPointerType() ? Type->getPointeeType()
                                 : U.Ctx.getBaseElementType(Type);
  if (const auto *RD = Type->getAsCXXRecordDecl())
    look(RD, Depth);
}

void KeptCallables::look(const CXXRecordDecl *RD, unsigned Depth) {
  constexpr unsigned MaxDepth = 6;
  if (Depth > MaxDepth || U.inUserCode(RD))
    return;
  const bool Container =
      U.facts(canonicalTagType(U.Ctx, RD)).is(TypeModel::Kind::Container);
  // A class inside of a template is one over the same types.
  for (const DeclContext *In = RD; In; In = In->getParent()) {
    const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(In);
    if (!Spec)
      continue;
    const bool Range =
        llvm::StringRef(U.modelName(Spec)).starts_with("std::ranges::");
    // Elements are not called.
    std::size_t Elements = Range ? 0
                           : !Container || In != RD
                               ? Spec->getTemplateArgs().size()
                               : 1 + Spec->hasMemberName(DeclarationName(
                                         &U.Ctx.Idents.get("mapped_type")));
    for (const TemplateArgument &A : Spec->getTemplateArgs().asArray()) {
      const bool IsElement = Elements != 0;
      Elements -= IsElement;
      if (A.getKind() != TemplateArgument::Type)
        continue;
      if (!IsElement)
        keep(A.getAsType());
      look(A.getAsType(), Depth + 1);
    }
  }
}

void KeptCallables::keep(QualType Type) {
  const CXXRecordDecl *RD = Type->getAsCXXRecordDecl();
  if (!RD)
    Pointers |=
        Type->isFunctionPointerType() || Type->isMemberFunctionPointerType();
  else if (RD->isLambda() || (RD->hasDefinition() && U.inUserCode(RD)))
    Classes.insert(RD->getCanonicalDecl());
  else
    Pointers |= isAny(RD);
}

bool isRangeAdaptor(Unit &U, QualType Type) {
  if (Type.isNull())
    return false;
  Type = Type.getNonReferenceType();
  while (Type->isPointerType())
    Type = Type->getPointeeType();
  // (Its iterators are classes inside of it.)
  for (const DeclContext *In = Type->getAsCXXRecordDecl(); In;
       In = In->getParent())
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(In)) {
      const llvm::StringRef Name = U.modelName(Spec);
      if (Name.starts_with("std::ranges::") &&
          (Name.ends_with("_view") || Name.ends_with("::subrange")) &&
          Name != "std::ranges::iota_view")
        return true;
      // One that goes by another.
      if (In == Type->getAsCXXRecordDecl() && Name.starts_with("std::") &&
          Name.ends_with("_iterator") &&
          Spec->getTemplateArgs().get(0).getKind() == TemplateArgument::Type &&
          isRangeAdaptor(U, Spec->getTemplateArgs().get(0).getAsType()))
        return true;
    }
  return false;
}

} // namespace aether::analysis
