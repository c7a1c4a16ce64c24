//===- Hook.cpp - What a commit changes, checked --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Hook.h"

#include "CompileCommands.h"
#include "Git.h"

#include "aether-analysis/Baseline.h"
#include "aether-analysis/ChangedLines.h"
#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {
namespace {

enum class FileKind { Source, Header, Other };

FileKind kindOf(StringRef Path) {
  return StringSwitch<FileKind>(sys::path::extension(Path))
      .Cases({".c", ".cc", ".cp", ".cpp", ".cxx", ".c++", ".C"},
             FileKind::Source)
      .Cases({".h", ".hh", ".hp", ".hpp", ".hxx", ".h++", ".H", ".inc", ".inl",
              ".ipp", ".tcc", ".tpp", ".txx"},
             FileKind::Header)
      .Default(FileKind::Other);
}

/// What is staged, below \p Top; what is removed is not there to be checked.
Expected<std::vector<std::string>> stagedFiles(StringRef Top) {
  Expected<std::string> Output =
      git({"-C", Top, "diff", "--cached", "--name-only", "--no-renames",
           "--diff-filter=ACM", "-z"});
  if (!Output)
    return Output.takeError();
  std::vector<std::string> Files = gitNames(*Output);
  for (std::string &File : Files)
    File = absolutePath(File, Top);
  return Files;
}

/// The revision that a commit is compared with: before the first one, the empty
/// tree.
std::string parentOfCommit() {
  if (Expected<std::string> Head =
          gitLine({"rev-parse", "--quiet", "--verify", "HEAD"}))
    return *Head;
  else
    consumeError(Head.takeError());
  if (Expected<std::string> Empty =
          gitLine({"hash-object", "-t", "tree", "/dev/null"}))
    return *Empty;
  else
    consumeError(Empty.takeError());
  return "HEAD";
}

/// What lies above the checkout belongs to something else.
Expected<std::string> databaseOf(StringRef BuildPath, StringRef Top) {
  if (!BuildPath.empty())
    return findDatabase(BuildPath, "");
  SmallString<256> Build(Top);
  sys::path::append(Build, "build");
  for (StringRef Folder : {Top, StringRef(Build)})
    if (Expected<std::string> Found = findDatabase(Folder, ""))
      return Found;
    else
      consumeError(Found.takeError());
  return createStringError("no compile_commands.json in " + Top +
                           " or its build folder, so nothing was checked; name "
                           "its folder with -p (CMake writes it with "
                           "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON)");
}

/// Finds a translation unit for each header.
class HeaderMap {
public:
  HeaderMap(ArrayRef<std::string> Units, StringRef Database)
      : Units(Units), Database(Database) {}

  /// A unit that includes \p Header, or "".
  std::string unitOf(StringRef Header) {
    if (std::string Unit = byRecord(Header); !Unit.empty())
      return Unit;
    // The source of the same name is the first to include its header.
    for (const std::string &Unit : Units)
      if (sys::path::stem(Unit) == sys::path::stem(Header) &&
          includes(Unit, Header))
        return Unit;
    for (const std::string &Unit : Units)
      if (includes(Unit, Header))
        return Unit;
    return "";
  }

private:
  /// By what units were seen to read when they were analysed last.
  std::string byRecord(StringRef Header) {
    if (!Recorded) {
      Recorded.emplace();
      Expected<VetoDatabase> Db = VetoDatabase::open(Database);
      if (!Db) { // none yet
        consumeError(Db.takeError());
        return "";
      }
      Expected<std::vector<StoredUnit>> Known = Db->units();
      if (!Known) {
        consumeError(Known.takeError());
        return "";
      }
      for (const StoredUnit &Unit : *Known) {
        if (!is_contained(Units, Unit.Key.MainFile))
          continue;
        if (Expected<std::vector<SourceFile>> Inputs = Db->getInputs(Unit.Key))
          for (const SourceFile &Input : *Inputs)
            Recorded->try_emplace(Input.Path, Unit.Key.MainFile);
        else
          consumeError(Inputs.takeError());
      }
    }
    return Recorded->lookup(Header);
  }

  /// Whether \p Unit names a file like \p Header in an include directive.
  static bool includes(StringRef Unit, StringRef Header) {
    auto Buffer = MemoryBuffer::getFile(Unit, /*IsText=*/true);
    if (!Buffer)
      return false;
    StringRef Text = (*Buffer)->getBuffer(), Name = sys::path::filename(Header);
    while (!Text.empty()) {
      StringRef Line;
      std::tie(Line, Text) = Text.split('\n');
      Line = Line.ltrim();
      if (!Line.consume_front("#") || !Line.ltrim().starts_with("include"))
        continue;
      const std::size_t At = Line.find(Name);
      if (At != StringRef::npos && At > 0 &&
          StringRef("/\"<").contains(Line[At - 1]) &&
          StringRef("\">").contains(Line.substr(At + Name.size()).take_front()))
        return true;
    }
    return false;
  }

  ArrayRef<std::string> Units;
  std::string Database;
  std::optional<StringMap<std::string>> Recorded;
};

/// A file of our own below the checkout's .git folder, which nobody commits.
Expected<std::string> privateFile(StringRef Name) {
  Expected<std::string> Path =
      gitLine({"rev-parse", "--path-format=absolute", "--git-path", "aether"});
  if (!Path)
    return Path.takeError();
  if (std::error_code EC = sys::fs::create_directories(*Path))
    return createStringError("cannot make the folder " + *Path + ": " +
                             EC.message());
  SmallString<256> File(*Path);
  sys::path::append(File, Name);
  return File.str().str();
}

} // namespace

Expected<HookResult> checkCommit(const HookOptions &Options) {
  Expected<std::string> Top = gitLine({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  std::vector<std::string> Changed = Options.Files;
  if (Changed.empty() && !Options.Full) {
    Expected<std::vector<std::string>> Staged = stagedFiles(*Top);
    if (!Staged)
      return Staged.takeError();
    Changed = std::move(*Staged);
  }
  SmallString<256> Here;
  (void)sys::fs::current_path(Here);
  for (std::string &File : Changed)
    File = absolutePath(File, Here);
  erase_if(Changed,
           [](const std::string &F) { return kindOf(F) == FileKind::Other; });
  HookResult Result;
  if (Changed.empty() && !Options.Full)
    return Result;

  std::vector<BaselineEntry> Accepted;
  if (!Options.Baseline.empty()) {
    Expected<std::vector<BaselineEntry>> Read = readBaseline(Options.Baseline);
    if (!Read)
      return Read.takeError();
    Accepted = std::move(*Read);
  }
  Expected<std::string> Database = databaseOf(Options.BuildPath, *Top);
  if (!Database)
    return Database.takeError();
  Expected<std::string> Cache = privateFile("hook.vdb");
  if (!Cache)
    return Cache.takeError();

  CheckOptions Check;
  Check.BuildPath = *Database;
  Check.Jobs = Options.Jobs;
  Check.Database = *Cache;
  Check.Executable = Options.Executable;
  if (!Options.Full) {
    Expected<std::vector<UnitCommand>> Commands = loadCommands(*Database, {});
    if (!Commands)
      return Commands.takeError();
    std::vector<std::string> Units;
    StringSet<> Known, Chosen;
    for (const UnitCommand &Command : *Commands)
      if (Known.insert(Command.File).second)
        Units.push_back(Command.File);
    HeaderMap Headers(Units, *Cache);
    for (const std::string &File : Changed) {
      const bool IsUnit = Known.contains(File);
      const std::string Unit = IsUnit ? File : Headers.unitOf(File);
      if (Unit.empty())
        Result.Remarks.push_back(
            File +
            (kindOf(File) == FileKind::Header
                 ? " is included by no file of the compile database"
                 : " is not in the compile database") +
            ": not checked");
      else if (Chosen.insert(Unit).second)
        Check.Files.push_back(Unit);
    }
    if (Check.Files.empty())
      return Result;
  }

  Expected<CheckResult> Checked = check(Check);
  if (!Checked)
    return Checked.takeError();
  Result.Report = std::move(Checked->Report);
  Result.OutputError = std::move(Checked->OutputError);
  applyBaseline(Result.Report, Accepted, /*Complete=*/Options.Full);
  if (!Options.Full) {
    Expected<ChangedLines> Lines = ChangedLines::since(parentOfCommit());
    if (!Lines)
      return Lines.takeError();
    applyChanges(Result.Report, *Lines);
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// git's own hooks
//===----------------------------------------------------------------------===//

/// The line by which a hook is known to be ours.
static constexpr const char *Signature = "# Written by aether hook install.";

static Expected<std::string> hookPath(bool Full) {
  return gitLine({"rev-parse", "--path-format=absolute", "--git-path",
                  Full ? "hooks/pre-push" : "hooks/pre-commit"});
}

static bool isOurs(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  return Buffer && (*Buffer)->getBuffer().contains(Signature);
}

Expected<std::string> installHook(bool Full, StringRef Executable) {
  Expected<std::string> Path = hookPath(Full);
  if (!Path)
    return Path;
  if (sys::fs::exists(*Path) && !isOurs(*Path))
    return createStringError(*Path +
                             " is somebody else's hook: call `aether hook run" +
                             (Full ? " --full" : "") + "` from it");
  sys::fs::create_directories(sys::path::parent_path(*Path));
  std::error_code EC;
  raw_fd_ostream OS(*Path, EC);
  if (!EC) {
    std::string Quoted = Executable.str();
    for (std::size_t At = 0; (At = Quoted.find('\'', At)) != Quoted.npos;
         At += 4)
      Quoted.replace(At, 1, "'\\''");
    OS << "#!/bin/sh\n"
       << Signature << "\nexec '" << Quoted << "' hook run"
       << (Full ? " --full" : "") << "\n";
    OS.flush();
    EC = OS.error();
    OS.clear_error();
  }
  if (!EC)
    EC = sys::fs::setPermissions(
        *Path, sys::fs::all_read | sys::fs::owner_write | sys::fs::all_exe);
  if (EC)
    return createStringError("cannot write " + *Path + ": " + EC.message());
  return Path;
}

Expected<std::string> removeHook(bool Full) {
  Expected<std::string> Path = hookPath(Full);
  if (!Path)
    return Path;
  if (!sys::fs::exists(*Path))
    return createStringError("there is no hook " + *Path);
  if (!isOurs(*Path))
    return createStringError(*Path + " was not written by aether: it is kept");
  if (std::error_code EC = sys::fs::remove(*Path))
    return createStringError("cannot remove " + *Path + ": " + EC.message());
  return Path;
}

} // namespace aether::analysis
