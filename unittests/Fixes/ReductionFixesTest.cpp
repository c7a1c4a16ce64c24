//===- ReductionFixesTest.cpp - Loops that only accumulate ---------------===//
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

std::string loop(const std::string &Task, const std::string &Before = "",
                 const std::string &After = "") {
  return "#include <aether/aether.h>\n#include <cstdlib>\n#include <random>\n" +
         Before +
         "void f(std::vector<int> &v, std::vector<int> &into) {\n"
         "  int x = 0;\n  std::vector<int> out;\n"
         "  std::minstd_rand fixed(42), seeded(std::random_device{}());\n"
         "  std::uniform_int_distribution<int> die(1, 6);\n"
         "  aether::par_for_each(v, [&](int &i) { " +
         Task + " });\n" + After + "}\n";
}

TEST(ReductionFixes, Sums) {
  EXPECT_THAT(
      proposed(loop("x += i;")),
      HasSubstr("x += aether::map_reduce(v, [&](const int &i) -> long long "
                "{ return i; }, std::plus<long long>(), 0LL);"));
  EXPECT_THAT(
      proposed(loop("if (i > 2) --x;")),
      HasSubstr(
          "x -= aether::map_reduce(v, [&](const int &i) -> long long "
          "{ return (i > 2) ? (1) : 0; }, std::plus<long long>(), 0LL);"));
}

TEST(ReductionFixes, Extremes) {
  EXPECT_THAT(
      proposed(loop("if (x < i) x = i;")),
      HasSubstr("x = aether::map_reduce(v, [&](const int &i) { return i; }, "
                "[](int a, int b) { return std::max(a, b); }, x);"));
  EXPECT_EQ(proposed(loop("if (x < i) x = i + 1;")), "");
}

TEST(ReductionFixes, ASignedProductMayOverflowInParts) {
  EXPECT_EQ(proposed(loop("x *= i;")), "");
}

} // namespace
} // namespace aether::analysis::testing
