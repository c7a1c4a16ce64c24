//===- GuardedFlagsTest.cpp - Plain variables that mutexes hand over ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

void set(Fn &B, PlaceId Flag, PlaceId Mutex, std::int64_t To = 1) {
  B.acquire(Mutex);
  B.write(Flag, "ready");
  B.store(Flag, B.integer(B.num(To)));
  B.release(Mutex);
}

struct Channel {
  bool Late = false; ///< x is written after the flag
  bool OtherMutex = false;
  bool TestsForZero = false;
  bool Inside = true; ///< x is written where the test went well
  std::int64_t Initial = 0;
  bool SecondSetter = false;

  /// A thread writes x and sets a flag; the parent tests that and writes x.
  std::string verdict() const {
    Unit U;
    Fn Send(U, "send");
    const PlaceId SX = Send.byRef("x");
    if (!Late)
      Send.write(SX, "x");
    set(Send, Send.byRef("flag"), Send.byRef("mutex"));
    if (Late)
      Send.write(SX, "x");
    Fn Third(U, "third");
    set(Third, Third.byRef("flag"), Third.byRef("mutex"));
    Fn Main(U, "main");
    const PlaceId X = Main.local("x"), Flag = Main.local("flag"),
                  Mutex = Main.local("mutex"), Other = Main.local("other"),
                  T = Main.local("t"), O = Main.local("o");
    Main.write(Flag, "ready");
    Main.store(Flag, Main.integer(Main.num(Initial)));
    if (SecondSetter)
      Main.thread("third", Main.closure({{"flag", Flag}, {"mutex", Mutex}}), O);
    Main.thread("send",
                Main.closure({{"x", X}, {"flag", Flag}, {"mutex", Mutex}}), T);
    Main.acquire(OtherMutex ? Other : Mutex);
    Main.read(Flag, "ready");
    Main.beginIf(TestsForZero ? CompareOp::Equal : CompareOp::NotEqual,
                 Main.cell(Flag), Main.num(0));
    if (Inside)
      Main.write(X, "x");
    Main.endIf();
    Main.release(OtherMutex ? Other : Mutex);
    if (!Inside)
      Main.write(X, "x");
    Main.join(T);
    if (SecondSetter)
      Main.join(O);
    return toString(U.solve().CallSites.back().Result);
  }
};

TEST(GuardedFlags, WhoFindsItSetComesAfter) {
  EXPECT_EQ(Channel().verdict(), "safe");
}

TEST(GuardedFlags, NotAfterWhatFollowsIt) {
  EXPECT_EQ((Channel{.Late = true}.verdict()), "unsafe");
}

TEST(GuardedFlags, NotUnderAnotherMutex) {
  EXPECT_EQ((Channel{.OtherMutex = true}.verdict()), "unsafe");
}

TEST(GuardedFlags, WhoFindsItNotSetComesAfterNothing) {
  EXPECT_EQ((Channel{.TestsForZero = true}.verdict()), "unsafe");
}

TEST(GuardedFlags, ATestWhoseOutcomeDoesNotMatterOrdersNothing) {
  EXPECT_EQ((Channel{.Inside = false}.verdict()), "unsafe");
}

TEST(GuardedFlags, SetFromTheBeginningOrByOthersItProvesNothing) {
  EXPECT_EQ((Channel{.Initial = 1}.verdict()), "unknown");
  EXPECT_EQ((Channel{.SecondSetter = true}.verdict()), "unknown");
}

/// Two threads draw numbers under a mutex as long as there are some, and write
/// x after that.
std::string draws(CompareOp Op, bool Swapped) {
  Unit U;
  Fn Body(U, "body");
  Body.acquire(Body.byRef("mutex"));
  const PlaceId Next = Body.byRef("next");
  Body.read(Next, "next");
  const IntId L = Body.cell(Next), R = Body.num(100);
  Body.beginIf(Op, Swapped ? R : L, Swapped ? L : R);
  Access Step;
  Step.Kind = AccessKind::Write;
  Step.Place = Next;
  Step.Step = 1;
  Body.event(Step);
  Body.release(Body.byRef("mutex"));
  Body.write(Body.byRef("x"), "x");
  Body.acquire(Body.byRef("mutex"));
  Body.event(Step);
  Body.endIf();
  Body.release(Body.byRef("mutex"));
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Mutex = Main.local("mutex"),
                Count = Main.local("next"), Handles = Main.local("threads");
  const PlaceId C = Main.closure({{"x", X}, {"mutex", Mutex}, {"next", Count}});
  Main.loop(Main.num(0), Main.num(2));
  Main.thread("body", C, Main.all(Handles));
  Main.endLoop();
  Main.join(Main.all(Handles));
  return toString(U.solve().CallSites.front().Result);
}

TEST(GuardedFlags, StepsThatOnlyCloseTheDoorLetNobodyPass) {
  EXPECT_EQ(draws(CompareOp::Less, false), "unsafe"); // next < 100
  EXPECT_EQ(draws(CompareOp::Less, true), "unknown"); // next > 100
  EXPECT_EQ(draws(CompareOp::NotEqual, false), "unknown");
}

} // namespace
