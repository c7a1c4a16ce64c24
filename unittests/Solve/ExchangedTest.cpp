//===- ExchangedTest.cpp - Tests of Exchanged.cpp -------------------------===//
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

/// Items read their neighbour through `now` and write through `next`; between
/// the calls, \p Change happens to the two.
std::string
verdict(const std::function<void(Fn &, PlaceId Now, PlaceId Next)> &Change) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId Now = Body.deref(Body.byRef("now")),
                Next = Body.deref(Body.byRef("next"));
  const IntId I = Body.cell(Body.param(0));
  Body.read(Body.t().offset(Now, Body.add(I, 1)), "now[i + 1]");
  Body.write(Body.t().offset(Next, I), "next[i]");
  Fn Main(U, "main");
  const PlaceId P = Main.local("now"), Q = Main.local("next");
  for (auto [Cell, Name] : {std::pair(P, "a"), std::pair(Q, "b")}) {
    Main.write(Cell, Name);
    Main.store(Cell, Main.addr(Main.at(Main.global(Name), Main.num(0))));
  }
  Main.loop(Main.num(0), Main.num(10));
  const IntId At = Main.taskIndex();
  Main.parallel("body", Main.closure({{"now", P}, {"next", Q}}),
                {Main.integer(At)}, Main.num(100));
  Change(Main, P, Q);
  Main.endLoop();
  return toString(U.solve().CallSites.back().Result);
}

void set(Fn &F, PlaceId To, PlaceId From) {
  F.read(From);
  F.write(To);
  F.store(To, F.load(From));
}

TEST(Exchanged, ByAThird) {
  EXPECT_EQ(verdict([](Fn &F, PlaceId P, PlaceId Q) {
              const PlaceId T = F.local("t");
              set(F, T, P);
              set(F, P, Q);
              set(F, Q, T);
            }),
            "safe");
}

TEST(Exchanged, InOneStep) {
  EXPECT_EQ(verdict([](Fn &F, PlaceId P, PlaceId Q) {
              F.write(P);
              F.write(Q);
              F.store(P, F.load(Q));
              F.store(Q, F.load(P));
            }),
            "safe");
}

TEST(Exchanged, OneIsLost) {
  EXPECT_EQ(verdict([](Fn &F, PlaceId P, PlaceId Q) {
              set(F, P, Q);
              set(F, Q, P);
            }),
            "unknown");
}

TEST(Exchanged, InTheWrongOrder) {
  EXPECT_EQ(verdict([](Fn &F, PlaceId P, PlaceId Q) {
              const PlaceId T = F.local("t");
              set(F, P, Q);
              set(F, T, P);
              set(F, Q, T);
            }),
            "unknown");
}

} // namespace
