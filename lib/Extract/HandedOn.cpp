//===- HandedOn.cpp - Contents that other objects take over -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pointer to an element is as good as the element's name, unless another
// container takes the element over: then it leads there, and the name does not.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// May an object of type \p Type hold elements that another takes over, and
/// which somebody points to?
static bool mayHoldElements(Unit &U, QualType Type) {
  Type = Type.getNonReferenceType();
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD)
    return false;
  const TypeFacts &Facts = U.facts(Type);
  return !Facts.Model || Facts.is(TypeModel::Kind::Container) ||
         Facts.is(TypeModel::Kind::Value);
}

/// Is \p Element, an element of something, one that this function may hand on?
bool FunctionExtractor::mayGoElsewhere(PlaceId Element) {
  if (!HandedOn) {
    HandedOn.emplace();
    // What is given away, or changes places with something else.
    auto Gives = [&](const Expr *E) {
      E = E->IgnoreParenImpCasts();
      if (!mayHoldElements(U, E->getType()))
        return;
      const VarDecl *Named = nullptr;
      for (;;) {
        E = E->IgnoreParenImpCasts();
        if (const auto *Member = dyn_cast<MemberExpr>(E))
          E = Member->getBase();
        else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
                 Op && Op->getOperator() == OO_Subscript)
          E = Op->getArg(0);
        else
          break;
      }
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        Named = dyn_cast<VarDecl>(Ref->getDecl());
      // Whose it is that a pointer or reference leads to is not known.
      if (Named && (Named->getType()->isReferenceType() ||
                    Named->getType()->isPointerType() || Captures.count(Named)))
        Named = nullptr;
      HandedOn->insert(Named);
    };
    llvm::SmallVector<const Stmt *, 32> Work{FD->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      Work.append(S->child_begin(), S->child_end());
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || !Callee->getIdentifier())
        continue;
      const llvm::StringRef Name = Callee->getName();
      if (!Call->isCallToStdMove() &&
          !llvm::is_contained({"swap", "exchange", "forward", "iter_swap",
                               "splice", "splice_after", "merge", "extract"},
                              Name))
        continue;
      for (const Expr *Arg : Call->arguments())
        Gives(Arg);
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
        Gives(Member->getImplicitObjectArgument());
    }
  }
  if (HandedOn->empty())
    return false;
  if (HandedOn->contains(nullptr))
    return true;
  PlaceId Root = Element;
  for (; T.place(Root).Parent != None; Root = T.place(Root).Parent)
    if (T.place(Root).Kind == PlaceKind::Deref)
      return true; // Perhaps an element of one of these.
  const PlaceNode N = T.place(Root);
  if (N.Kind == PlaceKind::Local)
    return HandedOn->contains(LocalDecls[N.Arg]);
  return N.Kind != PlaceKind::Global ||
         llvm::any_of(*HandedOn, [&](const VarDecl *VD) {
           return VD->hasGlobalStorage() && U.global(VD) == N.Arg;
         });
}

} // namespace aether::analysis
