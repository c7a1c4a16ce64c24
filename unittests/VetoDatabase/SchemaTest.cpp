//===- SchemaTest.cpp - Opening, and files that cannot be opened ----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include <fstream>
#include <random>
#include <sqlite3.h>

using namespace aether::analysis;
using Kind = DatabaseError::Kind;

namespace {

struct SchemaTest : FolderTest {
  std::optional<Kind> open(bool Write, llvm::StringRef File = "") {
    OpenOptions Options;
    Options.Write = Write;
    auto Database = VetoDatabase::open(File.empty() ? Path : File, Options);
    if (Database)
      return std::nullopt;
    return kindOf(Database.takeError(), &Message);
  }
  /// A database with something in it.
  void fill(unsigned Units = 1) {
    Verdicts V;
    std::vector<UnitKey> Keys;
    for (unsigned I = 0; I != Units; ++I) {
      const std::string File = "/src/" + std::to_string(I) + ".cpp";
      append(V, sample(File, File));
      Keys.push_back({File, 1});
    }
    succeed(openOrFail(Path).putVerdicts(V, run(Keys)));
  }
  void execute(const char *Sql) {
    sqlite3 *Db = nullptr;
    ASSERT_EQ(sqlite3_open(Path.c_str(), &Db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(Db, Sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(Db);
  }
  /// Whatever is read after damage: an error, or what was written.
  void expectErrorOrSame(const std::string &Before) {
    OpenOptions Options;
    auto Database = VetoDatabase::open(Path, Options);
    if (!Database) {
      kindOf(Database.takeError());
      return;
    }
    auto V = Database->allVerdicts();
    if (V) {
      EXPECT_EQ(dump(*V), Before);
      return;
    }
    EXPECT_TRUE(kindOf(V.takeError()).has_value());
  }
  std::string Message;
};

TEST_F(SchemaTest, MakesWhatIsMissing) {
  EXPECT_EQ(open(false), Kind::Missing);
  EXPECT_EQ(Message,
            Path + ": no such veto database; `aether check --db` makes one");
  EXPECT_EQ(open(true), std::nullopt);
  EXPECT_EQ(open(false), std::nullopt);
  // Nothing else is left in the folder.
  std::error_code E;
  unsigned Files = 0;
  for (llvm::sys::fs::directory_iterator It(Folder, E), End; It != End;
       It.increment(E))
    ++Files;
  EXPECT_EQ(Files, 1u);
}

TEST_F(SchemaTest, EmptyFile) {
  write("aether.vdb", "");
  EXPECT_EQ(open(false), Kind::Missing);
  EXPECT_EQ(open(true), std::nullopt);
  EXPECT_EQ(open(false), std::nullopt);
}

TEST_F(SchemaTest, SomethingElse) {
  write("aether.vdb", "int main() {}\n");
  for (bool Write : {false, true}) {
    EXPECT_EQ(open(Write), Kind::NotADatabase);
    EXPECT_EQ(Message, Path + ": not a veto database; name another file, or "
                              "delete this one");
  }
  write("aether.vdb", std::string(8192, 'x'));
  EXPECT_EQ(open(true), Kind::NotADatabase);
  EXPECT_TRUE(read(Path) == std::string(8192, 'x'));
  EXPECT_EQ(open(true, Folder), Kind::NotADatabase);
  EXPECT_EQ(open(false, Folder), Kind::NotADatabase);
}

TEST_F(SchemaTest, SomebodyElsesDatabase) {
  execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  const std::string Before = read(Path);
  for (bool Write : {false, true}) {
    EXPECT_EQ(open(Write), Kind::NotADatabase);
    EXPECT_EQ(Message, Path + ": a SQLite file, but not a veto database; name "
                              "another file, or delete this one");
  }
  EXPECT_TRUE(read(Path) == Before);
}

TEST_F(SchemaTest, NewerFormat) {
  fill();
  execute(
      ("PRAGMA user_version = " + std::to_string(DatabaseFormat + 1)).c_str());
  const std::string Before = read(Path);
  for (bool Write : {false, true}) {
    EXPECT_EQ(open(Write), Kind::Newer);
    EXPECT_EQ(Message, Path + ": written by a newer Aether (format " +
                           std::to_string(DatabaseFormat + 1) +
                           "); this one reads up to format " +
                           std::to_string(DatabaseFormat) +
                           "; use the newer one, or delete the file");
  }
  EXPECT_TRUE(read(Path) == Before);
}

TEST_F(SchemaTest, OlderFormat) {
  fill();
  execute("PRAGMA user_version = 0");
  EXPECT_EQ(open(true), Kind::Older);
}

TEST_F(SchemaTest, CorruptHeader) {
  fill();
  std::fstream File(Path, std::ios::in | std::ios::out | std::ios::binary);
  File.write("garbage garbage!", 16);
  File.close();
  for (bool Write : {false, true})
    EXPECT_EQ(open(Write), Kind::NotADatabase);
}

TEST_F(SchemaTest, TruncatedFile) {
  fill(20);
  const std::string Whole = read(Path);
  const std::string Before = dump(get(openOrFail(Path).allVerdicts()));
  for (std::size_t Size = 1; Size < Whole.size(); Size += 1023) {
    write("aether.vdb", llvm::StringRef(Whole).take_front(Size));
    OpenOptions Options;
    auto Database = VetoDatabase::open(Path, Options);
    std::optional<Kind> Result;
    if (!Database) {
      Result = kindOf(Database.takeError());
    } else {
      auto V = Database->allVerdicts();
      if (!V) {
        Result = kindOf(V.takeError());
      } else {
        EXPECT_EQ(dump(*V), Before); // only unused pages are gone
      }
    }
    EXPECT_TRUE(!Result || Result == Kind::Damaged ||
                Result == Kind::NotADatabase)
        << Size;
  }
}

TEST_F(SchemaTest, CorruptPages) {
  fill(40);
  const std::string Whole = read(Path);
  const std::string Before = dump(get(openOrFail(Path).allVerdicts()));
  constexpr std::size_t Page = 4096;
  for (std::size_t I = 0; I * Page < Whole.size(); ++I)
    for (char Filling : {'\0', '\xFF', 'x'}) {
      std::string Bad = Whole;
      for (std::size_t J = I * Page + (I ? 0 : 100); J != (I + 1) * Page; ++J)
        Bad[J] = Filling;
      write("aether.vdb", Bad);
      expectErrorOrSame(Before);
    }
}

// No flipped bit may turn one verdict into another, or hide one.
TEST_F(SchemaTest, FlippedBits) {
  fill(10);
  const std::string Whole = read(Path);
  const std::string Before = dump(get(openOrFail(Path).allVerdicts()));
  std::fstream File(Path, std::ios::in | std::ios::out | std::ios::binary);
  auto Put = [&](std::size_t At, char Byte) {
    File.seekp(static_cast<std::streamoff>(At));
    File.put(Byte);
    File.flush();
  };
  std::mt19937 Random(1);
  for (unsigned I = 0; I != 1500; ++I) {
    const std::size_t At = 100 + Random() % (Whole.size() - 100);
    Put(At, static_cast<char>(Whole[At] ^ (1 << Random() % 8)));
    expectErrorOrSame(Before);
    Put(At, Whole[At]);
  }
}

TEST_F(SchemaTest, FolderThatCannotBeWritten) {
  EXPECT_EQ(open(true, at("nowhere/aether.vdb")), Kind::Missing);
  EXPECT_EQ(Message,
            at("nowhere/aether.vdb") + ": there is no folder " + at("nowhere"));
  write("file", "");
  EXPECT_TRUE(open(true, at("file/aether.vdb")).has_value());
  EXPECT_TRUE(open(false, at("file/aether.vdb")).has_value());
  // Not even root can make files there.
  EXPECT_TRUE(open(true, "/proc/aether.vdb").has_value());
  EXPECT_EQ(Message.rfind("/proc/aether.vdb: ", 0), 0u) << Message;
}

} // namespace
