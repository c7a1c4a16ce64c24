//===- StatementExpressions.cpp - Blocks that stand for a value -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// GNU's `({ int t = f(); t; })`, of which C libraries make `assert` and kernels
// `min` and `READ_ONCE`. What the statements do stands in the blocks of the
// graph already.
//
//===----------------------------------------------------------------------===//

#include "Function.h"

using namespace clang;

namespace aether::analysis {

/// Whether what \p E stands for was understood: nothing, or what the last of
/// its statements is worth there.
bool FunctionExtractor::visitStatementExpression(const StmtExpr *E) {
  if (E->getType()->isVoidType())
    return true;
  const auto *Last = E->getSubStmt()->body_empty()
                         ? nullptr
                         : dyn_cast<Expr>(E->getSubStmt()->body_back());
  if (!Last || !E->getType()->isScalarType() || !U.facts(E->getType()).IsCell)
    return false;
  Known[E] = valueOf(Last);
  return true;
}

} // namespace aether::analysis
