//===- TidyChecks.cpp - Our checks among those that clangd runs
//-------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wrap.h"

#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

using clang::tidy::ClangTidyOptions;
using llvm::ArrayRef;
using llvm::StringRef;

namespace aether {

static constexpr StringRef Checks = "aether-";

//===----------------------------------------------------------------------===//
// Which checks are fast
//===----------------------------------------------------------------------===//

#define IS_FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"

std::optional<bool> isFastInClangd(StringRef Check) AETHER_WRAPPED(IS_FAST);
std::optional<bool> isFast(StringRef Check) AETHER_WRAPPER(IS_FAST);

/// clangd has a list of the checks whose time was measured, and runs none that
/// is not on it.
std::optional<bool> isFast(StringRef Check) {
  return Check.starts_with(Checks) ? true : isFastInClangd(Check);
}

//===----------------------------------------------------------------------===//
// Which checks are on
//===----------------------------------------------------------------------===//

/// Changes the options for a file; clangd's name for it.
using TidyProvider =
    llvm::unique_function<void(ClangTidyOptions &, StringRef) const>;

#define LAST_WORD                                                              \
  "_ZN5clang6clangd21disableUnusableChecksEN4llvm8ArrayRefINSt7__cxx1112basic" \
  "_stringIcSt11char_traitsIcESaIcEEEEE"

TidyProvider lastWordOfClangd(ArrayRef<std::string>) AETHER_WRAPPED(LAST_WORD);
TidyProvider lastWord(ArrayRef<std::string>) AETHER_WRAPPER(LAST_WORD);

/// The last of clangd's providers, after all configuration files. Our checks
/// are on unless these say something about them.
TidyProvider lastWord(ArrayRef<std::string> Bad) {
  return [Then = lastWordOfClangd(Bad)](ClangTidyOptions &Options,
                                        StringRef File) {
    std::string On = Options.Checks.value_or("");
    if (!StringRef(On).contains(Checks))
      Options.Checks = On + (On.empty() ? "" : ",") + "aether-*";
    Then(Options, File);
  };
}

} // namespace aether
