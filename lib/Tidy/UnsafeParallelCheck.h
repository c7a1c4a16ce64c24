//===- UnsafeParallelCheck.h - The clang-tidy check -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Glue only: one translation unit through Extract and Solve, if asked for with
/// what the veto database knows of others, and the findings as diagnostics.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_TIDY_UNSAFEPARALLELCHECK_H
#define AETHER_LIB_TIDY_UNSAFEPARALLELCHECK_H

#include "aether-analysis/Fixes.h"
#include "aether-analysis/Models.h"
#include "aether-analysis/OtherUnits.h"
#include "aether-analysis/Solve.h"

#include "clang-tidy/ClangTidyCheck.h"

#include <optional>

namespace aether::analysis {

/// Warns of parallel calls whose tasks race, at the racing line.
///
/// Options:
///   - `Models`: files with further models, separated by semicolons.
///   - `VetoDatabase`: what is known of other units, which is linked in.
///   - `ReportUnknown`: also remark on calls that could not be judged.
///   - `Fixes`: offer repairs.
///   - `VerifyFixes`: only those after which the file is judged to be repaired.
class UnsafeParallelCheck : public clang::tidy::ClangTidyCheck {
public:
  UnsafeParallelCheck(llvm::StringRef Name,
                      clang::tidy::ClangTidyContext *Context);

  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;
  void registerPPCallbacks(const clang::SourceManager &Sources,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;

private:
  bool boolOption(llvm::StringRef OptionName, bool Default) const;
  LinkedUnits otherUnits(const TranslationUnitSummary &Unit,
                         clang::SourceManager &Sources);
  bool concerns(const CallSiteVerdict &Site, const Finding *F) const;
  clang::SourceLocation place(const Finding &F, const Verdicts &Result,
                              clang::SourceManager &Sources) const;
  std::vector<Fix>
  fixesFor(clang::ASTContext &Context, const Verdicts &Result,
           const std::vector<const TranslationUnitSummary *> &Others);
  void report(const Finding &F, const Fix *Repair, const Verdicts &Result,
              clang::SourceManager &Sources);
  void reportUnknown(const CallSiteVerdict &Site,
                     clang::SourceManager &Sources);

  const bool ReportUnknown, OfferFixes, VerifyFixes;
  const llvm::StringRef ModelFiles;
  const std::string DatabasePath;
  /// Nothing if a file of \c ModelFiles could not be used.
  std::optional<ModelSet> Models;
  clang::Preprocessor *Parsed = nullptr;
  std::string MainFile; ///< of the unit being looked at
};

} // namespace aether::analysis

#endif // AETHER_LIB_TIDY_UNSAFEPARALLELCHECK_H
