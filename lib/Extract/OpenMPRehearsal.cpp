//===- OpenMPRehearsal.cpp - Code as it runs with some numbers ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenMPRehearsal.h"

using namespace clang;

namespace aether::analysis {

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static std::optional<std::int64_t> computed(BinaryOperatorKind Op,
                                            std::int64_t L, std::int64_t R) {
  std::int64_t Out = 0;
  switch (Op) {
  case BO_Add:
    return llvm::AddOverflow(L, R, Out) ? std::nullopt : std::optional(Out);
  case BO_Sub:
    return llvm::SubOverflow(L, R, Out) ? std::nullopt : std::optional(Out);
  case BO_Mul:
    return llvm::MulOverflow(L, R, Out) ? std::nullopt : std::optional(Out);
  case BO_Div:
    return R > 0 ? std::optional(L / R) : std::nullopt;
  case BO_Rem:
    return R > 0 ? std::optional(L % R) : std::nullopt;
  case BO_LT:
    return L < R;
  case BO_LE:
    return L <= R;
  case BO_GT:
    return L > R;
  case BO_GE:
    return L >= R;
  case BO_EQ:
    return L == R;
  case BO_NE:
    return L != R;
  case BO_LAnd:
    return L && R;
  case BO_LOr:
    return L || R;
  default:
    return std::nullopt;
  }
}

static const VarDecl *namedBy(const Expr *E) {
  return namedVariable(const_cast<Expr *>(E));
}

std::optional<std::int64_t> Rehearsal::value(const Expr *E) {
  E = E->IgnoreParens();
  if (!E->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue:
    case CK_NoOp:
    case CK_IntegralToBoolean:
      return value(Cast->getSubExpr());
    case CK_IntegralCast: {
      const std::optional<std::int64_t> Of = value(Cast->getSubExpr());
      const bool Unsigned = E->getType()->isUnsignedIntegerOrEnumerationType();
      const unsigned Bits = Ctx.getIntWidth(E->getType()) - !Unsigned;
      const bool Fits = Of && (*Of >= 0 ? Bits > 62 || *Of >> Bits == 0
                                        : !Unsigned && -*Of >> (Bits - 1) == 0);
      return Fits ? Of : std::nullopt;
    }
    default:
      return std::nullopt;
    }
  }
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *VD = dyn_cast<VarDecl>(Name->getDecl())) {
      if (auto Now = Values.find(VD); Now != Values.end())
        return Now->second;
      Expr::EvalResult Result;
      if (E->EvaluateAsInt(Result, Ctx))
        return Result.Val.getInt().getExtValue();
      if (!Steady(VD) || Own.contains(VD))
        return std::nullopt;
      Guessed = true;
      return Given;
    }
  } else if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    if (Op->isAssignmentOp() || Op->isCommaOp())
      return std::nullopt;
    const std::optional<std::int64_t> L = value(Op->getLHS());
    const std::optional<std::int64_t> R =
        L ? value(Op->getRHS()) : std::nullopt;
    return R ? computed(Op->getOpcode(), *L, *R) : std::nullopt;
  } else if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    const std::optional<std::int64_t> Of = value(Op->getSubExpr());
    switch (Op->getOpcode()) {
    case UO_Minus:
      return Of ? computed(BO_Sub, 0, *Of) : std::nullopt;
    case UO_LNot:
      return Of ? std::optional<std::int64_t>(!*Of) : std::nullopt;
    case UO_Plus:
    case UO_PostInc:
    case UO_PostDec:
      return Of;
    case UO_PreInc:
    case UO_PreDec:
      return Of ? computed(BO_Add, *Of, Op->isIncrementOp() ? 1 : -1) : Of;
    default:
      return std::nullopt;
    }
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    const std::optional<std::int64_t> If = value(Choice->getCond());
    return If ? value(*If ? Choice->getTrueExpr() : Choice->getFalseExpr())
              : std::nullopt;
  }
  Expr::EvalResult Result;
  if (!E->isValueDependent() && E->EvaluateAsInt(Result, Ctx) &&
      Result.Val.getInt().getSignificantBits() <= 64)
    return Result.Val.getInt().getExtValue();
  return std::nullopt;
}

void Rehearsal::forget(Stmt *S) {
  bool Calls = false;
  forEachStmt(S, [&](Stmt *Inner) {
    Calls |= isa<CallExpr>(Inner);
    return true;
  });
  for (auto &[VD, Now] : Values)
    if (Now && ((Calls && !VD->hasLocalStorage()) || mayChange(S, VD)))
      Now.reset();
}

void Rehearsal::execute(Expr *E) {
  Expr *const Plain = E->IgnoreParenImpCasts();
  if (auto *Op = dyn_cast<BinaryOperator>(Plain)) {
    if (Op->isCommaOp()) {
      execute(Op->getLHS());
      execute(Op->getRHS());
      return;
    }
    if (const VarDecl *VD =
            Op->isAssignmentOp() ? namedBy(Op->getLHS()) : nullptr) {
      std::optional<std::int64_t> Now = value(Op->getRHS());
      if (auto *Compound = dyn_cast<CompoundAssignOperator>(Op)) {
        const std::optional<std::int64_t> Old = value(Op->getLHS());
        Now = Now && Old ? computed(BinaryOperator::getOpForCompoundAssignment(
                                        Compound->getOpcode()),
                                    *Old, *Now)
                         : std::nullopt;
      }
      forget(Op->getRHS());
      if (VD->getType()->isIntegerType())
        Values[VD] = Now;
      return;
    }
  }
  if (auto *Op = dyn_cast<UnaryOperator>(Plain);
      Op && Op->isIncrementDecrementOp())
    if (const VarDecl *VD = namedBy(Op->getSubExpr());
        VD && VD->getType()->isIntegerType()) {
      const std::optional<std::int64_t> Old = value(Op->getSubExpr());
      Values[VD] = Old ? computed(BO_Add, *Old, Op->isIncrementOp() ? 1 : -1)
                       : std::nullopt;
      return;
    }
  // A test of what is stepped.
  if (auto *Op = dyn_cast<BinaryOperator>(Plain); Op && Op->isComparisonOp()) {
    execute(Op->getLHS());
    return execute(Op->getRHS());
  }
  if (auto *Op = dyn_cast<UnaryOperator>(Plain);
      Op && Op->getOpcode() == UO_LNot)
    return execute(Op->getSubExpr());
  forget(E);
}

void Rehearsal::declare(const DeclStmt *S) {
  for (const Decl *D : S->decls())
    if (const auto *VD = dyn_cast<VarDecl>(D)) {
      if (VD->getInit())
        forget(const_cast<Expr *>(VD->getInit()));
      if (VD->getType()->isIntegerType())
        Values[VD] = VD->getInit() ? value(VD->getInit())
                                   : std::optional<std::int64_t>();
    }
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// A member's number, apart from those of elements.
static std::int64_t memberIndex(const ValueDecl *Member) {
  const auto *Field = dyn_cast<FieldDecl>(Member);
  return Field ? INT64_MIN + 1 + Field->getFieldIndex() : INT64_MIN;
}

const Origin &Rehearsal::origin(const VarDecl *VD) {
  const auto [At, New] = Origins.try_emplace(VD);
  if (New)
    At->second = originOf(VD);
  return At->second;
}

std::optional<ConcreteElement> Rehearsal::element(const Expr *E) {
  std::vector<std::int64_t> Path;
  while (true) {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E)) {
      // A pointer that was kept in an array leads to an object of its own.
      if (Cast->getCastKind() != CK_LValueToRValue &&
          Cast->getCastKind() != CK_ArrayToPointerDecay &&
          Cast->getCastKind() != CK_NoOp)
        return std::nullopt;
      E = Cast->getSubExpr();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      const std::optional<std::int64_t> At = value(Element->getIdx());
      if (!At)
        return std::nullopt;
      Path.push_back(*At);
      E = Element->getBase();
    } else if (const auto *Section = dyn_cast<ArraySectionExpr>(E)) {
      const Expr *Lower = Section->getLowerBound();
      const std::optional<std::int64_t> At =
          Lower ? value(Lower) : std::optional<std::int64_t>(0);
      if (!At)
        return std::nullopt;
      Path.push_back(*At);
      E = Section->getBase();
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      // Parts of a union overlap.
      const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      if (Field && Field->getParent()->isUnion())
        return std::nullopt;
      Path.push_back(memberIndex(Member->getMemberDecl()));
      if (Member->isArrow())
        Path.push_back(0);
      E = Member->getBase();
    } else if (const auto *Op = dyn_cast<UnaryOperator>(E);
               Op && Op->getOpcode() == UO_Deref) {
      Path.push_back(0);
      E = Op->getSubExpr();
    } else {
      break;
    }
  }
  const VarDecl *VD = namedBy(E);
  if (!VD || VD->getType()->isReferenceType())
    return std::nullopt;
  // Where a pointer leads, only what stays as it was says.
  if (VD->getType()->isPointerType() && !Path.empty() && !Steady(VD))
    return std::nullopt;
  std::reverse(Path.begin(), Path.end());
  if (!VD->getType()->isPointerType() || Path.empty())
    return ConcreteElement(VD, std::move(Path));
  const Origin From = origin(VD);
  if (From.Is == Origin::Unknown)
    Unknown.insert(VD);
  if (From.Is != Origin::Place)
    return ConcreteElement(VD, std::move(Path));
  // What it was set to.
  const auto *Op = dyn_cast<UnaryOperator>(From.Of);
  std::optional<ConcreteElement> To = element(Op ? Op->getSubExpr() : From.Of);
  const auto *Array = To ? Ctx.getAsArrayType(To->first->getType()) : nullptr;
  if (!To || (Op && Path.front() != 0 && To->second.size() != 1) ||
      (!Op && Array &&
       !Ctx.hasSameUnqualifiedType(Array->getElementType(),
                                   VD->getType()->getPointeeType())))
    return std::nullopt;
  if (Op) {
    if (Path.front() != 0)
      To->second.back() += Path.front();
    Path.erase(Path.begin());
  } else if (!To->second.empty()) {
    return std::nullopt;
  }
  // A pointer that it was set to may have been set itself.
  To->second.insert(To->second.end(), Path.begin(), Path.end());
  if (To->first->getType()->isPointerType() &&
      origin(To->first).Is == Origin::Place)
    return std::nullopt;
  return To;
}

void Rehearsal::touch(const Expr *E, bool Reads, bool Writes,
                      std::vector<ConcreteAccess> &Out) {
  E = E->IgnoreParens();
  // What is needed to get there is read.
  for (const Expr *Way = E;;) {
    Way = Way->IgnoreParens();
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Way)) {
      accesses(Element->getIdx(), Out);
      Way = Element->getBase();
    } else if (const auto *Member = dyn_cast<MemberExpr>(Way)) {
      Way = Member->getBase();
    } else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Way);
               Cast && Cast->getCastKind() != CK_LValueToRValue) {
      Way = Cast->getSubExpr();
    } else {
      if (Way != E && !isa<DeclRefExpr>(Way))
        accesses(Way, Out);
      break;
    }
  }
  if (E->getType()->isAtomicType() || E->getType().isVolatileQualified())
    return;
  std::optional<ConcreteElement> At = element(E);
  if (!At || (Own.contains(At->first) &&
              (At->second.empty() || !At->first->getType()->isPointerType())))
    return;
  if (Reads)
    Out.push_back({*At, false});
  if (Writes)
    Out.push_back({std::move(*At), true});
}

/// Whether a function reads and writes where its parameter leads.
static std::pair<bool, bool> usesOf(const FunctionDecl *Callee,
                                    const ParmVarDecl *Param) {
  bool Reads = false, Writes = false;
  auto LeadsTo = [&](const Expr *E) {
    bool Through = false;
    while (true) {
      E = E->IgnoreParenImpCasts();
      if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
        E = Element->getBase();
      else if (const auto *Op = dyn_cast<UnaryOperator>(E);
               Op && Op->getOpcode() == UO_Deref)
        E = Op->getSubExpr();
      else
        return Through && namedBy(E) == Param;
      Through = true;
    }
  };
  forEachStmt(Callee->getBody(), [&](Stmt *S) {
    if (const auto *Op = dyn_cast<BinaryOperator>(S))
      Writes |= Op->isAssignmentOp() && LeadsTo(Op->getLHS());
    if (const auto *Op = dyn_cast<UnaryOperator>(S))
      Writes |= Op->isIncrementDecrementOp() && LeadsTo(Op->getSubExpr());
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S))
      Reads |= Cast->getCastKind() == CK_LValueToRValue &&
               LeadsTo(Cast->getSubExpr());
    return true;
  });
  return {Reads, Writes};
}

void Rehearsal::callAccesses(const CallExpr *Call,
                             std::vector<ConcreteAccess> &Out) {
  const FunctionDecl *Callee = Call->getDirectCallee(), *Def = nullptr;
  if (!Callee || !Callee->hasBody(Def) || isa<CXXMethodDecl>(Callee))
    return;
  for (unsigned I = 0; I != Call->getNumArgs() && I != Def->getNumParams();
       ++I) {
    const ParmVarDecl *Param = Def->getParamDecl(I);
    if (!Param->getType()->isPointerType() ||
        Param->getType()->getPointeeType()->isPointerType())
      continue;
    const Expr *Arg = Call->getArg(I)->IgnoreParenImpCasts();
    std::optional<ConcreteElement> At;
    if (const auto *Op = dyn_cast<UnaryOperator>(Arg);
        Op && Op->getOpcode() == UO_AddrOf)
      At = element(Op->getSubExpr());
    else if (At = element(Arg); At)
      At->second.push_back(0);
    if (!At || (At->second.empty() && Own.contains(At->first)))
      continue;
    const auto [Reads, Writes] = usesOf(Def, Param);
    if (Reads)
      Out.push_back({*At, false});
    if (Writes)
      Out.push_back({*At, true});
  }
}

void Rehearsal::accesses(const Expr *E, std::vector<ConcreteAccess> &Out) {
  E = E->IgnoreParens();
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      touch(Cast->getSubExpr(), true, false, Out);
    else
      accesses(Cast->getSubExpr(), Out);
  } else if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    if (Op->isAssignmentOp()) {
      accesses(Op->getRHS(), Out);
      touch(Op->getLHS(), Op->isCompoundAssignmentOp(), true, Out);
      return;
    }
    accesses(Op->getLHS(), Out);
    if (!Op->isLogicalOp())
      accesses(Op->getRHS(), Out);
  } else if (const auto *Op = dyn_cast<UnaryOperator>(E)) {
    if (Op->isIncrementDecrementOp())
      touch(Op->getSubExpr(), true, true, Out);
    else if (Op->getOpcode() == UO_AddrOf)
      touch(Op->getSubExpr(), false, false, Out);
    else
      accesses(Op->getSubExpr(), Out);
  } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    accesses(Choice->getCond(), Out);
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    for (const Expr *Arg : Call->arguments())
      accesses(Arg, Out);
    callAccesses(Call, Out);
  } else if (const auto *List = dyn_cast<InitListExpr>(E)) {
    for (const Expr *Init : List->inits())
      accesses(Init, Out);
  }
}

void Rehearsal::run(Stmt *S, std::vector<ConcreteAccess> &Out) {
  if (!S || !Budget)
    return;
  --Budget;
  if (auto *Block = dyn_cast<CompoundStmt>(S)) {
    for (Stmt *Child : Block->body())
      run(Child, Out);
    return;
  }
  if (auto *Captured = dyn_cast<CapturedStmt>(S))
    return run(Captured->getCapturedStmt(), Out);
  if (auto *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D)) {
        if (!VD->isStaticLocal())
          Own.insert(VD);
        if (VD->getInit())
          accesses(VD->getInit(), Out);
      }
    return declare(Decls);
  }
  if (auto *E = dyn_cast<Expr>(S)) {
    accesses(E, Out);
    return execute(E);
  }
  if (auto *If = dyn_cast<IfStmt>(S); If && !If->getInit()) {
    accesses(If->getCond(), Out);
    const std::optional<std::int64_t> Holds = value(If->getCond());
    execute(If->getCond());
    if (Holds)
      return run(*Holds ? If->getThen() : If->getElse(), Out);
    return forget(S);
  }
  if (auto *For = dyn_cast<ForStmt>(S)) {
    bool Leaves = leavesLoop(For->getBody());
    forEachStmt(For->getBody(), [&](Stmt *Inner) {
      Leaves |= isa<GotoStmt, ReturnStmt>(Inner);
      return true;
    });
    run(For->getInit(), Out);
    while (!Leaves && For->getCond() && For->getInc() && Budget) {
      accesses(For->getCond(), Out);
      const std::optional<std::int64_t> Goes = value(For->getCond());
      if (!Goes)
        break;
      execute(For->getCond());
      if (!*Goes)
        return;
      run(For->getBody(), Out);
      run(For->getInc(), Out);
    }
  }
  forget(S);
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

unsigned StepOrder::add(const void *Of, llvm::ArrayRef<unsigned> After) {
  Steps.push_back({Of, {After.begin(), After.end()}});
  return Steps.size() - 1;
}

void StepOrder::exclude(unsigned Step, ConcreteElement E) {
  Steps[Step].Locks.push_back(std::move(E));
}

void StepOrder::putAfter(unsigned Later, unsigned Earlier) {
  Steps[Later].After.push_back(Earlier);
}

bool StepOrder::isAfter(unsigned Later, unsigned Earlier) {
  ++Asked;
  llvm::SmallVector<unsigned, 32> Open{Later};
  while (!Open.empty()) {
    const unsigned Now = Open.pop_back_val();
    for (unsigned Before : Steps[Now].After) {
      if (Before == Earlier)
        return true;
      // What is after a step has a higher number.
      if (Before < Earlier || Steps[Before].Seen == Asked)
        continue;
      Steps[Before].Seen = Asked;
      Open.push_back(Before);
      if (!Budget)
        return true;
      --Budget;
    }
  }
  return false;
}

void StepOrder::touch(unsigned Step, const ConcreteAccess &A) {
  constexpr std::size_t MaxTouches = 12;
  std::vector<Touch> &All = Touches[A.Element];
  for (const Touch &T : All) {
    if (T.Step == Step || (!T.Writes && !A.Writes) ||
        (!of(T.Step) && !of(Step)))
      continue;
    const std::pair Race(of(T.Step), of(Step));
    auto Excludes = [&](const ConcreteElement &E) {
      return llvm::is_contained(Steps[Step].Locks, E);
    };
    if (!llvm::is_contained(Races, Race) &&
        llvm::none_of(Steps[T.Step].Locks, Excludes) && !isAfter(Step, T.Step))
      Races.push_back(Race);
  }
  if (All.size() == MaxTouches)
    All.erase(All.begin());
  All.push_back({Step, A.Writes});
}

} // namespace aether::analysis
