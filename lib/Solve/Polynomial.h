//===- Polynomial.h - Integer terms multiplied out --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A sum of products of atoms, in which `i * n + j` can be taken apart.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_POLYNOMIAL_H
#define AETHER_LIB_SOLVE_POLYNOMIAL_H

#include "aether-analysis/Terms.h"

#include <map>
#include <utility>
#include <vector>

namespace aether::analysis {

struct Polynomial {
  /// Factors by the sorted atoms of the product; the empty product is the
  /// constant. Division, remainder, minimum and the like are atoms here.
  std::map<std::vector<IntId>, std::int64_t> Monomials;
  /// A factor does not fit: nothing is known of the sum.
  bool Overflows = false;

  static Polynomial of(const Terms &T, IntId I);
  bool isAffine() const;
  std::int64_t constant() const;
  /// (H, L) with this == H * Atom + L, where no product of L has \p Atom.
  std::pair<Polynomial, Polynomial> divide(IntId Atom) const;

  void add(const Polynomial &Other, std::int64_t Factor);
  static Polynomial product(const Polynomial &A, const Polynomial &B);
};

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_POLYNOMIAL_H
