//===- FindRepairs.cpp - Fixes that hold in all units ---------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindRepairs.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace llvm;

namespace aether::analysis {
namespace {

bool reads(const AnalysedUnit &Unit, StringRef File) {
  return any_of(Unit.Summary->Files, [&](const SourceFile &F) {
    return F.Path == File && !F.System;
  });
}

class Search {
public:
  Search(std::vector<AnalysedUnit> &Units, Verdicts &Now,
         const RepairContext &Context)
      : Units(Units), Now(Now), Context(Context) {}

  std::vector<RepairedFile> run() {
    std::vector<RepairedFile> Repaired;
    std::set<std::string> Done;
    for (std::size_t I = 0; I < Now.Findings.size();) {
      const std::string File = Now.Findings[I].First.Pos.File;
      std::optional<RepairedFile> One;
      if (Done.insert(File).second)
        One = repair(File);
      if (!One) {
        ++I;
        continue;
      }
      Repaired.push_back(std::move(*One));
      I = 0; // the findings are others now
    }
    return Repaired;
  }

private:
  std::optional<RepairedFile> repair(const std::string &File) {
    // In the unit whose main file it is, all of it is known; of a header, what
    // the first unit that reads it knows.
    auto Unit = find_if(
        Units, [&](const AnalysedUnit &U) { return U.MainFile == File; });
    if (Unit == Units.end())
      Unit =
          find_if(Units, [&](const AnalysedUnit &U) { return reads(U, File); });
    if (Unit == Units.end())
      return std::nullopt;
    std::optional<std::string> Code;
    std::vector<Fix> Proposed;
    withDeepStack([&] {
      parseUnit(
          Unit->Command, Context.ResourceDir, nullptr,
          [&](clang::ASTContext &AST) {
            Code = textOf(AST, File);
            Proposed = proposeFixes(AST, Now, File);
          },
          &Texts);
    });
    if (!Code || Proposed.empty())
      return std::nullopt;
    RepairedFile Result;
    Result.Path = File;
    Result.Before = *Code;
    const Verdicts Before = Now;
    if (!holds(Result, Before, Proposed) && Proposed.size() > 1)
      for (const Fix &F : Proposed) {
        std::vector<Fix> More = Result.Fixes;
        More.push_back(F);
        holds(Result, Before, More);
      }
    if (Result.Fixes.empty())
      return std::nullopt;
    for (const Fix &F : Result.Fixes)
      Result.Racing.push_back(Before.Findings[F.Findings.front()].First.Pos);
    return Result;
  }

  /// Judges all units that read the file again; keeps \p Fixes if they hold.
  bool holds(RepairedFile &File, const Verdicts &Before,
             const std::vector<Fix> &Fixes) {
    FileTexts Edited = Texts;
    Edited[File.Path] = applyFixes(File.Before, Fixes);
    std::vector<AnalysedUnit> Again;
    std::vector<AnalysedUnit *> Of;
    for (AnalysedUnit &Unit : Units)
      if (Unit.MainFile == File.Path || reads(Unit, File.Path)) {
        AnalysedUnit &New = Again.emplace_back();
        New.Command = Unit.Command;
        New.MainFile = Unit.MainFile;
        New.Key = Unit.Key;
        Of.push_back(&Unit);
      }
    FileStamps Stamps;
    analyse(Again, Context.ResourceDir, Context.Models, Stamps, Context.Jobs,
            nullptr, &Edited);
    if (any_of(Again, [](const AnalysedUnit &U) { return !U.Summary; }))
      return false;
    for (auto [Old, New] : zip(Of, Again))
      std::swap(Old->Summary, New.Summary);
    std::vector<const TranslationUnitSummary *> All;
    for (const AnalysedUnit &Unit : Units)
      All.push_back(Unit.Summary.get());
    Verdicts After = solve(All);
    if (!areRepaired(Before, After, File.Path, File.Before, Fixes)) {
      for (auto [Old, New] : zip(Of, Again))
        std::swap(Old->Summary, New.Summary);
      return false;
    }
    Texts = std::move(Edited);
    Now = std::move(After);
    File.Fixes = Fixes;
    return true;
  }

  std::vector<AnalysedUnit> &Units;
  Verdicts &Now;
  const RepairContext &Context;
  FileTexts Texts; ///< of the files that are repaired already
};

} // namespace

std::vector<RepairedFile> findRepairs(std::vector<AnalysedUnit> &Units,
                                      Verdicts &Result,
                                      const RepairContext &Context) {
  return Search(Units, Result, Context).run();
}

} // namespace aether::analysis
