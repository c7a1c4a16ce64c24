//===- FindRepairsTest.cpp - Fixes that hold in all units -----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindRepairs.h"
#include "TempDir.h"

#include "aether-analysis/Solve.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace llvm;
using testing::HasSubstr;

namespace {

/// A thread adds to \p Counter, and so does who starts it.
std::string race(const std::string &Counter) {
  return "{\n  std::thread t([&] { ++" + Counter + "; });\n  ++" + Counter +
         ";\n  t.join();\n}\n";
}

class FindRepairs : public testing::Test {
protected:
  std::vector<RepairedFile> run(std::vector<std::string> Names) {
    std::vector<UnitCommand> Commands;
    for (const std::string &Name : Names)
      Commands.push_back({D.path(), D.path(Name), {"g++", "-std=c++20", Name}});
    const ModelSet &Models = ModelSet::builtin();
    std::vector<AnalysedUnit> Units =
        makeUnits(std::move(Commands), Resources, Models, "");
    FileStamps Stamps;
    analyse(Units, Resources, Models, Stamps, 1, nullptr);
    std::vector<const TranslationUnitSummary *> All;
    for (const AnalysedUnit &Unit : Units) {
      EXPECT_TRUE(Unit.Summary) << Unit.Parsed.Error;
      All.push_back(Unit.Summary.get());
    }
    Result = solve(All);
    Found = Result.Findings.size();
    return findRepairs(Units, Result, {Resources, Models, 1});
  }

  TempDir D;
  std::string Resources = cantFail(findResourceDir(""));
  Verdicts Result;
  std::size_t Found = 0;
};

TEST_F(FindRepairs, WhatIsLeftIsJudgedAgain) {
  D.write("a.cpp",
          "#include <thread>\nvoid f() {\n  int n = 0;\n" + race("n") + "}\n");
  const std::vector<RepairedFile> Files = run({"a.cpp"});
  EXPECT_GE(Found, 1u);
  ASSERT_EQ(Files.size(), 1u);
  EXPECT_EQ(Files[0].Path, D.path("a.cpp"));
  EXPECT_EQ(Files[0].Racing.size(), Files[0].Fixes.size());
  EXPECT_THAT(Files[0].after(), HasSubstr("std::atomic_ref(n)"));
  EXPECT_TRUE(Result.Findings.empty());
  ASSERT_EQ(Result.CallSites.size(), 1u);
  EXPECT_EQ(Result.CallSites[0].Result, Verdict::Safe);
}

TEST_F(FindRepairs, AHeaderOnceForAllThatReadIt) {
  D.write("h.h", "#include <thread>\ninline void f(int n) " + race("n"));
  D.write("a.cpp", "#include \"h.h\"\nvoid a() { f(1); }\n");
  D.write("b.cpp", "#include \"h.h\"\nvoid b() { f(2); }\n");
  const std::vector<RepairedFile> Files = run({"a.cpp", "b.cpp"});
  ASSERT_EQ(Files.size(), 1u);
  EXPECT_EQ(Files[0].Path, D.path("h.h"));
  EXPECT_TRUE(Result.Findings.empty());
}

TEST_F(FindRepairs, NotWhatAnotherUnitCannotCompile) {
  // As if it had a library without atomic_ref.
  D.write("h.h", "#include <thread>\ninline void f(int n) " + race("n"));
  D.write("a.cpp", "#include \"h.h\"\nvoid a() { f(1); }\n");
  D.write("b.cpp", "#include <atomic>\n#define atomic_ref none\n#include "
                   "\"h.h\"\nvoid b() { f(2); }\n");
  const std::vector<RepairedFile> Files = run({"a.cpp", "b.cpp"});
  EXPECT_TRUE(Files.empty());
  EXPECT_EQ(Result.Findings.size(), Found);
}

TEST_F(FindRepairs, OneFileAfterTheOther) {
  D.write("a.cpp", "#include <thread>\nint n;\nvoid f() " + race("n"));
  D.write("b.cpp",
          "#include <thread>\nvoid g() {\n  int k = 0;\n" + race("k") + "}\n");
  const std::vector<RepairedFile> Files = run({"a.cpp", "b.cpp"});
  ASSERT_EQ(Files.size(), 2u);
  EXPECT_NE(Files[0].Path, Files[1].Path);
  EXPECT_TRUE(Result.Findings.empty());
}

TEST_F(FindRepairs, NothingWhereNoFixIsSure) {
  D.write("a.cpp", "#include <thread>\nvoid f() {\n  double n = 0;\n" +
                       race("n") + "}\n");
  EXPECT_TRUE(run({"a.cpp"}).empty());
  EXPECT_EQ(Result.Findings.size(), Found);
}

} // namespace
