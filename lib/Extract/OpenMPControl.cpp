//===- OpenMPControl.cpp - Loops around the parts of a region -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All threads of a region run a sequential loop around worksharing alike: it is
// put out once, around the calls that run the parts.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace clang;

namespace aether::analysis {

/// Gives a loop of the region whose counter each thread has for itself, as in
/// `for (k = 0; k < n; ++k)` with a private k, a variable that all share.
bool OpenMPLowering::ownCounter(ForStmt *For, Region &R) {
  auto *Set = dyn_cast_or_null<BinaryOperator>(For->getInit());
  VarDecl *Counter = Set && Set->getOpcode() == BO_Assign
                         ? namedVariable(Set->getLHS())
                         : nullptr;
  if (!Counter || !llvm::is_contained(R.Locals, Counter) ||
      !Counter->getType()->isIntegerType() ||
      mayChange(For->getBody(), Counter) || names(Set->getRHS(), Counter))
    return false;
  VarDecl *Mine =
      Make.variable(Counter->getName(), Counter->getType().getUnqualifiedType(),
                    R.In, Counter->getLocation(), Set->getRHS());
  for (Stmt *&Child : For->children())
    if (Child == Set)
      Make.replace(Child, Make.declare(Mine));
  return renameAll(For, Counter, Mine);
}

/// Loops and branches that all threads take alike: they stay around the parts.
bool OpenMPLowering::control(Stmt *S, Region &R, Phase &Now) {
  // Nothing may be under way where one round ends and the next begins.
  if (!Now.Clean || !llvm::all_of(Now.Chunk, [&](Stmt *Before) {
        return onlyDeclares(Before, R);
      }))
    return false;
  Now.Chunk.clear();
  // All threads read what decides: it has to be the same for all, and no one
  // may change it meanwhile.
  bool Private = false;
  const VarDecl *Counter = nullptr;
  auto Look = [&](Stmt *Part) {
    forEachStmt(Part, [&](Stmt *Inner) {
      auto *Name = dyn_cast<DeclRefExpr>(Inner);
      const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      Private |= Name && VD != Counter && !R.Counters.contains(VD) &&
                 (!VD || !isSteady(VD, R) || llvm::is_contained(R.Locals, VD));
      Private |= isa<CallExpr, ArraySubscriptExpr, MemberExpr>(Inner);
      if (const auto *Op = dyn_cast<UnaryOperator>(Inner))
        Private |= Op->getOpcode() == UO_Deref;
      return true;
    });
  };
  auto Lowered = [&](Stmt *&Slot) {
    Phase Inside;
    if (!Slot)
      return true;
    if (!parts(Slot, R, Inside))
      return false;
    if (!everyThread(R, Inside) || !Inside.Clean)
      return false;
    Make.replace(Slot, Make.block(Inside.Out, Slot->getSourceRange()));
    return true;
  };
  llvm::SmallVector<Stmt *, 2> Inner;
  if (auto *For = dyn_cast<ForStmt>(S)) {
    if (isa_and_nonnull<BinaryOperator>(For->getInit()) && !ownCounter(For, R))
      return false;
    if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
        Decls && Decls->isSingleDecl())
      Counter = dyn_cast<VarDecl>(Decls->getSingleDecl());
    Look(For->getInit());
    Look(For->getCond());
    Look(For->getInc());
    Inner.push_back(For->getBody());
    if (Counter && !mayChange(For->getBody(), Counter))
      R.Counters.insert(Counter);
  } else if (auto *While = dyn_cast<WhileStmt>(S)) {
    Look(While->getCond());
    Inner.push_back(While->getBody());
  } else if (auto *Do = dyn_cast<DoStmt>(S)) {
    Look(Do->getCond());
    Inner.push_back(Do->getBody());
  } else if (auto *If = dyn_cast<IfStmt>(S)) {
    Look(If->getInit());
    Look(If->getConditionVariableDeclStmt());
    Look(If->getCond());
    Inner.push_back(If->getThen());
    if (If->getElse())
      Inner.push_back(If->getElse());
  } else {
    return false;
  }
  if (Private)
    return false;
  for (Stmt *&Child : S->children())
    if (llvm::is_contained(Inner, Child) && !Lowered(Child))
      return false;
  Now.Out.push_back(S);
  return true;
}

} // namespace aether::analysis
