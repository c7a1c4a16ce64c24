//===- IndexGrowth.cpp - Squares of unknowns ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// To isl, x * (x + 1) is an unknown. But for x >= 0 it grows with x, and from x
// to x + 1 by no less than 2x + 2: enough to tell the rows of a triangle apart,
// which begin at x * (x + 1) / 2.
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include <isl/aff.h>

using namespace aether::analysis;

namespace {
/// Square * X * X + Line * X + Constant.
struct Quadratic {
  IntId X = None;
  std::int64_t Square = 0, Line = 0, Constant = 0;
};
} // namespace

static bool isQuadratic(const Terms &T, IntId I, Quadratic &Out) {
  constexpr std::int64_t Large = std::int64_t(1) << 20;
  if (T.integer(I).Kind != IntKind::Mul)
    return false;
  const Polynomial P = Polynomial::of(T, I);
  if (P.Overflows)
    return false;
  for (const auto &[Atoms, Factor] : P.Monomials) {
    if (Factor < 0 || Factor > Large || Atoms.size() > 2)
      return false;
    for (IntId Atom : Atoms) {
      if (Out.X != None && Out.X != Atom)
        return false;
      Out.X = Atom;
    }
    (Atoms.empty()       ? Out.Constant
     : Atoms.size() == 1 ? Out.Line
                         : Out.Square) += Factor;
  }
  return Out.Square > 0;
}

isl_set *IndexProblem::growth(isl_set *Out) {
  for (unsigned N = 0; N != Symbols.size(); ++N) {
    Quadratic F;
    if (Symbols[N].Of != SideA || !isQuadratic(T, Symbols[N].Atom, F))
      continue;
    auto Other = Numbers.find({SideB, Symbols[N].Atom});
    if (Other == Numbers.end() || Rebased.count(F.X))
      continue;
    const unsigned Value[] = {N, Other->second};
    unsigned X[2];
    bool Known = true;
    for (Side S : {SideA, SideB}) {
      auto It = Numbers.find({S, F.X});
      if (It == Numbers.end()) {
        Known = false;
        break;
      }
      X[S] = It->second;
      isl_set *Below = isl_set_intersect(
          isl_pw_aff_lt_set(variable(X[S]), constant(0)), isl_set_copy(Out));
      Known &= isl_set_is_empty(Below) == isl_bool_true;
      isl_set_free(Below);
    }
    if (!Known)
      continue;
    auto Later = [&](Side First, Side Second) {
      isl_pw_aff *Least = isl_pw_aff_add(
          isl_pw_aff_mul(variable(X[First]), constant(2 * F.Square)),
          constant(F.Square + F.Line));
      Least = isl_pw_aff_add(Least, variable(Value[First]));
      return isl_set_intersect(
          isl_pw_aff_lt_set(variable(X[First]), variable(X[Second])),
          isl_pw_aff_ge_set(variable(Value[Second]), Least));
    };
    isl_set *Same = isl_set_intersect(
        isl_pw_aff_eq_set(variable(X[SideA]), variable(X[SideB])),
        isl_pw_aff_eq_set(variable(Value[SideA]), variable(Value[SideB])));
    Out = isl_set_intersect(
        Out, isl_set_union(Same, isl_set_union(Later(SideA, SideB),
                                               Later(SideB, SideA))));
    for (Side S : {SideA, SideB})
      Out = isl_set_intersect(
          Out, isl_pw_aff_ge_set(
                   variable(Value[S]),
                   isl_pw_aff_add(isl_pw_aff_mul(variable(X[S]),
                                                 constant(F.Square + F.Line)),
                                  constant(F.Constant))));
  }
  return Out;
}
