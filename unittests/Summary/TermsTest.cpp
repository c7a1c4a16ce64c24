//===- TermsTest.cpp - Terms.h --------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Summary.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

using namespace aether::analysis;

namespace {

struct TermsTest : testing::Test {
  Terms T;
  PlaceId V = T.root(PlaceKind::Local, 0);
  PlaceId P = T.root(PlaceKind::Param, 0);
  IntId I = T.atom(IntKind::TaskIndex, 0, 0);
  IntId J = T.atom(IntKind::LoopVar, 0);
  IntId c(std::int64_t N) { return T.constant(N); }
};

TEST_F(TermsTest, EqualTermsHaveEqualIds) {
  EXPECT_EQ(T.field(V, 3), T.field(V, 3));
  EXPECT_NE(T.field(V, 3), T.field(V, 4));
  EXPECT_NE(T.field(V, 3), T.field(P, 3));
  EXPECT_EQ(T.index(V, T.add(I, c(1))), T.index(V, T.add(c(1), I)));
  EXPECT_EQ(T.range(I, J), T.range(I, J));
}

TEST_F(TermsTest, SumsAreCanonical) {
  EXPECT_EQ(T.add(I, J), T.add(J, I));
  EXPECT_EQ(T.sub(T.add(I, J), I), J);
  EXPECT_EQ(T.sub(I, I), c(0));
  EXPECT_EQ(T.add(I, I), T.mul(c(2), I));
  EXPECT_EQ(T.add(T.add(I, c(3)), T.add(J, c(4))), T.add(T.add(I, J), c(7)));
  // The constant is last.
  const IntNode Sum = T.integer(T.add(c(7), I));
  EXPECT_EQ(Sum.Kind, IntKind::Add);
  EXPECT_EQ(Sum.A, I);
  EXPECT_EQ(Sum.B, c(7));
}

TEST_F(TermsTest, ProductsAreCanonical) {
  EXPECT_EQ(T.mul(I, J), T.mul(J, I));
  EXPECT_EQ(T.mul(c(2), T.mul(I, c(3))), T.mul(I, c(6)));
  EXPECT_EQ(T.mul(T.mul(I, c(2)), J), T.mul(T.mul(I, J), c(2)));
  EXPECT_EQ(T.mul(T.add(I, c(1)), c(4)), T.add(T.mul(I, c(4)), c(4)));
  EXPECT_EQ(T.mul(I, c(0)), c(0));
}

TEST_F(TermsTest, ConstantsFoldAsInCxx) {
  EXPECT_EQ(T.binary(IntKind::Div, c(-7), c(2)), c(-3));
  EXPECT_EQ(T.binary(IntKind::Mod, c(-7), c(2)), c(-1));
  EXPECT_EQ(T.binary(IntKind::Min, c(3), c(5)), c(3));
  EXPECT_EQ(T.binary(IntKind::Max, I, I), I);
  EXPECT_EQ(T.binary(IntKind::Div, I, c(1)), I);
}

TEST_F(TermsTest, WhatCannotBeFoldedIsOpaque) {
  constexpr auto Big = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(T.integer(T.add(c(Big), c(1))).Kind, IntKind::Opaque);
  EXPECT_EQ(T.integer(T.mul(c(Big), c(2))).Kind, IntKind::Opaque);
  EXPECT_EQ(T.integer(T.binary(IntKind::Div, I, c(0))).Kind, IntKind::Opaque);
  EXPECT_EQ(T.integer(T.binary(IntKind::Div, c(-Big - 1), c(-1))).Kind,
            IntKind::Opaque);
  EXPECT_NE(T.opaque(1), T.opaque(1));
}

TEST_F(TermsTest, OffsetsMoveIndices) {
  EXPECT_EQ(T.offset(T.index(V, I), c(2)), T.index(V, T.add(I, c(2))));
  EXPECT_EQ(T.offset(T.offset(V, I), J), T.offset(V, T.add(I, J)));
  EXPECT_EQ(T.offset(V, c(0)), V);
  EXPECT_EQ(T.offset(T.offset(V, c(2)), c(-2)), V);
  EXPECT_EQ(T.offset(T.elements(V), I), T.elements(V));
}

TEST_F(TermsTest, ElementsBelongToTheirContainer) {
  const PlaceId Container = T.deref(T.root(PlaceKind::Param, 0));
  const PlaceId At = T.index(Container, T.constant(3));
  EXPECT_EQ(T.owner(At), Container);
  EXPECT_EQ(T.owner(T.elements(Container)), Container);
  EXPECT_EQ(T.owner(T.offset(T.elements(Container), T.opaque(0))), Container);
  // Whose element it is may be known later.
  const PlaceId Element = T.deref(T.root(PlaceKind::Param, 1));
  EXPECT_EQ(T.place(T.owner(Element)).Kind, PlaceKind::Owner);
  EXPECT_EQ(T.owner(T.offset(Element, T.constant(2))), T.owner(Element));
}

TEST_F(TermsTest, RoundTripsVanish) {
  EXPECT_EQ(T.pointee(T.addr(V), 0), V);
  EXPECT_EQ(T.pointee(T.load(V), 0), T.deref(V));
  EXPECT_EQ(T.addr(T.deref(V)), T.load(V));
}

TEST_F(TermsTest, UnknownKeepsItsReason) {
  const PlaceId U = T.root(PlaceKind::Unknown, 5);
  EXPECT_EQ(T.deref(T.field(T.index(U, I), 2)), U);
  EXPECT_EQ(T.addr(U), T.unknown(5));
  EXPECT_EQ(T.load(U), T.unknown(5));
  EXPECT_EQ(T.pointee(T.unknown(5), 7), U);
  EXPECT_EQ(T.pointee(T.unknown(0), 5), U);
  EXPECT_EQ(T.pointee(T.integerValue(I), 5), U);
  EXPECT_EQ(T.pointee(None, 5), U);
}

TEST_F(TermsTest, ChoicesAreSets) {
  const ValueId A = T.addr(V), B = T.addr(P), C = T.load(V);
  EXPECT_EQ(T.choice({A, A}), A);
  EXPECT_EQ(T.choice({A, B}), T.choice({B, A}));
  EXPECT_EQ(T.choice({T.choice({A, B}), C}), T.choice({A, T.choice({C, B})}));
  EXPECT_EQ(T.value(T.choice({})).Kind, ValueKind::Unknown);
}

TEST_F(TermsTest, ReindexRestoresHashing) {
  const PlaceId E = T.index(V, I);
  const ValueId Both = T.choice({T.addr(V), T.addr(P)});
  const IntId O = T.opaque(0);
  Terms Copy;
  Copy.Places = T.Places;
  Copy.Ints = T.Ints;
  Copy.Values = T.Values;
  Copy.Choices = T.Choices;
  Copy.reindex();
  EXPECT_EQ(Copy.index(V, I), E);
  EXPECT_EQ(Copy.choice({Copy.addr(P), Copy.addr(V)}), Both);
  EXPECT_NE(Copy.opaque(0), O);
}

TEST(SummaryTest, StringsAreInterned) {
  TranslationUnitSummary U;
  EXPECT_EQ(U.intern(""), 0u);
  const StringId A = U.intern("a");
  EXPECT_EQ(U.intern("b"), A + 1);
  EXPECT_EQ(U.intern("a"), A);
  U.Strings.push_back("from outside");
  EXPECT_EQ(U.string(U.intern("from outside")), "from outside");
  EXPECT_EQ(U.Strings.size(), 4u);
}

} // namespace
