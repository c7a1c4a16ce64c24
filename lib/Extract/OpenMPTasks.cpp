//===- OpenMPTasks.cpp - Explicit tasks, locks ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks are waited for as one group for each region or function. Critical and
// ordered code holds a lock that the directive names.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/OpenMPClause.h"

#include <utility>

using namespace clang;

namespace aether::analysis {

Stmt *OpenMPLowering::task(OMPExecutableDirective *D, FunctionDecl *In,
                           Region *Around) {
  if (InTask)
    return nullptr; // Its parent does not wait for it.
  if (isSequential(D)) {
    if (!clause<OMPDependClause>(D))
      return alone(D, In, Around);
    Stmt *Wait = waitForSome(D, Around);
    Stmt *Code = Wait ? alone(D, In, Around) : nullptr;
    return Code ? Make.block({Wait, Code}, D->getSourceRange()) : nullptr;
  }
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E || !dependences(D, Around, Body, *E))
    return nullptr;
  if (Around && Around->Tested &&
      (Around->InOrder || !Around->Chains || !clause<OMPDependClause>(D)))
    Body = perhapsInOrder(D, Body, *Around);
  VarDecl *Group = Around ? Around->Groups.lookup(D) : nullptr;
  if (!Group)
    Group = Around ? Around->Tasks : FunctionTasks;
  if (!Group)
    Group = FunctionTasks = Make.variable("omp tasks", Ctx.IntTy, In, Loc);
  InTask = true;
  Expr *Lambda = code(*E, Body, {}, In, Around, Loc);
  InTask = false;
  Expr *Start = Make.call(Make.function("omp::task", Loc),
                          {Make.address(Group, Loc), Lambda}, Loc);
  // Who makes it looks whether it shall.
  Statements All;
  asked(D, All);
  if (All.empty())
    return Start;
  All.push_back(Start);
  return Make.block(All, D->getSourceRange());
}

/// Does \p Code, the part of a thread that is known, wait for tasks that this
/// thread may have made in another part before? Those are not told apart from
/// the tasks of other threads.
bool OpenMPLowering::waitsForEarlier(Stmt *Code, const Region &R, Phase &Now) {
  bool Waits = false, Makes = false;
  forEachStmt(Code, [&](Stmt *S) {
    Waits |= isa<OMPTaskwaitDirective>(S);
    Makes |= makesTask(S);
    return !isa<OMPTaskDirective>(S);
  });
  if (Waits && Now.Tasks && !R.IsSequential) {
    Why = "_tasks";
    return true;
  }
  Now.Tasks |= Makes;
  return false;
}

/// Waits for the tasks made so far, in and around the groups here.
Stmt *OpenMPLowering::taskwait(FunctionDecl *In, Region *Around,
                               SourceLocation Loc) {
  if (!Around && !FunctionTasks)
    FunctionTasks = Make.variable("omp tasks", Ctx.IntTy, In, Loc);
  llvm::SmallVector<VarDecl *, 2> Groups(OuterTasks);
  Groups.push_back(Around ? Around->Tasks : FunctionTasks);
  if (Around)
    Groups.append(Around->AllGroups);
  return joinAll(Groups, Loc);
}

Stmt *OpenMPLowering::joinAll(llvm::ArrayRef<VarDecl *> Groups,
                              SourceLocation Loc) {
  Statements Waits;
  for (VarDecl *Group : Groups)
    Waits.push_back(Make.call(Make.function("omp::taskwait", Loc),
                              {Make.address(Group, Loc)}, Loc));
  return Make.block(Waits, SourceRange(Loc, Loc));
}

/// Waits for those tasks that \p D depends on, which are known.
Stmt *OpenMPLowering::waitForSome(OMPExecutableDirective *D, Region *Around) {
  if (!Around || !Around->InOrder || Around->OneThread.isInvalid())
    return nullptr;
  const auto For = Around->Waits.find(D);
  return For == Around->Waits.end() ? nullptr
                                    : joinAll(For->second, D->getBeginLoc());
}

/// The tasks in it, of which none makes others, are waited for at its end.
Stmt *OpenMPLowering::taskgroup(OMPExecutableDirective *D, FunctionDecl *In,
                                Region *Around) {
  if (InTask)
    return nullptr;
  const SourceLocation Loc = D->getBeginLoc();
  if (!Around && !FunctionTasks)
    FunctionTasks = Make.variable("omp tasks", Ctx.IntTy, In, Loc);
  VarDecl *&Now = Around ? Around->Tasks : FunctionTasks;
  VarDecl *Group = Make.variable("omp group", Ctx.IntTy, In, Loc);
  OuterTasks.push_back(std::exchange(Now, Group));
  Stmt *Code = Make.block(D->getRawStmt(), D->getSourceRange());
  lowerIn(Code, In, Around);
  Now = OuterTasks.pop_back_val();
  // What is waited for before, too.
  llvm::SmallVector<VarDecl *, 4> Inner{Group};
  if (Around)
    forEachStmt(D->getRawStmt(), [&](Stmt *S) {
      if (auto *Made = dyn_cast<OMPExecutableDirective>(S))
        if (VarDecl *Own = Around->Groups.lookup(Made))
          Inner.push_back(Own);
      return true;
    });
  return Make.block({Make.declare(Group), Code, joinAll(Inner, Loc)},
                    D->getSourceRange());
}

Stmt *OpenMPLowering::locked(llvm::StringRef Name, Stmt *S) {
  return locked(Make.global(Name, S->getBeginLoc()), S);
}

VarDecl *OpenMPLowering::lockOf(llvm::StringRef Name, QualType Type,
                                FunctionDecl *In, SourceLocation Loc,
                                Statements &Out, bool Anew) {
  Expr *New = nullptr;
  if (Anew) {
    // What is declared in a loop may be declared around it, for all that is
    // known later; what is made there is not.
    if (const ArrayType *Array = Ctx.getAsArrayType(Type))
      Type = Array->getElementType();
    Type = Ctx.getPointerType(Type);
    New = Make.call(Make.function("omp::new_lock", Loc), {}, Loc, Type);
  }
  VarDecl *Lock = Make.variable(Name, Type, In, Loc, New);
  Out.push_back(Make.declare(Lock));
  return Lock;
}

VarDecl *OpenMPLowering::turns(FunctionDecl *In, SourceLocation Loc,
                               Statements &Out, llvm::StringRef Name,
                               bool Anew) {
  return lockOf(Name, Ctx.IntTy, In, Loc, Out, Anew);
}

Stmt *OpenMPLowering::locked(VarDecl *Lock, Stmt *S) {
  const SourceLocation Loc = S->getBeginLoc();
  auto Address = [&](SourceLocation At) {
    return Lock->getType()->isPointerType() ? Make.value(Make.name(Lock, At))
                                            : Make.address(Lock, At);
  };
  Statements All = {
      Make.call(Make.function("omp::lock", Loc), {Address(Loc)}, Loc), S,
      Make.call(Make.function("omp::unlock", S->getEndLoc()),
                {Address(S->getEndLoc())}, S->getEndLoc())};
  return Make.block(All, S->getSourceRange());
}

} // namespace aether::analysis
