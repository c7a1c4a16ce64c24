//===- PhaseRoundsTest.cpp - Meetings counted through loops ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Meetings.h"

#include <gtest/gtest.h>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// Each round writes element `i + By` and meets, \p Meetings times.
Body writes(std::int64_t By, unsigned Meetings = 1, std::int64_t Step = 1) {
  return [=](Fn &B, PlaceId X, PlaceId Bar) {
    const IntId I = B.loop(B.num(0), B.num(20), Step);
    B.write(B.at(X, B.t().add(I, B.num(By))), "x[i]");
    for (unsigned M = 0; M != Meetings; ++M)
      meet(B, Bar, 1 + M);
    B.endLoop();
  };
}

TEST(PhaseRounds, OneElementInDifferentRounds) {
  EXPECT_EQ(run(writes(0), writes(1)), "safe");
  EXPECT_EQ(run(writes(0), writes(0)), "unsafe");
  EXPECT_EQ(run(writes(0), writes(2, 1, 2)), "safe");
  EXPECT_EQ(run(writes(0), writes(-2, 1, 2)), "unsafe"); // in round 2 of both
}

TEST(PhaseRounds, AsManyMeetingsInOtherRounds) {
  // After two meetings, one is in round 2 and the other in round 1.
  EXPECT_EQ(run(writes(0), writes(1, 2)), "unsafe");
  EXPECT_EQ(run(writes(0), writes(19, 2)), "safe");
}

TEST(PhaseRounds, WhatComesAfterAllRounds) {
  auto After = [](std::int64_t Element) {
    return [=](Fn &B, PlaceId X, PlaceId Bar) {
      B.loop(B.num(0), B.num(5));
      meet(B, Bar, 7);
      B.endLoop();
      B.write(B.at(X, B.num(Element)), "x[n]");
      B.loop(B.num(5), B.num(20));
      meet(B, Bar, 8);
      B.endLoop();
    };
  };
  EXPECT_EQ(run(writes(0), After(4)), "safe");
  EXPECT_EQ(run(writes(0), After(5)), "unsafe");
}

TEST(PhaseRounds, RoundsThatMeetPerhapsAreNotCounted) {
  auto Perhaps = [](Fn &B, PlaceId X, PlaceId Bar) {
    const IntId I = B.loop(B.num(0), B.num(20));
    B.write(B.at(X, B.t().add(I, B.num(1))), "x[i]");
    B.beginIf(CompareOp::Equal, B.opaqueInt("n"), B.num(0));
    meet(B, Bar, 9);
    B.endIf();
    B.endLoop();
  };
  EXPECT_EQ(run(writes(0), Perhaps), "unknown");
}

} // namespace
