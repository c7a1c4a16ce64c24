//===- SyntaxTest.cpp - The functions of the main file as a tree ---------===//
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

using fixes::Syntax;

TEST(Syntax, FindsTheExpressionAtAPosition) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("int f(int a) {\n  return a + 1;\n}");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  Position Pos{"input.cc", "input.cc", 2, 10};
  ASSERT_FALSE(S.at(Pos).empty());
  EXPECT_TRUE(llvm::isa<clang::BinaryOperator>(S.at(Pos).front()));
  EXPECT_TRUE(S.at({"input.cc", "input.cc", 2, 1}).empty());
  EXPECT_TRUE(S.at({"other.cc", "other.cc", 2, 10}).empty());
}

TEST(Syntax, LambdasAreInTheirFunction) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("int f(int a) { return [&](auto b) { return a + b; }(2); }");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  const clang::Expr *B = mention(S, "b");
  ASSERT_TRUE(B);
  ASSERT_TRUE(S.bodyOf(B)->Lambda);
  EXPECT_EQ(S.bodyOf(B)->Outer->Function->getNameAsString(), "f");
  // The capture is no reference of its own.
  EXPECT_EQ(S.references(fixes::named(mention(S, "a"))).size(), 1u);
}

TEST(Syntax, TemplatesWithSeveralInstancesAreNotKnown) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("int g; template <class T> T f(T a) { ++g; return a; }"
            "int h() { ++g; return f(1) + int(f(1.0)); }");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  EXPECT_EQ(S.bodies().size(), 1u);
  EXPECT_TRUE(S.isSeenElsewhere(fixes::named(mention(S, "g"))));
}

TEST(Syntax, NothingInMacrosHasARange) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("#define M a\nint f(int a) { return M; }");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  EXPECT_FALSE(S.range(mention(S, "a")->getSourceRange()));
}

TEST(Syntax, FreeNames) {
  std::unique_ptr<clang::ASTUnit> Unit = parse("int lock, locked2, lock3;");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  EXPECT_EQ(S.freeName("lock"), "lock2");
  EXPECT_EQ(S.freeName("lock", 1), "lock4");
  EXPECT_EQ(S.freeName("locked"), "locked");
}

TEST(Syntax, StatementsEndWithTheirSemicolon) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("struct T { int n; }; void f(T a) { if (a.n) a = T{1} ; }");
  Syntax S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID());
  std::optional<fixes::TextRange> R =
      S.statementRange(S.statementOf(mention(S, "a")));
  ASSERT_TRUE(R);
  EXPECT_EQ(S.text(*R), "if (a.n) a = T{1} ;");
}

} // namespace
} // namespace aether::analysis::testing
