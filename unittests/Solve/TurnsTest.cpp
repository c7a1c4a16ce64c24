//===- TurnsTest.cpp - Semaphores that hand one permit round --------------===//
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

void waitFor(Fn &F, const char *Semaphore) {
  F.acquire(F.field(F.byRef(Semaphore), "permit"));
  F.lock(LockOp::Wait, F.byRef(Semaphore));
}

void post(Fn &F, const char *Semaphore) {
  F.access(AccessKind::AtomicWrite, F.byRef(Semaphore), Semaphore,
           AccessNature::Signal);
  F.lock(LockOp::Signal, F.byRef(Semaphore));
  F.release(F.field(F.byRef(Semaphore), "permit"));
}

struct Program {
  Unit U;
  Fn First{U, "first"}, Second{U, "second"};
  /// Two threads, with so many permits to begin with.
  std::string run(int Empty, int Full) {
    Fn Main(U, "main");
    const PlaceId E = Main.local("empty"), F = Main.local("full");
    Main.store(Main.field(E, "permits"), Main.integer(Main.num(Empty)));
    Main.store(Main.field(F, "permits"), Main.integer(Main.num(Full)));
    const PlaceId Closure =
        Main.closure({{"empty", E}, {"full", F}, {"slot", Main.local("slot")}});
    const PlaceId T = Main.local("t"), S = Main.local("u");
    Main.thread("first", Closure, T);
    Main.thread("second", Closure, S);
    Main.join(T);
    Main.join(S);
    return U.pattern();
  }
  void use(Fn &F) { F.write(F.byRef("slot"), "slot"); }
};

void putAndTake(Program &P) {
  waitFor(P.First, "empty");
  P.use(P.First);
  post(P.First, "full");
  waitFor(P.Second, "full");
  P.use(P.Second);
  post(P.Second, "empty");
}

TEST(Turns, OnePermit) {
  Program P, Q;
  putAndTake(P);
  EXPECT_EQ(P.run(1, 0), "safe");
  putAndTake(Q);
  EXPECT_EQ(Q.run(0, 1), "safe");
}

TEST(Turns, TwoPermits) {
  Program P;
  putAndTake(P);
  EXPECT_NE(P.run(1, 1), "safe");
}

TEST(Turns, NotAfterItIsGivenOn) {
  Program P;
  waitFor(P.First, "empty");
  post(P.First, "full");
  P.use(P.First);
  waitFor(P.Second, "full");
  P.use(P.Second);
  post(P.Second, "empty");
  EXPECT_NE(P.run(1, 0), "safe");
}

TEST(Turns, WhoHasNoneGivesNone) {
  Program P;
  post(P.First, "full");
  waitFor(P.First, "empty");
  P.use(P.First);
  post(P.First, "full");
  waitFor(P.Second, "full");
  P.use(P.Second);
  post(P.Second, "empty");
  EXPECT_NE(P.run(1, 0), "safe");
}

} // namespace
