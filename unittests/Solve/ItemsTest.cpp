//===- ItemsTest.cpp - Pointers in items ----------------------------------===//
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

/// Each task writes what its item points to. \p Fill puts pointers into the
/// items, \p Body writes behind the pointer.
template <typename Filler, typename Writer>
std::string tasks(Filler Fill, Writer Body) {
  Unit U;
  Fn B(U, "body");
  Body(B, B.deref(B.deref(B.param(0))));
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  Fill(Main, V);
  Main.parallel("body", Main.closure({}),
                {Main.addr(Main.at(V, Main.taskIndex()))}, Main.size(V));
  return U.pattern();
}

template <typename Filler> std::string tasks(Filler Fill) {
  return tasks(Fill, [](Fn &B, PlaceId P) { B.write(P, "*item"); });
}

/// In a loop, item k gets what \p Value makes of k.
template <typename Maker> std::string inLoop(Maker Value) {
  return tasks([&](Fn &Main, PlaceId V) {
    const PlaceId Y = Main.local("y");
    const IntId K = Main.loop(Main.num(0), Main.num(10));
    Main.store(Main.at(V, K), Value(Main, Y, K));
    Main.endLoop();
  });
}

TEST(Items, ANewObjectForEach) {
  EXPECT_EQ(
      inLoop([](Fn &Main, PlaceId, IntId) { return Main.addr(Main.alloc(0)); }),
      "safe");
  // One object for all of them, in each round.
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              Main.loop(Main.num(0), Main.num(10));
              Main.store(Main.all(V), Main.addr(Main.alloc(0)));
              Main.endLoop();
            }),
            "unknown");
}

/// A variable that holds a new object in some rounds holds that of an earlier
/// round in the others.
std::string kept(bool Always) {
  return tasks([&](Fn &Main, PlaceId V) {
    const PlaceId P = Main.local("p");
    const IntId K = Main.loop(Main.num(0), Main.num(10));
    if (!Always)
      Main.beginIf(CompareOp::Equal, Main.mod(K, 2), Main.num(0));
    Main.store(P, Main.addr(Main.alloc(0)));
    if (!Always)
      Main.endIf();
    Main.store(Main.at(V, K), Main.load(P));
    Main.endLoop();
  });
}

TEST(Items, ANewObjectInSomeRounds) {
  EXPECT_EQ(kept(true), "safe");
  EXPECT_EQ(kept(false), "unknown");
}

/// Items are objects with a pointer in them, copied from one object.
TEST(Items, CopiesOfAnOwner) {
  auto Copies = [](bool Another) {
    return tasks(
        [&](Fn &Main, PlaceId V) {
          const PlaceId X = Main.local("x"), Y = Main.local("y");
          Main.store(Main.field(X, "ptr"), Main.addr(Main.alloc(0)));
          Main.store(Main.field(Y, "ptr"), Main.addr(Main.alloc(1)));
          Main.store(Main.at(V, Main.num(0)), Main.load(X));
          Main.store(Main.at(V, Main.num(1)), Main.load(Another ? Y : X));
        },
        [](Fn &B, PlaceId) {
          B.write(B.deref(B.field(B.deref(B.param(0)), "ptr")), "*item");
        });
  };
  EXPECT_EQ(Copies(false), "aliased-items");
  EXPECT_EQ(Copies(true), "safe");
}

/// The object that is copied gets another pointer in each round, or in some.
std::string copiedInLoop(bool Always) {
  return tasks(
      [&](Fn &Main, PlaceId V) {
        const PlaceId X = Main.local("x");
        const IntId K = Main.loop(Main.num(0), Main.num(10));
        if (!Always)
          Main.beginIf(CompareOp::Equal, Main.mod(K, 2), Main.num(0));
        Main.store(Main.field(X, "ptr"), Main.addr(Main.alloc(0)));
        if (!Always)
          Main.endIf();
        Main.store(Main.at(V, K), Main.load(X));
        Main.endLoop();
      },
      [](Fn &B, PlaceId) {
        B.write(B.deref(B.field(B.deref(B.param(0)), "ptr")), "*item");
      });
}

TEST(Items, CopiesOfAnOwnerOfAnother) {
  EXPECT_EQ(copiedInLoop(true), "safe");
  EXPECT_EQ(copiedInLoop(false), "unknown");
}

TEST(Items, OneForAll) {
  EXPECT_EQ(inLoop([](Fn &Main, PlaceId Y, IntId) { return Main.addr(Y); }),
            "aliased-items");
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              const PlaceId X = Main.local("x");
              Main.store(Main.at(V, Main.num(0)), Main.addr(X));
              Main.store(Main.at(V, Main.num(1)), Main.addr(X));
            }),
            "aliased-items");
}

TEST(Items, AnElementForEach) {
  EXPECT_EQ(inLoop([](Fn &Main, PlaceId Y, IntId K) {
              return Main.addr(Main.at(Y, K));
            }),
            "safe");
  EXPECT_EQ(inLoop([](Fn &Main, PlaceId Y, IntId K) {
              return Main.addr(Main.at(Y, Main.div(K, 2)));
            }),
            "aliased-items");
}

TEST(Items, WhatLiesBehindAnElement) {
  auto Rows = [](int Stride) {
    return tasks(
        [&](Fn &Main, PlaceId V) {
          const PlaceId Y = Main.local("y");
          const IntId K = Main.loop(Main.num(0), Main.num(10));
          Main.store(Main.at(V, K), Main.addr(Main.at(Y, Main.mul(K, Stride))));
          Main.endLoop();
        },
        [](Fn &B, PlaceId P) {
          const IntId J = B.loop(B.num(0), B.num(10));
          B.write(B.t().offset(P, J), "item[j]");
          B.endLoop();
        });
  };
  EXPECT_EQ(Rows(10), "safe");
  EXPECT_EQ(Rows(9), "aliased-items");
}

TEST(Items, ZerosFirst) {
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              const PlaceId Y = Main.local("y");
              Main.store(Main.all(V), Main.load(Main.local()));
              const IntId K = Main.loop(Main.num(0), Main.num(10));
              Main.store(Main.at(V, K), Main.addr(Main.at(Y, K)));
              Main.endLoop();
            }),
            "safe");
}

TEST(Items, FromOutside) {
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              Main.store(Main.all(V), Main.load(Main.param(0)));
            }),
            "unknown");
  // With a copy of other items, there is no telling.
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              const PlaceId Other = Main.local("other"), X = Main.local("x");
              Main.store(Main.all(Other), Main.addr(X));
              Main.store(Main.at(V, Main.num(0)), Main.addr(Main.alloc(0)));
              Main.store(V, Main.load(Other));
            }),
            "unknown");
}

TEST(Items, TheSameItemAgainAndAgain) {
  EXPECT_EQ(tasks([](Fn &Main, PlaceId V) {
              const PlaceId X = Main.local("x"), Y = Main.local("y");
              Main.loop(Main.num(0), Main.num(10));
              Main.store(Main.at(V, Main.num(0)), Main.addr(X));
              Main.store(Main.at(V, Main.num(1)), Main.addr(Y));
              Main.endLoop();
            }),
            "safe");
}

} // namespace
