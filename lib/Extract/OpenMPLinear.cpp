//===- OpenMPLinear.cpp - Variables that go with the rounds -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A variable in a `linear` clause begins each round so many steps further than
// it was before the loop, whoever runs the rounds in between (OpenMP 5.2,
// 5.4.6).
//
//===----------------------------------------------------------------------===//

#include "OpenMP.h"

using namespace clang;

namespace aether::analysis {

/// Gives the linear variables in \p E their values in \p Round of loop \p L:
/// its value, or how many rounds came before. \p Out goes before the loop.
void OpenMPLowering::step(Environment &E, const Loop &L, ParmVarDecl *Round,
                          FunctionDecl *In, Statements &Out) {
  const QualType Wide = Ctx.LongLongTy;
  for (const Environment::Linear &Var : E.Stepped) {
    const SourceLocation Loc = Var.Mine->getLocation();
    const QualType Type = Var.Mine->getType();
    auto Widened = [&](Expr *From) -> Expr * {
      From = Make.value(From);
      return Ctx.hasSameType(From->getType(), Wide)
                 ? From
                 : ImplicitCastExpr::Create(Ctx, Wide, CK_IntegralCast, From,
                                            nullptr, VK_PRValue,
                                            FPOptionsOverride());
    };
    Expr *Done = Widened(Make.name(Round, Loc));
    if (L.Step == 1) {
      Expr *Lower = Make.copy(L.Lower, Synthesis::Substitution());
      if (!Lower)
        continue;
      Done = Make.binary(BO_Sub, Done, Widened(Lower), Wide);
    }
    VarDecl *Start = Make.variable("start", Type, In, Loc,
                                   Make.value(Make.name(Var.Original, Loc)));
    Out.push_back(Make.declare(Start));
    E.Copies.push_back({Start, Make.value(Make.name(Start, Loc))});
    Expr *Value = Make.binary(
        BO_Add, Widened(Make.name(Start, Loc)),
        Make.binary(BO_Mul, Done, Make.number(Var.Step, Wide, Loc), Wide),
        Wide);
    if (!Ctx.hasSameType(Type, Wide))
      Value =
          ImplicitCastExpr::Create(Ctx, Type, CK_IntegralCast, Value, nullptr,
                                   VK_PRValue, FPOptionsOverride());
    Var.Mine->setInit(Value);
  }
}

} // namespace aether::analysis
