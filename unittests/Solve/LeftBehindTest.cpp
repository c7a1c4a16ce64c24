//===- LeftBehindTest.cpp - Tests of LeftBehind.cpp ---------------------===//
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

/// `to = std::move(from);` of owners, with the lock that the slot has.
void move(Fn &F, PlaceId To, PlaceId From) {
  const PlaceId Mutex = F.global("m");
  F.acquire(Mutex);
  F.write(From, "from");
  F.write(To, "to");
  F.store(F.field(To, "owned"), F.load(F.field(From, "owned")));
  F.release(Mutex);
}

/// A task fills what it makes, and moves it to a slot; if \p Late, it fills it
/// then, by the pointer that it has kept. Another takes it from there.
std::string verdict(bool Late) {
  Unit U;
  Fn Maker(U, "maker");
  const PlaceId Own = Maker.local("own"), Kept = Maker.local("kept");
  auto Fill = [&] { Maker.write(Maker.deref(Kept), "*kept"); };
  Maker.write(Kept, "kept");
  Maker.store(Kept, Maker.addr(Maker.field(Own, "owned")));
  if (!Late)
    Fill();
  move(Maker, Maker.byRef("slot"), Own);
  if (Late)
    Fill();
  Fn Taker(U, "taker");
  const PlaceId Mine = Taker.local("mine");
  move(Taker, Mine, Taker.byRef("slot"));
  Taker.write(Taker.field(Mine, "owned"), "*mine");
  Fn Main(U, "main");
  const PlaceId Slot = Main.local("slot"), A = Main.local("a"),
                B = Main.local("b");
  Main.thread("maker", Main.closure({{"slot", Slot}}), A);
  Main.thread("taker", Main.closure({{"slot", Slot}}), B);
  Main.join(A);
  Main.join(B);
  return toString(U.solve().CallSites.back().Result);
}

TEST(LeftBehind, WhatIsGivenAwayIsTheTakers) {
  EXPECT_EQ(verdict(false), "safe");
}

TEST(LeftBehind, APointerThatIsKept) { EXPECT_EQ(verdict(true), "unknown"); }

} // namespace
