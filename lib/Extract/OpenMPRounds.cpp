//===- OpenMPRounds.cpp - Which rounds of a loop run at once --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loops whose rounds are at most so many lanes apart when they run at once, and
// loops that go up by a number that is not known.
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

#include "ClangVersions.h"

#include "clang/AST/OpenMPClause.h"

using namespace clang;

namespace aether::analysis {

Expr *OpenMPLowering::widened(Expr *E) {
  E = Make.value(E);
  const QualType Wide = Ctx.LongLongTy;
  return Ctx.hasSameType(E->getType(), Wide)
             ? E
             : ImplicitCastExpr::Create(Ctx, Wide, CK_IntegralCast, E, nullptr,
                                        VK_PRValue, FPOptionsOverride());
}

/// `for (Counter = ...; Test; ++Counter)`
static Stmt *countUp(Synthesis &Make, VarDecl *Counter, Expr *Test,
                     Stmt *Body) {
  ASTContext &Ctx = Make.Ctx;
  const SourceLocation Loc = Counter->getLocation();
  Expr *Next = UnaryOperator::Create(
      Ctx, Make.name(Counter, Loc), UO_PreInc, Counter->getType(),
      Ctx.getLangOpts().CPlusPlus ? VK_LValue : VK_PRValue, OK_Ordinary, Loc,
      /*CanOverflow=*/false, FPOptionsOverride());
  return new (Ctx) ForStmt(Ctx, Make.declare(Counter), Test, nullptr, Next,
                           Body, Loc, Loc, Loc);
}

Stmt *OpenMPLowering::windows(const Loop &L, FunctionDecl *In,
                              std::int64_t Count, Stmt *Run) {
  auto *Call = cast<CallExpr>(Run);
  const SourceLocation Loc = Call->getBeginLoc();
  const QualType Wide = Ctx.LongLongTy;
  const QualType Truth =
      Ctx.getLangOpts().CPlusPlus ? Ctx.BoolTy : QualType(Ctx.IntTy);
  VarDecl *First = Make.variable("first", Wide, In, Loc, widened(L.Lower));
  auto End = [&] {
    Expr *Copy = Make.copy(L.Upper, Synthesis::Substitution());
    return Copy ? widened(Copy) : nullptr;
  };
  auto Next = [&] {
    return Make.binary(BO_Add, Make.value(Make.name(First, Loc)),
                       Make.number(Count, Wide, Loc), Wide);
  };
  if (!End())
    return nullptr;
  // Where it is known how many rounds there are, one window has all of them, or
  // each is full.
  Expr::EvalResult From, To;
  if (L.Lower->EvaluateAsInt(From, Ctx) && L.Upper->EvaluateAsInt(To, Ctx)) {
    const std::int64_t Last = To.Val.getInt().getExtValue() - Count;
    if (Last >= From.Val.getInt().getExtValue()) {
      Call->setArg(0, Make.value(Make.name(First, Loc)));
      Call->setArg(1, Next());
      return countUp(Make, First,
                     Make.binary(BO_LE, Make.value(Make.name(First, Loc)),
                                 Make.number(Last, Wide, Loc), Truth),
                     Call);
    }
    return Call;
  }
  Call->setArg(0, Make.value(Make.name(First, Loc)));
  Call->setArg(1, new (Ctx) ConditionalOperator(
                      Make.binary(BO_LT, Next(), End(), Truth), Loc, Next(),
                      Loc, End(), Wide, VK_PRValue, OK_Ordinary));
  return countUp(
      Make, First,
      Make.binary(BO_LT, Make.value(Make.name(First, Loc)), End(), Truth),
      Call);
}

void OpenMPLowering::countRounds(Stmt *Parent, FunctionDecl *In,
                                 const DirectUsesMap &Uses) {
  for (Stmt *&Child : Parent->children()) {
    if (!Child || isa<LambdaExpr>(Child))
      continue;
    countRounds(Child, In, Uses);
    if (auto *For = dyn_cast<ForStmt>(Child)) {
      const std::size_t Before = Make.changes();
      if (Stmt *By = byRounds(For, In, Uses))
        Make.replace(Child, By);
      else
        Make.takeBack(Before);
    }
  }
}

Stmt *OpenMPLowering::byRounds(ForStmt *For, FunctionDecl *In,
                               const DirectUsesMap &Uses) {
  VarDecl *Variable = nullptr;
  Expr *First = nullptr;
  bool Declared = false;
  if (auto *Decls = dyn_cast_or_null<DeclStmt>(For->getInit());
      Decls && Decls->isSingleDecl()) {
    Variable = dyn_cast<VarDecl>(Decls->getSingleDecl());
    First = Variable ? Variable->getInit() : nullptr;
    Declared = true;
  } else if (auto *Set = dyn_cast_or_null<BinaryOperator>(For->getInit());
             Set && Set->getOpcode() == BO_Assign) {
    Variable = namedVariable(Set->getLHS());
    First = Set->getRHS();
  }
  auto *Inc = dyn_cast_or_null<CompoundAssignOperator>(For->getInc());
  std::optional<Comparison> Test = comparison(For->getCond());
  // `i + 1 < n`
  Expr *More = nullptr;
  if (auto *Sum = Test
                      ? dyn_cast<BinaryOperator>(Test->L->IgnoreParenImpCasts())
                      : nullptr;
      Sum && Sum->getOpcode() == BO_Add &&
      Sum->getRHS()->isIntegerConstantExpr(Ctx)) {
    More = Sum->getRHS();
    Test->L = Sum->getLHS();
  }
  if (!First || !Inc || !Test || Inc->getOpcode() != BO_AddAssign ||
      namedVariable(Inc->getLHS()) != Variable ||
      namedVariable(Test->L) != Variable || names(Test->R, Variable) ||
      !Variable->getType()->isIntegerType() ||
      !Test->R->getType()->isIntegerType() ||
      mayChange(For->getBody(), Variable))
    return nullptr;
  Expr::EvalResult Known;
  Expr *Step = Inc->getRHS();
  if (!Step->getType()->isIntegerType() || Step->EvaluateAsInt(Known, Ctx))
    return nullptr;
  // What is added is the same in all rounds, and known to be.
  bool Steady = true;
  for (Expr *Part : {First, Step})
    forEachStmt(Part, [&](Stmt *S) {
      if (auto *Name = dyn_cast<DeclRefExpr>(S)) {
        const auto *VD = dyn_cast<VarDecl>(Name->getDecl());
        const auto It = VD ? Uses.find(VD) : Uses.end();
        Steady &= It != Uses.end() && It->second.All == It->second.Plain &&
                  VD->hasLocalStorage() && VD != Variable &&
                  !VD->getType()->isReferenceType() && !mayChange(For, VD);
      }
      if (const auto *Op = dyn_cast<UnaryOperator>(S))
        Steady &= Op->getOpcode() != UO_Deref;
      Steady &= !isa<ArraySubscriptExpr, MemberExpr>(S);
      return true;
    });
  if (!Steady)
    return nullptr;
  const SourceLocation Loc = For->getBeginLoc();
  const QualType Wide = Ctx.LongLongTy;
  VarDecl *Round =
      Make.variable("round", Wide, In, Loc, Make.number(0, Wide, Loc));
  auto Value = [&](QualType Type) -> Expr * {
    Expr *Start = Make.copy(First, Synthesis::Substitution()),
         *By = Make.copy(Step, Synthesis::Substitution());
    if (!Start || !By)
      return nullptr;
    Expr *Sum =
        Make.binary(BO_Add, widened(Start),
                    Make.binary(BO_Mul, Make.value(Make.name(Round, Loc)),
                                widened(By), Wide),
                    Wide);
    return Ctx.hasSameType(Type, Wide)
               ? Sum
               : ImplicitCastExpr::Create(Ctx, Type, CK_IntegralCast, Sum,
                                          nullptr, VK_PRValue,
                                          FPOptionsOverride());
  };
  const QualType Type = Variable->getType().getUnqualifiedType();
  Expr *Here = Value(Type), *Compared = Value(Test->R->getType());
  if (!Here || !Compared)
    return nullptr;
  Stmt *Set = nullptr;
  if (Declared) {
    VarDecl *Mine = Make.variable(Variable->getName(), Type, In,
                                  Variable->getLocation(), Here);
    if (!renameAll(For->getBody(), Variable, Mine))
      return nullptr;
    Set = Make.declare(Mine);
  } else {
    Set = BinaryOperator::Create(Ctx, Make.name(Variable, Loc), Here, BO_Assign,
                                 Type, VK_LValue, OK_Ordinary, Loc,
                                 FPOptionsOverride());
  }
  if (More)
    Compared = Make.binary(BO_Add, Compared, Make.value(More),
                           Compared->getType().getUnqualifiedType());
  Stmt *Body = Make.block({Set, For->getBody()}, For->getSourceRange());
  return countUp(Make, Round,
                 Make.binary(Test->Op, Compared, Make.value(Test->R),
                             For->getCond()->getType()),
                 Body);
}

} // namespace aether::analysis
