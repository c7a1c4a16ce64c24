//===- Units.cpp - Summaries in the database ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Impl.h"
#include "Links.h"
#include "Schema.h"

#include "aether-analysis/Serial.h"

using namespace aether::analysis;

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

VetoDatabase::VetoDatabase(std::unique_ptr<Impl> I) : I(std::move(I)) {}
VetoDatabase::VetoDatabase(VetoDatabase &&) noexcept = default;
VetoDatabase &VetoDatabase::operator=(VetoDatabase &&) noexcept = default;
VetoDatabase::~VetoDatabase() = default;

llvm::Expected<VetoDatabase> VetoDatabase::open(llvm::StringRef Path,
                                                const OpenOptions &Options) {
  auto New = std::make_unique<Impl>(Path.str());
  if (llvm::Error E = openDatabase(New->C, Options))
    return E;
  return VetoDatabase(std::move(New));
}

llvm::StringRef VetoDatabase::path() const { return I->C.path(); }

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

llvm::Error VetoDatabase::putSummaries(llvm::ArrayRef<UnitUpdate> Units,
                                       FileStamps &Files) {
  if (Units.empty())
    return llvm::Error::success();
  // All that takes long is done before other processes have to wait.
  struct Prepared {
    std::vector<Input> Inputs;
    std::string Summary;
    std::uint64_t Content;
    UnitLinks Links;
  };
  std::vector<Prepared> Ready;
  for (const UnitUpdate &Unit : Units) {
    Prepared &P = Ready.emplace_back();
    P.Inputs = inputsOf(Unit, Files);
    P.Summary = serialize(*Unit.Summary);
    P.Content = contentKey(Unit.Key, P.Inputs);
    P.Links = linksOf(*Unit.Summary);
  }

  std::lock_guard Lock(I->Mutex);
  Connection &C = I->C;
  Transaction T(C, Transaction::Mode::Write);
  for (std::size_t N = 0; N != Units.size() && !C.failed(); ++N) {
    const UnitKey &Key = Units[N].Key;
    const std::string Inputs = encodeInputs(Ready[N].Inputs, I->Names);
    // The verdicts do not rest on this summary, hence no link.
    Query(C,
          "INSERT INTO units (main_file, config, content) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET content = excluded.content, link = 0",
          Key.MainFile, Key.Config, Ready[N].Content)
        .run();
    Query(C,
          "INSERT OR REPLACE INTO summaries SELECT id, ?, ? FROM units "
          "WHERE main_file = ? AND config = ?",
          Query::bytes(Inputs), Query::bytes(Ready[N].Summary), Key.MainFile,
          Key.Config)
        .run();
    putLinks(C, Key, Ready[N].Links);
  }
  llvm::Error E = T.commit();
  if (E)
    I->Names.forget();
  return E;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {

/// The inputs of \p Unit; nothing if it is not there or its list is damaged.
std::optional<std::vector<Input>> readInputs(Connection &C, NameTable &Names,
                                             const UnitKey &Unit,
                                             std::uint64_t *Content = nullptr) {
  Query Q(C,
          "SELECT content, inputs FROM units JOIN summaries ON unit = id "
          "WHERE main_file = ? AND config = ?",
          Unit.MainFile, Unit.Config);
  if (!Q.next())
    return std::nullopt;
  const auto Stored = static_cast<std::uint64_t>(Q.integer());
  auto Inputs = decodeInputs(Q.blob(), Names);
  if (!Inputs || contentKey(Unit, *Inputs) != Stored)
    return std::nullopt;
  if (Content)
    *Content = Stored;
  return Inputs;
}

} // namespace

llvm::Expected<std::optional<std::uint64_t>>
VetoDatabase::isFresh(const UnitKey &Unit, FileStamps &Files) {
  std::optional<std::vector<Input>> Inputs;
  std::uint64_t Content = 0;
  {
    std::lock_guard Lock(I->Mutex);
    Inputs = readInputs(I->C, I->Names, Unit, &Content);
    if (llvm::Error E = I->C.takeError())
      return E;
  }
  if (!Inputs || !areUnchanged(*Inputs, Files))
    return std::nullopt;
  return Content;
}

llvm::Expected<std::vector<SourceFile>>
VetoDatabase::getInputs(const UnitKey &Unit) {
  std::lock_guard Lock(I->Mutex);
  auto Inputs = readInputs(I->C, I->Names, Unit);
  if (llvm::Error E = I->C.takeError())
    return E;
  std::vector<SourceFile> Files;
  if (Inputs)
    for (Input &In : *Inputs)
      Files.push_back(std::move(In.File));
  return Files;
}

llvm::Expected<std::optional<TranslationUnitSummary>>
VetoDatabase::getSummary(const UnitKey &Unit) {
  std::string Bytes;
  {
    std::lock_guard Lock(I->Mutex);
    Query Q(I->C,
            "SELECT summary FROM units JOIN summaries ON unit = id "
            "WHERE main_file = ? AND config = ?",
            Unit.MainFile, Unit.Config);
    const bool Found = Q.next();
    if (Found)
      Bytes = Q.blob().str();
    if (llvm::Error E = I->C.takeError())
      return E;
    if (!Found)
      return std::nullopt;
  }
  auto Summary = deserialize(Bytes);
  if (Summary)
    return std::move(*Summary);
  return llvm::handleErrors(
      Summary.takeError(), [&](const SerialError &E) -> llvm::Error {
        return llvm::make_error<DatabaseError>(
            DatabaseError::Kind::Damaged,
            (path() + ": " + E.message() + " (of " + Unit.MainFile +
             "); delete the database, and the next check makes it anew")
                .str());
      });
}

llvm::Expected<std::vector<StoredUnit>> VetoDatabase::units() {
  std::lock_guard Lock(I->Mutex);
  std::vector<StoredUnit> Result;
  Query Q(I->C, "SELECT main_file, config, content, link, ifnull(time, 0), "
                "ifnull(tool, ''), ifnull(llvm, ''), ifnull(models, ''), "
                "length(summary) FROM units "
                "LEFT JOIN runs ON runs.id = run "
                "LEFT JOIN summaries ON unit = units.id "
                "ORDER BY main_file, config");
  while (Q.next()) {
    StoredUnit &U = Result.emplace_back();
    U.Key.MainFile = Q.text();
    U.Key.Config = static_cast<std::uint64_t>(Q.integer());
    U.Content = static_cast<std::uint64_t>(Q.integer());
    U.Link = static_cast<std::uint64_t>(Q.integer());
    U.Time = Q.integer();
    U.ToolVersion = Q.text();
    U.LlvmVersion = Q.text();
    U.ModelsVersion = Q.text();
    U.SummaryBytes = static_cast<std::uint64_t>(Q.integer());
  }
  if (llvm::Error E = I->C.takeError())
    return E;
  return Result;
}
