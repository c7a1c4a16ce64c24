//===- saturation_cliff_profiler.h - How many threads pay -------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// SaturationCliffProfiler runs a callable on 1, 2, 4 ... threads, looks closer
/// where throughput bends, and tells with how many threads it is best and from
/// how many on it falls:
///
///     measure_throughput ──▶ ScalingPoint ... ──▶ SaturationProfile ──▶ text,
///     JSON, CSV, SVG
//===----------------------------------------------------------------------===//

#ifndef AETHER_SATURATION_CLIFF_PROFILER_H
#define AETHER_SATURATION_CLIFF_PROFILER_H

#include "aether/call_site.h"
#include "aether/detail/durations.h"
#include "aether/scaling.h"
#include "aether/thread_times.h"
#include "aether/veto.h"

#include <concepts>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <vector>

namespace aether {

struct ProfilerOptions {
  /// The most threads to try; 0: four times the processors.
  std::size_t max_threads = 0;
  /// Measurements with each number of threads, at least 2.
  std::size_t repeats = 5;
  /// How long each takes at least; longer if few calls end in that time.
  std::chrono::nanoseconds duration = std::chrono::milliseconds(20);
};

/// What was measured and what follows from it.
struct SaturationProfile {
  std::vector<ScalingPoint> points; ///< by number of threads
  std::vector<TimeParts> times;     ///< what the threads did, for each point
  std::optional<ScalingLaw> law;    ///< nothing with fewer than three points
  std::size_t peak_threads = 1;     ///< highest throughput
  double peak_throughput = 0;       ///< calls per second
  std::size_t knee_threads = 1;     ///< the fewest that reach 95 % of it
  /// From here on throughput is certainly at most 80 % of the peak's.
  std::optional<std::size_t> cliff_threads;
  /// Why only one thread was tried.
  std::optional<SafetyVeto> veto;
  CallSite site{};

  /// A table and a summary for people.
  void print(std::ostream &out) const;
  void write_json(std::ostream &out) const;
  /// One line for each point, after a line with the names of the columns.
  void write_csv(std::ostream &out) const;
  /// A picture: points with their intervals, the law, knee, peak and cliff.
  void write_svg(std::ostream &out) const;
};

/// The conclusions from \p points, which are sorted, and their \p times.
SaturationProfile make_profile(std::vector<ScalingPoint> points,
                               std::vector<TimeParts> times);

namespace detail {

/// A callable that gets the number of its thread, without ownership.
struct ThreadTask {
  void (*run)(void *context, std::size_t thread);
  void *context;
};

struct Throughput {
  std::vector<double> per_second; ///< one for each repeat
  TimeParts times;
};

/// Runs \p task over and over on \p threads threads of its own.
Throughput measure_throughput(std::size_t threads, ThreadTask task,
                              const ProfilerOptions &options);

SaturationProfile profile_saturation(ThreadTask task,
                                     const ProfilerOptions &options,
                                     const CallSite &site);

} // namespace detail

/// A value that holds the options; copies are independent. Several may run at
/// once, though they then measure each other.
class SaturationCliffProfiler {
public:
  explicit SaturationCliffProfiler(ProfilerOptions options = {})
      : options(options) {}

  /// Calls \p task over and over, from as many threads at once as are being
  /// tried, without arguments or with the number of the thread. It must be a
  /// typical piece of work; calls of some microseconds or longer are measured
  /// best. If the analyser vetoed the call, one thread is tried only.
  ///
  /// Takes repeats * duration for each of about 2 log2(max_threads) numbers of
  /// threads. Throws what \p task throws, after all threads have ended, and
  /// std::system_error if threads cannot be had.
  template <class Fn>
    requires std::invocable<const Fn &> ||
             std::invocable<const Fn &, std::size_t>
  SaturationProfile
  profile(const Fn &task,
          CallSite site = std::source_location::current()) const {
    return detail::profile_saturation(
        {[](void *context, std::size_t thread) {
           const Fn &fn = *static_cast<const Fn *>(context);
           if constexpr (std::invocable<const Fn &, std::size_t>)
             std::invoke(fn, thread);
           else
             std::invoke(fn);
         },
         const_cast<void *>(static_cast<const void *>(std::addressof(task)))},
        options, site);
  }

private:
  ProfilerOptions options;
};

} // namespace aether

#endif // AETHER_SATURATION_CLIFF_PROFILER_H
