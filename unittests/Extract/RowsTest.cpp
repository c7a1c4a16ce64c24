//===- RowsTest.cpp - Tests of Rows.cpp -------------------------*- C++ -*-===//
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
using ::testing::Not;
using ::testing::StartsWith;

namespace {

/// The places that are written in `a[i][...]`, of rows of eight.
Lines written(const std::string &Code) {
  const Lines L =
      events("extern \"C\" void *memset(void *, int, unsigned long);"
             "int a[4][8]; void f(int i, int n) {" +
                 Code + "}",
             "f");
  Lines Out;
  for (const std::string &Line : L)
    if (Line.starts_with("write ::a"))
      Out.push_back(Line.substr(6, Line.find(' ', 6) == std::string::npos
                                       ? std::string::npos
                                       : Line.rfind(" `") - 6));
  return Out;
}

TEST(Rows, WithinOne) {
  EXPECT_EQ(written("for (int k = 0; k < 8; ++k) a[i][k] = 1;"),
            Lines{"::a[value(param0)][loop0]"});
}

TEST(Rows, OfWhatNobodyKnowsTheLength) {
  EXPECT_EQ(written("for (int k = 0; k < n; ++k) a[i][k] = 1;"),
            Lines{"::a[value(param0)][loop0]"});
}

TEST(Rows, TheNextOne) {
  EXPECT_EQ(written("for (int k = 0; k < 9; ++k) a[i][k] = 1;"),
            Lines{"::a[(value(param0) + (loop0 / 8))][(loop0 % 8)]"});
}

TEST(Rows, TheOneBefore) {
  EXPECT_EQ(written("for (int k = 0; k < 8; ++k) a[i][k - 1] = 1;"),
            Lines{"::a[((value(param0) + ((loop0 + 7) / 8)) + -1)]"
                  "[((loop0 + 7) % 8)]"});
}

TEST(Rows, TheOneBeforeOfManyColumns) {
  const Lines L = written("for (int k = 0; k < n; ++k) a[i][k - 1] = 1;");
  ASSERT_EQ(L.size(), 1u);
  EXPECT_THAT(L[0], ::testing::HasSubstr("(0 min (("));
}

TEST(Rows, TheEndOfOne) {
  const Lines L =
      events("int a[4][8]; int *f(int i) { return &a[i][8]; }", "f");
  EXPECT_THAT(L, Contains("return &::a[value(param0)][8]"));
}

TEST(Rows, BytesOfTwo) {
  const Lines L = written("memset(a[i], 0, 10 * sizeof(int));");
  EXPECT_THAT(L, Contains("::a[value(param0)][7]"));
  EXPECT_THAT(L, Contains("::a[(value(param0) + 1)][0]"));
  EXPECT_THAT(L, Not(Contains(StartsWith("::a[value(param0)][8]"))));
}

} // namespace
