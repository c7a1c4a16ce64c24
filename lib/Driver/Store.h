//===- Store.h - What the driver keeps between runs -------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The driver's use of the veto database. Without one, all members do nothing.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_DRIVER_STORE_H
#define AETHER_LIB_DRIVER_STORE_H

#include "Units.h"

namespace aether::analysis {

class RunStore {
public:
  /// \p Path may be empty: no database.
  static llvm::Expected<RunStore> open(llvm::StringRef Path,
                                       FileStamps &Stamps);

  /// Sets AnalysedUnit::Fresh.
  llvm::Error markFresh(std::vector<AnalysedUnit> &Units);

  /// The verdicts of the last run, if it was on just these units and nothing
  /// has changed since.
  llvm::Expected<std::optional<Verdicts>>
  unchangedVerdicts(llvm::ArrayRef<AnalysedUnit> Units);

  /// Gives the fresh units their summaries.
  llvm::Error loadSummaries(std::vector<AnalysedUnit> &Units);

  /// What earlier runs found out, for solve().
  SolveMemo memo(std::uint64_t Tool);

  /// Stores new summaries, the verdicts and what is new in \p Memo. If \p
  /// Everything, the run was on the whole project, and files that are gone are
  /// forgotten.
  llvm::Error save(llvm::ArrayRef<AnalysedUnit> Units, const Verdicts &Result,
                   const SolveMemo &Memo, const ModelSet &Models,
                   bool Everything);

  /// All files that were read for \p Unit.
  llvm::Expected<std::vector<SourceFile>> inputs(const AnalysedUnit &Unit);

  /// What was measured of programs.
  llvm::Expected<std::vector<CallProfile>> profile();

private:
  RunStore(std::optional<VetoDatabase> Database, FileStamps &Stamps)
      : Database(std::move(Database)), Stamps(&Stamps) {}

  /// Hash of all that the verdicts on \p Units depend on; 0 if a unit is not
  /// in the database as it would be read now.
  llvm::Expected<std::uint64_t> link(llvm::ArrayRef<AnalysedUnit> Units);

  std::optional<VetoDatabase> Database;
  FileStamps *Stamps;
};

} // namespace aether::analysis

#endif // AETHER_LIB_DRIVER_STORE_H
