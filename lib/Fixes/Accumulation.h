//===- Accumulation.h - Sums, products, extremes, flags ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recognises an operation on an integer that any number of tasks may do in any
/// order with the same result: `x += e`, `++x`, `x |= e`, `x = 1`,
/// `x = std::max(x, e)`, `if (x < e) x = e`.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_ACCUMULATION_H
#define AETHER_LIB_FIXES_ACCUMULATION_H

#include "Syntax.h"

namespace aether::analysis::fixes {

/// Operations of one kind commute with each other, those of two kinds do not.
enum class Accumulates : std::uint8_t {
  Sum,
  Product,
  And,
  Or,
  Xor,
  Min,
  Max,
  Set
};

struct Accumulation {
  Accumulates Kind = Accumulates::Sum;
  /// All of it: an expression whose value is not used, or an `if`.
  const clang::Stmt *Whole = nullptr;
  /// The integer; its first mention in \c Whole.
  const clang::Expr *Target = nullptr;
  /// What \c Target is rooted in: `h` of `h[i]`, `m` of `this->m`.
  const clang::ValueDecl *Variable = nullptr;
  const clang::Expr *Operand = nullptr; ///< null for ++ and --
  bool Negative = false;                ///< -= and --
  /// `x += e` or `++x`: written with the operator itself.
  bool Compound = false;
  /// All references to \c Variable that belong to it.
  llvm::SmallVector<const clang::Expr *, 3> Mentions;
};

/// `+`, `*`, `&`, `|`, `^`, `min` or `max`; empty for an assignment.
llvm::StringRef operatorOf(Accumulates Kind);
/// The compound assignment that does it: `+=`, `-=` ...
std::string assignmentOf(const Accumulation &A);

/// The accumulation that \p Mention, a reference to a variable or member, is a
/// part of.
std::optional<Accumulation> accumulationOf(const Syntax &S,
                                           const clang::Expr *Mention);

/// Whether \p T is an integer that a processor can add to atomically.
bool isAtomicInteger(const clang::ASTContext &Context, clang::QualType T);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_ACCUMULATION_H
