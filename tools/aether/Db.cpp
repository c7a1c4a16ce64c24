//===- Db.cpp - aether db -------------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"
#include "Formats.h"

#include "aether-analysis/Report.h"
#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand
    DbCommand("db", "Veto databases: db list, explain, diff, merge, export");
cl::OptionCategory DbOptionsCategory("Options of db");

namespace {

cl::list<std::string>
    Words(cl::Positional, cl::sub(DbCommand),
          cl::desc("list [FILE...] | explain FILE[:LINE[:COLUMN]]... | "
                   "diff OLD [NEW] | merge SHARD... | export [FILE...]"),
          cl::cat(DbOptionsCategory));
cl::opt<std::string> Database("db", cl::sub(DbCommand), cl::value_desc("file"),
                              cl::desc("The database (default: aether.vdb)"),
                              cl::init("aether.vdb"),
                              cl::cat(DbOptionsCategory));
cl::opt<Format> OutputFormat("format", cl::sub(DbCommand),
                             cl::desc("Of db export:"), formatValues(),
                             cl::init(Format::Text),
                             cl::cat(DbOptionsCategory));
cl::opt<std::string> Output("output", cl::sub(DbCommand),
                            cl::value_desc("file"),
                            cl::desc("Of db export: write the report there"),
                            cl::cat(DbOptionsCategory));

/// `FILE[:LINE[:COLUMN]]`; what is left out is 0.
struct Location {
  std::string File;
  unsigned Line = 0, Column = 0;
};

Location parseLocation(StringRef Text) {
  Location L;
  SmallVector<unsigned, 2> Numbers;
  while (Numbers.size() < 2) {
    auto [Front, Back] = Text.rsplit(':');
    unsigned Number = 0;
    if (Back.empty() || Front.empty() || !to_integer(Back, Number, 10))
      break;
    Numbers.push_back(Number);
    Text = Front;
  }
  L.File = Text.str();
  if (!Numbers.empty())
    L.Line = Numbers.back();
  if (Numbers.size() == 2)
    L.Column = Numbers.front();
  return L;
}

TextOptions textOptions() {
  TextOptions Options;
  Options.Color = useColors();
  Options.BaseDir = currentFolder();
  return Options;
}

int show(function_ref<void(raw_ostream &)> Print) {
  std::string Problem = write("", Print);
  return Problem.empty() ? NothingFound : fail(Problem);
}

/// What \p Db knows about \p Files, or all of it.
Expected<Verdicts> select(VetoDatabase &Db, ArrayRef<std::string> Files) {
  VerdictFilter Filter;
  for (const std::string &File : Files) {
    Filter.Files = {File};
    Expected<Verdicts> V = Db.list(Filter);
    if (!V)
      return V.takeError();
    if (V->CallSites.empty())
      return createStringError("no parallel call of " + File + " is in " +
                               Database);
  }
  Filter.Files = Files;
  return Db.list(Filter);
}

int list(VetoDatabase &Db, ArrayRef<std::string> Files) {
  Expected<Verdicts> V = select(Db, Files);
  if (!V)
    return fail(toString(V.takeError()));
  return show([&](raw_ostream &OS) { printList(*V, textOptions(), OS); });
}

int exportReport(VetoDatabase &Db, ArrayRef<std::string> Files) {
  Expected<Verdicts> V = select(Db, Files);
  if (!V)
    return fail(toString(V.takeError()));
  StringSet<> Units;
  for (const CallSiteVerdict &Site : V->CallSites)
    for (const std::string &Unit : Site.TranslationUnits)
      Units.insert(Unit);
  ReportData Report;
  Report.Result = std::move(*V);
  Report.TranslationUnits = Units.size();
  TextOptions Options = textOptions();
  Options.Color &= Output.empty();
  std::string Problem = write(Output, [&](raw_ostream &OS) {
    printReport(OutputFormat, Report, Options, OS);
  });
  return Problem.empty() ? NothingFound : fail(Problem);
}

/// Status 1 if the new one has races that the old one has not.
int compare(ArrayRef<std::string> Paths) {
  if (Paths.empty() || Paths.size() > 2)
    return fail("db diff needs the old database, and the new one if that is "
                "not " +
                Database);
  std::vector<Verdicts> Sides;
  for (const std::string &Path :
       {Paths[0], Paths.size() == 2 ? Paths[1] : Database}) {
    Expected<VetoDatabase> Db = VetoDatabase::open(Path);
    if (!Db)
      return fail(toString(Db.takeError()));
    Expected<Verdicts> V = Db->allVerdicts();
    if (!V)
      return fail(toString(V.takeError()));
    Sides.push_back(std::move(*V));
  }
  const VerdictDiff Difference = diff(Sides[0], Sides[1]);
  int Status = show([&](raw_ostream &OS) {
    printComparison(Sides[0], Sides[1], Difference, textOptions(), OS);
  });
  if (Status == NothingFound && !Difference.NewFindings.empty())
    return Findings;
  return Status;
}

int merge(ArrayRef<std::string> Shards) {
  if (Shards.empty())
    return fail("db merge needs the databases to take over into " + Database);
  // A shard that cannot be read shows before anything is written.
  std::vector<VetoDatabase> Others;
  for (const std::string &Shard : Shards) {
    Expected<VetoDatabase> Other = VetoDatabase::open(Shard);
    if (!Other)
      return fail(toString(Other.takeError()));
    if (Error Damage = Other->allVerdicts().takeError())
      return fail(toString(std::move(Damage)));
    Others.push_back(std::move(*Other));
  }
  OpenOptions ForWriting;
  ForWriting.Write = true;
  Expected<VetoDatabase> Db = VetoDatabase::open(Database, ForWriting);
  if (!Db)
    return fail(toString(Db.takeError()));
  for (VetoDatabase &Other : Others)
    if (Error Problem = Db->merge(Other))
      return fail(toString(std::move(Problem)));
  return NothingFound;
}

int explain(VetoDatabase &Db, ArrayRef<std::string> Places) {
  if (Places.empty())
    return fail("db explain needs a place: FILE:LINE or FILE:LINE:COLUMN");
  for (const auto &[Number, Place] : enumerate(Places)) {
    Location L = parseLocation(Place);
    Expected<Verdicts> V = Db.explain(L.File, L.Line);
    if (!V)
      return fail(toString(V.takeError()));
    // The column tells calls on one line apart; a column that fits none, as
    // that of an access, does not.
    std::vector<unsigned> Here, AtColumn;
    for (const auto &[I, Site] : enumerate(V->CallSites)) {
      Here.push_back(I);
      if (L.Column && Site.Pos.Line == L.Line && Site.Pos.Column == L.Column)
        AtColumn.push_back(I);
    }
    if (Here.empty())
      return fail("nothing is known about " + Place + " in " + Database);
    const std::vector<unsigned> &Chosen = AtColumn.empty() ? Here : AtColumn;
    int Status = show([&](raw_ostream &OS) {
      if (Number)
        OS << '\n';
      printExplanation(*V, Chosen, textOptions(), OS);
    });
    if (Status != NothingFound)
      return Status;
  }
  return NothingFound;
}

} // namespace

int runDb() {
  constexpr StringRef Commands = "list, explain, diff, merge or export";
  if (Words.empty())
    return fail("db needs a command: " + Commands.str());
  const std::string &Command = Words[0];
  const std::vector<std::string> Rest(Words.begin() + 1, Words.end());
  if (Command == "diff")
    return compare(Rest);
  if (Command == "merge")
    return merge(Rest);
  auto *Run =
      StringSwitch<int (*)(VetoDatabase &, ArrayRef<std::string>)>(Command)
          .Case("list", list)
          .Case("explain", explain)
          .Case("export", exportReport)
          .Default(nullptr);
  if (!Run)
    return fail("db has no command '" + Command + "': use " + Commands.str());
  Expected<VetoDatabase> Db = VetoDatabase::open(Database);
  if (!Db)
    return fail(toString(Db.takeError()));
  return Run(*Db, Rest);
}

} // namespace aether::tool
