//===- Gates.h - Mutexes that hold tasks back -------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_GATES_H
#define AETHER_LIB_SOLVE_GATES_H

#include "Context.h"

namespace aether::analysis {

/// Does one side hold a mutex since before it started the other, which takes
/// some mutex, too? That may have been what it has waited for.
bool mayWaitAtGate(Context &C, const Relation &R, const AccessEffect &A,
                   const AccessEffect &B);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_GATES_H
