//===- VetoDatabase.h - Summaries and verdicts on disk ----------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The file aether.vdb: what was found out, for the next run and for people.
///
///     TranslationUnitSummary ◀──▶ [ aether.vdb ] ◀── Verdicts ◀── Solve
///                                       └──▶ Report (aether db), veto tables
///
/// A SQLite file, described in docs/veto-database.md. Several processes may
/// write at once; each update is one transaction, so an interrupted or failed
/// one leaves the file as it was. What was damaged is noticed when it is read.
///
/// Thread safety: members of one object may be called from several threads;
/// they wait for each other. Errors are DatabaseErrors of one line, path
/// included.
//===----------------------------------------------------------------------===//

#ifndef AETHER_ANALYSIS_VETODATABASE_H
#define AETHER_ANALYSIS_VETODATABASE_H

#include "aether-analysis/DatabaseError.h"
#include "aether-analysis/FileStamps.h"
#include "aether-analysis/Profile.h"
#include "aether-analysis/Solve.h"
#include "aether-analysis/VerdictDiff.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aether::analysis {

/// Counts up with every change of the tables.
inline constexpr int DatabaseFormat = 5;

/// One way of compiling one file.
struct UnitKey {
  std::string MainFile;     ///< absolute
  std::uint64_t Config = 0; ///< hash of all else that decides its summary:
                            ///< compiler flags, versions of tool and models
  friend bool operator==(const UnitKey &, const UnitKey &) = default;
};

/// A summary on its way into the database.
struct UnitUpdate {
  UnitKey Key;
  const TranslationUnitSummary *Summary = nullptr;
  /// Every file that was read for it, main file and system headers included,
  /// with the hash of what was read. Summary->Files is only a part of them.
  std::vector<SourceFile> Inputs;
};

/// A unit that has to do with another one, see VetoDatabase::neighbours.
struct Neighbour {
  UnitKey Key;
  std::uint64_t Content = 0; ///< see isFresh
  friend bool operator==(const Neighbour &, const Neighbour &) = default;
};

/// Who says the verdicts that are stored, and about what.
struct RunInfo {
  /// The units that were solved together.
  std::vector<UnitKey> Units;
  /// Hash of all that the verdicts depend on: the contents of the units (see
  /// isFresh) and the options of Solve. Tells later whether they still hold.
  std::uint64_t Link = 0;
  std::string ToolVersion, LlvmVersion, ModelsVersion;
};

/// A unit that the database knows.
struct StoredUnit {
  UnitKey Key;
  std::uint64_t Content = 0; ///< see isFresh
  std::uint64_t Link = 0;    ///< RunInfo::Link of its verdicts; 0 if none yet
  std::int64_t Time = 0;     ///< of its verdicts, in seconds since 1970
  std::string ToolVersion, LlvmVersion, ModelsVersion;
  std::uint64_t SummaryBytes = 0;
};

/// Something a proof rests on that was not proven.
struct StoredAssumption {
  Position Pos; ///< of the parallel call
  std::string Callee, Text;
  std::string By; ///< "user", "model" or "analysis"
};

/// Which call sites to look up; all conditions must hold.
struct VerdictFilter {
  std::vector<std::string> MainFiles; ///< occurs in one of them; empty: any
  std::optional<Verdict> Result;
  /// Absolute paths, or the last components of one (`src/a.cpp`): the call, or
  /// an access of one of its findings, is in one of them; empty: any.
  std::vector<std::string> Files;
  /// And on this line of it; 0: any.
  unsigned Line = 0;
};

struct OpenOptions {
  bool Write = false;                ///< and create the file if there is none
  unsigned BusyMilliseconds = 60000; ///< how long to wait for other writers
  unsigned MaxPages = 0;             ///< of 4 KiB; 0: as many as fit
};

class VetoDatabase {
public:
  /// Opens the database at \p Path. O(1).
  static llvm::Expected<VetoDatabase> open(llvm::StringRef Path,
                                           const OpenOptions &Options = {});
  VetoDatabase(VetoDatabase &&) noexcept;
  VetoDatabase &operator=(VetoDatabase &&) noexcept;
  ~VetoDatabase();

  /// Stores summaries, each in place of an earlier one of its key, in one
  /// transaction. A commit costs some milliseconds: several at once are
  /// cheaper.
  llvm::Error putSummaries(llvm::ArrayRef<UnitUpdate> Units, FileStamps &Files);
  llvm::Error putSummary(const UnitUpdate &Unit, FileStamps &Files) {
    return putSummaries(Unit, Files);
  }

  /// A hash of everything the stored summary of \p Unit was computed from, if
  /// that is what would be read now; nothing if the unit is not there or stale.
  /// Looks at size and time of each input, and at contents where those differ.
  llvm::Expected<std::optional<std::uint64_t>> isFresh(const UnitKey &Unit,
                                                       FileStamps &Files);
  /// The stored summary, fresh or not; nothing if there is none. A damaged one
  /// is an error.
  llvm::Expected<std::optional<TranslationUnitSummary>>
  getSummary(const UnitKey &Unit);
  /// The units of other main files that \p Unit calls, that call it, or that
  /// those call, and so on; the nearest first, at most \p Most. \p Unit itself
  /// need not be stored. Reads nothing else of the database: some microseconds
  /// for each of them and for each function that \p Unit shares with others.
  llvm::Expected<std::vector<Neighbour>>
  neighbours(const TranslationUnitSummary &Unit, std::size_t Most);
  /// Its inputs, and under which names the compiler knows them; empty if there
  /// is no such unit.
  llvm::Expected<std::vector<SourceFile>> getInputs(const UnitKey &Unit);

  /// Stores \p V in place of all that was said about the main files of
  /// \p Run.Units, and forgets other configurations of these files. What V says
  /// about a call in a header adds to what runs on other units said about it.
  llvm::Error putVerdicts(const Verdicts &V, const RunInfo &Run);

  /// What a run has kept of the group of calls with this digest (see
  /// SolveMemo); nothing if it is not there.
  llvm::Expected<std::optional<std::string>> getAccount(std::uint64_t Digest);
  /// Keeps what is new in \p Memo, and forgets groups that were not met in the
  /// last 64 runs.
  llvm::Error putAccounts(const SolveMemo &Memo);

  /// The call sites that \p Filter selects, with their findings. A call that
  /// several runs judged gets the worst verdict.
  llvm::Expected<Verdicts> list(const VerdictFilter &Filter = {});
  llvm::Expected<Verdicts> allVerdicts() { return list(); }
  /// What is known about \p Line of \p File; Line 0 is all of it.
  llvm::Expected<Verdicts> explain(llvm::StringRef File, unsigned Line);
  /// All units, by main file.
  llvm::Expected<std::vector<StoredUnit>> units();
  /// All assumptions, by position.
  llvm::Expected<std::vector<StoredAssumption>> assumptions();

  /// Stores what was measured, each call site in place of what was known of it.
  /// Files of known calls are named as there, so that hints() finds them; of
  /// each line it is noted what it says.
  llvm::Error putProfile(llvm::ArrayRef<CallProfile> Calls);
  /// What was measured of the calls of all files, by position, and apart from
  /// what stands on lines that say something else by now.
  llvm::Expected<std::vector<CallProfile>> profile();

  /// Forgets files that are no longer built. Their part in the verdicts of
  /// shared headers goes with them.
  llvm::Error forget(llvm::ArrayRef<std::string> MainFiles);
  /// Takes over from \p Other each unit that is missing here or was judged
  /// later there. One transaction.
  llvm::Error merge(VetoDatabase &Other);

  llvm::StringRef path() const;

private:
  struct Impl;
  explicit VetoDatabase(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> I;
};

} // namespace aether::analysis

#endif // AETHER_ANALYSIS_VETODATABASE_H
