//===- UpdateTest.cpp - New verdicts in place of old ones -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

using namespace aether::analysis;

namespace {

struct UpdateTest : FolderTest {
  VetoDatabase Database = openOrFail(Path);

  void put(const Verdicts &V, std::vector<UnitKey> Units) {
    succeed(Database.putVerdicts(V, run(std::move(Units))));
  }
  std::string all() { return dump(get(Database.allVerdicts())); }
};

TEST_F(UpdateTest, RoundTrip) {
  Verdicts V = sample("/src/a.cpp", "/src/a.cpp");
  V.CallSites[2].MacroPos = position("/src/a.cpp", 30, 3);
  V.CallSites[2].MacroEndLine = 32;
  V.CallSites[2].MacroEndColumn = 4;
  V.CallSites[0].MemberLine = 11;
  V.CallSites[0].ParenLine = 12;
  put(V, {{"/src/a.cpp", 1}});
  EXPECT_EQ(all(), dump(V));
  // Later, elsewhere.
  EXPECT_EQ(dump(get(openOrFail(Path, false).allVerdicts())), dump(V));
}

TEST_F(UpdateTest, TextsOfAnyKind) {
  Verdicts V = sample("/src/\xC3\xA4 '\"; DROP TABLE runs;.cpp", "/u.cpp");
  V.CallSites[2].Reasons[0].Text = std::string("a\0b\n\xFF", 5);
  V.Findings[0].Message = "";
  put(V, {{"/u.cpp", 1}});
  EXPECT_EQ(all(), dump(V));
}

TEST_F(UpdateTest, NewRunReplacesTheUnitsItAnalysed) {
  put(sample("/src/a.cpp", "/src/a.cpp"), {{"/src/a.cpp", 1}});
  Verdicts B = sample("/src/b.cpp", "/src/b.cpp");
  put(B, {{"/src/b.cpp", 1}});
  EXPECT_EQ(get(Database.allVerdicts()).CallSites.size(), 6u);
  put({}, {{"/src/a.cpp", 1}}); // no calls left
  EXPECT_EQ(all(), dump(B));
}

TEST_F(UpdateTest, OtherUnitsOfTheRunAreNotTouched) {
  Verdicts Both = sample("/src/a.cpp", "/src/a.cpp");
  append(Both, sample("/src/b.cpp", "/src/b.cpp"));
  put(Both, {{"/src/a.cpp", 1}}); // says something about b as well
  EXPECT_EQ(all(), dump(sample("/src/a.cpp", "/src/a.cpp")));
}

// A header that two units include, judged in two runs.
TEST_F(UpdateTest, SharedHeader) {
  const std::string H = "/src/h.h";
  Verdicts Bad = sample(H, "/src/a.cpp");
  Verdicts Good;
  Good.CallSites = {site(H, 20, Verdict::Safe, {"/src/b.cpp"})};
  put(Bad, {{"/src/a.cpp", 1}});
  put(Good, {{"/src/b.cpp", 1}});
  auto At20 = [&] {
    for (CallSiteVerdict &S : get(Database.allVerdicts()).CallSites)
      if (S.Pos.Line == 20)
        return std::move(S);
    ADD_FAILURE();
    return CallSiteVerdict();
  };
  // The worst counts, with its evidence only.
  CallSiteVerdict S = At20();
  EXPECT_EQ(S.Result, Verdict::Unsafe);
  EXPECT_EQ(S.TranslationUnits,
            (std::vector<std::string>{"/src/a.cpp", "/src/b.cpp"}));
  EXPECT_TRUE(S.Assumptions.empty());
  EXPECT_EQ(S.Findings.size(), 1u);
  // The order of the runs does not matter.
  put(Bad, {{"/src/a.cpp", 1}});
  EXPECT_EQ(At20().Result, Verdict::Unsafe);
  // Both together: one row for both units, from which one is then taken.
  Verdicts Joint;
  Joint.CallSites = {
      site(H, 20, Verdict::Unknown, {"/src/a.cpp", "/src/b.cpp"})};
  put(Joint, {{"/src/a.cpp", 1}, {"/src/b.cpp", 1}});
  EXPECT_EQ(all(), dump(Joint));
  put(Good, {{"/src/b.cpp", 1}});
  S = At20();
  EXPECT_EQ(S.Result, Verdict::Unknown);
  EXPECT_EQ(S.TranslationUnits.size(), 2u);
  succeed(Database.forget({"/src/a.cpp"}));
  EXPECT_EQ(all(), dump(Good));
  succeed(Database.forget({"/src/b.cpp"}));
  EXPECT_EQ(all(), "");
}

// Two threads that race with each other: one finding, two unsafe calls.
TEST_F(UpdateTest, FindingOfTwoCallSites) {
  const std::string F = "/src/a.cpp";
  Verdicts V;
  V.CallSites = {site(F, 10, Verdict::Unsafe, {F}),
                 site(F, 20, Verdict::Unsafe, {F})};
  V.CallSites[0].Findings = V.CallSites[1].Findings = {0};
  V.Findings = {finding(F, 20, 1)};
  put(V, {{F, 1}});
  EXPECT_EQ(all(), dump(V));
}

TEST_F(UpdateTest, OldConfigurationsGo) {
  const std::string Main = write("a.cpp", "");
  TranslationUnitSummary Unit = summary(Main);
  FileStamps Files;
  for (std::uint64_t Config : {1, 2, 3})
    succeed(Database.putSummary({{Main, Config}, &Unit, {}}, Files));
  succeed(Database.putSummary({{"/b.cpp", 1}, &Unit, {}}, Files));
  put(sample(Main, Main), {{Main, 2}, {Main, 3}});
  auto Units = get(Database.units());
  ASSERT_EQ(Units.size(), 3u);
  EXPECT_EQ(Units[0].Key, (UnitKey{"/b.cpp", 1}));
  EXPECT_EQ(Units[1].Key, (UnitKey{Main, 2}));
  EXPECT_EQ(Units[2].Key, (UnitKey{Main, 3}));
  succeed(Database.forget({Main}));
  EXPECT_EQ(get(Database.units()).size(), 1u);
}

TEST_F(UpdateTest, FullDiskLeavesEverythingAsItWas) {
  put(sample("/src/a.cpp", "/src/a.cpp"), {{"/src/a.cpp", 1}});
  const std::string Before = all();
  llvm::sys::fs::file_status Status;
  ASSERT_FALSE(llvm::sys::fs::status(Path, Status));
  OpenOptions Options;
  Options.Write = true;
  Options.MaxPages = static_cast<unsigned>(Status.getSize() / 4096);
  auto Small = VetoDatabase::open(Path, Options);
  ASSERT_TRUE(bool(Small));
  Verdicts Many;
  for (unsigned I = 0; I != 200; ++I)
    append(Many, sample("/src/" + std::to_string(I) + ".cpp", "/src/a.cpp"));
  EXPECT_EQ(kindOf(Small->putVerdicts(Many, run({{"/src/a.cpp", 1}}))),
            DatabaseError::Kind::Full);
  EXPECT_EQ(dump(get(Small->allVerdicts())), Before);
  EXPECT_EQ(all(), Before);
}

//===----------------------------------------------------------------------===//
// Merge
//===----------------------------------------------------------------------===//

TEST_F(UpdateTest, MergeOfShards) {
  const std::string A = write("a.cpp", "a"), B = write("b.cpp", "b");
  age(A, 100);
  age(B, 100);
  TranslationUnitSummary UnitA = summary(A), UnitB = summary(B);
  FileStamps Files;
  VetoDatabase Other = openOrFail(at("other.vdb"));
  succeed(Database.putSummary(
      {{A, 1}, &UnitA, {{"a.cpp", A, false, contentHash("a")}}}, Files));
  put(sample(A, A), {{A, 1}});
  succeed(Other.putSummary(
      {{B, 1}, &UnitB, {{"b.cpp", B, false, contentHash("b")}}}, Files));
  succeed(Other.putVerdicts(sample(B, B), run({{B, 1}}, 12)));

  succeed(Database.merge(Other));
  Verdicts Both = sample(A, A);
  append(Both, sample(B, B));
  EXPECT_EQ(all(), dump(Both));
  EXPECT_TRUE(get(Database.isFresh({B, 1}, Files)).has_value());
  EXPECT_EQ(serialize(*get(Database.getSummary({B, 1}))), serialize(UnitB));
  auto Units = get(Database.units());
  ASSERT_EQ(Units.size(), 2u);
  EXPECT_EQ(Units[1].Link, 12u);
  EXPECT_EQ(Units[1].ToolVersion, "0.1.0");

  // Once more, the other way round, and with itself: nothing new.
  succeed(Database.merge(Other));
  succeed(Database.merge(Database));
  EXPECT_EQ(all(), dump(Both));
  succeed(Other.merge(Database));
  EXPECT_EQ(dump(get(Other.allVerdicts())), dump(Both));
  // The same file twice.
  VetoDatabase Again = openOrFail(Path);
  succeed(Database.merge(Again));
  EXPECT_EQ(all(), dump(Both));
}

} // namespace
