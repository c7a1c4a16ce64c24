//===- Scratch.h - Variables that carry nothing -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whether a variable is always written before it is read: in a statement, or
/// in all that may run after one. Then its value comes from nowhere else.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_SCRATCH_H
#define AETHER_LIB_FIXES_SCRATCH_H

#include "Syntax.h"

namespace aether::analysis::fixes {

enum class FirstUse : std::uint8_t {
  None,
  Written, ///< always, and before any other use
  Covered, ///< not always, but no use comes before
  Read     ///< or nobody knows
};

/// What \p Part, a statement, does first to \p Var. Quadratic at worst in the
/// depth of \p Part.
FirstUse firstUse(const Syntax &S, const clang::Stmt *Part,
                  const clang::VarDecl *Var);

/// \p E as an assignment `x = e` to \p Var, which \p e does not mention; null
/// if it is none.
const clang::BinaryOperator *assignmentTo(const Syntax &S, const clang::Expr *E,
                                          const clang::VarDecl *Var);

/// Whether nobody reads the value that \p Var has after \p Part.
bool isDeadAfter(const Syntax &S, const clang::Stmt *Part,
                 const clang::VarDecl *Var);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_SCRATCH_H
