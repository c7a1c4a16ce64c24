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

#include "aether-analysis/FileStamps.h"
#include "aether-analysis/Summary.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <string>

namespace clang {
class ASTContext;
} // namespace clang

namespace aether::analysis {

class ParseRecord;

/// Texts by absolute path that are read in place of what is on the disk.
using FileTexts = std::map<std::string, std::string>;

struct ParsedUnit {
  bool Compiled = false;
  /// If not: the first error, as `FILE:LINE:COLUMN: MESSAGE`.
  std::string Error;
  /// If so: all files read, by path, the main file first.
  std::vector<SourceFile> Inputs;
};

/// Parses the file of \p Command and, if it compiles, calls \p Use on it.
/// \p Stamps, if not null, is asked for the hashes of files that have long been
/// the same; else, and for the others, what was read is hashed. \p Texts may be
/// null. \p Record, if not null, has what Clang told when \p Use is called.
/// Thread safety: free; each call has a file system, and hence a current
/// folder, of its own. A crash inside is caught and reported as an error, if
/// llvm::CrashRecoveryContext::Enable() was called.
ParsedUnit parseUnit(const UnitCommand &Command, llvm::StringRef ResourceDir,
                     FileStamps *Stamps,
                     llvm::function_ref<void(clang::ASTContext &)> Use,
                     const FileTexts *Texts = nullptr,
                     ParseRecord *Record = nullptr);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_FRONTEND_H
