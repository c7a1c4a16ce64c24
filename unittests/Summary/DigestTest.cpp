//===- DigestTest.cpp - Digest.h ------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Digest.h"

#include "SummaryGenerator.h"

#include "llvm/Support/xxhash.h"

#include <gtest/gtest.h>

#include <set>

using namespace aether::analysis;
using aether::analysis::testing::SummaryGenerator;

namespace {

/// What the numbers of \p Unit stand for, apart from their values.
Meanings meanings(const TranslationUnitSummary &Unit) {
  Meanings M;
  for (const std::string &S : Unit.Strings)
    M.Strings.push_back(llvm::xxh3_64bits(S));
  for (const SourceFile &F : Unit.Files)
    M.Files.push_back(llvm::xxh3_64bits(F.Path));
  for (const GlobalVariable &G : Unit.Globals)
    M.Globals.push_back(llvm::xxh3_64bits(Unit.string(G.Key)));
  return M;
}

TEST(DigestTest, TellsFunctionsApart) {
  std::set<std::uint64_t> All;
  std::size_t Functions = 0;
  for (unsigned Seed = 0; Seed != 50; ++Seed) {
    const TranslationUnitSummary Unit = SummaryGenerator(Seed).unit(4);
    for (const FunctionSummary &F : Unit.Functions) {
      All.insert(digest(F, meanings(Unit)));
      ++Functions;
    }
  }
  EXPECT_EQ(All.size(), Functions);
}

TEST(DigestTest, DoesNotDependOnNumbers) {
  TranslationUnitSummary A, B;
  B.intern("something that comes first");
  B.Files.push_back({"/first.h", "/first.h", true, 0});
  B.Globals.emplace_back().Key = B.intern("first");
  auto Fill = [](TranslationUnitSummary &U) {
    U.Files.push_back({"/a.cpp", "/a.cpp", false, 0});
    const auto File = static_cast<std::uint32_t>(U.Files.size() - 1);
    U.Globals.emplace_back().Key = U.intern("g");
    FunctionSummary F;
    F.Key = F.Name = U.intern("f");
    F.Pos = {File, 7, 1};
    F.Blocks.emplace_back();
    Access Write;
    Write.Kind = AccessKind::Write;
    Write.Place = F.T.root(PlaceKind::Global,
                           static_cast<std::uint32_t>(U.Globals.size() - 1));
    Write.Place = F.T.field(Write.Place, U.intern("part"));
    Write.Spelling = U.intern("g.part");
    Write.Pos = {File, 8, 3};
    F.Blocks[0].Events.push_back(Write);
    U.Functions.push_back(std::move(F));
  };
  Fill(A);
  Fill(B);
  const std::uint64_t Known = digest(A.Functions[0], meanings(A));
  EXPECT_EQ(digest(B.Functions[0], meanings(B)), Known);
  Meanings Other = meanings(B);
  Other.Globals.back() += 1; // somebody else writes it, say
  EXPECT_NE(digest(B.Functions[0], Other), Known);
  std::get<Access>(B.Functions[0].Blocks[0].Events[0]).Pos.Line = 9;
  EXPECT_NE(digest(B.Functions[0], meanings(B)), Known);
}

} // namespace
