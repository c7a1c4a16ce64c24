//===- SqliteTest.cpp - Several writers, and writers that die -------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace aether::analysis;

namespace {

struct SqliteTest : FolderTest {
  std::string file(unsigned I) const {
    return "/src/" + std::to_string(I) + ".cpp";
  }
  /// Runs \p Body in a process of its own.
  template <typename Fn> pid_t start(Fn Body) {
    const pid_t Child = fork();
    if (Child == 0) {
      Body();
      // Nothing of the parent's may be torn down here.
      _exit(testing::Test::HasFailure() ? 1 : 0);
    }
    return Child;
  }
  int wait(pid_t Child) {
    int Status = 0;
    waitpid(Child, &Status, 0);
    return Status;
  }
  /// Writes call sites and a summary for unit number \p I.
  static void writeUnit(VetoDatabase &Database, const std::string &File,
                        std::uint64_t Link = 7) {
    FileStamps Stamps;
    TranslationUnitSummary Unit = summary(File);
    succeed(Database.putSummary({{File, 1}, &Unit, {}}, Stamps));
    succeed(Database.putVerdicts(sample(File, File), run({{File, 1}}, Link)));
  }
};

TEST_F(SqliteTest, SeveralProcesses) {
  constexpr unsigned Processes = 6, Units = 4;
  std::vector<pid_t> Children;
  for (unsigned P = 0; P != Processes; ++P)
    Children.push_back(start([&] {
      // Each opens by itself; the first one makes the file.
      VetoDatabase Database = openOrFail(Path);
      for (unsigned U = 0; U != Units; ++U)
        writeUnit(Database, file(P * Units + U));
    }));
  for (pid_t Child : Children)
    EXPECT_EQ(wait(Child), 0);
  VetoDatabase Database = openOrFail(Path, false);
  EXPECT_EQ(get(Database.units()).size(), Processes * Units);
  EXPECT_EQ(get(Database.allVerdicts()).CallSites.size(),
            3 * Processes * Units);
}

TEST_F(SqliteTest, SeveralProcessesOnOneUnit) {
  std::vector<pid_t> Children;
  for (unsigned P = 0; P != 6; ++P)
    Children.push_back(start([&] {
      VetoDatabase Database = openOrFail(Path);
      for (unsigned U = 0; U != 3; ++U)
        writeUnit(Database, file(0), P);
    }));
  for (pid_t Child : Children)
    EXPECT_EQ(wait(Child), 0);
  VetoDatabase Database = openOrFail(Path, false);
  EXPECT_EQ(dump(get(Database.allVerdicts())), dump(sample(file(0), file(0))));
}

TEST_F(SqliteTest, ThreadsShareOneObject) {
  VetoDatabase Database = openOrFail(Path);
  std::vector<std::thread> Threads;
  for (unsigned T = 0; T != 4; ++T)
    Threads.emplace_back([&, T] {
      for (unsigned U = 0; U != 3; ++U) {
        writeUnit(Database, file(T * 3 + U));
        get(Database.allVerdicts());
      }
    });
  for (std::thread &T : Threads)
    T.join();
  EXPECT_EQ(get(Database.units()).size(), 12u);
}

TEST_F(SqliteTest, ReadersSeeAllOrNothing) {
  {
    writeUnit(*std::make_unique<VetoDatabase>(openOrFail(Path)), file(0));
  }
  const pid_t Writer = start([&] {
    VetoDatabase Database = openOrFail(Path);
    for (unsigned I = 0; I != 10; ++I)
      writeUnit(Database, file(0), I);
  });
  VetoDatabase Reader = openOrFail(Path, false);
  int Status = 0;
  do
    EXPECT_EQ(dump(get(Reader.allVerdicts())), dump(sample(file(0), file(0))));
  while (waitpid(Writer, &Status, WNOHANG) == 0);
  EXPECT_EQ(Status, 0);
}

// A big update, killed at all sorts of moments.
TEST_F(SqliteTest, KilledWhileWriting) {
  Verdicts Small = sample(file(0), file(0)), Big;
  for (unsigned I = 0; I != 300; ++I)
    append(Big, sample("/include/" + std::to_string(1000 + I) + ".h", file(0)));
  {
    succeed(openOrFail(Path).putVerdicts(Small, run({{file(0), 1}})));
  }
  unsigned Old = 0;
  [[maybe_unused]] unsigned New = 0;
  for (unsigned Round = 0; Round != 24; ++Round) {
    int Ready[2];
    ASSERT_EQ(pipe(Ready), 0);
    const pid_t Writer = start([&] {
      VetoDatabase Database = openOrFail(Path);
      [[maybe_unused]] auto Told = ::write(Ready[1], "x", 1);
      succeed(Database.putVerdicts(Big, run({{file(0), 1}})));
      // And back again, so that it is being written most of the time.
      succeed(Database.putVerdicts(Small, run({{file(0), 1}})));
    });
    char Byte;
    ASSERT_EQ(::read(Ready[0], &Byte, 1), 1);
    close(Ready[0]);
    close(Ready[1]);
    usleep(1500 * (Round + 1));
    kill(Writer, Round % 2 ? SIGKILL : SIGINT);
    wait(Writer);
    VetoDatabase Database = openOrFail(Path, false);
    const std::string Now = dump(get(Database.allVerdicts()));
    if (Now == dump(Small))
      ++Old;
    else if (Now == dump(Big))
      ++New;
    else
      ADD_FAILURE() << "neither the old nor the new content";
  }
  EXPECT_GT(Old, 0u);
}

TEST_F(SqliteTest, KilledWhileMakingTheFile) {
  for (unsigned Round = 0; Round != 10; ++Round) {
    llvm::sys::fs::remove(Path);
    const pid_t Writer = start([&] {
      writeUnit(*std::make_unique<VetoDatabase>(openOrFail(Path)), file(0));
    });
    usleep(500 * Round);
    kill(Writer, SIGKILL);
    wait(Writer);
    VetoDatabase Database = openOrFail(Path);
    const std::string Now = dump(get(Database.allVerdicts()));
    EXPECT_TRUE(Now.empty() || Now == dump(sample(file(0), file(0))));
  }
}

TEST_F(SqliteTest, FileLargerThanAllowed) {
  {
    writeUnit(*std::make_unique<VetoDatabase>(openOrFail(Path)), file(0));
  }
  EXPECT_EQ(wait(start([&] {
              llvm::sys::fs::file_status Status;
              ASSERT_FALSE(llvm::sys::fs::status(Path, Status));
              signal(SIGXFSZ, SIG_IGN);
              rlimit Limit{Status.getSize(), Status.getSize()};
              setrlimit(RLIMIT_FSIZE, &Limit);
              VetoDatabase Database = openOrFail(Path);
              Verdicts Big;
              for (unsigned I = 0; I != 300; ++I)
                append(Big, sample("/h" + std::to_string(I), file(0)));
              std::string Message;
              EXPECT_EQ(kindOf(Database.putVerdicts(Big, run({{file(0), 1}})),
                               &Message),
                        DatabaseError::Kind::Failed);
              EXPECT_NE(Message.find("cannot be written"), std::string::npos)
                  << Message;
            })),
            0);
  EXPECT_EQ(dump(get(openOrFail(Path, false).allVerdicts())),
            dump(sample(file(0), file(0))));
}

TEST_F(SqliteTest, LockedForTooLong) {
  {
    writeUnit(*std::make_unique<VetoDatabase>(openOrFail(Path)), file(0));
  }
  OpenOptions Impatient;
  Impatient.Write = true;
  Impatient.BusyMilliseconds = 50;
  auto Database = VetoDatabase::open(Path, Impatient);
  ASSERT_TRUE(bool(Database));
  // As if another process was in the middle of a commit.
  int Descriptor = -1;
  ASSERT_FALSE(llvm::sys::fs::openFileForReadWrite(
      Path, Descriptor, llvm::sys::fs::CD_OpenExisting,
      llvm::sys::fs::OF_None));
  int Locked[2], Done[2];
  ASSERT_EQ(pipe(Locked), 0);
  ASSERT_EQ(pipe(Done), 0);
  const pid_t Holder = start([&] {
    struct flock Lock = {};
    Lock.l_type = F_WRLCK;
    Lock.l_whence = SEEK_SET;
    Lock.l_start = 0x40000000; // SQLite's lock bytes
    Lock.l_len = 512;
    EXPECT_EQ(fcntl(Descriptor, F_SETLK, &Lock), 0);
    [[maybe_unused]] auto Told = ::write(Locked[1], "x", 1);
    char Byte;
    [[maybe_unused]] auto Got = ::read(Done[0], &Byte, 1);
  });
  char Byte;
  ASSERT_EQ(::read(Locked[0], &Byte, 1), 1);
  std::string Message;
  EXPECT_EQ(kindOf(Database->putVerdicts({}, run({{file(0), 1}})), &Message),
            DatabaseError::Kind::Busy);
  EXPECT_EQ(Message, Path + ": another process has kept the database locked "
                            "for 1 s; try again when it is done");
  ASSERT_EQ(::write(Done[1], "x", 1), 1);
  EXPECT_EQ(wait(Holder), 0);
  succeed(Database->putVerdicts({}, run({{file(0), 1}})));
  llvm::sys::Process::SafelyCloseFileDescriptor(Descriptor);
}

} // namespace
