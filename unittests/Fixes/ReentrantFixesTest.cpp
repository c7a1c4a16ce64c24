//===- ReentrantFixesTest.cpp - Functions that keep a state of their own -===//
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

std::string twice(const std::string &Task) {
  return "#include <cstring>\n#include <ctime>\n#include <thread>\n"
         "static tm *kept;\n"
         "static int work(long t, char *s) {\n  " +
         Task +
         "\n  return 0;\n}\n"
         "void f(char *s, char *u) {\n"
         "  std::thread a([=] { work(1, s); });\n"
         "  std::thread b([=] { work(2, u); });\n  a.join();\n  b.join();\n}\n";
}

TEST(ReentrantFixes, BringsTheMemory) {
  EXPECT_THAT(proposed(twice("return std::localtime(&t)->tm_hour;")),
              HasSubstr("  std::tm calendar{};\n"
                        "  return localtime_r(&t, &calendar)->tm_hour;"));
  EXPECT_THAT(proposed(twice("tm copy = *localtime(&t); return copy.tm_hour;")),
              HasSubstr("tm copy = *localtime_r(&t, &calendar);"));
}

TEST(ReentrantFixes, NotForAPointerThatIsKept) {
  EXPECT_EQ(proposed(twice("kept = localtime(&t);")), "");
  EXPECT_EQ(proposed(twice("tm *p = localtime(&t); kept = p;")), "");
}

TEST(ReentrantFixes, AllCallsOfStrtokShareOneState) {
  EXPECT_THAT(proposed(twice("strtok(s, \" \"); strtok(nullptr, \" \");")),
              HasSubstr("char *tokenState = nullptr;\n"
                        "  strtok_r(s, \" \", &tokenState); "
                        "strtok_r(nullptr, \" \", &tokenState);"));
  EXPECT_EQ(proposed(twice("if (t) strtok(s, \" \"); strtok(nullptr, \" \");")),
            "");
  EXPECT_EQ(proposed(twice("strtok(nullptr, \" \");")), "");
}

} // namespace
} // namespace aether::analysis::testing
