//===- OtherUnits.cpp - What other units do, for an editor ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/OtherUnits.h"
#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>

using namespace aether::analysis;

namespace {

/// All of them are solved with the unit, again after each keystroke. The
/// nearest are those that most races with another file have to do with.
constexpr std::size_t MostUnits = 16;

/// Somebody types: not worth waiting for a long write.
constexpr unsigned BusyMilliseconds = 200;

/// The files that units were read from, by number, and how they are now.
class Files {
public:
  unsigned number(llvm::StringRef Path) {
    auto [It, New] = Numbers.try_emplace(Path, unsigned(Paths.size()));
    if (New)
      Paths.push_back(It->first());
    return It->second;
  }
  /// What is known of the present is forgotten.
  void startAnew() { Now.assign(Paths.size(), std::nullopt); }
  std::optional<FileStamp> stamp(unsigned File, FileStamps &Stamps) {
    if (File >= Now.size())
      Now.resize(Paths.size());
    if (!Now[File])
      Now[File] = Stamps.stamp(Paths[File]);
    return *Now[File];
  }

private:
  llvm::StringMap<unsigned> Numbers;
  std::vector<llvm::StringRef> Paths; ///< keys of Numbers
  std::vector<std::optional<std::optional<FileStamp>>> Now;
};

/// A unit that was asked for.
struct KnownUnit {
  std::uint64_t Content = 0;
  std::shared_ptr<const TranslationUnitSummary> Summary;
  struct Input {
    unsigned File;
    FileStamp Stamp; ///< when the unit was found to be fresh
  };
  std::vector<Input> Inputs;
};

} // namespace

struct OtherUnits::Impl {
  std::string Path;
  std::mutex Mutex;
  std::optional<VetoDatabase> Database;
  std::optional<llvm::sys::fs::UniqueID> Id; ///< of the file that is open
  Files Inputs;
  std::map<std::pair<std::string, std::uint64_t>, KnownUnit> Known;

  llvm::Error open();
  bool isCurrent(const KnownUnit &Unit, FileStamps &Stamps);
  llvm::Expected<bool> read(const Neighbour &N, KnownUnit &To,
                            FileStamps &Stamps);
  void forgetFar(const std::vector<Neighbour> &Near);
  llvm::Error link(const TranslationUnitSummary &Unit, LinkedUnits &Result);
};

OtherUnits::OtherUnits(std::string Path) : I(std::make_unique<Impl>()) {
  I->Path = std::move(Path);
}
OtherUnits::~OtherUnits() = default;

/// Opens the database, again if there is another file of that name by now.
llvm::Error OtherUnits::Impl::open() {
  llvm::sys::fs::UniqueID Now;
  if (!llvm::sys::fs::getUniqueID(Path, Now) && Database && Id == Now)
    return llvm::Error::success();
  Database.reset();
  OpenOptions Options;
  Options.BusyMilliseconds = BusyMilliseconds;
  llvm::Expected<VetoDatabase> Opened = VetoDatabase::open(Path, Options);
  if (!Opened)
    return Opened.takeError();
  Database = std::move(*Opened);
  Id = Now;
  return llvm::Error::success();
}

bool OtherUnits::Impl::isCurrent(const KnownUnit &Unit, FileStamps &Stamps) {
  return Unit.Summary &&
         llvm::all_of(Unit.Inputs, [&](const KnownUnit::Input &In) {
           return In.Stamp.Settled && Inputs.stamp(In.File, Stamps) == In.Stamp;
         });
}

/// False if \p N is not what would be read now.
llvm::Expected<bool> OtherUnits::Impl::read(const Neighbour &N, KnownUnit &To,
                                            FileStamps &Stamps) {
  auto Content = Database->isFresh(N.Key, Stamps);
  if (!Content)
    return Content.takeError();
  if (*Content != N.Content)
    return false;
  auto Sources = Database->getInputs(N.Key);
  if (!Sources)
    return Sources.takeError();
  if (To.Content != N.Content || !To.Summary) {
    auto Summary = Database->getSummary(N.Key);
    if (!Summary)
      return Summary.takeError();
    if (!*Summary)
      return false;
    To.Summary =
        std::make_shared<const TranslationUnitSummary>(std::move(**Summary));
    To.Content = N.Content;
  }
  To.Inputs.clear();
  for (const SourceFile &File : *Sources)
    if (auto Stamp = Stamps.stamp(File.Path))
      To.Inputs.push_back({Inputs.number(File.Path), *Stamp});
  return true;
}

/// Keeps no more than what a few open files need.
void OtherUnits::Impl::forgetFar(const std::vector<Neighbour> &Near) {
  if (Known.size() <= 4 * MostUnits)
    return;
  std::set<std::pair<std::string, std::uint64_t>> Kept;
  for (const Neighbour &N : Near)
    Kept.emplace(N.Key.MainFile, N.Key.Config);
  std::erase_if(Known,
                [&](const auto &Entry) { return !Kept.count(Entry.first); });
}

llvm::Error OtherUnits::Impl::link(const TranslationUnitSummary &Unit,
                                   LinkedUnits &Result) {
  if (llvm::Error E = open())
    return E;
  auto Near = Database->neighbours(Unit, MostUnits);
  if (!Near)
    return Near.takeError();
  FileStamps Stamps;
  Inputs.startAnew();
  const unsigned MainFile = Inputs.number(Unit.MainFile);
  std::vector<std::string> Stale;
  for (const Neighbour &N : *Near) {
    KnownUnit &Known = this->Known[{N.Key.MainFile, N.Key.Config}];
    if (Known.Content != N.Content || !isCurrent(Known, Stamps)) {
      llvm::Expected<bool> Fresh = read(N, Known, Stamps);
      if (!Fresh)
        return Fresh.takeError();
      if (!*Fresh) {
        Stale.push_back(N.Key.MainFile);
        continue;
      }
    }
    if (llvm::none_of(Known.Inputs, [&](const KnownUnit::Input &In) {
          return In.File == MainFile;
        }))
      Result.Units.push_back(Known.Summary);
  }
  forgetFar(*Near);
  if (Stale.empty())
    return llvm::Error::success();
  Result.Warning = Path + ": " + Stale.front();
  if (Stale.size() > 1)
    Result.Warning += " and " + std::to_string(Stale.size() - 1) + " more";
  Result.Warning += " changed since the last check, and what is done there is "
                    "not known; run `aether check --db` with this file again";
  return llvm::Error::success();
}

LinkedUnits OtherUnits::of(const TranslationUnitSummary &Unit) {
  std::lock_guard Lock(I->Mutex);
  LinkedUnits Result;
  if (llvm::Error E = I->link(Unit, Result)) {
    // What is damaged in one place is not relied on in another.
    Result.Units.clear();
    Result.Warning = llvm::toString(std::move(E));
    I->Database.reset();
  }
  return Result;
}
