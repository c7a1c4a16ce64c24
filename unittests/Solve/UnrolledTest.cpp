//===- UnrolledTest.cpp - Tests ---------------------------------*- C++ -*-===//
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

struct Recursion {
  int Left = 0;         ///< so much more than its half is the left part
  int Size = 80;        ///< main calls it for [0, Size)
  bool Internal = true; ///< main is its only caller
  bool OfState = false; ///< whether it calls itself depends on a global
  bool Joins = false;   ///< it waits for a task of its caller as well
};

/// `fill(a, lo, hi)` writes a[lo] .. a[hi - 1] if these are few, or else has a
/// thread fill [lo, mid + Left), and itself [mid, hi) meanwhile.
std::string fill(const Recursion &R) {
  Unit U;
  Fn L(U, "left");
  L.call("fill", {L.load(L.byCopy("a")), L.load(L.byCopy("lo")),
                  L.load(L.byCopy("mid")), L.addr(L.byRef("other"))});
  Fn F(U, "fill");
  F.f().InternalLinkage = R.Internal;
  const PlaceId A = F.param(0), Lo = F.param(1), Hi = F.param(2),
                Other = F.param(3);
  for (std::uint32_t Number : {1, 2})
    F.f().Params[Number].Type = U.str("int");
  const IntId Length = F.add(F.cell(Hi), F.mul(F.cell(Lo), -1));
  F.beginIf(CompareOp::Less, Length, F.num(10));
  const IntId I = F.loop(F.cell(Lo), F.cell(Hi));
  F.write(F.t().offset(F.deref(A), I), "a[i]");
  F.endLoop();
  if (R.Joins)
    F.join(F.deref(Other));
  F.endIf();
  if (R.OfState)
    F.beginIf(CompareOp::Equal, F.cell(F.global("done")), F.num(0));
  else
    F.beginIf(CompareOp::LessEqual, F.num(10), Length);
  const IntId Mid = F.div(F.add(F.cell(Lo), F.cell(Hi)), 2);
  const PlaceId C = F.local(), Thread = F.local("t");
  F.store(F.field(C, "a"), F.load(A));
  F.store(F.field(C, "lo"), F.load(Lo));
  F.store(F.field(C, "mid"), F.integer(F.add(Mid, R.Left)));
  F.store(F.field(C, "other"), F.load(Other));
  F.thread("left", C, Thread);
  F.call("fill",
         {F.load(A), F.integer(Mid), F.load(Hi), F.addr(F.deref(Other))});
  F.join(Thread);
  F.endIf();
  Fn Main(U, "main");
  const PlaceId Array = Main.local("array"), Handle = Main.local("h");
  Main.call("fill",
            {Main.addr(Main.at(Array, Main.num(0))), Main.integer(Main.num(0)),
             Main.integer(Main.num(R.Size)), Main.addr(Handle)});
  return U.pattern();
}

TEST(Unrolled, FindsTheCallsThatMeet) {
  EXPECT_EQ(fill({.Left = 1}), "overlapping-elements");
  EXPECT_EQ(fill({.Left = 0}), "safe");
  EXPECT_EQ(fill({.Left = 1, .Size = 5, .Internal = false}),
            "overlapping-elements")
      << "others may call it with more";
}

TEST(Unrolled, CallsThatAreNotMadeDoNotRace) {
  EXPECT_EQ(fill({.Left = 1, .Size = 5}), "unknown");
  EXPECT_EQ(fill({.Left = 1, .Size = 80, .OfState = true}), "unknown");
}

TEST(Unrolled, WhatDeeperCallsMayWaitForIsLeftOut) {
  EXPECT_EQ(fill({.Left = 1, .Joins = true}), "unknown");
}

} // namespace
