//===- CompileCommands.cpp - How each file is compiled --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileCommands.h"

#include "clang/Driver/Types.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace aether::analysis {
namespace {

constexpr StringLiteral DatabaseName = "compile_commands.json";

std::string currentFolder() {
  SmallString<256> Folder;
  if (fs::current_path(Folder))
    return "/";
  return Folder.str().str();
}

/// Messages of the JSON reader may have several lines.
std::string oneLine(StringRef Text) {
  std::string Line = Text.trim().str();
  std::replace(Line.begin(), Line.end(), '\n', ' ');
  return Line;
}

bool isCFamily(StringRef File) {
  using namespace clang::driver::types;
  StringRef Extension = path::extension(File);
  if (!Extension.consume_front("."))
    return false;
  ID Type = lookupTypeForExtension(Extension);
  return Type != TY_INVALID && isSrcFile(Type) && isDerivedFromC(Type);
}

/// The database in \p Folder or its parents, or nothing.
std::string searchUpward(StringRef Folder) {
  for (; !Folder.empty(); Folder = path::parent_path(Folder))
    for (StringRef Sub : {"", "build"}) {
      SmallString<256> Candidate(Folder);
      path::append(Candidate, Sub, DatabaseName);
      if (fs::is_regular_file(Candidate))
        return Candidate.str().str();
    }
  return "";
}

Error noSuchFile(StringRef File) {
  return createStringError("no such file: %s", File.str().c_str());
}

} // namespace

std::string absolutePath(StringRef Path, StringRef Directory) {
  SmallString<256> Given(Path);
  path::make_absolute(Directory, Given);
  path::remove_dots(Given);
  SmallString<256> Plain(Given);
  path::remove_dots(Plain, /*remove_dot_dot=*/true);
  // `link/..` is where the link leads to. On systems where /lib is a link, the
  // headers that come with GCC are found by such a name.
  if (Plain != Given && !fs::equivalent(Plain, Given)) {
    SmallString<256> Real;
    if (!fs::real_path(Given, Real))
      Plain = Real;
  }
  return Plain.str().str();
}

Expected<std::string> findDatabase(StringRef BuildPath, StringRef FirstFile) {
  std::string Here = currentFolder();
  if (!BuildPath.empty()) {
    std::string Path = absolutePath(BuildPath, Here);
    if (fs::is_directory(Path)) {
      SmallString<256> Inside(Path);
      path::append(Inside, DatabaseName);
      if (fs::exists(Inside))
        return Inside.str().str();
      return createStringError("no %s in %s; CMake writes it with "
                               "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                               DatabaseName.data(), BuildPath.str().c_str());
    }
    if (fs::exists(Path))
      return Path;
    return createStringError("no such folder: %s", BuildPath.str().c_str());
  }
  std::string Start = Here;
  if (!FirstFile.empty()) {
    std::string File = absolutePath(FirstFile, Here);
    Start = path::parent_path(File).str();
  }
  std::string Found = searchUpward(Start);
  if (Found.empty() && Start != Here)
    Found = searchUpward(Here);
  if (!Found.empty())
    return Found;
  return createStringError(
      "no %s found in %s or above; name its folder with -p, or give the "
      "compiler's flags after --",
      DatabaseName.data(), Start.c_str());
}

Expected<std::vector<UnitCommand>> loadCommands(StringRef DatabasePath,
                                                ArrayRef<std::string> Files) {
  using namespace clang::tooling;
  auto Unreadable = [&](StringRef Why) {
    return createStringError("cannot read %s: %s", DatabasePath.str().c_str(),
                             oneLine(Why).c_str());
  };
  auto Buffer = MemoryBuffer::getFile(DatabasePath, /*IsText=*/true);
  if (!Buffer)
    return Unreadable(Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  // Clang's reader prints what is wrong with the syntax instead of telling it.
  if (Expected<json::Value> Syntax = json::parse(Text); !Syntax)
    return Unreadable(toString(Syntax.takeError()));
  std::string Message;
  std::unique_ptr<CompilationDatabase> Database =
      JSONCompilationDatabase::loadFromBuffer(
          Text, Message, JSONCommandLineSyntax::AutoDetect);
  if (!Database)
    return Unreadable(Message);
  // Clang looks for GCC and its libraries from where the compiler lies.
  Database = inferTargetAndDriverMode(inferToolLocation(expandResponseFiles(
      std::move(Database), vfs::createPhysicalFileSystem())));

  std::vector<UnitCommand> All;
  StringMap<std::vector<unsigned>> ByFile;
  for (CompileCommand &C : Database->getAllCompileCommands()) {
    std::string Directory =
        absolutePath(C.Directory, path::parent_path(DatabasePath));
    std::string File = absolutePath(C.Filename, Directory);
    ByFile[File].push_back(All.size());
    All.push_back(
        {std::move(Directory), std::move(File), std::move(C.CommandLine)});
  }

  std::vector<UnitCommand> Chosen;
  if (Files.empty()) {
    llvm::copy_if(All, std::back_inserter(Chosen),
                  [](const UnitCommand &C) { return isCFamily(C.File); });
    if (Chosen.empty())
      return createStringError("%s names no C or C++ file",
                               DatabasePath.str().c_str());
    return Chosen;
  }

  std::string Here = currentFolder();
  std::vector<std::string> Missing;
  for (const std::string &Name : Files) {
    std::string File = absolutePath(Name, Here);
    if (!fs::exists(File))
      return noSuchFile(Name);
    auto Found = ByFile.find(File);
    if (Found == ByFile.end()) // perhaps by another name, through a link
      Found = find_if(ByFile, [&](const auto &Entry) {
        return fs::equivalent(Entry.getKey(), File);
      });
    if (Found == ByFile.end()) {
      Missing.push_back(Name);
      continue;
    }
    for (unsigned I : Found->second)
      Chosen.push_back(All[I]);
  }
  if (!Missing.empty())
    return createStringError("not in the compile database %s: %s",
                             DatabasePath.str().c_str(),
                             join(Missing, ", ").c_str());
  return Chosen;
}

Expected<std::vector<UnitCommand>> fixedCommands(ArrayRef<std::string> Files,
                                                 ArrayRef<std::string> Flags) {
  if (Files.empty())
    return createStringError(
        "flags after -- need files to check before the --");
  std::string Here = currentFolder();
  std::vector<UnitCommand> Commands;
  for (const std::string &Name : Files) {
    std::string File = absolutePath(Name, Here);
    if (!fs::exists(File))
      return noSuchFile(Name);
    UnitCommand Command{Here, std::move(File), {"clang"}};
    Command.Arguments.insert(Command.Arguments.end(), Flags.begin(),
                             Flags.end());
    Command.Arguments.push_back(Name);
    Commands.push_back(std::move(Command));
  }
  return Commands;
}

} // namespace aether::analysis
