//===- Update.cpp - New verdicts in place of old ones ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Impl.h"

#include <chrono>

using namespace aether::analysis;

void aether::analysis::removeIdleRuns(Connection &C) {
  C.execute("DELETE FROM runs WHERE id NOT IN (SELECT run FROM call_sites) "
            "AND id NOT IN (SELECT run FROM units WHERE run IS NOT NULL)");
}

namespace {

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace

std::int64_t aether::analysis::insertRun(Connection &C, std::int64_t Time,
                                         llvm::StringRef Tool,
                                         llvm::StringRef Llvm,
                                         llvm::StringRef Models) {
  Query(C, "INSERT INTO runs VALUES (NULL, ?, ?, ?, ?)", Time, Tool, Llvm,
        Models)
      .run();
  return C.lastRow();
}

llvm::Error VetoDatabase::putVerdicts(const Verdicts &V, const RunInfo &Run) {
  llvm::StringSet<> MainFiles;
  for (const UnitKey &Unit : Run.Units)
    MainFiles.insert(Unit.MainFile);
  std::vector<SiteRow> Rows = split(V, MainFiles);

  std::lock_guard Lock(I->Mutex);
  Connection &C = I->C;
  Transaction T(C, Transaction::Mode::Write);
  const std::int64_t RunId =
      insertRun(C, now(), Run.ToolVersion, Run.LlvmVersion, Run.ModelsVersion);
  removeVerdicts(C, MainFiles);
  for (SiteRow &Row : Rows) {
    Row.Run = RunId;
    insertRow(C, Row);
  }
  for (const UnitKey &Unit : Run.Units)
    Query(C,
          "UPDATE units SET link = ?, run = ? "
          "WHERE main_file = ? AND config = ?",
          Run.Link, RunId, Unit.MainFile, Unit.Config)
        .run();
  // Configurations in which these files are not compiled any more.
  for (const auto &File : MainFiles)
    Query(C, "DELETE FROM units WHERE main_file = ? AND run IS NOT ?",
          File.first(), RunId)
        .run();
  removeIdleRuns(C);
  return T.commit();
}

llvm::Error VetoDatabase::forget(llvm::ArrayRef<std::string> MainFiles) {
  llvm::StringSet<> Files;
  for (const std::string &File : MainFiles)
    Files.insert(File);
  std::lock_guard Lock(I->Mutex);
  Connection &C = I->C;
  Transaction T(C, Transaction::Mode::Write);
  removeVerdicts(C, Files);
  for (const std::string &File : MainFiles)
    for (const char *Sql : {"DELETE FROM units WHERE main_file = ?",
                            "DELETE FROM profiles WHERE file = ?"})
      Query(C, Sql, File).run();
  removeIdleRuns(C);
  return T.commit();
}
