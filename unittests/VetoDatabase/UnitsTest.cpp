//===- UnitsTest.cpp - Summaries in the database --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

using namespace aether::analysis;

namespace {

struct UnitsTest : FolderTest {
  UnitsTest() {
    for (const std::string &File : {Main, Header})
      age(File, 100);
  }
  UnitUpdate update() {
    UnitUpdate U;
    U.Key = Key;
    U.Summary = &Summary;
    U.Inputs = {{"main.cpp", Main, false, contentHash("int main() {}")},
                {"./a.h", Header, false, contentHash("int a;")}};
    return U;
  }
  /// As a new run would see it.
  bool fresh(const UnitKey &Unit) {
    FileStamps Files;
    return get(Database.isFresh(Unit, Files)).has_value();
  }
  void put() {
    FileStamps Files;
    succeed(Database.putSummary(update(), Files));
  }

  std::string Main = write("main.cpp", "int main() {}");
  std::string Header = write("a.h", "int a;");
  UnitKey Key{Main, 5};
  TranslationUnitSummary Summary = summary(Main);
  VetoDatabase Database = openOrFail(Path);
};

TEST_F(UnitsTest, RoundTrip) {
  EXPECT_FALSE(get(Database.getSummary(Key)).has_value());
  put();
  auto Back = get(Database.getSummary(Key));
  ASSERT_TRUE(Back.has_value());
  EXPECT_EQ(serialize(*Back), serialize(Summary));
  auto Inputs = get(Database.getInputs(Key));
  ASSERT_EQ(Inputs.size(), 2u);
  EXPECT_EQ(Inputs[1].Name, "./a.h");
  EXPECT_EQ(Inputs[1].Path, Header);
  EXPECT_EQ(Inputs[1].ContentHash, contentHash("int a;"));
  EXPECT_FALSE(get(Database.getSummary({Main, 6})).has_value());
  EXPECT_TRUE(get(Database.getInputs({Main, 6})).empty());
  // In another process.
  VetoDatabase Again = openOrFail(Path, false);
  EXPECT_TRUE(get(Again.getSummary(Key)).has_value());
  EXPECT_EQ(get(Again.getInputs(Key)).size(), 2u);
}

TEST_F(UnitsTest, SecondPutReplaces) {
  put();
  Summary.intern("something new");
  put();
  EXPECT_EQ(serialize(*get(Database.getSummary(Key))), serialize(Summary));
  EXPECT_EQ(get(Database.units()).size(), 1u);
}

TEST_F(UnitsTest, FreshUntilAnInputChanges) {
  EXPECT_FALSE(fresh(Key));
  put();
  EXPECT_TRUE(fresh(Key));
  EXPECT_FALSE(fresh({Main, 6})); // other flags
  // Touched, but the same: the content decides.
  write("a.h", "int a;");
  EXPECT_TRUE(fresh(Key));
  write("a.h", "int b;"); // as long as before
  EXPECT_FALSE(fresh(Key));
  write("a.h", "int a;");
  EXPECT_TRUE(fresh(Key));
  llvm::sys::fs::remove(Header);
  EXPECT_FALSE(fresh(Key));
}

TEST_F(UnitsTest, ChangedWithinOneTickOfTheClock) {
  write("a.h", "int a;"); // just now: its time cannot be relied on
  put();
  llvm::sys::fs::file_status Before;
  ASSERT_FALSE(llvm::sys::fs::status(Header, Before));
  write("a.h", "int b;");
  int Descriptor = -1;
  ASSERT_FALSE(llvm::sys::fs::openFileForReadWrite(
      Header, Descriptor, llvm::sys::fs::CD_OpenExisting,
      llvm::sys::fs::OF_None));
  llvm::sys::fs::setLastAccessAndModificationTime(
      Descriptor, Before.getLastModificationTime());
  llvm::sys::Process::SafelyCloseFileDescriptor(Descriptor);
  EXPECT_FALSE(fresh(Key));
}

TEST_F(UnitsTest, ChangedWhileItWasAnalysed) {
  UnitUpdate U = update();
  write("a.h", "int b;");
  age(Header, 100);
  FileStamps Files;
  succeed(Database.putSummary(U, Files)); // of "int a;"
  EXPECT_FALSE(fresh(Key));
}

TEST_F(UnitsTest, InputsWithoutHash) {
  UnitUpdate U = update();
  U.Inputs[1].ContentHash = 0;
  FileStamps Files;
  succeed(Database.putSummary(U, Files));
  EXPECT_TRUE(fresh(Key)); // the file is older than the run

  write("a.h", "int a;");
  FileStamps Later;
  succeed(Database.putSummary(U, Later));
  EXPECT_FALSE(fresh(Key)); // it may be what was read, or not
}

TEST_F(UnitsTest, InputsThatAreNoFiles) {
  UnitUpdate U = update();
  U.Inputs.push_back({"<gone>", at("gone.h"), false, 1});
  FileStamps Files;
  succeed(Database.putSummary(U, Files));
  EXPECT_FALSE(fresh(Key));
}

TEST_F(UnitsTest, ContentTellsVersionsApart) {
  put();
  FileStamps Files;
  const auto First = get(Database.isFresh(Key, Files));
  write("a.h", "int b;");
  UnitUpdate U = update();
  U.Inputs[1].ContentHash = contentHash("int b;");
  FileStamps Later;
  succeed(Database.putSummary(U, Later));
  const auto Second = get(Database.isFresh(Key, Later));
  ASSERT_TRUE(First && Second);
  EXPECT_NE(*First, *Second);
}

TEST_F(UnitsTest, NewSummaryUnlinksOldVerdicts) {
  put();
  succeed(Database.putVerdicts(sample(Main, Main), run({Key}, 99)));
  auto Units = get(Database.units());
  ASSERT_EQ(Units.size(), 1u);
  EXPECT_EQ(Units[0].Key, Key);
  EXPECT_EQ(Units[0].Link, 99u);
  EXPECT_EQ(Units[0].ToolVersion, "0.1.0");
  EXPECT_EQ(Units[0].LlvmVersion, "22.1.0");
  EXPECT_EQ(Units[0].ModelsVersion, "42");
  EXPECT_GT(Units[0].Time, 1'000'000'000);
  EXPECT_GT(Units[0].SummaryBytes, 24u);
  put();
  EXPECT_EQ(get(Database.units())[0].Link, 0u);
}

TEST_F(UnitsTest, ManyUnitsShareTheirNames) {
  std::vector<UnitUpdate> Updates(50, update());
  for (unsigned I = 0; I != 50; ++I)
    Updates[I].Key.Config = I;
  FileStamps Files;
  succeed(Database.putSummaries(Updates, Files));
  EXPECT_EQ(get(Database.units()).size(), 50u);
  for (unsigned I = 0; I != 50; ++I)
    EXPECT_TRUE(fresh({Main, I}));
}

TEST_F(UnitsTest, FullDiskLeavesEverythingAsItWas) {
  put();
  OpenOptions Options;
  Options.Write = true;
  llvm::sys::fs::file_status Status;
  ASSERT_FALSE(llvm::sys::fs::status(Path, Status));
  Options.MaxPages = static_cast<unsigned>(Status.getSize() / 4096 + 4);
  auto Opened = VetoDatabase::open(Path, Options);
  ASSERT_TRUE(bool(Opened));
  VetoDatabase &Small = *Opened;
  TranslationUnitSummary Big = summary(Main);
  Big.intern(std::string(100'000, 'x'));
  UnitUpdate U = update();
  U.Summary = &Big;
  FileStamps Files;
  std::string Message;
  EXPECT_EQ(kindOf(Small.putSummary(U, Files), &Message),
            DatabaseError::Kind::Full);
  EXPECT_EQ(Message, Path + ": no space left on the disk; the database is as "
                            "it was before");
  EXPECT_EQ(serialize(*get(Small.getSummary(Key))), serialize(Summary));
  // And it goes on working.
  U.Summary = &Summary;
  succeed(Small.putSummary(U, Files));
  EXPECT_TRUE(fresh(Key));
}

TEST_F(UnitsTest, ReadersCannotWrite) {
  put();
  VetoDatabase Reader = openOrFail(Path, false);
  FileStamps Files;
  EXPECT_EQ(kindOf(Reader.putSummary(update(), Files)),
            DatabaseError::Kind::ReadOnly);
  EXPECT_TRUE(get(Reader.getSummary(Key)).has_value());
}

} // namespace
