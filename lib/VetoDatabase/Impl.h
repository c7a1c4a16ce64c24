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
///     Links      who calls whom across units: neighbours
///     OtherUnits what the neighbours of a unit do, for an editor
///     SiteRows   call sites and findings as rows; JoinRows puts them together,
///                Checksum tells whether they are still what was written
///     Update     putVerdicts, forget
///     Merge      merge
///     Lookup     list, explain, assumptions
///     Profiles   putProfile, profile: what programs measured
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

/// A row of table profiles.
struct ProfileRow {
  CallProfile Call;
  std::uint64_t LineHash = 0; ///< of its line's text; 0: it could not be read
  std::int64_t Time = 0;      ///< when it was stored, in seconds since 1970
};

/// Adds a row, in place of an earlier one of its call site.
void insertProfile(Connection &C, const ProfileRow &Row);
std::vector<ProfileRow> loadProfiles(Connection &C);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_IMPL_H
