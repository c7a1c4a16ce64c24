//===- safety.h - What is against running in parallel ------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The vetoes that come from numbers, all of them at once:
///
///     SafetyEstimate ──▶ analyse_safety() ──▶ SafetyDecision
///     (measured by safe_par_map, or given)    (how to run; every veto, with
///                                              its value and threshold)
///
/// Not every veto means a plain loop: past a saturation cliff the call gets
/// fewer threads, and work that mostly waits gets more of them than there are
/// processors.
//===----------------------------------------------------------------------===//

#ifndef AETHER_SAFETY_H
#define AETHER_SAFETY_H

#include "aether/veto.h"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace aether {

/// What is known of a parallel call before it runs. 0 where nothing is.
struct SafetyEstimate {
  std::size_t items = 0;
  /// β = 1 - CPU time / elapsed time of an item, between 0 and 1.
  double blocking_ratio = 0;
  double item_microseconds = 0; ///< elapsed time of an item
  std::size_t processors = 0;   ///< 0: those that this process may use
  std::size_t max_workers = 0;  ///< 0: automatic
  std::size_t min_items = 0;    ///< fewer are too few; at least 2
  /// From how many threads on more were measured to be slower.
  std::size_t cliff_workers = 0;
};

/// How a call is to run, and why.
struct SafetyDecision {
  SafetyEstimate estimate{};
  bool parallel = false;
  std::size_t workers = 1;          ///< threads, the caller's included
  std::vector<SafetyVeto> vetoes{}; ///< all that apply
  /// The veto that made it sequential, or else changed the number of threads;
  /// null if there is none.
  const SafetyVeto *veto() const noexcept;
};

/// Thresholds of analyse_safety(), in the units of the vetoes.
namespace safety {
/// What starting threads costs, with a sleeping processor: TooSmall work.
inline constexpr double start_microseconds = 20;
/// From here on an item waits rather than computes.
inline constexpr double blocking_ratio = 0.5;
/// Threads for work that waits are not free: at most so many.
inline constexpr std::size_t most_waiting_workers = 64;
} // namespace safety

/// Holds an estimate against each threshold. Pure, O(1). Vetoes: TooSmall
/// (items), NotWorthIt (one processor; or microseconds of all items, if the
/// time of one is known), SaturationCliffDetected (threads; they are capped),
/// HighBlockingRatio (β; the threads become processors / (1 - β), Goetz et al.,
/// "Java Concurrency in Practice", 8.2). Throws std::invalid_argument if β is
/// not between 0 and 1 or a time is negative, std::bad_alloc.
SafetyDecision analyse_safety(const SafetyEstimate &estimate);

/// analyse_safety() of so many items with this blocking ratio, and of nothing
/// else known. Print the result with `<<`.
SafetyDecision report_safety_analysis(std::size_t items_count,
                                      double blocking_ratio = 0);

/// Several lines: how the call would run, each veto, what the estimate was.
std::ostream &operator<<(std::ostream &out, const SafetyDecision &decision);
/// The same as a text.
std::string to_string(const SafetyDecision &decision);

} // namespace aether

#endif // AETHER_SAFETY_H
