//===- NullTestsTest.cpp - Tests --------------------------------*- C++ -*-===//
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

/// Tasks that call `void put(int *p) { if (p == null) total = 1; }` with \p
/// Arg.
Verdict given(const std::function<ValueId(Fn &)> &Arg) {
  Unit U;
  Fn Put(U, "put");
  Put.beginIf(CompareOp::Equal, Put.cell(Put.field(Put.param(0), "is set")),
              Put.num(0));
  Put.write(Put.global("total"), "total");
  Put.endIf();
  Fn Body(U, "body");
  Body.f().IsLambda = true;
  Body.call("put", {Arg(Body)});
  Fn Main(U, "main");
  Main.start(Main.make({Main.task("body", Main.closure({}))}));
  return U.verdict();
}

TEST(NullTests, AnObjectHasAnAddress) {
  EXPECT_EQ(given([](Fn &F) { return F.addr(F.global("g")); }), Verdict::Safe);
  EXPECT_EQ(given([](Fn &F) { return F.addr(F.local("v")); }), Verdict::Safe);
}

TEST(NullTests, NullHasNone) {
  EXPECT_EQ(given([](Fn &F) { return F.integer(F.num(0)); }), Verdict::Unsafe);
}

TEST(NullTests, WhatWasAllocatedMayHaveNone) {
  EXPECT_EQ(given([](Fn &F) { return F.addr(F.alloc()); }), Verdict::Unsafe);
}

TEST(NullTests, OneOfTwo) {
  EXPECT_EQ(given([](Fn &F) {
              const PlaceId P = F.local("p");
              F.store(P, F.addr(F.global("g")));
              F.store(P, F.integer(F.num(0)));
              return F.load(P);
            }),
            Verdict::Unsafe);
  EXPECT_EQ(given([](Fn &F) {
              const PlaceId P = F.local("p");
              F.store(P, F.addr(F.global("g")));
              return F.load(P);
            }),
            Verdict::Safe);
}

} // namespace
