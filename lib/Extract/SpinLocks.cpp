//===- SpinLocks.cpp - Locks made of one atomic ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An atomic that is taken by exchanging zero for something else, and given back
// by storing zero, is a lock: only one can have found the zero. What was found
// is known on one edge of the branch that tests it. Solve makes sure that none
// but the holder gives it back.
//
//===----------------------------------------------------------------------===//

#include "ClangVersions.h"
#include "Function.h"

#include <utility>

using namespace clang;

namespace aether::analysis {

/// The operation that \p Callee is, as a member function would be called;
/// `std::atomic_store_explicit` is `store`.
static llvm::StringRef operationName(const FunctionDecl *Callee) {
  switch (Callee->getOverloadedOperator()) {
  case OO_Equal:
    return "store";
  case OO_PlusPlus:
  case OO_PlusEqual:
    return "fetch_add";
  case OO_MinusMinus:
  case OO_MinusEqual:
    return "fetch_sub";
  case OO_AmpEqual:
    return "fetch_and";
  case OO_CaretEqual:
    return "fetch_xor";
  default:
    break;
  }
  if (!Callee->getIdentifier())
    return "";
  llvm::StringRef Name = Callee->getName();
  if (!isa<CXXMethodDecl>(Callee)) {
    if (!Name.consume_front("atomic_flag_") && !Name.consume_front("atomic_"))
      return "";
    Name.consume_back("_explicit");
  }
  return Name;
}

/// \p C is an operation on an atomic that its model has described with the
/// events from number \p First on. Adds the lock that it may take or give back.
void FunctionExtractor::spinLock(CallSite &C, std::size_t First) {
  if (!C.Callee || U.inUserCode(C.Callee) ||
      isa<CXXConstructorDecl>(C.Callee) || !Events)
    return;
  const llvm::StringRef Name = operationName(C.Callee);
  if (Name.empty())
    return;
  const bool Member = isa<CXXMethodDecl>(C.Callee);
  QualType Type = C.ObjectType;
  if (!Member)
    Type = !C.Args.empty() && C.Args[0]->getType()->isPointerType()
               ? C.Args[0]->getType()->getPointeeType()
               : QualType();
  if (Type.isNull() || (Member && C.Object == None) ||
      !U.facts(Type).is(TypeModel::Kind::Atomic))
    return;
  llvm::SmallVector<const Expr *, 2> Operands;
  AtomicOperation Order;
  bool HasOrder = false;
  for (const Expr *Arg : llvm::drop_begin(C.Args, Member ? 0 : 1)) {
    const auto *Enum = Arg->getType()->getAs<EnumType>();
    if (!Enum || U.modelName(Enum->getDecl()) != "std::memory_order")
      Operands.push_back(Arg);
    else if (!std::exchange(HasOrder, true))
      setOrder(Order, constantNumber(Arg));
  }
  auto Operand = [&](unsigned I) {
    return I < Operands.size() ? constantNumber(Operands[I]) : std::nullopt;
  };
  using Kind = LockByAtomic::Kind;
  LockByAtomic L;
  L.E = C.E;
  L.First = First;
  L.Acquires = Order.Acquires;
  L.Releases = Order.Releases;
  L.Event.Mutex =
      T.field(Member ? C.Object : pointee(valueOf(C.Args[0]), "an atomic"),
              U.str("(lock)"));
  L.Event.Spelling =
      U.spelling(Member ? objectRange(C) : C.Args[0]->getSourceRange());
  L.Event.Pos = U.pos(C.Range.getBegin());
  if (Name == "store" || Name == "exchange") {
    L.K = Name == "store" ? Kind::Store : Kind::Exchange;
    L.Stored = Operand(0);
    L.FindsOld = true;
  } else if (Name == "clear" || Name == "test_and_set") {
    L.K = Name == "clear" ? Kind::Store : Kind::Exchange;
    L.Stored = Name == "clear" ? 0 : 1;
    L.FindsOld = true;
  } else if (Name.starts_with("compare_exchange_")) {
    L.K = Kind::CompareExchange;
    L.Stored = Operand(1);
    if (Member && C.E && !Operands.empty()) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Operands[0]->IgnoreParens());
      const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      L.ExpectsZero = VD && VD->hasLocalStorage() &&
                      comparesWithZero(C.E->IgnoreParenImpCasts(), VD);
    }
  } else if (Name == "fetch_add") {
    const bool One = C.Callee->getOverloadedOperator() == OO_PlusPlus;
    L.K = C.E && staysAboveZero(One ? 1 : Operand(0), C.E->getType())
              ? Kind::Increase
              : Kind::Change;
  } else if (Name == "fetch_sub" || Name == "fetch_and" ||
             Name == "fetch_xor") {
    L.K = Kind::Change;
  } else {
    return;
  }
  lockByAtomic(L);
}

/// Adding \p Step to what is above zero does not soon lead back to zero.
bool FunctionExtractor::staysAboveZero(std::optional<std::int64_t> Step,
                                       QualType Type) const {
  return Step && *Step > 0 && *Step <= std::int64_t(1) << 20 &&
         Type->isIntegralOrEnumerationType() && U.Ctx.getIntWidth(Type) >= 32;
}

void FunctionExtractor::lockByAtomic(const LockByAtomic &Op) {
  using Kind = LockByAtomic::Kind;
  LockEvent L = Op.Event;
  const bool Zero = Op.Stored == 0;
  const bool Other = Op.Stored && *Op.Stored != 0;
  if (Op.K == Kind::Increase)
    return;
  const bool Stores = Op.K == Kind::Store || Op.K == Kind::Exchange;
  if (Op.Releases && Stores && Zero) {
    L.Op = LockOp::Release;
    Events->push_back(L);
    return;
  }
  if (Op.K == Kind::Change ||
      ((Stores || Op.K == Kind::CompareExchange) && !Other)) {
    // This may open the lock without any order, or nobody knows with which:
    // nobody holds it while that is written, so it proves nothing.
    L.Op = LockOp::Release;
    Events->insert(Events->begin() + Op.First, L);
    return;
  }
  if (!Op.Acquires || !Op.E || *Op.Stored < 0 ||
      !(Op.K == Kind::Exchange ||
        (Op.K == Kind::CompareExchange && Op.ExpectsZero)))
    return;
  L.Op = LockOp::TryAcquire;
  const Expr *Test = Op.E->IgnoreParenImpCasts();
  if (Op.FindsOld)
    FoundValues.insert(Test);
  Tests[Test] = L;
  Events->push_back(L);
}

/// Whether the expected value \p VD of compare-exchange \p Exchange is zero
/// whenever that runs: a failed one has changed it.
bool FunctionExtractor::comparesWithZero(const Expr *Exchange,
                                         const VarDecl *VD) {
  if (VD->getType()->isReferenceType() || Captures.contains(VD) ||
      isa<ParmVarDecl>(VD) || !WalkedGraph)
    return false;
  // Nobody but this function's own assignments and exchanges changes it.
  class Uses : public DynamicRecursiveASTVisitor {
  public:
    const VarDecl *VD;
    unsigned All = 0, Plain = 0;
    bool names(const Expr *E) const {
      const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
      return Ref && Ref->getDecl() == VD;
    }
    bool VisitDeclRefExpr(DeclRefExpr *E) override {
      All += E->getDecl() == VD;
      return true;
    }
    bool VisitLambdaExpr(LambdaExpr *E) override {
      for (const LambdaCapture &C : E->captures())
        All += C.capturesVariable() && C.getCapturedVar() == VD;
      return true;
    }
    bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
      Plain += E->getCastKind() == CK_LValueToRValue && names(E->getSubExpr());
      return true;
    }
    bool VisitBinaryOperator(BinaryOperator *E) override {
      Plain += E->getOpcode() == BO_Assign && names(E->getLHS());
      return true;
    }
    /// `&variable` as the expected value of C's form.
    bool isExpected(const AtomicExpr *E) const {
      if (!E || !E->isCmpXChg())
        return false;
      const auto *Address =
          dyn_cast<UnaryOperator>(E->getVal1()->IgnoreParenImpCasts());
      return Address && Address->getOpcode() == UO_AddrOf &&
             names(Address->getSubExpr());
    }
    bool VisitStmt(Stmt *S) override {
      Plain += isExpected(dyn_cast<AtomicExpr>(S));
      return true;
    }
    bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) override {
      Plain += E->getNumArgs() > 0 && names(E->getArg(0)) &&
               E->getMethodDecl() && E->getMethodDecl()->getIdentifier() &&
               E->getMethodDecl()->getName().starts_with("compare_exchange_");
      return true;
    }
  } Find;
  Find.VD = VD;
  Find.TraverseStmt(const_cast<Stmt *>(FD->getBody()));
  if (Find.All != Find.Plain || Variables[VD].Loop)
    return false;

  /// Of one element: true if it makes the variable zero, false if something
  /// else, nothing if it leaves it alone.
  auto Sets = [&](const Stmt *S) -> std::optional<bool> {
    if (const auto *Decl = dyn_cast<DeclStmt>(S)) {
      for (const auto *D : Decl->decls())
        if (D == VD)
          return VD->getInit() && constantNumber(VD->getInit()) == 0;
    } else if (const auto *B = dyn_cast<BinaryOperator>(S)) {
      if (B->getOpcode() == BO_Assign && Find.names(B->getLHS()))
        return constantNumber(B->getRHS()) == 0;
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S)) {
      if (Call->getNumArgs() > 0 && Find.names(Call->getArg(0)))
        return false;
    } else if (Find.isExpected(dyn_cast<AtomicExpr>(S))) {
      return false;
    }
    return std::nullopt;
  };
  auto Statement = [](const CFGElement &E) -> const Stmt * {
    std::optional<CFGStmt> S = E.getAs<CFGStmt>();
    return S ? S->getStmt() : nullptr;
  };
  const CFGBlock *Home = nullptr;
  for (const CFGBlock *B : *WalkedGraph)
    for (const CFGElement &E : *B)
      if (const Stmt *S = Statement(E); S && S == Exchange)
        Home = B;
  if (!Home)
    return false;
  llvm::DenseSet<const CFGBlock *> Seen;
  llvm::SmallVector<const CFGBlock *, 8> Work;
  /// Goes up from the end of \p B, or from the exchange; whether no other value
  /// comes that way.
  auto Up = [&](const CFGBlock *B, bool FromExchange) {
    bool Passed = !FromExchange;
    for (const CFGElement &E : llvm::reverse(*B)) {
      const Stmt *S = Statement(E);
      if (!Passed) {
        Passed = S == Exchange;
        continue;
      }
      if (std::optional<bool> Zero = S ? Sets(S) : std::nullopt)
        return *Zero;
    }
    if (B == &WalkedGraph->getEntry())
      return false;
    for (const CFGBlock::AdjacentBlock &P : B->preds()) {
      const CFGBlock *From = P.getReachableBlock();
      if (!From)
        From = P.getPossiblyUnreachableBlock();
      if (From && Seen.insert(From).second)
        Work.push_back(From);
    }
    return true;
  };
  if (!Up(Home, true))
    return false;
  while (!Work.empty())
    if (!Up(Work.pop_back_val(), false))
      return false;
  return true;
}

/// Whether \p E compares the result of a test; then \p E becomes the test, and
/// \p Negated tells about it what it told of the comparison.
bool FunctionExtractor::comparesFound(const Expr *&E, bool &Negated) {
  const auto *Cmp = dyn_cast<BinaryOperator>(E);
  if (!Cmp || !Cmp->isEqualityOp())
    return false;
  for (bool Swap : {false, true}) {
    const Expr *Found =
        (Swap ? Cmp->getRHS() : Cmp->getLHS())->IgnoreParenImpCasts();
    std::optional<std::int64_t> With =
        constantNumber(Swap ? Cmp->getLHS() : Cmp->getRHS());
    if (!With || Tests.find(Found) == Tests.end())
      continue;
    const bool Bool = Found->getType()->isBooleanType();
    if (*With != 0 && !(Bool && *With == 1))
      return false;
    // `found == 0` is true where `found` is false.
    Negated ^= (*With == 0) == (Cmp->getOpcode() == BO_EQ);
    E = Found;
    return true;
  }
  return false;
}

} // namespace aether::analysis
