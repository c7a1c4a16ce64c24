//===- ScratchFixesTest.cpp - Variables that carry nothing ---------------===//
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

TEST(ScratchFixes, MovesIntoTheTask) {
  std::string Fixed = proposed(loop("x = i + 1; i = x * x;"));
  EXPECT_THAT(Fixed, HasSubstr("{ int x = i + 1; i = x * x; }"));
  EXPECT_THAT(Fixed, ::testing::Not(HasSubstr("int x = 0;")));
}

TEST(ScratchFixes, NotWhatIsReadAfterwards) {
  EXPECT_EQ(proposed(loop("x = i + 1; i = x * x;", "", "  v[0] = x;\n")), "");
}

TEST(ScratchFixes, NotWhatIsReadFirst) {
  EXPECT_EQ(proposed(loop("i = x; x = i + 1;")), "");
  EXPECT_EQ(proposed(loop("x = x / 2 + i; i = x;")), "");
  EXPECT_EQ(proposed(loop("if (i) x = i; i = x;")), "");
}

} // namespace
} // namespace aether::analysis::testing
