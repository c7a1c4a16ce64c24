//===- RunProfile.cpp - Runs a program for its profile --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Profile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <unistd.h>

using namespace llvm;

namespace aether::analysis {
namespace {

constexpr StringRef Variable = "AETHER_PROFILE=";

Expected<std::string> findProgram(const std::string &Name) {
  if (!StringRef(Name).contains('/')) {
    if (ErrorOr<std::string> Found = sys::findProgramByName(Name))
      return *Found;
    return createStringError("there is no program " + Name +
                             " in PATH; for one in this folder say ./" + Name);
  }
  if (!sys::fs::exists(Name))
    return createStringError("there is no program " + Name);
  if (sys::fs::is_directory(Name))
    return createStringError(Name + " is a folder, not a program");
  if (!sys::fs::can_execute(Name))
    return createStringError(Name + " is not a program that can be run");
  return Name;
}

/// How a program ended that did not end well; "" if it did.
std::string failureOf(const std::string &Program, int Status,
                      const std::string &Problem) {
  if (Status == 0)
    return "";
  if (Status < 0)
    return Program + " did not end by itself" +
           (Problem.empty() ? "" : ": " + Problem);
  return Program + " ended with status " + std::to_string(Status);
}

Expected<std::vector<ProgramProfile>> readAll(StringRef Folder) {
  std::vector<ProgramProfile> Parts;
  std::error_code EC;
  for (sys::fs::directory_iterator It(Folder, EC), End; It != End && !EC;
       It.increment(EC)) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Text =
        MemoryBuffer::getFile(It->path());
    if (!Text)
      return createStringError("cannot read a profile: " +
                               Text.getError().message());
    Expected<ProgramProfile> Part = parseProfile((*Text)->getBuffer());
    if (!Part)
      return Part.takeError();
    Parts.push_back(std::move(*Part));
  }
  if (EC)
    return createStringError("cannot read the profiles: " + EC.message());
  return Parts;
}

} // namespace

Expected<ProfileResult> profileProgram(const ProfileOptions &Options) {
  Expected<std::string> Program = findProgram(Options.Program);
  if (!Program)
    return Program.takeError();
  SmallString<128> Folder;
  if (std::error_code EC =
          sys::fs::createUniqueDirectory("aether-profile", Folder))
    return createStringError("cannot make a temporary folder: " + EC.message());
  auto Remove = make_scope_exit([&] { sys::fs::remove_directories(Folder); });

  // One file for each process: the program may start others.
  const std::string Setting =
      (Variable + Folder + sys::path::get_separator() + "%p.json").str();
  std::vector<StringRef> Environment;
  for (char **Entry = environ; *Entry; ++Entry)
    if (!StringRef(*Entry).starts_with(Variable))
      Environment.push_back(*Entry);
  Environment.push_back(Setting);
  std::vector<StringRef> Words{Options.Program};
  Words.insert(Words.end(), Options.Arguments.begin(), Options.Arguments.end());
  std::string Problem;
  bool NotRun = false;
  const int Status =
      sys::ExecuteAndWait(*Program, Words, ArrayRef<StringRef>(Environment), {},
                          0, 0, &Problem, &NotRun);
  if (NotRun)
    return createStringError("cannot run " + Options.Program + ": " + Problem);

  ProfileResult Result;
  Result.ProgramFailure = failureOf(Options.Program, Status, Problem);
  Expected<std::vector<ProgramProfile>> Parts = readAll(Folder);
  if (!Parts)
    return Parts.takeError();
  if (Parts->empty() && !Result.ProgramFailure.empty())
    return createStringError(Result.ProgramFailure + ", and wrote no profile");
  if (Parts->empty())
    return createStringError(
        Options.Program +
        " wrote no profile: it must be linked with "
        "aether::runtime and end by exit() or by returning from main()");
  Result.Profile = mergeProfiles(*Parts);
  return Result;
}

} // namespace aether::analysis
