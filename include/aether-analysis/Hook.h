//===- Hook.h - What a commit changes, checked ------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between git and check(): which translation units a commit concerns, and what
/// of their verdicts.
///
///     staged files ──▶ translation units ──check──▶ findings at changed lines
///
/// A header has no compile command of its own; a unit that includes it stands
/// for it. Summaries are kept in a database below the checkout's .git folder,
/// so that a second commit analyses only what the first one did not.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_HOOK_H
#define AETHER_ANALYSIS_HOOK_H

#include "aether-analysis/Driver.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace aether::analysis {

struct HookOptions {
  /// As CheckOptions::BuildPath; empty: searched from the checkout's top.
  std::string BuildPath;
  /// What to check; empty: what is staged.
  std::vector<std::string> Files;
  std::string Baseline; ///< see Baseline.h; empty: none
  bool Full = false;    ///< all of the project, not only what is changed
  unsigned Jobs = 0;
  std::string Executable;
};

struct HookResult {
  ReportData Report;
  /// One line each: files that nobody compiles, so that nothing is known.
  std::vector<std::string> Remarks;
  std::string OutputError; ///< see CheckResult
};

/// Checks what a commit would bring. Takes no time to speak of if no C or C++
/// file is concerned. Errors, as one line: no checkout, no compile database, an
/// unreadable baseline.
llvm::Expected<HookResult> checkCommit(const HookOptions &Options);

/// Makes git run `aether hook run` before each commit (`pre-commit`) or, if
/// \p Full, `aether hook run --full` before each push (`pre-push`).
/// \returns the path of the hook. It is an error if there is another one.
llvm::Expected<std::string> installHook(bool Full, llvm::StringRef Executable);

/// Removes what installHook() wrote. \returns its path; an error if there is no
/// such hook, or another one.
llvm::Expected<std::string> removeHook(bool Full);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_HOOK_H
