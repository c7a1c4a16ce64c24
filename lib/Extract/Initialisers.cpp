//===- Initialisers.cpp - What initialises variables outside functions ----===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Initialisers of variables at namespace scope and of static members have no
// graph of their own. Parallel calls that they make are listed, and left open.
// Of the rest it matters what they give away: whoever reads the variables may
// call a function, or write an object, that they name.
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

using namespace clang;

namespace aether::analysis {

void listParallelInitialiser(Unit &U, const VarDecl *Variable, const Expr *E,
                             const FunctionDecl *Callee) {
  FunctionSummary F;
  const std::string Name =
      "initialisation of " + Variable->getQualifiedNameAsString();
  const SourcePos Pos = U.pos(E->getBeginLoc());
  F.Key =
      U.str("init:" + U.Out.string(U.Out.Globals[U.global(Variable)].Key) +
            ":" + std::to_string(Pos.Line) + ":" + std::to_string(Pos.Column));
  F.Name = U.str(Name);
  F.Pos = U.pos(Variable->getLocation());
  F.InUserCode = true;
  F.InternalLinkage = true;
  ParallelCall P;
  P.Callee = U.str(U.modelName(Callee));
  P.Pos = P.MemberPos = P.ParenPos = Pos;
  P.MacroPos = U.macroPos(E->getBeginLoc());
  F.Parallels.push_back(std::move(P));
  ParallelCall::Task &Task = F.Parallels.back().Tasks.emplace_back();
  Task.Many = true;
  const StringId Reason =
      U.str("a parallel call in the initialiser of a global variable");
  Task.Callable = F.T.unknown(Reason);
  Block &B = F.Blocks.emplace_back();
  B.Events.push_back(Opaque{Reason, Pos});
  B.Events.push_back(Parallel{0});
  U.Out.Functions.push_back(std::move(F));
}

/// The function that calling a variable of type \p T runs; null if it is no
/// closure.
static const FunctionDecl *runBy(QualType T) {
  const auto *RD = T.getNonReferenceType()->getAsCXXRecordDecl();
  return RD && RD->isLambda() ? RD->getLambdaCallOperator() : nullptr;
}

void listGivenAway(Unit &U, llvm::ArrayRef<const ValueDecl *> Named) {
  FunctionSummary F;
  Block B;
  auto Give = [&](PlaceId P) {
    B.Events.push_back(Return{F.T.addr(P), SourcePos()});
  };
  auto GiveFunction = [&](const FunctionDecl *FD) {
    if (!FD || FD->isTemplated())
      return;
    const FunctionDecl *Def = U.definition(FD);
    Give(F.T.root(PlaceKind::Function, U.key(Def ? Def : FD)));
    // Some other unit may get at it, and change what is shared.
    if (U.Options.ForOtherUnits)
      U.need(FD);
  };
  for (const ValueDecl *D : Named)
    if (const auto *FD = dyn_cast<FunctionDecl>(D)) {
      GiveFunction(FD);
    } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
      Give(F.T.field(F.T.pointee(F.T.unknown(0), 0), U.fieldName(Field)));
    } else if (const auto *VD = dyn_cast<VarDecl>(D)) {
      Give(F.T.root(PlaceKind::Global, U.global(VD)));
      GiveFunction(runBy(VD->getType()));
    }
  if (B.Events.empty())
    return;
  F.Key = U.str("initialisers of " + U.Out.MainFile);
  F.Name = U.str("initialisers");
  F.InternalLinkage = true;
  F.Blocks.push_back(std::move(B));
  U.Out.Functions.push_back(std::move(F));
}

void listEarly(Unit &U, llvm::ArrayRef<const ValueDecl *> Named) {
  FunctionSummary F;
  for (const ValueDecl *D : Named)
    if (const auto *FD = dyn_cast<FunctionDecl>(D); FD && !FD->isTemplated()) {
      const FunctionDecl *Def = U.definition(FD);
      F.T.root(PlaceKind::Function, U.key(Def ? Def : FD));
      U.need(FD);
    } else if (const auto *VD = dyn_cast<VarDecl>(D)) {
      F.T.root(PlaceKind::Global, U.global(VD));
    }
  if (F.T.Places.empty())
    return;
  F.Key = U.str(BeforeMain + U.Out.MainFile);
  F.Name = U.str("what runs before main");
  F.InternalLinkage = true;
  F.Blocks.emplace_back();
  U.Out.Functions.push_back(std::move(F));
}

} // namespace aether::analysis
