//===- AtExit.h - What runs when a program ends -----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The keys of the functions that stand for it. Of each unit, one calls what
/// was given to `atexit` there, and one ends its globals as well; linking makes
/// one for the program, which calls the latter, and which `exit` calls.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_ATEXIT_H
#define AETHER_ANALYSIS_ATEXIT_H

namespace aether::analysis {

/// The keys of a unit's begin so, and end with its main file.
inline constexpr const char *HandlersAtExit = "handlers at exit: ";
inline constexpr const char *EndsAtExit = "ends at exit: ";
/// The key of what `exit` calls.
inline constexpr const char *ProgramExit = "exit of the program";

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_ATEXIT_H
