//===- work.h - A parallel call, and how a short one runs -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most loops are short, and what they cost is mostly the clock that shows it.
/// How calls without hints are measured, and when they need not be.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_WORK_H
#define AETHER_DETAIL_WORK_H

#include "aether/detail/durations.h"
#include "aether/detail/scheduler.h"
#include "aether/detail/ticks.h"
#include "aether/veto.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace aether::detail {

/// A parallel call without its types. The task's range is in units, each of
/// `items_per_unit` items, the last one perhaps of fewer.
struct Work {
  const char *function;
  std::size_t items;
  RangeTask task;
  std::size_t units;
  std::size_t items_per_unit = 1;
  std::size_t grain = 0; ///< in units
  /// What is known before to be against running in parallel, or null.
  const SafetyVeto *veto = nullptr;
  /// Items that the caller has done already, for the progress.
  std::size_t done_before = 0;
  /// What of the units has been done already, in how many chunks, and what a
  /// unit took in the end, in nanoseconds.
  std::size_t first = 0;
  std::size_t chunks_before = 0;
  double unit_time = 0;
};

/// What this thread's earlier calls of one kind (of callable and items) have
/// shown, for those that come.
struct Experience {
  std::uint64_t seen = 0; ///< the ticks at the last look in such a call
  /// Units that took less than a microsecond, 0 if that is not known.
  std::uint64_t units_per_us = 0;
  /// Calls to be measured before one is not, and how many it will be when that
  /// one turned out not to be short. Grows to MostDoubt.
  std::uint32_t to_measure = 0, doubt = 1;
  static constexpr std::uint32_t MostDoubt = 64;
  /// Calls that need not be measured, since one that looked short was long in
  /// the end, and what a unit took in that one, in nanoseconds.
  std::uint32_t to_share = 0;
  double unit_time = 0;
  static constexpr std::uint32_t TrustedCalls = 16;
};

/// What a call must take to be worth the steal of one half of it: by a thread
/// that looks for work anyway, and by one that must be woken.
inline constexpr std::chrono::microseconds WorthwhileAwake{4},
    WorthwhileAsleep{40};

/// The first half of run_short() if such calls are known to be short. A part of
/// the units is run, and one look at the clock shows that not much time has
/// passed since the last one in such a call, so that the part was as cheap as
/// the others before, and the rest will be. If that is not so, or if calls are
/// so far apart that it does not show, what is known is forgotten. True if all
/// is done.
inline bool run_as_before(Work &work, std::uint32_t ticks_per_us,
                          Experience &known) {
  const std::size_t part =
      std::bit_floor(std::max<std::size_t>(1, work.units / 32));
  const std::uint64_t before = known.seen; // the tasks may make such calls, too
  work.task.run(work.task.context, 0, part);
  known.seen = ticks();
  work.first = part;
  work.chunks_before = 1;
  if (known.seen - before > std::uint64_t{4} * ticks_per_us) {
    known.units_per_us = 0;
    known.to_measure = known.doubt;
    known.doubt = std::min(2 * known.doubt, Experience::MostDoubt);
    return false;
  }
  work.task.run(work.task.context, part, work.units);
  work.first = work.units;
  work.chunks_before = 2;
  return true;
}

/// Runs units, of which there are at least two, on this thread until it is
/// clear that all of them take longer than about a microsecond; \p work then
/// says what is left to be done. True if none are. Batches grow fast where the
/// clock shows that they may: reading it is most of what all this costs.
inline bool run_short(Work &work, std::uint32_t ticks_per_us,
                      Experience &known) {
  if (known.to_share != 0) [[unlikely]] {
    --known.to_share;
    work.unit_time = known.unit_time;
    return false;
  }
  std::uint64_t before;
  if (known.to_measure == 0 && work.units / 2 < known.units_per_us) {
    if (run_as_before(work, ticks_per_us, known))
      return true;
    before = known.seen;
  } else {
    known.to_measure -= known.to_measure != 0;
    before = ticks();
  }
  const std::uint64_t start = before;
  unsigned growth = 32; // then 8
  for (std::size_t size = 1;;) {
    work.task.run(work.task.context, work.first, work.first + size);
    work.first += size;
    ++work.chunks_before;
    const std::uint64_t now = ticks();
    const std::uint64_t took = now - before;
    if (work.first == work.units) {
      // A last batch that would have been worth a thread by itself.
      if (took > std::uint64_t(WorthwhileAsleep.count()) * ticks_per_us) {
        known.units_per_us = 0;
        known.to_share = Experience::TrustedCalls;
        known.unit_time = 1000 * static_cast<double>(now - start) /
                          (ticks_per_us * static_cast<double>(work.units));
      }
      return true;
    }
    before = known.seen = now;
    known.units_per_us = size * ticks_per_us / std::max<std::uint64_t>(1, took);
    const std::size_t left = work.units - work.first;
    // If the rest is long, an eighth of that is enough to know.
    const bool is_long = took * (left / size) >
                         std::uint64_t(WorthwhileAwake.count()) * ticks_per_us;
    // Not by the first item alone, which often is the one that waits for
    // memory.
    if (took > ticks_per_us ||
        (is_long && work.first > 1 && took > ticks_per_us / 8)) {
      work.unit_time = 1000 * static_cast<double>(took) /
                       (ticks_per_us * static_cast<double>(size));
      return false;
    }
    growth = std::min(growth, is_long ? 4u : 32u);
    size *= took * growth <= ticks_per_us ? growth : 2;
    growth = 8;
    std::size_t end = work.first + size;
    if (size >= AlignedPiece)
      end -= end % AlignedPiece;
    size = end - work.first;
    if (size >= left || left - size < size / 4)
      size = left; // no crumbs
  }
}

} // namespace aether::detail

#endif // AETHER_DETAIL_WORK_H
