//===- regression_analysis.h - Parallel against sequential ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a comparison of the parallel form with the plain loop found out: plain
/// data, and the conclusions from it. regression_profiler.h measures.
//===----------------------------------------------------------------------===//

#ifndef AETHER_REGRESSION_ANALYSIS_H
#define AETHER_REGRESSION_ANALYSIS_H

#include "aether/detail/durations.h"
#include "aether/scaling.h"
#include "aether/veto.h"

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aether {

enum class Recommendation {
  Adopt,          ///< certainly faster with threads that this machine has
  AdoptIfScaling, ///< not here, but the law says: with more processors
  KeepSequential, ///< certainly not faster
  Inconclusive,   ///< the measurements do not decide
};
/// ADOPT, ADOPT_IF_SCALING, KEEP_SEQUENTIAL or INCONCLUSIVE.
const char *to_string(Recommendation recommendation) noexcept;

/// A measured ratio and the interval that it lies in.
struct Ratio {
  double value = 1;
  double low = 1;
  double high = 1;
};

/// `1.96 (1.9 .. 2.02)`.
std::ostream &operator<<(std::ostream &out, const Ratio &ratio);

struct RegressionAnalysis {
  ScalingPoint sequential;            ///< the plain loop, in items per second
  std::vector<ScalingPoint> parallel; ///< by number of threads, from one on
  /// Time of the parallel form on one thread over that of the plain loop.
  Ratio single_thread_cost;
  /// The best speed-up over the plain loop, and the threads that give it.
  Ratio speedup;
  std::size_t best_threads = 1;
  std::optional<ScalingLaw> law; ///< of the parallel form
  /// The fewest threads with which the parallel form is faster, by the law.
  std::optional<std::size_t> break_even_threads;
  /// The fewest threads beyond those with which it is slower again, by the law.
  std::optional<std::size_t> break_back_threads;
  Recommendation recommendation = Recommendation::Inconclusive;
  std::string explanation;        ///< of the recommendation, one sentence
  std::optional<SafetyVeto> veto; ///< why nothing was compared

  /// A table and a summary for people.
  void print(std::ostream &out) const;
  void write_json(std::ostream &out) const;
};

/// The conclusions from measurements: a pure function. \p parallel is sorted by
/// threads. A difference below five in a hundred is none.
RegressionAnalysis analyse_regression(const ScalingPoint &sequential,
                                      std::vector<ScalingPoint> parallel);

struct RegressionOptions {
  /// The most threads to try; 0: one for each processor.
  std::size_t max_threads = 0;
  /// How often each way of running is measured, at least 2.
  std::size_t repeats = 7;
  /// RegressionProfiler runs each measurement at least for this long.
  std::chrono::nanoseconds duration = std::chrono::milliseconds(5);
  /// Items that a thread takes at a time; 0: found out while running.
  std::size_t grain = 0;
};

} // namespace aether

#endif // AETHER_REGRESSION_ANALYSIS_H
