//===- StatisticsTest.cpp - Tests of intervals, peak, knee and cliff ------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using namespace aether;
using testing::ElementsAre;

namespace {

/// Points with an interval of one in a hundred on both sides.
std::vector<ScalingPoint> points(std::vector<std::pair<int, double>> data,
                                 double off = 0.01) {
  std::vector<ScalingPoint> result;
  for (const auto &[threads, x] : data)
    result.push_back({.threads = static_cast<std::size_t>(threads),
                      .throughput = x,
                      .low = x * (1 - off),
                      .high = x * (1 + off),
                      .repeats = 5});
  return result;
}

std::size_t threads_of(const ScalingPoint *point) {
  return point ? point->threads : 0;
}

/// What next_to_measure asks for when throughputs are those of \p law.
std::vector<std::size_t> asked(std::size_t max,
                               const std::function<double(double)> &law) {
  std::vector<ScalingPoint> known;
  std::vector<std::size_t> result;
  while (const auto next = next_to_measure(known, max)) {
    result.push_back(*next);
    const double x = law(static_cast<double>(*next));
    known.push_back({*next, x, x, x, 3});
    if (result.size() > 100)
      break;
  }
  return result;
}

} // namespace

TEST(Statistics, Interval) {
  const double same[] = {5, 5, 5};
  EXPECT_EQ(summarise(2, same).throughput, 5);
  EXPECT_EQ(summarise(2, same).low, 5);
  EXPECT_EQ(summarise(2, same).high, 5);
  // Mean 3, deviation sqrt(2.5), four degrees of freedom.
  const double five[] = {1, 2, 3, 4, 5};
  const ScalingPoint point = summarise(4, five);
  EXPECT_EQ(point.threads, 4u);
  EXPECT_EQ(point.repeats, 5u);
  EXPECT_DOUBLE_EQ(point.throughput, 3);
  EXPECT_NEAR(point.high - 3, 2.776 * std::sqrt(2.5 / 5), 1e-9);
  EXPECT_NEAR(3 - point.low, 2.776 * std::sqrt(2.5 / 5), 1e-9);
}

TEST(Statistics, TooFewForAnInterval) {
  EXPECT_EQ(summarise(1, {}).throughput, 0);
  const double one[] = {7};
  const ScalingPoint point = summarise(1, one);
  EXPECT_EQ(point.throughput, 7);
  EXPECT_EQ(point.low, 0);
  EXPECT_TRUE(std::isinf(point.high));
}

TEST(Statistics, ManyRepeatsApproachTheNormalDistribution) {
  std::vector<double> many;
  for (int i = 0; i != 61; ++i) // 60 degrees of freedom: 2.000
    many.push_back(i % 2 ? 1 : -1);
  const ScalingPoint point = summarise(1, many);
  double squares = 0;
  for (const double x : many)
    squares += (x - point.throughput) * (x - point.throughput);
  EXPECT_NEAR(point.high - point.throughput,
              2.0003 * std::sqrt(squares / 60 / 61), 1e-4);
}

TEST(Statistics, Peak) {
  EXPECT_EQ(find_peak({}), nullptr);
  EXPECT_EQ(threads_of(find_peak(points({{1, 1}, {2, 3}, {4, 3}}))), 2u);
  EXPECT_EQ(threads_of(find_peak(points({{4, 9}, {1, 1}}))), 4u);
}

TEST(Statistics, Knee) {
  EXPECT_EQ(find_knee({}), nullptr);
  // 96 of 100 with half of the threads.
  EXPECT_EQ(threads_of(find_knee(points({{1, 50}, {2, 96}, {4, 100}}))), 2u);
  EXPECT_EQ(threads_of(find_knee(points({{1, 50}, {2, 90}, {4, 100}}))), 4u);
}

TEST(Statistics, Cliff) {
  EXPECT_EQ(find_cliff({}), nullptr);
  EXPECT_EQ(threads_of(find_cliff(
                points({{1, 50}, {2, 100}, {4, 95}, {8, 70}, {16, 40}}))),
            8u);
  // A plateau, and a slope that does not go deep enough.
  EXPECT_EQ(find_cliff(points({{1, 50}, {2, 100}, {4, 99}, {8, 98}})), nullptr);
  EXPECT_EQ(find_cliff(points({{1, 50}, {2, 100}, {4, 90}, {8, 81}})), nullptr);
  // What is low before the peak is no cliff.
  EXPECT_EQ(find_cliff(points({{1, 10}, {2, 5}, {4, 100}})), nullptr);
}

TEST(Statistics, NoCliffThatNoiseCouldExplain) {
  EXPECT_EQ(find_cliff(points({{1, 50}, {2, 100}, {4, 75}}, 0.3)), nullptr);
  // Throughput that recovers was held up by something else.
  EXPECT_EQ(find_cliff(points({{1, 50}, {2, 100}, {4, 70}, {8, 99}})), nullptr);
  // One measurement has no interval.
  const double one[] = {10};
  auto p = points({{1, 50}, {2, 100}});
  p.push_back(summarise(4, one));
  EXPECT_EQ(find_cliff(p), nullptr);
}

TEST(Statistics, DoublesFirst) {
  EXPECT_THAT(asked(1, [](double) { return 1; }), ElementsAre(1));
  EXPECT_THAT(asked(2, [](double n) { return n; }), ElementsAre(1, 2));
  // The peak is at the end: the gap before it is looked into.
  EXPECT_THAT(asked(8, [](double n) { return n; }),
              ElementsAre(1, 2, 4, 8, 6, 7));
  EXPECT_THAT(asked(6, [](double n) { return n; }), ElementsAre(1, 2, 4, 6, 5));
}

TEST(Statistics, LooksBesideThePeak) {
  const auto peak_at_six = [](double n) { return 100 - (n - 6) * (n - 6); };
  std::vector<ScalingPoint> known;
  for (const std::size_t n : asked(16, peak_at_six)) {
    const double x = peak_at_six(static_cast<double>(n));
    known.push_back({n, x, x, x, 3});
  }
  EXPECT_EQ(threads_of(find_peak(known)), 6u);
}

TEST(Statistics, LooksForTheEdgeOfTheCliff) {
  const auto edge_after_twenty = [](double n) {
    return n <= 4 ? n : n <= 20 ? 4 : 2.0;
  };
  std::vector<ScalingPoint> known;
  for (const std::size_t n : asked(64, edge_after_twenty)) {
    const double x = edge_after_twenty(static_cast<double>(n));
    known.push_back({n, x, x, x, 3});
  }
  const ScalingPoint *const cliff = find_cliff(known);
  ASSERT_TRUE(cliff);
  EXPECT_GT(cliff->threads, 20u);
  EXPECT_LE(cliff->threads, 23u); // an eighth
}
