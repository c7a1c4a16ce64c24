//===- IndicesTest.cpp - Elements that tasks share or do not --------------===//
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

/// A loop over the elements of `v`; \p Fill gets the body, the array and the
/// task's index.
template <typename Fill> std::string run(Fill Body) {
  Unit U;
  Fn B(U, "body");
  Body(B, B.byRef("v"), B.cell(B.param(0)));
  Fn Main(U, "main");
  const PlaceId V = Main.deref(Main.param(3));
  const PlaceId C = Main.closure({{"v", V},
                                  {"w", Main.local("w")},
                                  {"n", Main.param(1)},
                                  {"k", Main.param(2)},
                                  {"idx", Main.local("idx")}});
  Main.parallel("body", C, {Main.integer(Main.taskIndex())}, Main.size(V));
  return U.pattern();
}

TEST(Indices, OwnElement) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) { B.write(B.at(V, I), "v[i]"); }),
            "safe");
}

TEST(Indices, Neighbour) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, I), "v[i]");
              B.read(B.at(V, B.add(I, 1)), "v[i + 1]");
            }),
            "overlapping-elements");
}

TEST(Indices, NeighbourInAnotherArray) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(B.byRef("w"), I), "w[i]");
              B.read(B.at(V, B.add(I, 1)), "v[i + 1]");
            }),
            "safe");
}

TEST(Indices, HalvedAndDoubled) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.div(I, 2)), "v[i / 2]");
            }),
            "overlapping-elements");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.mul(I, 2)), "v[2 * i]");
              B.write(B.at(V, B.add(B.mul(I, 2), 1)), "v[2 * i + 1]");
            }),
            "safe");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.mul(I, 2)), "v[2 * i]");
              B.write(B.at(V, B.add(B.mul(I, 2), 2)), "v[2 * i + 2]");
            }),
            "overlapping-elements");
}

TEST(Indices, Remainder) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.mod(I, 4)), "v[i % 4]");
            }),
            "overlapping-elements");
}

TEST(Indices, OneFixedElement) {
  EXPECT_EQ(
      run([](Fn &B, PlaceId V, IntId) { B.write(B.at(V, B.num(0)), "v[0]"); }),
      "overlapping-elements");
}

TEST(Indices, OneTaskOnlyByItsCondition) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.beginIf(CompareOp::Equal, I, B.num(0));
              B.write(B.at(V, B.num(0)), "v[0]");
              B.endIf();
            }),
            "safe");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.beginIf(CompareOp::LessEqual, I, B.num(1));
              B.write(B.at(V, B.num(0)), "v[0]");
              B.endIf();
            }),
            "overlapping-elements");
}

TEST(Indices, ConditionsOnTheElseSide) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              // if (i != 0) return; v[0] = ...
              B.branch(CompareOp::NotEqual, I, B.num(0));
              const std::uint32_t Leave = B.block(), On = B.block();
              B.edge(0, Leave);
              B.edge(0, On);
              B.go(On);
              B.write(B.at(V, B.num(0)), "v[0]");
            }),
            "safe");
}

TEST(Indices, ConditionIsNotBelievedAfterItsEnd) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.beginIf(CompareOp::Equal, I, B.num(0));
              B.endIf();
              B.write(B.at(V, B.num(0)), "v[0]");
            }),
            "overlapping-elements");
}

TEST(Indices, OnlyAChosenTaskIsNoDemonstration) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.beginIf(CompareOp::Equal, I, B.opaqueInt("leader"));
              B.write(B.at(V, B.num(0)), "v[0]");
              B.endIf();
            }),
            "unknown");
}

TEST(Indices, ThroughAnotherArray) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.cell(B.at(B.byRef("idx"), I))), "v[idx[i]]");
            }),
            "unknown");
}

TEST(Indices, UniformShiftDecidesIt) {
  // v[i] and v[i + n], n the same for all: for n == 0 they do not meet.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, I), "v[i]");
              B.read(B.at(V, B.add(I, B.cell(B.byRef("n")))), "v[i + n]");
            }),
            "unknown");
  // Shifted both, they never meet.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.add(I, B.cell(B.byRef("n")))), "v[i + n]");
            }),
            "safe");
  // v[n] is one element, whatever n is.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId) {
              B.write(B.at(V, B.cell(B.byRef("n"))), "v[n]");
            }),
            "overlapping-elements");
}

TEST(Indices, FewTasksMayMissEachOther) {
  // Of v.size() tasks, only two to five do not meet.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, I), "v[i]");
              B.read(B.at(V, B.add(I, 5)), "v[i + 5]");
            }),
            "overlapping-elements");
  // There may well be no more than 50: who writes that splits an array.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, I), "v[i]");
              B.read(B.at(V, B.add(I, 50)), "v[i + 50]");
            }),
            "unknown");
  // A remainder is taken since there are more.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, B.mod(I, 50)), "v[i % 50]");
            }),
            "overlapping-elements");
  // With rows of unknown length as well.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.cell(B.byRef("n")));
              B.write(B.at(B.at(V, B.mod(I, 4)), J), "v[i % 4][j]");
              B.endLoop();
            }),
            "overlapping-elements");
  // But v[i % n] is another element for each of up to n tasks.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              B.write(B.at(V, B.t().binary(IntKind::Mod, I, N)), "v[i % n]");
            }),
            "unknown");
}

TEST(Indices, UnknownWidthDecidesIt) {
  // v[8 * i + j], j < n: as long as n <= 8 all is well.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.cell(B.byRef("n")));
              B.write(B.at(V, B.add(B.mul(I, 8), J)), "v[8 * i + j]");
              B.endLoop();
            }),
            "unknown");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              B.beginIf(CompareOp::LessEqual, N, B.num(8));
              const IntId J = B.loop(B.num(0), N);
              B.write(B.at(V, B.add(B.mul(I, 8), J)), "v[8 * i + j]");
              B.endLoop();
              B.endIf();
            }),
            "safe");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId) {
              const IntId J = B.loop(B.num(0), B.cell(B.byRef("n")));
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "overlapping-elements");
}

TEST(Indices, BoundThatWasNotUnderstood) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.opaqueInt("the length"));
              B.write(B.at(V, B.add(B.mul(I, 8), J)), "v[8 * i + j]");
              B.endLoop();
            }),
            "unknown");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(I, B.opaqueInt("the end"));
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "unknown");
  // However long it is, it starts with the same element.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId) {
              const IntId J = B.loop(B.num(0), B.opaqueInt("the length"));
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "overlapping-elements");
}

TEST(Indices, ConditionThatWasNotUnderstood) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.beginIf(CompareOp::Less, I, B.opaqueInt("limit"));
              B.write(B.at(V, B.num(0)), "v[0]");
              B.endIf();
            }),
            "unknown");
  // It says nothing about which tasks get past it.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId) {
              B.beginIf(CompareOp::Less, B.opaqueInt("some value"), B.num(3));
              B.write(B.at(V, B.num(0)), "v[0]");
              B.endIf();
            }),
            "overlapping-elements");
}

TEST(Indices, PartOfUnknownSize) {
  enum Case { Exact, Clamped, TooLong };
  for (Case K : {Exact, Clamped, TooLong})
    EXPECT_EQ(run([&](Fn &B, PlaceId V, IntId I) {
                const IntId N = B.cell(B.byRef("n"));
                IntId End = B.mul(B.add(I, 1), N);
                if (K == Clamped)
                  End = B.t().binary(IntKind::Min, End, B.cell(B.byRef("k")));
                if (K == TooLong)
                  End = B.add(End, B.cell(B.byRef("k")));
                const IntId J = B.loop(B.mul(I, N), End);
                B.write(B.at(V, J), "v[j]");
                B.endLoop();
              }),
              K == TooLong ? "unknown" : "safe");
}

TEST(Indices, LoopThatMayBeLeftEarly) {
  for (bool Complete : {true, false}) {
    Unit U;
    Fn B(U, "body");
    const IntId I = B.cell(B.param(0)), K = B.cell(B.param(1));
    B.write(B.at(B.byRef("v"), I), "v[i]");
    B.read(B.at(B.byRef("v"), B.add(I, K)), "v[i + k]");
    Fn Main(U, "main");
    const PlaceId V = Main.local("v");
    const PlaceId C = Main.closure({{"v", V}});
    const IntId Round = Main.loop(Main.num(0), Main.num(10));
    Main.f().Loops.back().Complete = Complete;
    Main.parallel("body", C,
                  {Main.integer(Main.taskIndex()), Main.integer(Round)},
                  Main.size(V));
    Main.endLoop();
    EXPECT_EQ(U.pattern(), Complete ? "overlapping-elements" : "unknown");
  }
}

TEST(Indices, OfUnknownStepsTheFirstIsCertain) {
  // for (j = i; j < 100; j += ?): beyond the first round nothing is known.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(I, B.num(100), 0);
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "unknown");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId) {
              const IntId J = B.loop(B.num(3), B.num(100), 0);
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "overlapping-elements");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId Start = B.mul(I, 100);
              const IntId J = B.loop(Start, B.add(Start, 100), 0);
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "safe");
}

TEST(Indices, InnerLoop) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.num(8));
              B.write(B.at(V, B.add(B.mul(I, 8), J)), "v[8 * i + j]");
              B.endLoop();
            }),
            "safe");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.num(9));
              B.write(B.at(V, B.add(B.mul(I, 8), J)), "v[8 * i + j]");
              B.endLoop();
            }),
            "overlapping-elements");
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), I);
              B.write(B.at(V, J), "v[j]");
              B.endLoop();
            }),
            "overlapping-elements");
}

TEST(Indices, Strides) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId J = B.loop(B.num(0), B.num(100), 4);
              B.write(B.at(B.at(V, J), B.mul(I, 4)), "v[j][4 * i]");
              B.read(B.at(B.at(V, B.add(J, 1)), B.mul(I, 4)),
                     "v[j + 1][4 * i]");
              B.endLoop();
            }),
            "safe");
}

TEST(Indices, RowsOfAMatrix) {
  // v[i * n + j], j < n.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              const IntId J = B.loop(B.num(0), N);
              B.write(B.at(V, B.add(B.mul(I, N), J)), "v[i * n + j]");
              B.endLoop();
            }),
            "safe");
  // ... and the row below, too.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              const IntId J = B.loop(B.num(0), N);
              B.write(B.at(V, B.add(B.mul(I, N), J)), "v[i * n + j]");
              B.read(B.at(V, B.add(B.mul(B.add(I, 1), N), J)),
                     "v[(i + 1) * n + j]");
              B.endLoop();
            }),
            "overlapping-elements");
  // j may go beyond the row.
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              const IntId J = B.loop(B.num(0), B.cell(B.byRef("k")));
              B.write(B.at(V, B.add(B.mul(I, N), J)), "v[i * n + j]");
              B.endLoop();
            }),
            "unknown");
}

TEST(Indices, RowAndColumnOfTheIndex) {
  // y = i / n, x = i % n: v[y * n + x] is v[i].
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              const IntId N = B.cell(B.byRef("n"));
              const IntId Y = B.t().binary(IntKind::Div, I, N);
              const IntId X = B.t().binary(IntKind::Mod, I, N);
              B.write(B.at(V, B.add(B.mul(Y, N), X)), "v[y * n + x]");
            }),
            "safe");
}

TEST(Indices, SeveralSteps) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(B.at(V, B.num(0)), I), "v[0][i]");
              B.read(B.at(B.at(V, B.num(1)), B.add(I, 1)), "v[1][i + 1]");
            }),
            "safe");
}

TEST(Indices, TheWholeRange) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.write(B.at(V, I), "v[i]");
              B.read(B.all(V), "v");
            }),
            "overlapping-elements");
}

TEST(Indices, Bits) {
  EXPECT_EQ(run([](Fn &B, PlaceId V, IntId I) {
              B.access(AccessKind::Write, B.at(V, I), "v[i]",
                       AccessNature::PackedBit);
            }),
            "overlapping-elements");
}

TEST(Indices, Blocks) {
  for (bool Beyond : {false, true}) {
    Unit U;
    Fn B(U, "body");
    const PlaceId R = B.deref(B.param(0));
    const IntId J =
        B.loop(B.cell(B.field(R, "begin")), B.cell(B.field(R, "end")));
    B.write(B.at(B.byRef("v"), J), "v[j]");
    if (Beyond)
      B.read(B.at(B.byRef("v"), B.add(J, -1)), "v[j - 1]");
    B.endLoop();
    Fn Main(U, "main");
    const PlaceId V = Main.local("v"), Range = Main.local();
    ParallelCall P = Main.make(
        {Main.task("body", Main.closure({{"v", V}}), {Main.addr(Range)})});
    P.Dimensions.push_back({true, Main.num(0), Main.size(V)});
    P.Tasks[0].Bindings = {
        {Main.field(Range, "begin"), Main.integer(Main.blockBegin())},
        {Main.field(Range, "end"), Main.integer(Main.blockEnd())}};
    Main.start(P);
    EXPECT_EQ(U.pattern(), Beyond ? "overlapping-elements" : "safe");
  }
}

TEST(Indices, TwoDimensions) {
  for (bool Both : {false, true}) {
    Unit U;
    Fn B(U, "body");
    const IntId X = B.cell(B.param(0)), Y = B.cell(B.param(1));
    B.write(Both ? B.at(B.at(B.byRef("v"), X), Y) : B.at(B.byRef("v"), X), "v");
    Fn Main(U, "main");
    const PlaceId V = Main.local("v");
    ParallelCall P = Main.make({Main.task(
        "body", Main.closure({{"v", V}}),
        {Main.integer(Main.taskIndex(0)), Main.integer(Main.taskIndex(1))})});
    P.Dimensions.push_back({false, Main.num(0), Main.num(10)});
    P.Dimensions.push_back({false, Main.num(0), Main.num(10)});
    Main.start(P);
    EXPECT_EQ(U.pattern(), Both ? "safe" : "overlapping-elements");
  }
}

TEST(Indices, ItemsByReference) {
  Unit U;
  Fn B(U, "body");
  B.write(B.deref(B.param(0)), "item");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  Main.parallel("body", Main.closure({}),
                {Main.addr(Main.at(V, Main.taskIndex()))}, Main.size(V));
  const Verdicts R = U.solve();
  EXPECT_EQ(R.CallSites[0].Result, Verdict::Safe);
  EXPECT_EQ(R.CallSites[0].Assumptions,
            std::vector<std::string>{"items are distinct objects"});
}

TEST(Indices, AChainOfTests) {
  // if (i == 0) v[0] = ...; else if (i == 1) v[1] = ...; and so on.
  for (const bool Shifted : {false, true})
    EXPECT_EQ(run([&](Fn &B, PlaceId V, IntId I) {
                std::uint32_t Here = 0;
                for (int K = 0; K != 40; ++K) {
                  B.branch(CompareOp::Equal, I, B.num(K));
                  const std::uint32_t Then = B.block(), Else = B.block();
                  B.edge(Here, Then);
                  B.edge(Here, Else);
                  B.go(Then);
                  B.write(B.at(V, B.num(Shifted && K == 30 ? 29 : K)), "v[k]");
                  B.go(Here = Else);
                }
              }),
              Shifted ? "overlapping-elements" : "safe");
}

TEST(Indices, ALoopWithoutAnEnd) {
  // Its first round is certain, where the others lead is not.
  auto Text = [](int Stride) {
    return run([&](Fn &B, PlaceId V, IntId I) {
      const IntId J = B.loop(B.mul(I, Stride), None);
      B.write(B.at(V, J), "v[j]");
      B.endLoop();
    });
  };
  EXPECT_EQ(Text(16), "unknown");
  EXPECT_EQ(Text(0), "overlapping-elements");
}

} // namespace
