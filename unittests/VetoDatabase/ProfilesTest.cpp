//===- ProfilesTest.cpp - What programs measured --------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"

#include <gmock/gmock.h>

using namespace aether::analysis;

namespace {

CallProfile call(llvm::StringRef File, unsigned Line) {
  CallProfile P;
  P.File = File.str();
  P.Line = Line;
  P.Column = 3;
  P.Function = "par_map";
  P.Verdict = "unknown";
  P.Finding = "nobody knows `f`";
  std::uint64_t N = 1;
  for (std::uint64_t *Field : {&P.Calls, &P.ParallelCalls, &P.VetoedCalls,
                               &P.Items, &P.Chunks, &P.MostWorkers, &P.Grain})
    *Field = N++;
  for (std::int64_t *Field :
       {&P.Wall, &P.ThreadWall, &P.Running, &P.Runnable, &P.LockWait, &P.Io})
    *Field = std::int64_t(N++);
  P.Veto = "TOO_SMALL";
  P.VetoText = "few items";
  P.Threads = 6;
  P.Limit = 5;
  P.Reason = "the items wait for I/O";
  return P;
}

struct ProfilesTest : FolderTest {
  VetoDatabase Database = openOrFail(Path);
  std::string Source = write("a.cpp", "one\ntwo\nthree\n");

  std::vector<CallProfile> all() { return get(Database.profile()); }
};

TEST_F(ProfilesTest, RoundTrip) {
  const std::vector<CallProfile> Calls{call(Source, 1), call(Source, 3)};
  succeed(Database.putProfile(Calls));
  EXPECT_EQ(all(), Calls);
  EXPECT_EQ(get(openOrFail(Path, false).profile()), Calls);
}

TEST_F(ProfilesTest, LaterOnesReplaceTheirCall) {
  succeed(Database.putProfile({call(Source, 1), call(Source, 2)}));
  CallProfile New = call(Source, 2);
  New.Threads = 1;
  succeed(Database.putProfile(New));
  EXPECT_EQ(all(), (std::vector{call(Source, 1), New}));
}

TEST_F(ProfilesTest, LinesThatChangedOrMovedAreLeftOut) {
  succeed(Database.putProfile({call(Source, 1), call(Source, 3)}));
  write("a.cpp", "uno\ntwo\n  three \n"); // indentation is none
  EXPECT_EQ(all(), std::vector{call(Source, 3)});
  write("a.cpp", "one\nmore\ntwo\nthree\n");
  EXPECT_EQ(all(), std::vector{call(Source, 1)});
  llvm::sys::fs::remove(Source);
  EXPECT_TRUE(all().empty());
}

TEST_F(ProfilesTest, FilesAreNamedAsTheirCallsAre) {
  succeed(Database.putVerdicts(sample(Source, Source), run({{Source, 1}})));
  succeed(Database.putProfile({call("./a.cpp", 1), call("other.cpp", 2)}));
  EXPECT_EQ(all(), std::vector{call(Source, 1)}); // the other cannot be read
}

TEST_F(ProfilesTest, NamesThatFitTwoFilesFitNone) {
  for (llvm::StringRef Name : {"x", "y"}) {
    llvm::sys::fs::create_directory(at(Name));
    const std::string File = write((Name + "/b.cpp").str(), "one\n");
    succeed(Database.putVerdicts(sample(File, File), run({{File, 1}})));
  }
  succeed(Database.putProfile(call("b.cpp", 1)));
  EXPECT_TRUE(all().empty());
  succeed(Database.putProfile(call("y/b.cpp", 1)));
  EXPECT_EQ(all(), std::vector{call(at("y/b.cpp"), 1)});
}

TEST_F(ProfilesTest, FilesThatAreForgottenTakeTheirsAlong) {
  succeed(Database.putProfile(call(Source, 1)));
  succeed(Database.forget(Source));
  EXPECT_TRUE(all().empty());
}

TEST_F(ProfilesTest, MergeTakesWhatIsMissing) {
  VetoDatabase Other = openOrFail(at("other.vdb"));
  CallProfile Mine = call(Source, 1);
  Mine.Threads = 1;
  succeed(Database.putProfile(Mine));
  succeed(Other.putProfile({call(Source, 1), call(Source, 2)}));
  succeed(Database.merge(Other));
  const std::vector<CallProfile> Merged = all();
  ASSERT_EQ(Merged.size(), 2u);
  EXPECT_EQ(Merged[1], call(Source, 2));
}

} // namespace
