//===- GroupsTest.cpp - What is solved again ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Build.h"

#include <gtest/gtest.h>

#include <map>

using namespace aether::analysis;
using namespace aether::analysis::test;

namespace {

/// What a run keeps for the next one.
struct Kept {
  std::map<std::uint64_t, std::string> Accounts;

  struct Run {
    Verdicts V;
    std::size_t Groups = 0, Solved = 0;
  };
  Run solve(const std::vector<const TranslationUnitSummary *> &Units,
            std::uint64_t Salt = 0) {
    SolveMemo Memo;
    Memo.Salt = Salt;
    Memo.Find = [&](std::uint64_t Digest) -> std::optional<std::string> {
      auto It = Accounts.find(Digest);
      if (It == Accounts.end())
        return std::nullopt;
      return It->second;
    };
    Run Out;
    Out.V = aether::analysis::solve(Units, {}, &Memo);
    Out.Groups = Memo.Met.size();
    Out.Solved = Memo.New.size();
    for (const auto &[Digest, Account] : Memo.New)
      Accounts[Digest] = Account;
    return Out;
  }
};

/// A unit with one parallel call over `x`, whose task calls \p Helper.
Unit caller(const std::string &Name, const std::string &Helper,
            bool Writes = true) {
  Unit U("/src/" + Name + ".cpp");
  Fn Body(U, Name + "-body");
  if (Writes)
    Body.write(Body.byRef("x"), "x");
  else
    Body.read(Body.byRef("x"), "x");
  Body.call(Helper);
  Fn Start(U, Name);
  Start.parallel(Name + "-body", Start.closure({{"x", Start.local("x")}}));
  return U;
}

Unit helper(bool Writes) {
  Unit U("/src/helper.cpp");
  Fn F(U, "helper");
  if (Writes)
    F.write(F.global("g"), "g");
  else
    F.read(F.global("g"), "g");
  return U;
}

TEST(Groups, OnlyWhatChangedIsSolvedAgain) {
  Kept K;
  const Unit A = caller("a", "helper", /*Writes=*/false);
  const Unit B = caller("b", "elsewhere"), Reads = helper(false);
  const auto First = K.solve({&A.S, &B.S, &Reads.S});
  EXPECT_EQ(First.Groups, 2u);
  EXPECT_EQ(First.Solved, 2u);
  ASSERT_EQ(First.V.CallSites.size(), 2u);
  EXPECT_EQ(First.V.CallSites[0].Result, Verdict::Safe);
  EXPECT_EQ(First.V.CallSites[1].Result, Verdict::Unsafe);
  EXPECT_EQ(First.V.Findings.size(), 1u);

  const auto Same = K.solve({&B.S, &Reads.S, &A.S});
  EXPECT_EQ(Same.Solved, 0u);
  ASSERT_EQ(Same.V.CallSites.size(), 2u);
  EXPECT_EQ(Same.V.CallSites[1].Result, Verdict::Unsafe);
  ASSERT_EQ(Same.V.Findings.size(), 1u);
  EXPECT_EQ(Same.V.Findings[0].Message, First.V.Findings[0].Message);
  EXPECT_EQ(Same.V.Findings[0].Fingerprint, First.V.Findings[0].Fingerprint);

  // A function that one of them calls, in another unit.
  const Unit Writes = helper(true);
  const auto Changed = K.solve({&A.S, &B.S, &Writes.S});
  EXPECT_EQ(Changed.Solved, 1u);
  EXPECT_EQ(Changed.V.CallSites.at(0).Result, Verdict::Unsafe);

  // Who else says what decides.
  EXPECT_EQ(K.solve({&A.S, &B.S, &Writes.S}, /*Salt=*/1).Solved, 2u);
}

TEST(Groups, WhoDefinesAFunctionCounts) {
  Kept K;
  const Unit A = caller("a", "helper", false), Reads = helper(false);
  EXPECT_EQ(K.solve({&A.S}).V.CallSites.at(0).Result, Verdict::Unknown);
  const auto Known = K.solve({&A.S, &Reads.S});
  EXPECT_EQ(Known.Solved, 1u);
  EXPECT_EQ(Known.V.CallSites.at(0).Result, Verdict::Safe);
  EXPECT_EQ(K.solve({&A.S}).Solved, 0u); // as in the first run
}

TEST(Groups, WhoElseWritesAGlobalCounts) {
  Kept K;
  const Unit A = caller("a", "helper", false), Reads = helper(false);
  K.solve({&A.S, &Reads.S});
  Unit Other("/src/other.cpp");
  Fn F(Other, "other");
  F.write(F.global("g"), "g");
  EXPECT_EQ(K.solve({&A.S, &Reads.S, &Other.S}).Solved, 1u);
}

TEST(Groups, CallsBelowOneFunctionAreOneGroup) {
  Kept K;
  const Unit A = caller("a", "nothing"), B = caller("b", "nothing");
  Unit Top("/src/top.cpp");
  Fn Main(Top, "top");
  Main.call("a");
  Main.call("b");
  EXPECT_EQ(K.solve({&A.S, &B.S, &Top.S}).Groups, 1u);
}

TEST(Groups, DamagedAccountsAreNotBelieved) {
  Kept K;
  const Unit B = caller("b", "elsewhere");
  K.solve({&B.S});
  for (auto &[Digest, Account] : K.Accounts)
    for (std::size_t I = 0; I < Account.size(); I += 7) {
      const std::string Good = Account;
      Account[I] ^= 1;
      const auto Again = K.solve({&B.S});
      EXPECT_EQ(Again.Solved, 1u) << I;
      EXPECT_EQ(Again.V.CallSites.at(0).Result, Verdict::Unsafe);
      EXPECT_EQ(Account, Good);
    }
}

} // namespace
