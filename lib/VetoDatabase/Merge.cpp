//===- Merge.cpp - Taking over what another database knows ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Impl.h"
#include "Links.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <map>
#include <tuple>

using namespace aether::analysis;

namespace {

/// A unit as the tables have it, apart from its verdicts.
struct UnitRow {
  UnitKey Key;
  std::uint64_t Content = 0, Link = 0;
  std::int64_t Run = 0; ///< 0: none
  std::optional<std::vector<Input>> Inputs;
  std::string Summary;
  UnitLinks Links;
};

struct RunRow {
  std::int64_t Time = 0;
  std::string Tool, Llvm, Models;
};

/// When each main file was last judged; 0 if only summarised.
std::map<std::string, std::int64_t> timesOf(Connection &C) {
  std::map<std::string, std::int64_t> Times;
  Query Q(C, "SELECT main_file, max(ifnull(time, 0)) FROM units "
             "LEFT JOIN runs ON runs.id = run GROUP BY main_file");
  while (Q.next()) {
    std::string File = Q.text().str();
    Times[File] = Q.integer();
  }
  return Times;
}

std::vector<UnitRow> unitsOf(Connection &C, NameTable &Names,
                             const llvm::StringSet<> &MainFiles) {
  std::vector<UnitRow> Units;
  for (const auto &File : MainFiles) {
    Query Q(C,
            "SELECT config, content, link, ifnull(run, 0), inputs, summary "
            "FROM units JOIN summaries ON unit = id WHERE main_file = ?",
            File.first());
    while (Q.next()) {
      UnitRow &U = Units.emplace_back();
      U.Key.MainFile = File.first();
      U.Key.Config = static_cast<std::uint64_t>(Q.integer());
      U.Content = static_cast<std::uint64_t>(Q.integer());
      U.Link = static_cast<std::uint64_t>(Q.integer());
      U.Run = Q.integer();
      U.Inputs = decodeInputs(Q.blob(), Names);
      U.Summary = Q.blob().str();
      if (!U.Inputs)
        C.failDamaged();
      U.Links = getLinks(C, U.Key);
    }
  }
  return Units;
}

std::map<std::int64_t, RunRow> runsOf(Connection &C) {
  std::map<std::int64_t, RunRow> Runs;
  Query Q(C, "SELECT id, time, tool, llvm, models FROM runs");
  while (Q.next()) {
    RunRow &R = Runs[Q.integer()];
    R.Time = Q.integer();
    R.Tool = Q.text();
    R.Llvm = Q.text();
    R.Models = Q.text();
  }
  return Runs;
}

/// Of what was measured, the rows of \p Theirs that are missing in \p Mine or
/// younger there.
std::vector<ProfileRow> newProfiles(const std::vector<ProfileRow> &Mine,
                                    std::vector<ProfileRow> Theirs) {
  auto KeyOf = [](const ProfileRow &Row) {
    const CallProfile &Call = Row.Call;
    return std::tie(Call.File, Call.Line, Call.Column, Call.Function);
  };
  auto Less = [&](const ProfileRow &A, const ProfileRow &B) {
    return KeyOf(A) < KeyOf(B);
  };
  llvm::erase_if(Theirs, [&](const ProfileRow &Row) {
    auto It = std::lower_bound(Mine.begin(), Mine.end(), Row, Less);
    return It != Mine.end() && KeyOf(*It) == KeyOf(Row) && It->Time >= Row.Time;
  });
  return Theirs;
}

} // namespace

llvm::Error VetoDatabase::merge(VetoDatabase &Other) {
  if (I == Other.I)
    return llvm::Error::success();
  std::scoped_lock Lock(I->Mutex, Other.I->Mutex);
  Connection &C = I->C, &From = Other.I->C;

  // Everything is read before anything is written: both may be one file.
  std::vector<UnitRow> Units;
  std::vector<SiteRow> Rows;
  std::map<std::int64_t, RunRow> Runs;
  llvm::StringSet<> Newer;
  std::vector<ProfileRow> Profiles;
  {
    const auto Mine = timesOf(C);
    const std::vector<ProfileRow> MyProfiles = loadProfiles(C);
    if (llvm::Error E = C.takeError())
      return E;
    Transaction Read(From, Transaction::Mode::Read);
    for (const auto &[File, Time] : timesOf(From)) {
      auto It = Mine.find(File);
      if (It == Mine.end() || It->second < Time)
        Newer.insert(File);
    }
    Units = unitsOf(From, Other.I->Names, Newer);
    Runs = runsOf(From);
    Rows = loadRows(From, &Newer);
    Profiles = newProfiles(MyProfiles, loadProfiles(From));
    for (SiteRow &Row : Rows)
      llvm::erase_if(Row.Site.TranslationUnits, [&](const std::string &Unit) {
        return !Newer.contains(Unit);
      });
    if (llvm::Error E = Read.commit())
      return E;
  }
  if (Newer.empty() && Profiles.empty())
    return llvm::Error::success();

  Transaction T(C, Transaction::Mode::Write);
  std::map<std::int64_t, std::int64_t> NewRun;
  for (const auto &[Id, R] : Runs)
    NewRun[Id] = insertRun(C, R.Time, R.Tool, R.Llvm, R.Models);
  removeVerdicts(C, Newer);
  for (const auto &File : Newer)
    Query(C, "DELETE FROM units WHERE main_file = ?", File.first()).run();
  for (const UnitRow &U : Units) {
    const std::string Inputs = encodeInputs(*U.Inputs, I->Names);
    Query(C, "INSERT INTO units VALUES (NULL, ?, ?, ?, ?, nullif(?, 0))",
          U.Key.MainFile, U.Key.Config, U.Content, U.Link,
          U.Run ? NewRun[U.Run] : 0)
        .run();
    Query(C, "INSERT INTO summaries VALUES (?, ?, ?)", C.lastRow(),
          Query::bytes(Inputs), Query::bytes(U.Summary))
        .run();
    putLinks(C, U.Key, U.Links);
  }
  for (SiteRow &Row : Rows) {
    Row.Run = NewRun[Row.Run];
    insertRow(C, Row);
  }
  for (const ProfileRow &Row : Profiles)
    insertProfile(C, Row);
  removeIdleRuns(C);
  llvm::Error E = T.commit();
  if (E)
    I->Names.forget();
  return E;
}
