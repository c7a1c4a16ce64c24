//===- Requirements.cpp - Calls that need not return ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What such a function does before the end is no part of the branch
// that takes the place of its call, so it may call libraries only.
//
//===----------------------------------------------------------------------===//

#include "Requirements.h"

using namespace clang;

namespace aether::analysis {

//===----------------------------------------------------------------------===//
// Functions that never return
//===----------------------------------------------------------------------===//

static const Expr *bare(const Stmt *S) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  return E ? E->IgnoreParenCasts() : nullptr;
}

static const FunctionDecl *calleeOf(const Stmt *S) {
  const auto *Call = dyn_cast_or_null<CallExpr>(bare(S));
  return Call ? Call->getDirectCallee() : nullptr;
}

/// What ends at the end of \p S, if \p S comes to its end.
static Unit::Ending endingOf(Unit &U, const Stmt *S) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    return Block->body_empty() ? Unit::Ending::None
                               : endingOf(U, Block->body_back());
  if (const auto *If = dyn_cast_or_null<IfStmt>(S))
    return std::min(endingOf(U, If->getThen()), endingOf(U, If->getElse()));
  if (const auto *Label = dyn_cast_or_null<LabelStmt>(S))
    return endingOf(U, Label->getSubStmt());
  const FunctionDecl *Callee = calleeOf(S);
  return Callee ? U.endingOf(Callee) : Unit::Ending::None;
}

/// May \p S be left but by its end? (Jumps do not lead out of a function.)
static bool leavesEarly(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  return isa<ReturnStmt, CXXThrowExpr, CoroutineBodyStmt, CoreturnStmt>(S) ||
         llvm::any_of(S->children(), leavesEarly);
}

/// What \p M says of a call.
static Unit::Ending endingOf(const FunctionModel &M) {
  for (const ModelEffect &E : M.Effects) {
    if (E.K == ModelEffect::Kind::EndThread)
      return Unit::Ending::Thread;
    if (E.K == ModelEffect::Kind::Require &&
        E.Operands[0].K == ModelTerm::Kind::Const && E.Operands[0].Value == 0)
      return Unit::Ending::Program;
  }
  return Unit::Ending::None;
}

Unit::Ending Unit::endingOf(const FunctionDecl *FD) {
  FD = FD->getCanonicalDecl();
  // Of a recursive function nothing is known.
  auto [It, New] = Endings.try_emplace(FD, Ending::None);
  if (!New)
    return It->second;
  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (Method && Method->isVirtual())
    return Ending::None;
  Ending Out = Ending::None;
  if (llvm::ArrayRef<FunctionModel> Entries = models(FD); !Entries.empty()) {
    Out = Ending::Program;
    for (const FunctionModel &M : Entries)
      Out = std::min(Out, analysis::endingOf(M));
  } else if (const FunctionDecl *Def =
                 isFollowed(FD) ? definition(FD) : nullptr) {
    const Stmt *Body = Def->getBody();
    if (Body && !isa<CXXTryStmt>(Body) && !leavesEarly(Body))
      Out = analysis::endingOf(*this, Body);
  }
  return Endings[FD] = Out;
}

//===----------------------------------------------------------------------===//
// Functions that return if they get what they want
//===----------------------------------------------------------------------===//

static bool onlyReports(Unit &U, const Stmt *S);

/// Does \p FD never return, and nothing else?
static bool endsOnly(Unit &U, const FunctionDecl *FD) {
  if (U.endingOf(FD) == Unit::Ending::None)
    return false;
  const FunctionDecl *Def = U.isFollowed(FD) ? U.definition(FD) : nullptr;
  return !Def || onlyReports(U, Def->getBody());
}

/// Does \p S nothing that is seen, if it is not the end of the program?
static bool onlyReports(Unit &U, const Stmt *S) {
  if (!S)
    return true;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || (U.inUserCode(Callee) && !endsOnly(U, Callee)))
      return false;
    return llvm::all_of(Call->arguments(),
                        [&](const Expr *Arg) { return onlyReports(U, Arg); });
  }
  // It may tell what it was given, and where to.
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
    return VD && (isa<ParmVarDecl>(VD) || !U.inUserCode(VD));
  }
  if (const auto *Op = dyn_cast<UnaryOperator>(S)) {
    if (Op->isIncrementDecrementOp())
      return false;
  } else if (const auto *Op = dyn_cast<BinaryOperator>(S)) {
    if (Op->isAssignmentOp())
      return false;
  } else if (isa<LambdaExpr, CXXConstructExpr, CXXNewExpr, CXXDeleteExpr,
                 CXXThrowExpr, StmtExpr>(S)) {
    return false;
  } else if (!isa<Expr, CompoundStmt, LabelStmt, NullStmt>(S)) {
    return false;
  }
  return llvm::all_of(S->children(),
                      [&](const Stmt *Child) { return onlyReports(U, Child); });
}

std::optional<Requirements::Wish> Requirements::wishOf(const FunctionDecl *FD) {
  FD = FD->getCanonicalDecl();
  if (auto It = Known.find(FD); It != Known.end())
    return It->second;
  return Known[FD] = find(FD);
}

std::optional<Requirements::Wish> Requirements::find(const FunctionDecl *FD) {
  if (!FD->getReturnType()->isVoidType() || isa<CXXMethodDecl>(FD))
    return std::nullopt;
  llvm::ArrayRef<FunctionModel> Entries = U.models(FD);
  if (!Entries.empty()) {
    const auto &Effects = Entries.front().Effects;
    if (Entries.size() != 1 || Effects.size() != 1 ||
        Effects[0].K != ModelEffect::Kind::Require ||
        Effects[0].Operands[0].K != ModelTerm::Kind::Arg)
      return std::nullopt;
    return Wish{static_cast<unsigned>(Effects[0].Operands[0].Value), true,
                Unit::Ending::Program};
  }
  const FunctionDecl *Def = U.isFollowed(FD) ? U.definition(FD) : nullptr;
  if (Def && Def->hasAttr<WeakAttr>()) // Another may take its place.
    return std::nullopt;
  const auto *Body =
      Def ? dyn_cast_or_null<CompoundStmt>(Def->getBody()) : nullptr;
  if (!Body || Body->body_empty() || Body->size() > 2 ||
      (Body->size() == 2 && !isa<ReturnStmt, NullStmt>(Body->body_back())))
    return std::nullopt;
  const auto *If = dyn_cast<IfStmt>(Body->body_front());
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable() ||
      !onlyReports(U, If->getThen()))
    return std::nullopt;
  // `!x`, `x == 0`, `x`.
  Wish Out;
  Out.NotZero = false;
  Out.Else = endingOf(U, If->getThen());
  if (Out.Else == Unit::Ending::None)
    return std::nullopt;
  const Expr *Test = If->getCond()->IgnoreParenImpCasts();
  for (;;) {
    const auto *Not = dyn_cast<UnaryOperator>(Test);
    const auto *Compare = dyn_cast<BinaryOperator>(Test);
    if (Not && Not->getOpcode() == UO_LNot) {
      Test = Not->getSubExpr()->IgnoreParenImpCasts();
    } else if (Compare && Compare->isEqualityOp()) {
      const auto *Zero =
          dyn_cast<IntegerLiteral>(Compare->getRHS()->IgnoreParenImpCasts());
      if (!Zero || Zero->getValue() != 0)
        return std::nullopt;
      Test = Compare->getLHS()->IgnoreParenImpCasts();
      if (Compare->getOpcode() == BO_NE)
        continue;
    } else {
      break;
    }
    Out.NotZero = !Out.NotZero;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Test);
  const auto *Parameter = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  if (!Parameter || Parameter->getType()->isReferenceType() ||
      Parameter->getDeclContext() != Def)
    return std::nullopt;
  Out.Parameter = Parameter->getFunctionScopeIndex();
  return Out;
}

//===----------------------------------------------------------------------===//
// Their calls
//===----------------------------------------------------------------------===//

/// Is nothing read to find out what \p E is?
static bool isConstant(const ASTContext &Ctx, const Expr *E) {
  return isa<StringLiteral>(E->IgnoreParenImpCasts()) ||
         (!E->isValueDependent() && !E->HasSideEffects(Ctx) &&
          E->isEvaluatable(Ctx));
}

/// `if (arg) ; else abort();`, or null if \p S is no such call.
Stmt *Requirements::branch(Stmt *S) {
  auto *E = dyn_cast_or_null<Expr>(S);
  auto *Call = E ? dyn_cast<CallExpr>(E->IgnoreParens()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const std::optional<Wish> W = Callee ? wishOf(Callee) : std::nullopt;
  if (!W || W->Parameter >= Call->getNumArgs())
    return nullptr;
  for (unsigned N = 0; N != Call->getNumArgs(); ++N)
    if (N != W->Parameter && !isConstant(U.Ctx, Call->getArg(N)))
      return nullptr;
  Expr *Test = Call->getArg(W->Parameter);
  if (!Test->getType()->isScalarType() || !Test->isPRValue())
    return nullptr;
  // The parameter may be zero where a wider argument is not.
  if (const QualType Given = Test->IgnoreParenImpCasts()->getType();
      !Test->getType()->isBooleanType() && Given->isScalarType() &&
      U.Ctx.getTypeSize(Given) > U.Ctx.getTypeSize(Test->getType()))
    return nullptr;
  const SourceLocation Loc = Call->getBeginLoc();
  // Names of models that no program has.
  const char *const Name = W->Else == Unit::Ending::Program
                               ? "aether::detail::end_of_program"
                               : "aether::detail::end_of_thread";
  Stmt *End = Make.call(Make.function(Name, Loc), {}, Loc);
  Stmt *Nothing = new (U.Ctx) NullStmt(Loc);
  return IfStmt::Create(U.Ctx, Loc, IfStatementKind::Ordinary, nullptr, nullptr,
                        Test, Loc, Loc, W->NotZero ? Nothing : End, Loc,
                        W->NotZero ? End : Nothing);
}

/// Is \p Child a statement that \p S runs, and not what it tests or counts?
static bool isBody(const Stmt *S, const Stmt *Child) {
  if (isa<CompoundStmt, LabelStmt, AttributedStmt>(S))
    return true;
  if (const auto *Case = dyn_cast<SwitchCase>(S))
    return Child == Case->getSubStmt();
  if (const auto *If = dyn_cast<IfStmt>(S))
    return Child == If->getThen() || Child == If->getElse();
  if (const auto *For = dyn_cast<ForStmt>(S))
    return Child == For->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return Child == While->getBody();
  if (const auto *Do = dyn_cast<DoStmt>(S))
    return Child == Do->getBody();
  const auto *Range = dyn_cast<CXXForRangeStmt>(S);
  return Range && Child == Range->getBody();
}

void Requirements::rewrite(const FunctionDecl *FD) {
  forEachStmt(FD->getBody(), [&](Stmt *S) {
    for (Stmt *&Child : S->children())
      if (Child && isBody(S, Child))
        if (Stmt *By = branch(Child))
          Make.replace(Child, By);
    return true;
  });
}

} // namespace aether::analysis
