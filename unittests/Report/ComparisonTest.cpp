//===- ComparisonTest.cpp - Tests for lib/Report/Comparison.cpp -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace aether::analysis;

namespace {

std::string compare(const Verdicts &Old, const Verdicts &New,
                    const VerdictDiff &Diff, bool Color = false) {
  TextOptions Options;
  Options.BaseDir = "/p";
  Options.Color = Color;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printComparison(Old, New, Diff, Options, OS);
  return Text;
}

TEST(Comparison, EachKindOfChange) {
  using Kind = VerdictDiff::Change::Kind;
  const Verdicts Old = sample::report().Result;
  Verdicts New = Old;
  New.CallSites[0].Result = Verdict::Unknown;
  New.CallSites[1].Result = Verdict::Safe;
  New.Findings[0].Message = "another race";
  VerdictDiff Diff;
  Diff.CallSites = {{Kind::Changed, 0, 0},
                    {Kind::Changed, 1, 1},
                    {Kind::Removed, 2, std::nullopt},
                    {Kind::Added, std::nullopt, 2}};
  Diff.NewFindings = {0};
  Diff.GoneFindings = {0};
  EXPECT_EQ(compare(Old, New, Diff),
            R"(worse:     src/a.cpp:10:3: aether::par_map: safe -> unknown
better:    src/a.cpp:20:5: tbb::parallel_for: unsafe -> safe
gone call: src/b.cpp:7:1: std::thread: unknown
new call:  src/b.cpp:7:1: std::thread: unknown
gone race: src/a.cpp:22:7: 'total' is written by tasks that share it [captured-mutation]
new race:  src/a.cpp:22:7: another race [captured-mutation]
4 calls changed, 1 new race, 1 gone
)");
  EXPECT_NE(compare(Old, New, Diff, /*Color=*/true).find("\x1b["),
            std::string::npos);
}

TEST(Comparison, NothingChanged) {
  const Verdicts Same = sample::report().Result;
  EXPECT_EQ(compare(Same, Same, {}), "0 calls changed, 0 new races, 0 gone\n");
}

} // namespace
