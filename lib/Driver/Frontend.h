//===- Frontend.h - Parsing one translation unit ----------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_FRONTEND_H
#define AETHER_LIB_DRIVER_FRONTEND_H

#include "CompileCommands.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class ASTContext;
} // namespace clang

namespace aether::analysis {

struct ParsedUnit {
  bool Compiled = false;
  /// If not: the first error, as `FILE:LINE:COLUMN: MESSAGE`.
  std::string Error;
  /// All files read, absolute, the main file first.
  std::vector<std::string> Dependencies;
};

/// Parses the file of \p Command and, if it compiles, calls \p Use on it.
/// Thread safety: free; each call has a file system, and hence a current
/// folder, of its own. A crash inside is caught and reported as an error, if
/// llvm::CrashRecoveryContext::Enable() was called.
ParsedUnit parseUnit(const UnitCommand &Command, llvm::StringRef ResourceDir,
                     llvm::function_ref<void(clang::ASTContext &)> Use);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_FRONTEND_H
