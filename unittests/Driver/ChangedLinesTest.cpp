//===- ChangedLinesTest.cpp - Tests for lib/Driver/ChangedLines.cpp ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/ChangedLines.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;

namespace {

using testing::ElementsAre;

Position at(std::string File, unsigned Line) { return {File, File, Line, 1}; }

constexpr const char *Diff = "diff --git a/x.cpp b/x.cpp\n"
                             "index 1..2 100644\n"
                             "--- a/x.cpp\n"
                             "+++ b/x.cpp\n"
                             "@@ -3 +3,2 @@ int f() {\n"
                             "-old\n"
                             "+new\n"
                             "+++ b/evil.cpp\n"
                             "@@ -10,2 +11,0 @@\n"
                             "-gone\n"
                             "--- a/gone\n"
                             "@@ -20,0 +20 @@\n"
                             "+added\n"
                             "diff --git a/gone.cpp b/gone.cpp\n"
                             "--- a/gone.cpp\n"
                             "+++ /dev/null\n"
                             "@@ -1 +0,0 @@\n"
                             "-all\n"
                             "--- \"a/\\303\\244 b.cpp\"\n"
                             "+++ \"b/\\303\\244 b.cpp\"\n"
                             "@@ -0,0 +1 @@\n"
                             "+x\n"
                             "--- a/with space.cpp\t\n"
                             "+++ b/with space.cpp\t\n"
                             "@@ -0,0 +7 @@\n"
                             "+x\n";

TEST(ChangedLines, ReadsTheNewSide) {
  ChangedLines C = ChangedLines::fromDiff(Diff, "/checkout");
  EXPECT_FALSE(C.contains(at("/checkout/x.cpp", 2)));
  EXPECT_TRUE(C.contains(at("/checkout/x.cpp", 3)));
  EXPECT_TRUE(C.contains(at("/checkout/x.cpp", 4)));
  EXPECT_FALSE(C.contains(at("/checkout/x.cpp", 5)));
  EXPECT_FALSE(C.contains(at("/checkout/x.cpp", 11)));
  EXPECT_TRUE(C.contains(at("/checkout/x.cpp", 20)));
  EXPECT_FALSE(C.contains(at("/checkout/x.cpp", 21)));
  EXPECT_FALSE(C.contains(at("/checkout/evil.cpp", 1))); // an added line
  EXPECT_TRUE(C.contains(at("/checkout/\303\244 b.cpp", 1)));
  EXPECT_TRUE(C.contains(at("/checkout/with space.cpp", 7)));
  EXPECT_FALSE(C.contains(at("/checkout/gone.cpp", 1)));
}

TEST(ChangedLines, AWholeFile) {
  ChangedLines C;
  EXPECT_TRUE(C.empty());
  C.addFile("/new.cpp");
  EXPECT_TRUE(C.contains(at("/new.cpp", 1)));
  EXPECT_TRUE(C.contains(at("/new.cpp", 4000000)));
  EXPECT_FALSE(C.contains(at("/old.cpp", 1)));
}

TEST(ChangedLines, FindingsByAnyOfTheirPlaces) {
  ReportData Data;
  CallSiteVerdict Site;
  Site.Pos = at("/a.cpp", 1);
  Data.Result.CallSites = {Site, Site};
  Data.Result.CallSites[1].Pos = at("/a.cpp", 50);
  Finding F;
  F.First.Pos = at("/a.cpp", 2);
  F.Second.Pos = at("/a.cpp", 3);
  F.Second.Chain = {{"task", at("/a.cpp", 1)}, {"helper", at("/a.cpp", 4)}};
  Data.Result.Findings = {F, F};
  Data.Result.Findings[1].CallSite = 1;
  Data.Result.Findings[1].Second.Chain.clear();

  auto Line = [&](unsigned Number) {
    ReportData Copy = Data;
    applyChanges(Copy, ChangedLines::fromDiff("+++ b/a.cpp\n@@ -0,0 +" +
                                                  std::to_string(Number) +
                                                  " @@\n+x\n",
                                              "/"));
    return Copy;
  };
  EXPECT_THAT(Line(2).Findings, ElementsAre(News::New, News::New));
  EXPECT_THAT(Line(4).Findings, ElementsAre(News::New, News::Outside));
  EXPECT_THAT(Line(4).OutsideCalls, ElementsAre(false, true));
  EXPECT_THAT(Line(50).Findings, ElementsAre(News::Outside, News::New));
  EXPECT_THAT(Line(99).OutsideCalls, ElementsAre(true, true));
}

TEST(ChangedLines, WhatTheBaselineKnowsStaysKnown) {
  ReportData Data;
  Data.Result.CallSites.resize(1);
  Data.Result.Findings.resize(1);
  Data.Findings = {News::Known};
  applyChanges(Data, ChangedLines());
  EXPECT_THAT(Data.Findings, ElementsAre(News::Known));
}

} // namespace
