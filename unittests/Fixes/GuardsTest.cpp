//===- GuardsTest.cpp - Which mutex is locked where ----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Guards.h"
#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

const char *const Code = R"(
#include <mutex>
std::mutex m;
void g();
void f(int a, int b, int c) {
  {
    std::lock_guard<std::mutex> guard(m);
    a = 1;
  }
  b = 1;
  std::lock_guard<std::mutex> guard(m);
  c = 1;
  g();
}
)";

TEST(Guards, HeldUntilTheBlockEnds) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(Code);
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  const clang::ValueDecl *M = fixes::named(mention(S, "m"));
  EXPECT_EQ(fixes::guardsAround(S, mention(S, "a")).size(), 1u);
  EXPECT_TRUE(fixes::guardsAround(S, mention(S, "b")).empty());
  EXPECT_TRUE(fixes::mayBeHeld(S, M, mention(S, "a")));
  EXPECT_FALSE(fixes::mayBeHeld(S, M, mention(S, "b")));
  EXPECT_TRUE(fixes::mayBeHeld(S, M, mention(S, "c")));
}

TEST(Guards, WhatIsCalledMayLock) {
  std::unique_ptr<clang::ASTUnit> Unit = parse(Code);
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  const clang::ValueDecl *M = fixes::named(mention(S, "m"));
  EXPECT_TRUE(fixes::mayLock(S, M, S.statementOf(mention(S, "g"))));
  EXPECT_FALSE(fixes::mayLock(S, M, S.statementOf(mention(S, "b"))));
}

} // namespace
} // namespace aether::analysis::testing
