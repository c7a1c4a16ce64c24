//===- LinksTest.cpp - Units that have to do with each other --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include <gmock/gmock.h>

using namespace aether::analysis;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// A unit with one function, which calls others.
TranslationUnitSummary unit(const std::string &MainFile,
                            const std::string &Defines,
                            const std::vector<std::string> &Calls,
                            bool Virtual = false) {
  TranslationUnitSummary Unit;
  Unit.MainFile = MainFile;
  FunctionSummary F;
  F.Key = Unit.intern(Defines);
  F.Blocks.emplace_back();
  for (const std::string &Callee : Calls) {
    Call C;
    C.Callee = Unit.intern(Callee);
    C.Virtual = Virtual;
    F.Blocks[0].Events.push_back(C);
  }
  Unit.Functions.push_back(std::move(F));
  return Unit;
}

struct LinksTest : FolderTest {
  void put(const TranslationUnitSummary &Unit) {
    FileStamps Files;
    UnitUpdate U;
    U.Key = {Unit.MainFile, 1};
    U.Summary = &Unit;
    succeed(Database.putSummary(U, Files));
  }
  std::vector<std::string> near(const TranslationUnitSummary &Unit,
                                std::size_t Most = 10) {
    std::vector<std::string> Names;
    for (const Neighbour &N : get(Database.neighbours(Unit, Most)))
      Names.push_back(N.Key.MainFile);
    return Names;
  }
  VetoDatabase Database = openOrFail(Path);
};

TEST_F(LinksTest, CalledAndCallers) {
  put(unit("leaf", "leaf", {}));
  put(unit("middle", "middle", {"leaf"}));
  put(unit("beside", "beside", {"leaf"}));
  put(unit("top", "top", {"middle", "beside"}));
  put(unit("stranger", "stranger", {}));
  // What is called comes before who calls.
  EXPECT_THAT(near(unit("middle", "middle", {"leaf"})),
              ElementsAre("leaf", "top", "beside"));
  EXPECT_THAT(near(unit("middle", "middle", {"leaf"}), 1), ElementsAre("leaf"));
  // A callee's other callers do not run what the unit does.
  EXPECT_THAT(near(unit("new", "new", {"leaf"})), ElementsAre("leaf"));
  EXPECT_THAT(near(unit("new", "new", {"nobody"})), IsEmpty());
}

TEST_F(LinksTest, FollowsWhatIsStored) {
  put(unit("top", "top", {"middle"}));
  const auto Middle = unit("middle", "middle", {});
  EXPECT_THAT(near(Middle), ElementsAre("top"));
  put(unit("top", "top", {"other"}));
  EXPECT_THAT(near(Middle), IsEmpty());
  put(unit("top", "top", {"middle"}));
  succeed(Database.forget({"top"}));
  EXPECT_THAT(near(Middle), IsEmpty());
}

TEST_F(LinksTest, Overriders) {
  auto Derived = unit("derived", "Derived::run", {});
  Derived.Functions[0].Overrides = {Derived.intern("Base::run")};
  put(Derived);
  EXPECT_THAT(near(unit("user", "user", {"Base::run"}, /*Virtual=*/true)),
              ElementsAre("derived"));
}

TEST_F(LinksTest, WhatStaysInAUnit) {
  auto Hidden = unit("hidden", "hidden", {});
  Hidden.Functions[0].InternalLinkage = true;
  put(Hidden);
  EXPECT_THAT(near(unit("user", "user", {"hidden"})), IsEmpty());
}

TEST_F(LinksTest, GoWithAMerge) {
  VetoDatabase Shard = openOrFail(at("shard.vdb"));
  std::swap(Shard, Database);
  put(unit("top", "top", {"middle"}));
  succeed(Database.putVerdicts({}, run({{"top", 1}})));
  std::swap(Shard, Database);
  succeed(Database.merge(Shard));
  EXPECT_THAT(near(unit("middle", "middle", {})), ElementsAre("top"));
}

} // namespace
