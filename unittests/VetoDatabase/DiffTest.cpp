//===- DiffTest.cpp - What changed between two runs -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

using namespace aether::analysis;

namespace {

std::string show(const VerdictDiff &D) {
  std::string Text;
  for (const auto &C : D.CallSites) {
    const char *Names[] = {"+", "-", "~"};
    Text += Names[unsigned(C.K)];
    Text += C.Old ? std::to_string(*C.Old) : "";
    Text += C.New ? "/" + std::to_string(*C.New) : "";
    Text += ' ';
  }
  for (unsigned F : D.NewFindings)
    Text += "new " + std::to_string(F) + ' ';
  for (unsigned F : D.GoneFindings)
    Text += "gone " + std::to_string(F) + ' ';
  return Text;
}

Verdicts calls(std::vector<std::pair<unsigned, Verdict>> Sites) {
  Verdicts V;
  for (auto [Line, Result] : Sites)
    V.CallSites.push_back(site("/a.cpp", Line, Result, {"/a.cpp"}));
  return V;
}

constexpr Verdict S = Verdict::Safe, U = Verdict::Unsafe, N = Verdict::Unknown;

TEST(DiffTest, Nothing) {
  EXPECT_EQ(show(diff({}, {})), "");
  Verdicts V = sample("/a.cpp", "/a.cpp");
  EXPECT_EQ(show(diff(V, V)), "");
}

TEST(DiffTest, CallSites) {
  EXPECT_EQ(show(diff(calls({}), calls({{1, S}}))), "+/0 ");
  EXPECT_EQ(show(diff(calls({{1, S}}), calls({}))), "-0 ");
  EXPECT_EQ(show(diff(calls({{1, S}}), calls({{1, U}}))), "~0/0 ");
  // Moved down by a line that was added above.
  EXPECT_EQ(show(diff(calls({{1, S}, {5, U}}), calls({{2, S}, {6, U}}))), "");
  EXPECT_EQ(show(diff(calls({{1, S}, {5, U}}), calls({{2, S}, {6, N}}))),
            "~1/1 ");
  // What stands where it stood holds its place.
  EXPECT_EQ(
      show(diff(calls({{1, S}, {5, U}, {9, N}}), calls({{5, U}, {9, N}}))),
      "-0 ");
  EXPECT_EQ(
      show(diff(calls({{5, U}, {9, N}}), calls({{1, S}, {5, U}, {9, N}}))),
      "+/0 ");
  Verdicts Other = calls({{1, S}});
  Other.CallSites[0].Callee = "tbb::parallel_for";
  EXPECT_EQ(show(diff(calls({{1, S}}), Other)), "-0 +/0 ");
}

TEST(DiffTest, FindingsByFingerprint) {
  Verdicts Old = sample("/a.cpp", "/a.cpp"), New = Old;
  New.Findings[0].First.Pos.Line += 7;
  New.Findings[0].Message = "told differently";
  EXPECT_EQ(show(diff(Old, New)), "");
  New.Findings[0].Fingerprint = "another";
  EXPECT_EQ(show(diff(Old, New)), "new 0 gone 0 ");
  // Two of one kind are one more than one.
  New = Old;
  New.Findings.push_back(New.Findings[0]);
  EXPECT_EQ(show(diff(Old, New)), "new 1 ");
  EXPECT_EQ(show(diff(New, Old)), "gone 1 ");
}

} // namespace
