//===- CompareLoopsTest.cpp - Tests of the comparison of loops ------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuntimeTest.h"

#include "aether/regression_profiler.h"

#include <atomic>
#include <stdexcept>

using namespace aether;
using namespace aether::test;

namespace {
// What is compared, not how fast it is.
const RegressionOptions quick{.max_threads = 3, .repeats = 2, .duration = {}};
const CallSite racy("file.cpp", 1, 1, Verdict::Unsafe, "a race");

std::vector<std::size_t> threads_of(const std::vector<ScalingPoint> &points) {
  std::vector<std::size_t> result;
  for (const ScalingPoint &point : points)
    result.push_back(point.threads);
  return result;
}
} // namespace

TEST(CompareLoops, EachItemIsMappedOnce) {
  for (const std::size_t size : {0u, 1u, 11u, 200u, 1000u}) {
    std::atomic<std::size_t> calls = 0;
    const auto [results, analysis] = par_map_with_regression_analysis(
        numbers(size),
        [&](int x) {
          ++calls;
          return x % 2 == 0;
        },
        quick);
    EXPECT_EQ(calls, size);
    ASSERT_EQ(results.size(), size);
    for (std::size_t i = 0; i != size; ++i)
      ASSERT_EQ(results[i], i % 2 == 0);
    EXPECT_EQ(threads_of(analysis.parallel),
              (std::vector<std::size_t>{1, 2, 3}));
  }
}

TEST(CompareLoops, ManyItemsAreMeasured) {
  const auto analysis = par_map_with_regression_analysis(
                            numbers(1000), [](int x) { return 2 * x; }, quick)
                            .analysis;
  EXPECT_GT(analysis.sequential.throughput, 0);
  EXPECT_EQ(analysis.sequential.repeats, 2u);
  for (const ScalingPoint &point : analysis.parallel) {
    EXPECT_GT(point.throughput, 0);
    EXPECT_EQ(point.repeats, 2u);
  }
  EXPECT_FALSE(analysis.veto);
}

TEST(CompareLoops, FewItemsDecideNothing) {
  const auto analysis = par_map_with_regression_analysis(
                            numbers(20), [](int x) { return 2 * x; }, quick)
                            .analysis;
  EXPECT_EQ(analysis.recommendation, Recommendation::Inconclusive);
}

TEST(CompareLoops, AVetoedCallIsThePlainLoop) {
  std::vector<int> order; // written without a lock
  const auto [results, analysis] = par_map_with_regression_analysis(
      numbers(100),
      [&](int x) {
        order.push_back(x);
        return x;
      },
      quick, racy);
  EXPECT_EQ(order, numbers(100));
  EXPECT_EQ(results, numbers(100));
  EXPECT_EQ(analysis.recommendation, Recommendation::KeepSequential);
  ASSERT_TRUE(analysis.veto);
  EXPECT_EQ(analysis.veto->reason, VetoReason::GilUnsafePattern);
  EXPECT_TRUE(RegressionProfiler(quick)
                  .profile(
                      numbers(10), [](int x) { return x; }, racy)
                  .veto);
}

TEST(CompareLoops, ProfilerRunsAllItemsEachTime) {
  std::atomic<std::size_t> calls = 0;
  const RegressionAnalysis analysis =
      RegressionProfiler(quick).profile(numbers(50), [&](int x) {
        ++calls;
        return std::make_unique<int>(x);
      });
  EXPECT_EQ(calls % 50, 0u);
  EXPECT_GE(calls, 50u * 4 * 3); // four ways, two repeats and a warm-up
  EXPECT_EQ(analysis.sequential.repeats, 2u);
  EXPECT_GT(analysis.sequential.throughput, 0);
}

TEST(CompareLoops, Exceptions) {
  const auto fails = [](int x) {
    if (x == 60)
      throw std::runtime_error("sixty");
    return x;
  };
  EXPECT_THROW(par_map_with_regression_analysis(numbers(100), fails, quick),
               std::runtime_error);
  EXPECT_THROW(RegressionProfiler(quick).profile(numbers(100), fails),
               std::runtime_error);
}
