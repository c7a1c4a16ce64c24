//===- OpenMPRegions.cpp - Parallel regions and their parts --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A parallel region is taken apart at its barriers. What lies between two of
// them starts together: the code that every thread runs, once for each thread,
// the rounds of loops, what only one thread runs. That a thread runs its own
// part of these one after the other needs no saying where another thread may
// run the one of them; two parts that go by the number of the thread, or are
// both the first thread's, are not taken apart.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/OpenMPKinds.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

#include <utility>

using namespace clang;
using llvm::omp::Directive;

namespace aether::analysis {

/// Adds to \p Out the types of what \p S writes without naming it.
static void noteWrites(Stmt *S, llvm::SmallVectorImpl<QualType> &Out) {
  Expr *To = changedBy(S);
  if (auto *Atomic = dyn_cast<AtomicExpr>(S)) {
    Out.push_back(Atomic->getPtr()->getType()->getPointeeType());
  } else if (auto *Call = dyn_cast<CallExpr>(S)) {
    // What the callee of a library does with them, nobody says here.
    for (Expr *Arg : Call->arguments()) {
      const QualType Pointee =
          Arg->IgnoreParenImpCasts()->getType()->getPointeeType();
      if (!Pointee.isNull() && !Pointee.isConstQualified())
        Out.push_back(Pointee);
      // By a reference that is not const.
      if (Arg->isGLValue() && !Arg->getType().isConstQualified() &&
          !namedVariable(Arg))
        Out.push_back(Arg->getType());
    }
  }
  if (!To)
    return;
  const QualType Type = To->getType();
  for (;;) {
    To = To->IgnoreParenImpCasts();
    if (auto *Member = dyn_cast<MemberExpr>(To); Member && !Member->isArrow())
      To = Member->getBase();
    else if (auto *Element = dyn_cast<ArraySubscriptExpr>(To);
             Element && Element->getBase()
                            ->IgnoreParenImpCasts()
                            ->getType()
                            ->isArrayType())
      To = Element->getBase();
    else
      break;
  }
  const VarDecl *Named = namedVariable(To);
  if (!Named || Named->getType()->isReferenceType())
    Out.push_back(Type);
}

Stmt *OpenMPLowering::region(OMPExecutableDirective *D, FunctionDecl *In) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  if (meetsOthers(Body))
    return nullptr;
  Phase Now;
  if (!keepValues(D, In, Now.Out))
    return nullptr;
  const llvm::SaveAndRestore Innermost(Turns, turns(In, Loc, Now.Out));
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E)
    return nullptr;
  Region R;
  R.IsSequential = isSequential(D);
  R.In = In;
  R.Team = Make.variable("team", Ctx.IntTy, In, Loc);
  R.Tasks = Make.variable("tasks", Ctx.IntTy, In, Loc);
  R.IsLeague = isOpenMPTeamsDirective(D->getDirectiveKind());
  Expr *Count = nullptr;
  if (const auto *Number = clause<OMPNumThreadsClause>(D)) {
    Expr *Given = const_cast<Expr *>(Number->getNumThreads());
    Expr::EvalResult Result;
    if (Given->EvaluateAsInt(Result, Ctx))
      Count = Make.number(Result.Val.getInt().getExtValue(), Ctx.IntTy, Loc);
  }
  if (R.IsSequential)
    Count = Make.number(1, Ctx.IntTy, Loc);
  R.Threads = Make.variable("threads", Ctx.IntTy, In, Loc, Count);
  R.Own = std::move(*E);
  llvm::SmallPtrSet<const VarDecl *, 16> Met;
  forEachStmt(Body, [&](Stmt *S) {
    auto *Name = dyn_cast<DeclRefExpr>(S);
    const auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
    if (VD && Met.insert(VD).second && mayChange(Body, VD))
      R.Changing.insert(VD);
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      R.CallsUser |= !Callee || !Ctx.getSourceManager().isInSystemHeader(
                                    Callee->getLocation());
    }
    noteWrites(S, R.Pointed);
    return true;
  });
  // One task may order two others that have no variable in common.
  forEachStmt(Body, [&](Stmt *S) {
    unsigned On = 0;
    if (makesTask(S))
      for (const OMPClause *C : cast<OMPExecutableDirective>(S)->clauses())
        if (const auto *Depend = dyn_cast<OMPDependClause>(C))
          On += Depend->varlist_size();
    R.Chains |= On > 1;
    return true;
  });
  R.Begin = Loc;
  for (Stmt *Own : R.Own.Before)
    R.Locals.push_back(cast<VarDecl>(cast<DeclStmt>(Own)->getSingleDecl()));

  for (Stmt *Declaration :
       {Make.declare(R.Team), Make.declare(R.Tasks), Make.declare(R.Threads)})
    Now.Out.push_back(Declaration);
  if (D->getDirectiveKind() == llvm::omp::OMPD_parallel_sections) {
    auto *Sections = dyn_cast<CompoundStmt>(Body);
    if (!Sections)
      return nullptr;
    for (Stmt *Section : Sections->body())
      if (!one("omp::section", Section, {}, R, Now, Section->getBeginLoc()))
        return nullptr;
  } else if (D->getDirectiveKind() == llvm::omp::OMPD_parallel_master ||
             D->getDirectiveKind() == llvm::omp::OMPD_parallel_masked) {
    if (!one("omp::master", Body, {}, R, Now, Loc))
      return nullptr;
  } else if (!parts(Body, R, Now)) {
    return nullptr;
  }
  for (Stmt *Last : R.Own.After)
    Now.Chunk.push_back(Last);
  if (!barrier(R, Now, Loc))
    return nullptr;
  R.Locks.append(Now.Out);
  return Make.block(R.Locks, D->getSourceRange());
}

/// Whether the value of \p E is all there is to it.
static bool isPure(Expr *E) {
  bool Pure = true;
  forEachStmt(E, [&](Stmt *S) {
    if (isa<CallExpr>(S))
      Pure &= asks(S, "omp_get_thread_num") || asks(S, "omp_get_num_threads");
    else if (const auto *Op = dyn_cast<UnaryOperator>(S))
      Pure &= !Op->isIncrementDecrementOp();
    else if (const auto *Op = dyn_cast<BinaryOperator>(S))
      Pure &= !Op->isAssignmentOp();
    else
      Pure &= isa<CastExpr, DeclRefExpr, IntegerLiteral, FloatingLiteral,
                  CXXBoolLiteralExpr, CharacterLiteral, ParenExpr,
                  ArraySubscriptExpr, MemberExpr, ConditionalOperator>(S);
    return Pure;
  });
  return Pure;
}

/// Whether \p D has one value all through region \p R.
bool OpenMPLowering::isSteady(const VarDecl *D, const Region &R) const {
  const QualType Type = D->getType();
  if (Type.isConstQualified())
    return true;
  if (R.Changing.contains(D) || Type->isReferenceType())
    return false;
  if (D->hasLocalStorage() && !Aliased.contains(D))
    return true;
  // Somebody else may know where it is.
  return !R.CallsUser && llvm::none_of(R.Pointed, [&](QualType Written) {
    return Written->isCharType() || Written->isIncompleteType() ||
           Ctx.hasSameUnqualifiedType(Written, Type) ||
           (Written->isIntegerType() && Type->isIntegerType() &&
            Ctx.getTypeSize(Written) == Ctx.getTypeSize(Type)) ||
           (Written->isPointerType() && Type->isPointerType());
  });
}

/// Declares variables from what nobody changes in region \p R.
bool OpenMPLowering::onlyDeclares(Stmt *S, const Region &R) const {
  auto *Decls = dyn_cast<DeclStmt>(S);
  return Decls && llvm::all_of(Decls->decls(), [&](Decl *D) {
           auto *VD = dyn_cast<VarDecl>(D);
           bool Constant = VD && !VD->getType()->isRecordType() &&
                           (!VD->getInit() || isPure(VD->getInit()));
           if (Constant && VD->getInit())
             forEachStmt(VD->getInit(), [&](Stmt *Part) {
               auto *Name = dyn_cast<DeclRefExpr>(Part);
               const auto *Used =
                   Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
               Constant &= !isa<ArraySubscriptExpr, MemberExpr>(Part) &&
                           !(Used && !isSteady(Used, R) &&
                             !llvm::is_contained(R.Locals, Used));
               if (const auto *Op = dyn_cast<UnaryOperator>(Part))
                 Constant &= Op->getOpcode() != UO_Deref;
               return true;
             });
           return Constant;
         });
}

bool OpenMPLowering::parts(Stmt *S, Region &R, Phase &Now) {
  auto *Block = dyn_cast<CompoundStmt>(S);
  if (!Block)
    return part(S, R, Now);
  for (Stmt *Child : Block->body())
    if (!part(Child, R, Now))
      return false;
  return true;
}

bool OpenMPLowering::part(Stmt *S, Region &R, Phase &Now) {
  if (auto *Decls = dyn_cast<DeclStmt>(S)) {
    for (Decl *D : Decls->decls())
      if (auto *VD = dyn_cast<VarDecl>(D); VD && VD->hasLocalStorage())
        R.Locals.push_back(VD);
    Now.Chunk.push_back(S);
    return true;
  }
  if (!hasParts(S)) {
    Now.Chunk.push_back(S);
    return true;
  }
  if (auto *D = dyn_cast<OMPExecutableDirective>(S))
    return workshare(D, R, Now);
  if (isa<CompoundStmt>(S))
    return parts(S, R, Now);
  return control(S, R, Now);
}

bool OpenMPLowering::workshare(OMPExecutableDirective *D, Region &R,
                               Phase &Now) {
  const SourceLocation Loc = D->getBeginLoc();
  const Directive Kind = D->getDirectiveKind();
  const bool Waits =
      R.IsSequential || (!clause<OMPNowaitClause>(D) && !R.IsLeague);
  if (Kind == llvm::omp::OMPD_barrier) {
    return barrier(R, Now, Loc);
  }
  if (!everyThread(R, Now))
    return false;
  R.Begin = SourceLocation();
  if (isOpenMPLoopDirective(Kind)) {
    // Rounds of two loops that are shared out alike run on the same threads.
    if (const auto *Schedule = clause<OMPScheduleClause>(D);
        Schedule && Schedule->getScheduleKind() == OMPC_SCHEDULE_static &&
        (!Waits || !Now.Clean))
      return false;
    auto *Loops = cast<OMPLoopDirective>(D);
    Statements Again;
    if (!redeclare(D, R, nullptr, Again))
      return false;
    Stmt *Call = loop(Loops, R.In, &R, Again);
    if (!Call)
      return false;
    Now.Out.push_back(Call);
    Now.Clean = false;
  } else if (Kind == llvm::omp::OMPD_single || Kind == llvm::omp::OMPD_master ||
             Kind == llvm::omp::OMPD_masked) {
    if (Kind == llvm::omp::OMPD_masked && D->getNumClauses())
      return false;
    // One thread runs all of these in turn, and may be asked for by number.
    if (Kind != llvm::omp::OMPD_single && std::exchange(Now.Numbered, true))
      return false;
    std::optional<Environment> E =
        environment(D, D->getRawStmt(), R.In, /*Repeated=*/false);
    if (!E)
      return false;
    if (!one(loweredName(D), D->getRawStmt(), *E, R, Now, Loc))
      return false;
    if (Kind != llvm::omp::OMPD_single && !R.IsSequential)
      return true;
  } else if (Kind == llvm::omp::OMPD_sections) {
    auto *Sections = dyn_cast<CompoundStmt>(D->getRawStmt());
    std::optional<Environment> E =
        environment(D, D->getRawStmt(), R.In, /*Repeated=*/true);
    if (!Sections || !E)
      return false;
    for (Stmt *Section : Sections->body())
      if (!one("omp::section", Section, *E, R, Now, Section->getBeginLoc()))
        return false;
  } else {
    return false;
  }
  return !Waits || barrier(R, Now, Loc);
}

bool OpenMPLowering::barrier(Region &R, Phase &Now, SourceLocation Loc) {
  if (!everyThread(R, Now))
    return false;
  if (Now.Clean)
    return true;
  for (VarDecl *Group : {R.Team, R.Tasks})
    Now.Out.push_back(Make.call(Make.function("omp::barrier", Loc),
                                {Make.address(Group, Loc)}, Loc));
  Now.Clean = true;
  Now.Numbered = false;
  return true;
}

/// Puts the number of the thread where \p S asks for it.
static void number(Synthesis &Make, Stmt *S, ParmVarDecl *Thread,
                   llvm::StringRef Asked) {
  for (Stmt *&Child : S->children()) {
    if (!Child || isa<LambdaExpr>(Child))
      continue;
    if (asks(Child, Asked))
      Make.replace(Child, Make.value(Make.name(Thread, Child->getBeginLoc())));
    else if (auto *D = dyn_cast<OMPExecutableDirective>(Child); !D)
      number(Make, Child, Thread, Asked);
    else if (D->hasAssociatedStmt() &&
             !isOpenMPParallelDirective(D->getDirectiveKind()) &&
             !isOpenMPTaskingDirective(D->getDirectiveKind()))
      number(Make, D->getRawStmt(), Thread, Asked);
  }
}

static bool numbered(Stmt *S) {
  bool Found = false;
  forEachStmt(S, [&](Stmt *Inner) {
    Found |= asks(Inner, "omp_get_thread_num");
    return true;
  });
  return Found;
}

/// Puts out the code that every thread runs and that was met so far.
bool OpenMPLowering::everyThread(Region &R, Phase &Now) {
  Statements Chunk = std::move(Now.Chunk);
  Now.Chunk.clear();
  // Declarations alone have no effect; later parts get them again.
  if (llvm::all_of(Chunk, [&](Stmt *Part) { return onlyDeclares(Part, R); }))
    return true;
  const SourceRange Range(Chunk.front()->getBeginLoc(),
                          Chunk.back()->getEndLoc());
  const SourceLocation Loc = R.Begin.isValid() ? R.Begin : Range.getBegin();
  R.Begin = SourceLocation();
  CompoundStmt *Code = Make.block(Chunk, Range);
  ParmVarDecl *Thread = Make.parameter("thread", Ctx.IntTy, R.In, Loc);
  Environment E;
  E.Copies = R.Own.Copies;
  if (!redeclare(Code, R, Thread, E.Before))
    return false;
  // A lock may be held into the next part.
  int Held = 0;
  forEachStmt(Code, [&](Stmt *S) {
    for (llvm::StringRef Takes : {"omp_set_lock", "omp_set_nest_lock",
                                  "omp_test_lock", "omp_test_nest_lock"})
      Held += asks(S, Takes);
    Held -= asks(S, "omp_unset_lock") || asks(S, "omp_unset_nest_lock");
    return true;
  });
  if (Held)
    return false;
  number(Make, Code, Thread,
         R.IsLeague ? "omp_get_team_num" : "omp_get_thread_num");
  // The thread of a number runs its parts one after the other.
  bool Numbered = false;
  Statements All = E.Before;
  All.push_back(Code);
  for (Stmt *Part : All)
    forEachStmt(Part, [&](Stmt *S) {
      auto *Name = dyn_cast<DeclRefExpr>(S);
      Numbered |= Name && Name->getDecl() == Thread;
      return true;
    });
  if (Numbered && std::exchange(Now.Numbered, true))
    return false;
  R.Numbers.push_back(Thread);
  Expr *Lambda = code(E, Code, Thread, R.In, &R, Loc);
  Now.Out.push_back(Make.call(Make.function("omp::parallel", Loc),
                              {Make.address(R.Team, Loc),
                               Make.value(Make.name(R.Threads, Loc)), Lambda},
                              Loc));
  Now.Clean = false;
  return true;
}

/// Starts code that one thread runs.
bool OpenMPLowering::one(llvm::StringRef Name, Stmt *Code, Environment E,
                         Region &R, Phase &Now, SourceLocation Loc) {
  if (auto *Section = dyn_cast<OMPSectionDirective>(Code))
    Code = Section->getAssociatedStmt();
  if (auto *Captured = dyn_cast_or_null<CapturedStmt>(Code))
    Code = Captured->getCapturedStmt();
  Statements Before;
  if (!redeclare(Code, R, nullptr, Before))
    return false;
  E.Copies.append(R.Own.Copies);
  R.OneThread = Loc;
  orderTasks(Code, R);
  Expr *Lambda = code(E, Code, {}, R.In, &R, Loc, Before);
  R.OneThread = SourceLocation();
  Now.Out.push_back(Make.call(Make.function(Name, Loc),
                              {Make.address(R.Team, Loc), Lambda}, Loc));
  Now.Clean = false;
  return true;
}

/// Each thread keeps its variables from one part to the next. What is constant
/// is made again; of anything else nobody knows the value there.
bool OpenMPLowering::redeclare(Stmt *Code, Region &R, ParmVarDecl *Number,
                               Statements &Out) {
  llvm::SmallPtrSet<const ValueDecl *, 8> Needed;
  auto Need = [&](Stmt *In, auto &&Self) -> void {
    forEachStmt(In, [&](Stmt *S) {
      auto *Name = dyn_cast<DeclRefExpr>(S);
      auto *VD = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
      if (VD && llvm::is_contained(R.Locals, VD) && Needed.insert(VD).second &&
          VD->getInit())
        Self(VD->getInit(), Self);
      return true;
    });
  };
  Need(Code, Need);
  forEachStmt(Code, [&](Stmt *S) {
    if (auto *Decls = dyn_cast<DeclStmt>(S))
      for (Decl *D : Decls->decls())
        if (auto *VD = dyn_cast<VarDecl>(D))
          Needed.erase(VD);
    return true;
  });

  Synthesis::Substitution To;
  if (Number)
    for (ParmVarDecl *Before : R.Numbers)
      To[Before] = Number;
  for (VarDecl *Local : R.Locals) {
    if (!Needed.contains(Local))
      continue;
    const QualType Type = Local->getType();
    Expr *Init = Local->getInit();
    const bool Changes = R.Changing.contains(Local);
    auto Unsteady = [&] {
      bool Found = false;
      forEachStmt(Init, [&](Stmt *S) {
        auto *Name = dyn_cast<DeclRefExpr>(S);
        const auto *Used = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
        Found |= isa<ArraySubscriptExpr, MemberExpr>(S) ||
                 (Used && !isSteady(Used, R));
        return true;
      });
      return Found;
    };
    auto Names = [&](const auto &These) {
      bool Found = false;
      forEachStmt(Init, [&](Stmt *S) {
        auto *Name = dyn_cast<DeclRefExpr>(S);
        Found |= Name && llvm::is_contained(These, Name->getDecl());
        return true;
      });
      return Found;
    };
    if (Type->isRecordType()) {
      // Made like the first one; what has become of it since, nobody knows.
      if (Init && (Names(R.Locals) || Names(R.Numbers)))
        return false;
    } else {
      if (Init && (Changes || !isPure(Init) || Unsteady() ||
                   (!Number && (Names(R.Numbers) || numbered(Init)))))
        Init = nullptr;
      if (Init)
        Init = Make.copy(Init, To);
      if (!Init && !Ctx.getBaseElementType(Type)->isScalarType())
        return false;
    }
    VarDecl *Again =
        Make.variable(Local->getName(), Type, R.In, Local->getLocation(), Init);
    To[Local] = Again;
    Out.push_back(Make.declare(Again));
    if (Type->isRecordType())
      Out.push_back(Make.call(
          Make.function("omp::carried", Local->getLocation()),
          Make.name(Again, Local->getLocation()), Local->getLocation()));
    if (!renameAll(Code, Local, Again))
      return false;
  }
  if (Number && !R.IsLeague)
    for (Stmt *Declared : Out)
      number(Make, Declared, Number, "omp_get_thread_num");
  return true;
}

} // namespace aether::analysis
