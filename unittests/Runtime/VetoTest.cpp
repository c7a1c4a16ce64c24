//===- VetoTest.cpp - Tests of veto.h, metrics.h --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include <sstream>

using namespace aether;

template <class T> static std::string text(const T &value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(Veto, ReasonsHaveNames) {
  EXPECT_STREQ(to_string(VetoReason::NotWorthIt), "NOT_WORTH_IT");
  EXPECT_STREQ(to_string(VetoReason::SaturationCliffDetected),
               "SATURATION_CLIFF_DETECTED");
  EXPECT_STREQ(to_string(VetoReason::GilUnsafePattern), "GIL_UNSAFE_PATTERN");
  EXPECT_STREQ(to_string(VetoReason::TooSmall), "TOO_SMALL");
  EXPECT_STREQ(to_string(VetoReason::HighBlockingRatio), "HIGH_BLOCKING_RATIO");
  EXPECT_STREQ(to_string(VetoReason::Custom), "CUSTOM");
}

TEST(Veto, Prints) {
  EXPECT_EQ(text(SafetyVeto{VetoReason::TooSmall, 3, 10, "few"}),
            "TOO_SMALL: few (measured 3, threshold 10)");
  EXPECT_EQ(text(SafetyVeto{VetoReason::GilUnsafePattern, 1, 0, "a race"}),
            "GIL_UNSAFE_PATTERN: a race");
  EXPECT_EQ(text(SafetyVeto{}), "CUSTOM (measured 0, threshold 0)");
}

TEST(Veto, ExplanationsOwnOrBorrow) {
  Explanation explanation;
  EXPECT_TRUE(explanation.empty());
  {
    const std::string local = "a text that is long enough to be on the heap";
    explanation = local;
  }
  const Explanation copy = explanation;
  EXPECT_EQ(copy, "a text that is long enough to be on the heap");
  const char *const literal = "literal";
  EXPECT_EQ(Explanation::refer_to(literal).view().data(), literal);
  const std::string as_string = copy;
  EXPECT_EQ(as_string, copy.str());
}

TEST(Metrics, Prints) {
  ParallelMetrics metrics{.items = 5, .chunks = 2, .workers = 1};
  EXPECT_EQ(text(metrics), "5 items, 2 chunks, 1 thread, sequential");
  metrics.site = test::UnsafeSite;
  metrics.veto = SafetyVeto{VetoReason::GilUnsafePattern, 1, 0, "a race"};
  std::ostringstream out;
  print_metrics(out, metrics);
  EXPECT_EQ(out.str(), "src/x.cpp:42: 5 items, 2 chunks, 1 thread, vetoed "
                       "GIL_UNSAFE_PATTERN: a race\n");
  metrics = {.items = 1,
             .chunks = 1,
             .workers = 2,
             .wall = std::chrono::microseconds(1500),
             .parallel = true};
  EXPECT_EQ(text(metrics), "1 items, 1 chunks, 2 threads, 1.5 ms");
}
