//===- HandlesTest.cpp - Waits that do not name the task ------------------===//
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

struct Started {
  Unit U;
  Fn Body{U, "body"};
  Fn Main{U, "main"};
  PlaceId X;
  Started() {
    Body.write(Body.byRef("x"), "x");
    X = Main.local("x");
  }
  void start(PlaceId Handle) {
    Main.thread("body", Main.closure({{"x", X}}), Handle);
  }
  std::string verdict() { return toString(U.verdict()); }
};

TEST(Handles, FilledInAWayThatWasNotSeen) {
  Started S;
  S.start(S.Main.local("a"));
  S.Main.join(S.Main.local("b"));
  S.Main.write(S.X, "x");
  EXPECT_EQ(S.verdict(), "unknown");
}

TEST(Handles, OfAnotherTask) {
  Started S;
  Fn Other(S.U, "other");
  const PlaceId B = S.Main.local("b");
  S.start(S.Main.local("a"));
  S.Main.thread("other", S.Main.closure({}), B);
  S.Main.join(B);
  S.Main.write(S.X, "x");
  EXPECT_FALSE(S.U.solve().Findings.empty());
}

TEST(Handles, TheOnlyTaskOfAList) {
  Started S;
  const PlaceId List = S.Main.local("list");
  S.start(S.Main.all(List));
  S.Main.join(S.Main.at(List, S.Main.num(0)));
  S.Main.write(S.X, "x");
  EXPECT_EQ(S.verdict(), "unknown");
}

TEST(Handles, OneOfManyTasks) {
  Started S;
  const PlaceId List = S.Main.local("list");
  S.Main.loop(S.Main.num(0), S.Main.num(4));
  S.start(S.Main.all(List));
  S.Main.endLoop();
  S.Main.join(S.Main.at(List, S.Main.num(0)));
  S.Main.write(S.X, "x");
  EXPECT_EQ(S.verdict(), "unsafe");
}

/// A thread gets a handle; another one takes its place.
TEST(Handles, WrittenOver) {
  for (const bool Waits : {true, false}) {
    Started S;
    Fn Other(S.U, "other");
    const PlaceId A = S.Main.local("a");
    S.Main.write(A, "a");
    S.start(A);
    if (Waits)
      S.Main.join(A);
    S.Main.write(A, "a");
    S.Main.thread("other", S.Main.closure({}), A);
    S.Main.join(A);
    S.Main.write(S.X, "x");
    EXPECT_EQ(S.U.solve().Findings.empty(), Waits);
  }
}

TEST(Handles, WaitedForInATask) {
  for (const bool First : {true, false}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.byRef("x"), "x");
    Fn Joins(U, "joins");
    if (First)
      Joins.join(Joins.byRef("a"));
    Joins.write(Joins.byRef("x"), "x");
    if (!First)
      Joins.join(Joins.byRef("a"));
    Fn Main(U, "main");
    const PlaceId X = Main.local("x"), A = Main.local("a"), B = Main.local("b");
    Main.thread("body", Main.closure({{"x", X}}), A);
    Main.thread("joins", Main.closure({{"x", X}, {"a", A}}), B);
    Main.join(B);
    EXPECT_EQ(U.solve().Findings.empty(), First);
    EXPECT_EQ(toString(U.solve().CallSites.at(0).Result),
              std::string(First ? "safe" : "unsafe"));
  }
}

} // namespace
