//===- Outputs.cpp - Veto tables and the dependency file ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Outputs.h"

#include "aether-analysis/VetoTable.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <map>

using namespace llvm;

namespace aether::analysis {
namespace {

std::string escaped(StringRef Path) {
  std::string Result;
  for (char C : Path) {
    if (C == ' ' || C == '#' || C == '\\')
      Result += '\\';
    if (C == '$')
      Result += '$';
    Result += C;
  }
  return Result;
}

} // namespace

std::string makefileRule(StringRef Target, ArrayRef<std::string> Files) {
  std::string Rule = escaped(Target) + ":";
  for (const std::string &File : Files)
    Rule += " \\\n  " + escaped(File);
  Rule += '\n';
  return Rule;
}

Error writeTables(const CheckOptions &Options, ArrayRef<AnalysedUnit> Units,
                  const Verdicts &Result, RunStore &Stored) {
  if (Options.TablesDir.empty())
    return Error::success();
  if (std::error_code EC = sys::fs::create_directories(Options.TablesDir))
    return createStringError(EC, "cannot make the folder %s: %s",
                             Options.TablesDir.c_str(), EC.message().c_str());

  // A file that is compiled in several ways has one table.
  std::map<std::string, std::vector<SourceFile>> FilesOf;
  for (const AnalysedUnit &Unit : Units) {
    if (!Unit.Fresh && !Unit.Summary)
      continue;
    Expected<std::vector<SourceFile>> Inputs = Stored.inputs(Unit);
    if (!Inputs)
      return Inputs.takeError();
    std::vector<SourceFile> &Files = FilesOf[Unit.MainFile];
    Files.insert(Files.end(), std::make_move_iterator(Inputs->begin()),
                 std::make_move_iterator(Inputs->end()));
  }
  Expected<std::vector<CallProfile>> Profile = Stored.profile();
  if (!Profile)
    return Profile.takeError();
  for (const auto &[MainFile, Files] : FilesOf) {
    SmallString<256> Table(Options.TablesDir);
    sys::path::append(Table, vetoTableFileName(MainFile));
    if (Error E =
            writeIfChanged(Table, vetoTable(Result, MainFile, Files, *Profile)))
      return E;
    if (Options.Depfile.empty())
      continue;
    std::vector<std::string> Paths;
    for (const SourceFile &File : Files)
      Paths.push_back(File.Path);
    Paths.insert(Paths.end(), Options.ModelFiles.begin(),
                 Options.ModelFiles.end());
    if (Error E = writeIfChanged(Options.Depfile, makefileRule(Table, Paths)))
      return E;
  }
  return Error::success();
}

} // namespace aether::analysis
