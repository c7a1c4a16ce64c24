//===- Store.cpp - What the driver keeps between runs ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Store.h"

#include "aether-analysis/Serial.h"
#include "aether-analysis/Version.h"

#include "llvm/Support/FileSystem.h"

#include <algorithm>
#include <set>

using namespace llvm;

namespace aether::analysis {

Expected<RunStore> RunStore::open(StringRef Path, FileStamps &Stamps) {
  if (Path.empty())
    return RunStore(std::nullopt, Stamps);
  OpenOptions Options;
  Options.Write = true;
  Expected<VetoDatabase> Database = VetoDatabase::open(Path, Options);
  if (!Database)
    return Database.takeError();
  return RunStore(std::move(*Database), Stamps);
}

Error RunStore::markFresh(std::vector<AnalysedUnit> &Units) {
  if (!Database)
    return Error::success();
  for (AnalysedUnit &Unit : Units) {
    Expected<std::optional<std::uint64_t>> Content =
        Database->isFresh(Unit.Key, *Stamps);
    if (!Content)
      return Content.takeError();
    Unit.Fresh = Content->has_value();
  }
  return Error::success();
}

Expected<std::uint64_t> RunStore::link(ArrayRef<AnalysedUnit> Units) {
  std::vector<std::string> Parts;
  for (const AnalysedUnit &Unit : Units) {
    if (!Unit.Fresh && !Unit.Summary)
      continue;
    Expected<std::optional<std::uint64_t>> Content =
        Database->isFresh(Unit.Key, *Stamps);
    if (!Content)
      return Content.takeError();
    if (!*Content)
      return 0;
    Parts.push_back(Unit.Key.MainFile + '\0' + std::to_string(Unit.Key.Config) +
                    '\0' + std::to_string(**Content));
  }
  std::sort(Parts.begin(), Parts.end());
  std::string All;
  for (const std::string &Part : Parts)
    All += Part + '\n';
  return contentHash(All);
}

Expected<std::optional<Verdicts>>
RunStore::unchangedVerdicts(ArrayRef<AnalysedUnit> Units) {
  if (!Database ||
      !all_of(Units, [](const AnalysedUnit &Unit) { return Unit.Fresh; }))
    return std::nullopt;
  Expected<std::uint64_t> Link = link(Units);
  if (!Link)
    return Link.takeError();
  Expected<std::vector<StoredUnit>> Stored = Database->units();
  if (!Stored)
    return Stored.takeError();
  // Verdicts on other units that share a header may be worse; they count for
  // `aether db`, but not as the result of this run.
  if (*Link == 0 || Stored->size() != Units.size() ||
      !all_of(*Stored,
              [&](const StoredUnit &Unit) { return Unit.Link == *Link; }))
    return std::nullopt;
  Expected<Verdicts> Result = Database->allVerdicts();
  if (!Result)
    return Result.takeError();
  return std::move(*Result);
}

Error RunStore::loadSummaries(std::vector<AnalysedUnit> &Units) {
  for (AnalysedUnit &Unit : Units) {
    if (!Unit.Fresh)
      continue;
    Expected<std::optional<TranslationUnitSummary>> Summary =
        Database->getSummary(Unit.Key);
    if (!Summary)
      return Summary.takeError();
    if (!*Summary) // another process has just replaced it
      return createStringError("%s was changed by another process; try again",
                               Database->path().str().c_str());
    Unit.Summary =
        std::make_unique<TranslationUnitSummary>(std::move(**Summary));
  }
  return Error::success();
}

SolveMemo RunStore::memo(std::uint64_t Tool) {
  SolveMemo Memo;
  Memo.Salt = Tool;
  Memo.Find = [this](std::uint64_t Digest) -> std::optional<std::string> {
    if (!Database)
      return std::nullopt;
    Expected<std::optional<std::string>> Account = Database->getAccount(Digest);
    if (Account)
      return std::move(*Account);
    // What cannot be read is found out anew; who writes next says why.
    consumeError(Account.takeError());
    return std::nullopt;
  };
  return Memo;
}

Error RunStore::save(ArrayRef<AnalysedUnit> Units, const Verdicts &Result,
                     const SolveMemo &Memo, const ModelSet &Models,
                     bool Everything) {
  if (!Database)
    return Error::success();
  std::vector<UnitUpdate> Updates;
  RunInfo Run;
  for (const AnalysedUnit &Unit : Units) {
    if (!Unit.Summary)
      continue;
    Run.Units.push_back(Unit.Key);
    if (!Unit.Fresh)
      Updates.push_back({Unit.Key, Unit.Summary.get(), Unit.Parsed.Inputs});
  }
  if (Error E = Database->putSummaries(Updates, *Stamps))
    return E;
  Expected<std::uint64_t> Link = link(Units);
  if (!Link)
    return Link.takeError();
  Run.Link = *Link;
  Run.ToolVersion = AETHER_VERSION;
  Run.LlvmVersion = AETHER_LLVM_VERSION;
  Run.ModelsVersion = std::to_string(Models.version());
  if (Error E = Database->putVerdicts(Result, Run))
    return E;
  if (Error E = Database->putAccounts(Memo))
    return E;
  if (!Everything)
    return Error::success();

  Expected<std::vector<StoredUnit>> Stored = Database->units();
  if (!Stored)
    return Stored.takeError();
  std::set<std::string> Gone;
  for (const StoredUnit &Unit : *Stored)
    if (!sys::fs::exists(Unit.Key.MainFile))
      Gone.insert(Unit.Key.MainFile);
  if (Gone.empty())
    return Error::success();
  return Database->forget(std::vector<std::string>(Gone.begin(), Gone.end()));
}

Expected<std::vector<SourceFile>> RunStore::inputs(const AnalysedUnit &Unit) {
  if (Unit.Fresh && Database)
    return Database->getInputs(Unit.Key);
  return Unit.Parsed.Inputs;
}

Expected<std::vector<CallProfile>> RunStore::profile() {
  if (!Database)
    return std::vector<CallProfile>();
  return Database->profile();
}

} // namespace aether::analysis
