//===- Repair.h - Fixes of a whole project ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `aether check --fix` does to files:
///
///     check() ──▶ [ RepairedFile... ] ──▶ unified diff, or files
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_REPAIR_H
#define AETHER_ANALYSIS_REPAIR_H

#include "aether-analysis/Fixes.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace aether::analysis {

/// A file and the fixes with which all units that include it were judged again.
struct RepairedFile {
  std::string Path;   ///< absolute
  std::string Before; ///< its text as it was analysed
  std::vector<Fix> Fixes;
  /// To each of Fixes, where the race was in Before.
  std::vector<Position> Racing;

  std::string after() const { return applyFixes(Before, Fixes); }
};

/// The edits of \p File as `patch -p1` takes them, with three lines of context.
/// The path is shown relative to \p BaseDir, if it is below. Linear in its
/// size.
std::string unifiedDiff(const RepairedFile &File, llvm::StringRef BaseDir);

/// Writes all of \p Files. If one of them is not what was analysed any more, or
/// cannot be read, nothing is written, and the error says which. Each file is
/// replaced at once and keeps its permissions; a link stays one.
llvm::Error writeRepairs(llvm::ArrayRef<RepairedFile> Files);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_REPAIR_H
