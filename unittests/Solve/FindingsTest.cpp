//===- FindingsTest.cpp - One finding for one race ------------------------===//
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

TEST(Findings, OneForAllThatAnAccessMeets) {
  Unit U;
  Fn Body(U, "body");
  Body.read(Body.byRef("x"), "x");
  Body.write(Body.byRef("x"), "x");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({{"x", Main.local("x")}}));
  const Verdicts V = U.solve();
  ASSERT_EQ(V.Findings.size(), 1u);
  EXPECT_EQ(V.Findings[0].First.Kind, AccessKind::Write);
}

TEST(Findings, OneForEachAccessThatRaces) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byRef("x"), "x");
  Body.write(Body.byRef("y"), "y");
  Fn Main(U, "main");
  Main.parallel("body",
                Main.closure({{"x", Main.local("x")}, {"y", Main.local("y")}}));
  EXPECT_EQ(U.solve().Findings.size(), 2u);
}

/// Long names, so that positions are compared by what they say and not by
/// where they are kept.
TEST(Findings, OneForTwoWaysToTheSamePair) {
  Unit U("/a/name/that/is/too/long/to/be/kept/inside/of/a/string/object.cpp");
  Fn Left(U, "left"), Right(U, "right"), Body(U, "body");
  const SourcePos One = U.pos(), Two = U.pos();
  for (Fn *F : {&Left, &Right}) {
    F->Where = One;
    F->write(F->global("x"), "x");
    F->Where = Two;
    F->write(F->global("y"), "y");
  }
  Body.call("left");
  Body.call("right");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.solve().Findings.size(), 2u); // one at each of the two lines
}

} // namespace
