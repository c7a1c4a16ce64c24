//===- ThreadLocals.cpp - What a thread's own variables run ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread_local variable is made in each thread that uses it, and ends with
// that thread ([basic.stc.thread]): both may do something to what all threads
// share. Who names the variable perhaps has it run; which use is the first, and
// when the thread is over, nobody knows here.
//
//===----------------------------------------------------------------------===//

#include "CallbackSearch.h"
#include "Deleters.h"
#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Does \p S look at a variable of all threads that does not synchronise
/// itself?
static bool namesShared(Unit &U, const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->hasGlobalStorage() && VD->getTLSKind() == VarDecl::TLS_None &&
        !U.isConstantGlobal(VD)) {
      const TypeFacts &Facts = U.facts(VD->getType());
      if (!Facts.is(TypeModel::Kind::Atomic) &&
          !Facts.is(TypeModel::Kind::Synchronized))
        return true;
    }
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return namesShared(U, Child); });
}

void FunctionExtractor::beginThreadLocals() {
  if (!U.Ctx.getLangOpts().CPlusPlus)
    return;
  for (const VarDecl *Named : ThreadLocals) {
    const VarDecl *VD = Named->getInitializingDeclaration();
    if (!VD)
      VD = Named;
    llvm::SmallVector<Callback, 4> Runs, Ends;
    // One inside of a function is made where it stands.
    const Expr *Init = VD->isStaticLocal() ? nullptr : VD->getInit();
    if (Init && !Init->isValueDependent() && !VD->hasConstantInitialization()) {
      if (namesShared(U, Init))
        giveUp("the initialiser of `" + VD->getNameAsString() +
                   "`, of which each thread has its own",
               VD->getLocation());
      CallbackSearch Search;
      Search.TraverseStmt(const_cast<Expr *>(Init));
      for (const FunctionDecl *Fn : Search.Found) {
        if (U.isOwn(Fn) && !Fn->isDefaulted()) {
          Runs.push_back({Fn});
          continue;
        }
        for (const FunctionDecl *Callback : U.callbacks(Fn))
          Runs.push_back({Callback});
      }
    }
    const auto *RD =
        U.Ctx.getBaseElementType(VD->getType())->getAsCXXRecordDecl();
    const CXXDestructorDecl *D =
        RD && RD->hasDefinition() ? RD->getDestructor() : nullptr;
    addCallbacks(D, Ends);
    Runs.append(Ends.begin(), Ends.end());
    for (const Callback &C : Runs) {
      if (!C.Callee) {
        giveUp("what `" + VD->getNameAsString() +
                   "`, of which each thread has its own, runs when it ends",
               VD->getLocation());
        continue;
      }
      CallableTarget Target;
      Target.Callee = C.Callee;
      Target.Virtual = C.Virtual;
      Target.Object = C.Callee == D && !VD->getType()->isArrayType()
                          ? T.addr(T.root(PlaceKind::Global, U.global(VD)))
                          : T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
      std::vector<ValueId> Args(C.Callee->getNumParams());
      for (ValueId &Arg : Args)
        Arg = T.addr(T.root(PlaceKind::Alloc, NextAlloc++));
      callCallable(Target, Args, U.displayName(C.Callee), VD->getSourceRange());
      std::get<Call>(Events->back()).Perhaps = true;
    }
  }
}

} // namespace aether::analysis
