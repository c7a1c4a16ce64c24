//===- ValueUses.h - Where a value goes -------------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_EXTRACT_VALUEUSES_H
#define AETHER_LIB_EXTRACT_VALUEUSES_H

namespace clang {
class ASTContext;
class Expr;
} // namespace clang

namespace aether::analysis {

/// May something be decided by the value of \p E that no branch of its own
/// function shows: by who calls it, by what is called with it, by a switch, or
/// by a test of what it was kept in?
bool mayBeTestedElsewhere(clang::ASTContext &Ctx, const clang::Expr *E);

/// Does nobody look at what \p E yields?
bool isDiscarded(clang::ASTContext &Ctx, const clang::Expr *E);

} // namespace aether::analysis

#endif // AETHER_LIB_EXTRACT_VALUEUSES_H
