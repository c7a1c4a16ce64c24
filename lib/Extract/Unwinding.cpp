//===- Unwinding.cpp - What an exception destroys on its way --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Clang's graph leads from a throw straight to the handler. In between locks
// are released and threads joined: such an edge gets a block of its own with
// the destructors of what goes out of scope.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace aether::analysis {

/// Only what waits, unlocks or is the user's own: the rest just frees memory.
bool FunctionExtractor::mattersWhenUnwound(QualType Type, unsigned Depth) {
  Type = U.Ctx.getBaseElementType(Type);
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition() || RD->hasTrivialDestructor() || Depth > 4)
    return false;
  const TypeFacts &Facts = U.facts(Type);
  if (Facts.is(TypeModel::Kind::Handle) || Facts.is(TypeModel::Kind::Guard) ||
      U.isFollowed(RD))
    return true;
  if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(RD))
    for (const TemplateArgument &A : Spec->getTemplateArgs().asArray())
      if (A.getKind() == TemplateArgument::Type &&
          mattersWhenUnwound(A.getAsType(), Depth + 1))
        return true;
  return false;
}

/// Was somebody told of \p VD? Where an exception ends it, that may be a task.
bool FunctionExtractor::isExposed(const VarDecl *VD) const {
  auto It = Variables.find(VD);
  return It != Variables.end() && It->second.Exposed && !VD->isImplicit();
}

/// Notes at each statement that may throw what is in scope there.
void FunctionExtractor::findScopes(const Stmt *S, Scope &Now) {
  if (!S || isa<LambdaExpr>(S))
    return;
  const std::size_t Variables = Now.Variables.size();
  if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    if (!Now.Variables.empty())
      Scopes[S] = Now;
    Now.Tries.emplace_back(Try, Variables);
    const bool Waits =
        std::exchange(Now.Waits, leavesWithWaits(Try->getTryBlock()));
    findScopes(Try->getTryBlock(), Now);
    Now.Waits = Waits;
    Now.Tries.pop_back();
    for (unsigned I = 0; I < Try->getNumHandlers(); ++I)
      findScopes(Try->getHandler(I), Now);
    return;
  }
  for (const Stmt *Child : S->children())
    findScopes(Child, Now);
  if (const auto *Decl = dyn_cast<DeclStmt>(S)) {
    for (const auto *D : Decl->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D);
          VD && VD->hasLocalStorage() && !VD->getType()->isReferenceType() &&
          (mattersWhenUnwound(VD->getType()) ||
           (!Now.Tries.empty() && isExposed(VD))))
        Now.Variables.push_back(VD);
    return;
  }
  // What a statement declares goes with it.
  if (!isa<Expr>(S))
    Now.Variables.resize(Variables);
  if ((isa<CXXThrowExpr, CallExpr>(S) && !Now.Variables.empty()) ||
      (isa<CXXConstructExpr, CXXNewExpr>(S) && !Now.Tries.empty() &&
       Now.Waits && mayFailToMake(S)))
    Scopes[S] = Now;
}

/// If \p E makes an object in a try block, which may fail: where that leads.
std::optional<FunctionExtractor::ThrowingMaker>
FunctionExtractor::throwingMaker(const CFGElement &E) {
  const std::optional<CFGStmt> S = E.getAs<CFGStmt>();
  if (!S || !isa<CXXConstructExpr, CXXNewExpr>(S->getStmt()))
    return std::nullopt;
  auto It = Scopes.find(S->getStmt());
  if (It == Scopes.end())
    return std::nullopt;
  const auto &[Try, Outer] = It->second.Tries.back();
  const auto &All = It->second.Variables;
  ThrowingMaker Out;
  Out.Try = Try;
  Out.Variables.assign(All.rbegin(),
                       All.rend() - static_cast<std::ptrdiff_t>(Outer));
  return Out;
}

/// The variables that end on the exceptional edge from \p From to \p To, in the
/// order of their ends.
llvm::SmallVector<const VarDecl *, 4>
FunctionExtractor::unwound(const CFGBlock &From, const CFGBlock &To,
                           const CFGBlock &Exit) const {
  const auto *Handlers = dyn_cast_or_null<CXXTryStmt>(To.getTerminatorStmt());
  const Stmt *Thrower = nullptr;
  if (isa_and_nonnull<CXXTryStmt>(From.getTerminatorStmt()))
    Thrower = From.getTerminatorStmt();
  else if (!From.empty())
    if (std::optional<CFGStmt> Last = From.back().getAs<CFGStmt>())
      Thrower = Last->getStmt();
  if (!Thrower || (!Handlers && &To != &Exit) ||
      (&To == &Exit && isa<CallExpr>(Thrower)))
    return {};
  auto It = Scopes.find(Thrower);
  if (It == Scopes.end())
    return {};
  std::size_t Outer = 0;
  for (const auto &[Try, Variables] : It->second.Tries)
    if (Try == Handlers)
      Outer = Variables;
  const auto &All = It->second.Variables;
  return {All.rbegin(), All.rend() - Outer};
}

/// What ends \p All on the way of an exception to its handler.
void FunctionExtractor::unwind(llvm::ArrayRef<const VarDecl *> All) {
  // Most of what may throw is never seen to do so: that proves no race.
  if (const auto *Told =
          llvm::find_if(All, [&](const VarDecl *VD) { return isExposed(VD); });
      Told != All.end())
    Events->push_back(
        Join{T.pointee(unknown("what is waited for before an exception"), 0),
             false, U.pos((*Told)->getLocation())});
  for (const VarDecl *VD : All) {
    if (const auto *RD =
            U.Ctx.getBaseElementType(VD->getType())->getAsCXXRecordDecl();
        RD && RD->hasDefinition() && !RD->hasTrivialDestructor())
      destroyVariable(VD, RD->getDestructor(), VD->getLocation());
    endVariable(VD, VD->getLocation());
  }
}

} // namespace aether::analysis
