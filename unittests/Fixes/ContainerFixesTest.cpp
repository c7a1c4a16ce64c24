//===- ContainerFixesTest.cpp - Loops that only append -------------------===//
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

TEST(ContainerFixes, Maps) {
  EXPECT_THAT(
      proposed(loop("out.push_back(i * 2);")),
      HasSubstr(
          "out = aether::par_map(v, [&](const int &i) { return i * 2; });"));
}

TEST(ContainerFixes, Filters) {
  EXPECT_THAT(
      proposed(loop("if (i > 2) out.push_back(i);")),
      HasSubstr(
          "out = aether::par_filter(v, [&](const int &i) { return i > 2; });"));
}

TEST(ContainerFixes, KeepsWhatWasThere) {
  EXPECT_THAT(
      proposed(loop("into.push_back(i);")),
      HasSubstr("into.insert(into.end(), results.begin(), results.end());"));
}

TEST(ContainerFixes, NotIfMoreIsDone) {
  EXPECT_EQ(proposed(loop("out.push_back(i); i = 0;")), "");
  EXPECT_EQ(proposed(loop("if (i > 2) out.push_back(i + 1);")), "");
  EXPECT_EQ(proposed(loop("/* why */ out.push_back(i);")), "");
}

} // namespace
} // namespace aether::analysis::testing
