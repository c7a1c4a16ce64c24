//===- Conditions.cpp - What branches test --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Comparisons of integers, of pointers with null, and tests of locks, signals
// and tasks: what is known on one edge of a branch only. A switch is a chain of
// comparisons.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include <cerrno>

using namespace clang;

namespace aether::analysis {

/// A branch on \p E, if that is a call which tests something: try_lock,
/// joinable, an atomic that somebody may have signalled.
bool FunctionExtractor::testOf(const Expr *E, bool Negated, Condition &Out) {
  auto Known = [&](const Expr *Call) {
    return Tests.find(Call->IgnoreParenImpCasts());
  };
  auto It = Known(E);
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E);
      Cmp && Cmp->isEqualityOp() && It == Tests.end()) {
    // `flag.load() != 0`, `flag.load() == 1`.
    for (auto [Call, Other] : {std::pair(Cmp->getLHS(), Cmp->getRHS()),
                               std::pair(Cmp->getRHS(), Cmp->getLHS())}) {
      Expr::EvalResult Value;
      auto Found = Known(Call);
      if (Found == Tests.end() || Other->isValueDependent())
        continue;
      const bool Null = Other->isNullPointerConstant(
          U.Ctx, Expr::NPC_ValueDependentIsNotNull);
      if (!Null && !Other->EvaluateAsInt(Value, U.Ctx))
        continue;
      const bool Zero = Null || Value.Val.getInt() == 0;
      const bool Equal = Cmp->getOpcode() == BO_EQ;
      // Being unlike one value tells nothing about zero, but for the one that a
      // mutex which is held is refused with.
      const bool Busy = !Null && ElseBusy.contains(Found->first) &&
                        Value.Val.getInt() == EBUSY;
      if (!Zero && !Busy && (!Equal || ZeroSucceeds.contains(Found->first)))
        continue;
      Negated ^= Zero == Equal;
      It = Found;
    }
  }
  if (It == Tests.end()) {
    mayWait(E, 0);
    return queueTest(E, Negated, Out);
  }
  // Once more, as a block may end with any call. Only the branch makes it
  // count.
  const auto *Lock = std::get_if<LockEvent>(&It->second);
  Events->push_back(It->second);
  if (Lock && Lock->Op == LockOp::MayWait)
    return false;
  Out.Kind = Lock ? Condition::Kind::TryLock : Condition::Kind::Running;
  Out.Lhs = static_cast<std::uint32_t>(Events->size() - 1);
  Out.Negated =
      (Negated != FoundValues.contains(E)) != ZeroSucceeds.contains(It->first);
  return true;
}

/// What follows depends on \p Test. Who has found an atomic unset and set it
/// may be the only one; a mutex is held or not.
void FunctionExtractor::mayWaitFor(LockEvent Test) {
  if (Test.Op == LockOp::TryAcquire) {
    const PlaceNode N = T.place(Test.Mutex);
    if (N.Kind != PlaceKind::Field || N.Arg != U.str("(lock)"))
      return;
    Test.Mutex = N.Parent;
    Test.From = None;
  }
  Test.Op = LockOp::MayWait;
  Events->push_back(Test);
}

/// Does a branch by \p Terminator leave word of which way it went: in a
/// variable, or by what the function returns?
static bool leavesWord(const Stmt *Terminator) {
  if (isa_and_nonnull<ConditionalOperator>(Terminator))
    return true;
  const auto *If = dyn_cast_or_null<IfStmt>(Terminator);
  if (!If)
    return false;
  llvm::SmallVector<const Stmt *, 16> Work{If->getThen(), If->getElse()};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S || isa<LambdaExpr>(S))
      continue;
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      if (const Expr *Value = Return->getRetValue();
          Value && !Value->getType()->isPointerType() &&
          !Value->getType()->isVoidType())
        return true;
    if (const auto *Op = dyn_cast<BinaryOperator>(S);
        Op && Op->getOpcode() == BO_Assign)
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Op->getLHS()->IgnoreParenImpCasts()))
        if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
            VD && VD->hasLocalStorage() &&
            Op->getType()->isIntegralOrEnumerationType())
          return true;
    Work.append(S->child_begin(), S->child_end());
  }
  return false;
}

/// What follows depends on a test that is somewhere in \p E, or in what a
/// variable there was initialised with.
void FunctionExtractor::mayWait(const Expr *E, unsigned Depth) {
  if (!E || Depth > 16 || Tests.empty())
    return;
  E = E->IgnoreParenImpCasts();
  if (auto It = Tests.find(E); It != Tests.end()) {
    if (const auto *Lock = std::get_if<LockEvent>(&It->second))
      mayWaitFor(*Lock);
    return;
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
        VD && VD->isLocalVarDecl() && !Captures.contains(VD))
      mayWait(VD->getInit(), Depth + 1);
    return;
  }
  for (const Stmt *Child : E->children())
    mayWait(dyn_cast_or_null<Expr>(Child), Depth + 1);
}

/// What was put last into the variable that \p Value reads, or that it is an
/// assignment to, in block \p B, with no call since; null if that is not known.
const Expr *FunctionExtractor::putBefore(const Expr *Value, const CFGBlock &B) {
  auto Bare = [](const Expr *E) { return E->IgnoreParenImpCasts(); };
  if (const auto *Assign = dyn_cast<BinaryOperator>(Value))
    return Assign->getOpcode() == BO_Assign ? Bare(Assign->getRHS()) : nullptr;
  const auto *Ref = dyn_cast<DeclRefExpr>(Value);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!VD || !VD->isLocalVarDecl() || VD->getType()->isReferenceType())
    return nullptr;
  const Expr *Out = nullptr;
  for (const CFGElement &Element : B) {
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    if (!S) {
      Out = nullptr;
      continue;
    }
    if (const auto *Decl = dyn_cast<DeclStmt>(S->getStmt())) {
      if (llvm::is_contained(Decl->decls(), VD))
        Out = VD->getInit() ? Bare(VD->getInit()->IgnoreImplicit()) : nullptr;
    } else if (const auto *Op = dyn_cast<BinaryOperator>(S->getStmt());
               Op && Op->isAssignmentOp()) {
      const auto *To = dyn_cast<DeclRefExpr>(Bare(Op->getLHS()));
      if (!To || To->getDecl()->getType()->isReferenceType())
        Out = nullptr; // Perhaps by a pointer to the variable.
      else if (To->getDecl() == VD)
        Out = Op->getOpcode() == BO_Assign ? Bare(Op->getRHS()) : nullptr;
    } else if (const auto *Op = dyn_cast<UnaryOperator>(S->getStmt())) {
      if (Op->isIncrementDecrementOp())
        Out = nullptr;
    } else if (isa<CallExpr, CXXConstructExpr>(S->getStmt())) {
      Out = nullptr;
    }
  }
  return Out;
}

/// `pthread_create(...) < 0`: the start that has failed if \p E is true; null
/// if there is none.
const Expr *FunctionExtractor::failedStart(const Expr *E, const CFGBlock &B) {
  const auto *Cmp = dyn_cast<BinaryOperator>(E);
  if (!Cmp || (Cmp->getOpcode() != BO_LT && Cmp->getOpcode() != BO_GT) ||
      constantNumber(Cmp->getRHS()) != 0)
    return nullptr;
  const Expr *Value = Cmp->getLHS()->IgnoreParenImpCasts();
  for (const Expr *Start : {Value, putBefore(Value, B)})
    if (auto It = Tests.find(Start); It != Tests.end() &&
                                     std::holds_alternative<Join>(It->second) &&
                                     ZeroSucceeds.contains(Start))
      return Start;
  return nullptr;
}

/// What a two-way branch tests, as far as it is about integers, try_lock
/// or joinable. \p Tested: the expression that decides, \p Negated or not.
Condition FunctionExtractor::comparison(const CFGBlock &B, const Expr *&Tested,
                                        bool &Negated) {
  Condition Out;
  const Stmt *Last = B.getTerminatorCondition(/*StripParens=*/true);
  const auto *E = dyn_cast_or_null<Expr>(Last);
  if (!E || isa<SwitchStmt>(B.getTerminatorStmt()))
    return Out;
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Clean = dyn_cast<ExprWithCleanups>(E))
      E = Clean->getSubExpr();
    else if (const auto *Not = dyn_cast<UnaryOperator>(E);
             Not && Not->getOpcode() == UO_LNot) {
      Negated = !Negated;
      E = Not->getSubExpr();
    } else
      break;
  }
  // The last operand of `a && b` decides which way this block leaves.
  if (const auto *Logical = dyn_cast<BinaryOperator>(E);
      Logical && Logical->isLogicalOp()) {
    while (Logical && Logical->isLogicalOp()) {
      E = Logical->getRHS()->IgnoreParens();
      Logical = dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts());
    }
    // Unless the value of the whole is worked out first and tested later.
    if (Negated || B.getLastCondition() != E)
      return Out;
    E = E->IgnoreParenImpCasts();
    while (const auto *Not = dyn_cast<UnaryOperator>(E)) {
      if (Not->getOpcode() != UO_LNot)
        break;
      Negated = !Negated;
      E = Not->getSubExpr()->IgnoreParenImpCasts();
    }
  }
  Tested = E;
  // `bool got = m.try_lock(); if (got)`, `if ((r = try(m)) == 0)`.
  bool Kept = false;
  if (const Expr *Put = putBefore(E, B)) {
    const auto *Cmp = dyn_cast<BinaryOperator>(Put);
    if (Tests.contains(Put) ||
        (Cmp && Cmp->isEqualityOp() &&
         (Tests.contains(Cmp->getLHS()->IgnoreParenImpCasts()) ||
          Tests.contains(Cmp->getRHS()->IgnoreParenImpCasts())))) {
      Kept = true;
      E = Put;
    }
  }
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E); Cmp && Cmp->isEqualityOp())
    for (auto [Value, Other] : {std::pair(Cmp->getLHS(), Cmp->getRHS()),
                                std::pair(Cmp->getRHS(), Cmp->getLHS())})
      if (const Expr *Call = putBefore(Value->IgnoreParenImpCasts(), B);
          Call && Tests.contains(Call) && constantNumber(Other) == 0) {
        Kept = true;
        Negated ^= Cmp->getOpcode() == BO_EQ;
        E = Call;
        break;
      }
  if (const Expr *Start = failedStart(E, B))
    E = Start;
  bool Later = false;
  if (const Expr *Test = keptTest(E, Negated, Later))
    E = Test;
  else if (Later)
    LaterTests.push_back({WalkedNumber, E, Negated});
  comparesFound(E, Negated);
  if (testOf(E, Negated, Out)) {
    if (auto *L = std::get_if<LockEvent>(&Events->back());
        L && L->Op == LockOp::TryAcquire) {
      if (Kept)
        L->From = L->Mutex;
      if (leavesWord(B.getTerminatorStmt()))
        mayWaitFor(*L);
    }
    return Out;
  }
  return compared(E, Negated);
}

/// What it says of integers, and pointers, that \p E is true, or false if
/// \p Negated.
Condition FunctionExtractor::compared(const Expr *E, bool Negated) {
  Condition Out;
  auto IsNamed = [&](PlaceId P) {
    for (; T.place(P).Parent != None; P = T.place(P).Parent)
      if (T.place(P).Kind == PlaceKind::Deref)
        return false;
    return T.place(P).Kind == PlaceKind::Global ||
           T.place(P).Kind == PlaceKind::Local;
  };
  // Zero where a pointer is null, that nobody changes.
  auto WhetherSet = [&](const Expr *Pointer) {
    const ValueNode V = T.value(valueOf(Pointer->IgnoreParenImpCasts()));
    // What has a name is somewhere.
    if (V.Kind == ValueKind::Addr && IsNamed(V.A))
      return T.constant(1);
    if (V.Kind != ValueKind::Load)
      return IntId(None);
    if (keepsContent(V.A))
      return T.cell(T.field(V.A, U.str("is set")));
    // A global may be set at any time, or never.
    return T.place(V.A).Kind == PlaceKind::Global
               ? T.cell(T.field(V.A, U.str("is set now")))
               : None;
  };
  auto At = [&](const Expr *Side) {
    Side = Side->IgnoreParenImpCasts();
    return isa<DeclRefExpr, MemberExpr>(Side) && Side->isGLValue()
               ? placeOf(Side)
               : None;
  };
  // One that changes is known by where it is, while it does not.
  auto OwnPointer = [&](const Expr *Pointer) {
    const PlaceId P = At(Pointer);
    return P != None && T.place(P).Kind == PlaceKind::Local ? P : None;
  };
  auto Set = [&](CompareOp Op, IntId Lhs, IntId Rhs, PlaceId LhsAt,
                 PlaceId RhsAt) {
    Out.Kind = Condition::Kind::Compare;
    Out.Op = Op;
    Out.Lhs = Lhs;
    Out.Rhs = Rhs;
    Out.LhsAt = LhsAt;
    Out.RhsAt = RhsAt;
  };
  if (const auto *Cmp = dyn_cast<BinaryOperator>(E);
      Cmp && Cmp->isComparisonOp()) {
    if (!U.facts(Cmp->getLHS()->getType()).IsInteger ||
        !U.facts(Cmp->getRHS()->getType()).IsInteger) {
      for (auto [Pointer, Other] : {std::pair(Cmp->getLHS(), Cmp->getRHS()),
                                    std::pair(Cmp->getRHS(), Cmp->getLHS())})
        if (Cmp->isEqualityOp() &&
            Other->isNullPointerConstant(U.Ctx,
                                         Expr::NPC_ValueDependentIsNotNull))
          if (const IntId I = WhetherSet(Pointer); I != None)
            Set(Negated == (Cmp->getOpcode() == BO_EQ) ? CompareOp::NotEqual
                                                       : CompareOp::Equal,
                I, T.constant(0), None, None);
      return Out;
    }
    BinaryOperatorKind Op = Cmp->getOpcode();
    if (Negated)
      Op = BinaryOperator::negateComparisonOp(Op);
    if (wrap(Cmp->getLHS()) == Wrap::Anyhow ||
        wrap(Cmp->getRHS()) == Wrap::Anyhow)
      return Out;
    auto Tested = [&](const Expr *Side, const Expr *Other) {
      return constantOf(Other) ? withinWord(Side) : exactInt(Side);
    };
    const IntId L = Tested(Cmp->getLHS(), Cmp->getRHS());
    const IntId R = Tested(Cmp->getRHS(), Cmp->getLHS());
    const PlaceId LAt = At(Cmp->getLHS()), RAt = At(Cmp->getRHS());
    switch (Op) {
    case BO_LT:
      Set(CompareOp::Less, L, R, LAt, RAt);
      break;
    case BO_LE:
      Set(CompareOp::LessEqual, L, R, LAt, RAt);
      break;
    case BO_GT:
      Set(CompareOp::Less, R, L, RAt, LAt);
      break;
    case BO_GE:
      Set(CompareOp::LessEqual, R, L, RAt, LAt);
      break;
    case BO_EQ:
      Set(CompareOp::Equal, L, R, LAt, RAt);
      break;
    case BO_NE:
      Set(CompareOp::NotEqual, L, R, LAt, RAt);
      break;
    default:
      break;
    }
    return Out;
  }
  IntId Number = None;
  if (U.facts(E->getType()).IsInteger)
    Number = intOf(E);
  else if (U.facts(E->getType()).IsPointer)
    Number = WhetherSet(E);
  if (Number == None && U.facts(E->getType()).IsPointer)
    Out.LhsAt = OwnPointer(E);
  if (Number != None)
    Set(Negated ? CompareOp::Equal : CompareOp::NotEqual, Number, T.constant(0),
        U.facts(E->getType()).IsInteger ? At(E) : None, None);
  return Out;
}

/// What it says that a function returns \p E, and not zero.
void FunctionExtractor::findTests(const Expr *E, Return &Out) {
  if (!U.facts(FD->getReturnType()).IsInteger)
    return;
  // Operands of `&&`, or of `||`; `!(a || b)` is `!a && !b`.
  std::optional<bool> AnyOf;
  std::vector<Condition> Tests;
  bool Known = false;
  // Part of a number may be zero where the whole is not.
  auto Narrows = [&](const Expr *E) {
    const QualType To = FD->getReturnType(), From = E->getType();
    return !To->isBooleanType() && From->isScalarType() &&
           U.Ctx.getTypeSize(From) > U.Ctx.getTypeSize(To);
  };
  auto Collect = [&](auto &&Self, const Expr *E, bool Negated) -> void {
    E = E->IgnoreParenImpCasts();
    if (const auto *Clean = dyn_cast<ExprWithCleanups>(E))
      return Self(Self, Clean->getSubExpr(), Negated);
    if (const auto *Not = dyn_cast<UnaryOperator>(E);
        Not && Not->getOpcode() == UO_LNot)
      return Self(Self, Not->getSubExpr(), !Negated);
    const auto *Op = dyn_cast<BinaryOperator>(E);
    if (Op && Op->isLogicalOp()) {
      const bool Any = (Op->getOpcode() == BO_LOr) != Negated;
      if (!AnyOf || *AnyOf == Any) {
        AnyOf = Any;
        Self(Self, Op->getLHS(), Negated);
        Self(Self, Op->getRHS(), Negated);
        return;
      }
    } else if ((Op && Op->isComparisonOp()) ||
               (isa<DeclRefExpr, MemberExpr, CallExpr>(E) && !Narrows(E) &&
                !this->Tests.contains(E))) {
      Tests.push_back(compared(E, Negated));
      Known |= Tests.back().Kind == Condition::Kind::Compare;
      return;
    }
    Tests.emplace_back();
  };
  Collect(Collect, E, false);
  if (!Known && Tests.size() == 1)
    return;
  Out.Tests = std::move(Tests);
  Out.AnyOf = AnyOf.value_or(false);
}

//===----------------------------------------------------------------------===//
// Null pointers
//===----------------------------------------------------------------------===//

/// Whether both name the same variable, or member of the same object.
static bool namesSame(const Expr *A, const Expr *B) {
  A = A->IgnoreParenImpCasts();
  B = B->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(A))
    return isa<CXXThisExpr>(B);
  const auto *RefA = dyn_cast<DeclRefExpr>(A), *RefB = dyn_cast<DeclRefExpr>(B);
  if (RefA && RefB)
    return RefA->getDecl() == RefB->getDecl();
  const auto *M = dyn_cast<MemberExpr>(A), *N = dyn_cast<MemberExpr>(B);
  return M && N && M->getMemberDecl() == N->getMemberDecl() &&
         namesSame(M->getBase(), N->getBase());
}

/// Whether \p Test tells that \p Pointer is null: if it is true, or if it is
/// false. Nothing if it tells something else.
static std::optional<bool> testsNull(const Expr *Test, const Expr *Pointer) {
  Test = Test->IgnoreParenImpCasts();
  if (const auto *Clean = dyn_cast<ExprWithCleanups>(Test))
    return testsNull(Clean->getSubExpr(), Pointer);
  if (const auto *Not = dyn_cast<UnaryOperator>(Test)) {
    if (Not->getOpcode() != UO_LNot)
      return std::nullopt;
    std::optional<bool> Inner = testsNull(Not->getSubExpr(), Pointer);
    return Inner ? std::optional(!*Inner) : std::nullopt;
  }
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Test)) {
    const CXXMethodDecl *M = Call->getMethodDecl();
    if (M &&
        (isa<CXXConversionDecl>(M) ||
         (M->getIdentifier() && M->getName() == "has_value")) &&
        namesSame(Call->getImplicitObjectArgument(), Pointer))
      return false;
    return std::nullopt;
  }
  const auto *Op = dyn_cast<CXXOperatorCallExpr>(Test);
  if (!Op || Op->getNumArgs() != 2 ||
      (Op->getOperator() != OO_EqualEqual &&
       Op->getOperator() != OO_ExclaimEqual))
    return std::nullopt;
  for (bool Swap : {false, true})
    if (const auto *RD = Op->getArg(!Swap)->getType()->getAsCXXRecordDecl();
        (Op->getArg(!Swap)->getType()->isNullPtrType() ||
         (RD && RD->isInStdNamespace() && RD->getIdentifier() &&
          RD->getName() == "nullopt_t")) &&
        namesSame(Op->getArg(Swap), Pointer))
      return Op->getOperator() == OO_EqualEqual;
  return std::nullopt;
}

bool FunctionExtractor::isKnownNull(const CallSite &C) {
  if (!WalkedBlock || !C.ObjectExpr || !C.E)
    return false;
  // What runs between the test and the call is not the user's, but for
  // constructors of what the pointer gets, and leaves it alone.
  auto LeavesAlone = [&](const CFGElement &Element) {
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    const auto *Call = S ? dyn_cast<CallExpr>(S->getStmt()) : nullptr;
    if (!S || !Call)
      return S.has_value();
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && !U.inUserCode(Callee) &&
           (!isa<CXXMemberCallExpr, CXXOperatorCallExpr>(Call) ||
            !isa<CXXMethodDecl>(Callee) ||
            cast<CXXMethodDecl>(Callee)->isConst());
  };
  auto IsCall = [&](const CFGElement &Element) {
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    return S && S->getStmt() == C.E;
  };
  const CFGBlock *B = WalkedBlock;
  auto End = llvm::find_if(*B, IsCall);
  if (!std::all_of(B->begin(), End, LeavesAlone))
    return false;
  // A block may end with any call.
  for (unsigned Steps = 0; Steps < 8; ++Steps) {
    if (B->pred_size() != 1)
      return false;
    const CFGBlock *From = B->pred_begin()->getReachableBlock();
    if (!From)
      return false;
    if (!From->getTerminatorStmt()) {
      if (!llvm::all_of(*From, LeavesAlone))
        return false;
      B = From;
      continue;
    }
    const auto *If = dyn_cast<IfStmt>(From->getTerminatorStmt());
    if (!If || From->succ_size() != 2)
      return false;
    const std::optional<bool> Null = testsNull(If->getCond(), C.ObjectExpr);
    return Null && From->succ_begin()[*Null ? 0 : 1].getReachableBlock() == B;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Switches
//===----------------------------------------------------------------------===//

IntId FunctionExtractor::testedInteger(const Expr *E) {
  return E && U.facts(E->getType()).IsInteger && wrap(E) != Wrap::Anyhow
             ? exactInt(E)
             : None;
}

IntId FunctionExtractor::caseValue(const Stmt *Label) {
  const auto *Case = dyn_cast_or_null<CaseStmt>(Label);
  if (!Case || Case->getRHS())
    return None;
  std::optional<llvm::APSInt> Value = constantOf(Case->getLHS());
  return Value && Value->isRepresentableByInt64()
             ? T.constant(Value->getExtValue())
             : None;
}

/// A switch is one comparison after the other; what is left over goes anywhere
/// that is not known by its value.
void FunctionExtractor::splitSwitch(const SwitchEdges &S) {
  const std::vector<std::uint32_t> To = F.Blocks[S.From].Successors;
  std::vector<std::uint32_t> Rest;
  std::vector<std::size_t> Known;
  for (std::size_t I = 0; I < To.size(); ++I)
    if (I < S.Values.size() && S.Values[I] != None)
      Known.push_back(I);
    else
      Rest.push_back(To[I]);
  std::uint32_t Now = S.From;
  for (std::size_t I : Known) {
    const auto Next = static_cast<std::uint32_t>(F.Blocks.size());
    F.Blocks.emplace_back();
    F.Blocks[Now].Successors = {To[I], Next};
    Condition &Test = F.Blocks[Now].Branch;
    Test.Kind = Condition::Kind::Compare;
    Test.Op = CompareOp::Equal;
    Test.Lhs = S.Tested;
    Test.Rhs = S.Values[I];
    Now = Next;
  }
  F.Blocks[Now].Successors = std::move(Rest);
}

//===----------------------------------------------------------------------===//
// Results of calls that a model makes
//===----------------------------------------------------------------------===//

/// From here on it is known that the call with this \p Result returned no zero.
void FunctionExtractor::assumeTrue(std::uint32_t Result) {
  if (WalkedNumber != None && Events == &F.Blocks[WalkedNumber].Events)
    Assumptions.push_back({WalkedNumber, Events->size(), Result});
}

/// Elsewhere nothing goes on.
void FunctionExtractor::splitAt(const Assumption &A) {
  const auto Rest = static_cast<std::uint32_t>(F.Blocks.size());
  F.Blocks.resize(Rest + 2);
  Block &Whole = F.Blocks[A.Block], &After = F.Blocks[Rest],
        &Nowhere = F.Blocks[Rest + 1];
  const auto Cut = Whole.Events.begin() + static_cast<std::ptrdiff_t>(A.Events);
  After.Events.assign(std::make_move_iterator(Cut),
                      std::make_move_iterator(Whole.Events.end()));
  Whole.Events.erase(Cut, Whole.Events.end());
  After.Successors = {Rest, Rest + 1};
  After.Successors.swap(Whole.Successors);
  After.Branch = std::exchange(Whole.Branch, Condition());
  // These are about an event, by its number.
  if (After.Branch.Kind == Condition::Kind::TryLock ||
      After.Branch.Kind == Condition::Kind::Running)
    After.Branch.Lhs -= static_cast<std::uint32_t>(A.Events);
  Whole.Branch.Kind = Condition::Kind::Compare;
  Whole.Branch.Op = CompareOp::NotEqual;
  Whole.Branch.Lhs = T.cell(T.root(PlaceKind::Result, A.Result));
  Whole.Branch.Rhs = T.constant(0);
  Nowhere.Branch.Kind = Condition::Kind::Never;
}

} // namespace aether::analysis
