//===- TextTest.cpp - Tests for lib/Report/Text.cpp -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;

namespace {

TextOptions plain() {
  TextOptions Options;
  Options.BaseDir = "/p";
  return Options;
}

std::string render(const ReportData &Data, const TextOptions &Options) {
  std::string Text;
  raw_string_ostream OS(Text);
  printText(Data, Options, OS);
  return Text;
}

using testing::HasSubstr;
using testing::Not;

TEST(Text, WholeReport) {
  EXPECT_EQ(render(sample::report(), plain()),
            R"(src/a.cpp:10:3: safe aether::par_map
    assuming the items are distinct objects
src/a.cpp:20:5: unsafe tbb::parallel_for
src/b.cpp:7:1: unknown std::thread
    because the body of 'mystery' is not known (src/b.cpp:8:9)
    because a limit was reached

src/a.cpp:22:7: warning: 'total' is written by tasks that share it [aether-unsafe-parallel, captured-mutation]
src/h.h:3:10: note: another task reads `total` here while holding `m`
src/a.cpp:20:22: note: captured by reference here
src/a.cpp:20:5: note: the tasks are started here by `tbb::parallel_for`
src/a.cpp:20:30: note: the other access is reached from the task `lambda in main`
src/a.cpp:23:7: note: which calls `peek` here
src/a.cpp:22:7: note: to repair: use par_reduce

Why calls are unknown:
  calls  cause
      1  a limit was reached
      1  the body of 'mystery' is not known

3 parallel calls: 1 safe, 1 unsafe, 1 unknown; 3 translation units (1 not analysed), 1.25 s
)");
}

/// An Unknown call with \p Count reasons of one kind and one of another.
ReportData manyReasons(unsigned Count) {
  ReportData Data = sample::report();
  std::vector<Reason> &Reasons = Data.Result.CallSites.back().Reasons;
  Reasons.clear();
  for (unsigned N = 0; N != Count; ++N)
    Reasons.push_back(
        {"`a" + std::to_string(N) + "` may be one of several", {}});
  Reasons.push_back({"calls `f`, whose body was not seen", {}});
  return Data;
}

TEST(Text, ManyReasonsOfOneKindAreCounted) {
  const std::string Text = render(manyReasons(30), plain());
  EXPECT_THAT(Text, HasSubstr("    because `a0` may be one of several\n"
                              "    because `a1` may be one of several\n"
                              "    because `a2` may be one of several\n"
                              "    and for 27 more reasons of this kind\n"
                              "    because calls `f`, whose"));
  EXPECT_THAT(Text, HasSubstr("         and 11 other causes\n"));
}

TEST(Text, AFewReasonsAreListed) {
  const std::string Text = render(manyReasons(4), plain());
  EXPECT_THAT(Text, HasSubstr("because `a3` may"));
  EXPECT_THAT(Text, Not(HasSubstr("more reasons")));
  EXPECT_THAT(Text, Not(HasSubstr("other causes")));
}

TEST(Text, AnExplanationLeavesNothingOut) {
  const ReportData Data = manyReasons(30);
  std::string Text;
  raw_string_ostream OS(Text);
  printExplanation(Data.Result, {2}, plain(), OS);
  EXPECT_THAT(Text, HasSubstr("because `a29` may"));
  EXPECT_THAT(Text, Not(HasSubstr("more reasons")));
}

TEST(Text, QuietShowsFindingsOnly) {
  TextOptions Options = plain();
  Options.Quiet = true;
  std::string Text = render(sample::report(), Options);
  EXPECT_THAT(Text, testing::StartsWith("src/a.cpp:22:7: warning: "));
  EXPECT_THAT(Text, Not(HasSubstr("parallel calls:")));
  EXPECT_THAT(Text, Not(HasSubstr(": unknown ")));
  Options.Strict = true;
  Text = render(sample::report(), Options);
  EXPECT_THAT(Text, HasSubstr("src/b.cpp:7:1: unknown std::thread"));
  EXPECT_THAT(Text, Not(HasSubstr(": safe ")));
}

TEST(Text, QuietWithoutFindingsIsSilent) {
  TextOptions Options = plain();
  Options.Quiet = true;
  EXPECT_EQ(render(ReportData(), Options), "");
}

TEST(Text, ErrorsOnDemand) {
  TextOptions Options = plain();
  EXPECT_THAT(render(sample::report(), Options), Not(HasSubstr("error:")));
  Options.Errors = true;
  EXPECT_THAT(render(sample::report(), Options),
              HasSubstr("error: could not analyse src/c.cpp: "));
}

TEST(Text, ColorsOnDemand) {
  TextOptions Options = plain();
  EXPECT_THAT(render(sample::report(), Options), Not(HasSubstr("\x1b[")));
  Options.Color = true;
  EXPECT_THAT(render(sample::report(), Options), HasSubstr("\x1b["));
}

TEST(Text, QuotesTheLineWithACaretBelowTheColumn) {
  SmallString<128> Path;
  int FD = -1;
  ASSERT_FALSE(sys::fs::createTemporaryFile("snippet", "cpp", FD, Path));
  {
    raw_fd_ostream OS(FD, /*shouldClose=*/true);
    OS << "first\n\t\"\xc3\xa4\" x;\n";
  }
  ReportData Data = sample::report();
  Finding &F = Data.Result.Findings[0];
  F.First.Pos = sample::at(Path.str().str(), 2, 7);
  std::string Text = render(Data, plain());
  EXPECT_THAT(Text, HasSubstr("    2 | \t\"\xc3\xa4\" x;\n      | \t    ^\n"));
  TextOptions Options = plain();
  Options.Snippets = false;
  EXPECT_THAT(render(Data, Options), Not(HasSubstr("    2 | ")));
  sys::fs::remove(Path);
}

TEST(Text, EqualCausesAreCountedOncePerCall) {
  ReportData Data = sample::report();
  CallSiteVerdict &Site = Data.Result.CallSites[2];
  Site.Reasons.push_back(Site.Reasons[0]);
  CallSiteVerdict Other = Site;
  Other.Pos.Line = 99;
  Data.Result.CallSites.push_back(Other);
  EXPECT_THAT(render(Data, plain()),
              HasSubstr("      2  the body of 'mystery' is not known\n"));
}

TEST(Text, ListOfADatabase) {
  std::string Text;
  raw_string_ostream OS(Text);
  printList(sample::report().Result, plain(), OS);
  EXPECT_EQ(Text, "src/a.cpp:10:3: safe aether::par_map\n"
                  "src/a.cpp:20:5: unsafe tbb::parallel_for\n"
                  "src/b.cpp:7:1: unknown std::thread\n"
                  "3 parallel calls: 1 safe, 1 unsafe, 1 unknown\n");
}

} // namespace
