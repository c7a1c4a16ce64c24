//===- Sqlite.h - SQLite with sticky errors ---------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A connection remembers its first failure; until takeError() is called, all
/// further statements do nothing and yield nothing. So a sequence of statements
/// is written down as such, and is checked once, at its end.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_SQLITE_H
#define AETHER_LIB_VETODATABASE_SQLITE_H

#include "aether-analysis/VetoDatabase.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace aether::analysis {

class Connection {
public:
  /// \p Shown stands for the path in messages, if given.
  explicit Connection(std::string Path, std::string Shown = "")
      : Path(std::move(Path)), Shown(std::move(Shown)) {}
  Connection(const Connection &) = delete;
  ~Connection();

  /// \p Flags are those of sqlite3_open_v2.
  void open(int Flags, unsigned BusyMilliseconds);
  void execute(const char *Sql);
  /// The first column of the first row; 0 if there is none.
  std::int64_t integer(const char *Sql);
  std::int64_t lastRow() const;
  bool isReadOnly() const;
  bool inTransaction() const;
  void rollBack(); ///< the open transaction, if any

  bool failed() const { return Failed; }
  void fail(DatabaseError::Kind Kind, const llvm::Twine &Text);
  /// Notes result code \p Code unless it means success.
  void check(int Code);
  /// The content contradicts itself.
  void failDamaged();
  /// The first failure since the last call, if any.
  llvm::Error takeError();

  const std::string &path() const { return Path; }

private:
  friend class Query;
  std::string Path, Shown;
  sqlite3 *Db = nullptr;
  unsigned BusyMilliseconds = 0;
  bool Failed = false;
  DatabaseError::Kind FailureKind = DatabaseError::Kind::Failed;
  std::string FailureText;
  /// Prepared statements by the address of their text, a string literal.
  llvm::DenseMap<const char *, sqlite3_stmt *> Statements;
};

/// A statement on its way; one at a time of the same text.
///
///     Query Q(C, "SELECT a, b FROM t WHERE c = ?", 5);
///     while (Q.next())
///       use(Q.text(), Q.integer()); // columns in order
class Query {
public:
  template <typename... Args>
  Query(Connection &C, const char *Sql, const Args &...Values) : C(C) {
    prepare(Sql);
    (bind(Values), ...);
  }
  Query(const Query &) = delete;
  ~Query();

  /// Steps to the next row; false at the end or after a failure.
  bool next();
  /// Runs a statement that yields no rows.
  void run() {
    while (next())
      ;
  }

  std::int64_t integer();
  unsigned number(); ///< an integer that must fit
  llvm::StringRef text();
  llvm::StringRef blob(); ///< until the next row

private:
  void prepare(const char *Sql);
  void bind(std::int64_t);
  void bind(std::uint64_t X) { bind(static_cast<std::int64_t>(X)); }
  void bind(int X) { bind(std::int64_t(X)); }
  void bind(unsigned X) { bind(std::int64_t(X)); }
  void bind(llvm::StringRef);
  void bind(const std::string &S) { bind(llvm::StringRef(S)); }
  void bind(const char *S) { bind(llvm::StringRef(S)); }
  struct Blob {
    llvm::StringRef Bytes;
  };
  void bind(const Blob &);

  Connection &C;
  sqlite3_stmt *Statement = nullptr;
  int Parameter = 0, Column = 0;

public:
  /// Binds bytes that are no text.
  static Blob bytes(llvm::StringRef Bytes) { return {Bytes}; }
};

/// From its construction until commit(); undone if it does not come to that.
class Transaction {
public:
  enum class Mode { Read, Write };
  Transaction(Connection &C, Mode M);
  ~Transaction();
  Transaction(const Transaction &) = delete;

  /// Ends the transaction: everything happened, or nothing and an error.
  llvm::Error commit();

private:
  Connection &C;
};

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_SQLITE_H
