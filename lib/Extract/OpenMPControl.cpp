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

#include "ClangVersions.h"
#include "OpenMP.h"

#include "clang/AST/Attr.h"
#include "clang/AST/OpenMPClause.h"
#include "llvm/Support/SaveAndRestore.h"

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

/// Does each task in \p S that names \p VD have a copy of it?
static bool tasksCopy(Stmt *S, const VarDecl *VD) {
  bool Copy = true;
  forEachStmt(S, [&](Stmt *Inner) {
    auto *D = dyn_cast<OMPExecutableDirective>(Inner);
    if (!D || !D->hasAssociatedStmt() || !names(D->getRawStmt(), VD))
      return Copy;
    const auto *First = clause<OMPFirstprivateClause>(D);
    Copy &= isa<OMPTaskDirective>(D) && First &&
            llvm::any_of(variablesOf(First), [&](const Expr *E) {
              return namedVariable(const_cast<Expr *>(E)) == VD;
            });
    return false;
  });
  return Copy;
}

void OpenMPLowering::countAlone(Stmt *Code, Region &R) {
  auto *For = dyn_cast<ForStmt>(Code);
  if (!For) {
    if (auto *Block = dyn_cast<CompoundStmt>(Code))
      for (Stmt *Child : Block->body())
        countAlone(Child, R);
    return;
  }
  auto *Set = dyn_cast_or_null<BinaryOperator>(For->getInit());
  VarDecl *Counter = Set && Set->getOpcode() == BO_Assign
                         ? namedVariable(Set->getLHS())
                         : nullptr;
  if (!Counter || !Counter->hasLocalStorage() || isa<ParmVarDecl>(Counter) ||
      llvm::is_contained(R.Locals, Counter) || !isCommon(Counter, R) ||
      Aliased.contains(Counter) || !Counter->getType()->isIntegerType() ||
      directUses(For)[Counter].All != R.Uses[Counter].All ||
      mayChange(For->getBody(), Counter) || names(Set->getRHS(), Counter) ||
      !tasksCopy(For->getBody(), Counter))
    return;
  VarDecl *Mine =
      Make.variable(Counter->getName(), Counter->getType().getUnqualifiedType(),
                    R.In, Counter->getLocation(), Set->getRHS());
  const std::size_t Before = Make.changes();
  for (Stmt *&Child : For->children())
    if (Child == Set)
      Make.replace(Child, Make.declare(Mine));
  bool Renamed = renameAll(For, Counter, Mine);
  forEachStmt(For->getBody(), [&](Stmt *S) {
    if (auto *D = dyn_cast<OMPExecutableDirective>(S))
      for (OMPClause *C : D->clauses())
        for (Stmt *Named : C->children())
          Renamed &= !Named || renameAll(Named, Counter, Mine);
    return Renamed;
  });
  if (Renamed)
    R.Changing.insert(Mine);
  else
    Make.takeBack(Before);
}

/// Puts out the start of a loop around parts whose counter all threads share,
/// which each of them sets and steps; false if \p S is no such loop.
bool OpenMPLowering::sharedCounter(Stmt *S, Region &R, Phase &Now) {
  auto *For = dyn_cast<ForStmt>(S);
  auto *Set = For ? dyn_cast_or_null<BinaryOperator>(For->getInit()) : nullptr;
  const VarDecl *Counter = Set && Set->getOpcode() == BO_Assign
                               ? namedVariable(Set->getLHS())
                               : nullptr;
  if (!Counter || !Counter->getType()->isIntegerType() ||
      llvm::is_contained(R.Locals, Counter) || Counter->getTLSKind() ||
      Counter->hasAttr<OMPThreadPrivateDeclAttr>() ||
      llvm::any_of(R.Own.Copies,
                   [&](const CopyCapture &C) { return C.Variable == Counter; }))
    return false;
  Expr *Again = Make.copy(Set, Synthesis::Substitution());
  if (Again)
    Now.Chunk.push_back(Again);
  return Again;
}

bool leavesLoop(Stmt *S) {
  if (isa<BreakStmt, ContinueStmt>(S))
    return true;
  if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr,
          OMPExecutableDirective>(S))
    return false;
  return llvm::any_of(S->children(), [&](Stmt *Child) {
    return Child && !(isa<SwitchStmt>(S) && isa<BreakStmt>(Child)) &&
           leavesLoop(Child);
  });
}

void OpenMPLowering::Phase::merge(const Phase &Other) {
  Clean &= Other.Clean;
  InLoop |= Other.InLoop;
  Numbered |= Other.Numbered;
  Unlocked |= Other.Unlocked;
  Tasks |= Other.Tasks;
  for (OMPLoopDirective *D : Other.Static)
    if (!llvm::is_contained(Static, D))
      Static.push_back(D);
}

/// All threads leave the loop around the parts here, or its round.
bool OpenMPLowering::leave(Stmt *S, Region &R, Phase &Now) {
  if (!Left || !everyThread(R, Now))
    return false;
  Now.Out.push_back(S);
  Left->push_back(Now);
  return true;
}

/// Each thread counts for itself: a part that is still under way in the next
/// round has its own value.
void OpenMPLowering::keepCounters(Stmt *Code, const Region &R, Environment &E) {
  forEachStmt(Code, [&](Stmt *S) {
    auto *Name = dyn_cast<DeclRefExpr>(S);
    auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    if (VD && R.Counters.contains(VD) &&
        llvm::none_of(E.Copies,
                      [&](const CopyCapture &C) { return C.Variable == VD; }))
      E.Copies.push_back({VD, Make.value(Make.name(VD, Name->getLocation()))});
    return true;
  });
}

/// Loops and branches that all threads take alike: they stay around the parts.
/// What decides may be in memory that all share: each thread reads it by itself
/// then, and finds the same as the others if nobody may write it meanwhile.
bool OpenMPLowering::control(Stmt *S, Region &R, Phase &Now) {
  bool Private = false, Unsteady = false, IsLoop = true;
  const VarDecl *Counter = nullptr;
  auto Look = [&](Stmt *Part) {
    forEachStmt(Part, [&](Stmt *Inner) {
      auto *Name = dyn_cast<DeclRefExpr>(Inner);
      const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      if (Name && VD != Counter && !R.Counters.contains(VD)) {
        Private |=
            !isa<EnumConstantDecl>(Name->getDecl()) &&
            (!VD || llvm::is_contained(R.Locals, VD) || VD->getTLSKind() ||
             VD->hasAttr<OMPThreadPrivateDeclAttr>() ||
             (R.Changing.contains(VD) &&
              llvm::any_of(R.Own.Copies, [&](const CopyCapture &C) {
                return C.Variable == VD;
              })));
        Unsteady |= VD && !isSteady(VD, R);
      }
      Private |= isa<CallExpr>(Inner);
      Unsteady |= isa<ArraySubscriptExpr, MemberExpr>(Inner);
      if (const auto *Op = dyn_cast<UnaryOperator>(Inner))
        Unsteady |= Op->getOpcode() == UO_Deref;
      return true;
    });
  };
  llvm::SmallVector<Stmt *, 2> Inner;
  Expr *Test = nullptr;
  if (auto *For = dyn_cast<ForStmt>(S)) {
    if (isa_and_nonnull<BinaryOperator>(For->getInit()) && !ownCounter(For, R))
      return false;
    if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
        Decls && Decls->isSingleDecl())
      Counter = dyn_cast<VarDecl>(Decls->getSingleDecl());
    Look(For->getInit());
    Look(For->getInc());
    // Each thread has one for itself.
    if (Unsteady || (Counter && mayChange(For->getBody(), Counter)))
      return false;
    Look(Test = For->getCond());
    Inner.push_back(For->getBody());
    if (Counter)
      R.Counters.insert(Counter);
  } else if (auto *While = dyn_cast<WhileStmt>(S)) {
    Private |= While->getConditionVariable() != nullptr;
    Look(Test = While->getCond());
    Inner.push_back(While->getBody());
  } else if (auto *Do = dyn_cast<DoStmt>(S)) {
    // From there, the test is met without what comes before it.
    if (leavesLoop(Do->getBody()))
      return false;
    Look(Test = Do->getCond());
    Inner.push_back(Do->getBody());
  } else if (auto *If = dyn_cast<IfStmt>(S)) {
    Look(If->getInit());
    Look(If->getConditionVariableDeclStmt());
    if (Unsteady)
      return false;
    Look(Test = If->getCond());
    IsLoop = false;
    Inner.push_back(If->getThen());
    if (If->getElse())
      Inner.push_back(If->getElse());
  } else {
    return false;
  }
  Why = "_taken";
  if (Private)
    return false;
  Why = "";
  // The test as a part of its own, at the beginning of each round and in the
  // end.
  auto Reads = [&] {
    return Unsteady ? Make.copy(Test, Synthesis::Substitution()) : nullptr;
  };
  if (Unsteady && !Reads())
    return false;
  if (Unsteady && !IsLoop)
    Now.Chunk.push_back(Reads());
  if (!everyThread(R, Now))
    return false;
  Phase After = Now;
  // A barrier in here is perhaps not met.
  const llvm::SaveAndRestore KeepJoined(R.Joined);
  const llvm::SaveAndRestore InControl(R.Controls, R.Controls + 1);
  for (Stmt *&Child : S->children()) {
    if (!Child || !llvm::is_contained(Inner, Child))
      continue;
    Phase Inside;
    Inside.Clean = IsLoop || Now.Clean;
    Inside.Numbered = Now.Numbered;
    Inside.Static = Now.Static;
    Inside.Unlocked = Now.Unlocked;
    Inside.Tasks = Now.Tasks;
    Inside.InLoop = IsLoop || Now.InLoop;
    const unsigned ByThread = R.ByThread;
    if (Unsteady && IsLoop && !isa<DoStmt>(S))
      Inside.Chunk.push_back(Reads());
    llvm::SmallVector<Phase, 2> Leaves;
    const llvm::SaveAndRestore Loop(Left, IsLoop ? &Leaves : Left);
    if (!parts(Child, R, Inside))
      return false;
    if (Unsteady && isa<DoStmt>(S))
      Inside.Chunk.push_back(Reads());
    if (!everyThread(R, Inside))
      return false;
    for (const Phase &Then : Leaves)
      Inside.merge(Then);
    // What is under way where one round ends, the next one of the same thread
    // does not run beside.
    Why = "_rounds";
    if (IsLoop && !Inside.Clean && R.ByThread != ByThread) {
      MeetsThread |= !R.ThreadLocks; // There is another try.
      return false;
    }
    Why = "";
    Make.replace(Child, Make.block(Inside.Out, Child->getSourceRange()));
    After.merge(Inside);
  }
  Now.Out.push_back(S);
  Now.Clean = After.Clean;
  Now.InLoop = After.InLoop && !After.Clean;
  Now.Numbered = After.Numbered;
  Now.Tasks = After.Tasks;
  Now.Static = After.Static;
  Now.Unlocked = After.Unlocked;
  if (Unsteady && IsLoop && !isa<DoStmt>(S))
    Now.Chunk.push_back(Reads());
  return true;
}

} // namespace aether::analysis
