//===- AtomicFixes.cpp - Shared integers that are only added to -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In C++20 the operations go through std::atomic_ref ([atomics.ref.generic]),
// and the variable stays what it is. Before, a local variable becomes an
// std::atomic, if all that is done with it elsewhere is to read or to assign.
//
//===----------------------------------------------------------------------===//

#include "Accumulation.h"
#include "Draft.h"
#include "Makers.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

bool hasAtomicOperation(Accumulates Kind) {
  return Kind != Accumulates::Product && Kind != Accumulates::Min &&
         Kind != Accumulates::Max;
}

/// The accumulation at a racing position.
std::optional<Accumulation> accumulationAt(const Syntax &S,
                                           const Position &Pos) {
  for (const Expr *E : S.at(Pos))
    if (named(E))
      if (std::optional<Accumulation> A = accumulationOf(S, E))
        return A;
  return std::nullopt;
}

/// Whether an access at \p Pos is to \p Variable.
const Expr *mentionAt(const Syntax &S, const Position &Pos,
                      const ValueDecl *Variable) {
  for (const Expr *E : S.at(Pos))
    if (named(E) == Variable)
      return E;
  return nullptr;
}

bool declaredIn(const ValueDecl *Variable, const Body &B) {
  return Variable->getDeclContext() == B.Function ||
         (B.Lambda &&
          Variable->getDeclContext() == B.Lambda->getCallOperator());
}

/// The same operation, on the same value where it is an assignment.
bool commute(const Syntax &S, const Accumulation &A, const Accumulation &B) {
  if (A.Kind != B.Kind)
    return false;
  if (A.Kind != Accumulates::Set)
    return true;
  Expr::EvalResult VA, VB;
  return A.Operand->EvaluateAsRValue(VA, S.context()) &&
         B.Operand->EvaluateAsRValue(VB, S.context()) && VA.Val.isInt() &&
         VB.Val.isInt() &&
         llvm::APSInt::isSameValue(VA.Val.getInt(), VB.Val.getInt());
}

class AtomicFix {
public:
  AtomicFix(const Request &R, const Accumulation &First)
      : R(R), S(R.S), Variable(First.Variable), First(First) {}

  std::optional<Fix> make() {
    if (S.isSeenElsewhere(Variable) || !collect())
      return std::nullopt;
    return S.language().CPlusPlus20 ? throughReference() : byDeclaration();
  }

private:
  /// All operations on the variable in the bodies that race with it.
  bool collect() {
    llvm::SmallPtrSet<const Body *, 4> Racing;
    for (const Finding &F : R.Result.Findings)
      for (const Position *Pos : {&F.First.Pos, &F.Second.Pos})
        if (const Expr *E = mentionAt(S, *Pos, Variable)) {
          const Body *B = S.bodyOf(E);
          if (!B)
            return false;
          // Where it is declared, what happens before the tasks start and
          // after they end is nobody's business.
          if (declaredIn(Variable, *B)) {
            if (!addOperation(E))
              return false;
          } else {
            Racing.insert(B);
          }
        }
    for (const Expr *Ref : S.references(Variable))
      for (const Body *B = S.bodyOf(Ref); B; B = B->Outer)
        if (Racing.contains(B) && !addOperation(Ref))
          return false;
    return !Operations.empty();
  }

  bool addOperation(const Expr *Mention) {
    for (const Accumulation &Known : Operations)
      if (llvm::is_contained(Known.Mentions, Mention))
        return true;
    std::optional<Accumulation> A = accumulationOf(S, Mention);
    if (!A || !hasAtomicOperation(A->Kind) || !commute(S, First, *A))
      return false;
    Operations.push_back(std::move(*A));
    return true;
  }

  std::optional<Fix> throughReference() {
    Draft D(S, First.Kind == Accumulates::Set ? "store atomically"
                                              : "update atomically");
    for (const Accumulation &A : Operations) {
      if (A.Compound) {
        D.wrap(A.Target->getSourceRange(), "std::atomic_ref(", ")");
        continue;
      }
      std::string Ref =
          "std::atomic_ref(" + D.text(A.Target->getSourceRange()) + ")";
      std::string Value = D.text(A.Operand->getSourceRange());
      D.replace(A.Whole->getSourceRange(),
                A.Kind == Accumulates::Set
                    ? Ref + ".store(" + Value + ")"
                    : Ref + " " + assignmentOf(A) + " " + Value);
    }
    D.include("atomic");
    return D.take();
  }

  /// The declaration `T x = e;`, if that is all that it declares.
  const DeclStmt *declaration(const VarDecl *Var) const {
    const Expr *Use = S.references(Variable).front();
    for (const Body *B = S.bodyOf(Use); B; B = B->Outer)
      if (declaredIn(Variable, *B))
        return declarationOf(S, Var, *B);
    return nullptr;
  }

  /// Whether an std::atomic can be used like that: a read or an assignment.
  bool suitsAtomic(const Expr *Ref) const {
    if (isLoaded(S, Ref))
      return true;
    const Stmt *Up = S.parent(Ref);
    while (isa_and_nonnull<ParenExpr>(Up))
      Up = S.parent(Up);
    const auto *Assign = dyn_cast_or_null<BinaryOperator>(Up);
    return Assign && Assign->isAssignmentOp() && isDiscarded(S, Assign) &&
           plain(Assign->getLHS()) == Ref &&
           !Assign->getType()->isBooleanType();
  }

  std::optional<Fix> byDeclaration() {
    const auto *Var = dyn_cast<VarDecl>(Variable);
    if (!Var || !Var->hasLocalStorage() || isa<ParmVarDecl>(Var) ||
        Var->getType()->isReferenceType() || Var->getType().isConstQualified())
      return std::nullopt;
    const DeclStmt *Declared = declaration(Var);
    const Expr *Init = Var->getInit();
    if (!Declared || !Init)
      return std::nullopt;
    for (const Accumulation &A : Operations)
      if (A.Target != plain(A.Target) || !isa<DeclRefExpr>(A.Target))
        return std::nullopt;
    for (const Expr *Ref : S.references(Variable)) {
      bool Operation = llvm::any_of(Operations, [&](const Accumulation &A) {
        return llvm::is_contained(A.Mentions, Ref);
      });
      if (!Operation && !suitsAtomic(Ref))
        return std::nullopt;
    }
    Draft D(S, "make the variable atomic");
    PrintingPolicy Policy(S.language());
    std::string Type = Var->getType().getAsString(Policy);
    D.replace(Declared->getSourceRange(),
              "std::atomic<" + Type + "> " + Var->getNameAsString() + "(" +
                  D.text(Init->getSourceRange()) + ");");
    for (const Accumulation &A : Operations)
      if (!A.Compound && A.Kind != Accumulates::Set)
        D.replace(A.Whole->getSourceRange(),
                  D.text(A.Target->getSourceRange()) + " " + assignmentOf(A) +
                      " " + D.text(A.Operand->getSourceRange()));
    D.include("atomic");
    return D.take();
  }

  const Request &R;
  const Syntax &S;
  const ValueDecl *Variable;
  const Accumulation &First;
  llvm::SmallVector<Accumulation, 4> Operations;
};

} // namespace

std::optional<Fix> addAtomically(const Request &R) {
  std::optional<Accumulation> A = accumulationAt(R.S, R.F.First.Pos);
  if (!A || !hasAtomicOperation(A->Kind))
    return std::nullopt;
  return AtomicFix(R, *A).make();
}

} // namespace aether::analysis::fixes
