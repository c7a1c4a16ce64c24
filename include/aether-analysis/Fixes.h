//===- Fixes.h - Edits that repair findings ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Looks at the tree again where Solve found a race, and writes the edits that
/// repair it:
///
///     Verdicts + ASTContext ──proposeFixes──▶ Fix... ──verifyFixes──▶ Fix...
///
/// It decides no verdict. A fix is proposed only where the tree shows that the
/// program computes the same as its tasks do one after the other, and where all
/// edits are in one file, the main file as a rule, and outside macros.
/// Verifying judges the program again with the edits applied. docs/fixes.md
/// lists the fixes.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_FIXES_H
#define AETHER_ANALYSIS_FIXES_H

#include "aether-analysis/Models.h"
#include "aether-analysis/Solve.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

namespace aether::analysis {

/// Replaces bytes of the file that is edited.
struct Edit {
  unsigned Offset = 0, Length = 0;
  std::string Text;

  friend bool operator==(const Edit &, const Edit &) = default;
};

struct Fix {
  std::string Title;       ///< what it does, as an order: "add atomically"
  std::vector<Edit> Edits; ///< by offset; none overlap
  /// The headers that the edits need and the file does not include yet. Several
  /// fixes may have the same one.
  std::vector<Edit> Includes;
  /// Indices into Verdicts::Findings, ascending: what the edits repair.
  std::vector<unsigned> Findings;
};

/// Edits of \p File, which is in \p Context: the main file if it is empty. At
/// most one fix for each finding; no two fixes edit the same text, and all
/// of them may be applied together. In the order of the findings.
/// Complexity: linear in the size of the main file's functions.
/// Thread safety: one call at a time per ASTContext.
std::vector<Fix> proposeFixes(clang::ASTContext &Context,
                              const Verdicts &Result,
                              llvm::StringRef File = "");

/// The text of \p File in \p Context; nothing if it has not been read there.
std::optional<std::string> textOf(clang::ASTContext &Context,
                                  llvm::StringRef File);

/// All edits of \p Fixes by offset, each include once.
std::vector<Edit> editsOf(const std::vector<Fix> &Fixes);

/// \p Code with the edits of \p Fixes; each include once.
std::string applyFixes(const std::string &Code, const std::vector<Fix> &Fixes);

/// Whether the findings of \p Fixes, which edit \p Code, the text of \p File,
/// are gone from \p After, and none is there that has to do with the edits. (A
/// race that another one hid may show.)
bool areRepaired(const Verdicts &Before, const Verdicts &After,
                 llvm::StringRef File, const std::string &Code,
                 const std::vector<Fix> &Fixes);

/// Parses and judges the main file of \p Parsed with \p Proposed applied, and
/// keeps the fixes after which it compiles and areRepaired() holds.
/// \p Before are the verdicts that the fixes were proposed for, and \p Others
/// the units that it was linked with.
/// Complexity: one parse if all are kept, one more for each fix otherwise.
/// Thread safety: one call at a time per Preprocessor.
std::vector<Fix>
verifyFixes(clang::Preprocessor &Parsed, const ModelSet &Models,
            const Verdicts &Before, const std::vector<Fix> &Proposed,
            const std::vector<const TranslationUnitSummary *> &Others = {});

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_FIXES_H
