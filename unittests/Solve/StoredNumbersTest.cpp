//===- StoredNumbersTest.cpp - Tests ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// Four threads, of which each writes v[part->id], with what \p Fill puts into
/// the members of the array `parts`: before the threads' loop, and in it.
using Filling = std::function<void(Fn &, PlaceId Parts, PlaceId V)>;
std::string threads(const Filling &Before,
                    const std::function<void(Fn &, PlaceId, IntId)> &Within) {
  Unit U;
  Fn B(U, "body");
  const PlaceId Part = B.byRef("part");
  B.write(B.at(B.deref(B.field(Part, "v")), B.cell(B.field(Part, "id"))),
          "v[id]");
  Fn Main(U, "main");
  const PlaceId V = Main.local("v"), Parts = Main.local("parts"),
                Pool = Main.local("pool"), C = Main.local();
  Main.write(V, "v");
  Before(Main, Parts, V);
  const IntId I = Main.loop(Main.num(0), Main.num(4));
  Within(Main, Main.at(Parts, I), I);
  Main.store(Main.field(C, "part"), Main.addr(Main.at(Parts, I)));
  Main.thread("body", C, Main.all(Pool));
  Main.endLoop();
  Main.join(Main.all(Pool));
  return U.pattern();
}

void setId(Fn &F, PlaceId Part, IntId To) {
  F.write(F.field(Part, "id"), "id");
  F.store(F.field(Part, "id"), F.integer(To));
}
void setV(Fn &F, PlaceId Part, PlaceId V) {
  F.store(F.field(Part, "v"), F.addr(V));
}

/// All have one array; \p Number is what each has for its number.
Filling loopBefore(const std::function<IntId(Fn &, IntId)> &Number) {
  return [=](Fn &F, PlaceId Parts, PlaceId V) {
    const IntId I = F.loop(F.num(0), F.num(4));
    setV(F, F.at(Parts, I), V);
    setId(F, F.at(Parts, I), Number(F, I));
    F.endLoop();
  };
}
void nothing(Fn &, PlaceId, IntId) {}

TEST(StoredNumbers, InALoopBefore) {
  EXPECT_EQ(threads(loopBefore([](Fn &, IntId I) { return I; }), nothing),
            "safe");
  EXPECT_NE(
      threads(loopBefore([](Fn &F, IntId I) { return F.div(I, 2); }), nothing),
      "safe");
}

TEST(StoredNumbers, ChangedInBetween) {
  const Filling Fill = [](Fn &F, PlaceId Parts, PlaceId V) {
    loopBefore([](Fn &, IntId I) { return I; })(F, Parts, V);
    setId(F, F.at(Parts, F.num(2)), F.num(0));
  };
  EXPECT_NE(threads(Fill, nothing), "safe");
}

TEST(StoredNumbers, TheLastOfTwoStores) {
  const Filling Zeros = loopBefore([](Fn &F, IntId) { return F.num(0); });
  EXPECT_EQ(
      threads(Zeros, [](Fn &F, PlaceId Part, IntId I) { setId(F, Part, I); }),
      "safe");
  EXPECT_NE(threads(Zeros,
                    [](Fn &F, PlaceId Part, IntId I) {
                      setId(F, Part, I);
                      setId(F, Part, F.num(1));
                    }),
            "safe");
  EXPECT_NE(threads(Zeros,
                    [](Fn &F, PlaceId Part, IntId I) {
                      F.beginIf(CompareOp::Less, I, F.num(2));
                      setId(F, Part, I);
                      F.endIf();
                    }),
            "safe");
}

TEST(StoredNumbers, OneByOne) {
  auto List = [](std::vector<std::int64_t> Numbers) -> Filling {
    return [=](Fn &F, PlaceId Parts, PlaceId V) {
      for (std::size_t N = 0; N != Numbers.size(); ++N) {
        const PlaceId Part = F.at(Parts, F.num(std::int64_t(N)));
        setV(F, Part, V);
        setId(F, Part, F.num(Numbers[N]));
      }
    };
  };
  EXPECT_EQ(threads(List({3, 1, 2, 0}), nothing), "safe");
  EXPECT_NE(threads(List({3, 1, 3, 0}), nothing), "safe");
  EXPECT_NE(threads(List({3, 1, 2}), nothing), "safe") << "one is not set";
}

} // namespace
