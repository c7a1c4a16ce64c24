//===- OpenMPLoops.cpp - Loops whose rounds are shared out ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each round of the loops is a task, numbered by the variables of the loops. A
// thread runs several of them, one after the other; which ones is not followed.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace aether::analysis {

static Stmt *onlyStatement(Stmt *S) {
  while (true) {
    if (auto *Block = dyn_cast<CompoundStmt>(S); Block && Block->size() == 1)
      S = Block->body_front();
    else if (auto *Attributed = dyn_cast<AttributedStmt>(S))
      S = Attributed->getSubStmt();
    else if (auto *Canonical = dyn_cast<OMPCanonicalLoop>(S))
      S = Canonical->getLoopStmt();
    else
      return S;
  }
}

std::optional<OpenMPLowering::Comparison> OpenMPLowering::comparison(Expr *E) {
  E = E ? E->IgnoreImplicit()->IgnoreParenImpCasts() : nullptr;
  if (auto *Rewritten = dyn_cast_or_null<CXXRewrittenBinaryOperator>(E)) {
    const auto Form = Rewritten->getDecomposedForm();
    return Comparison{Form.Opcode, const_cast<Expr *>(Form.LHS),
                      const_cast<Expr *>(Form.RHS)};
  }
  if (auto *Test = dyn_cast_or_null<BinaryOperator>(E);
      Test && Test->isComparisonOp())
    return Comparison{Test->getOpcode(), Test->getLHS(), Test->getRHS()};
  auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(E);
  if (!Call || !Call->isComparisonOp() || Call->getNumArgs() != 2)
    return {};
  return Comparison{BinaryOperator::getOverloadedOpcode(Call->getOperator()),
                    Call->getArg(0), Call->getArg(1)};
}

/// By how much `i = i + c` and its like step \p VD; 0 if by nothing known.
static std::int64_t stepOf(Expr *E, const VarDecl *VD, const ASTContext &Ctx) {
  E = E ? E->IgnoreParenImpCasts() : nullptr;
  auto Constant = [&](Expr *By) -> std::int64_t {
    Expr::EvalResult Result;
    if (By->isValueDependent() || !By->EvaluateAsInt(Result, Ctx) ||
        Result.Val.getInt().getSignificantBits() > 32)
      return 0;
    return Result.Val.getInt().getExtValue();
  };
  if (auto *Op = dyn_cast_or_null<UnaryOperator>(E)) {
    if (namedVariable(Op->getSubExpr()) != VD)
      return 0;
    return Op->isIncrementOp() ? 1 : Op->isDecrementOp() ? -1 : 0;
  }
  if (auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(E))
    return Call->getOperator() == OO_PlusPlus &&
                   namedVariable(Call->getArg(0)) == VD
               ? 1
               : 0;
  auto *Op = dyn_cast_or_null<BinaryOperator>(E);
  if (!Op || namedVariable(Op->getLHS()) != VD)
    return 0;
  if (Op->getOpcode() == BO_AddAssign)
    return Constant(Op->getRHS());
  if (Op->getOpcode() == BO_SubAssign)
    return -Constant(Op->getRHS());
  auto *Sum = dyn_cast<BinaryOperator>(Op->getRHS()->IgnoreParenImpCasts());
  if (Op->getOpcode() != BO_Assign || !Sum)
    return 0;
  if (Sum->getOpcode() == BO_Add)
    return namedVariable(Sum->getLHS()) == VD   ? Constant(Sum->getRHS())
           : namedVariable(Sum->getRHS()) == VD ? Constant(Sum->getLHS())
                                                : 0;
  return Sum->getOpcode() == BO_Sub && namedVariable(Sum->getLHS()) == VD
             ? -Constant(Sum->getRHS())
             : 0;
}

/// The rounds go by the iterator; its element is named in each.
std::optional<OpenMPLowering::Loop>
OpenMPLowering::overRange(CXXForRangeStmt *For) {
  Loop L;
  if (For->getInit() || !For->getBeginStmt() || !For->getEndStmt())
    return {};
  auto *Begin = dyn_cast<VarDecl>(For->getBeginStmt()->getSingleDecl());
  auto *End = dyn_cast<VarDecl>(For->getEndStmt()->getSingleDecl());
  if (!Begin || !End)
    return {};
  const SourceLocation Loc = For->getBeginLoc();
  L.Setup = {For->getRangeStmt(), For->getBeginStmt(), For->getEndStmt()};
  L.Variable = Begin;
  L.Lower = Make.name(Begin, Loc);
  L.Upper = Make.name(End, Loc);
  L.Body = Make.block({For->getLoopVarStmt(), For->getBody()},
                      For->getBody()->getSourceRange());
  return L;
}

std::optional<OpenMPLowering::Loop> OpenMPLowering::canonical(Stmt *S) {
  S = onlyStatement(S);
  if (auto *Range = dyn_cast<CXXForRangeStmt>(S))
    return overRange(Range);
  auto *For = dyn_cast<ForStmt>(S);
  if (!For)
    return {};
  Loop L;
  L.Body = For->getBody();
  if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
      Decls && Decls->isSingleDecl()) {
    L.Variable = dyn_cast<VarDecl>(Decls->getSingleDecl());
    L.Lower = L.Variable ? L.Variable->getInit() : nullptr;
  } else if (auto *Set = dyn_cast_or_null<BinaryOperator>(For->getInit());
             Set && Set->getOpcode() == BO_Assign) {
    L.Variable = namedVariable(Set->getLHS());
    L.Lower = Set->getRHS();
  }
  if (!L.Variable || !L.Lower)
    return {};
  L.Step = stepOf(For->getInc(), L.Variable, Ctx);
  // The sign of a step that is not known follows from the test.
  if (auto *Op = dyn_cast_or_null<CompoundAssignOperator>(For->getInc());
      !L.Step && Op && namedVariable(Op->getLHS()) == L.Variable &&
      (Op->getOpcode() == BO_AddAssign || Op->getOpcode() == BO_SubAssign) &&
      Op->getRHS()->getType()->isIntegerType() &&
      L.Variable->getType()->isIntegerType() &&
      Make.copy(Op->getRHS(), Synthesis::Substitution())) {
    L.By = Op->getRHS();
    L.Step = Op->getOpcode() == BO_AddAssign ? 1 : -1;
  }

  std::optional<Comparison> Test = comparison(For->getCond());
  if (!Test || !L.Step)
    return {};
  BinaryOperatorKind Op = Test->Op;
  if (namedVariable(Test->L) == L.Variable) {
    L.Upper = Test->R;
  } else if (namedVariable(Test->R) == L.Variable) {
    L.Upper = Test->L;
    Op = BinaryOperator::reverseComparisonOp(Op);
  } else {
    return {};
  }
  // A negative number may be added as well.
  if (L.By && Op != (L.Step > 0 ? BO_LT : BO_GT) &&
      Op != (L.Step > 0 ? BO_LE : BO_GE))
    return {};
  // Of iterators and pointers, only what goes up one by one.
  if (!L.Variable->getType()->isIntegralOrEnumerationType())
    return L.Step == 1 && (Op == BO_LT || Op == BO_NE) ? std::optional(L)
                                                       : std::nullopt;
  const bool Up = L.Step > 0;
  const QualType Type = L.Upper->getType();
  auto Beyond = [&](BinaryOperatorKind By) {
    const SourceLocation Loc = L.Upper->getExprLoc();
    L.Upper = Make.binary(By, Make.value(L.Upper), Make.number(1, Type, Loc),
                          Type.getUnqualifiedType());
  };
  if (Op == (Up ? BO_LE : BO_GE))
    Beyond(Up ? BO_Add : BO_Sub);
  else if (Op != (Up ? BO_LT : BO_GT) &&
           (Op != BO_NE || (L.Step != 1 && L.Step != -1)))
    return {};
  return L;
}

/// What a pointer or iterator of \p Type leads to; null if nobody says so.
static QualType elementType(QualType Type, ASTContext &Ctx) {
  if (Type->isPointerType())
    return Type->getPointeeType();
  const auto *RD = Type->getAsCXXRecordDecl();
  if (!RD || !RD->hasDefinition())
    return {};
  for (const NamedDecl *D : RD->lookup(&Ctx.Idents.get("value_type")))
    if (const auto *Alias = dyn_cast<TypedefNameDecl>(D))
      return Alias->getUnderlyingType().getCanonicalType();
  return {};
}

bool OpenMPLowering::isSequential(OMPExecutableDirective *D) {
  if (isOpenMPTeamsDirective(D->getDirectiveKind()))
    return false;
  for (const OMPClause *C : D->clauses()) {
    const Expr *E = nullptr;
    std::int64_t Alone = 1;
    if (const auto *Threads = dyn_cast<OMPNumThreadsClause>(C)) {
      E = Threads->getNumThreads();
    } else if (const auto *If = dyn_cast<OMPIfClause>(C);
               If && (If->getNameModifier() == llvm::omp::OMPD_unknown ||
                      If->getNameModifier() == llvm::omp::OMPD_parallel ||
                      If->getNameModifier() == llvm::omp::OMPD_task)) {
      E = If->getCondition();
      Alone = 0;
    }
    Expr::EvalResult Result;
    if (E && !E->isValueDependent() && E->EvaluateAsInt(Result, Ctx) &&
        Result.Val.getInt() == Alone)
      return true;
  }
  return false;
}

/// A lock does not hold between teams.
bool locksInTeams(OMPExecutableDirective *D) {
  bool Found = false;
  forEachStmt(D, [&](Stmt *S) {
    Found |= isa<OMPCriticalDirective>(S);
    return true;
  });
  return Found;
}

static bool isStatic(OMPLoopDirective *D) {
  const auto *Schedule = clause<OMPScheduleClause>(D);
  return Schedule && Schedule->getScheduleKind() == OMPC_SCHEDULE_static;
}

/// Whether a thread gets the rounds of the same values from two loops of region
/// \p R (OpenMP 5.2, 11.5.3).
bool OpenMPLowering::alike(OMPLoopDirective *A, OMPLoopDirective *B,
                           const Region &R) {
  if (A->getDirectiveKind() != llvm::omp::OMPD_for ||
      B->getDirectiveKind() != llvm::omp::OMPD_for ||
      A->getLoopsNumber() != 1 || B->getLoopsNumber() != 1 || !isStatic(A) ||
      !isStatic(B))
    return false;
  auto Same = [&](const Expr *X, const Expr *Y) {
    if (!X || !Y)
      return X == Y;
    Expr::EvalResult L, M;
    if (X->EvaluateAsInt(L, Ctx) && Y->EvaluateAsInt(M, Ctx))
      return L.Val.getInt().getExtValue() == M.Val.getInt().getExtValue();
    llvm::FoldingSetNodeID IdX, IdY;
    X->IgnoreParenImpCasts()->Profile(IdX, Ctx, /*Canonical=*/true);
    Y->IgnoreParenImpCasts()->Profile(IdY, Ctx, /*Canonical=*/true);
    return IdX == IdY && isAlike(const_cast<Expr *>(X), R);
  };
  // The first one may have been lowered, its loop is still there.
  std::optional<Loop> X = canonical(A->getRawStmt()),
                      Y = canonical(B->getRawStmt());
  return X && Y && X->Step == Y->Step && !X->By && !Y->By &&
         Same(X->Lower, Y->Lower) && Same(X->Upper, Y->Upper) &&
         X->Variable->getType()->isIntegralOrEnumerationType() &&
         Y->Variable->getType()->isIntegralOrEnumerationType() &&
         Same(clause<OMPScheduleClause>(A)->getChunkSize(),
              clause<OMPScheduleClause>(B)->getChunkSize());
}

/// Turns what would go on with the next round into a jump to \p End.
bool OpenMPLowering::leaveRound(Stmt *S, LabelDecl *End) {
  bool Any = false;
  for (Stmt *&Child : S->children()) {
    if (!Child || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, LambdaExpr,
                      OMPExecutableDirective>(Child))
      continue;
    if (!isa<ContinueStmt>(Child)) {
      Any |= leaveRound(Child, End);
      continue;
    }
    const SourceLocation Loc = Child->getBeginLoc();
    Make.replace(Child, new (Ctx) GotoStmt(End, Loc, Loc));
    Any = true;
  }
  return Any;
}

Stmt *OpenMPLowering::loop(OMPLoopDirective *D, FunctionDecl *In,
                           Region *Around, Runners By, Statements Before) {
  const SourceLocation Loc = D->getBeginLoc();
  const bool Lanes = isOpenMPSimdDirective(D->getDirectiveKind());
  VarDecl *Tasks = std::exchange(LoopTasks, nullptr);
  const bool Sequential = !Around && isSequential(D);
  const llvm::SaveAndRestore Team(AloneInTeam,
                                  (AloneInTeam && Around) || Sequential);
  if (Sequential && !Lanes)
    return alone(D, In, Around);
  if (isOpenMPTeamsDirective(D->getDirectiveKind()) ||
      isOpenMPTargetExecutionDirective(D->getDirectiveKind())) {
    // A call does not wait with `nowait`.
    bool Odd = locksInTeams(D);
    for (const OMPClause *C : D->clauses())
      Odd |= isa<OMPNowaitClause>(C);
    if (Odd)
      return nullptr;
  }
  Statements All;
  if (!Around) {
    asked(D, All);
    if (!keepValues(D, In, All))
      return nullptr;
    if (goesByThread(D, nullptr)) {
      const auto *Number = clause<OMPNumThreadsClause>(D);
      Expr *Given =
          Number ? const_cast<Expr *>(Number->getNumThreads()) : nullptr;
      Expr::EvalResult Known;
      Expr *Count =
          Given && Given->EvaluateAsInt(Known, Ctx)
              ? Make.number(Known.Val.getInt().getExtValue(), Ctx.IntTy, Loc)
              : nullptr;
      By.Thread = Make.parameter("thread", Ctx.IntTy, In, Loc);
      By.Threads = Make.variable("threads", Ctx.IntTy, In, Loc, Count);
      All.push_back(Make.declare(By.Threads));
      By.Locks = lockArray("thread", 1, In, All, Loc);
    }
  }
  const bool Anew = Around && Around->Controls;
  const llvm::SaveAndRestore Innermost(Turns,
                                       turns(In, Loc, All, "turns", Anew));
  Stmt *Nest = D->getRawStmt();
  llvm::SmallVector<Loop, 2> Loops;
  Why = "_loop";
  for (unsigned I = 0; I != D->getLoopsNumber(); ++I) {
    std::optional<Loop> L = canonical(Nest);
    if (!L)
      return nullptr;
    Nest = L->Body;
    Loops.push_back(*L);
  }
  for (const OMPClause *C : D->clauses())
    if (const auto *Ordered = dyn_cast<OMPOrderedClause>(C);
        Ordered && Ordered->getNumForLoops()) {
      Expr::EvalResult Count;
      Nest = Ordered->getNumForLoops()->EvaluateAsInt(Count, Ctx)
                 ? doacross(D, Loops, Count.Val.getInt().getExtValue(), Nest,
                            In, Around, All, Anew)
                 : nullptr;
      Why = "_doacross";
      if (!Nest)
        return nullptr;
    }

  // `continue` ends the round.
  auto *End = LabelDecl::Create(Ctx, In, Loc, &Ctx.Idents.get("end of round"));
  Nest = Make.block(Nest, Nest->getSourceRange());
  if (leaveRound(Nest, End))
    Nest = Make.block(
        {Nest, new (Ctx) LabelStmt(Loc, End, new (Ctx) NullStmt(Loc))},
        Nest->getSourceRange());

  // What the thread did in the round of this value before is over.
  if (!By.Rounds && Around && Around->RoundLocks && Loops.size() == 1 &&
      isStatic(D) &&
      Loops.front().Variable->getType()->isIntegralOrEnumerationType())
    By.Rounds = Around->RoundLocks;
  if (By.Thread) {
    // Each round as if each thread ran it: one of them does.
    if (!By.Rounds)
      By.Rounds = lockArray("round", Loops.size(), In, All, Loc, Anew);
    putNumber(Make, Nest, By.Thread, "omp_get_thread_num");
    Nest = lockedAt(By.Locks, {Make.value(Make.name(By.Thread, Loc))}, Nest);
  }
  if (By.Rounds) {
    llvm::SmallVector<Expr *, 2> Numbers;
    for (const Loop &L : Loops)
      Numbers.push_back(Make.value(Make.name(L.Variable, Loc)));
    Nest = lockedAt(By.Rounds, Numbers, Nest);
  }
  // Static chunks of a size go to known threads, which other parts may count
  // on.
  if (Around && Around->Sides) {
    const auto *Schedule = clause<OMPScheduleClause>(D);
    if (isStatic(D) && (!By.Thread || Schedule->getChunkSize()))
      Nest = onSide("other", Around->Sides, Nest);
    else if (By.Thread && !isStatic(D))
      Nest = onSide("one", Around->Sides, Nest);
  }

  // Bounds that go by the variable of another loop: no box.
  for (const Loop &L : Loops)
    for (const Loop &Other : Loops) {
      bool Uses = false;
      for (Expr *Bound : {L.Lower, L.Upper})
        forEachStmt(Bound, [&](Stmt *S) {
          auto *Name = dyn_cast<DeclRefExpr>(S);
          Uses |= Name && &Other != &L && Name->getDecl() == Other.Variable;
          return true;
        });
      if (Uses)
        return nullptr;
    }
  if (Loops.size() + (By.Thread ? 1 : 0) > 3 ||
      (Loops.size() > 1 && llvm::any_of(Loops, [](const Loop &L) {
         return !L.Variable->getType()->isIntegralOrEnumerationType();
       })))
    return nullptr;

  Why = "";
  // What is private in the loops; their variables are by themselves.
  std::optional<Environment> E =
      environment(D, Nest, In, /*Repeated=*/true, Loops);
  if (!E)
    return nullptr;
  if (Anew) // Each round keeps the locks of this time.
    for (VarDecl *Lock : {Turns, By.Rounds})
      if (Lock && Lock->hasInit())
        E->Copies.push_back({Lock, Make.value(Make.name(Lock, Loc))});
  if (Lanes) // What they have is put together when all are done.
    E->After.clear();
  llvm::SmallVector<Expr *, 8> Args;
  if (Around) {
    Args.push_back(Make.address(Around->Team, Loc));
    E->Copies.append(Around->Own.Copies);
    keepCounters(Nest, *Around, *E);
  } else if (Tasks) {
    Args.push_back(Make.address(Tasks, Loc));
  }
  llvm::SmallVector<ParmVarDecl *, 3> Parameters;
  for (const Loop &L : Loops) {
    const QualType Type = L.Variable->getType().getUnqualifiedType();
    const SourceLocation At = L.Variable->getLocation();
    if (!Type->isIntegralOrEnumerationType()) {
      // The task gets its element, of which the iterator is the address.
      const QualType Element = elementType(Type, Ctx);
      if (Element.isNull())
        return nullptr;
      Parameters.push_back(Make.parameter(
          "element", Ctx.getLValueReferenceType(Element), In, At));
      VarDecl *Own = Make.variable(L.Variable->getName(), Type, In, At,
                                   Make.address(Parameters.back(), At));
      Before.push_back(Make.declare(Own));
      for (Expr *Bound : {L.Lower, L.Upper})
        Args.push_back(Type->isScalarType() ? Make.value(Bound)
                                            : Bound->IgnoreImplicit());
      if (!renameAll(Nest, L.Variable, Own))
        return nullptr;
      continue;
    }
    if (L.Step == 1 && !L.By) {
      Parameters.push_back(Make.parameter(L.Variable->getName(), Type, In, At));
      Args.push_back(Make.value(L.Lower));
      Args.push_back(Make.value(L.Upper));
      if (!renameAll(Nest, L.Variable, Parameters.back()))
        return nullptr;
      for (Stmt *After : E->After)
        if (!renameAll(After, L.Variable, Parameters.back()))
          return nullptr;
      continue;
    }
    // Round k of (upper - lower + step - 1) / step has lower + k * step.
    const QualType Wide = Ctx.LongLongTy;
    const std::int64_t Known = L.Step > 0 ? L.Step : -L.Step;
    auto Size = [&]() -> Expr * {
      return L.By ? widened(Make.copy(L.By, Synthesis::Substitution()))
                  : Make.number(Known, Wide, At);
    };
    Expr *Span =
        L.Step > 0
            ? Make.binary(BO_Sub, widened(L.Upper), widened(L.Lower), Wide)
            : Make.binary(BO_Sub, widened(L.Lower), widened(L.Upper), Wide);
    Args.push_back(Make.number(0, Wide, At));
    Args.push_back(
        Known == 1 && !L.By
            ? Span
            : Make.binary(
                  BO_Div,
                  Make.binary(BO_Add, Span,
                              L.By ? Make.binary(BO_Sub, Size(),
                                                 Make.number(1, Wide, At), Wide)
                                   : Make.number(Known - 1, Wide, At),
                              Wide),
                  Size(), Wide));
    ParmVarDecl *Round = Make.parameter("round", Wide, In, At);
    Parameters.push_back(Round);
    Expr *Value = Make.binary(
        L.Step > 0 ? BO_Add : BO_Sub, widened(L.Lower),
        Make.binary(BO_Mul, Make.value(Make.name(Round, At)), Size(), Wide),
        Wide);
    if (!Ctx.hasSameType(Type, Wide))
      Value =
          ImplicitCastExpr::Create(Ctx, Type, CK_IntegralCast, Value, nullptr,
                                   VK_PRValue, FPOptionsOverride());
    VarDecl *Own = Make.variable(L.Variable->getName(), Type, In, At, Value);
    Before.push_back(Make.declare(Own));
    if (!renameAll(Nest, L.Variable, Own))
      return nullptr;
  }
  if (By.Thread) {
    Parameters.push_back(By.Thread);
    Args.append({Make.number(0, Ctx.IntTy, Loc),
                 Make.value(Make.name(By.Threads, Loc))});
  }
  if (Loops.size() == 1 && !Loops.front().By &&
      Loops.front().Variable->getType()->isIntegralOrEnumerationType())
    step(*E, Loops.front(), Parameters.front(), In, All);
  Args.push_back(code(*E, Nest, Parameters, In, Around, Loc, Before));
  Stmt *Call = Make.call(Make.function(loweredName(D), Loc), Args, Loc);
  if (const auto *Length = clause<OMPSafelenClause>(D);
      Length && D->getDirectiveKind() == llvm::omp::OMPD_simd) {
    // Only rounds that are less than this apart run at once.
    Expr::EvalResult Result;
    if (Loops.size() != 1 || Loops.front().Step != 1 || Loops.front().By ||
        !Loops.front().Variable->getType()->isIntegralOrEnumerationType() ||
        !Length->getSafelen()->EvaluateAsInt(Result, Ctx))
      return nullptr;
    Call = windows(Loops.front(), In, Result.Val.getInt().getExtValue(), Call);
    if (!Call)
      return nullptr;
  }
  for (const Loop &L : Loops)
    All.append(L.Setup);
  All.push_back(Call);
  return Make.block(All, D->getSourceRange());
}

} // namespace aether::analysis
