//===- PathsTest.cpp - Two places side by side ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Solve/Paths.h"

#include <gtest/gtest.h>

using namespace aether::analysis;
using Kind = StepPairs::Kind;

namespace {

class PathsTest : public ::testing::Test {
protected:
  std::vector<Kind> kinds(PlaceId A, PlaceId B) {
    std::vector<Kind> Out;
    StepPairs S(T, A, B);
    for (; S.kind() != Kind::End; S.next()) {
      Out.push_back(S.kind());
      if (S.kind() == Kind::Different)
        return Out;
    }
    Out.push_back(Kind::End);
    return Out;
  }
  Terms T;
  PlaceId Root = T.root(PlaceKind::Param, 0);
  PlaceId Object = T.deref(Root);
  IntId One = T.constant(1), Some = T.opaque(3);
};

TEST_F(PathsTest, APathLeadsFromBelowTheRoot) {
  const PlaceId P = T.field(Object, 7);
  EXPECT_EQ(pathOf(T, P), (Path{Object, P}));
  EXPECT_TRUE(pathOf(T, Root).empty());
}

TEST_F(PathsTest, FieldsOfOneName) {
  EXPECT_EQ(kinds(T.field(Object, 1), T.field(Object, 1)),
            (std::vector{Kind::Same, Kind::Same, Kind::End}));
  EXPECT_EQ(kinds(T.field(Object, 1), T.field(Object, 2)),
            (std::vector{Kind::Same, Kind::Different}));
}

TEST_F(PathsTest, ElementsInDifferentWays) {
  EXPECT_EQ(kinds(T.index(Object, One), T.index(Object, Some)),
            (std::vector{Kind::Same, Kind::Same, Kind::End}));
  EXPECT_EQ(kinds(T.index(Object, One), T.elements(Object)),
            (std::vector{Kind::Same, Kind::Elements, Kind::End}));
  EXPECT_EQ(kinds(T.offset(Object, Some), T.index(Object, One)),
            (std::vector{Kind::Same, Kind::Elements, Kind::End}));
  EXPECT_EQ(kinds(T.structure(Object), T.index(Object, One)),
            (std::vector{Kind::Same, Kind::Different}));
}

TEST_F(PathsTest, NoOffsetIsAnOffsetOfZero) {
  const PlaceId Moved = T.offset(Object, Some);
  EXPECT_EQ(kinds(Moved, Object),
            (std::vector{Kind::Same, Kind::OffsetOfA, Kind::End}));
  EXPECT_EQ(kinds(T.field(Object, 1), T.field(Moved, 1)),
            (std::vector{Kind::Same, Kind::OffsetOfB, Kind::Same, Kind::End}));
}

TEST_F(PathsTest, WhatLeadsOnThroughAPointer) {
  const PlaceId Cell = T.field(Object, 1);
  StepPairs S(T, T.deref(Cell), T.field(Object, 2));
  EXPECT_TRUE(S.leadOn());
  S.next();
  EXPECT_EQ(S.kind(), Kind::Different);
  EXPECT_TRUE(S.leadOn());
  StepPairs Ends(T, Cell, T.field(Object, 2));
  Ends.next();
  EXPECT_FALSE(Ends.leadOn());
}

} // namespace
