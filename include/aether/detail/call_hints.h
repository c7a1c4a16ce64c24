//===- call_hints.h - What was measured of a call before --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The hints of the veto table of this TU (veto_table.h), and how a call finds
/// its own, at compile time. A hint says how a call starts; it never changes
/// what the call computes.
//===----------------------------------------------------------------------===//

#ifndef AETHER_DETAIL_CALL_HINTS_H
#define AETHER_DETAIL_CALL_HINTS_H

#include "aether/detail/veto_lookup.h"
#include "aether/veto_table.h"

#include <cstdint>
#include <string_view>

namespace aether::detail {

struct CallHint {
  const char *file;
  std::uint32_t line;
  std::uint32_t column;  ///< as this compiler counts
  std::uint16_t threads; ///< the most that pay; 0: not limited
  std::uint32_t grain;   ///< items of about ten microseconds; 0: not known
};

#if AETHER_DETAIL_HAS_TABLE
#define AETHER_VETO_TABLE_FORMAT(version)
#define AETHER_VETO_ENTRY(file, line, clang_column, gcc_column, verdict, text)
#define AETHER_VETO_HINT(file, line, clang_column, gcc_column, threads, grain) \
  {file, line, AETHER_DETAIL_COLUMN(clang_column, gcc_column), threads, grain},
#endif

// With internal linkage, as veto_entries is, and for the same reasons.
namespace {
[[maybe_unused]] constexpr CallHint call_hints[] = {
#if AETHER_DETAIL_HAS_TABLE
#include AETHER_VETO_TABLE
#endif
    {"", 0, 0, 0, 0}, // line 0 is that of no call
};
} // namespace

#undef AETHER_VETO_TABLE_FORMAT
#undef AETHER_VETO_ENTRY
#undef AETHER_VETO_HINT

/// The hint of \p table for just this position, or one of zeros. Linear;
/// strings are compared on equal lines only.
template <std::size_t N>
constexpr CallHint look_up_hint(const CallHint (&table)[N],
                                std::string_view file, std::uint32_t line,
                                std::uint32_t column) {
  for (const CallHint &hint : table)
    if (hint.line == line && line != 0 && hint.column == column &&
        same_file(file, hint.file))
      return hint;
  return {"", line, column, 0, 0};
}

} // namespace aether::detail

#endif // AETHER_DETAIL_CALL_HINTS_H
