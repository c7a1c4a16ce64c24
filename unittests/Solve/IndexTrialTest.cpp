//===- IndexTrialTest.cpp - Indices, number by number ---------------------===//
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

/// Each of \p Tasks tasks writes the element that \p At makes of its number.
template <typename Index> std::string written(std::int64_t Tasks, Index At) {
  Unit U;
  Fn B(U, "body");
  B.write(B.at(B.byRef("v"), At(B, B.cell(B.param(0)))), "v[j]");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  Main.parallel("body", Main.closure({{"v", V}}),
                {Main.integer(Main.taskIndex())},
                Tasks < 0 ? Main.cell(Main.param(0)) : Main.num(Tasks));
  return U.pattern();
}

TEST(IndexTrial, Squares) {
  auto Square = [](Fn &B, IntId I) { return B.t().mul(I, I); };
  EXPECT_EQ(written(100, Square), "safe");
  auto Modulo = [](Fn &B, IntId I) { return B.mod(B.t().mul(I, I), 101); };
  EXPECT_EQ(written(51, Modulo), "safe");
  EXPECT_EQ(written(52, Modulo), "overlapping-elements");
  // Nobody knows how many tasks there are.
  EXPECT_EQ(written(-1, Modulo), "unknown");
  auto Few = [](Fn &B, IntId I) { return B.mod(B.t().mul(I, I), 7); };
  EXPECT_EQ(written(-1, Few), "overlapping-elements");
}

TEST(IndexTrial, Bits) {
  auto Of = [](IntKind Kind, std::int64_t With) {
    return [=](Fn &B, IntId I) { return B.t().binary(Kind, I, B.num(With)); };
  };
  EXPECT_EQ(written(64, Of(IntKind::Xor, 5)), "safe");
  EXPECT_EQ(written(64, Of(IntKind::And, 5)), "overlapping-elements");
  EXPECT_EQ(written(64, Of(IntKind::Or, 5)), "overlapping-elements");
  EXPECT_EQ(written(20, Of(IntKind::Shl, 3)), "safe");
  EXPECT_EQ(written(20, Of(IntKind::Shr, 3)), "overlapping-elements");
}

TEST(IndexTrial, Tables) {
  auto Of = [](std::vector<std::int64_t> Numbers) {
    return [=](Fn &B, IntId I) {
      const IntId List = B.t().list(Numbers);
      return B.t().binary(IntKind::Select, I, List);
    };
  };
  EXPECT_EQ(written(4, Of({3, 1, 0, 2})), "safe");
  EXPECT_EQ(written(4, Of({3, 1, 0, 1})), "overlapping-elements");
  EXPECT_EQ(written(3, Of({3, 1, 0, 1})), "safe");
  // What lies behind the table is not known.
  EXPECT_EQ(written(5, Of({3, 1, 0, 2})), "unknown");
  EXPECT_EQ(written(-1, Of({3, 1, 0, 2})), "unknown");
}

TEST(IndexTrial, BesidesWhatNobodyKnows) {
  // v[base + i * i]: the same base for all.
  auto Run = [](bool Same) {
    Unit U;
    Fn B(U, "body");
    const IntId I = B.cell(B.param(0)), Base = B.cell(B.byRef("base"));
    const IntId Square = B.mod(B.t().mul(I, I), 11);
    const IntId At =
        Same ? B.t().add(Square, Base) : B.t().add(Square, B.t().mul(I, Base));
    B.write(B.at(B.byRef("v"), At), "v[j]");
    Fn Main(U, "main");
    const PlaceId V = Main.local("v");
    const PlaceId C = Main.closure({{"v", V}, {"base", Main.param(0)}});
    Main.parallel("body", C, {Main.integer(Main.taskIndex())}, Main.num(11));
    return U.pattern();
  };
  EXPECT_EQ(Run(true), "overlapping-elements");
  EXPECT_EQ(Run(false), "unknown");
}

} // namespace
