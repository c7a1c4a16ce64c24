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

/// The parts of a region. What comes after one that is not understood is
/// unknown, and may run beside what was started by then.
bool OpenMPLowering::allParts(Stmt *S, Region &R, Phase &Now,
                              SourceLocation Loc) {
  Statements All{S};
  if (auto *Block = dyn_cast<CompoundStmt>(S))
    All.assign(Block->body_begin(), Block->body_end());
  const std::size_t Declared = Now.Out.size();
  for (std::size_t I = 0; I != All.size(); ++I) {
    const std::size_t Before = Make.changes();
    const Phase Then = Now;
    const Region By = R;
    if (part(All[I], R, Now))
      continue;
    if (MeetsThread && !R.ThreadLocks)
      return false; // There is another try.
    Make.takeBack(Before);
    Now = Then;
    R = By;
    const char *Reason = Why;
    sharedCounter(All[I], R, Now);
    if (!everyThread(R, Now) || Now.Out.size() == Declared)
      return false;
    Stmt *Unknown = Make.call(
        Make.function("omp::not_followed" + std::string(Reason), Loc), {}, Loc);
    Expr *Lambda =
        Make.lambda(R.In, Make.parameter("thread", Ctx.IntTy, R.In, Loc),
                    Make.block(Unknown, SourceRange(Loc, Loc)), {}, Loc);
    Now.Out.push_back(Make.call(Make.function("omp::parallel", Loc),
                                {Make.address(R.Team, Loc),
                                 Make.value(Make.name(R.Threads, Loc)), Lambda},
                                Loc));
    Now.Clean = false;
    if (!barrier(R, Now, Loc))
      return false;
    CompoundStmt *Rest =
        Make.block(llvm::ArrayRef(All).drop_front(I),
                   SourceRange(All[I]->getBeginLoc(), All.back()->getEndLoc()));
    Statements Again;
    if (!redeclare(Rest, R, nullptr, Again))
      return false;
    noteUnknownCalls(Rest, Reason);
    Again.push_back(Rest);
    Now.Out.push_back(Make.block(Again, Rest->getSourceRange()));
    R.Own.After.clear();
    return true;
  }
  return true;
}

Stmt *OpenMPLowering::region(OMPExecutableDirective *D, FunctionDecl *In) {
  const llvm::SaveAndRestore Alone(AloneInTeam, isAlone(D));
  if (AloneInTeam)
    return alone(D, In, nullptr);
  const llvm::SaveAndRestore Met(MeetsThread, false);
  const std::size_t Before = Make.changes();
  Stmt *Region = regionOnce(D, In, /*Hold=*/false);
  if (!MeetsThread)
    return Region;
  // Once more, with locks for what one thread does.
  Make.takeBack(Before);
  return regionOnce(D, In, /*Hold=*/true);
}

Stmt *OpenMPLowering::regionOnce(OMPExecutableDirective *D, FunctionDecl *In,
                                 bool Hold) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  if (meetsOthers(Body))
    return nullptr;
  if (isOpenMPTeamsDirective(D->getDirectiveKind()) && locksInTeams(D))
    return nullptr;
  Phase Now;
  asked(D, Now.Out);
  if (!keepValues(D, In, Now.Out))
    return nullptr;
  const llvm::SaveAndRestore Innermost(Turns, turns(In, Loc, Now.Out));
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E)
    return nullptr;
  Why = "";
  const bool Calls = callsShared(Body);
  Region R = teamOf(In, Body, Calls, Loc);
  R.IsSequential = isSequential(D);
  if (Hold) {
    R.ThreadLocks = lockArray("thread", 1, In, R.Locks, Loc);
    R.RoundLocks = lockArray("round", 1, In, R.Locks, Loc);
    R.Sides = lockArray("sides", 1, In, R.Locks, Loc);
  }
  R.MayHold = true;
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
  if (!Calls)
    R.Threads = Make.variable("threads", Ctx.IntTy, In, Loc, Count);
  R.Own = std::move(*E);
  for (Stmt *Own : R.Own.Before)
    R.Locals.push_back(cast<VarDecl>(cast<DeclStmt>(Own)->getSingleDecl()));

  if (!Calls)
    for (VarDecl *Group : {R.Team, R.Tasks, R.Threads})
      Now.Out.push_back(Make.declare(Group));
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
  } else if (!allParts(Body, R, Now, Loc)) {
    return nullptr;
  }
  for (Stmt *Last : R.Own.After)
    Now.Chunk.push_back(Last);
  if (!barrier(R, Now, Loc))
    return nullptr;
  R.Locks.append(Now.Out);
  return Make.block(R.Locks, D->getSourceRange());
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
  if (sharedCall(S))
    return callShared(S, R, Now);
  if (R.Controls && isa<BreakStmt, ContinueStmt>(S))
    return leave(S, R, Now);
  if (!hasPartsOrCalls(S) && !(R.Controls && leavesLoop(S))) {
    settle(S, R);
    Now.Chunk.push_back(S);
    return true;
  }
  if (auto *D = dyn_cast<OMPExecutableDirective>(S))
    return workshare(D, R, Now);
  if (isa<CompoundStmt>(S))
    return parts(S, R, Now);
  return control(S, R, Now);
}

/// May rounds that one thread of the region has been given run at once, by
/// others that it leads or in its lanes?
static bool runsRoundsAtOnce(const OMPExecutableDirective &D) {
  const Directive Kind = D.getDirectiveKind();
  return isOpenMPParallelDirective(Kind) || isOpenMPSimdDirective(Kind) ||
         isOpenMPGenericLoopDirective(Kind) ||
         D.hasClausesOfKind<OMPOrderClause>();
}

/// Whether the rounds of \p D may change one of \p Locals of the thread that
/// they have not been given for themselves.
static bool changesTogether(OMPExecutableDirective *D,
                            llvm::ArrayRef<VarDecl *> Locals) {
  llvm::SmallPtrSet<const VarDecl *, 8> Own;
  for (OMPClause *C : D->clauses())
    if (isa<OMPPrivateClause, OMPFirstprivateClause, OMPLastprivateClause,
            OMPLinearClause, OMPReductionClause>(C))
      for (Stmt *Named : C->children())
        Own.insert(namedVariable(dyn_cast_or_null<Expr>(Named)));
  if (const auto *Loops = dyn_cast<OMPLoopDirective>(D))
    for (Expr *Counter : Loops->counters())
      Own.insert(namedVariable(Counter));
  return llvm::any_of(Locals, [&](const VarDecl *Local) {
    return !Own.contains(Local) && mayChange(D->getRawStmt(), Local);
  });
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
  if (!readAtStart(D, R, Now) || !everyThread(R, Now))
    return false;
  R.Begin = SourceLocation();
  if (isOpenMPLoopDirective(Kind) && !isTasksOfOne(Kind)) {
    auto *Loops = cast<OMPLoopDirective>(D);
    llvm::SmallVector<VarDecl *, 8> Locals(R.Locals);
    for (const auto &[Original, Init] : R.Own.Copies)
      Locals.push_back(Original);
    if (runsRoundsAtOnce(*D) && changesTogether(D, Locals)) {
      Why = "_together";
      return false;
    }
    const auto *Schedule = clause<OMPScheduleClause>(D);
    const bool Static =
        Schedule && Schedule->getScheduleKind() == OMPC_SCHEDULE_static;
    Runners By;
    if (goesByThread(Loops, &R)) {
      if (!R.ThreadLocks) {
        MeetsThread = true;
        return false; // There is another try.
      }
      By = {Make.parameter("thread", Ctx.IntTy, R.In, Loc), R.Threads,
            R.ThreadLocks, Static ? R.RoundLocks : nullptr};
      R.Numbers.push_back(By.Thread);
    }
    // Rounds of two loops that are shared out alike run on the same threads.
    Why = "_static";
    if (Static ? !divided(Loops, R, Now, By.Thread != nullptr)
               : By.Thread && !numbered(R, Now))
      return false;
    Why = "";
    Statements Again;
    if (!redeclare(D, R, By.Thread, Again))
      return false;
    Stmt *Call = loop(Loops, R.In, &R, By, Again);
    if (!Call)
      return false;
    Now.Out.push_back(Call);
    Now.Clean = false;
  } else if (Kind == llvm::omp::OMPD_single || Kind == llvm::omp::OMPD_master ||
             Kind == llvm::omp::OMPD_masked) {
    std::int64_t Runner = 0;
    if (const auto *Filter = clause<OMPFilterClause>(D)) {
      Expr::EvalResult Result;
      if (!Filter->getThreadID()->EvaluateAsInt(Result, Ctx))
        return false;
      Runner = Result.Val.getInt().getExtValue();
    }
    // One thread runs all of these in turn, and may be asked for by number.
    if (Kind != llvm::omp::OMPD_single &&
        (!numbered(R, Now) || waitsForEarlier(D->getRawStmt(), R, Now)))
      return false;
    std::optional<Environment> E =
        environment(D, D->getRawStmt(), R.In, /*Repeated=*/false);
    if (!E)
      return false;
    Stmt *Code = D->getRawStmt();
    if (Kind != llvm::omp::OMPD_single && R.ThreadLocks)
      Code = onSide(
          "one", R.Sides,
          lockedAt(R.ThreadLocks, {Make.number(Runner, Ctx.IntTy, Loc)}, Code));
    // Its tasks may depend on those of other times.
    const llvm::SaveAndRestore Elsewhere(
        R.MakesMore, Kind != llvm::omp::OMPD_single && R.Makers &&
                         (R.Controls || R.Calls || R.Makers > 1));
    if ((R.MakesMore && Runner) ||
        !one(loweredName(D), Code, *E, R, Now, Loc,
             Waits || Kind != llvm::omp::OMPD_single))
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
  } else if (Kind == llvm::omp::OMPD_scope) {
    // Every thread runs it, with what it has for itself there.
    std::optional<Environment> E =
        environment(D, D->getRawStmt(), R.In, /*Repeated=*/true);
    if (!E || !E->Copies.empty() || hasParts(D->getRawStmt()))
      return false;
    Statements All = E->Before;
    All.push_back(D->getRawStmt());
    All.append(E->After);
    Now.Chunk.push_back(Make.block(All, D->getSourceRange()));
    if (!everyThread(R, Now))
      return false;
  } else if (isTasksOfOne(Kind)) {
    if (clause<OMPNogroupClause>(D) || R.ThreadLocks || !numbered(R, Now) ||
        !one("omp::master", Make.block(D, D->getSourceRange()), {}, R, Now, Loc,
             /*Alone=*/true))
      return false;
    if (!R.IsSequential)
      return true;
  } else {
    return false;
  }
  return !Waits || barrier(R, Now, Loc);
}

bool OpenMPLowering::barrier(Region &R, Phase &Now, SourceLocation Loc) {
  if (!everyThread(R, Now))
    return false;
  R.Joined = true;
  Now.Tasks = false;
  if (Now.Clean && !Now.InLoop)
    return true;
  llvm::SmallVector<VarDecl *, 6> Groups{R.Team, R.Tasks};
  Groups.append(R.AllGroups);
  for (VarDecl *Group : Groups)
    Now.Out.push_back(Make.call(Make.function("omp::barrier", Loc),
                                {Make.address(Group, Loc)}, Loc));
  Now.Clean = true;
  Now.Numbered = Now.InLoop = false;
  Now.Unlocked = false;
  Now.Static.clear();
  return true;
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
  if (waitsForEarlier(Code, R, Now))
    return false;
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
  if (Held) {
    Why = "_lock";
    return false;
  }
  putNumber(Make, Code, Thread,
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
  if (Numbered && !numbered(R, Now))
    return false;
  R.Numbers.push_back(Thread);
  Stmt *Part = Code;
  if (Numbered && R.ThreadLocks)
    Part = onSide(
        "one", R.Sides,
        lockedAt(R.ThreadLocks, {Make.value(Make.name(Thread, Loc))}, Code));
  keepCounters(Part, R, E);
  R.Everyone = Thread;
  Expr *Lambda = code(E, Part, Thread, R.In, &R, Loc);
  R.Everyone = nullptr;
  Now.Out.push_back(Make.call(Make.function("omp::parallel", Loc),
                              {Make.address(R.Team, Loc),
                               Make.value(Make.name(R.Threads, Loc)), Lambda},
                              Loc));
  Now.Clean = false;
  return true;
}

/// Starts code that one thread runs.
bool OpenMPLowering::one(llvm::StringRef Name, Stmt *Code, Environment E,
                         Region &R, Phase &Now, SourceLocation Loc,
                         bool Alone) {
  if (auto *Section = dyn_cast<OMPSectionDirective>(Code))
    Code = Section->getAssociatedStmt();
  if (auto *Captured = dyn_cast_or_null<CapturedStmt>(Code))
    Code = Captured->getCapturedStmt();
  countAlone(Code, R);
  Statements Before;
  if (!redeclare(Code, R, nullptr, Before))
    return false;
  E.Copies.append(R.Own.Copies);
  keepCounters(Code, R, E);
  // In a loop, the next round may be another thread's beside this one.
  if (!R.Controls || Alone)
    R.OneThread = R.MakesMore ? R.Start : Loc;
  orderTasks(Code, R);
  Expr *Lambda = code(E, Code, {}, R.In, &R, Loc, Before);
  R.OneThread = SourceLocation();
  R.Tested = false;
  Now.Out.push_back(Make.call(Make.function(Name, Loc),
                              {Make.address(R.Team, Loc), Lambda}, Loc));
  Now.Clean = false;
  return true;
}

} // namespace aether::analysis
