//===- BaselineTest.cpp - Tests for lib/Driver/Baseline.cpp --------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Baseline.h"

#include "TempDir.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Finding finding(std::string Print, std::string File, unsigned Line) {
  Finding F;
  F.Fingerprint = std::move(Print);
  F.Message = "message of " + F.Fingerprint;
  F.First.Pos = {File, File, Line, 1};
  return F;
}

/// A run that found \p Findings, all by the call in their file.
ReportData run(std::vector<Finding> Findings) {
  ReportData Data;
  for (Finding &F : Findings) {
    F.CallSite = Data.Result.CallSites.size();
    CallSiteVerdict Site;
    Site.Pos = F.First.Pos;
    Data.Result.CallSites.push_back(Site);
  }
  Data.Result.Findings = std::move(Findings);
  return Data;
}

std::vector<BaselineEntry> baselineOf(const ReportData &Data,
                                      const TempDir &Dir) {
  std::string File = Dir.path("base.json");
  Dir.write("base.json", baselineText(Data.Result, File));
  Expected<std::vector<BaselineEntry>> Read = readBaseline(File);
  EXPECT_TRUE(bool(Read));
  return Read ? *Read : std::vector<BaselineEntry>();
}

TEST(Baseline, RoundTripWithPathsBelowItsFolder) {
  TempDir Dir;
  std::string In = Dir.path("src/a.cpp");
  ReportData Data = run({finding("f2", "/elsewhere/b.cpp", 1),
                         finding("f1", In, 9), finding("f0", In, 3)});
  std::string Text = baselineText(Data.Result, Dir.path("base.json"));
  EXPECT_THAT(Text, HasSubstr("\"file\": \"src/a.cpp\""));
  EXPECT_THAT(Text, HasSubstr("\"file\": \"/elsewhere/b.cpp\""));
  std::vector<BaselineEntry> Read = baselineOf(Data, Dir);
  ASSERT_EQ(Read.size(), 3u);
  EXPECT_EQ(Read[1].Fingerprint, "f0");
  EXPECT_EQ(Read[1].File, In);
  EXPECT_EQ(Read[1].Pattern, "captured-mutation");
  EXPECT_EQ(Read[1].Message, "message of f0");
}

TEST(Baseline, TextDoesNotDependOnLinesOrOrder) {
  TempDir Dir;
  std::string File = Dir.path("base.json");
  ReportData A = run({finding("x", "/a.cpp", 1), finding("y", "/a.cpp", 2)});
  ReportData B = run({finding("y", "/a.cpp", 7), finding("x", "/a.cpp", 30)});
  EXPECT_EQ(baselineText(A.Result, File), baselineText(B.Result, File));
}

TEST(Baseline, KnownNewAndStale) {
  TempDir Dir;
  std::vector<BaselineEntry> Base = baselineOf(
      run({finding("kept", "/a.cpp", 1), finding("gone", "/a.cpp", 2)}), Dir);
  ReportData Now =
      run({finding("kept", "/a.cpp", 5), finding("new", "/a.cpp", 6)});
  applyBaseline(Now, Base, /*Complete=*/true);
  EXPECT_THAT(Now.Findings, ElementsAre(News::Known, News::New));
  ASSERT_EQ(Now.Stale.size(), 1u);
  EXPECT_EQ(Now.Stale[0].Fingerprint, "gone");
}

TEST(Baseline, EqualFingerprintsCountOneByOne) {
  TempDir Dir;
  std::vector<BaselineEntry> Base =
      baselineOf(run({finding("f", "/a.cpp", 1)}), Dir);
  ReportData Now = run({finding("f", "/a.cpp", 1), finding("f", "/a.cpp", 2)});
  applyBaseline(Now, Base, true);
  EXPECT_THAT(Now.Findings, ElementsAre(News::Known, News::New));
}

TEST(Baseline, WhatWasNotAnalysedIsNotStale) {
  TempDir Dir;
  std::vector<BaselineEntry> Base = baselineOf(
      run({finding("here", "/a.cpp", 1), finding("there", "/b.cpp", 1)}), Dir);
  ReportData Part = run({finding("other", "/a.cpp", 1)});
  applyBaseline(Part, Base, /*Complete=*/false);
  ASSERT_EQ(Part.Stale.size(), 1u);
  EXPECT_EQ(Part.Stale[0].Fingerprint, "here");
  ReportData Broken = run({});
  Broken.Errors = {{"/b.cpp", "does not compile"}};
  applyBaseline(Broken, Base, /*Complete=*/true);
  EXPECT_TRUE(Broken.Stale.empty());
}

TEST(Baseline, BadFiles) {
  TempDir Dir;
  auto Message = [&](StringRef Text) {
    Expected<std::vector<BaselineEntry>> Read =
        readBaseline(Dir.write("bad.json", Text));
    EXPECT_FALSE(bool(Read)) << Text.str();
    return Read ? "" : toString(Read.takeError());
  };
  EXPECT_THAT(Message("not JSON"), HasSubstr("bad.json is not a baseline"));
  EXPECT_THAT(Message("[]"), HasSubstr("no \"aether_baseline\""));
  EXPECT_THAT(Message("{\"aether_baseline\": 9}"),
              HasSubstr("format 9, this Aether reads format 1"));
  EXPECT_THAT(Message("{\"aether_baseline\": 1}"), HasSubstr("\"findings\""));
  EXPECT_THAT(Message("{\"aether_baseline\": 1, \"findings\": [{}]}"),
              HasSubstr("finding number 1 has no \"fingerprint\""));
}

} // namespace
