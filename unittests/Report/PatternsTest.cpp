//===- PatternsTest.cpp - Tests for lib/Report/Patterns.cpp ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

#include "llvm/ADT/StringRef.h"

#include <gtest/gtest.h>

#include <set>

using namespace aether::analysis;

namespace {

TEST(Patterns, EachHasOneSentence) {
  std::set<Pattern> Seen;
  for (const PatternText &P : patternTexts()) {
    EXPECT_TRUE(Seen.insert(P.Kind).second) << toString(P.Kind);
    EXPECT_TRUE(llvm::StringRef(P.Sentence).ends_with(".")) << toString(P.Kind);
  }
  EXPECT_EQ(Seen.size(), unsigned(Pattern::CapturedMutation) + 1);
}

} // namespace
