//===- IndexProducts.cpp - Indices with products of unknowns --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include "llvm/ADT/STLExtras.h"

#include <isl/aff.h>

#include <algorithm>
#include <numeric>

using namespace aether::analysis;

/// Is 0 <= P < Size on all of \p Domain?
bool IndexProblem::within(Side S, const Polynomial &P, IntId Size,
                          isl_set *Domain) {
  isl_pw_aff *X = affine(S, P);
  isl_pw_aff *N = affine(S, Size);
  if (!X || !N) {
    isl_pw_aff_free(X);
    isl_pw_aff_free(N);
    return false;
  }
  isl_set *Outside = isl_pw_aff_lt_set(isl_pw_aff_copy(X), constant(0));
  Outside = isl_set_union(Outside, isl_pw_aff_ge_set(X, N));
  Outside = isl_set_intersect(Outside, isl_set_copy(Domain));
  const bool Empty = isl_set_is_empty(Outside) == isl_bool_true;
  isl_set_free(Outside);
  return Empty;
}

/// `i * n + j` with 0 <= j < n is the pair (i, j): two such sums are equal if
/// and only if both parts are. What is left goes to Equal.
bool IndexProblem::separate(Polynomial X, Polynomial Y, isl_set *Domain,
                            unsigned Depth) {
  if (isExact(X) && isExact(Y)) {
    Equal.emplace_back(std::move(X), std::move(Y));
    return true;
  }
  if (Depth == 4)
    return false;
  std::set<IntId> Candidates;
  for (const Polynomial *P : {&X, &Y})
    for (const auto &[Atoms, Factor] : P->Monomials)
      if (Atoms.size() > 1)
        for (IntId Atom : Atoms)
          if (shared(Atom, SideA) && shared(Atom, SideB))
            Candidates.insert(Atom);
  for (IntId N : Candidates) {
    auto [HighX, LowX] = X.divide(N);
    auto [HighY, LowY] = Y.divide(N);
    if (!isExact(LowX) || !isExact(LowY))
      continue;
    // `i * n + j + c`, and j from 1 on; `i * 8 * n + j`.
    std::int64_t Common = 0;
    for (const Polynomial *High : {&HighX, &HighY})
      for (const auto &[Atoms, Factor] : High->Monomials)
        Common = std::gcd(Common, Factor);
    if (Common == 0)
      continue;
    const IntId Size = T.mul(N, T.constant(Common));
    const std::set<std::int64_t> Starts{
        0, 1, std::min(LowX.constant(), LowY.constant())};
    if (llvm::none_of(Starts, [&](std::int64_t From) {
          auto Fits = [&](Side S, Polynomial Low) {
            Low.Monomials[{}] -= From;
            return within(S, Low, Size, Domain);
          };
          return Fits(SideA, LowX) && Fits(SideB, LowY);
        }))
      continue;
    const std::size_t Before = Equal.size();
    Equal.emplace_back(LowX, LowY);
    if (separate(HighX, HighY, Domain, Depth + 1))
      return true;
    Equal.resize(Before);
  }
  return false;
}

/// Two variables that count rounds are equal only if their parts are.
isl_set *IndexProblem::rounds(isl_set *Domain) {
  for (IntId Atom : Rounds) {
    if (!Numbers.count({SideA, Atom}) || !Numbers.count({SideB, Atom}))
      continue;
    const Polynomial X = multiplied(Atom), Y = multiplied(Atom);
    const std::vector<std::pair<Polynomial, Polynomial>> Kept =
        std::exchange(Equal, {});
    const bool Parted = separate(X, Y, Domain, 0);
    const auto Parts = std::exchange(Equal, Kept);
    isl_pw_aff *OfA = affine(SideA, X), *OfB = affine(SideB, Y);
    isl_set *Same = Parted && OfA && OfB ? universe() : nullptr;
    for (const auto &[Left, Right] : Parts) {
      isl_pw_aff *L = affine(SideA, Left), *R = affine(SideB, Right);
      if (Same && L && R) {
        Same = isl_set_intersect(Same, isl_pw_aff_eq_set(L, R));
        continue;
      }
      isl_pw_aff_free(L);
      isl_pw_aff_free(R);
    }
    if (Same) {
      Domain = isl_set_intersect(
          Domain, isl_set_union(Same, isl_pw_aff_ne_set(OfA, OfB)));
    } else {
      isl_pw_aff_free(OfA);
      isl_pw_aff_free(OfB);
    }
  }
  return Domain;
}

/// `i % n` and `i / n` are the same where i is.
isl_set *IndexProblem::sameParts(isl_set *Domain) {
  for (unsigned Number = 0; Number != Symbols.size(); ++Number) {
    if (Symbols[Number].Of != SideA || Symbols[Number].Kind == Role::Count)
      continue;
    const IntId Part = Symbols[Number].Atom;
    const IntNode N = T.integer(Part);
    const auto Other = Numbers.find({SideB, Part});
    if ((N.Kind != IntKind::Mod && N.Kind != IntKind::Div) ||
        Other == Numbers.end() || !shared(N.B, SideA) || !shared(N.B, SideB))
      continue;
    isl_pw_aff *OfA = affine(SideA, multiplied(N.A)),
               *OfB = affine(SideB, multiplied(N.A));
    if (!OfA || !OfB) {
      isl_pw_aff_free(OfA);
      isl_pw_aff_free(OfB);
      continue;
    }
    isl_set *Same =
        isl_pw_aff_eq_set(variable(Number), variable(Other->second));
    Domain = isl_set_intersect(
        Domain, isl_set_union(Same, isl_pw_aff_ne_set(OfA, OfB)));
  }
  return Domain;
}
