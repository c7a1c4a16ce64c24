//===- VerifyTest.cpp - Judging a file with its fixes applied ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

const char *const Racy = R"(
#include <thread>
int f() {
  int x = 0;
  std::thread a([&] { x += 1; });
  std::thread b([&] { x += 2; });
  a.join();
  b.join();
  return x;
}
)";

TEST(Verify, KeepsWhatRepairs) {
  EXPECT_THAT(verified(Racy), HasSubstr("std::atomic_ref(x) += 2;"));
}

/// A fix of the first finding that puts \p Text where the first addition is.
std::vector<Fix> instead(const std::string &Text) {
  std::size_t At = std::string(Racy).find("x += 1");
  return {{"try", {{unsigned(At), 6, Text}}, {}, {0}}};
}

std::size_t kept(const std::vector<Fix> &Tried) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(Racy);
  Verdicts Before = judge(*Unit);
  EXPECT_EQ(Before.Findings.size(), 1u);
  return verifyFixes(Unit->getPreprocessor(), ModelSet::builtin(), Before,
                     Tried)
      .size();
}

TEST(Verify, DropsWhatDoesNotCompile) {
  EXPECT_EQ(kept(instead("y += 1")), 0u);
}

TEST(Verify, DropsWhatStillRaces) { EXPECT_EQ(kept(instead("x = x + 1")), 0u); }

TEST(Verify, DropsWhatBringsAnotherRace) {
  std::vector<Fix> Tried = instead("n += 1");
  const std::string Code = Racy;
  Tried[0].Edits.insert(Tried[0].Edits.begin(),
                        {unsigned(Code.find("int f()")), 0, "static int n;\n"});
  Tried[0].Edits.push_back({unsigned(Code.find("x += 2")), 6, "n += 1"});
  EXPECT_EQ(kept(Tried), 0u);
}

TEST(Verify, KeepsTheGoodOnesOfSeveral) {
  std::vector<Fix> Tried = instead("(void)0");
  Fix Bad = instead("").front();
  Bad.Edits = {{0, 0, "error;"}};
  Tried.push_back(Bad);
  EXPECT_EQ(kept(Tried), 1u);
}

TEST(Verify, OneOfTwoRacesThatAreAlike) {
  const std::string Once = "  {\n    std::thread a([&] { x += 1; });\n"
                           "    std::thread b([&] { x += 1; });\n"
                           "    a.join();\n    b.join();\n  }\n";
  const std::string Code =
      "#include <thread>\nint x;\nvoid f() {\n" + Once + Once + "}\n";
  std::unique_ptr<clang::ASTUnit> Unit = parse(Code);
  const Verdicts Before = judge(*Unit);
  ASSERT_GE(Before.Findings.size(), 2u);
  Fix First{"try", {}, {}, {}};
  const std::size_t Half = Code.size() / 2;
  for (std::size_t At = Code.find("x += 1"); At < Half;
       At = Code.find("x += 1", At + 1))
    First.Edits.push_back({unsigned(At), 6, "(void)0"});
  for (unsigned I = 0; I != Before.Findings.size(); ++I)
    if (Before.Findings[I].First.Pos.Line < 8)
      First.Findings.push_back(I);
  EXPECT_EQ(
      verifyFixes(Unit->getPreprocessor(), ModelSet::builtin(), Before, {First})
          .size(),
      1u);
}

} // namespace
} // namespace aether::analysis::testing
