//===- IndexFormTest.cpp - Answers that are kept for equal questions ------===//
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

/// The body of a task: what it does with the array, its index and a number that
/// all tasks share.
using Body = std::function<void(Fn &, PlaceId, IntId, IntId)>;

/// A parallel loop from 0 to 64 for each of \p Bodies, all in one program.
Verdicts together(const std::vector<Body> &Bodies) {
  Unit U;
  for (std::size_t K = 0; K != Bodies.size(); ++K) {
    const std::string Number = std::to_string(K), Shared = "n" + Number;
    Fn B(U, "body" + Number);
    Bodies[K](B, B.byRef("v"), B.cell(B.param(0)), B.cell(B.byRef(Shared)));
    Fn Caller(U, "caller" + Number);
    const PlaceId C = Caller.closure({{"v", Caller.local("v" + Number)},
                                      {Shared.c_str(), Caller.local(Shared)}});
    Caller.parallel("body" + Number, C, {Caller.integer(Caller.taskIndex())},
                    Caller.num(64));
  }
  return U.solve();
}

TEST(IndexForm, LikeQuestionsAreToldApart) {
  // Pairs of shapes that differ in one respect only.
  const std::vector<Body> Bodies = {
      [](Fn &B, PlaceId V, IntId I, IntId) { B.write(B.at(V, I)); },
      [](Fn &B, PlaceId V, IntId I, IntId) { B.write(B.at(V, B.div(I, 2))); },
      [](Fn &B, PlaceId V, IntId I, IntId) { B.write(B.at(V, B.mul(I, 2))); },
      [](Fn &B, PlaceId V, IntId I, IntId) { B.write(B.at(V, B.mod(I, 2))); },
      [](Fn &B, PlaceId V, IntId I, IntId) { B.write(B.at(V, B.mod(I, 64))); },
      [](Fn &B, PlaceId V, IntId I, IntId N) { B.write(B.at(V, B.add(I, N))); },
      [](Fn &B, PlaceId V, IntId I, IntId N) { B.write(B.at(V, B.mul(I, N))); },
      [](Fn &B, PlaceId V, IntId I, IntId) {
        B.write(B.at(V, B.add(B.mul(I, 4), B.loop(B.num(0), B.num(4)))));
        B.endLoop();
      },
      [](Fn &B, PlaceId V, IntId I, IntId) {
        B.write(B.at(V, B.add(B.mul(I, 4), B.loop(B.num(0), B.num(5)))));
        B.endLoop();
      },
      [](Fn &B, PlaceId V, IntId I, IntId) {
        B.write(B.at(V, B.add(B.mul(I, 4), B.loop(B.num(0), B.num(8), 8))));
        B.endLoop();
      },
      [](Fn &B, PlaceId V, IntId I, IntId) {
        B.beginIf(CompareOp::Less, I, B.num(1));
        B.write(B.at(V, B.num(0)));
        B.endIf();
      },
      [](Fn &B, PlaceId V, IntId I, IntId) {
        B.beginIf(CompareOp::Less, I, B.num(2));
        B.write(B.at(V, B.num(0)));
        B.endIf();
      },
  };
  const Verdicts All = together(Bodies);
  ASSERT_EQ(All.CallSites.size(), Bodies.size());
  for (std::size_t K = 0; K != Bodies.size(); ++K) {
    const Verdicts Alone = together({Bodies[K]});
    ASSERT_EQ(Alone.CallSites.size(), 1u);
    EXPECT_EQ(toString(All.CallSites[K].Result),
              std::string(toString(Alone.CallSites[0].Result)))
        << "shape " << K;
  }
  const std::string Expected[] = {"safe",   "unsafe", "safe",    "unsafe",
                                  "safe",   "safe",   "unknown", "safe",
                                  "unsafe", "safe",   "safe",    "unsafe"};
  for (std::size_t K = 0; K != Bodies.size(); ++K)
    EXPECT_EQ(toString(All.CallSites[K].Result), Expected[K]) << "shape " << K;
}

TEST(IndexForm, AReasonHasTheNamesOfItsOwnFunction) {
  const Body Scaled = [](Fn &B, PlaceId V, IntId I, IntId N) {
    B.write(B.at(V, B.mul(I, N)));
  };
  const Verdicts V = together({Scaled, Scaled});
  ASSERT_EQ(V.CallSites.size(), 2u);
  for (unsigned K = 0; K != 2; ++K) {
    ASSERT_FALSE(V.CallSites[K].Reasons.empty());
    const std::string Name = "n" + std::to_string(K);
    bool Named = false;
    for (const Reason &R : V.CallSites[K].Reasons) {
      Named |= R.Text.find(Name) != std::string::npos;
      EXPECT_EQ(R.Text.find("n" + std::to_string(1 - K)), std::string::npos)
          << R.Text;
    }
    EXPECT_TRUE(Named) << V.CallSites[K].Reasons[0].Text;
  }
}

} // namespace
