//===- Impl.h - What a VetoDatabase holds -----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The parts of this library, one step per file:
///
///     Schema     opens or makes the file and checks its format
///     Sqlite     statements and transactions with sticky errors
///     Inputs     the list of files that a summary was computed from
///     Units      summaries: putSummaries, isFresh, getSummary, units
///     SiteRows   call sites and findings as rows; JoinRows puts them together,
///                Checksum tells whether they are still what was written
///     Update     putVerdicts, forget
///     Merge      merge
///     Lookup     list, explain, assumptions
///     Diff       compares two sets of verdicts
///     FileStamps has a file changed?
///     VetoTable  verdicts as constants for the compiler
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_IMPL_H
#define AETHER_LIB_VETODATABASE_IMPL_H

#include "Inputs.h"
#include "SiteRows.h"
#include "Sqlite.h"

#include "aether-analysis/VetoDatabase.h"

#include <mutex>

namespace aether::analysis {

struct VetoDatabase::Impl {
  explicit Impl(std::string Path) : C(std::move(Path)), Names(C) {}

  std::mutex Mutex;
  Connection C;
  NameTable Names;
};

/// Adds a row to table runs and returns its key.
std::int64_t insertRun(Connection &C, std::int64_t Time, llvm::StringRef Tool,
                       llvm::StringRef Llvm, llvm::StringRef Models);

/// Removes runs that nothing refers to any more.
void removeIdleRuns(Connection &C);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_IMPL_H
