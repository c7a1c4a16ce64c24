//===- NotesTest.cpp - Tests for lib/Report/Notes.cpp ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;

namespace {

std::vector<std::string> texts(const std::vector<Note> &Notes) {
  std::vector<std::string> Texts;
  for (const Note &N : Notes)
    Texts.push_back(std::to_string(N.Pos.Line) + " " + N.Text);
  return Texts;
}

using testing::ElementsAre;

TEST(Notes, TellTheSecondAccessTheSharingTheCallTheChainAndTheRepair) {
  ReportData Data = sample::report();
  EXPECT_THAT(
      texts(notesFor(Data.Result.Findings[0], Data.Result)),
      ElementsAre("3 another task reads `total` here while holding `m`",
                  "20 captured by reference here",
                  "20 the tasks are started here by `tbb::parallel_for`",
                  "20 the other access is reached from the task `lambda in "
                  "main`",
                  "23 which calls `peek` here",
                  "22 to repair: use par_reduce"));
}

TEST(Notes, OneStatementAgainstItself) {
  ReportData Data = sample::report();
  Finding &F = Data.Result.Findings[0];
  F.Second = F.First;
  F.SharedHow.clear();
  F.Repair.clear();
  EXPECT_THAT(
      texts(notesFor(F, Data.Result)),
      ElementsAre("22 the same statement, run by another task, writes `total`",
                  "20 the tasks are started here by `tbb::parallel_for`"));
}

TEST(Notes, AChainCommonToBothAccessesIsToldOnce) {
  ReportData Data = sample::report();
  Finding &F = Data.Result.Findings[0];
  F.First.Chain = F.Second.Chain;
  unsigned Steps = 0;
  for (const Note &N : notesFor(F, Data.Result))
    Steps += N.Text == "which calls `peek` here";
  EXPECT_EQ(Steps, 1u);
}

TEST(Notes, NamesTheLocksOfBothSides) {
  ReportData Data = sample::report();
  Finding &F = Data.Result.Findings[0];
  F.First.Locks = {"a", "b"};
  EXPECT_EQ(notesFor(F, Data.Result)[0].Text,
            "another task reads `total` here while holding `m`; the first "
            "access is made while holding `a`, `b`");
}

TEST(Notes, CountsVerdicts) {
  VerdictCounts Counts = countVerdicts(sample::report().Result);
  EXPECT_EQ(Counts.Safe, 1u);
  EXPECT_EQ(Counts.Unsafe, 1u);
  EXPECT_EQ(Counts.Unknown, 1u);
  EXPECT_EQ(Counts.all(), 3u);
}

} // namespace
