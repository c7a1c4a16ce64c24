//===- TicketsTest.cpp - Numbers drawn, guards over blocks, triangles -----===//
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

/// `counter += Step` in one atomic operation; what was there before.
IntId draw(Fn &B, PlaceId Counter, std::int64_t Step = 1) {
  Access A;
  A.Kind = AccessKind::AtomicWrite;
  A.Place = Counter;
  A.Pos = B.U.pos();
  A.Step = Step;
  B.event(A);
  return B.t().ticket(Counter, Step);
}

/// Tasks that share `next` and `v`; \p Main may do more before they start.
template <typename Fill>
std::string tasks(Fill Body, std::int64_t Count = 2000) {
  Unit U;
  Fn B(U, "body");
  Body(B, B.byRef("next"), B.byRef("v"));
  Fn Main(U, "main");
  const PlaceId Next = Main.local("next");
  Main.access(AccessKind::AtomicWrite, Next, "next");
  Main.parallel("body", Main.closure({{"next", Next}, {"v", Main.local("v")}}),
                {Main.integer(Main.taskIndex())}, Main.num(Count));
  return U.pattern();
}

TEST(Tickets, EachIsDrawnOnce) {
  EXPECT_EQ(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.write(B.at(V, draw(B, Next)), "v[next++]");
            }),
            "safe");
  EXPECT_EQ(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.write(B.at(V, draw(B, Next, -1)), "v[next--]");
            }),
            "safe");
  // Two places in the code draw from one counter.
  EXPECT_EQ(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.write(B.at(V, draw(B, Next)), "v[next++]");
              B.write(B.at(V, draw(B, Next)), "v[next++]");
            }),
            "safe");
}

TEST(Tickets, Neighbours) {
  EXPECT_NE(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              const IntId I = draw(B, Next);
              B.write(B.at(V, B.add(I, 1)), "v[i + 1]");
              B.read(B.at(V, I), "v[i]");
            }),
            "safe");
}

TEST(Tickets, ManyAtOnce) {
  for (std::int64_t Size : {8, 9}) {
    const std::string Result = tasks([&](Fn &B, PlaceId Next, PlaceId V) {
      const IntId First = draw(B, Next, 8);
      const IntId J = B.loop(B.num(0), B.num(Size));
      B.write(B.at(V, B.add(First, J)), "v[first + j]");
      B.endLoop();
    });
    if (Size == 8)
      EXPECT_EQ(Result, "safe");
    else
      EXPECT_NE(Result, "safe");
  }
}

TEST(Tickets, RingOfEight) {
  auto Ring = [](Fn &B, PlaceId Next, PlaceId V) {
    B.write(B.at(V, B.mod(draw(B, Next), 8)), "v[next++ % 8]");
  };
  EXPECT_EQ(tasks(Ring), "overlapping-elements");
  // Of nine, one may be at -1 and thus in no ring at all.
  EXPECT_EQ(tasks(Ring, 9), "unknown");
  EXPECT_EQ(tasks(Ring, 8), "unknown");
  // A few of the tasks only.
  EXPECT_EQ(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.beginIf(CompareOp::Less, B.cell(B.param(0)), B.num(4));
              B.write(B.at(V, B.mod(draw(B, Next), 8)), "v[next++ % 8]");
              B.endIf();
            }),
            "unknown");
}

TEST(Tickets, CounterThatIsTurnedBack) {
  EXPECT_NE(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.write(B.at(V, draw(B, Next)), "v[next++]");
              B.access(AccessKind::AtomicWrite, Next, "next = 0");
            }),
            "safe");
  EXPECT_NE(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              B.write(B.at(V, draw(B, Next)), "v[next++]");
              draw(B, Next, -1);
            }),
            "safe");
}

TEST(Tickets, DrawnOutsideOrPassedOn) {
  // One number for all tasks.
  for (bool Inside : {false, true}) {
    Unit U;
    Fn B(U, "body");
    if (Inside)
      B.write(B.at(B.byRef("v"), draw(B, B.byRef("next"))), "v[next++]");
    else
      B.write(B.at(B.byRef("v"), B.cell(B.param(0))), "v[i]");
    Fn Main(U, "main");
    const PlaceId Next = Main.local("next");
    const IntId Drawn = draw(Main, Next);
    Main.parallel("body",
                  Main.closure({{"next", Next}, {"v", Main.local("v")}}),
                  {Main.integer(Drawn)}, Main.num(100));
    if (Inside)
      EXPECT_EQ(U.pattern(), "safe");
    else
      EXPECT_NE(U.pattern(), "safe");
  }
  // Others may look into the cell that the number is kept in.
  EXPECT_NE(tasks([](Fn &B, PlaceId Next, PlaceId V) {
              const IntId I = draw(B, Next);
              const PlaceId Slot = B.field(B.byRef("v"), "slot");
              B.access(AccessKind::AtomicWrite, Slot, "slot");
              B.store(Slot, B.integer(I));
              B.write(B.at(V, B.cell(Slot)), "v[slot]");
            }),
            "safe");
}

TEST(Tickets, CounterOfTheCaller) {
  for (bool Reset : {false, true}) {
    Unit U;
    Fn B(U, "body");
    B.write(B.at(B.byRef("v"), draw(B, B.byRef("next"))), "v[next++]");
    Fn Fill(U, "fill");
    Fill.f().InternalLinkage = true;
    const PlaceId Next = Fill.deref(Fill.param(0));
    Fill.parallel(
        "body",
        Fill.closure({{"next", Next}, {"v", Fill.deref(Fill.param(1))}}),
        {Fill.integer(Fill.taskIndex())}, Fill.num(100));
    Fn Filler(U, "filler");
    Filler.call("fill", {Filler.addr(Filler.byRef("next")),
                         Filler.addr(Filler.byRef("v"))});
    Fn Main(U, "main");
    const PlaceId Own = Main.local("next"), V = Main.local("v");
    const PlaceId Thread = Main.local("t");
    Main.thread("filler", Main.closure({{"next", Own}, {"v", V}}), Thread);
    if (Reset)
      Main.access(AccessKind::AtomicWrite, Own, "next = 0");
    Main.join(Thread);
    bool Safe = true;
    SCOPED_TRACE(U.reasons());
    for (const CallSiteVerdict &C : U.solve().CallSites)
      Safe &= C.Result == Verdict::Safe;
    EXPECT_EQ(Safe, !Reset);
  }
}

/// `for (j in the task's block of [1, 6)) if (guard) o = 4`.
template <typename Guard> std::string block(Guard Open) {
  Unit U;
  Fn B(U, "body");
  const PlaceId R = B.deref(B.param(0));
  const IntId J =
      B.loop(B.cell(B.field(R, "begin")), B.cell(B.field(R, "end")));
  const int Ifs = Open(B, J);
  B.write(B.byRef("o"), "o");
  for (int I = 0; I != Ifs; ++I)
    B.endIf();
  B.endLoop();
  Fn Main(U, "main");
  const PlaceId Range = Main.local();
  ParallelCall P = Main.make({Main.task(
      "body", Main.closure({{"o", Main.local("o")}}), {Main.addr(Range)})});
  P.Dimensions.push_back({true, Main.num(1), Main.num(6)});
  P.Tasks[0].Bindings = {
      {Main.field(Range, "begin"), Main.integer(Main.blockBegin())},
      {Main.field(Range, "end"), Main.integer(Main.blockEnd())}};
  Main.start(P);
  return U.pattern();
}

TEST(GuardsOverBlocks, OneBlockHasTheValue) {
  EXPECT_EQ(block([](Fn &B, IntId J) {
              B.beginIf(CompareOp::Equal, J, B.num(2));
              return 1;
            }),
            "safe");
}

TEST(GuardsOverBlocks, NoBlockHasIt) {
  EXPECT_EQ(block([](Fn &B, IntId J) {
              B.beginIf(CompareOp::LessEqual, B.num(0), J);
              B.beginIf(CompareOp::Less, J, B.num(1));
              return 2;
            }),
            "safe");
}

TEST(GuardsOverBlocks, SeveralHaveIt) {
  EXPECT_EQ(block([](Fn &B, IntId J) {
              B.beginIf(CompareOp::LessEqual, B.num(2), J);
              return 1;
            }),
            "captured-mutation");
  EXPECT_EQ(block([](Fn &, IntId) { return 0; }), "captured-mutation");
}

TEST(Triangles, PackedRows) {
  // v[i * (i + 1) / 2 + j] for j <= i; one more meets the next row.
  for (int More : {1, 2}) {
    Unit U;
    Fn B(U, "body");
    const IntId I = B.cell(B.param(0));
    const IntId J = B.loop(B.num(0), B.add(I, More));
    B.write(B.at(B.byRef("v"), B.add(B.div(B.mul(I, B.add(I, 1)), 2), J)),
            "v[i * (i + 1) / 2 + j]");
    B.endLoop();
    Fn Main(U, "main");
    Main.parallel("body", Main.closure({{"v", Main.local("v")}}),
                  {Main.integer(Main.taskIndex())}, Main.num(60));
    if (More == 1)
      EXPECT_EQ(U.pattern(), "safe");
    else
      EXPECT_NE(U.pattern(), "safe");
  }
}

} // namespace
