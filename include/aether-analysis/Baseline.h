//===- Baseline.h - Findings that were accepted earlier ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A baseline is a file with the findings that a project has decided to live
/// with for now. Only others make a run fail:
///
///     Verdicts ──writeBaseline──▶ file ──readBaseline, applyBaseline──▶
///                                                        ReportData::Findings
///
/// A finding is recognised by its fingerprint, into which no line number
/// enters, so that a baseline outlives changes elsewhere. The file is JSON, one
/// finding an entry, sorted and with paths relative to its own folder: it is
/// meant to be kept under version control.
///
/// Thread safety: free functions without shared state.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_BASELINE_H
#define AETHER_ANALYSIS_BASELINE_H

#include "aether-analysis/Report.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace aether::analysis {

/// The text of a baseline with the findings of \p Result that is to be stored
/// as \p File. Equal findings give equal text. O(n log n).
std::string baselineText(const Verdicts &Result, llvm::StringRef File);

/// Reads \p File. Errors are one line that says what is wrong, where, and what
/// to do.
llvm::Expected<std::vector<BaselineEntry>> readBaseline(llvm::StringRef File);

/// Marks the findings of \p Data that are in \p Baseline as Known and lists
/// what was not found as Stale, unless its file has not been analysed:
/// \p Complete says that the whole project was. Equal fingerprints count one by
/// one. O(n log n).
void applyBaseline(ReportData &Data, const std::vector<BaselineEntry> &Baseline,
                   bool Complete);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_BASELINE_H
