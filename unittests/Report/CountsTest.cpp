//===- CountsTest.cpp - Tests for lib/Report/Counts.cpp -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include <gtest/gtest.h>

using namespace aether::analysis;

namespace {

TEST(Counts, OfVerdicts) {
  const VerdictCounts Counts = countVerdicts(sample::report().Result);
  EXPECT_EQ(Counts.Safe, 1u);
  EXPECT_EQ(Counts.Unsafe, 1u);
  EXPECT_EQ(Counts.Unknown, 1u);
}

TEST(Counts, CausesByTheCallsThatTheyStandInTheWayOf) {
  ReportData Data = sample::report();
  CallSiteVerdict Twice = Data.Result.CallSites.back();
  Twice.Reasons = {{"a limit was reached", {}}, {"a limit was reached", {}}};
  Data.Result.CallSites.push_back(Twice);
  const std::vector<UnknownCause> Causes = unknownCauses(Data);
  ASSERT_EQ(Causes.size(), 2u);
  EXPECT_EQ(Causes[0].Text, "a limit was reached");
  EXPECT_EQ(Causes[0].Calls, 2u); // a call counts once
  EXPECT_EQ(Causes[1].Calls, 1u);
}

TEST(Counts, WhatIsNotShownHasNoCauses) {
  ReportData Data = sample::report();
  Data.OutsideCalls.assign(Data.Result.CallSites.size(), true);
  EXPECT_FALSE(isShown(Data, 0));
  EXPECT_TRUE(unknownCauses(Data).empty());
}

TEST(Counts, FindingsAreNewUnlessToldOtherwise) {
  ReportData Data = sample::report();
  EXPECT_EQ(countNews(Data, News::New), Data.Result.Findings.size());
  Data.Findings.assign(1, News::Known);
  EXPECT_EQ(newsOf(Data, 0), News::Known);
  EXPECT_EQ(countNews(Data, News::Known), 1u);
  EXPECT_EQ(countNews(Data, News::New), Data.Result.Findings.size() - 1);
}

} // namespace
