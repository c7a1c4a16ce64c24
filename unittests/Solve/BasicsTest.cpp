//===- BasicsTest.cpp - Captures, globals, members, containers ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aether::analysis;
using namespace aether::analysis::test;
using testing::HasSubstr;

namespace {

TEST(Captured, WriteByReferenceRaces) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byRef("total"), "total");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({{"total", Main.local("total")}}));
  const Verdicts V = U.solve();
  ASSERT_EQ(V.CallSites.size(), 1u);
  EXPECT_EQ(V.CallSites[0].Result, Verdict::Unsafe);
  ASSERT_EQ(V.Findings.size(), 1u);
  const Finding &F = V.Findings[0];
  EXPECT_EQ(F.Kind, Pattern::CapturedMutation);
  EXPECT_EQ(F.First.Variable, "total");
  EXPECT_THAT(F.Message, HasSubstr("`total` is written by concurrent tasks of "
                                   "`par`"));
  EXPECT_EQ(F.SharedHow, "`total` is captured by reference here");
  ASSERT_EQ(F.First.Chain.size(), 1u);
  EXPECT_EQ(F.First.Chain[0].Function, "body");
  EXPECT_FALSE(F.Fingerprint.empty());
}

TEST(Captured, ReadsDoNotRace) {
  Unit U;
  Fn Body(U, "body");
  Body.read(Body.byRef("x"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({{"x", Main.local("x")}}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, OneTaskDoesNotRace) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byRef("x"));
  Fn Main(U, "main");
  const PlaceId C = Main.closure({{"x", Main.local("x")}});
  ParallelCall P = Main.make({Main.task("body", C)});
  P.Tasks[0].Many = false;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, LocalOfTheTaskIsItsOwn) {
  Unit U;
  Fn Helper(U, "helper");
  Helper.write(Helper.deref(Helper.param(0)));
  Fn Body(U, "body");
  const PlaceId X = Body.local("x");
  Body.write(X);
  Body.call("helper", {Body.addr(X)});
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, CopyInASharedCallableIsShared) {
  Unit U;
  Fn Body(U, "body"); // mutable lambda, one object for all tasks
  Body.write(Body.byCopy("n"), "n");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

TEST(Captured, CopyInAnOwnCallableIsNot) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byCopy("n"), "n");
  Fn Main(U, "main");
  ParallelCall P = Main.make({Main.task("body", Main.closure({}))});
  P.Tasks[0].OwnCopy = true;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, TwoEntriesRaceWithEachOther) {
  Unit U;
  Fn A(U, "a"), B(U, "b");
  A.write(A.byRef("x"), "x");
  B.read(B.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId X = Main.local("x");
  const PlaceId CA = Main.closure({{"x", X}}), CB = Main.closure({{"x", X}});
  ParallelCall P = Main.make({Main.task("a", CA), Main.task("b", CB)});
  P.Tasks[0].Many = P.Tasks[1].Many = false;
  Main.start(P);
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

TEST(Captured, TwoEntriesOnTwoVariables) {
  Unit U;
  Fn A(U, "a");
  A.write(A.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId CA = Main.closure({{"x", Main.local("x")}});
  const PlaceId CB = Main.closure({{"x", Main.local("y")}});
  ParallelCall P = Main.make({Main.task("a", CA), Main.task("a", CB)});
  P.Tasks[0].Many = P.Tasks[1].Many = false;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, SequentialEntryIsNoTask) {
  Unit U;
  Fn A(U, "a");
  A.write(A.byRef("x"), "x");
  Fn Main(U, "main");
  ParallelCall P =
      Main.make({Main.task("a", Main.closure({{"x", Main.local("x")}}))});
  P.Tasks[0].Sequential = true;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Captured, ThroughAPointer) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.deref(Body.byCopy("p")), "*p");
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), C = Main.closure({});
  Main.store(Main.field(C, "p"), Main.addr(X));
  Main.parallel("body", C);
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

TEST(Captured, ThroughACopyOfTheClosure) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId C = Main.closure({{"x", Main.local("x")}});
  const PlaceId D = Main.local("d");
  Main.store(D, Main.load(C));
  Main.parallel("body", D);
  EXPECT_EQ(U.pattern(), "captured-mutation");
}

TEST(Captured, OneOfTwoObjectsIsNoDemonstration) {
  Unit U;
  Fn A(U, "a"), B(U, "b");
  A.write(A.deref(A.byCopy("p")), "*p");
  B.write(B.byRef("x"), "x");
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Y = Main.local("y");
  const PlaceId CA = Main.closure({}), CB = Main.closure({{"x", X}});
  Main.store(Main.field(CA, "p"),
             Main.t().choice({Main.addr(X), Main.addr(Y)}));
  ParallelCall P = Main.make({Main.task("a", CA), Main.task("b", CB)});
  P.Tasks[0].Many = P.Tasks[1].Many = false;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Unknown);
}

TEST(Captured, TheSameChoiceForAllTasksIsOne) {
  Unit U;
  Fn A(U, "a");
  A.write(A.deref(A.byCopy("p")), "*p");
  Fn Main(U, "main");
  const PlaceId X = Main.local("x"), Y = Main.local("y");
  const PlaceId C = Main.closure({});
  Main.store(Main.field(C, "p"), Main.t().choice({Main.addr(X), Main.addr(Y)}));
  Main.parallel("a", C);
  EXPECT_EQ(U.verdict(), Verdict::Unsafe);
}

TEST(Globals, WriteRaces) {
  Unit U;
  Fn Helper(U, "helper");
  Helper.write(Helper.global("g"), "g");
  Fn Body(U, "body");
  Body.call("helper");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  const Verdicts V = U.solve();
  ASSERT_EQ(V.Findings.size(), 1u);
  EXPECT_EQ(V.Findings[0].Kind, Pattern::GlobalMutation);
  ASSERT_EQ(V.Findings[0].First.Chain.size(), 2u);
  EXPECT_EQ(V.Findings[0].First.Chain[1].Function, "helper");
}

TEST(Globals, ThreadLocalAndConstant) {
  Unit U;
  U.global("tls", true);
  U.global("konst", false, true);
  Fn Body(U, "body");
  Body.write(Body.global("tls"));
  Body.read(Body.global("konst"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Globals, AtomicOperationsDoNotRace) {
  Unit U;
  Fn Body(U, "body");
  Body.access(AccessKind::AtomicWrite, Body.global("g"));
  Body.access(AccessKind::AtomicRead, Body.global("g"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Globals, AtomicAndPlainRace) {
  Unit U;
  Fn Body(U, "body");
  Body.access(AccessKind::AtomicWrite, Body.global("g"), "g");
  Body.read(Body.global("g"), "g");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.pattern(), "global-mutation");
}

TEST(Globals, LostUpdate) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId G = Body.global("g");
  Body.access(AccessKind::AtomicRead, G, "g");
  Body.access(AccessKind::AtomicWrite, G, "g", AccessNature::Plain, {G});
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.pattern(), "lost-update");
}

TEST(Globals, LostUpdateUnderALock) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId G = Body.global("g");
  Body.acquire(Body.global("m"));
  Body.access(AccessKind::AtomicRead, G, "g");
  Body.access(AccessKind::AtomicWrite, G, "g", AccessNature::Plain, {G});
  Body.release(Body.global("m"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

/// The greatest of all items in two steps: `if (g < x) g = x;`.
TEST(Globals, LostUpdateBecauseOfWhatWasRead) {
  enum Kind { InTheTest, IntoAVariable, OneBound, TestOfAnother };
  for (Kind How : {InTheTest, IntoAVariable, OneBound, TestOfAnother}) {
    Unit U;
    Fn Body(U, "body");
    const PlaceId G = Body.global("g"), Seen = Body.local("seen");
    const PlaceId X = How == OneBound
                          ? Body.byRef("bound")
                          : Body.at(Body.byRef("v"), Body.cell(Body.param(0)));
    Body.access(AccessKind::AtomicRead, G, "g");
    Body.store(Seen, Body.integer(Body.cell(G)));
    Body.beginIf(CompareOp::Less,
                 Body.cell(How == InTheTest       ? G
                           : How == TestOfAnother ? Body.global("h")
                                                  : Seen),
                 Body.cell(X));
    Body.read(X, "x");
    Body.access(AccessKind::AtomicWrite, G, "g", AccessNature::Plain, {X});
    Body.endIf();
    Fn Main(U, "main");
    const PlaceId V = Main.local("v"), Bound = Main.local("bound");
    Main.parallel("body", Main.closure({{"v", V}, {"bound", Bound}}),
                  {Main.integer(Main.taskIndex())}, Main.size(V));
    EXPECT_EQ(U.verdict(),
              How <= IntoAVariable ? Verdict::Unsafe : Verdict::Safe)
        << How;
  }
}

TEST(Natures, NameThePattern) {
  for (auto [Nature, Name] :
       {std::pair(AccessNature::Container, "shared-container"),
        std::pair(AccessNature::NonReentrant, "non-reentrant-call"),
        std::pair(AccessNature::ThreadBound, "thread-bound-object")}) {
    Unit U;
    Fn Body(U, "body");
    Body.access(AccessKind::Write, Body.global("g"), "g", Nature);
    Fn Main(U, "main");
    Main.parallel("body", Main.closure({}));
    EXPECT_EQ(U.pattern(), Name);
  }
}

TEST(Members, WriteThroughThisRaces) {
  Unit U;
  Fn Bump(U, "S::bump");
  Bump.write(Bump.field(Bump.self(), "n"), "n");
  Fn Body(U, "body");
  Body.call("S::bump", {}, Body.load(Body.byCopy("this")));
  Fn Run(U, "S::run");
  const PlaceId C = Run.closure({});
  Run.store(Run.field(C, "this"), Run.load(Run.t().root(PlaceKind::This)));
  Run.parallel("body", C);
  EXPECT_EQ(U.pattern(), "member-mutation");
}

TEST(Members, OfAnObjectOfTheTask) {
  Unit U;
  Fn Bump(U, "S::bump");
  Bump.write(Bump.field(Bump.self(), "n"), "n");
  Fn Body(U, "body");
  const PlaceId S = Body.local("s");
  Body.call("S::bump", {}, Body.addr(S));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Members, DifferentMembersDoNotRace) {
  Unit U;
  Fn A(U, "a"), B(U, "b");
  A.write(A.field(A.byRef("s"), "x"));
  B.write(B.field(B.byRef("s"), "y"));
  Fn Main(U, "main");
  const PlaceId S = Main.local("s");
  ParallelCall P = Main.make({Main.task("a", Main.closure({{"s", S}})),
                              Main.task("b", Main.closure({{"s", S}}))});
  P.Tasks[0].Many = P.Tasks[1].Many = false;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Members, WholeAndPartRace) {
  Unit U;
  Fn A(U, "a"), B(U, "b");
  A.write(A.field(A.byRef("s"), "x"), "s.x");
  B.read(B.byRef("s"), "s");
  Fn Main(U, "main");
  const PlaceId S = Main.local("s");
  ParallelCall P = Main.make({Main.task("a", Main.closure({{"s", S}})),
                              Main.task("b", Main.closure({{"s", S}}))});
  P.Tasks[0].Many = P.Tasks[1].Many = false;
  Main.start(P);
  EXPECT_EQ(U.verdict(), Verdict::Unsafe);
}

TEST(Containers, StructureAndElementsAreApart) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId V = Body.byRef("v");
  Body.read(Body.structure(V));
  Body.write(Body.at(V, Body.cell(Body.param(0))));
  Fn Main(U, "main");
  const PlaceId V2 = Main.local("v");
  Main.parallel("body", Main.closure({{"v", V2}}),
                {Main.integer(Main.taskIndex())}, Main.size(V2));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

/// Each task writes an element of what one pointer leads to, and reads one of
/// what another does.
std::string elementsOfTwo(int Shift, bool Containers,
                          const std::string &Type = "int") {
  Unit U;
  Fn B(U, "body");
  const PlaceId X = B.byRef("x"), Y = B.byRef("y");
  if (Containers) {
    B.read(B.structure(X), "x");
    B.read(B.structure(Y), "y");
  }
  const IntId I = B.cell(B.param(0));
  B.Type = Type.empty() ? 0 : U.str(Type);
  B.write(B.at(X, I), "x[i]");
  B.read(B.at(Y, B.add(I, Shift)), "y[i]");
  Fn Main(U, "main");
  const PlaceId C = Main.closure(
      {{"x", Main.deref(Main.param(1))}, {"y", Main.deref(Main.param(2))}});
  Main.parallel("body", C, {Main.integer(Main.taskIndex())}, Main.num(100));
  return U.pattern();
}

TEST(Containers, AreOneOrHaveNothingInCommon) {
  EXPECT_EQ(elementsOfTwo(0, true), "safe");
  EXPECT_EQ(elementsOfTwo(1, true), "unknown");
  // An object of a class may have the other container's elements in it.
  EXPECT_EQ(elementsOfTwo(0, true, ""), "unknown");
  // Pointers may lead to any two elements.
  EXPECT_EQ(elementsOfTwo(0, false), "unknown");
}

TEST(Unknowns, KeepTheirReasons) {
  {
    Unit U;
    Fn Body(U, "body");
    Body.call("unseen");
    Fn Main(U, "main");
    Main.parallel("body", Main.closure({}));
    EXPECT_EQ(U.verdict(), Verdict::Unknown);
    EXPECT_EQ(U.reasons(), "calls `unseen`, whose body was not seen\n");
  }
  {
    Unit U;
    Fn Body(U, "body");
    Body.opaque("uses inline assembly");
    Fn Main(U, "main");
    Main.parallel("body", Main.closure({}));
    EXPECT_EQ(U.reasons(), "uses inline assembly\n");
  }
  {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.unknown("the pointer `q` was not understood"));
    Fn Main(U, "main");
    Main.parallel("body", Main.closure({}));
    EXPECT_EQ(U.reasons(), "the pointer `q` was not understood\n");
  }
}

TEST(Unknowns, ReadsOfUnknownMemoryAlone) {
  Unit U;
  Fn Body(U, "body");
  Body.read(Body.unknown("q"));
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  EXPECT_EQ(U.verdict(), Verdict::Safe);
}

TEST(Assumptions, OfTheUserMakeItSafe) {
  Unit U;
  Fn Body(U, "body");
  Body.write(Body.global("g"));
  Fn Main(U, "main");
  ParallelCall P = Main.make({Main.task("body", Main.closure({}))});
  P.UserAssumptions.push_back(U.str("g is written once"));
  Main.start(P);
  const Verdicts V = U.solve();
  EXPECT_EQ(V.CallSites[0].Result, Verdict::Safe);
  EXPECT_EQ(V.CallSites[0].Assumptions,
            std::vector<std::string>{"the user says: g is written once"});
  EXPECT_EQ(V.CallSites[0].AssumedBy, std::vector<std::string>{"user"});
  EXPECT_TRUE(V.Findings.empty());
}

TEST(Positions, AreInUserCode) {
  Unit U;
  Fn Lib(U, "lib");
  Lib.Where = {1, 77, 3}; // in a system header
  Lib.write(Lib.global("g"), "g");
  Fn Body(U, "body");
  Body.call("lib");
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({}));
  const Verdicts V = U.solve();
  ASSERT_EQ(V.Findings.size(), 1u);
  EXPECT_EQ(V.Findings[0].First.Pos.File, "/src/a.cpp");
}

TEST(Types, ScalarsOfDifferentTypesAreDifferentObjects) {
  for (bool Same : {false, true}) {
    Unit U;
    Fn Body(U, "body");
    Body.Type = U.str("int");
    Body.write(Body.deref(Body.byCopy("p")), "*p");
    Body.Type = U.str(Same ? "unsigned int" : "float");
    Fn Other(U, "other");
    Other.Type = Body.Type;
    Other.read(Other.deref(Other.byCopy("q")), "*q");
    Fn Main(U, "f");
    const PlaceId C = Main.closure({}), D = Main.closure({});
    Main.store(Main.field(C, "p"), Main.load(Main.param(0)));
    Main.store(Main.field(D, "q"), Main.load(Main.param(1)));
    ParallelCall P = Main.make({Main.task("body", C), Main.task("other", D)});
    P.Tasks[0].Many = P.Tasks[1].Many = false;
    Main.start(P);
    EXPECT_EQ(U.verdict(), Same ? Verdict::Unknown : Verdict::Safe);
  }
}

/// What two pointers lead to: members of one name may be one object.
TEST(Basics, OtherMembersAreOtherObjects) {
  for (const char *Other : {"left", "right"}) {
    Unit U;
    Fn Body(U, "body");
    Body.Type = U.str("int");
    Body.write(Body.field(Body.deref(Body.byRef("p")), "left"), "p->left");
    Fn Main(U, "f");
    Main.Type = Body.Type;
    const PlaceId T = Main.local("t");
    Main.thread("body", Main.closure({{"p", Main.param(0)}}), T);
    Main.write(Main.field(Main.deref(Main.param(1)), Other), "q->");
    Main.join(T);
    EXPECT_EQ(U.pattern(), Other[0] == 'l' ? "unknown" : "safe");
  }
}

} // namespace
