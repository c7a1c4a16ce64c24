//===- Lookup.cpp - What the database says --------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Impl.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

#include <map>
#include <set>

using namespace aether::analysis;

namespace {

/// Whether \p File is \p Wanted or ends in it: "a.cpp" stands for "/x/a.cpp"
/// and not for "/x/ba.cpp".
bool matches(llvm::StringRef File, llvm::StringRef Wanted) {
  return File.consume_back(Wanted) &&
         (File.empty() || Wanted.empty() || Wanted.front() == '/' ||
          File.back() == '/');
}

bool matches(const Position &P, const VerdictFilter &Filter) {
  return llvm::any_of(
             Filter.Files,
             [&](const std::string &File) { return matches(P.File, File); }) &&
         (Filter.Line == 0 || P.Line == Filter.Line);
}

bool matches(const Verdicts &V, const CallSiteVerdict &Site,
             const VerdictFilter &Filter) {
  if (!Filter.MainFiles.empty() &&
      llvm::none_of(Site.TranslationUnits, [&](const std::string &Unit) {
        return llvm::is_contained(Filter.MainFiles, Unit);
      }))
    return false;
  if (Filter.Result && Site.Result != *Filter.Result)
    return false;
  return Filter.Files.empty() || matches(Site.Pos, Filter) ||
         (Site.MacroPos.Line && matches(Site.MacroPos, Filter)) ||
         llvm::any_of(Site.Findings, [&](unsigned Number) {
           const Finding &F = V.Findings[Number];
           return matches(F.First.Pos, Filter) || matches(F.Second.Pos, Filter);
         });
}

/// Leaves the call sites that \p Filter selects, and those their findings name.
Verdicts select(Verdicts V, const VerdictFilter &Filter) {
  std::set<unsigned> Sites, Findings;
  for (auto [I, Site] : llvm::enumerate(V.CallSites)) {
    if (!matches(V, Site, Filter))
      continue;
    Sites.insert(unsigned(I));
    for (unsigned F : Site.Findings) {
      Findings.insert(F);
      Sites.insert(V.Findings[F].CallSite);
    }
  }
  std::map<unsigned, unsigned> NewSite, NewFinding;
  for (unsigned S : Sites)
    NewSite.emplace(S, unsigned(NewSite.size()));
  for (unsigned F : Findings)
    NewFinding.emplace(F, unsigned(NewFinding.size()));
  Verdicts Out;
  for (unsigned S : Sites) {
    CallSiteVerdict Site = std::move(V.CallSites[S]);
    llvm::erase_if(Site.Findings,
                   [&](unsigned F) { return !NewFinding.count(F); });
    for (unsigned &F : Site.Findings)
      F = NewFinding[F];
    Out.CallSites.push_back(std::move(Site));
  }
  for (unsigned F : Findings) {
    Out.Findings.push_back(std::move(V.Findings[F]));
    Out.Findings.back().CallSite = NewSite[Out.Findings.back().CallSite];
  }
  return Out;
}

} // namespace

llvm::Expected<Verdicts> VetoDatabase::list(const VerdictFilter &Filter) {
  std::vector<SiteRow> Rows;
  {
    std::lock_guard Lock(I->Mutex);
    // One transaction: half of what a writer does in between would be seen. And
    // all rows, whatever the filter: rows of several runs may speak of one call
    // site, and only the whole can be checked for gaps.
    Transaction T(I->C, Transaction::Mode::Read);
    Rows = loadRows(I->C);
    if (llvm::Error E = T.commit())
      return E;
  }
  VerdictFilter Clean = Filter;
  for (std::string &File : Clean.Files) {
    llvm::SmallString<256> Path(File);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    File = std::string(Path);
  }
  return select(join(std::move(Rows)), Clean);
}

llvm::Expected<Verdicts> VetoDatabase::explain(llvm::StringRef File,
                                               unsigned Line) {
  VerdictFilter Filter;
  Filter.Files.push_back(File.str());
  Filter.Line = Line;
  return list(Filter);
}

llvm::Expected<std::vector<StoredAssumption>> VetoDatabase::assumptions() {
  auto V = list();
  if (!V)
    return V.takeError();
  std::vector<StoredAssumption> Result;
  for (const CallSiteVerdict &Site : V->CallSites)
    for (auto [Text, By] : llvm::zip(Site.Assumptions, Site.AssumedBy))
      Result.push_back({Site.Pos, Site.Callee, Text, By});
  return Result;
}
