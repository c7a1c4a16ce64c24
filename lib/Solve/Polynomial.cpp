//===- Polynomial.cpp - Integer terms multiplied out ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Polynomial.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace aether::analysis;

void Polynomial::add(const Polynomial &Other, std::int64_t Factor) {
  for (const auto &[Atoms, F] : Other.Monomials) {
    std::int64_t &Here = Monomials[Atoms];
    std::int64_t By = 0;
    Overflows |= llvm::MulOverflow(F, Factor, By) != 0;
    Overflows |= llvm::AddOverflow(Here, By, Here) != 0;
    if (Here == 0)
      Monomials.erase(Atoms);
  }
  Overflows |= Other.Overflows;
}

Polynomial Polynomial::product(const Polynomial &A, const Polynomial &B) {
  Polynomial Out;
  Out.Overflows = A.Overflows || B.Overflows;
  for (const auto &[X, F] : A.Monomials)
    for (const auto &[Y, G] : B.Monomials) {
      std::vector<IntId> Atoms = X;
      Atoms.insert(Atoms.end(), Y.begin(), Y.end());
      std::sort(Atoms.begin(), Atoms.end());
      Polynomial One;
      One.Monomials[Atoms] = F;
      Out.add(One, G);
    }
  return Out;
}

Polynomial Polynomial::of(const Terms &T, IntId I) {
  const IntNode N = T.integer(I);
  Polynomial Out;
  switch (N.Kind) {
  case IntKind::Const:
    if (N.Value != 0)
      Out.Monomials[{}] = N.Value;
    return Out;
  case IntKind::Add:
    Out = of(T, N.A);
    Out.add(of(T, N.B), 1);
    break;
  case IntKind::Mul:
    Out = product(of(T, N.A), of(T, N.B));
    break;
  default:
    Out.Monomials[{I}] = 1;
    return Out;
  }
  // (a / n) * n + a % n is a.
  for (bool Found = true; Found;) {
    Found = false;
    for (const auto &[Atoms, Factor] : Out.Monomials) {
      if (Atoms.size() != 1 || T.integer(Atoms[0]).Kind != IntKind::Mod)
        continue;
      const IntNode Mod = T.integer(Atoms[0]);
      for (const auto &[Other, Second] : Out.Monomials) {
        if (Other.size() != 2 || Second != Factor)
          continue;
        auto IsQuotient = [&](IntId X) {
          const IntNode &D = T.integer(X);
          return D.Kind == IntKind::Div && D.A == Mod.A && D.B == Mod.B;
        };
        if (!((IsQuotient(Other[0]) && Other[1] == Mod.B) ||
              (IsQuotient(Other[1]) && Other[0] == Mod.B)))
          continue;
        const std::int64_t By = Factor;
        const std::vector<IntId> Remove1 = Atoms, Remove2 = Other;
        Out.Monomials.erase(Remove1);
        Out.Monomials.erase(Remove2);
        Out.add(of(T, Mod.A), By);
        Found = true;
        break;
      }
      if (Found)
        break;
    }
  }
  return Out;
}

bool Polynomial::isAffine() const {
  return std::all_of(Monomials.begin(), Monomials.end(),
                     [](const auto &M) { return M.first.size() <= 1; });
}

std::int64_t Polynomial::constant() const {
  auto It = Monomials.find({});
  return It == Monomials.end() ? 0 : It->second;
}

std::pair<Polynomial, Polynomial> Polynomial::divide(IntId Atom) const {
  Polynomial High, Low;
  High.Overflows = Low.Overflows = Overflows;
  for (const auto &[Atoms, Factor] : Monomials) {
    auto It = std::find(Atoms.begin(), Atoms.end(), Atom);
    if (It == Atoms.end()) {
      Low.Monomials[Atoms] = Factor;
      continue;
    }
    std::vector<IntId> Rest = Atoms;
    Rest.erase(Rest.begin() + (It - Atoms.begin()));
    High.Monomials[Rest] = Factor;
  }
  return {High, Low};
}
