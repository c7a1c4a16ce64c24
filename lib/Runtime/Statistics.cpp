//===- Statistics.cpp - Means, intervals, peak, knee, cliff ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether/scaling.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

using namespace aether;

/// The 97.5 % quantile of Student's t distribution.
static double student(std::size_t degrees) noexcept {
  static constexpr double Table[] = {
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
      2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
      2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees <= std::size(Table))
    return Table[degrees - 1];
  // Cornish and Fisher's expansion, off by less than 0.001 from here on.
  const double z = 1.959964, n = static_cast<double>(degrees);
  return z + (z * z * z + z) / (4 * n) +
         (5 * std::pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * n * n);
}

ScalingPoint aether::summarise(std::size_t threads,
                               std::span<const double> throughputs) noexcept {
  ScalingPoint point{.threads = threads,
                     .high = std::numeric_limits<double>::infinity(),
                     .repeats = throughputs.size()};
  if (throughputs.empty())
    return point;
  const double count = static_cast<double>(throughputs.size());
  double sum = 0;
  for (const double x : throughputs)
    sum += x;
  point.throughput = sum / count;
  if (throughputs.size() < 2)
    return point;
  double squares = 0;
  for (const double x : throughputs)
    squares += (x - point.throughput) * (x - point.throughput);
  const double half = student(throughputs.size() - 1) *
                      std::sqrt(squares / (count - 1) / count);
  point.low = std::max(0.0, point.throughput - half);
  point.high = point.throughput + half;
  return point;
}

const ScalingPoint *
aether::find_peak(std::span<const ScalingPoint> points) noexcept {
  const ScalingPoint *peak = nullptr;
  for (const ScalingPoint &point : points)
    if (!peak || point.throughput > peak->throughput ||
        (point.throughput == peak->throughput && point.threads < peak->threads))
      peak = &point;
  return peak;
}

const ScalingPoint *
aether::find_knee(std::span<const ScalingPoint> points) noexcept {
  const ScalingPoint *const peak = find_peak(points);
  const ScalingPoint *knee = peak;
  for (const ScalingPoint &point : points)
    if (point.threads < knee->threads &&
        point.throughput >= 0.95 * peak->throughput)
      knee = &point;
  return knee;
}

const ScalingPoint *
aether::find_cliff(std::span<const ScalingPoint> points) noexcept {
  const ScalingPoint *const peak = find_peak(points);
  const auto low = [&](const ScalingPoint &point) {
    return point.throughput <= 0.8 * peak->throughput && point.high < peak->low;
  };
  const ScalingPoint *last_high = peak;
  for (const ScalingPoint &point : points)
    if (point.threads > last_high->threads && !low(point))
      last_high = &point;
  const ScalingPoint *cliff = nullptr;
  for (const ScalingPoint &point : points)
    if (point.threads > last_high->threads &&
        (!cliff || point.threads < cliff->threads))
      cliff = &point;
  return cliff;
}

std::optional<std::size_t>
aether::next_to_measure(std::span<const ScalingPoint> points,
                        std::size_t max_threads) {
  std::vector<std::size_t> known;
  known.reserve(points.size());
  for (const ScalingPoint &point : points)
    known.push_back(point.threads);
  std::ranges::sort(known);
  const auto is_known = [&](std::size_t threads) {
    return std::ranges::binary_search(known, threads);
  };
  for (std::size_t threads = 1; threads < max_threads; threads *= 2) {
    if (!is_known(threads))
      return threads;
    if (threads > max_threads / 2)
      break;
  }
  if (!is_known(max_threads))
    return max_threads;

  /// The middle of the gap that ends, or begins, at a known count.
  const auto middle = [](std::size_t from,
                         std::size_t to) -> std::optional<std::size_t> {
    if (to - from <= std::max<std::size_t>(1, to / 8))
      return std::nullopt;
    return from + (to - from) / 2;
  };
  for (const ScalingPoint *point :
       {find_peak(points), find_cliff(points), find_knee(points)}) {
    if (!point)
      continue;
    const auto here = std::ranges::lower_bound(known, point->threads);
    if (here != known.begin())
      if (const auto below = middle(*std::prev(here), *here))
        return below;
    if (const auto after = std::next(here); after != known.end())
      if (const auto above = middle(*here, *after))
        return above;
  }
  return std::nullopt;
}
