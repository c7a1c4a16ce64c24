//===- Overriders.cpp - What objects run when they are called by a base ---===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which function a virtual call runs is kept in the object, where the program
// keeps it ([class.virtual]): each construction of a whole object stores the
// final overriders of its class. While a base is constructed or destroyed its
// own are in place ([class.cdtor]/4); that shows only where a constructor or
// destructor hands on its object.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "aether-analysis/Overriders.h"

#include "clang/AST/CXXInheritance.h"

using namespace clang;

namespace aether::analysis {

void FunctionExtractor::storeOverriders(const CXXRecordDecl *RD, PlaceId Object,
                                        SourceLocation Loc) {
  if (!RD || !RD->hasDefinition() || !RD->isPolymorphic())
    return;
  CXXFinalOverriderMap Overriders;
  RD->getFinalOverriders(Overriders);
  for (const auto &[Named, BySubobject] : Overriders) {
    if (isa<CXXDestructorDecl>(Named))
      continue;
    const CXXMethodDecl *Runs = nullptr;
    bool One = true;
    for (const auto &Subobject : BySubobject)
      for (const UniqueVirtualMethod &Method : Subobject.second) {
        One &= !Runs || Runs == Method.Method;
        Runs = Method.Method;
      }
    if (!Runs || !One || Runs->isPureVirtual() ||
        (!U.inUserCode(Named) && !U.inUserCode(Runs)))
      continue;
    auto Key = [&](const CXXMethodDecl *M) {
      const FunctionDecl *Def = U.definition(M);
      return U.key(Def ? Def : M);
    };
    U.need(Runs);
    store(T.field(Object, U.str(overriderPart(U.Out.string(Key(Named))))),
          T.unknown(Key(Runs)), Loc);
  }
}

/// The elements of a container are of the class that it is a container of, and
/// of none that is derived from that.
void FunctionExtractor::storeElementOverriders(QualType Type, PlaceId Container,
                                               SourceLocation Loc) {
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !U.facts(Type).is(TypeModel::Kind::Container))
    return;
  for (const NamedDecl *D : RD->lookup(&U.Ctx.Idents.get("value_type")))
    if (const auto *Alias = dyn_cast<TypedefNameDecl>(D))
      storeOverriders(Alias->getUnderlyingType()->getAsCXXRecordDecl(),
                      T.elements(Container), Loc);
}

/// Does \p S use `this` for more than its members?
static bool givesThisAway(const Stmt *S) {
  if (!S)
    return false;
  if (isa<CXXThisExpr>(S))
    return true;
  if (const auto *Member = dyn_cast<MemberExpr>(S))
    if (isa<FieldDecl, VarDecl>(Member->getMemberDecl()) &&
        isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()))
      return false;
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
    return givesThisAway(Default->getExpr());
  return llvm::any_of(S->children(), givesThisAway);
}

/// In a constructor or destructor: what its class runs is in place until the
/// derived class has its own.
void FunctionExtractor::storeOwnOverriders() {
  if (!isa<CXXConstructorDecl, CXXDestructorDecl>(FD))
    return;
  bool Away = givesThisAway(FD->getBody());
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(FD))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Away |= givesThisAway(Init->getInit());
  if (Away)
    storeOverriders(cast<CXXMethodDecl>(FD)->getParent(),
                    T.deref(T.root(PlaceKind::This)), FD->getLocation());
}

} // namespace aether::analysis
