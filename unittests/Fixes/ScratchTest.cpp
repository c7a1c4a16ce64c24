//===- ScratchTest.cpp - Variables that carry nothing ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scratch.h"
#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using fixes::FirstUse;

/// A function whose last statement is a block around \p Body.
class OneFunction {
public:
  explicit OneFunction(const std::string &Body)
      : Unit(parse("int g(int); void f(int *v, int n) { int x, i; x; { " +
                   Body + " } }")),
        S(Unit->getASTContext(), Unit->getSourceManager().getMainFileID()),
        Var(llvm::cast<clang::VarDecl>(
            llvm::cast<clang::DeclRefExpr>(mention(S, "x"))->getDecl())) {}

  FirstUse first() const { return firstUse(S, block(), Var); }
  bool dead(unsigned Index) const {
    return isDeadAfter(S, block()->body_begin()[Index], Var);
  }

private:
  const clang::CompoundStmt *block() const {
    return llvm::cast<clang::CompoundStmt>(
        llvm::cast<clang::CompoundStmt>(S.bodies().front().Root)->body_back());
  }
  std::unique_ptr<clang::ASTUnit> Unit;
  fixes::Syntax S;
  const clang::VarDecl *Var;
};

FirstUse first(const std::string &Body) { return OneFunction(Body).first(); }

TEST(Scratch, Statements) {
  EXPECT_EQ(first("v[0] = 1;"), FirstUse::None);
  EXPECT_EQ(first("x = n; v[0] = x;"), FirstUse::Written);
  EXPECT_EQ(first("v[0] = x; x = n;"), FirstUse::Read);
  EXPECT_EQ(first("x = x + 1;"), FirstUse::Read);
  EXPECT_EQ(first("x += 1;"), FirstUse::Read);
  EXPECT_EQ(first("g(x);"), FirstUse::Read);
  EXPECT_EQ(first("v[x] = 1;"), FirstUse::Read);
  EXPECT_EQ(first("int y = x;"), FirstUse::Read);
}

TEST(Scratch, Branches) {
  EXPECT_EQ(first("if (n) x = 1; else x = 2; v[0] = x;"), FirstUse::Written);
  EXPECT_EQ(first("if (n) { x = 1; v[0] = x; }"), FirstUse::Covered);
  EXPECT_EQ(first("if (n) x = 1; v[0] = x;"), FirstUse::Read);
  EXPECT_EQ(first("if (n) x = 1; else v[0] = x;"), FirstUse::Read);
  EXPECT_EQ(first("if (n) v[0] = x; else x = 1;"), FirstUse::Read);
  EXPECT_EQ(first("if (x) x = 1;"), FirstUse::Read);
}

TEST(Scratch, Loops) {
  EXPECT_EQ(first("for (x = 0; x < n; x++) v[x] = 1;"), FirstUse::Written);
  EXPECT_EQ(first("for (; x < n; x++) v[x] = 1;"), FirstUse::Read);
  EXPECT_EQ(first("for (i = 0; i < n; i++) { x = i; v[i] = x; }"),
            FirstUse::Covered);
  EXPECT_EQ(first("for (i = 0; i < n; i++) x = i; v[0] = x;"), FirstUse::Read);
  EXPECT_EQ(first("for (i = 0; i < n; i += x) x = 1;"), FirstUse::Covered);
  EXPECT_EQ(first("for (i = 0; i < n; i += x) if (i) x = 1;"), FirstUse::Read);
  EXPECT_EQ(first("while (n--) { x = n; v[n] = x; }"), FirstUse::Covered);
  EXPECT_EQ(first("while (x) x = 0;"), FirstUse::Read);
}

TEST(Scratch, Constructs) {
  EXPECT_EQ(first("_Pragma(\"omp parallel\") { x = 1; v[0] = x; }"),
            FirstUse::Covered);
  EXPECT_EQ(first("_Pragma(\"omp parallel firstprivate(x)\") { x = 1; }"),
            FirstUse::Read);
}

TEST(Scratch, DeadAfter) {
  EXPECT_TRUE(OneFunction("x = 1; v[0] = 1;").dead(0));
  EXPECT_FALSE(OneFunction("x = 1; v[0] = x;").dead(0));
  EXPECT_TRUE(OneFunction("x = 1; x = 2; v[0] = x;").dead(0));
  EXPECT_TRUE(OneFunction("x = 1; for (x = 0; x < n; x++) v[x] = 1;").dead(0));
  EXPECT_FALSE(OneFunction("x = 1; if (n) x = 2; v[0] = x;").dead(0));
}

TEST(Scratch, AroundALoop) {
  // The next round reads what this one wrote last.
  const OneFunction Carries("for (i = 0; i < n; i++) { if (i) v[i] = x; "
                            "for (int k = 0; k < n; k++) { x = k; } }");
  EXPECT_EQ(Carries.first(), FirstUse::Read);
}

} // namespace
} // namespace aether::analysis::testing
