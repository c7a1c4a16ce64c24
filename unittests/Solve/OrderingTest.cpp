//===- OrderingTest.cpp - Threads, joins, loops of threads ----------------===//
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

/// "safe unsafe ..." of all calls in order.
std::string verdicts(const Unit &U) {
  std::string Out;
  for (const CallSiteVerdict &C : U.solve().CallSites)
    Out += (Out.empty() ? "" : " ") + std::string(toString(C.Result));
  return Out;
}

struct Threads {
  Unit U;
  Fn Body{U, "body"};
  Fn Main{U, "main"};
  PlaceId X;
  Threads() {
    Body.write(Body.byRef("x"), "x");
    X = Main.local("x");
  }
  PlaceId start(const char *Handle) {
    const PlaceId H = Main.local(Handle);
    Main.thread("body", Main.closure({{"x", X}}), H);
    return H;
  }
};

TEST(Ordering, ParentBeforeAndAfterTheJoin) {
  Threads T;
  T.Main.write(T.X, "x");
  const PlaceId H = T.start("t");
  T.Main.join(H);
  T.Main.write(T.X, "x");
  EXPECT_EQ(verdicts(T.U), "safe");
}

TEST(Ordering, ParentWhileItRuns) {
  Threads T;
  const PlaceId H = T.start("t");
  T.Main.write(T.X, "x");
  T.Main.join(H);
  EXPECT_EQ(verdicts(T.U), "unsafe");
}

TEST(Ordering, ParentReadsInACallee) {
  Threads T;
  Fn Show(T.U, "show");
  Show.read(Show.deref(Show.param(0)), "x");
  const PlaceId H = T.start("t");
  T.Main.call("show", {T.Main.addr(T.X)});
  T.Main.join(H);
  EXPECT_EQ(verdicts(T.U), "unsafe");
}

TEST(Ordering, TwoAtOnceAreBothUnsafeWithOneFinding) {
  Threads T;
  const PlaceId A = T.start("a"), B = T.start("b");
  T.Main.join(A);
  T.Main.join(B);
  const Verdicts V = T.U.solve();
  EXPECT_EQ(verdicts(T.U), "unsafe unsafe");
  ASSERT_EQ(V.Findings.size(), 1u);
  EXPECT_EQ(V.Findings[0].CallSite, 1u);
}

TEST(Ordering, OneAfterTheOther) {
  Threads T;
  const PlaceId A = T.start("a");
  T.Main.join(A);
  const PlaceId B = T.start("b");
  T.Main.join(B);
  EXPECT_EQ(verdicts(T.U), "safe safe");
}

TEST(Ordering, JoinOnOnePathOnly) {
  Threads T;
  const PlaceId H = T.start("t");
  T.Main.beginIf(CompareOp::Less, T.Main.cell(T.Main.param(0)), T.Main.num(1));
  T.Main.join(H);
  T.Main.endIf();
  T.Main.write(T.X, "x");
  EXPECT_EQ(verdicts(T.U), "unsafe");
}

TEST(Ordering, ABlockingCallBeside) {
  Threads T;
  const PlaceId H = T.start("t");
  T.Main.parallel("body", T.Main.closure({{"x", T.Main.local("y")}}));
  T.Main.join(H);
  EXPECT_EQ(verdicts(T.U), "safe unsafe");
}

TEST(Ordering, MovedHandle) {
  Threads T;
  const PlaceId H = T.start("t"), To = T.Main.local("u");
  T.Main.store(To, T.Main.load(H));
  T.Main.join(To);
  T.Main.write(T.X, "x");
  EXPECT_EQ(verdicts(T.U), "safe");
}

/// Threads in a vector, joined by a loop over it.
struct Fleet : Threads {
  enum Joining { All, Some, None };
  void run(Joining J, bool Indexed = false) {
    const PlaceId V = Main.local("threads");
    const IntId I = Main.loop(Main.num(0), Main.num(4));
    Main.thread("body", Main.closure({{"x", X}}),
                Indexed ? Main.at(V, I) : Main.all(V));
    Main.endLoop();
    if (J != None) {
      const IntId K =
          Main.loop(Main.num(0), J == All ? Main.size(V) : Main.num(3));
      Main.join(Main.at(V, K));
      Main.endLoop();
    }
    Main.write(X, "x");
  }
};

TEST(Ordering, ALoopOfThreadsRacesWithItself) {
  Fleet T;
  T.run(Fleet::All);
  const Verdicts V = T.U.solve();
  EXPECT_EQ(V.CallSites[0].Result, Verdict::Unsafe);
  // The write after the joins is no part of it.
  ASSERT_EQ(V.Findings.size(), 1u);
  EXPECT_EQ(V.Findings[0].First.Pos.Line, V.Findings[0].Second.Pos.Line);
}

TEST(Ordering, JoiningSomeIsNotJoiningAll) {
  for (auto [J, Findings] :
       {std::pair(Fleet::All, 1u), {Fleet::Some, 2u}, {Fleet::None, 2u}}) {
    Fleet T;
    T.run(J);
    EXPECT_EQ(T.U.solve().Findings.size(), Findings) << J;
  }
}

TEST(Ordering, EachThreadItsElement) {
  for (int Case : {0, 2}) {
    Unit U;
    Fn Body(U, "body");
    const IntId I = Body.cell(Body.byCopy("i"));
    Body.write(Body.at(Body.byRef("v"), I), "v");
    Fn Main(U, "main");
    const PlaceId V = Main.local("v"), Fleet = Main.local("threads");
    const IntId K = Main.loop(Main.num(0), Main.num(8));
    const PlaceId C = Main.closure({{"v", V}});
    Main.store(Main.field(C, "i"), Main.integer(K));
    // What the parent does to the next element before the start is no race.
    if (Case == 2)
      Main.write(Main.at(V, K), "v");
    Main.thread("body", C, Main.all(Fleet));
    Main.endLoop();
    const IntId J = Main.loop(Main.num(0), Main.size(Fleet));
    Main.join(Main.at(Fleet, J));
    Main.endLoop();
    EXPECT_EQ(verdicts(U), "safe") << Case;
  }
}

TEST(Ordering, JoinedInTheSameRound) {
  Threads T;
  T.Main.loop(T.Main.num(0), T.Main.num(4));
  const PlaceId H = T.start("t");
  T.Main.join(H);
  T.Main.endLoop();
  EXPECT_EQ(verdicts(T.U), "safe");
}

TEST(Ordering, ACalleeLeavesItRunning) {
  for (bool Wait : {false, true}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.byRef("x"), "x");
    Fn Start(U, "S::start");
    const PlaceId C = Start.closure({});
    Start.store(Start.field(C, "x"), Start.load(Start.param(0)));
    Start.thread("body", C, Start.field(Start.self(), "t"));
    Fn Stop(U, "S::stop");
    Stop.join(Stop.field(Stop.self(), "t"));
    Fn Main(U, "main");
    const PlaceId S = Main.local("s"), X = Main.local("x");
    Main.call("S::start", {Main.addr(X)}, Main.addr(S));
    if (Wait)
      Main.call("S::stop", {}, Main.addr(S));
    Main.write(X, "x");
    EXPECT_EQ(verdicts(U), Wait ? "safe" : "unsafe");
  }
}

/// What a destructor does to a member before, after or perhaps after it has
/// waited for the thread that uses it; and after it has started another.
TEST(Ordering, WaitedForInACallee) {
  enum Order { Before, After, OnOnePath, Anew };
  for (Order How : {Before, After, OnOnePath, Anew}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.byRef("x"), "x");
    Fn Start(U, "S::start");
    const PlaceId C = Start.closure({});
    Start.store(Start.field(C, "x"),
                Start.addr(Start.field(Start.self(), "x")));
    Start.thread("body", C, Start.field(Start.self(), "t"));
    Fn End(U, "S::~S");
    const PlaceId Handle = End.field(End.self(), "t");
    if (How == OnOnePath)
      End.beginIf(CompareOp::Equal, End.cell(End.param(0)), End.num(0));
    if (How != After)
      End.join(Handle);
    if (How == OnOnePath)
      End.endIf();
    if (How == Anew)
      End.call("S::start", {}, End.addr(End.self()));
    End.write(End.field(End.self(), "x"), "x");
    if (How == After)
      End.join(Handle);
    Fn Main(U, "main");
    const PlaceId S = Main.local("s");
    Main.call("S::start", {}, Main.addr(S));
    Main.call("S::~S", {Main.integer(Main.cell(Main.local("n")))},
              Main.addr(S));
    const char *Expected[] = {"safe", "unsafe", "unknown", "unsafe"};
    EXPECT_EQ(verdicts(U), Expected[How]) << How;
  }
}

/// `for (auto &t : handles) t.join();` in a member function; what is put into a
/// variable on the way is no other thread, what is put into the container is.
TEST(Ordering, ALoopOfJoinsInACallee) {
  for (bool Refilled : {false, true}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.byRef("x"), "x");
    Fn Start(U, "S::start");
    const PlaceId C = Start.closure({});
    Start.store(Start.field(C, "x"), Start.load(Start.param(0)));
    Start.thread("body", C,
                 Start.t().elements(Start.field(Start.self(), "handles")));
    Fn Stop(U, "S::stop");
    const PlaceId Handles = Stop.field(Stop.self(), "handles");
    const IntId I = Stop.loop(Stop.num(0), Stop.size(Handles));
    const PlaceId Handle = Stop.at(Handles, I);
    Stop.store(Stop.local("t"), Stop.addr(Handle));
    Stop.join(Handle);
    if (Refilled)
      Stop.store(Handle, Stop.load(Stop.deref(Stop.param(0))));
    Stop.endLoop();
    Stop.store(Stop.local("count"), Stop.integer(Stop.num(1)));
    Fn Main(U, "main");
    const PlaceId S = Main.local("s"), X = Main.local("x");
    Main.call("S::start", {Main.addr(X)}, Main.addr(S));
    Main.call("S::stop", {Main.addr(Main.local("other"))}, Main.addr(S));
    Main.write(X, "x");
    EXPECT_EQ(verdicts(U), Refilled ? "unknown" : "safe");
  }
}

TEST(Ordering, TheSameStartTwice) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.global("g"), "g");
  Fn Start(U, "start");
  Start.thread("body", Start.closure({}), None);
  Fn Main(U, "main");
  Main.call("start");
  Main.call("start");
  EXPECT_EQ(verdicts(U), "unsafe");
}

TEST(Ordering, NestedTasksBelongToTheOuterOnes) {
  Unit U;
  Fn Inner(U, "inner");
  Inner.write(Inner.at(Inner.byRef("v"), Inner.cell(Inner.param(0))), "v[j]");
  Fn Outer(U, "outer");
  const PlaceId C = Outer.closure({});
  Outer.store(Outer.field(C, "v"), Outer.addr(Outer.byRef("v")));
  Outer.parallel("inner", C, {Outer.integer(Outer.taskIndex())}, Outer.num(10));
  Fn Main(U, "main");
  Main.parallel("outer", Main.closure({{"v", Main.local("v")}}));
  // The inner call is fine; the outer tasks run it at the same time.
  EXPECT_EQ(verdicts(U), "safe unsafe");
}

TEST(Ordering, NestedTasksOnRowsOfTheirOwn) {
  Unit U;
  Fn Inner(U, "inner");
  Inner.write(
      Inner.at(Inner.deref(Inner.byCopy("row")), Inner.cell(Inner.param(0))),
      "row[j]");
  Fn Outer(U, "outer");
  const PlaceId C = Outer.closure({});
  Outer.store(Outer.field(C, "row"), Outer.load(Outer.param(0)));
  Outer.parallel("inner", C, {Outer.integer(Outer.taskIndex())}, Outer.num(10));
  Fn Main(U, "main");
  const PlaceId V = Main.local("v");
  Main.parallel("outer", Main.closure({}),
                {Main.addr(Main.at(V, Main.taskIndex()))}, Main.size(V));
  EXPECT_EQ(verdicts(U), "safe safe");
}

/// Assigning to a handle waits for the task that it had; the next round has
/// another handle.
TEST(Ordering, WaitedForBeforeItIsPutThere) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), All = Main.local("handles"),
                New = Main.local("new");
  Main.write(X, "x");
  const IntId I = Main.loop(Main.num(0), Main.num(1));
  Main.thread("body", Main.closure({{"x", X}}), New);
  Main.join(Main.at(All, I));
  Main.store(Main.at(All, I), Main.load(New));
  Main.endLoop();
  Main.write(X, "x");
  EXPECT_EQ(verdicts(U), "unsafe");
}

} // namespace
