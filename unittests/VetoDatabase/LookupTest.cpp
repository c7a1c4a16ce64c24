//===- LookupTest.cpp - What the database says ----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

using namespace aether::analysis;

namespace {

struct LookupTest : FolderTest {
  LookupTest() {
    Verdicts V = sample("/src/a.cpp", "/src/a.cpp");
    append(V, sample("/src/ba.cpp", "/src/ba.cpp"));
    succeed(
        Database.putVerdicts(V, run({{"/src/a.cpp", 1}, {"/src/ba.cpp", 1}})));
  }
  /// The lines of the call sites that \p Filter selects.
  std::vector<unsigned> lines(const VerdictFilter &Filter) {
    Verdicts V = get(Database.list(Filter));
    std::vector<unsigned> Lines;
    for (const CallSiteVerdict &S : V.CallSites) {
      Lines.push_back(S.Pos.Line);
      for (unsigned F : S.Findings)
        EXPECT_LT(F, V.Findings.size());
    }
    for (const Finding &F : V.Findings)
      EXPECT_LT(F.CallSite, V.CallSites.size());
    return Lines;
  }
  std::vector<unsigned> explain(llvm::StringRef File, unsigned Line) {
    VerdictFilter Filter;
    Filter.Files = {File.str()};
    Filter.Line = Line;
    EXPECT_EQ(dump(get(Database.explain(File, Line))),
              dump(get(Database.list(Filter))));
    return lines(Filter);
  }
  using Lines = std::vector<unsigned>;
  VetoDatabase Database = openOrFail(Path);
};

TEST_F(LookupTest, ByVerdict) {
  VerdictFilter Filter;
  EXPECT_EQ(lines(Filter), (Lines{10, 20, 30, 10, 20, 30}));
  Filter.Result = Verdict::Unsafe;
  EXPECT_EQ(lines(Filter), (Lines{20, 20}));
  EXPECT_EQ(get(Database.list(Filter)).Findings.size(), 2u);
  Filter.Result = Verdict::Safe;
  EXPECT_EQ(lines(Filter), (Lines{10, 10}));
  EXPECT_TRUE(get(Database.list(Filter)).Findings.empty());
}

/// As Solve orders them: fingerprints do not count before positions.
TEST_F(LookupTest, FindingsOfOneLineKeepTheirOrder) {
  Verdicts V;
  V.CallSites.push_back(
      site("/src/c.cpp", 20, Verdict::Unsafe, {"/src/c.cpp"}));
  for (unsigned N = 0; N != 2; ++N) {
    Finding F = finding("/src/c.cpp", 20, 0);
    F.Second.Pos = position("/src/c.cpp", 30 + N, 1);
    F.Fingerprint = N == 0 ? "ffff" : "0000";
    V.CallSites[0].Findings.push_back(N);
    V.Findings.push_back(F);
  }
  succeed(Database.putVerdicts(V, run({{"/src/c.cpp", 1}})));
  VerdictFilter Filter;
  Filter.MainFiles = {"/src/c.cpp"};
  const Verdicts Read = get(Database.list(Filter));
  ASSERT_EQ(Read.Findings.size(), 2u);
  EXPECT_EQ(Read.Findings[0].Fingerprint, "ffff");
  EXPECT_EQ(Read.Findings[1].Fingerprint, "0000");
}

TEST_F(LookupTest, ByUnit) {
  VerdictFilter Filter;
  Filter.MainFiles = {"/src/ba.cpp"};
  Verdicts V = get(Database.list(Filter));
  EXPECT_EQ(dump(V), dump(sample("/src/ba.cpp", "/src/ba.cpp")));
  Filter.MainFiles = {"/src/c.cpp"};
  EXPECT_EQ(lines(Filter), Lines{});
}

TEST_F(LookupTest, ByPosition) {
  EXPECT_EQ(explain("/src/a.cpp", 20), Lines{20});
  EXPECT_EQ(explain("a.cpp", 20), Lines{20}); // not ba.cpp
  EXPECT_EQ(explain("./a.cpp", 20), Lines{20});
  EXPECT_EQ(explain("src/a.cpp", 20), Lines{20});
  EXPECT_EQ(explain("c/a.cpp", 20), Lines{});
  EXPECT_EQ(explain("a.cpp", 21), Lines{20}); // the racing line
  EXPECT_EQ(explain("a.cpp", 22), Lines{});
  EXPECT_EQ(explain("a.cpp", 0), (Lines{10, 20, 30}));
}

TEST_F(LookupTest, FindingOfAnotherCallSiteBringsIt) {
  const std::string F = "/src/c.cpp";
  Verdicts V;
  V.CallSites = {site(F, 10, Verdict::Unsafe, {F}),
                 site(F, 50, Verdict::Unsafe, {F})};
  V.CallSites[0].Findings = V.CallSites[1].Findings = {0};
  V.Findings = {finding(F, 30, 1)};
  succeed(Database.putVerdicts(V, run({{F, 1}})));
  EXPECT_EQ(explain("c.cpp", 10), (Lines{10, 50}));
}

TEST_F(LookupTest, Assumptions) {
  Verdicts V;
  V.CallSites = {site("/src/c.cpp", 10, Verdict::Safe, {"/src/c.cpp"})};
  V.CallSites[0].Assumptions = {"ids are unique", "items are distinct"};
  V.CallSites[0].AssumedBy = {"user"}; // the rest: analysis
  succeed(Database.putVerdicts(V, run({{"/src/c.cpp", 1}})));
  auto All = get(Database.assumptions());
  ASSERT_EQ(All.size(), 4u);
  EXPECT_EQ(All[2].Pos.File, "/src/c.cpp");
  EXPECT_EQ(All[2].Text, "ids are unique");
  EXPECT_EQ(All[2].By, "user");
  EXPECT_EQ(All[3].By, "analysis");
}

} // namespace
