//===- ScopeEnds.cpp - Where variables cease to be ------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task that was started in a scope may outlive it. What it then uses has
// ceased to be, and others may have got the memory. Who ends a variable that
// somebody else may know says so; whether a task runs on, Solve finds out.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/Basic/SourceManager.h"

#include <algorithm>

using namespace clang;

namespace aether::analysis {

/// The variable that ends by \p E, or whose destructor runs; null if none.
static const VarDecl *endedBy(const CFGElement &E) {
  if (auto End = E.getAs<CFGLifetimeEnds>())
    return End->getVarDecl();
  if (auto End = E.getAs<CFGAutomaticObjDtor>())
    return End->getVarDecl();
  return nullptr;
}

/// Clang's graph ends the variables without destructors after all others. In
/// truth those that were declared last end first.
std::vector<CFGElement> FunctionExtractor::elementsOf(const CFGBlock &B) {
  std::vector<CFGElement> Out(B.begin(), B.end());
  const SourceManager &SM = U.Ctx.getSourceManager();
  for (auto I = Out.begin(); I != Out.end();) {
    auto End = std::find_if(I, Out.end(), [](const CFGElement &E) {
      return endedBy(E) == nullptr;
    });
    auto Later = [&](const CFGElement &X, const CFGElement &Y) {
      return SM.isBeforeInTranslationUnit(endedBy(Y)->getLocation(),
                                          endedBy(X)->getLocation());
    };
    for (auto Next = I; Next != End; ++Next)
      std::rotate(std::upper_bound(I, Next, *Next, Later), Next, Next + 1);
    I = End == Out.end() ? End : End + 1;
  }
  return Out;
}

void FunctionExtractor::endVariable(const VarDecl *VD, SourceLocation Loc) {
  auto It = Variables.find(VD);
  if (VD->hasGlobalStorage() || VD->getType()->isReferenceType() ||
      VD->isImplicit() || It == Variables.end() || !It->second.Exposed)
    return;
  const auto *P = dyn_cast<ParmVarDecl>(VD);
  // Its destructor has told.
  if (!P && U.facts(VD->getType()).is(TypeModel::Kind::Container) &&
      VD->needsDestruction(U.Ctx))
    return;
  // Barriers of teams wait for tasks as well.
  if (U.Ctx.getLangOpts().OpenMP)
    return;
  if (P && (P->getDeclContext() != FD || Captures.contains(P)))
    return;
  Events->push_back(
      ScopeEnd{placeOfVariable(VD, nullptr), U.str(VD->getName()), U.pos(Loc)});
}

void FunctionExtractor::endTemporary(PlaceId Object, SourceRange Range) {
  Events->push_back(ScopeEnd{Object, U.spelling(Range), U.pos(Range.getEnd())});
}

/// Parameters passed by value end when the function has returned.
void FunctionExtractor::endParameters() {
  for (const ParmVarDecl *P : FD->parameters())
    endVariable(P, FD->getEndLoc());
}

} // namespace aether::analysis
