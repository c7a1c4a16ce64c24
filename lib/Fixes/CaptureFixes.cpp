//===- CaptureFixes.cpp - Variables that change after a task's start ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task that runs where it is started sees what a variable is then: that is
// what a copy made at the start holds.
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "Makers.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

/// A variable, and the task that reads it and got it by reference.
struct Reading {
  const VarDecl *Var = nullptr;
  const Body *Task = nullptr;
};

/// Whether \p L is written among the arguments of the call at \p Pos, which so
/// starts the task as soon as its copies are made.
bool isArgumentAt(const Syntax &S, const LambdaExpr *L, const Position &Pos) {
  const Stmt *Up = S.meaningfulParent(L);
  while (isa_and_nonnull<MaterializeTemporaryExpr, CXXBindTemporaryExpr>(Up))
    Up = S.meaningfulParent(Up);
  return isa_and_nonnull<CallExpr, CXXConstructExpr>(Up) &&
         llvm::any_of(S.at(Pos), [&](const Expr *E) {
           return plain(E) == Up || S.meaningfulParent(E) == Up;
         });
}

/// Whether \p Ref stands in a loop below \p Task: it may wait for a change.
bool isInLoop(const Syntax &S, const Expr *Ref, const Body &Task) {
  for (const Stmt *Up = Ref; Up && Up != Task.Root; Up = S.parent(Up))
    if (isa<WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(Up))
      return true;
  return false;
}

/// Whether \p Var counts a loop that \p Inner is in.
bool countsLoopAround(const Syntax &S, const VarDecl *Var, const Stmt *Inner) {
  for (const Stmt *Up = Inner; Up; Up = S.parent(Up))
    if (const auto *For = dyn_cast<ForStmt>(Up)) {
      const auto *D = dyn_cast_or_null<DeclStmt>(For->getInit());
      if (D && llvm::is_contained(D->decls(), Var))
        return true;
    }
  return false;
}

std::optional<Reading> readingAt(const Syntax &S, const Position &Read,
                                 const Position &Call) {
  for (const Expr *E : S.at(Read)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Var)
      continue;
    // To copy a number or a pointer has no effect.
    if (!Var->hasLocalStorage() || !Var->getType()->isScalarType() ||
        Var->getType().isVolatileQualified() || S.isSeenElsewhere(Var))
      return std::nullopt;
    const Body *Task = S.bodyOf(Ref);
    while (Task && Task->Lambda && Task->Outer &&
           Task->Outer->Function != Var->getDeclContext())
      Task = Task->Outer;
    if (!Task || !Task->Lambda || !Task->Outer ||
        !isArgumentAt(S, Task->Lambda, Call))
      return std::nullopt;
    const bool Counts = countsLoopAround(S, Var, Task->Lambda);
    for (const Expr *Use : S.references(Var))
      if (S.isWithin(Use, Task->Root)
              ? !isLoaded(S, Use) || (!Counts && isInLoop(S, Use, *Task))
              // Who starts it has no other way to change it in the task.
              : S.bodyOf(Use) != Task->Outer || !isPlainUse(S, Use))
        return std::nullopt;
    return Reading{Var, Task};
  }
  return std::nullopt;
}

std::optional<Reading> readingOf(const Syntax &S, const Verdicts &Result,
                                 const Finding &F) {
  for (const AccessEvidence *A : {&F.First, &F.Second})
    if (std::optional<Reading> R =
            readingAt(S, A->Pos, Result.CallSites[F.CallSite].Pos))
      return R;
  return std::nullopt;
}

/// `[&]` becomes `[&, x]`, and `[&x]` becomes `[x]`.
void captureByValue(const Syntax &S, Draft &D, const LambdaExpr *L,
                    const VarDecl *Var, std::string &Added) {
  for (const LambdaCapture &C : L->explicit_captures())
    if (C.capturesVariable() && C.getCapturedVar() == Var) {
      std::optional<TextRange> Name = S.range(C.getLocation());
      if (!Name || C.getCaptureKind() != LCK_ByRef ||
          L->getCaptureDefault() == LCD_ByCopy)
        return D.fail();
      const std::size_t And = S.code().take_front(Name->Begin).rtrim().size();
      if (And == 0 || S.code()[And - 1] != '&')
        return D.fail();
      return D.replace(TextRange{unsigned(And - 1), Name->Begin}, "");
    }
  if (L->getCaptureDefault() != LCD_ByRef)
    return D.fail();
  Added += ", " + Var->getName().str();
}

} // namespace

std::optional<Fix> copyAtStart(const Request &R) {
  const std::optional<Reading> Here = readingOf(R.S, R.Result, R.F);
  if (!Here)
    return std::nullopt;
  // One edit for all variables of the task, for they share a list.
  llvm::SmallVector<const VarDecl *, 4> Vars;
  for (const Finding &F : R.Result.Findings)
    if (std::optional<Reading> Other = readingOf(R.S, R.Result, F);
        Other && Other->Task == Here->Task &&
        !llvm::is_contained(Vars, Other->Var))
      Vars.push_back(Other->Var);
  const LambdaExpr *L = Here->Task->Lambda;
  Draft D(R.S, "capture by value");
  std::string Added;
  for (const VarDecl *Var : Vars)
    captureByValue(R.S, D, L, Var, Added);
  if (!Added.empty()) {
    std::optional<TextRange> End = R.S.range(L->getIntroducerRange().getEnd());
    if (!End)
      return std::nullopt;
    D.insert(End->Begin, Added);
  }
  return D.take();
}

} // namespace aether::analysis::fixes
