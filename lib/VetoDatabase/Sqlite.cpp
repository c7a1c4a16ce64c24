//===- Sqlite.cpp - SQLite with sticky errors -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sqlite.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <limits>
#include <sqlite3.h>
#include <system_error>

using namespace aether::analysis;

char DatabaseError::ID = 0;

void DatabaseError::log(llvm::raw_ostream &OS) const { OS << Message; }

std::error_code DatabaseError::convertToErrorCode() const {
  return std::make_error_code(std::errc::io_error);
}

//===----------------------------------------------------------------------===//
// Connection
//===----------------------------------------------------------------------===//

Connection::~Connection() {
  for (auto &[Sql, Statement] : Statements)
    sqlite3_finalize(Statement);
  sqlite3_close(Db);
}

void Connection::open(int Flags, unsigned Milliseconds) {
  BusyMilliseconds = Milliseconds;
  // VetoDatabase has a mutex of its own.
  check(
      sqlite3_open_v2(Path.c_str(), &Db, Flags | SQLITE_OPEN_NOMUTEX, nullptr));
  if (failed())
    return;
  sqlite3_extended_result_codes(Db, 1);
  check(sqlite3_busy_timeout(Db, static_cast<int>(Milliseconds)));
  // Treat the file as foreign: it may have been made or damaged by anybody.
  sqlite3_db_config(Db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(Db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  execute("PRAGMA cell_size_check = ON");
  execute("PRAGMA foreign_keys = ON");
  execute("PRAGMA synchronous = FULL");
}

void Connection::execute(const char *Sql) {
  if (!failed())
    check(sqlite3_exec(Db, Sql, nullptr, nullptr, nullptr));
}

std::int64_t Connection::integer(const char *Sql) {
  Query Q(*this, Sql);
  return Q.next() ? Q.integer() : 0;
}

std::int64_t Connection::lastRow() const {
  return sqlite3_last_insert_rowid(Db);
}

bool Connection::isReadOnly() const {
  return sqlite3_db_readonly(Db, "main") == 1;
}

bool Connection::inTransaction() const { return !sqlite3_get_autocommit(Db); }

void Connection::fail(DatabaseError::Kind Kind, const llvm::Twine &Text) {
  if (Failed)
    return;
  Failed = true;
  FailureKind = Kind;
  FailureText = ((Shown.empty() ? Path : Shown) + ": " + Text).str();
}

void Connection::failDamaged() {
  fail(DatabaseError::Kind::Damaged,
       "damaged veto database; delete it, and the next check makes it anew");
}

void Connection::check(int Code) {
  using Kind = DatabaseError::Kind;
  const int Errno = Db ? sqlite3_system_errno(Db) : 0;
  const std::string System =
      Errno ? std::generic_category().message(Errno) : std::string();
  const bool NotWritable = Errno == EACCES || Errno == EROFS || Errno == EPERM;
  const bool NoSpace = Errno == ENOSPC || Errno == EDQUOT || Errno == EFBIG;
  switch (Code & 0xFF) { // the rest of an extended code says where
  case SQLITE_OK:
  case SQLITE_ROW:
  case SQLITE_DONE:
    return;
  case SQLITE_NOTADB:
    return fail(Kind::NotADatabase, "not a veto database; name another file, "
                                    "or delete this one");
  // The statements are fixed, so it is the tables that are not as they were.
  case SQLITE_ERROR:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_CORRUPT:
    return failDamaged();
  case SQLITE_FULL:
    return fail(Kind::Full, "no space left on the disk; the database is as it "
                            "was before");
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return fail(Kind::Busy,
                "another process has kept the database locked for " +
                    llvm::Twine((BusyMilliseconds + 999) / 1000) +
                    " s; try again when it is done");
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return fail(Kind::ReadOnly,
                "cannot be written: the file or its folder is read-only");
  case SQLITE_NOMEM:
    return fail(Kind::Failed, "not enough memory");
  default:
    break;
  }
  if (NoSpace)
    return fail(Kind::Full, "cannot be written: " + System +
                                "; the database is as it was before");
  if (Code == SQLITE_IOERR_WRITE || Code == SQLITE_IOERR_FSYNC)
    return fail(Kind::Failed,
                "cannot be written: input/output error, or a quota or size "
                "limit; the database is as it was before");
  if (NotWritable)
    return fail(Kind::ReadOnly, "cannot be written: " + System);
  fail(Kind::Failed,
       Errno ? System : std::string(Db ? sqlite3_errmsg(Db) : "cannot open"));
}

llvm::Error Connection::takeError() {
  if (!Failed)
    return llvm::Error::success();
  Failed = false;
  return llvm::make_error<DatabaseError>(FailureKind, std::move(FailureText));
}

//===----------------------------------------------------------------------===//
// Query
//===----------------------------------------------------------------------===//

void Query::prepare(const char *Sql) {
  if (C.failed())
    return;
  sqlite3_stmt *&Cached = C.Statements[Sql];
  if (!Cached)
    C.check(sqlite3_prepare_v3(C.Db, Sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &Cached, nullptr));
  if (!C.failed())
    Statement = Cached;
}

Query::~Query() {
  if (!Statement)
    return;
  sqlite3_reset(Statement); // its failure was that of the last step
  sqlite3_clear_bindings(Statement);
}

void Query::bind(std::int64_t X) {
  if (Statement && !C.failed())
    C.check(sqlite3_bind_int64(Statement, ++Parameter, X));
}

void Query::bind(llvm::StringRef S) {
  if (Statement && !C.failed())
    C.check(sqlite3_bind_text64(Statement, ++Parameter,
                                S.data() ? S.data() : "", S.size(),
                                SQLITE_TRANSIENT, SQLITE_UTF8));
}

// Blobs may be large; the caller's bytes outlive the query.
void Query::bind(const Blob &B) {
  if (Statement && !C.failed())
    C.check(sqlite3_bind_blob64(Statement, ++Parameter,
                                B.Bytes.data() ? B.Bytes.data() : "",
                                B.Bytes.size(), SQLITE_STATIC));
}

bool Query::next() {
  if (!Statement || C.failed())
    return false;
  Column = 0;
  const int Code = sqlite3_step(Statement);
  C.check(Code);
  return Code == SQLITE_ROW;
}

std::int64_t Query::integer() {
  return C.failed() ? 0 : sqlite3_column_int64(Statement, Column++);
}

unsigned Query::number() {
  const std::int64_t X = integer();
  if (X >= 0 && X <= std::numeric_limits<unsigned>::max())
    return static_cast<unsigned>(X);
  C.failDamaged();
  return 0;
}

llvm::StringRef Query::text() {
  if (C.failed())
    return {};
  const auto *Bytes =
      reinterpret_cast<const char *>(sqlite3_column_text(Statement, Column));
  const auto Size =
      static_cast<std::size_t>(sqlite3_column_bytes(Statement, Column++));
  return Bytes ? llvm::StringRef(Bytes, Size) : llvm::StringRef();
}

llvm::StringRef Query::blob() {
  if (C.failed())
    return {};
  const auto *Bytes =
      static_cast<const char *>(sqlite3_column_blob(Statement, Column));
  const auto Size =
      static_cast<std::size_t>(sqlite3_column_bytes(Statement, Column++));
  return Bytes ? llvm::StringRef(Bytes, Size) : llvm::StringRef();
}

//===----------------------------------------------------------------------===//
// Transaction
//===----------------------------------------------------------------------===//

Transaction::Transaction(Connection &C, Mode M) : C(C) {
  // A writer locks at once: two readers that both want to write later would
  // wait for each other.
  C.execute(M == Mode::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() { C.rollBack(); }

llvm::Error Transaction::commit() {
  C.execute("COMMIT");
  // Some failures end the transaction by themselves, others leave it open.
  C.rollBack();
  return C.takeError();
}

void Connection::rollBack() {
  // Keeps the failure that led here; there is nothing to do about another.
  if (inTransaction())
    sqlite3_exec(Db, "ROLLBACK", nullptr, nullptr, nullptr);
}
