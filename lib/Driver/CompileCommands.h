//===- CompileCommands.h - How each file is compiled ------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// First step of the driver: which translation units there are.
///
///     compile_commands.json | flags ──▶ [ UnitCommand... ] ──▶ Frontend
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_COMPILECOMMANDS_H
#define AETHER_LIB_DRIVER_COMPILECOMMANDS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace aether::analysis {

/// One compilation of one file.
struct UnitCommand {
  std::string Directory; ///< where the compiler is run
  std::string File;      ///< absolute, without `.` and `..`
  /// The compiler's name first; as the user's build runs it.
  std::vector<std::string> Arguments;
};

/// \p Path relative to \p Directory, made absolute, without `.` and `..`. Links
/// stay, unless a `..` follows one.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Directory);

/// The compile database for \p BuildPath (a folder or a file); without one,
/// that in the folder of \p FirstFile (or the current folder), its parents or
/// their `build` folders.
llvm::Expected<std::string> findDatabase(llvm::StringRef BuildPath,
                                         llvm::StringRef FirstFile);

/// The commands of \p DatabasePath for \p Files, in this order; for all C and
/// C++ sources of the database, in its order, if there are none. A file that is
/// compiled several times comes several times.
llvm::Expected<std::vector<UnitCommand>>
loadCommands(llvm::StringRef DatabasePath, llvm::ArrayRef<std::string> Files);

/// Commands that compile \p Files with \p Flags.
llvm::Expected<std::vector<UnitCommand>>
fixedCommands(llvm::ArrayRef<std::string> Files,
              llvm::ArrayRef<std::string> Flags);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_COMPILECOMMANDS_H
