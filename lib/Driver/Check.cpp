//===- Check.cpp - From a compile database to verdicts --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileCommands.h"
#include "FindRepairs.h"
#include "Outputs.h"
#include "Store.h"
#include "Units.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Models.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

using namespace llvm;

namespace aether::analysis {
namespace {

Expected<ModelSet> loadModels(const CheckOptions &Options) {
  ModelSet Models = ModelSet::builtin();
  for (const std::string &File : Options.ModelFiles) {
    Expected<ModelSet> More = Models.withFile(File);
    if (!More)
      return More.takeError();
    Models = std::move(*More);
  }
  return Models;
}

Expected<std::vector<UnitCommand>> selectUnits(const CheckOptions &Options) {
  if (Options.Flags) {
    if (!Options.BuildPath.empty())
      return createStringError(
          "-p and flags after -- exclude each other: use one of them");
    return fixedCommands(Options.Files, *Options.Flags);
  }
  Expected<std::string> Database = findDatabase(
      Options.BuildPath, Options.Files.empty() ? "" : Options.Files.front());
  if (!Database)
    return Database.takeError();
  return loadCommands(*Database, Options.Files);
}

std::vector<UnitError> errorsOf(ArrayRef<AnalysedUnit> Units) {
  std::vector<UnitError> Errors;
  for (const AnalysedUnit &Unit : Units)
    if (!Unit.Fresh && !Unit.Summary)
      Errors.push_back({Unit.MainFile, Unit.Parsed.Error});
  auto Order = [](const UnitError &A, const UnitError &B) {
    return std::tie(A.File, A.Message) < std::tie(B.File, B.Message);
  };
  std::sort(Errors.begin(), Errors.end(), Order);
  return Errors;
}

/// Tells \p Memo what was found out of units alone; false if nothing was.
bool takeAccounts(std::vector<AnalysedUnit> &Units, SolveMemo &Memo) {
  auto Known = std::make_shared<std::map<std::uint64_t, std::string>>();
  for (AnalysedUnit &Unit : Units)
    for (auto &[Digest, Account] : Unit.Accounts)
      Known->try_emplace(Digest, std::move(Account));
  if (Known->empty())
    return false;
  Memo.Find = [&Memo, Known, Find = std::move(Memo.Find)](
                  std::uint64_t Digest) -> std::optional<std::string> {
    auto It = Known->find(Digest);
    if (It == Known->end())
      return Find(Digest);
    Memo.New.emplace_back(Digest, It->second);
    return It->second;
  };
  return true;
}

} // namespace

Expected<CheckResult> check(const CheckOptions &Options) {
  auto Start = std::chrono::steady_clock::now();
  FileStamps Stamps;
  if (!Options.Depfile.empty() && Options.TablesDir.empty())
    return createStringError("a dependency file needs a folder for tables");
  if (Options.Repair && !Options.TablesDir.empty())
    return createStringError(
        "tables are made for files as they are: repair them first");
  Expected<std::string> ResourceDir = findResourceDir(Options.Executable);
  if (!ResourceDir)
    return ResourceDir.takeError();
  Expected<ModelSet> Models = loadModels(Options);
  if (!Models)
    return Models.takeError();
  Expected<std::vector<UnitCommand>> Commands = selectUnits(Options);
  if (!Commands)
    return Commands.takeError();
  std::vector<AnalysedUnit> Units = makeUnits(
      std::move(*Commands), *ResourceDir, *Models, Options.Executable);
  if (!Options.Depfile.empty() && Units.size() != 1)
    return createStringError(
        "a dependency file is for one translation unit, not for %zu",
        Units.size());
  Expected<RunStore> Stored = RunStore::open(Options.Database, Stamps);
  if (!Stored)
    return Stored.takeError();
  if (Error E = Stored->markFresh(Units))
    return E;

  unsigned Jobs = Options.Jobs ? Options.Jobs : usableCores(machineLimits());
  const std::uint64_t Tool = toolHash(*Models, Options.Executable);
  analyse(Units, *ResourceDir, *Models, Stamps, Jobs, Options.Progress,
          /*Texts=*/nullptr, Tool);

  CheckResult Result;
  ReportData &Report = Result.Report;
  Report.TranslationUnits = Units.size();
  Report.Errors = errorsOf(Units);
  Expected<std::optional<Verdicts>> Known = Stored->unchangedVerdicts(Units);
  if (!Known)
    return Known.takeError();
  if (*Known) {
    Report.Result = std::move(**Known);
  } else {
    if (Error E = Stored->loadSummaries(Units))
      return E;
    std::vector<const TranslationUnitSummary *> Summaries;
    for (AnalysedUnit &Unit : Units)
      if (Unit.Summary)
        Summaries.push_back(Unit.Summary.get());
    SolveMemo Memo = Stored->memo(Tool);
    const bool Met = takeAccounts(Units, Memo);
    Report.Result = solve(Summaries, {},
                          Options.Database.empty() && !Met ? nullptr : &Memo);
    if (Error E = Stored->save(Units, Report.Result, Memo, *Models,
                               /*Everything=*/Options.Files.empty()))
      Result.OutputError = toString(std::move(E));
  }
  if (Result.OutputError.empty())
    if (Error E = writeTables(Options, Units, Report.Result, *Stored))
      Result.OutputError = toString(std::move(E));
  if (Options.Repair && Report.Errors.empty() &&
      !Report.Result.Findings.empty()) {
    if (*Known)
      if (Error E = Stored->loadSummaries(Units))
        return E;
    Result.Left = Report.Result;
    Result.Repairs =
        findRepairs(Units, Result.Left, {*ResourceDir, *Models, Jobs});
  }
  Report.Seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  return Result;
}

} // namespace aether::analysis
