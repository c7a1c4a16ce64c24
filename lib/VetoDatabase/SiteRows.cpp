//===- SiteRows.cpp - Call sites and findings as table rows ---------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SiteRows.h"

#include "llvm/ADT/STLExtras.h"

using namespace aether::analysis;

namespace {

//===----------------------------------------------------------------------===//
// Reading columns
//===----------------------------------------------------------------------===//

/// The enumerator called \p Name, of those from 0 to \p Last.
template <typename E> E named(Connection &C, llvm::StringRef Name, E Last) {
  for (unsigned I = 0; I <= static_cast<unsigned>(Last); ++I)
    if (Name == toString(static_cast<E>(I)))
      return static_cast<E>(I);
  C.failDamaged();
  return E();
}

Position position(Query &Q) {
  Position P;
  P.File = Q.text();
  P.Spelled = Q.text();
  P.Line = Q.number();
  P.Column = Q.number();
  return P;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

void insertAccess(Connection &C, std::int64_t Finding, unsigned Number,
                  const AccessEvidence &A) {
  Query(C, "INSERT INTO accesses VALUES (?, ?, ?, ?, ?, ?, ?, ?)", Finding,
        Number, toString(A.Kind), A.Variable, A.Pos.File, A.Pos.Spelled,
        A.Pos.Line, A.Pos.Column)
      .run();
  for (auto [I, S] : llvm::enumerate(A.Chain))
    Query(C, "INSERT INTO chain_steps VALUES (?, ?, ?, ?, ?, ?, ?, ?)", Finding,
          Number, unsigned(I), S.Function, S.Pos.File, S.Pos.Spelled,
          S.Pos.Line, S.Pos.Column)
        .run();
  for (auto [I, Name] : llvm::enumerate(A.Locks))
    Query(C, "INSERT INTO locks VALUES (?, ?, ?, ?)", Finding, Number,
          unsigned(I), Name)
        .run();
}

AccessEvidence loadAccess(Connection &C, std::int64_t Finding,
                          unsigned Number) {
  AccessEvidence A;
  {
    Query Q(C,
            "SELECT kind, variable, file, spelled, line, column FROM accesses "
            "WHERE finding = ? AND number = ?",
            Finding, Number);
    if (!Q.next()) {
      C.failDamaged();
      return A;
    }
    A.Kind = named(C, Q.text(), AccessKind::AtomicWrite);
    A.Variable = Q.text();
    A.Pos = position(Q);
  }
  Query Steps(C,
              "SELECT function, file, spelled, line, column FROM chain_steps "
              "WHERE finding = ? AND access = ? ORDER BY number",
              Finding, Number);
  while (Steps.next()) {
    ChainStep &S = A.Chain.emplace_back();
    S.Function = Steps.text();
    S.Pos = position(Steps);
  }
  Query Locks(C,
              "SELECT name FROM locks WHERE finding = ? AND access = ? "
              "ORDER BY number",
              Finding, Number);
  while (Locks.next())
    A.Locks.push_back(Locks.text().str());
  return A;
}

//===----------------------------------------------------------------------===//
// Findings
//===----------------------------------------------------------------------===//

void insertFinding(Connection &C, std::int64_t Site, unsigned Number,
                   const SiteFinding &SF) {
  const Finding &F = SF.F;
  Query(C,
        "INSERT INTO findings VALUES "
        "(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        Site, Number, toString(F.Kind), F.Message, F.Repair, F.Fingerprint,
        F.SharedHow, F.SharedPos.File, F.SharedPos.Spelled, F.SharedPos.Line,
        F.SharedPos.Column, SF.Owner.File, SF.Owner.Spelled, SF.Owner.Line,
        SF.Owner.Column, F.Rehearsed)
      .run();
  const std::int64_t Id = C.lastRow();
  insertAccess(C, Id, 1, F.First);
  insertAccess(C, Id, 2, F.Second);
}

std::vector<SiteFinding> loadFindings(Connection &C, std::int64_t Site) {
  std::vector<SiteFinding> Result;
  Query Q(C,
          "SELECT id, pattern, message, repair, fingerprint, shared_how, "
          "shared_file, shared_spelled, shared_line, shared_column, "
          "owner_file, owner_spelled, owner_line, owner_column, rehearsed "
          "FROM findings WHERE site = ? ORDER BY number",
          Site);
  while (Q.next()) {
    SiteFinding &SF = Result.emplace_back();
    Finding &F = SF.F;
    const std::int64_t Id = Q.integer();
    F.Kind = named(C, Q.text(), Pattern::CapturedMutation);
    F.Message = Q.text();
    F.Repair = Q.text();
    F.Fingerprint = Q.text();
    F.SharedHow = Q.text();
    F.SharedPos = position(Q);
    SF.Owner = position(Q);
    F.Rehearsed = Q.integer() != 0;
    F.First = loadAccess(C, Id, 1);
    F.Second = loadAccess(C, Id, 2);
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// Call sites
//===----------------------------------------------------------------------===//

SiteRow loadRow(Connection &C, std::int64_t Id) {
  SiteRow Row;
  Row.Id = Id;
  CallSiteVerdict &S = Row.Site;
  std::uint64_t Checksum = 0;
  {
    Query Q(C,
            "SELECT file, spelled, line, column, member_line, member_column, "
            "paren_line, paren_column, macro_file, macro_spelled, macro_line, "
            "macro_column, macro_end_line, macro_end_column, callee, verdict, "
            "run, checksum FROM call_sites WHERE id = ?",
            Id);
    if (!Q.next()) {
      C.failDamaged();
      return Row;
    }
    S.Pos = position(Q);
    S.MemberLine = Q.number();
    S.MemberColumn = Q.number();
    S.ParenLine = Q.number();
    S.ParenColumn = Q.number();
    S.MacroPos = position(Q);
    S.MacroEndLine = Q.number();
    S.MacroEndColumn = Q.number();
    S.Callee = Q.text();
    S.Result = named(C, Q.text(), Verdict::Unsafe);
    Row.Run = Q.integer();
    Checksum = static_cast<std::uint64_t>(Q.integer());
  }
  Query Units(C,
              "SELECT main_file FROM site_units WHERE site = ? "
              "ORDER BY number",
              Id);
  while (Units.next())
    S.TranslationUnits.push_back(Units.text().str());
  Query Reasons(C,
                "SELECT text, file, spelled, line, column FROM reasons "
                "WHERE site = ? ORDER BY number",
                Id);
  while (Reasons.next()) {
    Reason &R = S.Reasons.emplace_back();
    R.Text = Reasons.text();
    R.Pos = position(Reasons);
  }
  Query Assumptions(C,
                    "SELECT text, assumed_by FROM assumptions WHERE site = ? "
                    "ORDER BY number",
                    Id);
  while (Assumptions.next()) {
    S.Assumptions.push_back(Assumptions.text().str());
    S.AssumedBy.push_back(Assumptions.text().str());
  }
  Row.Findings = loadFindings(C, Id);
  if (!C.failed() && checksum(Row) != Checksum)
    C.failDamaged();
  return Row;
}

/// The opposite of insertRow().
void deleteRow(Connection &C, const SiteRow &Row) {
  for (const std::string &Unit : Row.Site.TranslationUnits)
    Query(C,
          "UPDATE seals SET sites = sites - 1, checksum = checksum - ? "
          "WHERE main_file = ?",
          sealPart(checksum(Row)), Unit)
        .run();
  // The rest hangs on it by foreign keys.
  Query(C, "DELETE FROM call_sites WHERE id = ?", Row.Id).run();
}

/// A row that an index or a page has lost would be a race not reported. Each
/// main file has the number and sum of its rows on record.
void checkSeals(Connection &C, const std::vector<SiteRow> &Rows,
                const llvm::StringSet<> *MainFiles) {
  using Seal = std::pair<std::int64_t, std::int64_t>;
  llvm::StringMap<Seal> Found;
  for (const SiteRow &Row : Rows)
    for (const std::string &Unit : Row.Site.TranslationUnits)
      if (!MainFiles || MainFiles->contains(Unit)) {
        Seal &S = Found[Unit];
        ++S.first;
        S.second += sealPart(checksum(Row));
      }
  std::size_t Known = 0;
  bool Equal = true;
  auto Compare = [&](llvm::StringRef File, std::int64_t Sites,
                     std::int64_t Sum) {
    ++Known;
    Equal &= Found.lookup(File) == Seal(Sites, Sum);
  };
  if (!MainFiles) {
    Query Q(C, "SELECT main_file, sites, checksum FROM seals");
    while (Q.next()) {
      const std::string File = Q.text().str();
      const std::int64_t Sites = Q.integer();
      Compare(File, Sites, Q.integer());
    }
  } else {
    for (const auto &File : *MainFiles) {
      Query Q(C, "SELECT sites, checksum FROM seals WHERE main_file = ?",
              File.first());
      if (Q.next()) {
        const std::int64_t Sites = Q.integer();
        Compare(File.first(), Sites, Q.integer());
      }
    }
  }
  if (!C.failed() && (!Equal || Known != Found.size()))
    C.failDamaged();
}

} // namespace

void aether::analysis::insertRow(Connection &C, const SiteRow &Row) {
  const CallSiteVerdict &S = Row.Site;
  const std::uint64_t Checksum = checksum(Row);
  Query(C,
        "INSERT INTO call_sites VALUES "
        "(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        S.Pos.File, S.Pos.Spelled, S.Pos.Line, S.Pos.Column, S.MemberLine,
        S.MemberColumn, S.ParenLine, S.ParenColumn, S.MacroPos.File,
        S.MacroPos.Spelled, S.MacroPos.Line, S.MacroPos.Column, S.MacroEndLine,
        S.MacroEndColumn, S.Callee, toString(S.Result), Row.Run, Checksum)
      .run();
  const std::int64_t Id = C.lastRow();
  for (auto [I, Unit] : llvm::enumerate(S.TranslationUnits)) {
    Query(C, "INSERT INTO site_units VALUES (?, ?, ?)", Id, unsigned(I), Unit)
        .run();
    Query(C,
          "INSERT INTO seals VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET "
          "sites = sites + 1, checksum = checksum + excluded.checksum",
          Unit, sealPart(Checksum))
        .run();
  }
  for (auto [I, R] : llvm::enumerate(S.Reasons))
    Query(C, "INSERT INTO reasons VALUES (?, ?, ?, ?, ?, ?, ?)", Id,
          unsigned(I), R.Text, R.Pos.File, R.Pos.Spelled, R.Pos.Line,
          R.Pos.Column)
        .run();
  for (auto [I, Text] : llvm::enumerate(S.Assumptions))
    Query(C, "INSERT INTO assumptions VALUES (?, ?, ?, ?)", Id, unsigned(I),
          Text, S.AssumedBy[I])
        .run();
  for (auto [I, F] : llvm::enumerate(Row.Findings))
    insertFinding(C, Id, unsigned(I), F);
}

std::vector<SiteRow>
aether::analysis::loadRows(Connection &C, const llvm::StringSet<> *MainFiles) {
  std::vector<std::int64_t> Ids;
  if (MainFiles) {
    for (const auto &File : *MainFiles) {
      Query Q(C, "SELECT site FROM site_units WHERE main_file = ?",
              File.first());
      while (Q.next())
        Ids.push_back(Q.integer());
    }
    llvm::sort(Ids);
    Ids.erase(llvm::unique(Ids), Ids.end());
  } else {
    Query Q(C, "SELECT id FROM call_sites ORDER BY id");
    while (Q.next())
      Ids.push_back(Q.integer());
  }
  std::vector<SiteRow> Rows;
  for (std::int64_t Id : Ids)
    if (!C.failed())
      Rows.push_back(loadRow(C, Id));
  if (!C.failed())
    checkSeals(C, Rows, MainFiles);
  return Rows;
}

void aether::analysis::removeVerdicts(Connection &C,
                                      const llvm::StringSet<> &MainFiles) {
  for (SiteRow &Row : loadRows(C, &MainFiles)) {
    if (C.failed())
      return;
    deleteRow(C, Row);
    llvm::erase_if(Row.Site.TranslationUnits, [&](const std::string &Unit) {
      return MainFiles.contains(Unit);
    });
    if (!Row.Site.TranslationUnits.empty())
      insertRow(C, Row);
  }
  C.execute("DELETE FROM seals WHERE sites = 0");
}
