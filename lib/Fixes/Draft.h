//===- Draft.h - A fix in the making ----------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Collects the edits of one fix. A draft that could not make one of its edits
/// makes no fix at all.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_DRAFT_H
#define AETHER_LIB_FIXES_DRAFT_H

#include "Syntax.h"

#include "aether-analysis/Fixes.h"

namespace aether::analysis::fixes {

class Draft {
public:
  Draft(const Syntax &S, std::string Title) : S(S) {
    Result.Title = std::move(Title);
  }

  void fail() { Failed = true; }
  void insert(unsigned Offset, std::string Text);
  void replace(TextRange R, std::string Text);
  void replace(clang::SourceRange R, std::string Text);
  /// Puts \p Before and \p After around \p R.
  void wrap(clang::SourceRange R, std::string Before, std::string After);
  /// Puts \p Line on a line of its own, above \p Before and indented like it.
  void insertLine(const clang::Stmt *Before, std::string Line);
  /// Includes \p Header ("atomic") unless the file does so itself.
  void include(llvm::StringRef Header);
  /// The text of \p R; fails if there is none.
  std::string text(clang::SourceRange R);

  /// The fix, with its edits in order, unless anything failed.
  std::optional<Fix> take();

private:
  const Syntax &S;
  Fix Result;
  bool Failed = false;
};

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_DRAFT_H
