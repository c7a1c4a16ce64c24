//===- IndexProducts.cpp - Indices with products of unknowns --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexProblem.h"

#include <isl/aff.h>

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
    if (!within(SideA, LowX, N, Domain) || !within(SideB, LowY, N, Domain))
      continue;
    const std::size_t Before = Equal.size();
    Equal.emplace_back(LowX, LowY);
    if (separate(HighX, HighY, Domain, Depth + 1))
      return true;
    Equal.resize(Before);
  }
  return false;
}
