//===- call_site_report.h - What ran where ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A registry of the call sites that ran in this process, for programs that
/// want to say which of their calls run in parallel:
///
///     par_map(...) ──▶ registry ──▶ call_site_reports(), print_call_sites()
///
/// Off until enabled: a call then costs a relaxed load more than without it,
/// and a vetoed call is otherwise the plain loop. While on, each call takes a
/// mutex. All functions are thread-safe.
//===----------------------------------------------------------------------===//

#ifndef AETHER_CALL_SITE_REPORT_H
#define AETHER_CALL_SITE_REPORT_H

#include "aether/call_site.h"
#include "aether/detail/config.h"
#include "aether/detail/durations.h"
#include "aether/metrics.h"
#include "aether/veto.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aether {

/// One parallel call in the source, and how its executions went.
struct CallSiteReport {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string function; ///< such as "par_map"
  Verdict verdict = Verdict::Unanalyzed;
  std::string finding;   ///< behind the verdict, "" if Safe or Unanalyzed
  std::size_t calls = 0; ///< executions that were registered
  std::size_t parallel_calls = 0; ///< of which ran in parallel
  std::size_t vetoed_calls = 0;   ///< of which were vetoed
  std::optional<SafetyVeto> last_veto;
  std::size_t items = 0;        ///< of all these calls, as far as that is known
  std::size_t chunks = 0;       ///< that they were taken in
  std::size_t most_workers = 1; ///< threads that took part in one call
  std::chrono::nanoseconds wall{0}; ///< elapsed, of calls that ran through
  TimeParts times{};                ///< see ParallelMetrics::times
};

/// A number of threads for a call site, and why.
struct ThreadAdvice {
  std::size_t threads = 0; ///< 0: it was not measured
  const char *reason = ""; ///< a text that lives as long as the program
  /// A number of threads that later calls should not exceed, whatever the
  /// machine and their number of items, as it comes from what the items wait
  /// for. 0: none.
  std::size_t limit = 0;
  /// Items that take about ten microseconds, at least 1. 0: not measured.
  std::size_t grain = 0;
};

namespace detail {
/// What a hint's grain of items takes.
inline constexpr std::chrono::microseconds HintedPiece{10};
} // namespace detail

/// What the measurements of \p report say for a machine with \p processors: as
/// many threads as keep the processors busy while others do I/O, but not such
/// as would only wait for locks, nor more than there are items. A pure
/// function.
ThreadAdvice advise_threads(const CallSiteReport &report,
                            std::size_t processors) noexcept;

/// Starts or stops registering. Calls before that are not in the reports.
void enable_call_site_reports(bool on = true) noexcept;

/// All registered call sites, ordered by file, line and column. Linear in their
/// number. May throw std::bad_alloc.
std::vector<CallSiteReport> call_site_reports();

/// Forgets what was registered.
void clear_call_site_reports() noexcept;

/// One line per call site, such as
///
///     src/histogram.cpp:42 par_for_each vetoed GIL_UNSAFE_PATTERN: <finding>
///     src/histogram.cpp:57 par_map ran in parallel (safe)
///
/// with ", N of M calls" where not all executions went the same way.
void print_call_sites(std::ostream &out);

/// All of call_site_reports() with advice, as a JSON object with the members
/// `version` (1), `processors` and `call_sites`.
///
/// A program that is run with the environment variable AETHER_PROFILE=FILE does
/// this by itself when it exits, with calls measured (measure_calls()); `%p` in
/// FILE stands for the number of the process.
void write_call_sites_json(std::ostream &out);

namespace detail {

inline constinit std::atomic<bool> call_sites_are_registered{false};

/// Adds one execution. Drops it if there is no memory for it.
AETHER_COLD void register_call(const char *function,
                               const ParallelMetrics &metrics) noexcept;
AETHER_COLD void register_vetoed_call(const char *function,
                                      const CallSite &site) noexcept;

inline void note_call(const char *function, const ParallelMetrics &metrics) {
  if (call_sites_are_registered.load(std::memory_order_relaxed)) [[unlikely]]
    register_call(function, metrics);
}
AETHER_ALWAYS_INLINE void note_vetoed_call(const char *function,
                                           const CallSite &site) {
  if (call_sites_are_registered.load(std::memory_order_relaxed)) [[unlikely]] {
    const CallSite constant = site; // in memory on this path only
    register_vetoed_call(function, constant);
  }
}

} // namespace detail
} // namespace aether

#endif // AETHER_CALL_SITE_REPORT_H
