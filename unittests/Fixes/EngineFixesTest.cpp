//===- EngineFixesTest.cpp - Random numbers that tasks draw together -----===//
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
         "  std::minstd_rand fixed(42); std::minstd_rand "
         "seeded(std::random_device{}());\n"
         "  std::uniform_int_distribution<int> die(1, 6);\n"
         "  aether::par_for_each(v, [&](int &i) { " +
         Task + " });\n" + After + "}\n";
}

TEST(EngineFixes, AnEngineOfEachThread) {
  std::string Fixed = proposed(loop("i = seeded();"));
  EXPECT_THAT(Fixed, HasSubstr("thread_local std::minstd_rand "
                               "threadSeeded(std::random_device{}());"));
  EXPECT_THAT(Fixed, HasSubstr("i = threadSeeded();"));
}

TEST(EngineFixes, AFixedSeedIsKept) {
  EXPECT_EQ(proposed(loop("i = fixed();")), "");
  EXPECT_EQ(proposed(loop("i = rand();")), "");
  EXPECT_EQ(proposed(loop("i = rand();", "void s() { srand(1); }\n")), "");
}

TEST(EngineFixes, RandOfASeedThatDiffers) {
  EXPECT_THAT(
      proposed(loop("i = rand();", "void s() { srand(time(nullptr)); }\n")),
      HasSubstr("i = std::uniform_int_distribution<int>(0, "
                "RAND_MAX)(threadEngine);"));
}

} // namespace
} // namespace aether::analysis::testing
