//===- veto_table.h - The analyser's verdicts on this TU --------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Brings the veto table of this translation unit into the program as
/// constants:
///
///     Verdicts ──VetoDatabase──▶ veto table (.inc, per TU) ──▶ CallSite
///
/// A TU says which table is its own with -DAETHER_VETO_TABLE="\"path/x.inc\"";
/// aether_enable_vetoes() in CMake does so. Format 1 of a table:
///
///     // Aether veto table, format 1. Generated; do not edit.
///     AETHER_VETO_TABLE_FORMAT(1)
///     #line 42 "src/histogram.cpp"
///       AETHER_VETO_ENTRY("src/histogram.cpp", 42, 3, 23, unsafe,
///       "captured-...")
///
/// An entry's arguments are
///   1. the file as the compiler spells it (__FILE__) at the call;
///   2. the line, from 1;
///   3. the column that Clang reports there: the start of the call expression,
///      or of the member's name in a member call;
///   4. the column that GCC reports there: the opening parenthesis, or the
///      macro's place for a call inside a macro;
///   5. safe, unsafe or unknown;
///   6. the finding, or the reason why nothing is known; "" for safe.
/// Column 0 stands for any column, AETHER_VETO_NO_COLUMN for none (a call whose
/// line differs between the compilers has an entry for each). Entries that fall
/// together take the worse verdict. A file is matched by its exact spelling;
/// where a table has no entry of that spelling, by equal trailing path
/// components.
///
/// Format 2 also has, for calls that were measured (`aether profile`),
///
///     AETHER_VETO_HINT("src/histogram.cpp", 57, 3, 23, 8, 120)
///
/// with a place as above, the most threads that pay (0: not limited), and how
/// many items take about ten microseconds (0: not known). Readers of format 1
/// refuse format 2.
///
/// The #line directives and the indentation by the call's column are optional.
/// With them the refusals below stand at the call itself.
///
///   AETHER_VETO_STRICT         an unsafe entry is a compile error that names
///   the
///                              finding
///   AETHER_VETO_REQUIRE_PROOF  so is an unknown entry, and a call without
///   entry AETHER_ANALYSIS            defined by tools that read the source to
///   judge it:
///                              there is no table yet
//===----------------------------------------------------------------------===//

#ifndef AETHER_VETO_TABLE_H
#define AETHER_VETO_TABLE_H

#include <cstdint>

#define AETHER_VETO_NO_COLUMN 0xffffffffu

namespace aether {

/// What the analyser says of a parallel call; the later, the worse.
enum class Verdict : std::uint8_t {
  Unanalyzed, ///< no table, or none of its entries is for this call
  Safe,       ///< proven
  Unknown,    ///< neither proven nor refuted
  Unsafe,     ///< a race was demonstrated: the call runs sequentially
};

namespace detail {

struct VetoEntry {
  const char *file;
  std::uint32_t line;
  std::uint32_t column; ///< as this compiler counts; 0: any
  Verdict verdict;
  const char *finding;
};

} // namespace detail
} // namespace aether

#if defined(AETHER_ANALYSIS) || defined(__clang_analyzer__)
#define AETHER_DETAIL_HAS_TABLE 0
#elif !defined(AETHER_VETO_TABLE)
#define AETHER_DETAIL_HAS_TABLE 0
#elif __has_include(AETHER_VETO_TABLE)
#define AETHER_DETAIL_HAS_TABLE 1
#else
#define AETHER_DETAIL_HAS_TABLE 0
#if defined(AETHER_VETO_STRICT) || defined(AETHER_VETO_REQUIRE_PROOF)
#error "aether: the veto table of this file is missing; run the analyser first"
#endif
#endif

#if AETHER_DETAIL_HAS_TABLE

// First reading: the format, and what is refused. detail/call_hints.h reads the
// hints.
#define AETHER_VETO_HINT(file, line, clang_column, gcc_column, threads, grain)
#define AETHER_VETO_TABLE_FORMAT(version)                                      \
  static_assert((version) == 1 || (version) == 2,                              \
                "aether: this veto table was written for another version of "  \
                "<aether/aether.h>");
#define AETHER_VETO_ENTRY(file, line, clang_column, gcc_column, verdict, text) \
  AETHER_DETAIL_REFUSE_##verdict(text)
#define AETHER_DETAIL_REFUSE_safe(text)
#if defined(AETHER_VETO_STRICT) || defined(AETHER_VETO_REQUIRE_PROOF)
#define AETHER_DETAIL_REFUSE_unsafe(text)                                      \
  static_assert(false, "aether: unsafe parallel call: " text);
#else
#define AETHER_DETAIL_REFUSE_unsafe(text)
#endif
#if defined(AETHER_VETO_REQUIRE_PROOF)
#define AETHER_DETAIL_REFUSE_unknown(text)                                     \
  static_assert(false, "aether: parallel call not proven safe: " text);
#else
#define AETHER_DETAIL_REFUSE_unknown(text)
#endif
#include AETHER_VETO_TABLE
#undef AETHER_VETO_TABLE_FORMAT
#undef AETHER_VETO_ENTRY

// Second reading: the entries.
#define AETHER_VETO_TABLE_FORMAT(version)
#if defined(__clang__)
#define AETHER_DETAIL_COLUMN(clang_column, gcc_column) clang_column
#elif defined(__GNUC__)
#define AETHER_DETAIL_COLUMN(clang_column, gcc_column) gcc_column
#else
#define AETHER_DETAIL_COLUMN(clang_column, gcc_column) 0
#endif
#define AETHER_DETAIL_VERDICT_safe ::aether::Verdict::Safe
#define AETHER_DETAIL_VERDICT_unknown ::aether::Verdict::Unknown
#define AETHER_DETAIL_VERDICT_unsafe ::aether::Verdict::Unsafe
#define AETHER_VETO_ENTRY(file, line, clang_column, gcc_column, verdict, text) \
  {file, line, AETHER_DETAIL_COLUMN(clang_column, gcc_column),                 \
   AETHER_DETAIL_VERDICT_##verdict, text},

#endif // AETHER_DETAIL_HAS_TABLE

namespace aether::detail {
// Every TU has another table, so the array must have internal linkage. What
// reads it is consteval: no code of these functions is ever emitted, hence none
// can be merged with that of a TU with another table. Only the resulting
// constants reach the object file. (For an inline function in a header, all TUs
// that use it should have an entry for its calls, as the generator writes them:
// the linker keeps one of its copies, as ever.)
namespace {
[[maybe_unused]] constexpr VetoEntry veto_entries[] = {
#if AETHER_DETAIL_HAS_TABLE
#include AETHER_VETO_TABLE
#endif
    {"", 0, 0, Verdict::Unanalyzed, ""}, // line 0 is that of no call
};
} // namespace
} // namespace aether::detail

#undef AETHER_VETO_TABLE_FORMAT
#undef AETHER_VETO_ENTRY
#undef AETHER_VETO_HINT

#endif // AETHER_VETO_TABLE_H
