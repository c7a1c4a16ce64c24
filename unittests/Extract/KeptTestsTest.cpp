//===- KeptTestsTest.cpp - Signals that were read into variables ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines body(const std::string &Code) {
  return events("#include <atomic>\nstd::atomic<int> i, other;\n"
                "void f(bool b) { " +
                    Code + " }",
                "f");
}

TEST(KeptTests, ABranchOnAVariableIsOneOnTheAtomic) {
  for (const char *Code : {"int now = i; b = false; if (now == 1) b = true;",
                           "int now = 0; if (b) now = i; if (now) b = true;",
                           "int now = 0; while (!now) now = i.load();",
                           "int now; do { now = i; } while (now == 0);",
                           "int now = i; while (now != 2) now = i;"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("succeeded"))) << Code;
}

TEST(KeptTests, NotIfTheVariableMayHaveTheValueWithoutIt) {
  for (const char *Code :
       {"int now = 1; while (!now) now = i;",
        "int now = 2; if (b) now = i; if (now == 2) b = true;",
        "int now = other; while (!now) now = i;",
        "int now = i, *p = &now; *p = 1; if (now) b = true;",
        "int now = i; if (now > 1) b = true;"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("succeeded")))) << Code;
}

} // namespace
