//===- VerdictDiff.h - What changed between two runs ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares the verdicts of two databases or two runs:
///
///     Verdicts, Verdicts ──diff──▶ VerdictDiff ──▶ Report (aether db diff)
///
/// Thread safety: a free function without shared state.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_VERDICTDIFF_H
#define AETHER_ANALYSIS_VERDICTDIFF_H

#include "aether-analysis/Solve.h"

#include <optional>
#include <vector>

namespace aether::analysis {

/// What changed between two databases or runs.
struct VerdictDiff {
  struct Change {
    enum class Kind { Added, Removed, Changed } K = Kind::Changed;
    /// Indices into Verdicts::CallSites of the two sides.
    std::optional<unsigned> Old, New;
  };
  std::vector<Change> CallSites; ///< unchanged and merely moved ones are not
  std::vector<unsigned> NewFindings;  ///< indices into the new side's Findings
  std::vector<unsigned> GoneFindings; ///< indices into the old side's Findings
};

/// Compares by callee and file for call sites (a call that only moved to
/// another line is the same), by fingerprint for findings. O(n log n).
VerdictDiff diff(const Verdicts &Old, const Verdicts &New);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_VERDICTDIFF_H
