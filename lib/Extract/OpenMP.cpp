//===- OpenMP.cpp - Directives as calls that run lambdas ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the directives and says what becomes of each.
// Whatever runs in parallel and is not lowered here becomes a call that nothing
// is known of: no directive is passed over in silence.
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

#include <algorithm>

using namespace clang;
using llvm::omp::Directive;

namespace aether::analysis {

std::string loweredName(const OMPExecutableDirective *D) {
  std::string Name =
      ("omp::" + llvm::omp::getOpenMPDirectiveName(D->getDirectiveKind()))
          .str();
  std::replace(Name.begin(), Name.end(), ' ', '_');
  return Name;
}

/// Whether the threads of the region around share out the rounds of \p D, a
/// `loop` (OpenMP 5.2, 11.7).
static bool sharesOut(const OMPExecutableDirective *D) {
  if (D->getDirectiveKind() != llvm::omp::OMPD_loop)
    return false;
  const auto *Bind =
      clause<OMPBindClause>(const_cast<OMPExecutableDirective *>(D));
  return !Bind || Bind->getBindKind() != OMPC_BIND_thread;
}

bool isTasksOfOne(Directive Kind) {
  return Kind == llvm::omp::OMPD_master_taskloop ||
         Kind == llvm::omp::OMPD_master_taskloop_simd ||
         Kind == llvm::omp::OMPD_masked_taskloop ||
         Kind == llvm::omp::OMPD_masked_taskloop_simd;
}

bool hasParts(Stmt *S) {
  bool Found = false;
  forEachStmt(S, [&](Stmt *Inner) {
    if (isa<LambdaExpr>(Inner))
      return false;
    const auto *D = dyn_cast<OMPExecutableDirective>(Inner);
    if (!D)
      return true;
    const Directive Kind = D->getDirectiveKind();
    if (isOpenMPTeamsDirective(Kind) ||
        (isOpenMPParallelDirective(Kind) && !isOpenMPDistributeDirective(Kind)))
      return false;
    Found |= isOpenMPWorksharingDirective(Kind) ||
             isOpenMPDistributeDirective(Kind) ||
             Kind == llvm::omp::OMPD_barrier || sharesOut(D) ||
             Kind == llvm::omp::OMPD_master || Kind == llvm::omp::OMPD_masked ||
             Kind == llvm::omp::OMPD_scope || isTasksOfOne(Kind);
    return true;
  });
  return Found;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

namespace {
/// The functions of the user that have directives in them.
class Finder : public DynamicRecursiveASTVisitor {
public:
  explicit Finder(const SourceManager &SM) : SM(SM) {
    ShouldVisitTemplateInstantiations = true;
  }
  llvm::SmallVector<FunctionDecl *, 8> Functions;
  llvm::SmallVector<FunctionDecl *, 32> All;  ///< that have a body
  llvm::SmallPtrSet<DeclRefExpr *, 32> Names; ///< of functions
  llvm::SmallVector<OMPAtomicDirective *, 8> Atomics;
  bool Flushes = false;

  bool TraverseDecl(Decl *D) override {
    if (!D || (D->getLocation().isValid() &&
               SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()))))
      return true;
    FunctionDecl *Outer = Current;
    if (auto *FD = dyn_cast<FunctionDecl>(D)) {
      Current = FD->isDependentContext() ? nullptr : FD;
      if (Current && FD->doesThisDeclarationHaveABody())
        All.push_back(FD);
    }
    const bool Result = DynamicRecursiveASTVisitor::TraverseDecl(D);
    Current = Outer;
    return Result;
  }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    CXXMethodDecl *Operator = E->getCallOperator();
    if (!Current) // in the initialiser of a variable
      Functions.push_back(Operator);
    if (auto *Template = Operator->getDescribedFunctionTemplate())
      for (FunctionDecl *Instance : Template->specializations())
        Functions.push_back(Instance);
    return true;
  }
  bool VisitStmt(Stmt *S) override {
    if (auto *Name = dyn_cast<DeclRefExpr>(S);
        Name && isa<FunctionDecl>(Name->getDecl()))
      Names.insert(Name);
    if (auto *Atomic = dyn_cast<OMPAtomicDirective>(S);
        Atomic && !Atomic->getX()->isTypeDependent())
      Atomics.push_back(Atomic);
    Flushes |= isa<OMPFlushDirective>(S);
    if (isa<OMPExecutableDirective>(S) && Current &&
        (Functions.empty() || Functions.back() != Current))
      Functions.push_back(Current);
    return true;
  }

private:
  const SourceManager &SM;
  FunctionDecl *Current = nullptr;
};
} // namespace

OpenMPLowering::OpenMPLowering(ASTContext &Ctx) : Make(Ctx), Ctx(Ctx) {
  if (!Ctx.getLangOpts().OpenMP)
    return;
  Finder Find(Ctx.getSourceManager());
  for (Decl *D : Ctx.getTranslationUnitDecl()->decls())
    if (const auto *RD = dyn_cast<CXXRecordDecl>(D); !RD || !RD->isLambda())
      Find.TraverseDecl(D);
  if (Find.Functions.empty())
    return;
  Ordered = areOrdered(Find.Atomics);
  HasFlushes = Find.Flushes;
  findShared(Find.All);
  do {
    dropOthers(Find.All, Find.Names);
    llvm::SmallPtrSet<FunctionDecl *, 8> Seen;
    for (auto &[FD, Info] : SharedFunctions) {
      lowerShared(FD);
      if (Info.Lowered)
        Seen.insert(FD);
    }
    for (FunctionDecl *FD : Find.Functions)
      if (Seen.insert(FD).second)
        lowerFunction(FD);
  } while (forgetUnknownCalls());
}

/// Does \p Code start tasks that others than its thread may run or end?
static bool startsElsewhere(Stmt *Code) {
  bool Found = false;
  forEachStmt(Code, [&](Stmt *S) {
    auto *D = dyn_cast<OMPExecutableDirective>(S);
    Found |= D && (clause<OMPDetachClause>(D) ||
                   (makesTask(D) && !isa<OMPTaskDirective>(D)));
    return !Found;
  });
  return Found;
}

bool OpenMPLowering::isAlone(OMPExecutableDirective *D) {
  return isSequential(D) && !callsShared(D->getRawStmt()) &&
         !startsElsewhere(D->getRawStmt());
}

void OpenMPLowering::lowerFunction(FunctionDecl *FD) {
  Stmt *Body = FD->getBody();
  if (!Body)
    return;
  if (FD->isDependentContext())
    return;
  FunctionTasks = nullptr;
  OuterTasks.clear();
  Turns = nullptr;
  Function = FD;
  findAssigned(Body);
  AloneInTeam = FD->isMain() && !startsElsewhere(Body);
  lowerIn(Body, FD, nullptr);
  AloneInTeam = false;
  auto *Block = dyn_cast<CompoundStmt>(Body);
  if (!FunctionTasks || !Block)
    return;
  Statements All = {Make.declare(FunctionTasks)};
  All.append(Block->body_begin(), Block->body_end());
  Make.setBody(FD, Make.block(All, Body->getSourceRange()));
}

bool asks(Stmt *S, llvm::StringRef Name) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->getIdentifier() && Callee->getName() == Name &&
         Callee->getDeclContext()->getRedeclContext()->isTranslationUnit();
}

void OpenMPLowering::lowerIn(Stmt *Parent, FunctionDecl *In, Region *Around) {
  for (Stmt *&Child : Parent->children()) {
    if (!Child)
      continue;
    if (auto *Lambda = dyn_cast<LambdaExpr>(Child)) {
      const llvm::SaveAndRestore Elsewhere(AloneInTeam, false);
      if (!Lambda->isGenericLambda())
        lowerIn(Lambda->getBody(), Lambda->getCallOperator(), nullptr);
      continue;
    }
    if (auto *D = dyn_cast<OMPExecutableDirective>(Child)) {
      const std::size_t Before = Make.changes();
      Why = "";
      Stmt *By = lower(D, In, Around);
      if (!By) {
        Make.takeBack(Before);
        By = notFollowed(D, In, Around);
      }
      Make.replace(Child, By);
      continue;
    }
    if (Around && asks(Child, "omp_get_num_threads")) {
      Make.replace(
          Child, Make.value(Make.name(Around->Threads, Child->getBeginLoc())));
      continue;
    }
    lowerIn(Child, In, Around);
  }
}

/// Does a thread that has no others in its team run \p D as it stands?
static bool runsAlone(const OMPExecutableDirective &D) {
  switch (D.getDirectiveKind()) {
  case llvm::omp::OMPD_task:
    return !D.hasClausesOfKind<OMPDetachClause>();
  case llvm::omp::OMPD_taskwait:
  case llvm::omp::OMPD_taskgroup:
  case llvm::omp::OMPD_taskloop:
  case llvm::omp::OMPD_for:
  case llvm::omp::OMPD_ordered:
  case llvm::omp::OMPD_sections:
  case llvm::omp::OMPD_section:
  case llvm::omp::OMPD_single:
  case llvm::omp::OMPD_master:
  case llvm::omp::OMPD_masked:
  case llvm::omp::OMPD_scope:
  case llvm::omp::OMPD_barrier:
    return true;
  default:
    return false;
  }
}

Stmt *OpenMPLowering::lower(OMPExecutableDirective *D, FunctionDecl *In,
                            Region *Around) {
  const Directive Kind = D->getDirectiveKind();
  // What is said of code that is run as it stands, or in another order by one
  // thread.
  if (isAssumption(Kind) || Kind == llvm::omp::OMPD_tile ||
      Kind == llvm::omp::OMPD_unroll || Kind == llvm::omp::OMPD_reverse ||
      Kind == llvm::omp::OMPD_interchange) {
    Stmt *Code = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Code, In, Around);
    return Code;
  }
  if (AloneInTeam && runsAlone(*D))
    return D->hasAssociatedStmt() ? alone(D, In, Around)
                                  : Make.block({}, D->getSourceRange());
  switch (Kind) {
  case llvm::omp::OMPD_parallel:
  case llvm::omp::OMPD_parallel_sections:
  case llvm::omp::OMPD_parallel_master:
  case llvm::omp::OMPD_parallel_masked:
  case llvm::omp::OMPD_teams:
  case llvm::omp::OMPD_target_parallel:
  case llvm::omp::OMPD_target_teams:
    return region(D, In);
  case llvm::omp::OMPD_critical: {
    const auto *Critical = cast<OMPCriticalDirective>(D);
    Stmt *Code = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Code, In, Around);
    return locked("omp critical " + Critical->getDirectiveName().getAsString(),
                  Code);
  }
  case llvm::omp::OMPD_ordered: {
    Why = "_ordered";
    if (!D->hasAssociatedStmt() || D->getNumClauses() || !Turns)
      return nullptr;
    Stmt *Code = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Code, In, Around);
    return locked(Turns, Code);
  }
  case llvm::omp::OMPD_atomic:
    return atomic(cast<OMPAtomicDirective>(D), In);
  case llvm::omp::OMPD_task:
    return task(D, In, Around);
  case llvm::omp::OMPD_taskwait:
    if (InTask)
      return nullptr; // Of the children of this task alone.
    if (D->getNumClauses())
      return waitForSome(D, Around);
    return taskwait(In, Around, D->getBeginLoc());
  case llvm::omp::OMPD_taskgroup:
    Why = "_clause";
    return llvm::all_of(D->clauses(),
                        [](const OMPClause *C) {
                          return isa<OMPTaskReductionClause>(C);
                        })
               ? taskgroup(D, In, Around)
               : nullptr;
  case llvm::omp::OMPD_target:
    if (clause<OMPNowaitClause>(D))
      return task(D, In, Around);
    return clause<OMPDependClause>(D) ? nullptr : alone(D, In, Around);
  case llvm::omp::OMPD_target_data: {
    if (clause<OMPNowaitClause>(D))
      return nullptr;
    Stmt *Block = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Block, In, Around);
    return Block;
  }
  // Without effect on who may run beside whom; regions with flushes that may
  // order something are not lowered at all.
  case llvm::omp::OMPD_scan:
  case llvm::omp::OMPD_taskyield:
  case llvm::omp::OMPD_flush:
  case llvm::omp::OMPD_cancel:
  case llvm::omp::OMPD_cancellation_point:
  case llvm::omp::OMPD_target_update:
  case llvm::omp::OMPD_target_enter_data:
  case llvm::omp::OMPD_target_exit_data:
    return Make.block({}, D->getSourceRange());
  default:
    break;
  }
  if (Kind == llvm::omp::OMPD_taskloop && clause<OMPNogroupClause>(D)) {
    if (InTask)
      return nullptr; // Its parent does not wait for it.
    LoopTasks = Around ? Around->Tasks : FunctionTasks;
    if (!LoopTasks)
      LoopTasks = FunctionTasks =
          Make.variable("omp tasks", Ctx.IntTy, In, D->getBeginLoc());
  }
  // Loops with a team of their own, or of one thread whose lanes interleave.
  if (isOpenMPLoopDirective(Kind) &&
      (isOpenMPParallelDirective(Kind) || Kind == llvm::omp::OMPD_taskloop ||
       (Kind == llvm::omp::OMPD_taskloop_simd &&
        !clause<OMPNogroupClause>(D)) ||
       (isTasksOfOne(Kind) && Around && Around->OneThread.isValid()) ||
       Kind == llvm::omp::OMPD_simd ||
       (Kind == llvm::omp::OMPD_loop && !sharesOut(D)) ||
       isOpenMPTargetExecutionDirective(Kind) || isOpenMPTeamsDirective(Kind)))
    return loop(cast<OMPLoopDirective>(D), In, nullptr, {});
  if (hasParts(D))
    Why = "_called";
  return nullptr;
}

/// Code that the thread which meets the directive runs by itself.
Stmt *OpenMPLowering::alone(OMPExecutableDirective *D, FunctionDecl *In,
                            Region *Around) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  const llvm::SaveAndRestore<VarDecl *> Nobody(Turns, nullptr);
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E)
    return nullptr;
  return Make.call(Make.function("omp::alone", Loc),
                   {code(*E, Body, {}, In, Around, Loc)}, Loc);
}

/// A flush orders nothing without.
bool mayBeAtomic(const Stmt *S) {
  if (isa<AtomicExpr, AsmStmt, OMPAtomicDirective>(S))
    return true;
  const auto *E = dyn_cast<Expr>(S);
  if (!E || E->getType().isNull())
    return false;
  if (const auto *Name = dyn_cast<DeclRefExpr>(E))
    if (const auto *FD = dyn_cast<FunctionDecl>(Name->getDecl()))
      return FD->getIdentifier() && (FD->getName().starts_with("__sync_") ||
                                     FD->getName().starts_with("atomic_"));
  const auto *RD = E->getType()->getAsCXXRecordDecl();
  return E->getType()->isAtomicType() || E->getType().isVolatileQualified() ||
         (RD && RD->isInStdNamespace() && RD->getIdentifier() &&
          RD->getName().starts_with("atomic"));
}

/// Whether \p S calls functions that meet the other threads of a region, or
/// synchronises by flushes. Functions may call each other in circles, so none
/// of them is known to be harmless before all of them have been looked at.
bool OpenMPLowering::meetsOthers(Stmt *S) {
  bool Found = false, Flushes = false, Atomics = false;
  llvm::SmallPtrSet<const FunctionDecl *, 8> Called;
  llvm::SmallVector<Stmt *, 8> Work{S};
  bool InCallee = false;
  auto Look = [&](Stmt *Inner) {
    Atomics |= mayBeAtomic(Inner);
    if (auto *D = dyn_cast<OMPExecutableDirective>(Inner)) {
      Flushes |= D->getDirectiveKind() == llvm::omp::OMPD_flush;
      if ((!Ordered &&
           (clause<OMPAcquireClause>(D) || clause<OMPReleaseClause>(D) ||
            clause<OMPAcqRelClause>(D) || clause<OMPSeqCstClause>(D)))) {
        Found = true;
        Why = "_flush";
      }
      return !Found;
    }
    const auto *Call = dyn_cast<CallExpr>(Inner);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    const FunctionDecl *Def = nullptr;
    if (InCallee && Call && sharedCall(Inner)) {
      // By way of a function that is not taken apart itself.
      Found = true;
      Why = "_call";
    } else if (Callee && Callee->hasBody(Def) &&
               !Ctx.getSourceManager().isInSystemHeader(Def->getLocation()) &&
               !MeetsNobody.contains(Def) && !sharedCall(Inner) &&
               Called.insert(Def).second) {
      if (hasParts(Def->getBody())) {
        Found = true;
        Why = "_call";
      }
      Work.push_back(Def->getBody());
    }
    return true;
  };
  for (; !Work.empty() && !Found; InCallee = true)
    forEachStmt(Work.pop_back_val(), Look);
  if (!Found && Flushes && Atomics) {
    Found = true;
    Why = "_flush";
  }
  if (!Found && !(HasFlushes && (Flushes || Atomics)))
    MeetsNobody.insert(Called.begin(), Called.end());
  return Found;
}

/// Which variables a directive has for itself, and what keeps it from running
/// at once in several threads, is not known from here, or to there.
Expr *OpenMPLowering::doubt(llvm::StringRef Does, SourceLocation Loc) {
  return Make.call(Make.function(Does, Loc),
                   Make.address(Make.global("omp not followed", Loc), Loc),
                   Loc);
}

/// Something runs in parallel, but how is not followed. The directive stays as
/// well: what its code does is done by then, if it is no task, which may be
/// waited for at any time.
Stmt *OpenMPLowering::notFollowed(OMPExecutableDirective *D, FunctionDecl *In,
                                  Region *Around) {
  const SourceLocation Loc = D->getBeginLoc();
  noteUnknownCalls(D, Why);
  Stmt *Nobody = Make.call(
      Make.function("omp::not_followed" + std::string(Why), Loc), {}, Loc);
  Expr *Lambda =
      Make.lambda(In, {}, Make.block(Nobody, D->getSourceRange()), {}, Loc);
  const bool Stays =
      isOpenMPTaskingDirective(D->getDirectiveKind()) && !isSequential(D);
  Stmt *Itself = D;
  if (Stays && Around && Around->Chains && Around->OneThread.isValid() &&
      clause<OMPDependClause>(D))
    Itself = perhapsInOrder(D, D, *Around);
  return Make.block(
      {Make.call(Make.function(Stays ? "omp::task" : "omp::directive", Loc),
                 Lambda, Loc),
       doubt("omp::doubt", Loc), Itself, doubt("omp::end_doubt", Loc)},
      D->getSourceRange());
}

/// A lambda of \p Body with what \p E has for it.
Expr *OpenMPLowering::code(Environment &E, Stmt *Body,
                           llvm::ArrayRef<ParmVarDecl *> Parameters,
                           FunctionDecl *In, Region *Around, SourceLocation Loc,
                           Statements Before) {
  Statements All = std::move(Before);
  All.append(E.Before);
  All.push_back(Body);
  All.append(E.After);
  CompoundStmt *Block =
      Make.block(All, SourceRange(Body->getBeginLoc(), Body->getEndLoc()));
  lowerIn(Block, In, Around);
  countRounds(Block, In, directUses(Block));
  return Make.lambda(In, Parameters, Block, E.Copies, Loc);
}

} // namespace aether::analysis
