//===- FootprintsTest.cpp - Tests -------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

#include <string>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// `fill(a, lo, hi)` writes a[lo + First] .. a[hi + Last], has a thread fill
/// [lo, mid + Left) and itself [mid + Right, hi) meanwhile.
std::string halves(int First, int Last, int Left, int Right) {
  Unit U;
  Fn L(U, "left");
  L.call("fill", {L.load(L.byCopy("a")), L.load(L.byCopy("lo")),
                  L.load(L.byCopy("mid"))});
  Fn F(U, "fill");
  const PlaceId A = F.param(0), Lo = F.param(1), Hi = F.param(2);
  for (std::uint32_t Number : {1, 2})
    F.f().Params[Number].Type = U.str("int");
  const IntId Mid = F.div(F.add(F.cell(Lo), F.cell(Hi)), 2);
  const IntId I = F.loop(F.add(F.cell(Lo), First), F.add(F.cell(Hi), Last));
  F.write(F.t().offset(F.deref(A), I), "a[i]");
  F.endLoop();
  F.beginIf(CompareOp::Less, F.cell(Lo), F.cell(Hi));
  const PlaceId C = F.local(), Thread = F.local("t");
  F.store(F.field(C, "a"), F.load(A));
  F.store(F.field(C, "lo"), F.load(Lo));
  F.store(F.field(C, "mid"), F.integer(F.add(Mid, Left)));
  F.thread("left", C, Thread);
  F.call("fill", {F.load(A), F.integer(F.add(Mid, Right)), F.load(Hi)});
  F.join(Thread);
  F.endIf();
  return U.pattern();
}

TEST(Footprints, HalvesOfARange) {
  EXPECT_EQ(halves(0, 0, 0, 0), "safe");
  EXPECT_EQ(halves(0, 1, 0, 1), "safe") << "with the last element";
}

TEST(Footprints, HalvesThatOverlapAreNotSafe) {
  EXPECT_NE(halves(0, 0, 1, 0), "safe");
  EXPECT_NE(halves(0, 1, 0, 0), "safe");
  EXPECT_NE(halves(0, 1, 1, 1), "safe");
}

TEST(Footprints, CallsThatLeaveTheirRangeAreNotSafe) {
  EXPECT_NE(halves(-1, 0, 0, 0), "safe");
  EXPECT_NE(halves(0, 0, -1, -2), "safe");
}

} // namespace
