//===- Commands.h - The commands of the aether program ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One file per command: flags and printing only. What a command does is in
/// lib/. All commands return the exit status of the program:
///   0  nothing found    1  findings    2  usage, set-up, or a unit that did
///   not
///                                         compile
//===----------------------------------------------------------------------===//

#ifndef AETHER_TOOLS_AETHER_COMMANDS_H
#define AETHER_TOOLS_AETHER_COMMANDS_H

#include "llvm/Support/CommandLine.h"

#include <optional>
#include <string>
#include <vector>

namespace aether::tool {

enum ExitStatus {
  NothingFound = 0,
  Findings = 1,
  Failure = 2,
  Interrupted = 130
};

/// How the program was called.
struct Invocation {
  std::string Executable;
  /// What follows `--`, if there is one.
  std::optional<std::vector<std::string>> CompilerFlags;
};

extern llvm::cl::SubCommand CheckCommand, DbCommand, HookCommand,
    ProfileCommand, ConcurrentCommand, StatusCommand;

int runCheck(const Invocation &Call);
int runDb();
int runHook(const Invocation &Call);
int runProfile();
int runStatus(const Invocation &Call);

/// Hides the options of LLVM's libraries from the help of all commands.
void hideForeignOptions();
extern llvm::cl::OptionCategory CheckOptionsCategory, DbOptionsCategory,
    HookOptionsCategory, ProfileOptionsCategory;

} // namespace aether::tool

#endif // AETHER_TOOLS_AETHER_COMMANDS_H
