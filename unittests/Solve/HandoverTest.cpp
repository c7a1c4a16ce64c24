//===- HandoverTest.cpp - Signals and waits -------------------------------===//
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

void signal(Fn &B, PlaceId P, AccessNature N = AccessNature::Signal) {
  B.access(AccessKind::AtomicWrite, P, "flag", N);
  if (N == AccessNature::Signal)
    B.lock(LockOp::Signal, P);
}

/// One thread writes x and signals, the parent waits and writes x.
struct Pair {
  std::int64_t Initial = 0;
  std::function<void(Fn &, PlaceId X, PlaceId Flag)> Sender, Receiver;
  /// What else happens to the flag.
  std::function<void(Fn &, PlaceId Flag)> Other;

  std::string verdict() const {
    Unit U;
    Fn Send(U, "send");
    Sender(Send, Send.byRef("x"), Send.byRef("flag"));
    Fn Third(U, "third");
    if (Other)
      Other(Third, Third.byRef("flag"));
    Fn Main(U, "main");
    const PlaceId X = Main.local("x"), Flag = Main.local("flag"),
                  T = Main.local("t"), O = Main.local("o");
    Main.store(Main.field(Flag, "initial"), Main.integer(Main.num(Initial)));
    if (Other)
      Main.thread("third", Main.closure({{"flag", Flag}}), O);
    Main.thread("send", Main.closure({{"x", X}, {"flag", Flag}}), T);
    Receiver(Main, X, Flag);
    Main.join(T);
    if (Other)
      Main.join(O);
    const auto Sites = U.solve().CallSites;
    return toString(Sites.back().Result);
  }
};

void sendAfter(Fn &B, PlaceId X, PlaceId Flag) {
  B.write(X, "x");
  signal(B, Flag);
}
void receive(Fn &B, PlaceId X, PlaceId Flag) {
  B.lock(LockOp::Wait, Flag);
  B.write(X, "x");
}

TEST(Handover, WhatComesBeforeTheSignal) {
  EXPECT_EQ((Pair{0, sendAfter, receive, {}}.verdict()), "safe");
}

TEST(Handover, WhatComesAfterTheSignal) {
  auto Early = [](Fn &B, PlaceId X, PlaceId Flag) {
    signal(B, Flag);
    B.write(X, "x");
  };
  EXPECT_EQ((Pair{0, Early, receive, {}}.verdict()), "unsafe");
}

TEST(Handover, WhatComesBeforeTheWait) {
  auto Early = [](Fn &B, PlaceId X, PlaceId Flag) {
    B.write(X, "x");
    B.lock(LockOp::Wait, Flag);
  };
  EXPECT_EQ((Pair{0, sendAfter, Early, {}}.verdict()), "unsafe");
}

TEST(Handover, AWriteWithoutReleaseOrdersNothing) {
  auto Relaxed = [](Fn &B, PlaceId X, PlaceId Flag) {
    B.write(X, "x");
    signal(B, Flag, AccessNature::Plain);
  };
  EXPECT_EQ((Pair{0, Relaxed, receive, {}}.verdict()), "unsafe");
}

TEST(Handover, AFlagThatMayBeSetAlreadyProvesNothing) {
  EXPECT_EQ((Pair{1, sendAfter, receive, {}}.verdict()), "unknown");
}

TEST(Handover, SomebodyElseWhoMaySignalSpoilsTheProof) {
  auto Set = [](Fn &B, PlaceId Flag) { signal(B, Flag); };
  auto Clear = [](Fn &B, PlaceId Flag) {
    signal(B, Flag, AccessNature::Clear);
  };
  EXPECT_EQ((Pair{0, sendAfter, receive, Set}.verdict()), "unknown");
  EXPECT_EQ((Pair{0, sendAfter, receive, Clear}.verdict()), "safe");
}

TEST(Handover, ATestCountsOnItsEdgeOnly) {
  for (bool Inside : {true, false}) {
    auto Receive = [&](Fn &B, PlaceId X, PlaceId Flag) {
      B.lock(LockOp::TryWait, Flag);
      const std::uint32_t Here = B.here(), Then = B.block(), After = B.block();
      Condition &C = B.f().Blocks[Here].Branch;
      C.Kind = Condition::Kind::TryLock;
      C.Lhs = static_cast<std::uint32_t>(B.f().Blocks[Here].Events.size() - 1);
      B.edge(Here, Then);
      B.edge(Here, After);
      B.go(Then);
      if (Inside)
        B.write(X, "x");
      B.edge(Then, After);
      B.go(After);
      if (!Inside)
        B.write(X, "x");
    };
    EXPECT_EQ((Pair{0, sendAfter, Receive, {}}.verdict()),
              Inside ? "safe" : "unknown");
  }
}

TEST(Handover, WhoMayHaveSeenItIsNoDemonstration) {
  auto Receive = [](Fn &B, PlaceId X, PlaceId Flag) {
    B.lock(LockOp::MayWait, Flag);
    B.write(X, "x");
  };
  EXPECT_EQ((Pair{0, sendAfter, Receive, {}}.verdict()), "unknown");
}

TEST(Handover, TheFirstLookComesBeforeTheWait) {
  for (bool WaitsFirst : {false, true}) {
    Unit U;
    Fn Send(U, "send");
    sendAfter(Send, Send.byRef("x"), Send.byRef("flag"));
    Fn Look(U, "look");
    const PlaceId Seen = Look.byRef("x"), Heard = Look.byRef("flag");
    if (WaitsFirst)
      Look.lock(LockOp::MayWait, Heard);
    const std::uint32_t Entry = Look.here(), Round = Look.block(),
                        Out = Look.block();
    Look.edge(Entry, Round);
    Look.go(Round);
    Look.write(Seen, "x");
    Look.lock(LockOp::MayWait, Heard);
    Look.edge(Round, Round);
    Look.edge(Round, Out);
    Look.go(Out);
    Fn Main(U, "main");
    const PlaceId X = Main.local("x"), Flag = Main.local("flag"),
                  T = Main.local("t"), O = Main.local("o");
    Main.thread("send", Main.closure({{"x", X}, {"flag", Flag}}), T);
    Main.thread("look", Main.closure({{"x", X}, {"flag", Flag}}), O);
    Main.join(T);
    Main.join(O);
    EXPECT_EQ(toString(U.solve().CallSites.back().Result),
              WaitsFirst ? "unknown" : "unsafe");
  }
}

TEST(Handover, WhoIsStartedAfterTheWait) {
  for (bool Waits : {true, false}) {
    Unit U;
    Fn Send(U, "send");
    sendAfter(Send, Send.byRef("x"), Send.byRef("flag"));
    Fn Late(U, "late");
    Late.write(Late.byRef("x"), "x");
    Fn Start(U, "start");
    const PlaceId To = Start.byRef("x"), Heard = Start.byRef("flag"),
                  L = Start.local("l");
    if (Waits)
      Start.lock(LockOp::MayWait, Heard);
    Start.thread("late", Start.closure({{"x", To}}), L);
    Start.join(L);
    Fn Main(U, "main");
    const PlaceId X = Main.local("x"), Flag = Main.local("flag"),
                  T = Main.local("t"), O = Main.local("o");
    Main.thread("send", Main.closure({{"x", X}, {"flag", Flag}}), T);
    Main.thread("start", Main.closure({{"x", X}, {"flag", Flag}}), O);
    Main.join(T);
    Main.join(O);
    EXPECT_EQ(toString(U.solve().CallSites.back().Result),
              Waits ? "unknown" : "unsafe");
  }
}

/// Threads in a loop count a latch down; the parent waits for it.
std::string latch(std::int64_t Threads, std::int64_t Count, bool Late = false,
                  bool Twice = false) {
  Unit U;
  Fn Body(U, "body");
  auto Write = [&] {
    Body.write(Body.at(Body.byRef("v"), Body.cell(Body.param(0))), "v[i]");
  };
  if (!Late)
    Write();
  signal(Body, Body.byRef("latch"));
  if (Twice)
    signal(Body, Body.byRef("latch"));
  if (Late)
    Write();
  Fn Main(U, "main");
  const PlaceId V = Main.local("v"), Latch = Main.local("latch"),
                Handles = Main.local("threads");
  Main.store(Main.field(Latch, "count"), Main.integer(Main.num(Count)));
  const PlaceId C = Main.closure({{"v", V}, {"latch", Latch}});
  const IntId I = Main.loop(Main.num(0), Main.num(Threads));
  Main.thread("body", C, Main.all(Handles), {Main.integer(I)});
  Main.endLoop();
  Main.lock(LockOp::Wait, Latch);
  Main.read(Main.at(V, Main.num(1)), "v[1]");
  return toString(U.solve().CallSites.front().Result);
}

TEST(Handover, ALatchThatAllCountDown) {
  EXPECT_EQ(latch(4, 4), "safe");
  EXPECT_NE(latch(4, 3), "safe"); // one may be missing
  EXPECT_NE(latch(4, 4, true), "safe");
  EXPECT_NE(latch(4, 4, false, true), "safe"); // two may do for four
}

/// Two threads wait for the parent's signal, and both write x. The parent may
/// hand on what one of them tells.
std::string bothWait(bool Tell, bool HandOn) {
  Unit U;
  Fn Body(U, "body");
  Body.lock(LockOp::Wait, Body.byRef("ready"));
  Body.write(Body.byRef("x"), "x");
  if (Tell)
    signal(Body, Body.byRef("done"));
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Ready = Main.local("ready"),
                Done = Main.local("done"), Handles = Main.local("threads");
  const PlaceId C = Main.closure({{"x", X}, {"ready", Ready}, {"done", Done}});
  Main.loop(Main.num(0), Main.num(2));
  Main.thread("body", C, Main.all(Handles));
  Main.endLoop();
  signal(Main, Ready);
  if (HandOn) {
    Main.lock(LockOp::Wait, Done);
    signal(Main, Ready);
  }
  Main.join(Main.all(Handles));
  return U.pattern();
}

TEST(Handover, BothGoOnIfNeitherTellsTheOther) {
  EXPECT_EQ(bothWait(false, false), "captured-mutation");
  EXPECT_EQ(bothWait(true, false), "captured-mutation");
  EXPECT_EQ(bothWait(true, true), "unknown");
}

/// A latch for two signals, both of one task: what lies between them comes
/// before the second.
TEST(Handover, BetweenTwoSignalsOfOneTask) {
  Unit U;
  Fn Body(U, "body");
  signal(Body, Body.byRef("latch"));
  Body.write(Body.byRef("x"), "x");
  signal(Body, Body.byRef("latch"));
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Latch = Main.local("latch"),
                Handle = Main.local("t");
  Main.write(X, "x");
  Main.store(Main.field(Latch, "count"), Main.integer(Main.num(2)));
  Main.thread("body", Main.closure({{"x", X}, {"latch", Latch}}), Handle);
  Main.lock(LockOp::Wait, Latch);
  Main.write(X, "x");
  Main.join(Handle);
  EXPECT_EQ(U.pattern(), "unknown");
}

} // namespace
