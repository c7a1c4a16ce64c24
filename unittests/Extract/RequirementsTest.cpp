//===- RequirementsTest.cpp - Calls that need not return ------------------===//
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
  return events(
      "#include <cstdio>\n#include <cstdlib>\n#include <pthread.h>\n"
      "int n, failures;\n"
      "void die() { std::puts(\"dead\"); std::abort(); }\n"
      "void either(int c) { if (c) std::exit(1); else die(); }\n"
      "void some(int c) { if (c) return; die(); }\n"
      "void leave() { pthread_exit(nullptr); }\n"
      "void want(int c) { if (!c) { std::puts(\"no\"); std::exit(1); } }\n"
      "void refuse(bool c) { if (c != 0) std::abort(); }\n"
      "void note(int c) { if (!c) { ++failures; std::abort(); } }\n"
      "void f(int c) { " +
          Code + " }",
      "f");
}

TEST(Requirements, TheProgramEndsInAFunction) {
  for (const char *Code : {"if (c) std::abort(); n = 1;",
                           "if (c) die(); n = 1;", "if (c) either(n); n = 1;"})
    EXPECT_THAT(body(Code), Contains(HasSubstr("-> never"))) << Code;
  for (const char *Code : {"if (c) some(c); n = 1;", "if (c) leave(); n = 1;"})
    EXPECT_THAT(body(Code), Not(Contains(HasSubstr("never")))) << Code;
}

TEST(Requirements, ACallIsTheBranchInIt) {
  EXPECT_THAT(body("want(c < 3);"), Contains(HasSubstr(" < 3")));
  EXPECT_THAT(body("want(c < 3);"), Contains(HasSubstr("-> never")));
  EXPECT_THAT(body("refuse(c < 3);"), Contains(HasSubstr(" < 3")));
  EXPECT_THAT(body("if (n) want(c == 7);"), Contains(HasSubstr(" == 7")));
}

TEST(Requirements, WhatDoesMoreIsCalled) {
  EXPECT_THAT(body("note(c);"), Contains(HasSubstr("@F@note#")));
  EXPECT_THAT(body("note(c);"), Not(Contains(HasSubstr("never"))));
}

} // namespace
