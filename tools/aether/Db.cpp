//===- Db.cpp - aether db -------------------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Console.h"

#include "aether-analysis/Report.h"
#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace aether::analysis;
using namespace llvm;

namespace aether::tool {

cl::SubCommand DbCommand("db",
                         "Look into a veto database: db list, db explain");
cl::OptionCategory DbOptionsCategory("Options of db");

namespace {

cl::list<std::string>
    Words(cl::Positional, cl::sub(DbCommand),
          cl::desc("list [FILE...] | explain FILE[:LINE[:COLUMN]]..."),
          cl::cat(DbOptionsCategory));
cl::opt<std::string> Database("db", cl::sub(DbCommand), cl::value_desc("file"),
                              cl::desc("The database (default: aether.vdb)"),
                              cl::init("aether.vdb"),
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

int list(VetoDatabase &Db, ArrayRef<std::string> Files) {
  Verdicts All;
  if (Files.empty()) {
    Expected<Verdicts> V = Db.allVerdicts();
    if (!V)
      return fail(toString(V.takeError()));
    return show([&](raw_ostream &OS) { printList(*V, textOptions(), OS); });
  }
  for (const std::string &File : Files) {
    VerdictFilter Filter;
    Filter.File = File;
    Expected<Verdicts> V = Db.list(Filter);
    if (!V)
      return fail(toString(V.takeError()));
    if (V->CallSites.empty())
      return fail("no parallel call of " + File + " is in " + Database);
    All.CallSites.insert(All.CallSites.end(), V->CallSites.begin(),
                         V->CallSites.end());
  }
  return show([&](raw_ostream &OS) { printList(All, textOptions(), OS); });
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
  if (Words.empty() || (Words[0] != "list" && Words[0] != "explain"))
    return fail(Words.empty() ? "db needs a command: list or explain"
                              : "db has no command '" + Words[0] +
                                    "': use list or explain");
  Expected<VetoDatabase> Db = VetoDatabase::open(Database);
  if (!Db)
    return fail(toString(Db.takeError()));
  std::vector<std::string> Rest(Words.begin() + 1, Words.end());
  return Words[0] == "list" ? list(*Db, Rest) : explain(*Db, Rest);
}

} // namespace aether::tool
