//===- Units.cpp - The translation units of one run -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Units.h"
#include "CommandLine.h"
#include "Lowering.h"
#include "Witnesses.h"

#include "aether-analysis/Extract.h"
#include "aether-analysis/Serial.h"
#include "aether-analysis/Version.h"

#include "clang/Basic/Stack.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/thread.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

using namespace llvm;

namespace aether::analysis {
namespace {

/// Clang's parser recurses deeply; this is what its own tools ask for.
constexpr unsigned StackSize = 16u << 20;

/// All that decides a summary besides the files read. The version says little
/// about a program that is being developed, hence size and time of it.
std::string toolIdentity(const ModelSet &Models, StringRef Executable) {
  std::string Identity = AETHER_VERSION "\n" AETHER_LLVM_VERSION "\n" +
                         std::to_string(SummaryFormat) + '\n' +
                         std::to_string(Models.version()) + '\n';
  sys::fs::file_status Status;
  if (!Executable.empty() && !sys::fs::status(Executable, Status))
    Identity +=
        std::to_string(Status.getSize()) + '\n' +
        std::to_string(
            Status.getLastModificationTime().time_since_epoch().count());
  return Identity;
}

} // namespace

std::uint64_t toolHash(const ModelSet &Models, StringRef Executable) {
  return contentHash(toolIdentity(Models, Executable));
}

std::vector<AnalysedUnit> makeUnits(std::vector<UnitCommand> Commands,
                                    StringRef ResourceDir,
                                    const ModelSet &Models,
                                    StringRef Executable) {
  std::string Tool = toolIdentity(Models, Executable);
  std::set<std::pair<std::string, std::uint64_t>> Seen;
  std::vector<AnalysedUnit> Units;
  for (UnitCommand &Command : Commands) {
    std::string Config = Tool + '\0' + Command.Directory;
    for (const std::string &A : analysisArguments(Command, ResourceDir))
      Config += '\0' + A;
    UnitKey Key{Command.File, contentHash(Config)};
    if (!Seen.insert({Key.MainFile, Key.Config}).second)
      continue;
    AnalysedUnit &Unit = Units.emplace_back();
    Unit.MainFile = Command.File;
    Unit.Command = std::move(Command);
    Unit.Key = std::move(Key);
  }
  return Units;
}

void withDeepStack(function_ref<void()> Work) {
  CrashRecoveryContext::Enable();
  llvm::thread T(std::optional<unsigned>(StackSize), [&] {
    clang::noteBottomOfStack();
    Work();
  });
  T.join();
  CrashRecoveryContext::Disable();
}

void analyse(std::vector<AnalysedUnit> &Units, StringRef ResourceDir,
             const ModelSet &Models, FileStamps &Stamps, unsigned Jobs,
             const std::function<void(unsigned, unsigned)> &Progress,
             const FileTexts *Texts, std::uint64_t Salt) {
  std::vector<AnalysedUnit *> Work;
  for (AnalysedUnit &Unit : Units)
    if (!Unit.Fresh)
      Work.push_back(&Unit);

  std::atomic<std::size_t> Next{0};
  std::mutex ProgressMutex;
  unsigned Done = Units.size() - Work.size();
  auto Run = [&] {
    clang::noteBottomOfStack();
    for (std::size_t I; (I = Next.fetch_add(1)) < Work.size();) {
      AnalysedUnit &Unit = *Work[I];
      ParseRecord Record;
      Unit.Parsed = parseUnit(
          Unit.Command, ResourceDir, &Stamps,
          [&](clang::ASTContext &Context) {
            Unit.Summary = std::make_unique<TranslationUnitSummary>(
                extract(Context, Models));
            SolveMemo Memo;
            Memo.Salt = Salt;
            Memo.Find = [](std::uint64_t) { return std::nullopt; };
            addWitnesses(Context, Record, Models, Memo, *Unit.Summary);
            Unit.Accounts = std::move(Memo.New);
          },
          Texts, &Record);
      if (!Unit.Parsed.Compiled)
        Unit.Summary.reset();
      std::lock_guard Lock(ProgressMutex);
      ++Done;
      if (Progress)
        Progress(Done, Units.size());
    }
  };

  CrashRecoveryContext::Enable();
  std::vector<llvm::thread> Threads;
  for (std::size_t I = 0, E = std::min<std::size_t>(Jobs, Work.size()); I != E;
       ++I)
    Threads.emplace_back(std::optional<unsigned>(StackSize), Run);
  for (llvm::thread &T : Threads)
    T.join();
  CrashRecoveryContext::Disable();
}

} // namespace aether::analysis
