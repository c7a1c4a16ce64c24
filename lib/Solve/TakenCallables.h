//===- TakenCallables.h - Callables that tasks take -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A question of Judge about accesses of two tasks.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SOLVE_TAKENCALLABLES_H
#define AETHER_LIB_SOLVE_TAKENCALLABLES_H

#include "Context.h"

namespace aether::analysis {

/// Are both made by one callable, which tasks take out of a container that it
/// was put into once? Then perhaps only one task runs it.
bool isTakenOnce(Context &C, const Relation &R, const AccessEffect &A,
                 const AccessEffect &B);

/// Does the function itself make access number \p Before only before it hands
/// over the jobs, of which one makes \p Of? Who takes a job comes after that.
bool isBeforeJobs(Context &C, const Relation &R, std::uint32_t Before,
                  const AccessEffect &Of);

} // namespace aether::analysis

#endif // AETHER_LIB_SOLVE_TAKENCALLABLES_H
