//===- NoLintTest.cpp - Lines that the user vouches for
//--------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unit.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace aether::analysis;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

TEST(NoLint, LineAndNextLine) {
  EXPECT_THAT(noLintLines("a\nb // NOLINT\nc\n// NOLINTNEXTLINE\nd\n"),
              ElementsAre(LineRange{2, 2}, LineRange{5, 5}));
  EXPECT_THAT(noLintLines("a // NOLINTED\nb // NOLINT_\n"), IsEmpty());
}

TEST(NoLint, ListsOfChecks) {
  auto Covers = [](const char *List) {
    return !noLintLines("a; // NOLINT(" + std::string(List) + "): why\n")
                .empty();
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
  EXPECT_THAT(noLintLines("// NOLINTBEGIN(aether-*)\na\n"
                          "// NOLINTEND(aether-*)\nb\n"),
              ElementsAre(LineRange{1, 3}));
  // Of another check, without an end, and with the end of another.
  EXPECT_THAT(noLintLines("// NOLINTBEGIN(x)\na\n// NOLINTEND(x)\n"),
              IsEmpty());
  EXPECT_THAT(noLintLines("// NOLINTBEGIN\na\n"), IsEmpty());
  EXPECT_THAT(noLintLines("// NOLINTBEGIN\na\n// NOLINTEND(x)\n"), IsEmpty());
  EXPECT_THAT(noLintLines("// NOLINTBEGIN\n// NOLINTBEGIN(x)\na\n"
                          "// NOLINTEND(x)\n// NOLINTEND\n"),
              ElementsAre(LineRange{1, 5}));
}

} // namespace
