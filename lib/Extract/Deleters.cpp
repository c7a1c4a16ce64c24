//===- Deleters.cpp - What owners call to end what they own -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The type of a unique owner names its deleter. That of a shared one does not:
// any deleter that this unit gives an owner of the type may be the one.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Adds \p Deleter, the type of one.
static void addDeleter(Unit &U, QualType Deleter,
                       llvm::SmallVectorImpl<Callback> &Out) {
  Deleter = Deleter.getNonReferenceType();
  const CXXRecordDecl *RD = Deleter->getAsCXXRecordDecl();
  Callback Made;
  Made.Perhaps = true;
  Made.Reason = "the deleter of an owner is not known";
  if (RD && RD->hasDefinition()) {
    if (!RD->isLambda() && !U.isFollowed(RD) && RD->isInStdNamespace() &&
        RD->getName() == "default_delete")
      return;
    for (const CXXMethodDecl *M : RD->methods())
      if ((RD->isLambda() || U.isFollowed(RD)) &&
          M->getOverloadedOperator() == OO_Call &&
          !M->getDescribedFunctionTemplate()) {
        Made.Callee = M;
        break;
      }
  }
  auto Same = [&](const Callback &C) { return C.Callee == Made.Callee; };
  if (llvm::none_of(Out, Same))
    Out.push_back(Made);
}

/// Adds what runs, besides destructors, when an object of class \p Type of a
/// library ends: the deleters of owners in it.
void FunctionExtractor::addDeleters(QualType Type,
                                    llvm::SmallVectorImpl<Callback> &Out,
                                    unsigned Depth) {
  constexpr unsigned MaxDepth = 4;
  const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Spec || Depth == MaxDepth || U.isFollowed(Spec))
    return;
  const llvm::ArrayRef<TemplateArgument> Args =
      Spec->getTemplateArgs().asArray();
  const TypeFacts &Facts = U.facts(Type);
  if (Facts.is(TypeModel::Kind::Pointer) && Facts.Model->UniqueOwner) {
    if (Args.size() > 1 && Args[1].getKind() == TemplateArgument::Type)
      addDeleter(U, Args[1].getAsType(), Out);
  } else if (Facts.is(TypeModel::Kind::Pointer) && Facts.Model->SharedOwner) {
    for (const Decl *D : Spec->decls()) {
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
          addDeleters(First, Out, Depth + 1); // It takes over what that owns.
        else if (Made->getNumParams() > 1)
          addDeleter(U, Made->getParamDecl(1)->getType(), Out);
      }
    }
  }
  for (const TemplateArgument &A : Args)
    if (A.getKind() == TemplateArgument::Type)
      addDeleters(A.getAsType(), Out, Depth + 1);
    else if (A.getKind() == TemplateArgument::Pack)
      for (const TemplateArgument &Part : A.pack_elements())
        if (Part.getKind() == TemplateArgument::Type)
          addDeleters(Part.getAsType(), Out, Depth + 1);
}

} // namespace aether::analysis
