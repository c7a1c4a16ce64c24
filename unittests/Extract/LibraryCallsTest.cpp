//===- LibraryCallsTest.cpp - Tests -----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include <set>

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

TEST(LibraryCalls, TheStandardLibraryReadsConstAndWritesTheRest) {
  Lines L = events(
      "# 1 \"lib.h\" 1 3\nnamespace std { struct S { int a() const; void b(); "
      "}; "
      "void g(const int &, int &, const int *, int *); }\n# 3 \"input.cc\" 2\n"
      "void f(std::S &s, int &x, int &y, int *p, int *q) { s.a(); "
      "s.b(); std::g(x, y, p, q); }",
      "f");
  EXPECT_THAT(L, InOrder(Lines{"read (*param0) `s`", "write (*param0) `s`",
                               "read (*param1) `x`", "write (*param2) `y`"}));
  EXPECT_THAT(L,
              Contains(AllOf(StartsWith("read (*param3)"), HasSubstr("`p`"))));
  EXPECT_THAT(L,
              Contains(AllOf(StartsWith("write (*param4)"), HasSubstr("`q`"))));
  EXPECT_THAT(L, Not(Contains(HasSubstr("call "))));
}

TEST(LibraryCalls, LibraryFunctionsByTheRule) {
  Lines L = events("#include <string>\n#include <vector>\n"
                   "void f(const std::string &s, std::string &t, "
                   "std::vector<int> &v, int &x) {"
                   "  t += s; t = std::to_string(x); v.push_back(x); }",
                   "f");
  EXPECT_THAT(L, Contains(HasSubstr("read container (*param0)")));
  EXPECT_THAT(L, Contains(HasSubstr("write container (*param1)")));
  EXPECT_THAT(L, Contains(HasSubstr("write container (*param2)")));
}

TEST(LibraryCalls, LambdasStoredInLibraryObjects) {
  Lines L = withoutNumbers(events(
      "#include <set>\nint g, h;\nvoid f() { auto c = [&](int a, int b) { ++g; "
      "return a < b; }; std::set<int, decltype(c)> s(c); ++h; s.find(3); }",
      "f"));
  auto At = std::find(L.begin(), L.end(), "write ::h `h` step 1");
  EXPECT_TRUE(std::any_of(At, L.end(), [](const std::string &S) {
    return (S.rfind("call ", 0) == 0 && S.find("lambda") != S.npos) ||
           S.rfind("opaque", 0) == 0;
  }));
}

} // namespace
