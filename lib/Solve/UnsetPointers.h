//===- UnsetPointers.h - Tests that never hold ------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_UNSETPOINTERS_H
#define AETHER_LIB_SOLVE_UNSETPOINTERS_H

#include "Context.h"

namespace aether::analysis {

/// Does \p A rest on a global pointer, or flag, that nobody seems to set, or
/// that is null when the tasks of \p R start? No demonstration can rest on it.
bool restsOnUnset(Context &C, const Relation &R, const AccessEffect &A);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_UNSETPOINTERS_H
