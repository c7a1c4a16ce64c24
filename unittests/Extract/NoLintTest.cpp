//===- NoLintTest.cpp - Lines that the user vouches for
//--------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExtractTesting.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using namespace aether::analysis::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

/// Those of a file that begins with \p Text.
std::vector<LineRange> linesOf(const std::string &Text) {
  auto U = summarise(Text + "\nvoid f(int &x) { x = 1; }\n");
  if (U.Functions.size() != 1) {
    ADD_FAILURE() << "does not compile: " << Text;
    return {};
  }
  return U.Files[U.Functions[0].Pos.File].NoLint;
}

TEST(NoLint, LineAndNextLine) {
  EXPECT_THAT(linesOf("int a;\nint b; // NOLINT\n\n// NOLINTNEXTLINE\nint c;"),
              ElementsAre(LineRange{2, 2}, LineRange{5, 5}));
  EXPECT_THAT(linesOf("int a; // NOLINTED\nint b; // NOLINT_"), IsEmpty());
}

TEST(NoLint, ListsOfChecks) {
  auto Covers = [](const std::string &List) {
    return !linesOf("int a; // NOLINT(" + List + "): why").empty();
  };
  EXPECT_TRUE(Covers("aether-unsafe-parallel"));
  EXPECT_TRUE(Covers("bugprone-x, aether-*"));
  EXPECT_TRUE(Covers("*parallel"));
  EXPECT_FALSE(Covers("bugprone-*"));
  EXPECT_FALSE(Covers("aether"));
  EXPECT_FALSE(Covers(""));
  EXPECT_FALSE(Covers("*,-aether-*"));
}

TEST(NoLint, Blocks) {
  EXPECT_THAT(linesOf("// NOLINTBEGIN(aether-*)\n\n// NOLINTEND(aether-*)"),
              ElementsAre(LineRange{1, 3}));
  // Of another check, without an end, and with the end of another.
  EXPECT_THAT(linesOf("// NOLINTBEGIN(x)\n\n// NOLINTEND(x)"), IsEmpty());
  EXPECT_THAT(linesOf("// NOLINTBEGIN"), IsEmpty());
  EXPECT_THAT(linesOf("// NOLINTBEGIN\n\n// NOLINTEND(x)"), IsEmpty());
  EXPECT_THAT(linesOf("// NOLINTBEGIN\n// NOLINTBEGIN(x)\n\n"
                      "// NOLINTEND(x)\n// NOLINTEND"),
              ElementsAre(LineRange{1, 5}));
}

} // namespace
