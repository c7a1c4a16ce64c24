//===- LockFixes.cpp - Locks that are missing or too weak -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "Guards.h"
#include "Makers.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

bool samePlace(const AccessEvidence &A, const AccessEvidence &B) {
  return A.Pos.Line == B.Pos.Line && A.Pos.Column == B.Pos.Column &&
         A.Pos.File == B.Pos.File;
}

/// The guards around the access at \p Pos.
llvm::SmallVector<Guard, 2> guardsAt(const Syntax &S, const Position &Pos) {
  for (const Expr *E : S.at(Pos))
    if (llvm::SmallVector<Guard, 2> Found = guardsAround(S, E); !Found.empty())
      return Found;
  return {};
}

/// The guard of an access that races with \p Bare, from any finding.
std::optional<Guard> guardOfTheOther(const Request &R,
                                     const AccessEvidence &Bare) {
  for (const Finding &F : R.Result.Findings)
    for (bool Swap : {false, true}) {
      const AccessEvidence &Mine = Swap ? F.Second : F.First;
      const AccessEvidence &Other = Swap ? F.First : F.Second;
      if (!samePlace(Mine, Bare) || !Mine.Locks.empty() ||
          Other.Locks.size() != 1)
        continue;
      llvm::SmallVector<Guard, 2> Guards = guardsAt(R.S, Other.Pos);
      if (Guards.size() == 1)
        return Guards.front();
    }
  return std::nullopt;
}

/// Whether the name of \p Mutex means the same at \p At.
bool canBeNamed(const Syntax &S, const Expr *Mutex, const Stmt *At) {
  const Body *Here = S.bodyOf(At);
  if (const auto *Member = dyn_cast<MemberExpr>(Mutex)) {
    if (!isa<CXXThisExpr>(plain(Member->getBase())))
      return false;
    for (; Here && Here->Outer; Here = Here->Outer)
      if (llvm::none_of(Here->Lambda->captures(), [](const LambdaCapture &C) {
            return C.capturesThis();
          }))
        return false;
    const auto *Method =
        Here ? dyn_cast<CXXMethodDecl>(Here->Function) : nullptr;
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return Method && Field && Method->isInstance() &&
           Method->getParent() == Field->getParent();
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Mutex);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Var || !S.context().getSourceManager().isBeforeInTranslationUnit(
                  Var->getLocation(), At->getBeginLoc()))
    return false;
  if (!Var->hasLocalStorage())
    return !Var->isStaticLocal() || Var->getDeclContext() == Here->Function;
  for (; Here; Here = Here->Outer) {
    if (Var->getDeclContext() == Here->Function)
      return true;
    if (!Here->Lambda)
      return false;
    bool Captured =
        Here->Lambda->getCaptureDefault() == LCD_ByRef ||
        llvm::any_of(Here->Lambda->captures(), [&](const LambdaCapture &C) {
          return C.capturesVariable() && C.getCapturedVar() == Var &&
                 C.getCaptureKind() == LCK_ByRef;
        });
    if (!Captured)
      return false;
  }
  return false;
}

/// The statement to lock: an expression whose value is not used.
const Expr *effectAt(const Syntax &S, const Position &Pos) {
  for (const Expr *E : S.at(Pos)) {
    const Stmt *Up = E;
    for (; Up && isa<Expr>(Up); Up = S.parent(Up))
      if (isDiscarded(S, cast<Expr>(Up)))
        return cast<Expr>(Up);
  }
  return nullptr;
}

} // namespace

std::optional<Fix> lockLikeTheOther(const Request &R) {
  const Syntax &S = R.S;
  const AccessEvidence *Bare = nullptr;
  std::optional<Guard> Other;
  for (const AccessEvidence *A : {&R.F.First, &R.F.Second})
    if (!Other && A->Locks.empty()) {
      Bare = A;
      Other = guardOfTheOther(R, *A);
    }
  if (!Other || Other->Shared)
    return std::nullopt;
  const Expr *Effect = effectAt(S, Bare->Pos);
  const ValueDecl *Mutex = named(Other->Mutex);
  if (!Effect || !canBeNamed(S, Other->Mutex, Effect) ||
      !isKnownEverywhere(S, Mutex) || S.isSeenElsewhere(Mutex) ||
      mayBeHeld(S, Mutex, Effect) || mayLock(S, Mutex, Effect))
    return std::nullopt;
  // A for loop's increment has no room for a block.
  if (const auto *For = dyn_cast_or_null<ForStmt>(S.parent(Effect)))
    if (For->getInc() == Effect)
      return std::nullopt;
  std::optional<TextRange> Range = S.statementRange(Effect);
  if (!Range)
    return std::nullopt;
  Draft D(S, "lock the mutex that the other access holds");
  std::string Type = "std::lock_guard";
  if (!S.language().CPlusPlus17) {
    PrintingPolicy Policy(S.language());
    Type +=
        "<" +
        Mutex->getType().getNonReferenceType().getUnqualifiedType().getAsString(
            Policy) +
        ">";
  }
  D.insert(Range->Begin, "{ " + Type + " " + S.freeName("lock") + "(" +
                             D.text(Other->Mutex->getSourceRange()) + "); ");
  D.insert(Range->End, " }");
  D.include("mutex");
  return D.take();
}

std::optional<Fix> strengthenLock(const Request &R) {
  const Syntax &S = R.S;
  for (const AccessEvidence *A : {&R.F.First, &R.F.Second}) {
    llvm::SmallVector<Guard, 2> Guards = guardsAt(S, A->Pos);
    if (Guards.size() != 1)
      continue;
    const Guard &G = Guards.front();
    const auto *Mutex = dyn_cast<VarDecl>(named(G.Mutex));
    // The rest of the block runs with the lock held.
    const auto *Block = dyn_cast_or_null<CompoundStmt>(S.parent(G.Declared));
    if (!Block)
      continue;
    bool Held = false, Nested = false;
    for (const Stmt *Child : Block->body()) {
      if (Held)
        Nested |= mayLock(S, named(G.Mutex), Child);
      Held |= Child == G.Declared;
    }
    if (Nested)
      continue;
    const Body *Task = S.bodyOf(G.Declared);
    if (Mutex && Mutex->hasLocalStorage() && !isa<ParmVarDecl>(Mutex) && Task &&
        Mutex->getDeclContext() == Task->Function &&
        !Mutex->getType()->isReferenceType()) {
      const DeclStmt *Declared = nullptr;
      contains(Task->Root, [&](const Stmt *Part) {
        const auto *D = dyn_cast<DeclStmt>(Part);
        if (D && D->isSingleDecl() && D->getSingleDecl() == Mutex)
          Declared = D;
        return Declared != nullptr;
      });
      std::optional<TextRange> Range =
          Declared ? S.range(Declared->getSourceRange()) : std::nullopt;
      if (!Range)
        continue;
      Draft D(S, "let all tasks share one mutex");
      D.insert(Range->Begin, "static ");
      return D.take();
    }
    // Who held it here already broke its rules ([thread.sharedmutex.general]).
    if (G.Shared) {
      std::optional<TextRange> Range = S.range(G.Declared->getSourceRange());
      std::size_t At =
          Range ? S.text(*Range).find("shared_lock") : StringRef::npos;
      if (At == StringRef::npos)
        continue;
      unsigned Begin = Range->Begin + At;
      Draft D(S, "lock exclusively for the write");
      D.replace(
          TextRange{Begin, Begin + unsigned(StringRef("shared_lock").size())},
          "unique_lock");
      D.include("mutex");
      return D.take();
    }
  }
  return std::nullopt;
}

} // namespace aether::analysis::fixes
