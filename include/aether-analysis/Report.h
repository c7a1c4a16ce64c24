//===- Report.h - Verdicts for people and for tools -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Renders what Solve found and computes nothing:
///
///     Verdicts + metadata ──Report──▶ text, JSON, SARIF, HTML
///
/// Each format is one function and one source file; docs/reports.md describes
/// them. The only thing read from disk are the source lines that people are
/// shown; a file that cannot be read is shown without them.
///
/// Thread safety: the functions share no state. Errors: none of their own; a
/// stream that cannot be written keeps its error for the caller.
/// Complexity: linear in the size of the output, plus the files quoted.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_REPORT_H
#define AETHER_ANALYSIS_REPORT_H

#include "aether-analysis/Solve.h"
#include "aether-analysis/VerdictDiff.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace aether::analysis {

/// A translation unit that could not be analysed.
struct UnitError {
  std::string File;    ///< absolute path of its main file
  std::string Message; ///< one line, with the place of the error if it has one
};

/// A finding that was accepted earlier, see Baseline.h.
struct BaselineEntry {
  std::string Fingerprint;
  std::string Pattern; ///< as toString(Pattern) writes it
  std::string File;    ///< of the racing line, absolute
  std::string Message;
};

/// Whether a finding is what this run is about.
enum class News : std::uint8_t {
  New,     ///< it counts: it is reported, and makes the run fail
  Known,   ///< it is in the baseline
  Outside, ///< it touches no line that was changed
};

/// All that a report shows.
struct ReportData {
  Verdicts Result;
  /// To each of Result.Findings; what is missing is New.
  std::vector<News> Findings;
  /// To each of Result.CallSites, whether it is outside of what was changed;
  /// what is missing is not.
  std::vector<bool> OutsideCalls;
  /// What the baseline has and this run has not found.
  std::vector<BaselineEntry> Stale;
  std::vector<UnitError> Errors; ///< by file
  unsigned TranslationUnits = 0; ///< asked for, with those in Errors
  double Seconds = 0;
};

/// Parallel calls by verdict.
struct VerdictCounts {
  unsigned Safe = 0, Unsafe = 0, Unknown = 0;
  unsigned all() const { return Safe + Unsafe + Unknown; }
};
VerdictCounts countVerdicts(const Verdicts &Result);

/// A cause for Unknown and the calls it stands in the way of.
struct UnknownCause {
  std::string Text;
  unsigned Calls = 0;
};
/// The causes of the calls shown, the most frequent first.
std::vector<UnknownCause> unknownCauses(const ReportData &Data);

/// Whether finding number \p F is New, and how many are \p Kind.
News newsOf(const ReportData &Data, unsigned F);
unsigned countNews(const ReportData &Data, News Kind);
/// Whether call number \p Site is shown.
bool isShown(const ReportData &Data, unsigned Site);

struct TextOptions {
  bool Color = false;
  /// Only what needs attention: findings, and with \c Strict the unknown calls.
  bool Quiet = false;
  bool Strict = false;
  /// List ReportData::Errors too (they usually go to standard error).
  bool Errors = false;
  /// Quote the source lines.
  bool Snippets = true;
  /// Paths below this folder are shown relative to it. Empty: all absolute.
  std::string BaseDir;
};

/// For people: every parallel call with its verdict, the findings in the
/// compilers' style, the causes for Unknown by count, one line of summary.
void printText(const ReportData &Data, const TextOptions &Options,
               llvm::raw_ostream &OS);

/// Version 1 of the JSON format: the findings that are New, and all calls.
void printJson(const ReportData &Data, llvm::raw_ostream &OS);

struct PageOptions {
  /// Paths below this folder are shown relative to it. Empty: all absolute.
  std::string BaseDir;
  /// Unknown calls are results too (SARIF), and open at the start (HTML).
  bool Strict = false;
};

/// SARIF 2.1.0 (OASIS, 2020). Known findings are suppressed results, stale ones
/// absent ones.
void printSarif(const ReportData &Data, const PageOptions &Options,
                llvm::raw_ostream &OS);

/// One page that needs nothing else: calls and findings in a list that can be
/// filtered, the source lines of both accesses, the causes for Unknown.
void printHtml(const ReportData &Data, const PageOptions &Options,
               llvm::raw_ostream &OS);

/// One line per parallel call and a summary: `aether db list`.
void printList(const Verdicts &Result, const TextOptions &Options,
               llvm::raw_ostream &OS);

/// All that is known about the parallel calls numbered \p CallSites, and what
/// would have to change for a proof of safety: `aether db explain`.
void printExplanation(const Verdicts &Result,
                      llvm::ArrayRef<unsigned> CallSites,
                      const TextOptions &Options, llvm::raw_ostream &OS);

/// One line for each call and race in \p Diff, which compares \p Old and \p New,
/// and a summary: `aether db diff`.
void printComparison(const Verdicts &Old, const Verdicts &New,
                     const VerdictDiff &Diff, const TextOptions &Options,
                     llvm::raw_ostream &OS);

/// A remark attached to a finding, in the order in which it is shown.
struct Note {
  Position Pos;
  std::string Text;
};

/// The second access, how the memory is shared, where the tasks start, both
/// call chains and the repair of \p F: what text and clang-tidy show as notes.
std::vector<Note> notesFor(const Finding &F, const Verdicts &Result);

/// \p R as one line, with its place if it has one; paths as \p Options say.
std::string describe(const Reason &R, const TextOptions &Options);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_REPORT_H
