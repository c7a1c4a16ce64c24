//===- scaling.h - How throughput grows with threads ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Statistics of measured throughputs: pure functions on data, no clocks.
///
///     throughputs ─summarise─▶ ScalingPoint ─┬─ fit_scaling_law ─▶ ScalingLaw
///                                            └─ find_peak, find_knee,
///                                               find_cliff, next_to_measure
///
/// Used by SaturationCliffProfiler and RegressionProfiler. All functions are
/// thread-safe; unless said otherwise they are linear in the number of points.
//===----------------------------------------------------------------------===//

#ifndef AETHER_SCALING_H
#define AETHER_SCALING_H

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace aether {

/// Throughput with one number of threads: the mean of repeated measurements and
/// its 95 % confidence interval.
struct ScalingPoint {
  std::size_t threads = 1;
  double throughput = 0; ///< items, or calls, per second
  double low = 0;
  double high = 0;
  std::size_t repeats = 0;
};

/// Mean and Student's interval of \p throughputs. With less than two of them
/// there is no interval: it reaches from 0 to infinity.
ScalingPoint summarise(std::size_t threads,
                       std::span<const double> throughputs) noexcept;

/// The Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning,
/// 2007):
///
///     X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1))
struct ScalingLaw {
  double lambda = 0; ///< throughput of one thread
  double sigma = 0;  ///< share that is serialised (contention)
  double kappa = 0;  ///< cost of agreement between each two threads (coherency)
  double r_squared = 0;            ///< of the throughputs; 1: exact
  double worst_relative_error = 0; ///< of the points, against the law

  double throughput(double threads) const noexcept;
  /// Over one thread.
  double speedup(double threads) const noexcept;
  /// Where throughput is highest, sqrt((1 - sigma) / kappa); infinite without
  /// kappa.
  double peak_threads() const noexcept;
  /// Whether the law describes the points well enough to be relied on between
  /// and a little beyond them: r_squared of 0.9, no point off by a fifth.
  bool is_good() const noexcept;
};

/// The law with the least squares of relative errors, with no parameter
/// negative. Needs points of three thread counts with throughputs above zero.
/// \p points in any order.
std::optional<ScalingLaw> fit_scaling_law(std::span<const ScalingPoint> points);

/// The thread counts between which the law gives more than \p throughput.
struct ThreadRange {
  std::size_t first = 0; ///< the fewest threads that do
  /// The most threads that do; nothing if there is no bound.
  std::optional<std::size_t> last;
};
/// Nothing if no number of threads does. Constant time.
std::optional<ThreadRange> threads_above(const ScalingLaw &law,
                                         double throughput) noexcept;

/// The point of highest throughput, of several the one with fewest threads.
/// Null without points. The result points into \p points, as do those below.
const ScalingPoint *find_peak(std::span<const ScalingPoint> points) noexcept;

/// The fewest threads that reach 95 % of the peak's throughput: more are hardly
/// worth it.
const ScalingPoint *find_knee(std::span<const ScalingPoint> points) noexcept;

/// The first point beyond the peak from which on throughput is at most 80 % of
/// the peak's, with an interval wholly below the peak's. Null if there is none:
/// a plateau is no cliff.
const ScalingPoint *find_cliff(std::span<const ScalingPoint> points) noexcept;

/// Which number of threads to measure next, to know peak, knee and cliff: first
/// 1, 2, 4 ... up to \p max_threads, then the middle of gaps beside them. A gap
/// is left if it is narrower than an eighth of its upper end. Nothing if all is
/// known. Of order n log n.
std::optional<std::size_t> next_to_measure(std::span<const ScalingPoint> points,
                                           std::size_t max_threads);

} // namespace aether

#endif // AETHER_SCALING_H
