//===- ReturnedByTask.h - What stands beside a handle ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What Extract calls the result of a task, and Solve puts there.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_RETURNEDBYTASK_H
#define AETHER_ANALYSIS_RETURNEDBYTASK_H

namespace aether::analysis {

/// The part of a handle that holds what the task has returned.
inline constexpr char ReturnedByTask[] = "(returned)";

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_RETURNEDBYTASK_H
