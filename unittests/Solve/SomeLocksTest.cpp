//===- SomeLocksTest.cpp - Mutexes held on some ways ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

#include <functional>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// Tasks that call `add(int on)`, which \p Body fills, with \p On.
Verdict given(const std::function<void(Fn &)> &Body, int On) {
  Unit U;
  Fn Add(U, "add");
  Body(Add);
  Fn Task(U, "body");
  Task.f().IsLambda = true;
  Task.call("add", {Task.integer(Task.num(On))});
  Fn Main(U, "main");
  Main.start(Main.make({Main.task("body", Main.closure({}))}));
  return U.verdict();
}

void lockIf(Fn &F, CompareOp Op, std::uint32_t Param = 0) {
  F.beginIf(Op, F.cell(F.param(Param)), F.num(0));
  F.acquire(F.global("m"));
  F.endIf();
}

void unlockIf(Fn &F, CompareOp Op) {
  F.beginIf(Op, F.cell(F.param(0)), F.num(0));
  F.release(F.global("m"));
  F.endIf();
}

void both(Fn &F) {
  lockIf(F, CompareOp::NotEqual);
  F.write(F.global("n"), "n");
  unlockIf(F, CompareOp::NotEqual);
}

TEST(SomeLocks, TheCallerSaysWhether) {
  EXPECT_EQ(given(both, 1), Verdict::Safe);
  EXPECT_EQ(given(both, 0), Verdict::Unsafe);
}

TEST(SomeLocks, WhatIsReleasedIsHeldNoLonger) {
  auto After = [](Fn &F) {
    lockIf(F, CompareOp::NotEqual);
    unlockIf(F, CompareOp::NotEqual);
    F.write(F.global("n"), "n");
  };
  EXPECT_EQ(given(After, 1), Verdict::Unsafe);
}

TEST(SomeLocks, ReleasedIfTheTestComesOutOtherwise) {
  auto Other = [](Fn &F) {
    lockIf(F, CompareOp::NotEqual);
    unlockIf(F, CompareOp::Equal);
    F.write(F.global("n"), "n");
  };
  EXPECT_EQ(given(Other, 1), Verdict::Safe);
  EXPECT_EQ(given(Other, 0), Verdict::Unsafe);
}

TEST(SomeLocks, InFunctionsOfTheirOwn) {
  for (int On : {0, 1}) {
    Unit U;
    Fn Enter(U, "enter"), Leave(U, "leave");
    lockIf(Enter, CompareOp::NotEqual);
    unlockIf(Leave, CompareOp::NotEqual);
    Fn Add(U, "add");
    Add.call("enter", {Add.load(Add.param(0))});
    Add.write(Add.global("n"), "n");
    Add.call("leave", {Add.load(Add.param(0))});
    Fn Task(U, "body");
    Task.f().IsLambda = true;
    Task.call("add", {Task.integer(Task.num(On))});
    Fn Main(U, "main");
    Main.start(Main.make({Main.task("body", Main.closure({}))}));
    EXPECT_EQ(U.verdict(), On ? Verdict::Safe : Verdict::Unsafe);
  }
}

TEST(SomeLocks, NobodyKnowsWhether) {
  auto Asks = [](Fn &F) {
    F.beginIf(CompareOp::NotEqual, F.opaqueInt("asked"), F.num(0));
    F.acquire(F.global("m"));
    F.endIf();
    F.write(F.global("n"), "n");
  };
  EXPECT_EQ(given(Asks, 1), Verdict::Unknown);
}

TEST(SomeLocks, WhatIsDoneInACallUnderOne) {
  for (int On : {0, 1}) {
    Unit U;
    Fn Inner(U, "inner");
    Inner.write(Inner.global("n"), "n");
    Fn Add(U, "add");
    lockIf(Add, CompareOp::NotEqual);
    Add.call("inner");
    unlockIf(Add, CompareOp::NotEqual);
    Fn Task(U, "body");
    Task.f().IsLambda = true;
    Task.call("add", {Task.integer(Task.num(On))});
    Fn Main(U, "main");
    Main.start(Main.make({Main.task("body", Main.closure({}))}));
    EXPECT_EQ(U.verdict(), On ? Verdict::Safe : Verdict::Unsafe);
  }
}

TEST(SomeLocks, AnotherMutexOnTheOtherWay) {
  auto Two = [](Fn &F) {
    lockIf(F, CompareOp::NotEqual);
    F.beginIf(CompareOp::Equal, F.cell(F.param(0)), F.num(0));
    F.acquire(F.global("other"));
    F.endIf();
    F.write(F.global("n"), "n");
  };
  EXPECT_EQ(given(Two, 1), Verdict::Safe);
  EXPECT_EQ(given(Two, 0), Verdict::Safe);
}

} // namespace
