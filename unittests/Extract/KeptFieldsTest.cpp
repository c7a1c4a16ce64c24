//===- KeptFieldsTest.cpp - Tests -------------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace {

const std::string Grid =
    "struct Grid { int w, h; double *d; double cells[9];"
    "  double &at(int x, int y) { return d[y * w + x]; }"
    "  double &operator()(int x, int y) { return at(x, y); }"
    "  void clear(int x) { cells[x] = 0; }"
    "  void grow() { ++w; } void more() { grow(); }"
    "  int &width() { return w; } void elsewhere();"
    "  Grid &self() { return *this; }"
    "  virtual void draw() {} };"
    "void take(Grid &);"
    "void f(const Grid &o) { Grid g = o;"
    "  for (int i = 0; i < g.w; ++i) { ";

/// The loop over the width of `g` that does \p Body each time.
Lines loopWith(const std::string &Body) {
  return events(Grid + Body + "; } }", "f");
}

auto isCounted() {
  return Contains(AllOf(StartsWith("loop0 `i`"), HasSubstr("value(g.w)")));
}

TEST(KeptFields, MemberFunctionsThatOnlyReadThem) {
  for (const char *Body : {"g.at(i, 0) = 1", "g(i, 1) = 2", "g.clear(3)",
                           "g.cells[2] = 1", "[&] { g.at(i, 0) = 1; }()"})
    EXPECT_THAT(loopWith(Body), isCounted()) << Body;
}

TEST(KeptFields, WhoeverMayChangeThem) {
  for (const char *Body :
       {"g.grow()", "g.more()", "g.width() = 1", "g.elsewhere()", "g.self()",
        "g.draw()", "take(g)", "g = o", "g.w = 3", "++*&g.w",
        "Grid &other = g; other.w = 1", "[&] { g.grow(); }()"})
    EXPECT_THAT(loopWith(Body), Not(isCounted())) << Body;
}

TEST(KeptFields, ObjectsThatALambdaCaptures) {
  const std::string Code =
      Grid + "} auto l = [&] { for (int k = 0; k < g.h; ++k) BODY; }; l(); }";
  for (bool Kept : {true, false}) {
    std::string Text = Code;
    Text.replace(Text.find("BODY"), 4, Kept ? "g.at(0, k) = 1" : "g.grow()");
    EXPECT_EQ(::testing::Matches(Contains(
                  AllOf(StartsWith("loop0 `k`"), HasSubstr("value("))))(
                  events(Text, "lambda in f")),
              Kept);
  }
}

} // namespace
