//===- LocksTest.cpp - Which locks protect --------------------------------===//
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

/// A task that writes the captured `x`; \p Fill writes its body.
template <typename Fill> std::string run(Fill Body, bool Unsequenced = false) {
  Unit U;
  Fn B(U, "body");
  Body(B);
  Fn Main(U, "main");
  ParallelCall P =
      Main.make({Main.task("body", Main.closure({{"x", Main.local("x")},
                                                 {"m", Main.local("m")},
                                                 {"k", Main.local("k")}}))});
  P.Unsequenced = Unsequenced;
  Main.start(P);
  return U.pattern();
}

TEST(Locks, OneMutexProtects) {
  EXPECT_EQ(run([](Fn &B) {
              B.acquire(B.byRef("m"));
              B.write(B.byRef("x"), "x");
              B.release(B.byRef("m"));
            }),
            "safe");
}

TEST(Locks, NotAfterTheRelease) {
  EXPECT_EQ(run([](Fn &B) {
              B.acquire(B.byRef("m"));
              B.release(B.byRef("m"));
              B.write(B.byRef("x"), "x");
            }),
            "captured-mutation");
}

TEST(Locks, AMutexOfTheTaskDoesNot) {
  EXPECT_EQ(run([](Fn &B) {
              const PlaceId M = B.local("mine");
              B.acquire(M);
              B.write(B.byRef("x"), "x");
              B.release(M);
            }),
            "wrong-lock");
}

TEST(Locks, SharedForAWriteDoesNot) {
  EXPECT_EQ(run([](Fn &B) {
              B.acquire(B.byRef("m"), None, LockMode::Shared);
              B.write(B.byRef("x"), "x");
            }),
            "wrong-lock");
}

TEST(Locks, SharedForTheReaderIsEnough) {
  EXPECT_EQ(run([](Fn &B) {
              B.acquire(B.byRef("m"), None, LockMode::Shared);
              B.read(B.byRef("x"), "x");
              B.release(B.byRef("m"));
              B.acquire(B.byRef("m"));
              B.write(B.byRef("x"), "x");
              B.release(B.byRef("m"));
            }),
            "safe");
}

TEST(Locks, WhatMayStandForAnOrder) {
  auto Order = [](Fn &B, const char *Name) {
    return B.field(B.at(B.byRef("m"), B.num(0)), Name);
  };
  // A proof it is not, but no race can be shown either.
  EXPECT_EQ(run([&](Fn &B) {
              B.acquire(Order(B, "__omp_order"));
              B.write(B.byRef("x"), "x");
              B.release(Order(B, "__omp_order"));
            }),
            "unknown");
  // One side is not in order with itself.
  EXPECT_EQ(run([&](Fn &B) {
              B.acquire(Order(B, "__omp_one_side"));
              B.write(B.byRef("x"), "x");
              B.release(Order(B, "__omp_one_side"));
            }),
            "wrong-lock");
}

TEST(Locks, TwoSidesMayBeInOrder) {
  EXPECT_EQ(run([](Fn &B) {
              const PlaceId Sides = B.at(B.byRef("m"), B.num(0));
              B.acquire(B.field(Sides, "__omp_one_side"));
              B.read(B.byRef("x"), "x");
              B.release(B.field(Sides, "__omp_one_side"));
              B.acquire(B.field(Sides, "__omp_other_side"));
              B.acquire(B.byRef("k"));
              B.write(B.byRef("x"), "x");
              B.release(B.byRef("k"));
              B.release(B.field(Sides, "__omp_other_side"));
            }),
            "unknown");
}

TEST(Locks, InterleavedTasksAreNotProtected) {
  EXPECT_EQ(run(
                [](Fn &B) {
                  B.acquire(B.byRef("m"));
                  B.write(B.byRef("x"), "x");
                  B.release(B.byRef("m"));
                },
                true),
            "wrong-lock");
}

TEST(Locks, HeldOnOnePathOnly) {
  EXPECT_EQ(run([](Fn &B) {
              B.beginIf(CompareOp::Less, B.cell(B.global("n")), B.num(3));
              B.acquire(B.byRef("m"));
              B.endIf();
              B.write(B.byRef("x"), "x");
            }),
            "unknown");
}

TEST(Locks, Guards) {
  EXPECT_EQ(run([](Fn &B) {
              const PlaceId G = B.local("g");
              B.acquire(B.byRef("m"), G);
              B.write(B.byRef("x"), "x");
              B.lock(LockOp::ReleaseGuard, None, G);
            }),
            "safe");
  EXPECT_EQ(run([](Fn &B) {
              const PlaceId G = B.local("g");
              B.acquire(B.byRef("m"), G);
              B.lock(LockOp::ReleaseGuard, None, G);
              B.write(B.byRef("x"), "x");
            }),
            "captured-mutation");
  // Moved to another guard, it is that one that counts.
  EXPECT_EQ(run([](Fn &B) {
              const PlaceId G = B.local("g"), H = B.local("h");
              B.acquire(B.byRef("m"), G);
              B.lock(LockOp::MoveGuard, None, H, LockMode::Exclusive, G);
              B.lock(LockOp::ReleaseGuard, None, G);
              B.write(B.byRef("x"), "x");
              B.lock(LockOp::ReleaseGuard, None, H);
            }),
            "safe");
}

TEST(Locks, TryLockHoldsOnTheTrueEdge) {
  for (bool Inside : {true, false})
    EXPECT_EQ(run([&](Fn &B) {
                B.lock(LockOp::TryAcquire, B.byRef("m"));
                Condition &C = B.f().Blocks[0].Branch;
                C.Kind = Condition::Kind::TryLock;
                C.Lhs = 0;
                const std::uint32_t Then = B.block(), After = B.block();
                B.edge(0, Then);
                B.edge(0, After);
                B.edge(Then, After);
                B.go(Then);
                if (Inside)
                  B.write(B.byRef("x"), "x");
                B.release(B.byRef("m"));
                B.go(After);
                if (!Inside)
                  B.write(B.byRef("x"), "x");
              }),
              Inside ? "safe" : "captured-mutation");
}

/// `struct Guard { mutex &m; Guard(mutex &m) : m(m) { m.lock(); } ~Guard() {
/// m.unlock(); } };`
void userGuard(Unit &U) {
  Fn Ctor(U, "Guard");
  const PlaceId M = Ctor.field(Ctor.self(), "m");
  Ctor.store(M, Ctor.load(Ctor.param(0)));
  Ctor.acquire(Ctor.deref(M));
  Fn Dtor(U, "~Guard");
  Dtor.release(Dtor.deref(Dtor.field(Dtor.self(), "m")));
}

TEST(Locks, AUsersGuard) {
  for (bool Inside : {true, false}) {
    Unit U;
    userGuard(U);
    Fn B(U, "body");
    const PlaceId G = B.local("g");
    B.call("Guard", {B.addr(B.byRef("m"))}, B.addr(G));
    if (Inside)
      B.write(B.byRef("x"), "x");
    B.call("~Guard", {}, B.addr(G));
    if (!Inside)
      B.write(B.byRef("x"), "x");
    Fn Main(U, "main");
    Main.parallel(
        "body", Main.closure({{"x", Main.local("x")}, {"m", Main.local("m")}}));
    EXPECT_EQ(U.pattern(), Inside ? "safe" : "captured-mutation");
  }
}

TEST(Locks, OfTheCallerCountInTheCallee) {
  Unit U;
  Fn Add(U, "add");
  Add.write(Add.deref(Add.param(0)), "x");
  Fn B(U, "body");
  B.acquire(B.byRef("m"));
  B.call("add", {B.addr(B.byRef("x"))});
  B.release(B.byRef("m"));
  Fn Main(U, "main");
  Main.parallel("body",
                Main.closure({{"x", Main.local("x")}, {"m", Main.local("m")}}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Locks, ReleasedByTheCallee) {
  Unit U;
  Fn Add(U, "add"); // unlocks what it was given, then writes
  Add.release(Add.deref(Add.param(1)));
  Add.write(Add.deref(Add.param(0)), "x");
  Add.acquire(Add.deref(Add.param(1)));
  Fn B(U, "body");
  B.acquire(B.byRef("m"));
  B.call("add", {B.addr(B.byRef("x")), B.addr(B.byRef("m"))});
  B.release(B.byRef("m"));
  Fn Main(U, "main");
  Main.parallel("body",
                Main.closure({{"x", Main.local("x")}, {"m", Main.local("m")}}));
  EXPECT_EQ(U.verdict(), Verdict::Unsafe);
}

TEST(Locks, OfTheParentDoNotKeepTasksApart) {
  Unit U;
  Fn B(U, "body");
  B.write(B.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId M = Main.local("m");
  Main.acquire(M);
  Main.parallel("body", Main.closure({{"x", Main.local("x")}}));
  Main.release(M);
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

TEST(Locks, PerElement) {
  // locks[i % 8] guards counts[i % 8]; or, wrongly, locks[i] does.
  for (bool Right : {true, false}) {
    Unit U;
    Fn B(U, "body");
    const IntId I = B.cell(B.param(0));
    B.acquire(B.at(B.byRef("locks"), Right ? B.mod(I, 8) : I));
    B.write(B.at(B.byRef("counts"), B.mod(I, 8)), "counts[i % 8]");
    Fn Main(U, "main");
    const PlaceId V = Main.deref(Main.param(0));
    Main.parallel("body",
                  Main.closure({{"locks", Main.local("locks")},
                                {"counts", Main.local("counts")}}),
                  {Main.integer(Main.taskIndex())}, Main.size(V));
    EXPECT_EQ(U.pattern(), Right ? "safe" : "wrong-lock");
  }
}

TEST(Locks, OfTheItemItself) {
  Unit U;
  Fn B(U, "body"); // two passes over one item under its own mutex
  B.acquire(B.field(B.deref(B.param(0)), "m"));
  B.write(B.field(B.deref(B.param(0)), "n"), "item.n");
  B.release(B.field(B.deref(B.param(0)), "m"));
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  // Two tasks share each item.
  Main.parallel("body", Main.closure({}),
                {Main.addr(Main.at(V, Main.div(Main.taskIndex(), 2)))},
                Main.size(V));
  EXPECT_EQ(U.pattern(), "safe");
}

TEST(Locks, AGlobalMutex) {
  Unit U;
  Fn B(U, "body");
  B.acquire(B.global("m"));
  B.write(B.global("g"), "g");
  B.release(B.global("m"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Locks, InitialisationOfAStatic) {
  Unit U;
  Fn Get(U, "get");
  const PlaceId Flag = Get.global("flag"), S = Get.global("s");
  Get.acquire(Flag);
  Get.write(S, "s");
  Get.release(Flag);
  Get.acquire(Flag, None, LockMode::Shared);
  Get.ret(Get.addr(S));
  Fn B(U, "body");
  const PlaceId R = B.call("get");
  B.read(B.deref(R), "s");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Locks, CountTheirDepth) {
  for (int Releases : {1, 2})
    EXPECT_EQ(run([&](Fn &B) {
                B.acquire(B.byRef("m"));
                B.acquire(B.byRef("m"));
                for (int I = 0; I != Releases; ++I)
                  B.release(B.byRef("m"));
                B.write(B.byRef("x"), "x");
              }),
              Releases == 1 ? "safe" : "captured-mutation");
}

TEST(Locks, ACalleeMayReleaseAllLevels) {
  Unit U;
  Fn Out(U, "out");
  Out.release(Out.deref(Out.param(0)));
  Out.release(Out.deref(Out.param(0)));
  Fn B(U, "body");
  B.acquire(B.byRef("m"));
  B.acquire(B.byRef("m"));
  B.call("out", {B.addr(B.byRef("m"))});
  B.write(B.byRef("x"), "x");
  Fn Main(U, "main");
  Main.parallel("body",
                Main.closure({{"x", Main.local("x")}, {"m", Main.local("m")}}));
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

/// `std::unique_lock<std::mutex> hold() { return std::unique_lock(m); }`
TEST(Locks, AReturnedGuardGoesWithTheResult) {
  for (bool Dropped : {false, true}) {
    Unit U;
    Fn Hold(U, "hold");
    const PlaceId Made = Hold.local();
    Hold.acquire(Hold.deref(Hold.param(0)), Made);
    Hold.ret(Hold.load(Made));
    Fn B(U, "body");
    const PlaceId G = B.local("g");
    const PlaceId R = B.call("hold", {B.addr(B.byRef("m"))});
    B.store(G, B.load(R));
    if (Dropped)
      B.lock(LockOp::ReleaseGuard, None, G);
    B.write(B.byRef("x"), "x");
    Fn Main(U, "main");
    Main.parallel(
        "body", Main.closure({{"x", Main.local("x")}, {"m", Main.local("m")}}));
    EXPECT_EQ(U.pattern(), Dropped ? "captured-mutation" : "safe");
  }
}

TEST(Locks, WhatAMutexItselfGuardsIsReleasedByHand) {
  for (bool Unlocked : {false, true})
    EXPECT_EQ(run([&](Fn &B) {
                const PlaceId G = B.local("g");
                B.acquire(B.byRef("m"), G);
                B.lock(LockOp::MoveGuard, None, B.byRef("m"),
                       LockMode::Exclusive, G);
                B.lock(LockOp::ReleaseGuard, None, G);
                if (Unlocked)
                  B.release(B.byRef("m"));
                B.write(B.byRef("x"), "x");
              }),
              Unlocked ? "captured-mutation" : "safe");
}

/// `std::mutex &m = c ? p : q;` once for all tasks, or in each.
TEST(Locks, OneOfSeveral) {
  for (bool Outside : {true, false}) {
    Unit U;
    Fn B(U, "body");
    PlaceId M = B.byRef("m");
    if (!Outside) {
      const PlaceId Cell = B.local();
      B.store(Cell, B.t().choice({B.addr(B.byRef("p")), B.addr(B.byRef("q"))}));
      M = B.deref(Cell);
    }
    B.acquire(Outside ? B.deref(B.byRef("r")) : M);
    B.write(B.byRef("x"), "x");
    Fn Main(U, "main");
    const PlaceId P = Main.local("p"), Q = Main.local("q"), R = Main.local("r");
    Main.store(R, Main.t().choice({Main.addr(P), Main.addr(Q)}));
    Main.parallel(
        "body",
        Main.closure({{"x", Main.local("x")}, {"p", P}, {"q", Q}, {"r", R}}));
    EXPECT_EQ(U.pattern(), Outside ? "safe" : "wrong-lock");
  }
}

TEST(Locks, AnExclusiveOneKeepsSharedOnesOut) {
  // Written first by one task alone, then under another lock by all.
  EXPECT_EQ(run([](Fn &B) {
              B.acquire(B.byRef("m"));
              B.write(B.byRef("x"), "x");
              B.release(B.byRef("m"));
              B.acquire(B.byRef("m"), None, LockMode::Shared);
              B.acquire(B.global("k"));
              B.write(B.byRef("x"), "x");
            }),
            "safe");
}

/// A lock that is an atomic: `while (a.exchange(1)) {}`, then a write of `x`,
/// then \p Last.
template <typename Fill> std::string spin(Fill Last) {
  return run([&](Fn &B) {
    const PlaceId A = B.byRef("m");
    const PlaceId L = B.field(A, "(lock)");
    const std::uint32_t Head = B.block(), Body = B.block();
    B.edge(B.here(), Head);
    B.go(Head);
    B.access(AccessKind::AtomicWrite, A, "a");
    B.lock(LockOp::TryAcquire, L);
    Condition &C = B.f().Blocks[Head].Branch;
    C.Kind = Condition::Kind::TryLock;
    C.Lhs = 1;
    C.Negated = true;
    B.edge(Head, Head);
    B.edge(Head, Body);
    B.go(Body);
    B.write(B.byRef("x"), "x");
    Last(B, A, L);
  });
}

TEST(Locks, AnAtomicThatItsHolderGivesBack) {
  EXPECT_EQ(spin([](Fn &B, PlaceId A, PlaceId L) {
              B.access(AccessKind::AtomicWrite, A, "a");
              B.release(L);
            }),
            "safe");
}

TEST(Locks, AnAtomicThatOthersGiveBack) {
  EXPECT_EQ(spin([](Fn &B, PlaceId A, PlaceId L) {
              B.release(L);
              B.access(AccessKind::AtomicWrite, A, "a");
              B.release(L);
            }),
            "unknown");
}

TEST(Locks, AnAtomicThatIsGivenBackTooEarly) {
  EXPECT_EQ(spin([](Fn &B, PlaceId A, PlaceId L) {
              B.access(AccessKind::AtomicWrite, A, "a");
              B.release(L);
              B.write(B.byRef("x"), "x");
            }),
            "captured-mutation");
}

/// Locks that two pointers lead to may be one, unless they are other members.
TEST(Locks, TwoPointersToMutexes) {
  for (const char *Other : {"m", "n"}) {
    Unit U;
    for (const char *Name : {"m", Other}) {
      Fn B(U, Name == Other ? "b" : "a");
      const PlaceId M = B.field(B.deref(B.byRef("p")), Name);
      B.acquire(M);
      B.write(B.byRef("x"), "x");
      B.release(M);
    }
    Fn Main(U, "f");
    const PlaceId X = Main.local("x"), T = Main.local("t"), S = Main.local("s");
    Main.thread("a", Main.closure({{"x", X}, {"p", Main.param(0)}}), T);
    Main.thread("b", Main.closure({{"x", X}, {"p", Main.param(1)}}), S);
    Main.join(T);
    Main.join(S);
    EXPECT_EQ(U.pattern(), Other[0] == 'm' ? "unknown" : "wrong-lock");
  }
}

} // namespace
