//===- DraftTest.cpp - A fix in the making -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Draft.h"
#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

using fixes::Draft;

TEST(Draft, IncludesWhatIsMissing) {
  std::unique_ptr<clang::ASTUnit> Unit = parse("#include <mutex>\nint x;\n");
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  Draft D(S, "title");
  D.include("mutex");
  D.include("atomic");
  D.include("atomic");
  D.insert(17, "");
  std::optional<Fix> F = D.take();
  ASSERT_TRUE(F);
  ASSERT_EQ(F->Includes.size(), 1u);
  EXPECT_EQ(F->Includes[0].Text, "#include <atomic>\n");
  EXPECT_EQ(F->Includes[0].Offset, 0u);
}

TEST(Draft, LinesAreIndentedLikeTheNext) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("void f(int a) {\n    a = 1; a = 2;\n}\n");
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  Draft D(S, "title");
  D.insertLine(S.statementOf(mention(S, "a", 0)), "int b;");
  D.insertLine(S.statementOf(mention(S, "a", 1)), "int c;");
  EXPECT_EQ(applyFixes(S.code().str(), {*D.take()}),
            "void f(int a) {\n    int b;\n    a = 1; int c; a = 2;\n}\n");
}

TEST(Draft, OverlappingEditsMakeNoFix) {
  std::unique_ptr<clang::ASTUnit> Unit = parse("int x = 1;");
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  Draft D(S, "title");
  D.replace(fixes::TextRange{0, 5}, "a");
  D.replace(fixes::TextRange{4, 6}, "b");
  EXPECT_FALSE(D.take());
}

} // namespace
} // namespace aether::analysis::testing
