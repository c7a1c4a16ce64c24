//===- ScalingLawTest.cpp - Tests of the fit of the law -------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace aether;

namespace {

std::vector<ScalingPoint> exact(const ScalingLaw &law,
                                std::vector<std::size_t> counts) {
  std::vector<ScalingPoint> result;
  for (const std::size_t n : counts) {
    const double x = law.throughput(static_cast<double>(n));
    result.push_back({n, x, x, x, 3});
  }
  return result;
}

const std::vector<std::size_t> Counts = {1, 2, 4, 8, 16, 32, 64};

} // namespace

TEST(ScalingLaw, Formula) {
  const ScalingLaw law{.lambda = 100, .sigma = 0.1, .kappa = 0.01};
  EXPECT_DOUBLE_EQ(law.throughput(1), 100);
  EXPECT_DOUBLE_EQ(law.throughput(2), 200 / (1 + 0.1 + 0.02));
  EXPECT_DOUBLE_EQ(law.speedup(2), 2 / 1.12);
  EXPECT_DOUBLE_EQ(law.peak_threads(), std::sqrt(90));
  EXPECT_TRUE(std::isinf((ScalingLaw{.lambda = 1}).peak_threads()));
  EXPECT_EQ((ScalingLaw{.lambda = 1, .sigma = 1, .kappa = 1}).peak_threads(),
            1);
}

TEST(ScalingLaw, ExactDataGiveTheParametersBack) {
  for (const double lambda : {1e-3, 1.0, 5e8})
    for (const double sigma : {0.0, 0.02, 0.5, 1.0})
      for (const double kappa : {0.0, 1e-4, 0.05}) {
        const auto law = fit_scaling_law(
            exact({.lambda = lambda, .sigma = sigma, .kappa = kappa}, Counts));
        ASSERT_TRUE(law);
        EXPECT_NEAR(law->lambda / lambda, 1, 1e-8);
        EXPECT_NEAR(law->sigma, sigma, 1e-8);
        EXPECT_NEAR(law->kappa, kappa, 1e-8);
        EXPECT_NEAR(law->r_squared, 1, 1e-9);
        EXPECT_TRUE(law->is_good());
      }
}

TEST(ScalingLaw, NoParameterIsNegative) {
  // Faster than linear: more cache with more processors.
  std::vector<ScalingPoint> points;
  for (const std::size_t n : Counts) {
    const double x = std::pow(static_cast<double>(n), 1.2);
    points.push_back({n, x, x, x, 3});
  }
  const auto law = fit_scaling_law(points);
  ASSERT_TRUE(law);
  EXPECT_EQ(law->sigma, 0);
  EXPECT_EQ(law->kappa, 0);
  EXPECT_FALSE(law->is_good()); // and it says that it does not fit
}

TEST(ScalingLaw, Noise) {
  const ScalingLaw truth{.lambda = 1000, .sigma = 0.05, .kappa = 0.002};
  std::mt19937 random(1);
  std::uniform_real_distribution<double> noise(0.97, 1.03);
  auto points = exact(truth, Counts);
  for (ScalingPoint &point : points)
    point.throughput *= noise(random);
  const auto law = fit_scaling_law(points);
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->lambda, 1000, 60);
  EXPECT_NEAR(law->peak_threads(), truth.peak_threads(), 4);
  EXPECT_TRUE(law->is_good());
  EXPECT_LT(law->r_squared, 1);
  EXPECT_GT(law->worst_relative_error, 0);
}

TEST(ScalingLaw, TooFewPoints) {
  const ScalingLaw law{.lambda = 1};
  EXPECT_FALSE(fit_scaling_law({}));
  EXPECT_FALSE(fit_scaling_law(exact(law, {1, 2})));
  EXPECT_FALSE(fit_scaling_law(exact(law, {2, 2, 2, 1})));
  EXPECT_TRUE(fit_scaling_law(exact(law, {1, 2, 3})));
  auto with_zero = exact(law, {1, 2, 3});
  with_zero.front().throughput = 0;
  EXPECT_FALSE(fit_scaling_law(with_zero));
}

TEST(ScalingLaw, ThreadsAbove) {
  // X(n) = 10 n / (1 + 0.1 (n - 1) + 0.01 n (n - 1))
  const ScalingLaw law{.lambda = 10, .sigma = 0.1, .kappa = 0.01};
  for (const double x : {0.0, 5.0, 9.99, 10.0, 25.0, 35.0}) {
    const auto range = threads_above(law, x);
    ASSERT_TRUE(range) << x;
    EXPECT_GT(law.throughput(static_cast<double>(range->first)), x);
    if (range->first > 1) {
      EXPECT_LE(law.throughput(static_cast<double>(range->first - 1)), x);
    }
    ASSERT_EQ(range->last.has_value(), x > 0);
    if (range->last) {
      EXPECT_GT(law.throughput(static_cast<double>(*range->last)), x);
      EXPECT_LE(law.throughput(static_cast<double>(*range->last + 1)), x);
    }
  }
  EXPECT_FALSE(threads_above(law, 1000));
  // One thread alone equals it, two beat it.
  EXPECT_EQ(threads_above(law, 10)->first, 2u);
}

TEST(ScalingLaw, ThreadsAboveWithoutAPeak) {
  const ScalingLaw linear{.lambda = 10};
  EXPECT_EQ(threads_above(linear, 35)->first, 4u);
  EXPECT_EQ(threads_above(linear, 40)->first, 5u);
  EXPECT_FALSE(threads_above(linear, 35)->last);
  // Amdahl: never more than 20.
  const ScalingLaw amdahl{.lambda = 10, .sigma = 0.5};
  EXPECT_EQ(threads_above(amdahl, 15)->first, 4u);
  EXPECT_FALSE(threads_above(amdahl, 20));
  EXPECT_FALSE(threads_above(amdahl, 21));
  // All serial: no thread but the first helps.
  const ScalingLaw serial{.lambda = 10, .sigma = 1};
  EXPECT_FALSE(threads_above(serial, 10));
  EXPECT_EQ(threads_above(serial, 9)->first, 1u);
  // Each more thread is worse than the last.
  const ScalingLaw falling{.lambda = 10, .sigma = 0.9, .kappa = 0.4};
  EXPECT_FALSE(threads_above(falling, 10));
  EXPECT_EQ(threads_above(falling, 9)->last, 1u);
}
