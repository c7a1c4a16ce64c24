//===- OpenMP.cpp - Directives as calls that run lambdas ------------------===//
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

/// Whether \p S has directives that all threads of a region have to meet, those
/// of regions inside it left out.
static bool hasParts(Stmt *S) {
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
             Kind == llvm::omp::OMPD_barrier ||
             Kind == llvm::omp::OMPD_master || Kind == llvm::omp::OMPD_masked;
    return true;
  });
  return Found;
}

template <class Clause> static const Clause *clause(OMPExecutableDirective *D) {
  for (const OMPClause *C : D->clauses())
    if (const auto *Found = dyn_cast<Clause>(C))
      return Found;
  return nullptr;
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

  bool TraverseDecl(Decl *D) override {
    if (!D || (D->getLocation().isValid() &&
               SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()))))
      return true;
    FunctionDecl *Outer = Current;
    if (auto *FD = dyn_cast<FunctionDecl>(D))
      Current = FD->isDependentContext() ? nullptr : FD;
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
  llvm::SmallPtrSet<FunctionDecl *, 8> Seen;
  for (FunctionDecl *FD : Find.Functions)
    if (Seen.insert(FD).second)
      lowerFunction(FD);
}

void OpenMPLowering::lowerFunction(FunctionDecl *FD) {
  Stmt *Body = FD->getBody();
  if (!Body)
    return;
  if (FD->isDependentContext())
    return;
  FunctionTasks = nullptr;
  Function = FD;
  lowerIn(Body, FD, nullptr);
  auto *Block = dyn_cast<CompoundStmt>(Body);
  if (!FunctionTasks || !Block)
    return;
  Statements All = {Make.declare(FunctionTasks)};
  All.append(Block->body_begin(), Block->body_end());
  Make.setBody(FD, Make.block(All, Body->getSourceRange()));
}

/// Whether \p S calls the run-time function \p Name.
static bool asks(Stmt *S, llvm::StringRef Name) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->getIdentifier() && Callee->getName() == Name;
}

void OpenMPLowering::lowerIn(Stmt *Parent, FunctionDecl *In, Region *Around) {
  for (Stmt *&Child : Parent->children()) {
    if (!Child)
      continue;
    if (auto *Lambda = dyn_cast<LambdaExpr>(Child)) {
      if (!Lambda->isGenericLambda())
        lowerIn(Lambda->getBody(), Lambda->getCallOperator(), nullptr);
      continue;
    }
    if (auto *D = dyn_cast<OMPExecutableDirective>(Child)) {
      const std::size_t Before = Make.changes();
      Stmt *By = lower(D, In, Around);
      if (!By) {
        Make.takeBack(Before);
        By = notFollowed(D, In);
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

Stmt *OpenMPLowering::lower(OMPExecutableDirective *D, FunctionDecl *In,
                            Region *Around) {
  const Directive Kind = D->getDirectiveKind();
  switch (Kind) {
  case llvm::omp::OMPD_parallel:
  case llvm::omp::OMPD_parallel_sections:
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
    if (!D->hasAssociatedStmt() || D->getNumClauses())
      return nullptr;
    Stmt *Code = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Code, In, Around);
    return locked(
        "omp ordered " + std::to_string(InnermostLoop.getRawEncoding()), Code);
  }
  case llvm::omp::OMPD_atomic:
    return atomic(cast<OMPAtomicDirective>(D), In);
  case llvm::omp::OMPD_task:
    return task(D, In, Around);
  case llvm::omp::OMPD_taskwait:
    if (D->getNumClauses())
      return nullptr;
    if (InTask)
      return nullptr; // Of the children of this task alone.
    if (!Around && !FunctionTasks)
      FunctionTasks = Make.variable("tasks", Ctx.IntTy, In, D->getBeginLoc());
    return Make.call(Make.function("omp::taskwait", D->getBeginLoc()),
                     {Make.address(Around ? Around->Tasks : FunctionTasks,
                                   D->getBeginLoc())},
                     D->getBeginLoc());
  case llvm::omp::OMPD_target:
    return clause<OMPNowaitClause>(D) ? nullptr : alone(D, In, Around);
  case llvm::omp::OMPD_target_data: {
    if (clause<OMPNowaitClause>(D))
      return nullptr;
    Stmt *Block = Make.block(D->getRawStmt(), D->getSourceRange());
    lowerIn(Block, In, Around);
    return Block;
  }
  // Without effect on who may run beside whom; regions with flushes are not
  // lowered at all.
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
  // Loops with a team of their own, or of one thread whose lanes interleave.
  if (isOpenMPLoopDirective(Kind) &&
      (isOpenMPParallelDirective(Kind) || Kind == llvm::omp::OMPD_taskloop ||
       Kind == llvm::omp::OMPD_simd || isOpenMPTargetExecutionDirective(Kind) ||
       isOpenMPTeamsDirective(Kind)))
    return loop(cast<OMPLoopDirective>(D), In, nullptr);
  return nullptr;
}

/// Code that the thread which meets the directive runs by itself.
Stmt *OpenMPLowering::alone(OMPExecutableDirective *D, FunctionDecl *In,
                            Region *Around) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E)
    return nullptr;
  return Make.call(Make.function("omp::alone", Loc),
                   {code(*E, Body, {}, In, Around, Loc)}, Loc);
}

/// Whether \p S calls functions that meet the other threads of a region, or
/// synchronises by flushes.
bool OpenMPLowering::meetsOthers(Stmt *S) {
  bool Found = false;
  forEachStmt(S, [&](Stmt *Inner) {
    if (auto *D = dyn_cast<OMPExecutableDirective>(Inner)) {
      Found |= D->getDirectiveKind() == llvm::omp::OMPD_flush ||
               clause<OMPAcquireClause>(D) || clause<OMPReleaseClause>(D) ||
               clause<OMPAcqRelClause>(D) || clause<OMPSeqCstClause>(D);
      return true;
    }
    const auto *Call = dyn_cast<CallExpr>(Inner);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    const FunctionDecl *Def = nullptr;
    if (!Callee || !Callee->hasBody(Def) ||
        Ctx.getSourceManager().isInSystemHeader(Def->getLocation()))
      return true;
    auto [It, New] = Meets.try_emplace(Def, false);
    if (New) {
      const bool Does = hasParts(Def->getBody()) || meetsOthers(Def->getBody());
      Meets[Def] = Does;
      Found |= Does;
    } else {
      Found |= It->second;
    }
    return true;
  });
  return Found;
}

/// Something runs in parallel, but how is not followed. The directive stays as
/// well: what its code does is done by then.
Stmt *OpenMPLowering::notFollowed(OMPExecutableDirective *D, FunctionDecl *In) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Nobody = Make.call(Make.function("omp::not_followed", Loc), {}, Loc);
  Expr *Lambda =
      Make.lambda(In, {}, Make.block(Nobody, D->getSourceRange()), {}, Loc);
  return Make.block(
      {Make.call(Make.function("omp::directive", Loc), Lambda, Loc), D},
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
  return Make.lambda(In, Parameters, Block, E.Copies, Loc);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

Stmt *OpenMPLowering::region(OMPExecutableDirective *D, FunctionDecl *In) {
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  if (meetsOthers(Body))
    return nullptr;
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
    return true;
  });
  // One task may order two others that have no variable in common.
  forEachStmt(Body, [&](Stmt *S) {
    unsigned On = 0;
    if (isa<OMPTaskDirective>(S))
      for (const OMPClause *C : cast<OMPTaskDirective>(S)->clauses())
        if (const auto *Depend = dyn_cast<OMPDependClause>(C))
          On += Depend->varlist_size();
    R.Chains |= On > 1;
    return true;
  });
  R.Begin = Loc;
  for (Stmt *Own : R.Own.Before)
    R.Locals.push_back(cast<VarDecl>(cast<DeclStmt>(Own)->getSingleDecl()));

  Phase Now;
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
  } else if (!parts(Body, R, Now)) {
    return nullptr;
  }
  for (Stmt *Last : R.Own.After)
    Now.Chunk.push_back(Last);
  if (!barrier(R, Now, Loc))
    return nullptr;
  return Make.block(Now.Out, D->getSourceRange());
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

/// Declares variables from what nobody changes in region \p R.
bool OpenMPLowering::onlyDeclares(Stmt *S, const Region &R) {
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
                           !(Used && R.Changing.contains(Used) &&
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
      Private |=
          Name && VD != Counter &&
          (!VD || R.Changing.contains(VD) || llvm::is_contained(R.Locals, VD));
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
  Stmt *Inner = nullptr;
  if (auto *For = dyn_cast<ForStmt>(S)) {
    if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
        Decls && Decls->isSingleDecl())
      Counter = dyn_cast<VarDecl>(Decls->getSingleDecl());
    Look(For->getInit());
    Look(For->getCond());
    Look(For->getInc());
    Inner = For->getBody();
  } else if (auto *While = dyn_cast<WhileStmt>(S)) {
    Look(While->getCond());
    Inner = While->getBody();
  } else if (auto *Do = dyn_cast<DoStmt>(S)) {
    Look(Do->getCond());
    Inner = Do->getBody();
  } else {
    return false;
  }
  if (Private)
    return false;
  for (Stmt *&Child : S->children())
    if (Child == Inner && !Lowered(Child))
      return false;
  Now.Out.push_back(S);
  return true;
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
    Held += asks(S, "omp_set_lock") || asks(S, "omp_set_nest_lock");
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
      if (Init && (Changes || !isPure(Init) || Names(R.Changing) ||
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

//===----------------------------------------------------------------------===//
// Tasks and locks
//===----------------------------------------------------------------------===//

Stmt *OpenMPLowering::task(OMPExecutableDirective *D, FunctionDecl *In,
                           Region *Around) {
  if (InTask)
    return nullptr; // Its parent does not wait for it.
  if (isSequential(D))
    return alone(D, In, Around);
  const SourceLocation Loc = D->getBeginLoc();
  Stmt *Body = D->getRawStmt();
  std::optional<Environment> E = environment(D, Body, In, /*Repeated=*/false);
  if (!E || !dependences(D, Around, Body))
    return nullptr;
  VarDecl *Group = Around ? Around->Tasks : FunctionTasks;
  if (!Group)
    Group = FunctionTasks = Make.variable("tasks", Ctx.IntTy, In, Loc);
  InTask = true;
  Expr *Lambda = code(*E, Body, {}, In, Around, Loc);
  InTask = false;
  return Make.call(Make.function("omp::task", Loc),
                   {Make.address(Group, Loc), Lambda}, Loc);
}

/// Tasks that one thread makes and that depend on one another through a
/// variable run one after the other: as if they held a lock, shared by those
/// that only read. (OpenMP 5.2, 15.9.5)
bool OpenMPLowering::dependences(OMPExecutableDirective *D, Region *Around,
                                 Stmt *&Body) {
  for (OMPClause *C : D->clauses()) {
    auto *Depend = dyn_cast<OMPDependClause>(C);
    if (!Depend)
      continue;
    const bool Reads = Depend->getDependencyKind() == OMPC_DEPEND_in;
    const bool Writes = Depend->getDependencyKind() == OMPC_DEPEND_out ||
                        Depend->getDependencyKind() == OMPC_DEPEND_inout;
    if (!Around || Around->OneThread.isInvalid() || Around->Chains ||
        Depend->getModifier() || (!Reads && !Writes))
      return false;
    for (Expr *E : variablesOf(Depend)) {
      const VarDecl *On = namedVariable(E);
      if (!On || On->getType()->isReferenceType())
        return false;
      const SourceLocation Loc = D->getBeginLoc();
      VarDecl *Lock =
          Make.global("omp depend " + On->getNameAsString() + " " +
                          std::to_string(On->getLocation().getRawEncoding()),
                      Loc);
      Expr *Address = Make.address(Lock, Loc);
      Body = Make.block(
          {Make.call(
               Make.function(Reads ? "omp::lock_shared" : "omp::lock", Loc),
               Address, Loc),
           Body,
           Make.call(Make.function("omp::unlock", Loc), Make.address(Lock, Loc),
                     Loc)},
          D->getSourceRange());
    }
  }
  return true;
}

Stmt *OpenMPLowering::locked(llvm::StringRef Name, Stmt *S) {
  const SourceLocation Loc = S->getBeginLoc();
  VarDecl *Lock = Make.global(Name, Loc);
  Statements All = {Make.call(Make.function("omp::lock", Loc),
                              {Make.address(Lock, Loc)}, Loc),
                    S,
                    Make.call(Make.function("omp::unlock", S->getEndLoc()),
                              {Make.address(Lock, Loc)}, S->getEndLoc())};
  return Make.block(All, S->getSourceRange());
}

static bool sameExpr(Expr *A, Expr *B, const ASTContext &Ctx) {
  llvm::FoldingSetNodeID IdA, IdB;
  A->IgnoreParenImpCasts()->Profile(IdA, Ctx, /*Canonical=*/true);
  B->IgnoreParenImpCasts()->Profile(IdB, Ctx, /*Canonical=*/true);
  return IdA == IdB;
}

/// As if there were one lock for all atomic operations. What is computed before
/// and what is set from the result are not part of it (OpenMP 5.2, 15.8.4).
Stmt *OpenMPLowering::atomic(OMPAtomicDirective *D, FunctionDecl *In) {
  Stmt *Code = D->getRawStmt();
  const bool Reads = clause<OMPReadClause>(D) || clause<OMPCaptureClause>(D);
  auto *Op = dyn_cast<BinaryOperator>(Code);
  if (!Op || !Op->isAssignmentOp()) {
    // A result is given to what other threads do not see, or nobody knows.
    const VarDecl *To = Reads ? namedVariable(D->getV()) : nullptr;
    if (Reads && (!To || !isa<CapturedDecl>(To->getDeclContext())))
      return nullptr;
    return locked("omp atomic", Code);
  }
  const SourceLocation Loc = Op->getRHS()->getExprLoc();
  auto Temporary = [&](Expr *Init, QualType Type) {
    return Make.variable("value", Type.getUnqualifiedType(), In, Loc, Init);
  };
  if (Reads) {
    VarDecl *Value = Temporary(nullptr, Op->getRHS()->getType());
    Stmt *Take = BinaryOperator::Create(
        Ctx, Make.name(Value, Loc), Op->getRHS(), BO_Assign, Value->getType(),
        VK_LValue, OK_Ordinary, Loc, FPOptionsOverride());
    Stmt *First = locked("omp atomic", Take);
    Make.setRHS(Op, Make.value(Make.name(Value, Loc)));
    return Make.block({Make.declare(Value), First, Op}, D->getSourceRange());
  }
  // x = x + e computes e first.
  BinaryOperator *Holder = Op;
  bool Left = false;
  if (Op->getOpcode() == BO_Assign && !clause<OMPWriteClause>(D)) {
    Holder = dyn_cast<BinaryOperator>(Op->getRHS()->IgnoreParenImpCasts());
    if (!Holder)
      return nullptr;
    Left = !sameExpr(Holder->getLHS(), Op->getLHS(), Ctx);
    if (Left && !sameExpr(Holder->getRHS(), Op->getLHS(), Ctx))
      return nullptr;
  }
  Expr *Given = Left ? Holder->getLHS() : Holder->getRHS();
  if (!Given->getType()->isScalarType())
    return nullptr;
  if (isa<IntegerLiteral, FloatingLiteral>(Given->IgnoreParenImpCasts()))
    return locked("omp atomic", Code);
  VarDecl *Value = Temporary(Given, Given->getType());
  if (Left)
    Make.setLHS(Holder, Make.value(Make.name(Value, Loc)));
  else
    Make.setRHS(Holder, Make.value(Make.name(Value, Loc)));
  return Make.block({Make.declare(Value), locked("omp atomic", Op)},
                    D->getSourceRange());
}

} // namespace aether::analysis
