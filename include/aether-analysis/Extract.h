//===- Extract.h - From Clang's AST to a summary ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The only step that knows Clang. It records what functions do and decides
/// nothing:
///
///     clang::ASTContext + ModelSet ──Extract──▶ TranslationUnitSummary
///
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_EXTRACT_H
#define AETHER_ANALYSIS_EXTRACT_H

#include "aether-analysis/Models.h"
#include "aether-analysis/Summary.h"

#include <string>

namespace clang {
class ASTContext;
class NamedDecl;
} // namespace clang

namespace aether::analysis {

struct ExtractOptions {
  /// Also the functions that no parallel call of this TU reaches but that other
  /// TUs may call. Off for the editor and clang-tidy, where only this TU
  /// counts.
  bool ForOtherUnits = true;
};

/// Summarises the translation unit in \p Context: all of it, headers that were
/// read from a precompiled preamble and what is outside of the context's
/// traversal scope included. A body that the parser left out counts as unknown.
/// Complexity: linear in the size of the functions that parallel calls reach.
/// Thread safety: one call at a time per ASTContext.
TranslationUnitSummary extract(clang::ASTContext &Context,
                               const ModelSet &Models,
                               const ExtractOptions &Options = {});

/// The name by which models call \p D: without template arguments, inline
/// namespaces and the like (`std::vector::push_back`).
std::string qualifiedName(const clang::NamedDecl *D);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_EXTRACT_H
