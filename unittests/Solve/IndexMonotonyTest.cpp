//===- IndexMonotonyTest.cpp - Parts of a size that nobody knows ----------===//
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

/// `k` tasks, each of which writes a part of `v`; \p Limits gets the body, the
/// task's index, the size of `v` and `k`, and returns where the part begins and
/// ends.
template <typename Fn1> std::string parts(Fn1 Limits) {
  Unit U;
  Fn B(U, "body");
  const PlaceId In = B.byRef("v");
  auto [Lo, Hi] =
      Limits(B, B.cell(B.param(0)), B.size(In), B.cell(B.byRef("k")));
  const IntId J = B.loop(Lo, Hi);
  B.write(B.at(In, J), "v[j]");
  B.endLoop();
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  const PlaceId C = Main.closure({{"v", V}, {"k", Main.param(2)}});
  Main.parallel("body", C, {Main.integer(Main.taskIndex())},
                Main.cell(Main.param(2)));
  return U.pattern();
}

IntId quotient(Fn &B, IntId A, IntId K) {
  return B.t().binary(IntKind::Div, A, K);
}

TEST(IndexMonotony, SharesInProportion) {
  for (int More : {0, 1}) {
    const std::string Found = parts([&](Fn &B, IntId I, IntId N, IntId K) {
      return std::pair(quotient(B, B.mul(N, I), K),
                       B.add(quotient(B, B.mul(N, B.add(I, 1)), K), More));
    });
    EXPECT_EQ(Found == "safe", More == 0) << Found;
  }
}

TEST(IndexMonotony, TheFirstPartsHaveOneMore) {
  for (int More : {0, 1}) {
    const std::string Found = parts([&](Fn &B, IntId I, IntId N, IntId K) {
      auto Start = [&](IntId W) {
        return B.add(
            B.mul(W, quotient(B, N, K)),
            B.t().binary(IntKind::Min, W, B.t().binary(IntKind::Mod, N, K)));
      };
      return std::pair(Start(I), B.add(Start(B.add(I, 1)), More));
    });
    EXPECT_EQ(Found == "safe", More == 0) << Found;
  }
}

TEST(IndexMonotony, TheFirstTwoPartsShareAnElement) {
  for (int More : {0, 1})
    EXPECT_EQ(parts([&](Fn &B, IntId I, IntId, IntId K) {
                return std::pair(B.mul(I, K),
                                 B.add(B.mul(B.add(I, 1), K), More));
              }),
              More ? "overlapping-elements" : "safe");
}

TEST(IndexMonotony, UpToTheEnd) {
  // From one part on, up to the end of all.
  EXPECT_NE(parts([&](Fn &B, IntId I, IntId N, IntId K) {
              return std::pair(B.mul(I, quotient(B, N, K)), N);
            }),
            "safe");
}

} // namespace
