//===- ChangedLines.h - What differs from a revision ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which lines of the working tree git says were added or changed since a
/// revision, and which findings that concerns:
///
///     git diff ──▶ ChangedLines ──applyChanges──▶ ReportData::Findings
///
/// Thread safety: a const object may be used by several threads.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_CHANGEDLINES_H
#define AETHER_ANALYSIS_CHANGEDLINES_H

#include "aether-analysis/Report.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <utility>
#include <vector>

namespace aether::analysis {

class ChangedLines {
public:
  /// What git says of the checkout around the current folder: lines changed
  /// since \p Revision, files that git does not track but does not ignore
  /// either as a whole. Errors, as one line: no git, no checkout, no such
  /// revision.
  static llvm::Expected<ChangedLines> since(llvm::StringRef Revision);

  /// Reads a unified diff whose paths lie below \p Root; of what is between the
  /// changes nothing is needed (`git diff --unified=0`).
  static ChangedLines fromDiff(llvm::StringRef Diff, llvm::StringRef Root);

  void addFile(llvm::StringRef Path); ///< all of it is new

  /// Whether the line of \p Pos is one of them. O(log n) in the changes of the
  /// file.
  bool contains(const Position &Pos) const;
  bool empty() const { return Files.empty(); }

private:
  /// First line and the one after the last, ascending and disjoint.
  using Ranges = std::vector<std::pair<unsigned, unsigned>>;
  llvm::StringMap<Ranges> Files; ///< by absolute path
};

/// Marks what \p Changes do not concern as Outside: findings of which no
/// access, no step towards one and no parallel call lies on a changed line, and
/// calls that do not lie on one and have no finding that does.
void applyChanges(ReportData &Data, const ChangedLines &Changes);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_CHANGEDLINES_H
