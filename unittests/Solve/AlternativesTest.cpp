//===- AlternativesTest.cpp - Accesses to one of several objects ----------===//
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

/// `(cond ? low : high) = i` in each of \p Tasks tasks.
struct Chosen {
  enum Kind { Plain, Guarded, OnSomeWays, OneIsOwn, InACallee };
  Unit U;
  explicit Chosen(Kind K, std::int64_t Tasks = 100) {
    Fn Inner(U, "inner"), Body(U, "body");
    Inner.write(Inner.deref(Inner.param(0)), "x");
    const PlaceId P = Body.local("p"), Own = Body.local("own");
    const ValueId Choice =
        Body.t().choice({Body.addr(Body.byRef("low")),
                         Body.addr(K == OneIsOwn ? Own : Body.byRef("high"))});
    Body.store(P, Choice);
    if (K == Guarded)
      Body.acquire(Body.field(Body.deref(P), "m"));
    if (K == OnSomeWays)
      Body.beginIf(CompareOp::Less, Body.opaqueInt("n"), Body.num(7));
    if (K == InACallee)
      Body.call("inner", {Choice});
    else
      Body.write(Body.deref(P), "x");
    if (K == OnSomeWays)
      Body.endIf();
    Fn Main(U, "main");
    Main.parallel("body",
                  Main.closure({{"low", Main.local("low")},
                                {"high", Main.local("high")}}),
                  {}, Main.num(Tasks));
  }
};

TEST(Alternatives, MoreTasksThanObjects) {
  EXPECT_EQ(Chosen(Chosen::Plain).U.pattern(), "captured-mutation");
  EXPECT_EQ(Chosen(Chosen::Plain, 3).U.pattern(), "captured-mutation");
  EXPECT_EQ(Chosen(Chosen::InACallee).U.pattern(), "captured-mutation");
}

TEST(Alternatives, AnObjectForEachTask) {
  EXPECT_EQ(Chosen(Chosen::Plain, 2).U.verdict(), Verdict::Unknown);
}

TEST(Alternatives, NotEveryTaskMayGetThere) {
  EXPECT_EQ(Chosen(Chosen::OnSomeWays).U.verdict(), Verdict::Unknown);
  EXPECT_EQ(Chosen(Chosen::OneIsOwn).U.verdict(), Verdict::Unknown);
}

TEST(Alternatives, UnderALock) {
  EXPECT_NE(Chosen(Chosen::Guarded).U.verdict(), Verdict::Unsafe);
}

/// `++a[keys[i]]` in each of \p Tasks tasks, for an `a` of type \p Type; or
/// with a subscript that nobody knows anything of.
Verdict inSomeElement(const char *Type, std::int64_t Tasks,
                      bool Opaque = false) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId Key = Body.at(Body.byRef("keys"), Body.cell(Body.param(0)));
  Body.write(Body.at(Body.byRef("a"),
                     Opaque ? Body.opaqueInt("a slot") : Body.cell(Key)),
             "a[p]");
  Fn Main(U, "main");
  const PlaceId A = Main.local("a");
  Main.f().Locals.back().Type = U.str(Type);
  Main.parallel("body", Main.closure({{"a", A}, {"keys", Main.local("keys")}}),
                {Main.integer(Main.taskIndex())}, Main.num(Tasks));
  return U.verdict();
}

TEST(Alternatives, MoreTasksThanElements) {
  for (const char *Type : {"int[8]", "std::array<std::pair<int, int>, 8>"}) {
    EXPECT_EQ(inSomeElement(Type, 9), Verdict::Unsafe);
    EXPECT_EQ(inSomeElement(Type, 8), Verdict::Unknown);
  }
  EXPECT_EQ(inSomeElement("std::vector<int>", 100), Verdict::Unknown);
  // Perhaps each thread has a slot of its own.
  EXPECT_EQ(inSomeElement("int[8]", 9, /*Opaque=*/true), Verdict::Unknown);
}

TEST(Alternatives, ThreadsForOneElementAfterAnother) {
  for (bool Moves : {true, false}) {
    Unit U;
    Fn Body(U, "body");
    Body.write(Body.deref(Body.byCopy("it")), "*it");
    Fn Main(U, "main");
    const PlaceId It = Main.local("it"), Threads = Main.local("threads"),
                  Closure = Main.local("closure");
    const ValueId Element = Main.addr(Main.all(Main.local("list")));
    if (!Moves)
      Main.store(It, Element);
    const IntId I = Main.loop(Main.num(0), Main.num(4));
    if (Moves)
      Main.store(It, Element);
    Main.store(Main.field(Closure, "it"), Main.load(It));
    Main.thread("body", Closure, Main.at(Threads, I));
    Main.endLoop();
    const IntId J = Main.loop(Main.num(0), Main.num(4));
    Main.join(Main.at(Threads, J));
    Main.endLoop();
    EXPECT_EQ(U.verdict(), Moves ? Verdict::Unknown : Verdict::Unsafe);
  }
}

/// Tasks write the elements of `out`, and read through a pointer that walks a
/// list: a member, or something else.
std::string unknownRead(bool Member, const char *Type) {
  Unit U;
  Fn Body(U, "body");
  const PlaceId Out = Body.byRef("out");
  const PlaceId N = Body.local("n"), Head = Body.byRef("head");
  // `n = n->next`, from `&head` on.
  Body.store(N, Body.addr(Head));
  Body.store(N, Body.load(Body.field(Body.deref(N), "next")));
  const PlaceId Far = Body.deref(N);
  Body.Type = U.str("int");
  Body.read(Body.structure(Out));
  Body.write(Body.at(Out, Body.cell(Body.param(0))), "out[i]");
  Body.Type = U.str(Type);
  Body.read(Member ? Body.field(Far, "value") : Far, "n->value");
  Fn Main(U, "main");
  const ValueId I = Main.integer(Main.taskIndex());
  Main.parallel(
      "body",
      Main.closure({{"out", Main.local("out")}, {"head", Main.local("head")}}),
      {I}, Main.num(100));
  return U.pattern();
}

TEST(UnknownPointers, MembersAreNotElements) {
  EXPECT_EQ(unknownRead(true, "int"), "safe");
  EXPECT_EQ(unknownRead(false, "int"), "unknown");
}

TEST(UnknownPointers, OtherTypes) {
  EXPECT_EQ(unknownRead(false, "float"), "safe");
  EXPECT_EQ(unknownRead(false, "char"), "unknown");
}

} // namespace
