//===- UnsharedTest.cpp - Objects that are made and then shared -----------===//
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

/// Under a lock, \p Object becomes the one that all find.
void tell(Fn &B, PlaceId Object) {
  const PlaceId Mutex = B.global("m"), Head = B.global("head");
  B.acquire(Mutex);
  B.write(Head, "head");
  B.store(Head, B.addr(Object));
  B.release(Mutex);
}

/// What \p U is judged if one thread makes and another one looks.
std::string verdictOf(Unit &U) {
  Fn Main(U, "main");
  const PlaceId T = Main.local("t"), O = Main.local("o");
  Main.thread("makes", Main.closure({}), T);
  Main.thread("looks", Main.closure({}), O);
  Main.join(T);
  Main.join(O);
  return toString(U.solve().CallSites.back().Result);
}

/// A thread does \p Task; another looks at the object that all find.
std::string verdict(const std::function<void(Unit &, Fn &)> &Task) {
  Unit U;
  Fn Makes(U, "makes");
  Task(U, Makes);
  Fn Looks(U, "looks");
  const PlaceId Mutex = Looks.global("m"), Head = Looks.global("head");
  Looks.acquire(Mutex);
  Looks.read(Head, "head");
  Looks.read(Looks.field(Looks.deref(Head), "value"), "value");
  Looks.release(Mutex);
  return verdictOf(U);
}

void fill(Fn &B, PlaceId Object) { B.write(B.field(Object, "value"), "value"); }

TEST(Unshared, FilledBeforeItIsTold) {
  EXPECT_EQ(verdict([](Unit &, Fn &B) {
              fill(B, B.alloc());
              tell(B, B.alloc());
            }),
            "safe");
}

TEST(Unshared, FilledAfterItWasTold) {
  EXPECT_NE(verdict([](Unit &, Fn &B) {
              tell(B, B.alloc());
              fill(B, B.alloc());
            }),
            "safe");
}

TEST(Unshared, ANewOneInEachRound) {
  auto Run = [](bool FillsTheLast) {
    return verdict([FillsTheLast](Unit &, Fn &B) {
      const PlaceId Now = B.local("now"), Last = B.local("last");
      B.store(Last, B.integer(B.num(0)));
      B.loop(B.num(0), B.num(9));
      B.store(Now, B.addr(B.alloc()));
      fill(B, B.deref(FillsTheLast ? Last : Now));
      tell(B, B.alloc());
      B.store(Last, B.load(Now));
      B.endLoop();
    });
  };
  EXPECT_EQ(Run(false), "safe");
  EXPECT_NE(Run(true), "safe");
}

TEST(Unshared, ToldByAVariableThatATaskLooksInto) {
  Unit U;
  Fn Looks(U, "looks");
  Looks.acquire(Looks.byRef("m"));
  Looks.read(Looks.byRef("p"), "p");
  Looks.read(Looks.field(Looks.deref(Looks.byRef("p")), "value"), "value");
  Looks.release(Looks.byRef("m"));
  Fn Main(U, "main");
  const PlaceId P = Main.local("p"), M = Main.local("m"), T = Main.local("t");
  Main.store(P, Main.integer(Main.num(0)));
  Main.thread("looks", Main.closure({{"p", P}, {"m", M}}), T);
  Main.acquire(M);
  Main.write(P, "p");
  Main.store(P, Main.addr(Main.alloc()));
  Main.release(M);
  fill(Main, Main.alloc());
  Main.join(T);
  EXPECT_NE(U.verdict(), Verdict::Safe);
}

TEST(Unshared, AVariableOfAllRounds) {
  EXPECT_NE(verdict([](Unit &, Fn &B) {
              const PlaceId Mine = B.local("mine");
              B.loop(B.num(0), B.num(9));
              B.read(Mine, "mine");
              fill(B, Mine);
              tell(B, Mine);
              B.endLoop();
            }),
            "safe");
}

TEST(Unshared, ByWayOfAnotherObject) {
  EXPECT_NE(verdict([](Unit &, Fn &B) {
              const PlaceId Outer = B.alloc(0), Inner = B.alloc(1);
              B.store(B.field(Outer, "inner"), B.addr(Inner));
              B.acquire(B.global("m"));
              B.write(B.global("head"), "head");
              B.store(B.global("head"), B.load(B.field(Outer, "inner")));
              B.release(B.global("m"));
              fill(B, Inner);
            }),
            "safe");
}

TEST(Unshared, MadeByOneFunctionAndToldByAnother) {
  auto Run = [](bool FillsLate) {
    return verdict([FillsLate](Unit &U, Fn &B) {
      Fn Make(U, "make");
      if (!FillsLate)
        fill(Make, Make.alloc());
      Make.ret(Make.addr(Make.alloc()));
      Fn Tell(U, "tell");
      Tell.param(0);
      tell(Tell, Tell.deref(Tell.param(0)));
      if (FillsLate)
        fill(Tell, Tell.deref(Tell.param(0)));
      const PlaceId Made = B.call("make");
      B.call("tell", {B.load(Made)});
    });
  };
  EXPECT_EQ(Run(false), "safe");
  EXPECT_NE(Run(true), "safe");
}

TEST(Unshared, AtomicsThatPassPointersOrderNothing) {
  EXPECT_NE(verdict([](Unit &, Fn &B) {
              fill(B, B.alloc());
              B.access(AccessKind::AtomicWrite, B.global("head"), "head");
              B.store(B.global("head"), B.addr(B.alloc()));
            }),
            "safe");
}

TEST(Unshared, ToldByANumber) {
  // Even if it is told after all that is done to it.
  auto Run = [](const std::string &Looked, bool Tells) {
    Unit U;
    Fn Makes(U, "makes");
    fill(Makes, Makes.alloc());
    if (Tells)
      Makes.store(Makes.global(UnfollowedAddresses), Makes.addr(Makes.alloc()));
    Fn Looks(U, "looks");
    const PlaceId Into = Looked.empty() ? Looks.deref(Looks.global("head"))
                                        : Looks.unknown(Looked);
    Looks.read(Looks.field(Into, "value"), "value");
    return verdictOf(U);
  };
  EXPECT_NE(Run("an integer is used as a pointer", true), "safe");
  EXPECT_EQ(Run("", true), "safe");
  EXPECT_EQ(Run("", false), "safe");
}

} // namespace
