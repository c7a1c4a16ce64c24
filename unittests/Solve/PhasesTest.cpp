//===- PhasesTest.cpp - Meetings at a barrier -----------------------------===//
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

void writesBetween(Fn &B, PlaceId X, PlaceId Bar) {
  meet(B, Bar, 1);
  B.write(X, "x");
  meet(B, Bar, 2);
}
void writesFirst(Fn &B, PlaceId X, PlaceId Bar) {
  B.write(X, "x");
  meet(B, Bar, 3);
  meet(B, Bar, 4);
}

TEST(Phases, OtherNumbersOfMeetings) {
  EXPECT_EQ(run(writesFirst, writesBetween), "safe");
  EXPECT_EQ(run(writesBetween, writesBetween), "unsafe");
}

TEST(Phases, OnlyIfAllWhoMeetAreCounted) {
  EXPECT_EQ(run(writesFirst, writesBetween, 1), "unknown");
  EXPECT_EQ(run(writesFirst, writesBetween, 3), "unknown");
}

/// Rounds with two meetings each; x is written before the first or between.
Body rounds(bool Between) {
  return [=](Fn &B, PlaceId X, PlaceId Bar) {
    B.loop(B.num(0), B.num(10));
    if (!Between)
      B.write(X, "x");
    meet(B, Bar, 1);
    if (Between)
      B.write(X, "x");
    meet(B, Bar, 2);
    B.endLoop();
  };
}

TEST(Phases, RoundsOfAsManyMeetings) {
  EXPECT_EQ(run(rounds(false), rounds(true)), "safe");
  EXPECT_NE(run(rounds(true), rounds(true)), "safe");
  // Never after one meeting, but after two.
  EXPECT_EQ(run(rounds(false), writesBetween), "safe");
  auto Later = [](Fn &B, PlaceId X, PlaceId Bar) {
    meet(B, Bar, 9);
    meet(B, Bar, 10);
    B.write(X, "x");
  };
  EXPECT_NE(run(rounds(false), Later), "safe");
}

TEST(Phases, WaysWithMoreMeetingsTellNothing) {
  auto Perhaps = [](Fn &B, PlaceId X, PlaceId Bar) {
    B.beginIf(CompareOp::Equal, B.opaqueInt("n"), B.num(0));
    meet(B, Bar, 5);
    B.endIf();
    B.write(X, "x");
    meet(B, Bar, 6);
  };
  EXPECT_NE(run(Perhaps, writesBetween), "safe");
  EXPECT_NE(run(Perhaps, writesFirst), "safe");
}

TEST(Phases, WhatIsCalledBeginsAnew) {
  auto Step = [](Unit &U, const std::string &Name, bool First) {
    Fn F(U, Name);
    const PlaceId X = F.deref(F.param(0)), Bar = F.deref(F.param(1));
    if (First)
      F.write(X, "x");
    meet(F, Bar, First ? 7 : 8);
    if (!First)
      F.write(X, "x");
  };
  Unit U;
  Step(U, "step", true);
  Step(U, "other", false);
  for (const char *Name : {"first", "second"}) {
    Fn F(U, Name);
    for (int I = 0; I < 2; ++I)
      F.call(Name == std::string("first") ? "step" : "other",
             {F.addr(F.byRef("x")), F.addr(F.byRef("bar"))});
  }
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Bar = Main.local("bar"),
                T = Main.local("t"), O = Main.local("o");
  Main.store(Main.field(Bar, "count"), Main.integer(Main.num(2)));
  Main.thread("first", Main.closure({{"x", X}, {"bar", Bar}}), T);
  Main.thread("second", Main.closure({{"x", X}, {"bar", Bar}}), O);
  Main.join(T);
  Main.join(O);
  EXPECT_NE(toString(U.solve().CallSites.back().Result), "safe");
}

} // namespace
