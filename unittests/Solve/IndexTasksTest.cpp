//===- IndexTasksTest.cpp - Elements and the tasks that touch them --------===//
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

TEST(IndexTasks, LoopsAroundTheCallAreTheSameForAllTasks) {
  // for k: par(i): v[i + k] -- one k at a time.
  Unit U;
  Fn B(U, "body");
  B.write(B.at(B.byRef("v"), B.add(B.cell(B.param(0)), B.cell(B.param(1)))),
          "v[i + k]");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  const PlaceId C = Main.closure({{"v", V}});
  const IntId K = Main.loop(Main.num(0), Main.num(10));
  Main.parallel("body", C, {Main.integer(Main.taskIndex()), Main.integer(K)},
                Main.size(V));
  Main.endLoop();
  EXPECT_EQ(U.pattern(), "safe");
}

/// `for (t = 0; t < Count; ++t)` starts a thread with a copy of t.
template <typename Fill>
std::string threads(Fill Body, bool CallInTest = false) {
  Unit U;
  Fn B(U, "body");
  Body(B, B.byRef("v"), B.cell(B.byCopy("t")));
  Fn Main(U, "main");
  const PlaceId V = Main.local("v"), Pool = Main.local("pool");
  const PlaceId C = Main.local();
  Main.write(V, "v");
  const IntId Var = Main.loop(Main.num(0), Main.size(V));
  if (CallInTest) {
    // The size is read in a block of its own, ahead of the test.
    const std::uint32_t Head = Main.f().Blocks[Main.here()].Successors.empty()
                                   ? Main.here() - 1
                                   : Main.here();
    Block &Old = Main.f().Blocks[Head];
    const Block Test = Old;
    Old = Block();
    const std::uint32_t New = Main.block();
    Main.f().Blocks[Head].Successors = {New};
    Main.f().Blocks[New] = Test;
  }
  Main.store(Main.field(C, "v"), Main.addr(V));
  Main.store(Main.field(C, "t"), Main.integer(Var));
  Main.thread("body", C, Main.all(Pool));
  Main.endLoop();
  Main.join(Main.all(Pool));
  return U.pattern();
}

TEST(IndexTasks, OneThreadPerElement) {
  for (bool CallInTest : {false, true}) {
    EXPECT_EQ(
        threads([](Fn &B, PlaceId V, IntId I) { B.write(B.at(V, I), "v[t]"); },
                CallInTest),
        "safe");
    EXPECT_EQ(threads(
                  [](Fn &B, PlaceId V, IntId I) {
                    B.write(B.at(V, I), "v[t]");
                    B.read(B.at(V, B.add(I, 1)), "v[t + 1]");
                  },
                  CallInTest),
              "overlapping-elements");
  }
}

/// More tasks than remainders, whatever is divided: two of them meet.
TEST(IndexTasks, MoreTasksThanRemainders) {
  for (const int Count : {1, 19, 20}) {
    Unit U;
    Fn B(U, "body");
    const IntId Key = B.cell(B.at(B.byRef("keys"), B.cell(B.param(0))));
    B.write(B.at(B.byRef("v"), B.mod(Key, 10)), "v[key % 10]");
    Fn Main(U, "main");
    Main.parallel(
        "body",
        Main.closure({{"v", Main.local("v")}, {"keys", Main.local("keys")}}),
        {Main.integer(Main.taskIndex())}, Main.num(Count));
    EXPECT_EQ(U.verdict() == Verdict::Unsafe, Count == 20);
  }
}

TEST(IndexTasks, ExhaustedBudgetIsUnknown) {
  Unit U;
  Fn B(U, "body");
  const IntId I = B.cell(B.param(0));
  B.write(B.at(B.byRef("v"), B.div(B.mul(I, 7), 13)), "v");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  Main.parallel("body", Main.closure({{"v", V}}),
                {Main.integer(Main.taskIndex())}, Main.size(V));
  SolveOptions Options;
  Options.MaxIslOperations = 10;
  EXPECT_EQ(U.solve(Options).CallSites[0].Result, Verdict::Unknown);
  EXPECT_EQ(U.verdict(), Verdict::Unsafe);
}

TEST(IndexTasks, ExhaustedBudgetOfACallIsUnknown) {
  Unit U;
  Fn B(U, "body");
  const IntId I = B.cell(B.param(0));
  B.write(B.at(B.byRef("v"), I), "v[i]");
  B.write(B.at(B.byRef("w"), B.mul(I, 3)), "w[3 * i]");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  const PlaceId C = Main.closure({{"v", V}, {"w", Main.local("w")}});
  Main.parallel("body", C, {Main.integer(Main.taskIndex())}, Main.size(V));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
  // Enough for the first of the two questions.
  SolveOptions Options;
  Options.MaxIslOperationsOfCall = 1;
  const Verdicts Out = U.solve(Options);
  ASSERT_EQ(Out.CallSites[0].Result, Verdict::Unknown);
  ASSERT_EQ(Out.CallSites[0].Reasons.size(), 1u);
  EXPECT_EQ(Out.CallSites[0].Reasons[0].Text,
            "the comparison of two indices took too long");
}

/// A thread works on the elements below a bound, what started it on those from
/// a bound on.
enum class Halves { Same, OneLess, Unrelated };
std::string halves(Halves H) {
  Unit U;
  Fn B(U, "body");
  const IntId I = B.loop(B.num(0), B.cell(B.byRef("half")));
  B.write(B.at(B.byRef("v"), I), "v[i]");
  B.endLoop();
  Fn Main(U, "main");
  const PlaceId V = Main.local("v"), Half = Main.local("half");
  const PlaceId Other = Main.local("other"), Handle = Main.local("t");
  Main.write(V, "v"); // Made here, and ended at the end.
  const IntId Middle = Main.div(Main.size(V), 2);
  Main.write(Half, "half");
  Main.store(Half, H == Halves::Unrelated
                       ? Main.integer(Main.opaqueInt("the input"))
                       : Main.integer(Middle));
  const PlaceId C = Main.closure({{"half", Half}, {"v", V}});
  Main.thread("body", C, Handle);
  const IntId Lo = H == Halves::Same      ? Main.cell(Half)
                   : H == Halves::OneLess ? Main.add(Middle, -1)
                                          : Main.cell(Other);
  const IntId J = Main.loop(Lo, Main.size(V));
  Main.write(Main.at(V, J), "v[j]");
  Main.endLoop();
  Main.join(Handle);
  Main.write(V, "v");
  return U.pattern();
}

TEST(IndexTasks, BelowAndAboveOneBound) {
  EXPECT_EQ(halves(Halves::Same), "safe");
}

TEST(IndexTasks, Overlapping) { EXPECT_NE(halves(Halves::OneLess), "safe"); }

TEST(IndexTasks, UnrelatedBoundsDemonstrateNothing) {
  EXPECT_EQ(halves(Halves::Unrelated), "unknown");
}

TEST(IndexTasks, MoreAccessesThanAreCompared) {
  Unit U;
  auto Touch = [](Fn &B, int From) {
    for (int I = From; I != From + 700; ++I)
      B.write(B.at(B.byRef("v"), B.num(I)), "v[" + std::to_string(I) + "]");
  };
  Fn Low(U, "low"), High(U, "high");
  Touch(Low, 0);
  Touch(High, 1000);
  Fn Main(U, "main");
  const PlaceId C = Main.closure({{"v", Main.local("v")}});
  Main.thread("low", C, Main.local("one"));
  Main.thread("high", C, Main.local("other"));
  const Verdicts Out = U.solve();
  ASSERT_EQ(Out.CallSites[0].Result, Verdict::Unknown);
  EXPECT_EQ(Out.CallSites[0].Reasons[0].Text,
            "its tasks touch more than is compared");
}

} // namespace
