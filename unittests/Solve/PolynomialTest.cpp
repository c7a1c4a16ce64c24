//===- PolynomialTest.cpp - Terms multiplied out --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Polynomial.h"

#include <gtest/gtest.h>

#include <limits>

using namespace aether::analysis;

namespace {

struct Polynomials : testing::Test {
  Terms T;
  const IntId I = T.atom(IntKind::LoopVar, 0), N = T.atom(IntKind::LoopVar, 1);
  IntId num(std::int64_t Value) { return T.constant(Value); }
};

TEST_F(Polynomials, ProductsOfSumsAreMultipliedOut) {
  // (i + 2) * (n - 3)
  const Polynomial P =
      Polynomial::of(T, T.mul(T.add(I, num(2)), T.add(N, num(-3))));
  EXPECT_EQ(P.Monomials.size(), 4u);
  EXPECT_EQ(P.constant(), -6);
  EXPECT_FALSE(P.isAffine());
}

TEST_F(Polynomials, WhatCancelsOutIsGone) {
  const Polynomial P = Polynomial::of(T, T.sub(T.add(I, N), N));
  EXPECT_EQ(P.Monomials.size(), 1u);
  EXPECT_TRUE(P.isAffine());
  EXPECT_EQ(P.constant(), 0);
}

TEST_F(Polynomials, QuotientAndRemainderMakeTheWhole) {
  const IntId Whole = T.add(T.mul(T.binary(IntKind::Div, I, N), N),
                            T.binary(IntKind::Mod, I, N));
  const Polynomial P = Polynomial::of(T, Whole);
  ASSERT_EQ(P.Monomials.size(), 1u);
  EXPECT_EQ(P.Monomials.begin()->first, std::vector<IntId>{I});
  // Of something else it is not the rest.
  const IntId Other = T.add(T.mul(T.binary(IntKind::Div, I, N), N),
                            T.binary(IntKind::Mod, N, I));
  EXPECT_EQ(Polynomial::of(T, Other).Monomials.size(), 2u);
}

TEST_F(Polynomials, DividedByAFactor) {
  // i * n + i + 5 is n * i + (i + 5).
  const auto [High, Low] =
      Polynomial::of(T, T.add(T.add(T.mul(I, N), I), num(5))).divide(N);
  EXPECT_EQ(High.Monomials, Polynomial::of(T, I).Monomials);
  EXPECT_EQ(Low.Monomials, Polynomial::of(T, T.add(I, num(5))).Monomials);
}

TEST_F(Polynomials, FactorsThatDoNotFitAreNoNumbers) {
  constexpr std::int64_t Huge = std::numeric_limits<std::int64_t>::max() / 2;
  Polynomial P = Polynomial::of(T, T.mul(I, num(Huge)));
  EXPECT_FALSE(P.Overflows);
  P.add(P, 2);
  EXPECT_TRUE(P.Overflows);
  const Polynomial Square = Polynomial::product(
      Polynomial::of(T, T.mul(I, num(Huge))), Polynomial::of(T, num(4)));
  EXPECT_TRUE(Square.Overflows);
  EXPECT_TRUE(Square.divide(I).first.Overflows);
  Polynomial Sum;
  Sum.add(Square, 1);
  EXPECT_TRUE(Sum.Overflows);
}

} // namespace
