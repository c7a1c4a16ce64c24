//===- Schema.cpp - The tables of aether.vdb ------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Schema.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <sqlite3.h>
#include <unistd.h>

using namespace aether::analysis;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

/// "Aeth", where SQLite keeps an application's mark.
constexpr int ApplicationId = 0x41657468;
static_assert(ApplicationId == 1097167976 && DatabaseFormat == 5,
              "the pragmas below must say the same");

// docs/veto-database.md describes the tables. Large columns have tables of
// their own, so that the others can be changed without rewriting them.
constexpr const char *Schema = R"sql(
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  tool TEXT NOT NULL,
  llvm TEXT NOT NULL,
  models TEXT NOT NULL
) STRICT;

CREATE TABLE units (
  id INTEGER PRIMARY KEY,
  main_file TEXT NOT NULL,
  config INTEGER NOT NULL,
  content INTEGER NOT NULL,
  link INTEGER NOT NULL DEFAULT 0,
  run INTEGER REFERENCES runs,
  UNIQUE (main_file, config)
) STRICT;
CREATE INDEX units_run ON units (run);

CREATE TABLE summaries (
  unit INTEGER PRIMARY KEY REFERENCES units ON DELETE CASCADE,
  inputs BLOB NOT NULL,
  summary BLOB NOT NULL
) STRICT;

CREATE TABLE links (
  function INTEGER NOT NULL,
  defined INTEGER NOT NULL,
  unit INTEGER NOT NULL REFERENCES units ON DELETE CASCADE,
  PRIMARY KEY (function, defined, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_unit ON links (unit, defined);

CREATE TABLE call_sites (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  spelled TEXT NOT NULL,
  line INTEGER NOT NULL,
  column INTEGER NOT NULL,
  member_line INTEGER NOT NULL,
  member_column INTEGER NOT NULL,
  paren_line INTEGER NOT NULL,
  paren_column INTEGER NOT NULL,
  macro_file TEXT NOT NULL,
  macro_spelled TEXT NOT NULL,
  macro_line INTEGER NOT NULL,
  macro_column INTEGER NOT NULL,
  macro_end_line INTEGER NOT NULL,
  macro_end_column INTEGER NOT NULL,
  callee TEXT NOT NULL,
  verdict TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs,
  checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX call_sites_position ON call_sites (file, line, column);
CREATE INDEX call_sites_run ON call_sites (run);

CREATE TABLE site_units (
  site INTEGER NOT NULL REFERENCES call_sites ON DELETE CASCADE,
  number INTEGER NOT NULL,
  main_file TEXT NOT NULL,
  PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX site_units_main_file ON site_units (main_file);

CREATE TABLE seals (
  main_file TEXT PRIMARY KEY,
  sites INTEGER NOT NULL,
  checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reasons (
  site INTEGER NOT NULL REFERENCES call_sites ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  file TEXT NOT NULL,
  spelled TEXT NOT NULL,
  line INTEGER NOT NULL,
  column INTEGER NOT NULL,
  PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE assumptions (
  site INTEGER NOT NULL REFERENCES call_sites ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  assumed_by TEXT NOT NULL,
  PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  site INTEGER NOT NULL REFERENCES call_sites ON DELETE CASCADE,
  number INTEGER NOT NULL,
  pattern TEXT NOT NULL,
  message TEXT NOT NULL,
  repair TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  shared_how TEXT NOT NULL,
  shared_file TEXT NOT NULL,
  shared_spelled TEXT NOT NULL,
  shared_line INTEGER NOT NULL,
  shared_column INTEGER NOT NULL,
  owner_file TEXT NOT NULL,
  owner_spelled TEXT NOT NULL,
  owner_line INTEGER NOT NULL,
  owner_column INTEGER NOT NULL,
  rehearsed INTEGER NOT NULL,
  UNIQUE (site, number)
) STRICT;

CREATE TABLE accesses (
  finding INTEGER NOT NULL REFERENCES findings ON DELETE CASCADE,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  variable TEXT NOT NULL,
  file TEXT NOT NULL,
  spelled TEXT NOT NULL,
  line INTEGER NOT NULL,
  column INTEGER NOT NULL,
  PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX accesses_position ON accesses (file, line);

CREATE TABLE chain_steps (
  finding INTEGER NOT NULL REFERENCES findings ON DELETE CASCADE,
  access INTEGER NOT NULL,
  number INTEGER NOT NULL,
  function TEXT NOT NULL,
  file TEXT NOT NULL,
  spelled TEXT NOT NULL,
  line INTEGER NOT NULL,
  column INTEGER NOT NULL,
  PRIMARY KEY (finding, access, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE locks (
  finding INTEGER NOT NULL REFERENCES findings ON DELETE CASCADE,
  access INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (finding, access, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
  digest INTEGER PRIMARY KEY,
  met INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
  digest INTEGER PRIMARY KEY REFERENCES groups ON DELETE CASCADE,
  account BLOB NOT NULL
) STRICT;

CREATE TABLE profiles (
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  column INTEGER NOT NULL,
  function TEXT NOT NULL,
  line_hash INTEGER NOT NULL,
  time INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  finding TEXT NOT NULL,
  calls INTEGER NOT NULL,
  parallel_calls INTEGER NOT NULL,
  vetoed_calls INTEGER NOT NULL,
  items INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  most_workers INTEGER NOT NULL,
  wall_ns INTEGER NOT NULL,
  thread_wall_ns INTEGER NOT NULL,
  running_ns INTEGER NOT NULL,
  runnable_ns INTEGER NOT NULL,
  lock_wait_ns INTEGER NOT NULL,
  io_ns INTEGER NOT NULL,
  veto TEXT NOT NULL,
  veto_text TEXT NOT NULL,
  threads INTEGER NOT NULL,
  thread_limit INTEGER NOT NULL,
  grain INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (file, line, column, function)
) STRICT, WITHOUT ROWID;

PRAGMA application_id = 1097167976;
PRAGMA user_version = 5;
)sql";

/// Makes the tables, unless another process has done so in the meantime.
void createTables(Connection &C) {
  Transaction T(C, Transaction::Mode::Write);
  if (C.integer("SELECT count(*) FROM sqlite_master") == 0)
    C.execute(Schema);
  C.execute("COMMIT");
}

/// Makes a complete database beside \p Path and then gives it that name, so
/// that a failure leaves no half-made file. False if the file system cannot do
/// that.
llvm::Expected<bool> createAtOnce(const std::string &Path,
                                  const OpenOptions &Options) {
  llvm::SmallString<256> New;
  if (std::error_code E = fs::createUniqueFile(Path + "-new-%%%%%%%%", New))
    return llvm::make_error<DatabaseError>(
        E == std::errc::no_space_on_device ? DatabaseError::Kind::Full
                                           : DatabaseError::Kind::ReadOnly,
        Path + ": cannot be made: " + E.message());
  llvm::Error Failure = llvm::Error::success();
  {
    Connection C{std::string(New), Path};
    C.open(SQLITE_OPEN_READWRITE, Options.BusyMilliseconds);
    // Nobody else knows this file: what is half made is thrown away.
    C.execute("PRAGMA journal_mode = MEMORY");
    createTables(C);
    Failure = C.takeError();
  }
  bool Made = false;
  // link() fails if another process was faster; then its file is as good.
  if (!Failure)
    Made = ::link(New.c_str(), Path.c_str()) == 0 || fs::exists(Path);
  fs::remove(New);
  if (Failure)
    return Failure;
  return Made;
}

void checkFormat(Connection &C) {
  const std::int64_t Id = C.integer("PRAGMA application_id");
  const std::int64_t Format = C.integer("PRAGMA user_version");
  if (C.failed())
    return;
  if (Id != ApplicationId)
    return C.fail(DatabaseError::Kind::NotADatabase,
                  "a SQLite file, but not a veto database; name another file, "
                  "or delete this one");
  if (Format > DatabaseFormat)
    return C.fail(DatabaseError::Kind::Newer,
                  "written by a newer Aether (format " + llvm::Twine(Format) +
                      "); this one reads up to format " +
                      llvm::Twine(DatabaseFormat) +
                      "; use the newer one, or delete the file");
  if (Format < DatabaseFormat)
    return C.fail(DatabaseError::Kind::Older,
                  "written by an older Aether (format " + llvm::Twine(Format) +
                      "); this one reads format " +
                      llvm::Twine(DatabaseFormat) +
                      "; delete the file, and the next check makes it anew");
}

llvm::Error openChecked(Connection &C, const OpenOptions &Options) {
  using Kind = DatabaseError::Kind;
  auto failed = [&](Kind K, const llvm::Twine &Text) {
    C.fail(K, Text);
    return C.takeError();
  };
  fs::file_status Status;
  const std::error_code StatError = fs::status(C.path(), Status);
  if (StatError && StatError != std::errc::no_such_file_or_directory)
    return failed(Kind::Failed, StatError.message());
  const bool Exists = !StatError;
  if (Exists && Status.type() == fs::file_type::directory_file)
    return failed(Kind::NotADatabase, "a folder, not a veto database");

  if (!Options.Write) {
    if (!Exists)
      return failed(Kind::Missing,
                    "no such veto database; `aether check --db` makes one");
    if (Status.type() == fs::file_type::regular_file && Status.getSize() == 0)
      return failed(Kind::Missing,
                    "an empty file; `aether check --db` makes a veto database");
  } else {
    // SQLite needs the folder for its journal, and says so only when it is too
    // late.
    llvm::StringRef Folder = path::parent_path(C.path());
    if (Folder.empty())
      Folder = ".";
    if (!fs::is_directory(Folder))
      return failed(Kind::Missing, "there is no folder " + Folder);
    if (std::error_code E = fs::access(Folder, fs::AccessMode::Write))
      return failed(Kind::ReadOnly, "cannot be written: " + E.message() +
                                        " in folder " + Folder);
  }

  // SQLite falls back to reading only by itself; a reader that may write can
  // undo what a process left half done when it was killed.
  int Flags = SQLITE_OPEN_READWRITE;
  if (Options.Write && !Exists) {
    llvm::Expected<bool> Made = createAtOnce(C.path(), Options);
    if (!Made)
      return Made.takeError();
    if (!*Made)
      Flags |= SQLITE_OPEN_CREATE;
  }
  C.open(Flags, Options.BusyMilliseconds);
  if (C.failed())
    return C.takeError();
  if (Options.Write) {
    if (C.isReadOnly())
      return failed(Kind::ReadOnly, "cannot be written: the file is read-only");
    if (C.integer("PRAGMA application_id") == 0)
      createTables(C);
  }
  checkFormat(C);
  if (!Options.Write)
    C.execute("PRAGMA query_only = ON");
  else if (Options.MaxPages)
    C.execute(("PRAGMA max_page_count = " + std::to_string(Options.MaxPages))
                  .c_str());
  return C.takeError();
}

} // namespace

llvm::Error aether::analysis::openDatabase(Connection &C,
                                           const OpenOptions &Options) {
  return openChecked(C, Options);
}
