//===- ScopeEndsTest.cpp - Where variables cease to be --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis::testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

Lines endsOf(const std::string &Code) {
  Lines Out;
  for (const std::string &Line : events(
           "struct J { J(); ~J(); };\nvoid look(const int &);\n" + Code, "f"))
    if (Line.find("end ") == 0 || Line.find("call c:@S@J@F@~J") == 0)
      Out.push_back(Line.substr(0, 4));
  return Out;
}

TEST(ScopeEnds, WhatOthersMayKnowEnds) {
  EXPECT_THAT(events("void f() { int n = 1; auto g = [&n] {}; g(); }", "f"),
              Contains("end n"));
  EXPECT_THAT(events("void f() { int n = 1; auto g = [n] {}; g(); }", "f"),
              Not(Contains("end n")));
  EXPECT_THAT(events("void f(int &n) { auto g = [&n] {}; g(); }", "f"),
              Not(Contains("end n")));
}

TEST(ScopeEnds, ParametersEndWithTheCall) {
  EXPECT_THAT(events("void f(int n) { auto g = [&n] {}; g(); }", "f"),
              Contains(HasSubstr("end ")));
}

TEST(ScopeEnds, TheLastOneDeclaredEndsFirst) {
  // What has a destructor ends after that has run.
  const Lines First{"end ", "call", "end ", "end "},
      Last{"call", "end ", "end ", "end "};
  EXPECT_THAT(
      endsOf("void f() { int a = 1; J j; look(a); int b = 2; look(b); }"),
      First);
  EXPECT_THAT(
      endsOf("void f() { int a = 1; look(a); int b = 2; look(b); J j; }"),
      Last);
}

TEST(ScopeEnds, GlobalsEndWithMain) {
  const std::string Code = "struct G { int n; ~G() {} } g;"
                           "int h; int main() { g.n = h = 1; return 0; }";
  EXPECT_THAT(events(Code, "main"), Contains("end ::g"));
  EXPECT_THAT(events(Code, "main"), Not(Contains("end ::h")));
}

} // namespace
