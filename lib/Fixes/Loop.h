//===- Loop.h - A par_for_each with a body of one statement -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What can be rewritten as map_reduce, par_map or par_filter:
///
///     aether::par_for_each(items, [...](T &item) { [if (guard)] effect; });
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_LOOP_H
#define AETHER_LIB_FIXES_LOOP_H

#include "Draft.h"

namespace aether::analysis::fixes {

struct Loop {
  const clang::CallExpr *Call = nullptr; ///< a statement of its own
  const clang::LambdaExpr *Lambda = nullptr;
  const clang::ParmVarDecl *Item = nullptr;
  const clang::Expr *Guard = nullptr; ///< null if there is none
  const clang::Stmt *Effect = nullptr;
};

/// The loop whose effect \p Effect is.
std::optional<Loop> loopAround(const Syntax &S, const clang::Stmt *Effect);

/// `[&](const T &item) -> Type { return Value; }`, with the captures of
/// \p L's lambda but for \p Unused, and for `this` unless one of \p Kept needs
/// it. Its item is constant; without \p ReturnType its result is what Value is.
std::string callableText(const Syntax &S, Draft &D, const Loop &L,
                         const clang::ValueDecl *Unused,
                         llvm::ArrayRef<const clang::Expr *> Kept,
                         llvm::StringRef ReturnType, llvm::StringRef Value);

/// \p T as the file may write it; fails where it has no name.
std::string typeText(const Syntax &S, Draft &D, clang::QualType T);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_LOOP_H
