//===- FixesTest.cpp - Edits that repair findings ------------------------===//
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

TEST(Fixes, AppliesEditsInOrderAndIncludesOnce) {
  Edit Include{0, 0, "#include <atomic>\n"};
  Fix A{"a", {{4, 1, "X"}}, {Include}, {0}};
  Fix B{"b", {{1, 2, ""}}, {Include}, {1}};
  EXPECT_EQ(applyFixes("0123456", {A, B}), "#include <atomic>\n03X56");
}

TEST(Fixes, NothingToRepair) {
  std::unique_ptr<clang::ASTUnit> Unit = parse("int f() { return 1; }");
  EXPECT_TRUE(proposeFixes(Unit->getASTContext(), {}).empty());
}

TEST(Fixes, OneFixForBothFindingsOfAVariable) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(R"(
#include <thread>
int f() {
  int x = 0;
  std::thread a([&] { x += 1; });
  std::thread b([&] { x += 2; });
  std::thread c([&] { x += 3; });
  a.join();
  b.join();
  c.join();
  return x;
}
)");
  Verdicts Result = judge(*Unit);
  std::vector<Fix> Fixes = proposeFixes(Unit->getASTContext(), Result);
  ASSERT_EQ(Fixes.size(), 1u);
  EXPECT_EQ(Fixes[0].Edits.size(), 6u);
  EXPECT_EQ(Fixes[0].Findings.size(), Result.Findings.size());
}

} // namespace
} // namespace aether::analysis::testing
