//===- Guards.cpp - Which mutex is locked where ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Guards.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

constexpr StringRef Guards[] = {"lock_guard", "unique_lock", "scoped_lock",
                                "shared_lock"};

bool isBefore(const Syntax &S, const Stmt *A, const Stmt *B) {
  return S.context().getSourceManager().isBeforeInTranslationUnit(
      A->getBeginLoc(), B->getBeginLoc());
}

bool isLibrary(const Syntax &S, const FunctionDecl *F) {
  return F->isImplicit() || F->getBuiltinID() ||
         S.context().getSourceManager().isInSystemHeader(F->getLocation());
}

using Seen = llvm::SmallPtrSet<const FunctionDecl *, 8>;

bool mayBeHeld(const Syntax &S, const ValueDecl *Mutex, const Stmt *At,
               Seen &Visited) {
  for (const Expr *Ref : S.references(Mutex)) {
    const Stmt *Use = S.statementOf(Ref);
    const Stmt *Block = Use ? S.parent(Use) : nullptr;
    if (!Block ||
        (S.isWithin(At, Block) && !S.isWithin(At, Use) && isBefore(S, Use, At)))
      return true;
  }
  const Body *Function = S.bodyOf(At);
  while (Function && Function->Outer) {
    // A lambda that is kept may be called from anywhere.
    const Stmt *User = S.meaningfulParent(Function->Lambda);
    if (!isa_and_nonnull<CallExpr, CXXConstructExpr>(User))
      return true;
    Function = Function->Outer;
  }
  if (!Function)
    return true;
  const FunctionDecl *F = Function->Function;
  if (!Visited.insert(F).second || Mutex->getDeclContext() == F)
    return false;
  if (S.isSeenElsewhere(F))
    return true;
  for (const Expr *Caller : S.uses(F))
    if (mayBeHeld(S, Mutex, Caller, Visited))
      return true;
  return false;
}

} // namespace

std::optional<Guard> guardOf(const Stmt *S) {
  const auto *Declared = dyn_cast<DeclStmt>(S);
  if (!Declared || !Declared->isSingleDecl())
    return std::nullopt;
  Guard G;
  G.Declared = Declared;
  G.Variable = dyn_cast<VarDecl>(Declared->getSingleDecl());
  const CXXRecordDecl *Type =
      G.Variable ? G.Variable->getType()->getAsCXXRecordDecl() : nullptr;
  if (!Type || !Type->isInStdNamespace() || !Type->getIdentifier() ||
      !llvm::is_contained(Guards, Type->getName()))
    return std::nullopt;
  G.Shared = Type->getName() == "shared_lock";
  const auto *Made =
      dyn_cast_or_null<CXXConstructExpr>(plain(G.Variable->getInit()));
  if (!Made || Made->getNumArgs() != 1 || !named(Made->getArg(0)))
    return std::nullopt;
  G.Mutex = plain(Made->getArg(0));
  return G;
}

llvm::SmallVector<Guard, 2> guardsAround(const Syntax &S, const Stmt *Access) {
  llvm::SmallVector<Guard, 2> Found;
  const Stmt *Child = Access;
  for (const Stmt *Up = S.parent(Access); Up && !isa<LambdaExpr>(Up);
       Child = Up, Up = S.parent(Up)) {
    const auto *Block = dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    for (const Stmt *Sibling : Block->body()) {
      if (Sibling == Child)
        break;
      if (std::optional<Guard> G = guardOf(Sibling))
        Found.push_back(*G);
    }
  }
  return Found;
}

bool mayBeHeld(const Syntax &S, const ValueDecl *Mutex, const Stmt *At) {
  Seen Visited;
  return mayBeHeld(S, Mutex, At, Visited);
}

/// Whether only guards ever see \p Mutex: nobody else can pass it on.
static bool isOnlyGuarded(const Syntax &S, const ValueDecl *Mutex) {
  const auto *Var = dyn_cast<VarDecl>(Mutex);
  if (!Var || !Var->isLocalVarDecl() || Var->isStaticLocal())
    return false;
  return llvm::all_of(S.references(Mutex), [&](const Expr *Ref) {
    const Stmt *Use = S.statementOf(Ref);
    std::optional<Guard> G = Use ? guardOf(Use) : std::nullopt;
    return G && G->Mutex == Ref;
  });
}

/// Whether \p T can be called: what it does then is not seen.
static bool isCallable(QualType T) {
  if (T->isFunctionPointerType() || T->isMemberFunctionPointerType())
    return true;
  const CXXRecordDecl *Type = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Type && (Type->isLambda() ||
                  (Type->isInStdNamespace() && Type->getIdentifier() &&
                   (Type->getName().contains("function") ||
                    Type->getName() == "reference_wrapper")));
}

bool mayLock(const Syntax &S, const ValueDecl *Mutex, const Stmt *Part) {
  for (const Expr *Ref : S.references(Mutex))
    if (S.isWithin(Ref, Part))
      return true;
  // A function that cannot name a local mutex cannot lock it.
  bool Hidden = isOnlyGuarded(S, Mutex);
  auto IsHarmless = [&](const FunctionDecl *F) {
    return isLibrary(S, F) || Hidden;
  };
  return contains(Part, [&](const Stmt *At) {
    if (isa<LambdaExpr, CoawaitExpr, CXXThrowExpr>(At))
      return true;
    if (const auto *Made = dyn_cast<CXXConstructExpr>(At))
      return Made->getConstructor()->isUserProvided() &&
             !IsHarmless(Made->getConstructor());
    if (const auto *Call = dyn_cast<CallExpr>(At))
      return !Call->getDirectCallee() || !IsHarmless(Call->getDirectCallee());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(At)) {
      const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl());
      return F ? !IsHarmless(F) : isCallable(Ref->getType());
    }
    const auto *Member = dyn_cast<MemberExpr>(At);
    return Member && isCallable(Member->getType());
  });
}

bool isKnownEverywhere(const Syntax &S, const ValueDecl *Mutex) {
  return S.context().getSourceManager().isWrittenInMainFile(
      Mutex->getLocation());
}

} // namespace aether::analysis::fixes
