//===- AccumulationTest.cpp - Sums, products, extremes, flags ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Accumulation.h"
#include "FixesTesting.h"

namespace aether::analysis::testing {
namespace {

using ::testing::HasSubstr;

using fixes::Accumulates;

std::optional<Accumulates> kindOf(const std::string &Statement,
                                  unsigned Index = 0) {
  std::unique_ptr<clang::ASTUnit> Unit =
      parse("void f(int x, int y, unsigned u, double d) { " + Statement + " }");
  fixes::Syntax S(Unit->getASTContext(),
                  Unit->getSourceManager().getMainFileID());
  std::optional<fixes::Accumulation> A =
      fixes::accumulationOf(S, mention(S, "x", Index));
  return A ? std::optional(A->Kind) : std::nullopt;
}

TEST(Accumulation, Operators) {
  EXPECT_EQ(kindOf("x += y;"), Accumulates::Sum);
  EXPECT_EQ(kindOf("++x;"), Accumulates::Sum);
  EXPECT_EQ(kindOf("x *= y;"), Accumulates::Product);
  EXPECT_EQ(kindOf("x &= y;"), Accumulates::And);
  EXPECT_EQ(kindOf("x ^= y;"), Accumulates::Xor);
  EXPECT_EQ(kindOf("x = 7;"), Accumulates::Set);
}

TEST(Accumulation, FromEitherMention) {
  for (unsigned Index : {0u, 1u}) {
    EXPECT_EQ(kindOf("x = x | y;", Index), Accumulates::Or);
    EXPECT_EQ(kindOf("if (x < y) { x = y; }", Index), Accumulates::Max);
    EXPECT_EQ(kindOf("if (y <= x) x = y;", Index), Accumulates::Min);
  }
}

TEST(Accumulation, OthersAreNone) {
  for (const char *Statement :
       {"y = x++;", "x /= y;", "x <<= 1;", "x = y;", "x = y - x;", "x += d;",
        "x += (y = x);", "if (x < u) x = u;", "if (x < y) x = y; else y = 1;",
        "if (x < y) x = y + 1;", "y += x;"})
    EXPECT_FALSE(kindOf(Statement)) << Statement;
}

} // namespace
} // namespace aether::analysis::testing
