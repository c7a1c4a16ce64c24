//===- ScalingLaw.cpp - The fit of the Universal Scalability Law ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/scaling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

using namespace aether;

double ScalingLaw::throughput(double threads) const noexcept {
  return lambda * threads /
         (1 + sigma * (threads - 1) + kappa * threads * (threads - 1));
}

double ScalingLaw::speedup(double threads) const noexcept {
  return lambda > 0 ? throughput(threads) / lambda : 0;
}

double ScalingLaw::peak_threads() const noexcept {
  if (sigma >= 1)
    return 1;
  return kappa > 0 ? std::max(1.0, std::sqrt((1 - sigma) / kappa))
                   : std::numeric_limits<double>::infinity();
}

bool ScalingLaw::is_good() const noexcept {
  return r_squared >= 0.9 && worst_relative_error <= 0.2;
}

namespace {

/// The law is linear once turned round: n / X(n) = a + b (n - 1) + c n (n - 1)
/// with lambda = 1/a, sigma = b/a, kappa = c/a. Each row is divided by n / X,
/// so that relative errors count.
struct Row {
  std::array<double, 3> factors;
};

using Parameters = std::array<double, 3>;

/// Least squares of `factors * p = 1` with only the parameters in \p used, by
/// the normal equations and elimination. Nothing if they do not decide.
std::optional<Parameters> solve(const std::vector<Row> &rows,
                                std::array<bool, 3> used) {
  double matrix[3][4] = {};
  for (const Row &row : rows)
    for (std::size_t i = 0; i != 3; ++i) {
      for (std::size_t j = 0; j != 3; ++j)
        matrix[i][j] += row.factors[i] * row.factors[j];
      matrix[i][3] += row.factors[i];
    }
  for (std::size_t i = 0; i != 3; ++i)
    if (!used[i]) {
      for (std::size_t j = 0; j != 3; ++j)
        matrix[i][j] = matrix[j][i] = 0;
      matrix[i][i] = 1;
      matrix[i][3] = 0;
    }
  // Equal diagonal elements keep the elimination exact where n is large.
  double scale[3];
  for (std::size_t i = 0; i != 3; ++i) {
    scale[i] = matrix[i][i] > 0 ? 1 / std::sqrt(matrix[i][i]) : 1;
  }
  for (std::size_t i = 0; i != 3; ++i) {
    for (std::size_t j = 0; j != 3; ++j)
      matrix[i][j] *= scale[i] * scale[j];
    matrix[i][3] *= scale[i];
  }
  for (std::size_t i = 0; i != 3; ++i) {
    std::size_t pivot = i;
    for (std::size_t k = i + 1; k != 3; ++k)
      if (std::fabs(matrix[k][i]) > std::fabs(matrix[pivot][i]))
        pivot = k;
    std::swap(matrix[i], matrix[pivot]);
    if (std::fabs(matrix[i][i]) < 1e-13)
      return std::nullopt;
    for (std::size_t k = 0; k != 3; ++k) {
      if (k == i)
        continue;
      const double by = matrix[k][i] / matrix[i][i];
      for (std::size_t j = i; j != 4; ++j)
        matrix[k][j] -= by * matrix[i][j];
    }
  }
  Parameters result;
  for (std::size_t i = 0; i != 3; ++i)
    result[i] = scale[i] * matrix[i][3] / matrix[i][i];
  return result;
}

double squares_of(const std::vector<Row> &rows, const Parameters &p) {
  double sum = 0;
  for (const Row &row : rows) {
    double error = -1;
    for (std::size_t i = 0; i != 3; ++i)
      error += row.factors[i] * p[i];
    sum += error * error;
  }
  return sum;
}

/// No parameter may be negative. With three of them, trying all sets of those
/// that are not zero is simplest.
std::optional<Parameters> solve_non_negative(const std::vector<Row> &rows) {
  std::optional<Parameters> best;
  double least = std::numeric_limits<double>::infinity();
  for (const auto &[sigma, kappa] :
       {std::pair(true, true), {true, false}, {false, true}, {false, false}}) {
    std::optional<Parameters> p = solve(rows, {true, sigma, kappa});
    if (!p || (*p)[0] <= 0)
      continue;
    // What is zero but for rounding is zero.
    if ((*p)[1] < -1e-9 * (*p)[0] || (*p)[2] < -1e-9 * (*p)[0])
      continue;
    for (double &value : *p)
      value = std::max(value, 0.0);
    const double squares = squares_of(rows, *p);
    if (squares < least) {
      least = squares;
      best = p;
    }
  }
  return best;
}

} // namespace

std::optional<ScalingLaw>
aether::fit_scaling_law(std::span<const ScalingPoint> points) {
  std::vector<Row> rows;
  std::set<std::size_t> counts;
  for (const ScalingPoint &point : points) {
    if (!(point.throughput > 0) || !std::isfinite(point.throughput) ||
        point.threads == 0)
      continue;
    const double n = static_cast<double>(point.threads);
    const double weight = point.throughput / n;
    rows.push_back({{weight, weight * (n - 1), weight * n * (n - 1)}});
    counts.insert(point.threads);
  }
  if (counts.size() < 3)
    return std::nullopt;
  const std::optional<Parameters> p = solve_non_negative(rows);
  if (!p)
    return std::nullopt;

  ScalingLaw law{.lambda = 1 / (*p)[0],
                 .sigma = (*p)[1] / (*p)[0],
                 .kappa = (*p)[2] / (*p)[0]};
  double mean = 0, total = 0, unexplained = 0;
  for (const ScalingPoint &point : points)
    mean += point.throughput / static_cast<double>(points.size());
  for (const ScalingPoint &point : points) {
    const double expected = law.throughput(static_cast<double>(point.threads));
    const double error = point.throughput - expected;
    total += (point.throughput - mean) * (point.throughput - mean);
    unexplained += error * error;
    law.worst_relative_error =
        std::max(law.worst_relative_error, std::fabs(error) / expected);
  }
  // Throughput that varies by rounding only is explained by a law that is
  // constant, if that is what it found.
  const bool varies = total > 1e-18 * mean * mean;
  law.r_squared = varies ? 1 - unexplained / total : 1;
  return law;
}

std::optional<ThreadRange> aether::threads_above(const ScalingLaw &law,
                                                 double throughput) noexcept {
  if (!(law.lambda > 0) || !(throughput >= 0))
    return std::nullopt;
  constexpr double Most = 1e9; // as good as no bound, and fits any size_t
  const auto above = [&](double n) { return law.throughput(n) > throughput; };
  // X(n) > x where kappa n^2 + (sigma - kappa - lambda / x) n + 1 - sigma < 0.
  const double linear = throughput > 0
                            ? law.sigma - law.kappa - law.lambda / throughput
                            : -std::numeric_limits<double>::infinity();
  const double constant = 1 - law.sigma;
  double from = 1, to = Most;
  if (std::isfinite(linear) && law.kappa > 0) {
    const double discriminant = linear * linear - 4 * law.kappa * constant;
    if (discriminant < 0)
      return std::nullopt;
    // Citardauq's formula where the usual one would cancel.
    const double q = -0.5 * (linear - std::sqrt(discriminant));
    if (q <= 0)
      return std::nullopt;
    from = constant / q;
    to = q / law.kappa;
  } else if (std::isfinite(linear)) {
    if (linear >= 0 && constant >= 0)
      return std::nullopt;
    if (linear < 0)
      from = -constant / linear;
  }
  // Whole numbers, and rounding decided by the law itself.
  double first = std::max(1.0, std::floor(from));
  while (first <= from + 2 && !above(first))
    ++first;
  if (first >= Most || !above(first))
    return std::nullopt;
  ThreadRange range{.first = static_cast<std::size_t>(first), .last = {}};
  if (to < Most) {
    double last = std::max(first, std::ceil(to));
    while (last > first && !above(last))
      --last;
    range.last = static_cast<std::size_t>(last);
  }
  return range;
}
