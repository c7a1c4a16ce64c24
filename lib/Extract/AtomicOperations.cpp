//===- AtomicOperations.cpp - Atomics of the language ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What C calls atomic: objects of `_Atomic` types with their operators
// (C17 6.2.6.1p9, 6.5.16.2p3), the functions of <stdatomic.h> and the
// compilers' own `__atomic_` and `__sync_` functions. They do what the member
// functions of std::atomic do, which the models describe.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

#include "clang/Basic/Builtins.h"

using namespace clang;

namespace aether::analysis {

namespace {
/// Values of std::memory_order.
enum : std::int64_t { Consume = 1, Acquire, Release, AcqRel, SeqCst };
} // namespace

std::optional<std::int64_t>
FunctionExtractor::constantNumber(const Expr *E) const {
  if (!E)
    return std::nullopt;
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    E = Default->getExpr();
  Expr::EvalResult R;
  if (E->isValueDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(R, U.Ctx) || !R.Val.getInt().isRepresentableByInt64())
    return std::nullopt;
  return R.Val.getInt().getExtValue();
}

void FunctionExtractor::setOrder(AtomicOperation &O,
                                 std::optional<std::int64_t> Order) {
  // Consume is acquire since C++26, and in compilers of old.
  O.Acquires = Order == Consume || Order == Acquire || Order == AcqRel ||
               Order == SeqCst;
  O.Releases = Order == Release || Order == AcqRel || Order == SeqCst;
}

void FunctionExtractor::atomicOperation(const AtomicOperation &O) {
  using Kind = AtomicOperation::Kind;
  const SourcePos Pos = U.pos(O.E->getBeginLoc());
  const Expr *Test = O.E->IgnoreParenImpCasts();
  const std::size_t First = Events->size();
  LockEvent L;
  L.Mutex = O.Object;
  L.Spelling = U.spelling(O.Range);
  L.Pos = Pos;

  if (T.place(rootOf(O.Object)).Kind == PlaceKind::Unknown)
    giveUp("an atomic operation on what was not understood",
           O.E->getBeginLoc());
  access(O.K == Kind::Load ? AccessKind::AtomicRead : AccessKind::AtomicWrite,
         O.Object, O.Type, O.Range);
  Access *A = nullptr;
  if (Events->size() > First)
    A = std::get_if<Access>(&Events->back());
  if (O.K == Kind::Load) {
    if (O.Acquires) {
      L.Op = LockOp::TryWait;
      Tests.insert_or_assign(Test, L);
      Events->push_back(L);
      if (Uses.mayBeTestedElsewhere(FD->getBody(), O.E)) {
        L.Op = LockOp::MayWait;
        Events->push_back(L);
      }
    }
    return;
  }

  const std::optional<std::int64_t> Stored =
      O.Value ? constantNumber(O.Value) : O.Stored;
  const bool Clears = O.K == Kind::Store && Stored == 0;
  if (A && O.K == Kind::Store) {
    // What came between the reading and the writing is lost.
    collectSources(O.Value, A->Sources);
    collectNumbers(O.Value, A->Sources);
  }
  if (A)
    A->Step = O.Step;
  if (A && Clears)
    A->Nature = AccessNature::Clear;
  if (O.Releases && !Clears) {
    if (A)
      A->Nature = AccessNature::Signal;
    L.Op = LockOp::Signal;
    Events->push_back(L);
  }
  if (O.K != Kind::Store) {
    // Who reads the old value may go on as the only one who saw it.
    L.Op = LockOp::MayWait;
    Tests.insert_or_assign(Test, L);
    if (Uses.mayBeTestedElsewhere(FD->getBody(), O.E))
      Events->push_back(L);
  }
  if (O.K == Kind::Modify && O.Step != 0 && U.facts(O.Type).IsInteger &&
      U.Ctx.getIntWidth(O.Type) >= 32) {
    const IntId Old = T.ticket(O.Object, O.Step);
    remember(O.E, T.integerValue(
                      O.ReturnsOld ? Old : T.add(Old, T.constant(O.Step))));
  } else if (O.K == Kind::Exchange) {
    remember(O.E, T.load(O.Object));
  }
  if (O.ExpectedPointer) {
    const PlaceId Expected =
        pointee(valueOf(O.ExpectedPointer),
                "the pointer `" + text(O.ExpectedPointer) + "`");
    access(AccessKind::Write, Expected, O.Type,
           O.ExpectedPointer->getSourceRange());
    forget(Expected, O.Type, O.E->getBeginLoc());
  }
  if (O.Value && O.K != Kind::Modify)
    store(O.Object, valueOf(O.Value), O.E->getBeginLoc());
  else if (Stored && O.K != Kind::Modify && U.facts(O.Type).IsInteger)
    store(O.Object, T.integerValue(T.constant(*Stored)), O.E->getBeginLoc());
  else
    forget(O.Object, O.Type, O.E->getBeginLoc());

  LockByAtomic Lock;
  Lock.Event = L;
  Lock.Event.Mutex = T.field(O.Object, U.str("(lock)"));
  Lock.E = O.E;
  Lock.First = First;
  Lock.Acquires = O.Acquires;
  Lock.Releases = O.Releases;
  Lock.FindsOld = O.ReturnsOld;
  switch (O.K) {
  case Kind::Store:
    Lock.K = LockByAtomic::Kind::Store;
    break;
  case Kind::Exchange:
    Lock.K = LockByAtomic::Kind::Exchange;
    break;
  case Kind::CompareExchange:
    Lock.K = LockByAtomic::Kind::CompareExchange;
    Lock.ExpectsZero = O.Expected ? constantNumber(O.Expected) == 0
                                  : expectsZero(O.E, O.ExpectedPointer);
    break;
  default:
    Lock.K = staysAboveZero(O.Step, O.Type) ? LockByAtomic::Kind::Increase
                                            : LockByAtomic::Kind::Change;
    break;
  }
  Lock.Stored = Stored;
  lockByAtomic(Lock);
}

/// `&variable` names the expected value of a compare-exchange.
bool FunctionExtractor::expectsZero(const Expr *Exchange,
                                    const Expr *Expected) {
  const auto *Address =
      Expected ? dyn_cast<UnaryOperator>(Expected->IgnoreParenImpCasts())
               : nullptr;
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return false;
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Address->getSubExpr()->IgnoreParens());
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return VD && VD->hasLocalStorage() && comparesWithZero(Exchange, VD);
}

/// An operator on an lvalue of an `_Atomic` type; \p E is the expression that
/// holds what it yields.
void FunctionExtractor::visitAtomicOperator(const Expr *Object, const Expr *E,
                                            AtomicOperation::Kind K,
                                            const Expr *Value,
                                            std::int64_t Step,
                                            bool ReturnsOld) {
  AtomicOperation O;
  O.K = K;
  O.E = E;
  O.Object = placeOf(Object);
  O.Type = Object->getType()
               ->castAs<AtomicType>()
               ->getValueType()
               .getUnqualifiedType();
  O.Range = Object->getSourceRange();
  O.Value = Value;
  O.Step = Step;
  O.ReturnsOld = ReturnsOld;
  atomicOperation(O);
}

/// The step of an addition or subtraction of \p By.
static std::int64_t stepOf(std::optional<std::int64_t> By, bool Down) {
  constexpr std::int64_t Most = std::int64_t(1) << 30;
  if (!By || *By <= -Most || *By >= Most)
    return 0;
  return Down ? -*By : *By;
}

std::int64_t FunctionExtractor::atomicStep(const CallSite &C) {
  if (!C.Callee || !C.Callee->getEnclosingNamespaceContext()->isStdNamespace())
    return 0;
  auto Step = [&](unsigned Arg, bool Down) {
    return Arg < C.Args.size() ? stepOf(constantNumber(C.Args[Arg]), Down) : 0;
  };
  switch (C.Callee->getOverloadedOperator()) {
  case OO_PlusPlus:
    return 1;
  case OO_MinusMinus:
    return -1;
  case OO_PlusEqual:
  case OO_MinusEqual:
    return Step(0, C.Callee->getOverloadedOperator() == OO_MinusEqual);
  case OO_None:
    break;
  default:
    return 0;
  }
  if (!C.Callee->getIdentifier())
    return 0;
  llvm::StringRef Name = C.Callee->getName();
  Name.consume_front("atomic_");
  Name.consume_back("_explicit");
  const bool Down = Name == "fetch_sub";
  return Down || Name == "fetch_add"
             ? Step(isa<CXXMethodDecl>(C.Callee) ? 0 : 1, Down)
             : 0;
}

void FunctionExtractor::visitAtomicOperator(const Expr *E) {
  using Kind = AtomicOperation::Kind;
  if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    visitAtomicOperator(Op->getSubExpr(), Op, Kind::Modify, nullptr,
                        Op->isIncrementOp() ? 1 : -1, Op->isPostfix());
    return;
  }
  const auto *B = cast<BinaryOperator>(E);
  if (B->getOpcode() == BO_Assign) {
    const Expr *Value = B->getRHS();
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Value);
        Cast && Cast->getCastKind() == CK_NonAtomicToAtomic)
      Value = Cast->getSubExpr();
    visitAtomicOperator(B->getLHS(), B, Kind::Store, Value, 0, false);
    return;
  }
  const std::int64_t Step =
      B->getOpcode() == BO_AddAssign || B->getOpcode() == BO_SubAssign
          ? stepOf(constantNumber(B->getRHS()), B->getOpcode() == BO_SubAssign)
          : 0;
  visitAtomicOperator(B->getLHS(), B, Kind::Modify, nullptr, Step, false);
}

/// Fills in what the end of the name of a read-modify-write tells:
/// `fetch_add`, `sub_fetch`, `fetch_and_or`.
void FunctionExtractor::setModification(AtomicOperation &O,
                                        llvm::StringRef Name) {
  O.K = AtomicOperation::Kind::Modify;
  O.ReturnsOld = Name.starts_with("fetch_");
  const bool Up = Name.contains("add"), Down = Name.contains("sub");
  if (Up || Down)
    O.Step = stepOf(constantNumber(O.Value), Down);
}

void FunctionExtractor::visitAtomic(const AtomicExpr *A) {
  using Kind = AtomicOperation::Kind;
  llvm::StringRef Name = A->getOpAsString();
  Name.consume_front("__");
  for (const char *Family : {"c11_", "scoped_", "opencl_", "hip_"})
    Name.consume_front(Family);
  Name.consume_front("atomic_");
  // The generic forms take and give values by address.
  const bool ByAddress = Name == "load" || Name == "store" ||
                         Name == "exchange" || Name == "compare_exchange";
  const bool Generic =
      ByAddress && !A->getPtr()->getType()->getPointeeType()->isAtomicType();

  AtomicOperation O;
  O.E = A;
  O.Type = A->getValueType().getUnqualifiedType();
  const Expr *Target = A->getPtr();
  // The compiler sees bytes in whatever these two are given.
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Target);
      Cast && (Name == "test_and_set" || Name == "clear") &&
      Cast->getSubExpr()->getType()->isPointerType() &&
      Cast->getSubExpr()->getType()->getPointeeType()->isIntegerType()) {
    Target = Cast->getSubExpr();
    O.Type = Target->getType()->getPointeeType().getUnqualifiedType();
  }
  O.Object = pointee(valueOf(Target), "the pointer `" + text(Target) + "`");
  O.Range = Target->getSourceRange();
  setOrder(O, constantNumber(A->getOrder()));
  auto Touch = [&](const Expr *Pointer, AccessKind K) {
    const PlaceId P =
        pointee(valueOf(Pointer), "the pointer `" + text(Pointer) + "`");
    access(K, P, Pointer->getType()->getPointeeType(),
           Pointer->getSourceRange());
    if (isWrite(K))
      forget(P, Pointer->getType()->getPointeeType(), A->getBeginLoc());
  };
  if (Name == "init") {
    // Not atomic, and nobody may know the object yet (C17 7.17.2.2).
    access(AccessKind::Write, O.Object, O.Type, O.Range);
    const ValueId V = valueOf(A->getVal1());
    store(O.Object, V, A->getBeginLoc());
    store(T.field(O.Object, U.str("initial")), V, A->getBeginLoc());
    return;
  }
  if (Name.starts_with("load")) {
    O.K = Kind::Load;
    atomicOperation(O);
    if (Generic)
      Touch(A->getVal1(), AccessKind::Write);
    else
      remember(A, T.load(O.Object));
    return;
  }
  if (A->isCmpXChg()) {
    O.K = Kind::CompareExchange;
    O.ExpectedPointer = A->getVal1();
    if (Generic)
      Touch(A->getVal2(), AccessKind::Read);
    else
      O.Value = A->getVal2();
    atomicOperation(O);
    return;
  }
  if (Name.starts_with("store") || Name == "clear") {
    O.K = Kind::Store;
    if (Generic)
      Touch(A->getVal1(), AccessKind::Read);
    else if (Name == "clear")
      O.Stored = 0;
    else
      O.Value = A->getVal1();
    atomicOperation(O);
    return;
  }
  if (Name == "test_and_set") {
    O.K = Kind::Exchange;
    O.ReturnsOld = true;
    O.Stored = 1;
    atomicOperation(O);
    return;
  }
  if (Name.starts_with("exchange")) {
    O.K = Kind::Exchange;
    O.ReturnsOld = true;
    if (Generic) {
      Touch(A->getVal1(), AccessKind::Read);
      Touch(A->getVal2(), AccessKind::Write);
    } else {
      O.Value = A->getVal1();
    }
    atomicOperation(O);
    return;
  }
  if (A->getNumSubExprs() > 2)
    O.Value = A->getVal1();
  setModification(O, Name);
  atomicOperation(O);
}

/// GCC's older functions, each a full barrier but for those that are named
/// after locks.
bool FunctionExtractor::visitSyncFunction(const CallExpr *E) {
  using Kind = AtomicOperation::Kind;
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee || !Callee->getIdentifier() || !Callee->getBuiltinID() ||
      E->getNumArgs() == 0)
    return false;
  llvm::StringRef Name = Callee->getName();
  if (!Name.consume_front("__sync_"))
    return false;
  const Expr *Pointer = E->getArg(0);
  AtomicOperation O;
  O.E = E;
  O.Object = pointee(valueOf(Pointer), "the pointer `" + text(Pointer) + "`");
  O.Type = Pointer->IgnoreParenImpCasts()->getType();
  O.Type = O.Type->isPointerType() ? O.Type->getPointeeType() : E->getType();
  O.Type = O.Type.getUnqualifiedType();
  O.Range = Pointer->getSourceRange();
  const Expr *Second = E->getNumArgs() > 1 ? E->getArg(1) : nullptr;
  if (Name.contains("compare_and_swap") && E->getNumArgs() > 2) {
    O.K = Kind::CompareExchange;
    O.ReturnsOld = Name.starts_with("val");
    O.Expected = Second;
    O.Value = E->getArg(2);
  } else if (Name.starts_with("lock_test_and_set")) {
    O.K = Kind::Exchange;
    O.ReturnsOld = true;
    O.Value = Second;
    O.Releases = false;
  } else if (Name.starts_with("lock_release")) {
    O.K = Kind::Store;
    O.Stored = 0;
    O.Acquires = false;
  } else {
    O.Value = Second;
    setModification(O, Name);
  }
  atomicOperation(O);
  return true;
}

} // namespace aether::analysis
