//===- Units.h - The translation units of one run ---------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Second step of the driver, in threads: parses and summarises each unit.
///
///     [ UnitCommand... ] ──Frontend, Extract──▶ [ AnalysedUnit... ]
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_UNITS_H
#define AETHER_LIB_DRIVER_UNITS_H

#include "Frontend.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Models.h"
#include "aether-analysis/VetoDatabase.h"

#include <memory>
#include <optional>

namespace aether::analysis {

/// A hash of everything in the program itself that decides what it says.
std::uint64_t toolHash(const ModelSet &Models, llvm::StringRef Executable);

/// A unit on its way through the driver.
struct AnalysedUnit {
  UnitCommand Command;
  std::string MainFile; ///< as its summary names it
  UnitKey Key;
  /// The database has a summary of what would be read now; Parsed is empty.
  bool Fresh = false;
  ParsedUnit Parsed;
  std::unique_ptr<TranslationUnitSummary> Summary; ///< null if not compiled
  /// What was found out when it was solved alone, if it was: see SolveMemo.
  std::vector<std::pair<std::uint64_t, std::string>> Accounts;
};

/// A unit for each of \p Commands, without repetitions: a project may compile
/// one file for several targets in the same way.
std::vector<AnalysedUnit> makeUnits(std::vector<UnitCommand> Commands,
                                    llvm::StringRef ResourceDir,
                                    const ModelSet &Models,
                                    llvm::StringRef Executable);

/// Runs \p Work with the stack that Clang's parser needs.
void withDeepStack(llvm::function_ref<void()> Work);

/// Parses and summarises those of \p Units that are not Fresh, in \p Jobs
/// threads. \p Texts, if not null, stands for what is on the disk. \p Salt: as
/// that of SolveMemo.
void analyse(std::vector<AnalysedUnit> &Units, llvm::StringRef ResourceDir,
             const ModelSet &Models, FileStamps &Stamps, unsigned Jobs,
             const std::function<void(unsigned, unsigned)> &Progress,
             const FileTexts *Texts = nullptr, std::uint64_t Salt = 0);

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_UNITS_H
