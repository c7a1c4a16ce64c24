//===- ReductionFixes.cpp - Loops that only accumulate --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Accumulation.h"
#include "Loop.h"
#include "Makers.h"

using namespace clang;
using llvm::StringRef;

namespace aether::analysis::fixes {
namespace {

struct Operation {
  StringRef Functor;  ///< in namespace std; empty for an extreme
  StringRef Identity; ///< what an item that fails the guard counts as
};

Operation operationOf(const Accumulation &A) {
  switch (A.Kind) {
  case Accumulates::Sum:
    return {"plus", "0"};
  case Accumulates::Product:
    return {"multiplies", "1"};
  case Accumulates::And:
    return {"bit_and", "-1"};
  case Accumulates::Or:
    return {"bit_or", "0"};
  case Accumulates::Xor:
    return {"bit_xor", "0"};
  case Accumulates::Min:
  case Accumulates::Max:
  case Accumulates::Set:
    break;
  }
  return {};
}

} // namespace

std::optional<Fix> reduceInstead(const Request &R) {
  const Syntax &S = R.S;
  std::optional<Accumulation> A;
  for (const Expr *E : S.at(R.F.First.Pos))
    if (!A && named(E))
      A = accumulationOf(S, E);
  if (!A || A->Kind == Accumulates::Set || !named(A->Target))
    return std::nullopt;
  std::optional<Loop> L = loopAround(S, A->Whole);
  if (!L)
    return std::nullopt;
  // The variable may be in the loop no more, and not be an item's member.
  for (const Expr *Ref : S.references(A->Variable))
    if (S.isWithin(Ref, L->Call) && !llvm::is_contained(A->Mentions, Ref))
      return std::nullopt;
  if (contains(A->Target, [&](const Stmt *Part) {
        const auto *E = dyn_cast<DeclRefExpr>(Part);
        return E && E->getDecl()->getDeclContext() == L->Item->getDeclContext();
      }))
    return std::nullopt;

  Draft D(S, "reduce instead of writing to a shared variable");
  QualType T = A->Target->getType();
  bool Signed = T->isSignedIntegerType();
  bool Wide = S.context().getTypeSize(T) >= 64;
  bool Extreme = A->Kind == Accumulates::Min || A->Kind == Accumulates::Max;
  bool Bits = A->Kind == Accumulates::And || A->Kind == Accumulates::Or ||
              A->Kind == Accumulates::Xor;
  std::string Type = typeText(S, D, T);
  // A part of the sum may be too large where the whole is not.
  if (Signed && !Extreme && !Bits) {
    if (Wide || A->Kind == Accumulates::Product)
      return std::nullopt;
    Type = "long long";
  }
  Operation Op = operationOf(*A);
  std::string Target = D.text(A->Target->getSourceRange());
  std::string Value = A->Operand ? D.text(A->Operand->getSourceRange()) : "1";
  std::string Items = D.text(L->Call->getArg(0)->getSourceRange());
  std::string Fallback = Extreme ? Target : Op.Identity.str();
  if (Op.Identity == "-1" && !Signed)
    Fallback = "static_cast<" + Type + ">(-1)";
  if (L->Guard && Extreme)
    return std::nullopt;
  if (L->Guard)
    Value = "(" + D.text(L->Guard->getSourceRange()) + ") ? (" + Value +
            ") : " + Fallback;
  bool SameType =
      !L->Guard && Type != "long long" && A->Operand &&
      S.context().hasSameUnqualifiedType(plain(A->Operand)->getType(), T);
  std::string Returned = SameType ? "" : Type;
  std::string Reduce, Start;
  if (Extreme) {
    const char *Name = A->Kind == Accumulates::Min ? "std::min" : "std::max";
    Reduce =
        "[](" + Type + " a, " + Type + " b) { return " + Name + "(a, b); }";
    Start = Target;
    D.include("algorithm");
  } else {
    Reduce = "std::" + Op.Functor.str() + "<" + Type + ">()";
    Start = Type == "int" ? Fallback
            : Type == "long long"
                ? "0LL"
                : "static_cast<" + Type + ">(" + Op.Identity.str() + ")";
    D.include("functional");
  }
  D.replace(L->Call->getSourceRange(),
            Target + " " + (Extreme ? "=" : assignmentOf(*A)) +
                " aether::map_reduce(" + Items + ", " +
                callableText(S, D, *L, A->Variable, {L->Guard, A->Operand},
                             Returned, Value) +
                ", " + Reduce + ", " + Start + ")");
  return D.take();
}

} // namespace aether::analysis::fixes
