//===- WrittenHandles.h - Writes to handles of tasks ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_WRITTENHANDLES_H
#define AETHER_LIB_SOLVE_WRITTENHANDLES_H

#include "aether-analysis/Summary.h"

namespace aether::analysis {

/// Is the access at \p Event of \p Block no more than a part of a wait, a start
/// or a move of the handle, which come right after it?
bool isFollowed(const FunctionSummary &F, std::uint32_t Block,
                std::uint32_t Event);

/// May a write to \p P, a part of \p OfP, be one of the handle of a task in
/// \p OfX? Not if it only lets a container grow, as \p Grows says.
bool mayBeHandle(const Terms &T, PlaceId P, PlaceId OfP, PlaceId OfX,
                 bool Grows);

/// Is the event a test whether the task has started that the block starts?
/// That is no wait.
bool testsStart(const FunctionSummary &F, std::uint32_t Block,
                std::uint32_t Event);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_WRITTENHANDLES_H
