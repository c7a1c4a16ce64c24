//===- WitnessesTest.cpp - Races that a rehearsal has shown ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include "gmock/gmock.h"
#include <gtest/gtest.h>

#include <map>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

using testing::HasSubstr;

/// A function `main` that runs tasks, each of which writes an element of `a` at
/// an index that is not understood.
struct Undecided {
  Unit U;
  SourcePos Write, Call, Main, Body;

  explicit Undecided(bool CallsElsewhere = false) {
    Fn Task(U, "body");
    Body = Task.f().Pos;
    Task.write(Task.at(Task.byRef("a"), Task.opaqueInt("odd")), "a[i]");
    Write = std::get<Access>(Task.f().Blocks[0].Events.back()).Pos;
    if (CallsElsewhere)
      Task.call("elsewhere");
    Fn Start(U, "main");
    Main = Start.f().Pos;
    const PlaceId A = Start.local("a");
    Start.parallel("body", Start.closure({{"a", A}}));
    Call = Start.f().Parallels[0].Pos;
  }
  WitnessAccess side(AccessKind Kind, SourcePos Pos) {
    WitnessAccess A;
    A.Kind = Kind;
    A.Stack = {{U.str("body"), Body, Pos}};
    A.Start = {{U.str("main"), Main, Call}};
    return A;
  }
  Witness &witness(SourcePos First, SourcePos Second) {
    Witness W;
    W.First = side(AccessKind::Write, First);
    W.Second = side(AccessKind::Write, Second);
    W.Memory = WitnessMemory::Stack;
    W.FromMain = true;
    U.S.Witnesses.push_back(W);
    return U.S.Witnesses.back();
  }
};

TEST(Witnesses, MakeADoubtACertainty) {
  Undecided P;
  ASSERT_EQ(P.U.verdict(), Verdict::Unknown) << P.U.reasons();
  P.witness(P.Write, P.Write);
  const Verdicts V = P.U.solve();
  ASSERT_EQ(V.CallSites.at(0).Result, Verdict::Unsafe);
  EXPECT_TRUE(V.CallSites[0].Reasons.empty());
  ASSERT_EQ(V.Findings.size(), 1u);
  const Finding &F = V.Findings[0];
  EXPECT_TRUE(F.Rehearsed);
  EXPECT_EQ(F.First.Variable, "a[i]");
  EXPECT_EQ(F.First.Pos.Line, P.Write.Line);
  EXPECT_EQ(F.Kind, Pattern::OverlappingElements);
}

TEST(Witnesses, OfAnotherCallOrLineDecideNothing) {
  Undecided P;
  Witness &W = P.witness(P.Write, P.Write);
  for (WitnessAccess *A : {&W.First, &W.Second})
    A->Start[0].Pos.Line += 1000;
  EXPECT_EQ(P.U.verdict(), Verdict::Unknown);
  EXPECT_EQ(Undecided().U.verdict(), Verdict::Unknown);
}

TEST(Witnesses, OfLinesThatJudgeDoesNotKnowAreToldAsTheyAre) {
  Undecided P;
  const SourcePos Other = P.U.pos(), More = P.U.pos();
  Witness &W = P.witness(Other, More);
  W.First.Kind = AccessKind::Read;
  W.First.Stack.insert(W.First.Stack.begin(),
                       {P.U.str("inner"), P.U.pos(), P.U.pos()});
  W.Memory = WitnessMemory::Global;
  W.Variable = P.U.str("total");
  const Verdicts V = P.U.solve();
  ASSERT_EQ(V.CallSites.at(0).Result, Verdict::Unsafe);
  ASSERT_EQ(V.Findings.size(), 1u);
  const Finding &F = V.Findings[0];
  EXPECT_TRUE(F.Rehearsed);
  EXPECT_EQ(F.Kind, Pattern::GlobalMutation);
  EXPECT_THAT(F.Message, HasSubstr("`total`"));
  EXPECT_EQ(F.First.Kind, AccessKind::Write);
  EXPECT_EQ(F.First.Pos.Line, More.Line);
  ASSERT_EQ(F.Second.Chain.size(), 2u);
  EXPECT_EQ(F.Second.Chain[0].Function, "body");
  EXPECT_EQ(F.Second.Chain[0].Pos.Line, P.Body.Line);
  EXPECT_EQ(F.Second.Chain[1].Function, "inner");
  EXPECT_EQ(F.Second.Chain[1].Pos.Line, Other.Line);
}

TEST(Witnesses, TheStarterOfTheThreadIsNoTask) {
  Undecided P;
  const SourcePos Reads = P.U.pos();
  Witness &W = P.witness(P.Write, Reads);
  W.Second.Kind = AccessKind::Read;
  W.Second.Start.clear();
  W.Second.Stack = {{P.U.str("main"), P.Main, Reads}};
  const Verdicts V = P.U.solve();
  ASSERT_EQ(V.CallSites.at(0).Result, Verdict::Unsafe);
  EXPECT_THAT(V.Findings.at(0).Message,
              HasSubstr("while the function that started it reads it"));
  EXPECT_TRUE(V.Findings[0].Second.Chain.empty());
}

TEST(Witnesses, LeaveSafeCallsAndTheUsersWordAlone) {
  Unit U;
  Fn Body(U, "body");
  Body.read(Body.byRef("a"), "a");
  const SourcePos Read = std::get<Access>(Body.f().Blocks[0].Events[0]).Pos;
  Fn Main(U, "main");
  Main.parallel("body", Main.closure({{"a", Main.local("a")}}));
  Witness W;
  W.First.Kind = W.Second.Kind = AccessKind::Write;
  W.First.Stack = W.Second.Stack = {{U.str("body"), Body.f().Pos, Read}};
  W.First.Start = W.Second.Start = {
      {U.str("main"), Main.f().Pos, Main.f().Parallels[0].Pos}};
  W.FromMain = true;
  U.S.Witnesses.push_back(W);
  EXPECT_EQ(U.verdict(), Verdict::Safe);

  Undecided P;
  P.witness(P.Write, P.Write);
  P.U.S.Files[0].NoLint = {{P.Write.Line, P.Write.Line}};
  EXPECT_EQ(P.U.verdict(), Verdict::Unknown);
  P.U.S.Files[0].NoLint.clear();
  P.U.S.Functions[1].Parallels[0].UserAssumptions = {P.U.str("trust")};
  EXPECT_EQ(P.U.verdict(), Verdict::Safe);
}

TEST(Witnesses, WithoutMainCountWhereThereIsNone) {
  Undecided P;
  P.witness(P.Write, P.Write).FromMain = false;
  EXPECT_EQ(P.U.verdict(), Verdict::Unsafe);
  P.U.S.Functions[1].Key = P.U.str("c:@F@main#");
  EXPECT_EQ(P.U.verdict(), Verdict::Unknown);
}

TEST(Witnesses, AreAPartOfWhatAGroupDependsOn) {
  std::map<std::uint64_t, std::string> Accounts;
  unsigned Solved = 0;
  auto Solve = [&](const std::vector<const TranslationUnitSummary *> &Units) {
    SolveMemo Memo;
    Memo.Find = [&](std::uint64_t Digest) -> std::optional<std::string> {
      auto It = Accounts.find(Digest);
      return It == Accounts.end() ? std::nullopt : std::optional(It->second);
    };
    Verdicts V = solve(Units, {}, &Memo);
    Solved = unsigned(Memo.New.size());
    Accounts.insert(Memo.New.begin(), Memo.New.end());
    return V;
  };
  Undecided P(/*CallsElsewhere=*/true);
  EXPECT_EQ(Solve({&P.U.S}).CallSites.at(0).Result, Verdict::Unknown);
  P.witness(P.Write, P.Write);
  EXPECT_EQ(Solve({&P.U.S}).CallSites.at(0).Result, Verdict::Unsafe);
  EXPECT_EQ(Solved, 1u);
  const Verdicts Again = Solve({&P.U.S});
  EXPECT_EQ(Solved, 0u);
  EXPECT_EQ(Again.CallSites.at(0).Result, Verdict::Unsafe);
  EXPECT_TRUE(Again.Findings.at(0).Rehearsed);
}

} // namespace
