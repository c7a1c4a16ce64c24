//===- CallablesTest.cpp - Which of several callables runs ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include "aether-analysis/Overriders.h"

#include <gtest/gtest.h>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// Puts the closure object and the function that runs it into \p To.
void keep(Fn &F, PlaceId To, PlaceId Object, const std::string &Key) {
  const SourcePos Pos = F.U.pos();
  F.event(Store{To, F.load(Object), Pos});
  F.event(Store{To, F.function(Key), Pos});
}

/// A virtual function with two overriders, the first of which writes a global.
/// It is called for an object that runs one of \p Made; nobody knows which if
/// there are none.
struct Overriders {
  Unit U;
  explicit Overriders(bool Both, std::vector<const char *> Made = {},
                      bool Element = false, bool Copied = false) {
    Fn Base(U, "base"), First(U, "first"), Second(U, "second");
    First.f().Overrides.push_back(U.str("base"));
    Second.f().Overrides.push_back(U.str("base"));
    First.write(First.global("g"), "g");
    if (Both)
      Second.write(Second.global("g"), "g");
    Base.f().Blocks.clear();
    Fn Body(U, "body");
    Body.callVirtual("base", Body.addr(Body.byRef("object")));
    Fn Main(U, "main");
    PlaceId Object = Main.local("object");
    if (Element)
      Object = Main.t().elements(Object);
    const PlaceId MadeAt = Copied ? Main.local("copied") : Object;
    for (const char *One : Made)
      Main.store(Main.field(MadeAt, overriderPart("base").c_str()),
                 Main.t().unknown(U.str(One)));
    if (Copied)
      Main.store(Object, Main.t().load(MadeAt));
    Main.parallel("body", Main.closure({{"object", Object}}));
  }
};

TEST(Candidates, WhatTheObjectRuns) {
  EXPECT_EQ(Overriders(false, {"first"}).U.pattern(), "global-mutation");
  EXPECT_EQ(Overriders(false, {"second"}).U.verdict(), Verdict::Safe);
  EXPECT_EQ(Overriders(false, {"first", "second"}).U.verdict(),
            Verdict::Unknown);
  EXPECT_EQ(Overriders(false, {"another"}).U.verdict(), Verdict::Unknown);
}

TEST(Candidates, ElementsAreOfTheClassTheyWereMadeAs) {
  EXPECT_EQ(Overriders(false, {"first"}, true).U.pattern(), "global-mutation");
  EXPECT_EQ(Overriders(false, {"second"}, true).U.verdict(), Verdict::Safe);
}

// An element may be a copy of what was put in, of another class.
TEST(Candidates, CopiedElementsAreNotTrusted) {
  EXPECT_EQ(Overriders(false, {"second"}, true, true).U.verdict(),
            Verdict::Unknown);
}

TEST(Candidates, OneThatRacesDemonstratesNothing) {
  EXPECT_EQ(Overriders(false).U.verdict(), Verdict::Unknown);
}

TEST(Candidates, WhatAllOfThemDoIsDone) {
  EXPECT_EQ(Overriders(true).U.pattern(), "global-mutation");
}

/// Tasks that run `step`, into which a callable that writes `seen` was put
/// first or last, and one that does not.
enum class Order { RacyFirst, RacyLast, ReplacedPerhaps };
Verdict replaced(Order O) {
  Unit U;
  Fn Racy(U, "racy"), Right(U, "right"), Body(U, "body");
  Racy.write(Racy.byRef("seen"), "seen");
  Right.read(Right.byCopy("n"));
  Body.callValue(Body.addr(Body.byRef("step")));
  Fn Main(U, "main");
  const PlaceId Step = Main.local("step"), Seen = Main.local("seen");
  const PlaceId C1 = Main.closure({{"seen", Seen}}), C2 = Main.closure({});
  if (O == Order::RacyLast)
    keep(Main, Step, C2, "right");
  else
    keep(Main, Step, C1, "racy");
  if (O == Order::ReplacedPerhaps)
    Main.beginIf(CompareOp::Less, Main.opaqueInt("n"), Main.num(3));
  if (O == Order::RacyLast)
    keep(Main, Step, C1, "racy");
  else
    keep(Main, Step, C2, "right");
  if (O == Order::ReplacedPerhaps)
    Main.endIf();
  Main.parallel("body", Main.closure({{"step", Step}}));
  return U.verdict();
}

TEST(Replaced, TheLastCallableCounts) {
  EXPECT_EQ(replaced(Order::RacyFirst), Verdict::Safe);
  EXPECT_EQ(replaced(Order::RacyLast), Verdict::Unsafe);
}

TEST(Replaced, OnOneWayOnly) {
  EXPECT_EQ(replaced(Order::ReplacedPerhaps), Verdict::Unknown);
}

TEST(Replaced, WhileTheTaskRuns) {
  Unit U;
  Fn Racy(U, "racy"), Right(U, "right"), Body(U, "body");
  Racy.write(Racy.global("g"), "g");
  Body.callValue(Body.addr(Body.byRef("step")));
  Fn Main(U, "main");
  const PlaceId Step = Main.local("step"), Handle = Main.local("t");
  const PlaceId C1 = Main.closure({}), C2 = Main.closure({});
  const PlaceId C3 = Main.closure({{"step", Step}});
  keep(Main, Step, C2, "right");
  Main.thread("body", C3, Handle);
  keep(Main, Step, C1, "racy"); // The task may not have run yet.
  Main.write(Main.global("g"), "g");
  Main.join(Handle);
  EXPECT_EQ(U.verdict(), Verdict::Unknown);
}

/// A list of two jobs, each run by a thread of its own.
Verdict jobs(bool OneVariable) {
  Unit U;
  Fn First(U, "first"), Second(U, "second");
  First.write(First.byRef("x"), "x");
  Second.write(Second.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId Jobs = Main.local("jobs"), Crew = Main.local("crew");
  const PlaceId X = Main.local("x"), Y = Main.local("y");
  const PlaceId C1 = Main.closure({{"x", X}});
  const PlaceId C2 = Main.closure({{"x", OneVariable ? X : Y}});
  const PlaceId T1 = Main.local(), T2 = Main.local();
  keep(Main, T1, C1, "first");
  Main.store(Main.all(Jobs), Main.load(T1));
  keep(Main, T2, C2, "second");
  Main.store(Main.all(Jobs), Main.load(T2));
  const IntId I = Main.loop(Main.num(0), Main.size(Jobs));
  ParallelCall P = Main.make({Main.task("", Main.at(Jobs, I))});
  P.Tasks[0].Callee = 0;
  P.Tasks[0].Many = false;
  P.Tasks[0].OwnCopy = true;
  P.Blocking = false;
  P.Handle = Main.all(Crew);
  Main.start(P);
  Main.endLoop();
  Main.join(Main.all(Crew));
  return U.verdict();
}

/// A callable set by one member function and run by the tasks of another.
TEST(Kept, InAMember) {
  for (bool Racy : {true, false}) {
    Unit U;
    Fn Job(U, "job"), Body(U, "body"), Set(U, "set"), Fire(U, "fire");
    if (Racy)
      Job.write(Job.byRef("x"), "x");
    else
      Job.read(Job.byRef("x"), "x");
    const PlaceId Me = Body.deref(Body.byCopy("this"));
    Body.callValue(Body.addr(Body.field(Me, "tick")));
    Set.store(Set.field(Set.self(), "tick"), Set.load(Set.deref(Set.param(0))));
    const PlaceId Closure = Fire.local();
    Fire.store(Fire.field(Closure, "this"),
               Fire.load(Fire.t().root(PlaceKind::This)));
    Fire.parallel("body", Closure);
    Fire.f().InternalLinkage = true;
    Fn Main(U, "main");
    const PlaceId Timer = Main.local("timer"), Function = Main.local();
    keep(Main, Function, Main.closure({{"x", Main.local("x")}}), "job");
    Main.call("set", {Main.addr(Function)}, Main.addr(Timer));
    Main.call("fire", {}, Main.addr(Timer));
    EXPECT_EQ(U.verdict(), Racy ? Verdict::Unsafe : Verdict::Safe);
  }
}

/// The same, run by threads that have copies of their own, with their numbers:
/// `threads.emplace_back([this, i] { tick(i); })`
TEST(Kept, InAMemberForCopiesOfATask) {
  for (bool Racy : {true, false}) {
    Unit U;
    Fn Job(U, "job"), Body(U, "body"), Set(U, "set"), Fire(U, "fire");
    const IntId Given = Job.cell(Job.param(0));
    Job.write(Job.at(Job.byRef("v"), Racy ? Job.div(Given, 2) : Given), "v");
    const PlaceId Me = Body.deref(Body.byCopy("this"));
    Body.callValue(Body.addr(Body.field(Me, "tick")),
                   {Body.integer(Body.cell(Body.byCopy("i")))});
    Set.store(Set.field(Set.self(), "tick"), Set.load(Set.deref(Set.param(0))));
    const PlaceId Closure = Fire.local(), Crew = Fire.local("crew");
    const IntId I = Fire.loop(Fire.num(0), Fire.num(8));
    Fire.store(Fire.field(Closure, "this"),
               Fire.load(Fire.t().root(PlaceKind::This)));
    Fire.store(Fire.field(Closure, "i"), Fire.integer(I));
    ParallelCall P = Fire.make({Fire.task("body", Closure)});
    P.Tasks[0].Many = false;
    P.Tasks[0].OwnCopy = true;
    P.Blocking = false;
    P.Handle = Fire.all(Crew);
    Fire.start(P);
    Fire.endLoop();
    Fire.join(Fire.all(Crew));
    Fire.f().InternalLinkage = true;
    Fn Main(U, "main");
    const PlaceId Timer = Main.local("timer"), Function = Main.local();
    keep(Main, Function, Main.closure({{"v", Main.local("v")}}), "job");
    Main.call("set", {Main.addr(Function)}, Main.addr(Timer));
    Main.call("fire", {}, Main.addr(Timer));
    EXPECT_EQ(U.verdict(), Racy ? Verdict::Unsafe : Verdict::Safe);
  }
}

/// A loop that starts one thread.
TEST(Kept, LoopsOfOneRound) {
  for (std::int64_t Rounds : {1, 2}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.byRef("x"), "x");
    Fn Main(U, "main");
    const PlaceId Crew = Main.local("crew");
    const PlaceId Closure = Main.closure({{"x", Main.local("x")}});
    Main.loop(Main.num(0), Main.num(Rounds));
    ParallelCall P = Main.make({Main.task("body", Closure)});
    P.Tasks[0].Many = false;
    P.Blocking = false;
    P.Handle = Main.all(Crew);
    Main.start(P);
    Main.endLoop();
    Main.join(Main.all(Crew));
    EXPECT_EQ(U.verdict(), Rounds == 1 ? Verdict::Safe : Verdict::Unsafe);
  }
}

/// `f = [&f](int n) { ... f(n - 1); }`
TEST(Kept, CallsItself) {
  for (bool Racy : {true, false}) {
    Unit U;
    Fn Sum(U, "sum"), Body(U, "body");
    if (Racy)
      Sum.write(Sum.global("depth"), "depth");
    Sum.callValue(Sum.addr(Sum.byRef("f")),
                  {Sum.integer(Sum.add(Sum.cell(Sum.param(0)), -1))});
    Body.callValue(Body.addr(Body.byRef("f")), {Body.load(Body.param(0))});
    Fn Main(U, "main");
    const PlaceId F = Main.local("f");
    keep(Main, F, Main.closure({{"f", F}}), "sum");
    const ValueId Index = Main.integer(Main.taskIndex());
    Main.parallel("body", Main.closure({{"f", F}}), {Index}, Main.num(9));
    EXPECT_EQ(U.verdict(), Racy ? Verdict::Unsafe : Verdict::Safe);
  }
}

TEST(Kept, JobsWithOneVariable) { EXPECT_EQ(jobs(true), Verdict::Unsafe); }

TEST(Kept, JobsWithTheirOwnVariables) {
  EXPECT_NE(jobs(false), Verdict::Unsafe);
}

} // namespace
