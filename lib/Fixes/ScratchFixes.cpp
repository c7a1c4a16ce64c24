//===- ScratchFixes.cpp - Variables that carry nothing --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One callable is shared by all tasks, so a copy in its captures would be as
// shared as the variable was: the variable has to move into the task.
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "Makers.h"
#include "Scratch.h"

using namespace clang;

namespace aether::analysis::fixes {
namespace {

/// The assignment that the body \p B begins with for \p Var: `x = e`, a
/// statement of its own that always runs before any other use.
const BinaryOperator *firstAssignment(const Syntax &S, const VarDecl *Var,
                                      const Body &B) {
  // Whether what follows is reached does not matter: all uses do follow.
  for (const Stmt *Child : cast<CompoundStmt>(B.Root)->body())
    if (firstUse(S, Child, Var) != FirstUse::None) {
      const auto *E = dyn_cast<Expr>(Child);
      return E ? assignmentTo(S, E, Var) : nullptr;
    }
  return nullptr;
}

} // namespace

std::optional<Fix> moveIntoTask(const Request &R) {
  const Syntax &S = R.S;
  for (const Expr *E : S.at(R.F.First.Pos)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Var)
      continue;
    // Numbers and pointers: to make and to end one has no effect.
    if (!Var->hasLocalStorage() || isa<ParmVarDecl>(Var) ||
        !Var->getType()->isScalarType() ||
        Var->getType().isVolatileQualified() || S.isSeenElsewhere(Var))
      return std::nullopt;
    const Body *Task = S.bodyOf(Ref);
    if (!Task || !Task->Lambda || !Task->Outer ||
        Var->getDeclContext() != Task->Outer->Function ||
        Task->Lambda->getCaptureDefault() != LCD_ByRef ||
        !isa<CompoundStmt>(Task->Root))
      return std::nullopt;
    for (const LambdaCapture &C : Task->Lambda->explicit_captures())
      if (C.capturesVariable() && C.getCapturedVar() == Var)
        return std::nullopt;
    for (const Expr *Use : S.references(Var))
      if (!S.isWithin(Use, Task->Root))
        return std::nullopt;
    const DeclStmt *Declared = declarationOf(S, Var, *Task->Outer);
    const BinaryOperator *Assign = firstAssignment(S, Var, *Task);
    if (!Declared || !Assign ||
        (Var->getInit() && Var->getInit()->HasSideEffects(S.context())))
      return std::nullopt;
    std::optional<TextRange> Old = S.range(Declared->getSourceRange());
    std::optional<TextRange> Use = S.range(Assign->getLHS()->getSourceRange());
    if (!Old || !Use)
      return std::nullopt;
    Draft D(S, "declare the variable in the task");
    std::string Text =
        D.text({Declared->getBeginLoc(), Var->getTypeSpecEndLoc()});
    if (Var->getType()->isPointerType() ||
        Var->getType()->isFunctionPointerType() ||
        Var->getType()->isMemberPointerType())
      return std::nullopt;
    // With the line, if nothing else is on it: up to the next one's text.
    if (S.code().take_front(Old->Begin).rtrim(" \t").ends_with("\n") &&
        S.code().substr(Old->End).ltrim(" \t").starts_with("\n"))
      Old->End = S.code().find_first_not_of(" \t\n", Old->End);
    D.replace(*Old, "");
    D.insert(Use->Begin, Text + " ");
    return D.take();
  }
  return std::nullopt;
}

} // namespace aether::analysis::fixes
