//===- SharedHolders.cpp - Locks that are held by several -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The counter is no atomic, so who counts does so under a mutex, or races; and
// as nothing comes between the step and the test, the mutex is held until the
// first one has the semaphore. That nobody gives back a share that he has not
// taken is assumed, as of all locks that are written by hand.
//
//===----------------------------------------------------------------------===//

#include "SharedHolders.h"

#include "ClangVersions.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace aether::analysis {

/// The global that \p E names.
const VarDecl *SharedHolders::globalOf(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return VD && VD->hasGlobalStorage() && !VD->getTLSKind()
             ? VD->getCanonicalDecl()
             : nullptr;
}

static bool isNumber(const ASTContext &Ctx, const Expr *E, int Value) {
  Expr::EvalResult Found;
  return !E->isValueDependent() && E->EvaluateAsInt(Found, Ctx) &&
         Found.Val.getInt() == Value;
}

/// The step that \p S is: `n++`, `n += 1`, `n = n + 1`, or down.
const Expr *SharedHolders::stepOf(const Stmt *S, const VarDecl *&Of, int &By) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  if (!E)
    return nullptr;
  E = E->IgnoreParenImpCasts();
  const Expr *Counter = nullptr;
  if (const auto *Op = dyn_cast<UnaryOperator>(E);
      Op && Op->isIncrementDecrementOp()) {
    Counter = Op->getSubExpr();
    By = Op->isIncrementOp() ? 1 : -1;
  } else if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    const Expr *One = Op->getRHS();
    BinaryOperatorKind Kind = Op->getOpcode();
    Counter = Op->getLHS();
    if (Kind == BO_Assign) {
      const auto *Sum =
          dyn_cast<BinaryOperator>(Op->getRHS()->IgnoreParenImpCasts());
      if (!Sum || globalOf(Sum->getLHS()) != globalOf(Counter))
        return nullptr;
      Kind = Sum->getOpcode();
      One = Sum->getRHS();
    }
    const auto *Literal = dyn_cast<IntegerLiteral>(One->IgnoreParenImpCasts());
    if (!Literal || Literal->getValue() != 1)
      return nullptr;
    if (Kind == BO_AddAssign || Kind == BO_Add)
      By = 1;
    else if (Kind == BO_SubAssign || Kind == BO_Sub)
      By = -1;
    else
      return nullptr;
  }
  if (!Counter)
    return nullptr;
  Of = globalOf(Counter);
  return Of ? E : nullptr;
}

/// Is \p S a wait for a semaphore, or a post, as the model of the call says?
bool SharedHolders::takes(const Stmt *S, bool First, Test &Out) {
  if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
    S = Block->size() == 1 ? Block->body_front() : nullptr;
  const auto *Call = dyn_cast_or_null<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || isa<CXXMethodDecl>(Callee) || Call->getNumArgs() != 1 ||
      U.inUserCode(Callee))
    return false;
  llvm::ArrayRef<FunctionModel> Entries = U.models(Callee);
  const auto Kind =
      First ? ModelEffect::Kind::Acquire : ModelEffect::Kind::Release;
  auto IsPermit = [&](const ModelEffect &E) {
    return E.K == Kind && !E.Operands.empty() &&
           E.Operands[0].K == ModelTerm::Kind::Field &&
           E.Operands[0].Name == "permit";
  };
  if (Entries.size() != 1 || llvm::none_of(Entries.front().Effects, IsPermit))
    return false;
  Out.Address = const_cast<Expr *>(Call->getArg(0));
  const auto *Address =
      dyn_cast<UnaryOperator>(Out.Address->IgnoreParenImpCasts());
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return false;
  Out.Semaphore = globalOf(Address->getSubExpr());
  return Out.Semaphore != nullptr;
}

/// Is \p If, right after \p Before, such a test?
bool SharedHolders::find(const Stmt *Before, IfStmt *If, Test &Out) {
  if (!If || If->getElse() || If->getInit() || If->getConditionVariable())
    return false;
  const Expr *Counter = If->getCond()->IgnoreParenImpCasts();
  bool One = false;
  if (const auto *Cmp = dyn_cast<BinaryOperator>(Counter)) {
    if (Cmp->getOpcode() != BO_EQ)
      return false;
    One = isNumber(U.Ctx, Cmp->getRHS(), 1);
    if (!One && !isNumber(U.Ctx, Cmp->getRHS(), 0))
      return false;
    Counter = Cmp->getLHS()->IgnoreParenImpCasts();
  } else if (const auto *Not = dyn_cast<UnaryOperator>(Counter);
             Not && Not->getOpcode() == UO_LNot) {
    Counter = Not->getSubExpr()->IgnoreParenImpCasts();
  } else {
    return false;
  }
  int By = 0;
  if (const auto *Inside = dyn_cast<UnaryOperator>(Counter)) {
    if (!Inside->isPrefix())
      return false;
    Out.Step = stepOf(Inside, Out.Counter, By);
  } else {
    Out.Step = stepOf(Before, Out.Counter, By);
    if (globalOf(Counter) != Out.Counter)
      return false;
  }
  Out.First = By > 0;
  // Atomics need no mutex, and order nothing here.
  return Out.Step && One == Out.First &&
         Out.Counter->getType()->isIntegerType() &&
         takes(If->getThen(), Out.First, Out);
}

/// Are all steps of the counter such tests of one semaphore, and is it nothing
/// else but zero to begin with?
bool SharedHolders::countsOnlyHolders(const Test &T) {
  class Uses : public DynamicRecursiveASTVisitor {
  public:
    Uses(SharedHolders &Of, const Test &T) : Of(Of), T(T) {}
    SharedHolders &Of;
    const Test &T;
    bool Whole = false, Clean = true;
    unsigned Named = 0, Read = 0, Stepped = 0, Up = 0, Down = 0;
    const FunctionDecl *In = nullptr;
    bool isCounter(const Expr *E) const {
      return globalOf(E) == T.Counter && E->IgnoreParens()->isGLValue();
    }
    bool TraverseDecl(Decl *D) override {
      const auto *FD = dyn_cast_or_null<FunctionDecl>(D);
      Whole |= FD && FD->isMain() && FD->hasBody();
      return DynamicRecursiveASTVisitor::TraverseDecl(D);
    }
    bool VisitDeclRefExpr(DeclRefExpr *E) override {
      Named += globalOf(E) == T.Counter;
      return true;
    }
    bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
      Read +=
          E->getCastKind() == CK_LValueToRValue && isCounter(E->getSubExpr());
      return true;
    }
    bool VisitBinaryOperator(BinaryOperator *E) override {
      if (!E->isAssignmentOp() || !isCounter(E->getLHS()))
        return true;
      ++Stepped;
      Clean &= Steps.contains(E);
      return true;
    }
    bool VisitUnaryOperator(UnaryOperator *E) override {
      if (!E->isIncrementDecrementOp() || !isCounter(E->getSubExpr()))
        return true;
      ++Stepped;
      Clean &= Steps.contains(E);
      return true;
    }
    bool VisitCompoundStmt(CompoundStmt *S) override {
      const Stmt *Before = nullptr;
      for (Stmt *Child : S->body()) {
        Test Found;
        if (Of.find(Before, dyn_cast<IfStmt>(Child), Found) &&
            Found.Counter == T.Counter) {
          Clean &= Found.Semaphore == T.Semaphore;
          Steps.insert(Found.Step);
          ++(Found.First ? Up : Down);
        }
        Before = Child;
      }
      return true;
    }
    llvm::SmallPtrSet<const Expr *, 8> Steps;
  } Find(*this, T);
  Find.TraverseDecl(U.Ctx.getTranslationUnitDecl());
  if (!Find.Clean || Find.Up == 0 || Find.Down == 0 ||
      Find.Named != Find.Read + Find.Stepped)
    return false;
  // Other files could count, too.
  if (!Find.Whole && T.Counter->isExternallyVisible())
    return false;
  const Expr *Init = T.Counter->getAnyInitializer();
  return !Init || isNumber(U.Ctx, Init, 0);
}

bool SharedHolders::isCountedOnly(const Test &T) {
  auto [It, New] = Known.try_emplace(T.Counter, false);
  if (New) {
    const bool Holds = countsOnlyHolders(T);
    Known[T.Counter] = Holds;
    return Holds;
  }
  return It->second;
}

void SharedHolders::rewrite(const FunctionDecl *FD) {
  forEachStmt(FD->getBody(), [&](Stmt *S) {
    auto *Block = dyn_cast<CompoundStmt>(S);
    if (!Block)
      return true;
    Stmt *Before = nullptr;
    for (Stmt *&Child : Block->children()) {
      Test Found;
      auto *If = dyn_cast_or_null<IfStmt>(Child);
      if (find(Before, If, Found) && isCountedOnly(Found)) {
        const SourceLocation Loc = If->getBeginLoc();
        // Names of models that no program has.
        const char *const Name = Found.First
                                     ? "aether::detail::first_of_holders"
                                     : "aether::detail::last_of_holders";
        Expr *Call = Make.call(Make.function(Name, Loc), {Found.Address}, Loc);
        Make.replace(Child,
                     Make.block({If->getCond(), Call}, If->getSourceRange()));
      }
      Before = Child;
    }
    return true;
  });
}

} // namespace aether::analysis
