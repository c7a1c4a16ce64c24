//===- RegressionTest.cpp - Tests of conclusions from compared loops ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/regression_profiler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

using namespace aether;
using testing::HasSubstr;

namespace {

ScalingPoint point(std::size_t threads, double x, double off = 0.01) {
  return {threads, x, x * (1 - off), x * (1 + off), 7};
}

/// Points of a law for these numbers of threads.
std::vector<ScalingPoint> of(const ScalingLaw &law,
                             std::vector<std::size_t> counts) {
  std::vector<ScalingPoint> result;
  for (const std::size_t n : counts)
    result.push_back(point(n, law.throughput(static_cast<double>(n))));
  return result;
}

} // namespace

TEST(Regression, Names) {
  EXPECT_STREQ(to_string(Recommendation::Adopt), "ADOPT");
  EXPECT_STREQ(to_string(Recommendation::AdoptIfScaling), "ADOPT_IF_SCALING");
  EXPECT_STREQ(to_string(Recommendation::KeepSequential), "KEEP_SEQUENTIAL");
  EXPECT_STREQ(to_string(Recommendation::Inconclusive), "INCONCLUSIVE");
}

TEST(Regression, Adopt) {
  const RegressionAnalysis a = analyse_regression(
      point(0, 100), {point(1, 95), point(2, 180), point(4, 300)});
  EXPECT_EQ(a.recommendation, Recommendation::Adopt);
  EXPECT_EQ(a.best_threads, 4u);
  EXPECT_DOUBLE_EQ(a.speedup.value, 3);
  EXPECT_DOUBLE_EQ(a.speedup.low, 3 * 0.99 / 1.01);
  EXPECT_DOUBLE_EQ(a.speedup.high, 3 * 1.01 / 0.99);
  EXPECT_DOUBLE_EQ(a.single_thread_cost.value, 100.0 / 95);
  EXPECT_EQ(a.break_even_threads, 2u);
}

// The law of the parallel form, and where it crosses the plain loop.
TEST(Regression, BreakEvenAndBreakBack) {
  const ScalingLaw law{.lambda = 40, .sigma = 0.05, .kappa = 0.004};
  const RegressionAnalysis a =
      analyse_regression(point(0, 100), of(law, {1, 2, 4, 8, 16}));
  EXPECT_EQ(a.recommendation, Recommendation::Adopt);
  ASSERT_TRUE(a.break_even_threads && a.break_back_threads);
  const auto x = [&](std::size_t n) {
    return law.throughput(static_cast<double>(n));
  };
  EXPECT_GT(x(*a.break_even_threads), 100);
  EXPECT_LE(x(*a.break_even_threads - 1), 100);
  EXPECT_LE(x(*a.break_back_threads), 100);
  EXPECT_GT(x(*a.break_back_threads - 1), 100);
}

TEST(Regression, AdoptIfScaling) {
  // With 4 threads 94 of 100, with more it would be above.
  const ScalingLaw law{.lambda = 25, .sigma = 0.02};
  const RegressionAnalysis a =
      analyse_regression(point(0, 100), of(law, {1, 2, 4}));
  EXPECT_EQ(a.recommendation, Recommendation::AdoptIfScaling);
  EXPECT_EQ(a.break_even_threads, 5u);
  EXPECT_EQ(a.explanation,
            "it is not faster here, but would be from 5 threads on");
}

TEST(Regression, KeepSequential) {
  // The parallel form never gets there.
  const ScalingLaw law{.lambda = 10, .sigma = 0.3, .kappa = 0.05};
  const RegressionAnalysis a =
      analyse_regression(point(0, 100), of(law, {1, 2, 4, 8}));
  EXPECT_EQ(a.recommendation, Recommendation::KeepSequential);
  EXPECT_FALSE(a.break_even_threads);
  // Two points make no law, and no promise.
  EXPECT_EQ(analyse_regression(point(0, 100), {point(1, 40), point(2, 60)})
                .recommendation,
            Recommendation::KeepSequential);
  // A law that would only help with a hundred threads is a guess.
  const ScalingLaw slow{.lambda = 1};
  EXPECT_EQ(
      analyse_regression(point(0, 100), of(slow, {1, 2, 4})).recommendation,
      Recommendation::KeepSequential);
}

TEST(Regression, Inconclusive) {
  const RegressionAnalysis noisy = analyse_regression(
      point(0, 100, 0.4), {point(1, 90, 0.4), point(2, 150, 0.4)});
  EXPECT_EQ(noisy.recommendation, Recommendation::Inconclusive);
  EXPECT_LT(noisy.speedup.low, 1);
  EXPECT_GT(noisy.speedup.high, 1);
  EXPECT_EQ(analyse_regression({}, {}).recommendation,
            Recommendation::Inconclusive);
  const double one[] = {100};
  EXPECT_EQ(
      analyse_regression(summarise(0, one), {summarise(1, one)}).recommendation,
      Recommendation::Inconclusive);
}

TEST(Regression, Text) {
  std::ostringstream out;
  analyse_regression(point(0, 100), {point(1, 50), point(2, 80), point(4, 200)})
      .print(out);
  EXPECT_THAT(out.str(), HasSubstr("cost on one thread: 2 ("));
  EXPECT_THAT(out.str(), HasSubstr("speed-up: 2 (1.96 .. 2.04) with 4 "
                                   "threads\n"));
  EXPECT_THAT(out.str(), HasSubstr("ADOPT: it is certainly faster with 4 "
                                   "threads\n"));
}

TEST(Regression, Json) {
  std::ostringstream out;
  analyse_regression(point(0, 100), {point(1, 50), point(2, 80)})
      .write_json(out);
  EXPECT_THAT(out.str(), HasSubstr("\"best_threads\": 2,\n  \"law\": null,\n"
                                   "  \"break_even_threads\": null,"));
  EXPECT_THAT(out.str(), HasSubstr("\"recommendation\": \"KEEP_SEQUENTIAL\""));
  EXPECT_THAT(out.str(), HasSubstr("\"veto\": null\n}"));
}
