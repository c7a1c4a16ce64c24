//===- Makers.h - One function for each kind of fix -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A maker looks at one finding and returns a fix, or nothing where it cannot
/// see that the fix is right. Fix::Findings stays empty if it repairs that
/// finding alone.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_FIXES_MAKERS_H
#define AETHER_LIB_FIXES_MAKERS_H

#include "Syntax.h"

#include "aether-analysis/Fixes.h"

namespace aether::analysis::fixes {

struct Request {
  const Syntax &S;
  const Verdicts &Result;
  const Finding &F;
};

using Maker = std::optional<Fix> (*)(const Request &);

/// An OpenMP construct gets the `private` or `reduction` that it lacks.
std::optional<Fix> addClause(const Request &R);
/// `x += e` becomes `std::atomic_ref(x) += e` (before C++20: x an std::atomic).
std::optional<Fix> addAtomically(const Request &R);
/// A par_for_each that only accumulates becomes a map_reduce.
std::optional<Fix> reduceInstead(const Request &R);
/// A par_for_each that only appends becomes a par_map or a par_filter.
std::optional<Fix> mapInstead(const Request &R);
/// Locks the mutex that the other access holds.
std::optional<Fix> lockLikeTheOther(const Request &R);
/// A mutex that each task has for itself becomes one for all; a shared lock for
/// a write becomes an exclusive one.
std::optional<Fix> strengthenLock(const Request &R);
/// `localtime` becomes `localtime_r`, and the like.
std::optional<Fix> callReentrant(const Request &R);
/// `rand()` and a shared engine become an engine of each thread.
std::optional<Fix> useThreadEngine(const Request &R);
/// What changes after a task's start is captured by value.
std::optional<Fix> copyAtStart(const Request &R);
/// A variable that carries nothing from task to task moves into the task.
std::optional<Fix> moveIntoTask(const Request &R);

} // namespace aether::analysis::fixes

#endif // AETHER_LIB_FIXES_MAKERS_H
