//===- Check.cpp - From a compile database to verdicts ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "CompileCommands.h"
#include "Frontend.h"
#include "Outputs.h"

#include "aether-analysis/Driver.h"
#include "aether-analysis/Extract.h"
#include "aether-analysis/Models.h"

#include "clang/Basic/Stack.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/thread.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>

using namespace llvm;

namespace aether::analysis {
namespace {

/// Clang's parser recurses deeply; this is what its own tools ask for.
constexpr unsigned StackSize = 16u << 20;

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
  Expected<std::string> Database =
      findDatabase(Options.BuildPath,
                   Options.Files.empty() ? "" : Options.Files.front());
  if (!Database)
    return Database.takeError();
  return loadCommands(*Database, Options.Files);
}

/// Compilations that are the same for the analysis count once: a project may
/// build one file for several targets.
void dropRepeated(std::vector<UnitCommand> &Commands, StringRef ResourceDir) {
  std::set<std::vector<std::string>> Seen;
  llvm::erase_if(Commands, [&](const UnitCommand &C) {
    std::vector<std::string> Key = analysisArguments(C, ResourceDir);
    Key.front() = C.Directory;
    return !Seen.insert(std::move(Key)).second;
  });
}

/// Parses and summarises all \p Commands in \p Jobs threads.
class UnitRunner {
public:
  UnitRunner(ArrayRef<UnitCommand> Commands, StringRef ResourceDir,
             const ModelSet &Models, const CheckOptions &Options)
      : Commands(Commands), ResourceDir(ResourceDir), Models(Models),
        Options(Options), Units(Commands.size()) {}

  std::vector<AnalysedUnit> run(unsigned Jobs) {
    std::vector<llvm::thread> Threads;
    Jobs = std::clamp<std::size_t>(Jobs, 1, Commands.size());
    for (unsigned I = 0; I != Jobs; ++I)
      Threads.emplace_back(StackSize, [this] { work(); });
    for (llvm::thread &T : Threads)
      T.join();
    return std::move(Units);
  }

private:
  void work() {
    clang::noteBottomOfStack();
    for (std::size_t I; (I = Next.fetch_add(1)) < Commands.size();) {
      AnalysedUnit &Unit = Units[I];
      Unit.MainFile = Commands[I].File;
      Unit.Parsed =
          parseUnit(Commands[I], ResourceDir, [&](clang::ASTContext &Context) {
            Unit.Summary = std::make_unique<TranslationUnitSummary>(
                extract(Context, Models));
          });
      std::lock_guard Lock(ProgressMutex);
      ++Done;
      if (Options.Progress)
        Options.Progress(Done, Commands.size());
    }
  }

  ArrayRef<UnitCommand> Commands;
  StringRef ResourceDir;
  const ModelSet &Models;
  const CheckOptions &Options;
  std::vector<AnalysedUnit> Units; ///< each written by one thread
  std::atomic<std::size_t> Next{0};
  std::mutex ProgressMutex;
  unsigned Done = 0;
};

} // namespace

Expected<ReportData> check(const CheckOptions &Options) {
  auto Start = std::chrono::steady_clock::now();
  Expected<std::string> ResourceDir = findResourceDir(Options.Executable);
  if (!ResourceDir)
    return ResourceDir.takeError();
  Expected<ModelSet> Models = loadModels(Options);
  if (!Models)
    return Models.takeError();
  Expected<std::vector<UnitCommand>> Commands = selectUnits(Options);
  if (!Commands)
    return Commands.takeError();
  dropRepeated(*Commands, *ResourceDir);
  if (!Options.Depfile.empty() && Commands->size() != 1)
    return createStringError(
        "a dependency file is for one translation unit, not for %zu",
        Commands->size());

  CrashRecoveryContext::Enable();
  unsigned Jobs = Options.Jobs ? Options.Jobs : usableCores(machineLimits());
  std::vector<AnalysedUnit> Units =
      UnitRunner(*Commands, *ResourceDir, *Models, Options).run(Jobs);

  ReportData Data;
  Data.TranslationUnits = Units.size();
  std::vector<const TranslationUnitSummary *> Summaries;
  for (AnalysedUnit &Unit : Units) {
    if (Unit.Parsed.Compiled && Unit.Summary)
      Summaries.push_back(Unit.Summary.get());
    else
      Data.Errors.push_back({Unit.MainFile, Unit.Parsed.Error});
  }
  std::sort(Data.Errors.begin(), Data.Errors.end(),
            [](const UnitError &A, const UnitError &B) {
              return std::tie(A.File, A.Message) < std::tie(B.File, B.Message);
            });
  Data.Result = solve(Summaries);
  if (Error E = writeOutputs(Options, Units, Data))
    return std::move(E);
  Data.Seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  return Data;
}

} // namespace aether::analysis
