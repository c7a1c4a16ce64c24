//===- Driver.h - From a compile database to verdicts -----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the whole way of the data over the translation units of a project:
///
///     compile commands ──parse, Extract──▶ summaries ──Solve──▶ Verdicts
///                          (in threads)                  │
///                           VetoDatabase, veto tables, ReportData, fixes
///
/// The command line is a thin shell around check().
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_DRIVER_H
#define AETHER_ANALYSIS_DRIVER_H

#include "aether-analysis/Repair.h"
#include "aether-analysis/Report.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aether::analysis {

struct CheckOptions {
  /// Folder of compile_commands.json, or that file. Empty: searched in the
  /// folder of the first file and its parents, and in their `build` folders.
  std::string BuildPath;
  /// Empty: all files of the compile database.
  std::vector<std::string> Files;
  /// Compiler flags to use for \c Files instead of a compile database.
  std::optional<std::vector<std::string>> Flags;
  unsigned Jobs = 0;                   ///< threads; 0: usableCores()
  std::vector<std::string> ModelFiles; ///< added to the built-in models
  std::string Database;                ///< veto database; empty: none
  std::string TablesDir;               ///< for veto tables; empty: none
  std::string Depfile;                 ///< for the build system; empty: none
  bool Repair = false; ///< also look for fixes; not with TablesDir
  /// The path this program runs from, to find Clang's built-in headers.
  std::string Executable;
  /// Called after each translation unit, from one thread at a time.
  std::function<void(unsigned Done, unsigned Total)> Progress;
};

struct CheckResult {
  ReportData Report;
  /// Why the database, a table or the dependency file could not be written, as
  /// one line; empty if all is well. The report is complete all the same.
  std::string OutputError;
  /// With CheckOptions::Repair, what can be repaired: nothing if a unit has not
  /// compiled, for that may use what would be edited.
  std::vector<RepairedFile> Repairs;
  /// And what would be left to find then, positions being those after it.
  Verdicts Left;
};

/// Analyses the translation units that \p Options select, stores the verdicts
/// and writes the tables asked for. A unit that does not compile is listed in
/// ReportData::Errors, and the others are still analysed. With a database, what
/// it has of a unit is used again if nothing changed.
/// \returns what was found; or, as one line, what is wrong with the set-up (no
/// compile database, a file not in it, an unreadable model, a database that
/// cannot be used). Nothing has been written then.
/// Complexity: that of compiling the units without code generation, divided by
/// \c Jobs, plus that of solve().
/// Thread safety: any number of calls and processes may share a database.
llvm::Expected<CheckResult> check(const CheckOptions &Options);

/// The folder with Clang's built-in headers: beside \p Executable, beside
/// Clang's shared library, or where it was at build time.
llvm::Expected<std::string> findResourceDir(llvm::StringRef Executable);

/// What the machine lets this process use.
struct MachineLimits {
  unsigned Online = 0;            ///< processors of the machine
  unsigned Affinity = 0;          ///< of them, those this process may run on
  double CgroupCores = 0;         ///< processor time per time; 0: no limit
  std::uint64_t CgroupMemory = 0; ///< bytes; 0: no limit
};
MachineLimits machineLimits();

/// How many threads can run at once under \p Limits; at least 1.
unsigned usableCores(const MachineLimits &Limits);

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_DRIVER_H
