//===- CommandLine.h - A build's command line for analysis ------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_COMMANDLINE_H
#define AETHER_LIB_DRIVER_COMMANDLINE_H

#include "CompileCommands.h"

namespace aether::analysis {

/// The command line that makes Clang parse the file of \p Command as the user's
/// compiler does, whichever that is. Dropped are
///   - flags that Clang's driver does not know, that is GCC's own;
///   - outputs, dependency files, plugins, profiles, precompiled headers, and
///     all that is for code generation or the linker;
///   - other input files;
///   - all warnings, and the veto tables of an earlier run.
/// `__AETHER_ANALYZER__` is defined.
std::vector<std::string> analysisArguments(const UnitCommand &Command,
                                           llvm::StringRef ResourceDir);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_COMMANDLINE_H
