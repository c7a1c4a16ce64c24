//===- ClaimsTest.cpp - Atomics taken in two steps ------------------------===//
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

/// `if (flag == Tested) { flag = Stored; }`, and what \p Then does inside and
/// \p After behind it.
struct Claim {
  std::int64_t Tested = 0, Stored = 1;
  CompareOp Op = CompareOp::Equal;
  void (*Then)(Fn &) = [](Fn &) {};
  void (*After)(Fn &) = [](Fn &) {};
  bool Locked = false, AtOnce = false;

  void write(Fn &B) const {
    const PlaceId Flag = B.byRef("flag");
    B.access(AccessKind::AtomicRead, Flag, "flag");
    B.beginIf(Op, B.cell(Flag), B.num(Tested));
    if (Locked)
      B.acquire(B.byRef("m"));
    B.access(AccessKind::AtomicWrite, Flag, "flag", AccessNature::Signal);
    B.store(Flag, B.integer(B.num(Stored)));
    if (AtOnce)
      B.lock(LockOp::TryAcquire, B.field(Flag, "(lock)"));
    Then(B);
    if (Locked)
      B.release(B.byRef("m"));
    B.endIf();
    After(B);
  }
};

void count(Fn &B) {
  B.access(AccessKind::AtomicWrite, B.byRef("count"), "count");
}

PlaceId objects(Fn &Main) {
  return Main.closure({{"flag", Main.local("flag")},
                       {"count", Main.local("count")},
                       {"m", Main.local("m")}});
}

std::string run(const Claim &What) {
  Unit U;
  Fn Body(U, "body");
  What.write(Body);
  Fn Main(U, "main");
  Main.start(Main.make({Main.task("body", objects(Main))}));
  return U.pattern();
}

/// Two threads, each with a claim of its own.
std::string beside(const Claim &First, const Claim &Second) {
  Unit U;
  Fn A(U, "a");
  First.write(A);
  Fn B(U, "b");
  Second.write(B);
  Fn Main(U, "main");
  const PlaceId Object = objects(Main), X = Main.local("x"),
                Y = Main.local("y");
  Main.thread("a", Object, X);
  Main.thread("b", Object, Y);
  Main.join(X);
  Main.join(Y);
  return U.pattern();
}

TEST(Claims, TestedThenTaken) {
  EXPECT_EQ(run({.Then = count}), "lost-update");
}

TEST(Claims, TakenFromAnotherValue) {
  EXPECT_EQ(run({.Tested = 3, .Stored = 4, .Then = count}), "lost-update");
  EXPECT_EQ(
      run({.Tested = 3, .Stored = 3, .Op = CompareOp::NotEqual, .Then = count}),
      "lost-update");
}

TEST(Claims, TheTestStillPasses) {
  EXPECT_EQ(run({.Tested = 3, .Stored = 3, .Then = count}), "safe");
}

TEST(Claims, NobodyReliesOnIt) {
  EXPECT_EQ(run({}), "safe");
  EXPECT_EQ(run({.After = count}), "safe");
}

TEST(Claims, UnderALock) {
  EXPECT_EQ(run({.Then = count, .Locked = true}), "safe");
}

TEST(Claims, InOneStep) {
  EXPECT_EQ(run({.Then = count, .AtOnce = true}), "safe");
}

TEST(Claims, OfTwoThreads) {
  EXPECT_EQ(beside({.Then = count}, {.Then = count}), "lost-update");
  // One of them waits until the other has passed.
  EXPECT_EQ(beside({.Then = count}, {.Tested = 1, .Stored = 2, .Then = count}),
            "safe");
}

} // namespace
