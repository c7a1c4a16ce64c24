//===- call_site.h - A parallel call's place and verdict --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every parallel function takes `CallSite site =
/// std::source_location::current()` last. The conversion happens at compile
/// time, at the caller's line, and looks the call up in the veto table of its
/// TU:
///
///     veto table ──▶ CallSite (a constant at the call) ──▶ par_map(...) and
///     others
///
/// A function of your own that takes a CallSite in the same way and passes it
/// on moves place and verdict to its callers:
///
///     template <class T>
///     void scale(std::vector<T> &v, T by,
///                aether::CallSite site = std::source_location::current()) {
///       aether::par_for_each(v, [=](T &x) { x *= by; }, {}, site);
///     }
//===----------------------------------------------------------------------===//

#ifndef AETHER_CALL_SITE_H
#define AETHER_CALL_SITE_H

#include "aether/detail/call_hints.h"
#include "aether/detail/veto_lookup.h"
#include "aether/veto_table.h"

#include <cstddef>
#include <cstdint>
#include <source_location>

namespace aether {

/// Where a parallel call stands, and what the analyser says of it. A small
/// value, free to copy; what its pointers point to lives as long as the
/// program.
class CallSite {
public:
  /// A call of which nothing is known.
  constexpr CallSite() noexcept = default;

  /// Looks \p where up in the veto table of this TU. Being consteval, it takes
  /// constants only: a wrapper passes a CallSite on, not a source_location.
  consteval CallSite(std::source_location where) // NOLINT: meant to convert
      : file_(where.file_name()), line_(where.line()), column_(where.column()) {
    const detail::VetoEntry entry =
        detail::look_up(detail::veto_entries, file_, line_, column_);
    verdict_ = entry.verdict;
    finding_ = entry.finding;
    vetoed_ = verdict_ == Verdict::Unsafe;
    const detail::CallHint hint =
        detail::look_up_hint(detail::call_hints, file_, line_, column_);
    threads_ = hint.threads;
    grain_ = hint.grain;
#if AETHER_DETAIL_HAS_TABLE && defined(AETHER_VETO_REQUIRE_PROOF)
    // Not an error: compilers also evaluate this where a parameter is declared.
    if (verdict_ == Verdict::Unanalyzed) {
      finding_ = "no proof: the call is not in the veto table";
      vetoed_ = true;
    }
#endif
  }

  /// A call site described by other means. The strings are not copied.
  constexpr CallSite(const char *file, std::uint32_t line, std::uint32_t column,
                     Verdict verdict, const char *finding = "",
                     std::uint16_t threads = 0,
                     std::uint32_t grain = 0) noexcept
      : file_(file), finding_(finding), line_(line), column_(column),
        grain_(grain), threads_(threads), verdict_(verdict),
        vetoed_(verdict == Verdict::Unsafe) {}

  constexpr const char *file() const noexcept { return file_; }
  constexpr std::uint32_t line() const noexcept { return line_; }
  constexpr std::uint32_t column() const noexcept { return column_; }
  constexpr Verdict verdict() const noexcept { return verdict_; }
  /// The finding behind the verdict Unsafe, the reason behind Unknown, or why
  /// the call is vetoed without either; else "".
  constexpr const char *finding() const noexcept { return finding_; }
  /// Whether the call runs sequentially whatever the options: it is Unsafe, or
  /// its TU requires a proof and has none.
  constexpr bool vetoed() const noexcept { return vetoed_; }

  // What a profile found out (`aether profile --db`), for calls that say
  // nothing else in their options. Both change only how a call runs.

  /// The threads that the call is limited to; 0: as for any other.
  constexpr std::size_t threads() const noexcept { return threads_; }
  /// Items that take about ten microseconds: the size of the first pieces. 0:
  /// the call finds that out while it runs.
  constexpr std::size_t grain() const noexcept { return grain_; }

private:
  const char *file_ = "";
  const char *finding_ = "";
  std::uint32_t line_ = 0;
  std::uint32_t column_ = 0;
  std::uint32_t grain_ = 0;
  std::uint16_t threads_ = 0;
  Verdict verdict_ = Verdict::Unanalyzed;
  bool vetoed_ = false;
};

/// "unanalyzed", "safe", "unknown" or "unsafe".
constexpr const char *to_string(Verdict verdict) noexcept {
  switch (verdict) {
  case Verdict::Safe:
    return "safe";
  case Verdict::Unknown:
    return "unknown";
  case Verdict::Unsafe:
    return "unsafe";
  case Verdict::Unanalyzed:
    break;
  }
  return "unanalyzed";
}

} // namespace aether

/// Tells the analyser that the parallel call in the statement or declaration
/// that follows is safe for \p reason, a string literal. The verdict becomes
/// Safe, and the reason is recorded with it as an assumption. Has no other
/// effect.
///
///     AETHER_ASSUME_SAFE("slots are disjoint") aether::par_for_each(...);
///     AETHER_ASSUME_SAFE("slots are disjoint") auto sums =
///     aether::par_map(...);
#if defined(__clang__) && __clang_major__ >= 16
#define AETHER_ASSUME_SAFE(reason)                                             \
  [[clang::annotate("aether-assume-safe:" reason)]]
#else
#define AETHER_ASSUME_SAFE(reason)
#endif

#endif // AETHER_CALL_SITE_H
