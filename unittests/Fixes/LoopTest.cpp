//===- LoopTest.cpp - A par_for_each with a body of one statement --------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loop.h"
#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

std::string callable(const std::string &Lambda) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(
      "#include <aether/aether.h>\nvoid f(std::vector<int> &v, int x, int y) "
      "{ aether::par_for_each(v, " +
      Lambda + "); }");
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  const clang::Expr *X = mention(S, "x");
  std::optional<fixes::Loop> L = fixes::loopAround(S, S.meaningfulParent(X));
  if (!L)
    return "";
  fixes::Draft D(S, "title");
  D.insert(0, "");
  std::string Text =
      fixes::callableText(S, D, *L, fixes::named(X), {}, "", "1");
  return D.take() ? Text : "";
}

TEST(Loop, DropsTheCaptureThatIsNotUsed) {
  EXPECT_EQ(callable("[&](int &i) { x = i; }"),
            "[&](const int &i) { return 1; }");
  EXPECT_EQ(callable("[&x, &y](int i) { if (i) { x = y; } }"),
            "[&y](int i) { return 1; }");
}

TEST(Loop, OnlyOneStatement) {
  EXPECT_EQ(callable("[&](int i) { x = i; y = i; }"), "");
  EXPECT_EQ(callable("[&](int i) { if (i) x = 1; else y = 1; }"), "");
  EXPECT_EQ(callable("[&](int i) { while (i) x = i; }"), "");
  EXPECT_EQ(callable("[&, z = 1](int i) { x = i; }"), "");
}

} // namespace
} // namespace aether::analysis::testing
