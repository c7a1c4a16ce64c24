//===- Unrolled.h - The first calls of a recursion --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What holds for all calls of a recursion proves that there is no race, and
/// seldom that there is one: no single call is looked at. So the first calls
/// are followed one by one as well, for races alone, with the numbers that
/// callers give. Calls that lie deeper are left out.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_UNROLLED_H
#define AETHER_LIB_SOLVE_UNROLLED_H

#include "Context.h"
#include "Ledger.h"

namespace aether::analysis {

/// By function: may a parallel call be concerned with it, if it calls itself?
std::vector<bool> nearTasks(const Program &P);

/// Follows the first calls of the recursion \p Component, which is understood
/// as far as it can be: W.Of has its effects, and keeps them. Fills W.Unrolled,
/// unless what is left out may matter for the rest.
void unroll(Workspace &W, const std::vector<FunctionIx> &Component, Ledger &L);

/// Judges \p Fn, which is no part of a recursion, with what W.Unrolled has of
/// its callees.
void judgeUnrolled(Workspace &W, FunctionIx Fn, Ledger &L);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_UNROLLED_H
