//===- RepairTest.cpp - Fixes as diffs and in files -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/Repair.h"

#include "TempDir.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aether::analysis;
using testing::HasSubstr;

namespace {

RepairedFile repaired(std::string Before, std::vector<Edit> Edits) {
  RepairedFile File;
  File.Path = "/home/src/a.cpp";
  File.Before = std::move(Before);
  for (Edit &E : Edits) {
    Fix F;
    F.Edits = {std::move(E)};
    File.Fixes.push_back(std::move(F));
  }
  return File;
}

std::string hunks(const RepairedFile &File) {
  const std::string Diff = unifiedDiff(File, "/home");
  const std::string Head = "--- a/src/a.cpp\n+++ b/src/a.cpp\n";
  EXPECT_EQ(Diff.substr(0, Head.size()), Head);
  return Diff.substr(Head.size());
}

TEST(RepairTest, WholeLines) {
  EXPECT_EQ(hunks(repaired("a\nbc\nd\n", {{3, 1, "X"}})),
            "@@ -1,3 +1,3 @@\n a\n-bc\n+bX\n d\n");
  // Two edits of one line.
  EXPECT_EQ(hunks(repaired("a\nbc\nd\n", {{2, 0, "("}, {4, 0, ")"}})),
            "@@ -1,3 +1,3 @@\n a\n-bc\n+(bc)\n d\n");
  // A line more, a line less.
  EXPECT_EQ(hunks(repaired("a\nb\n", {{2, 0, "x\n"}})),
            "@@ -1,2 +1,3 @@\n a\n+x\n b\n");
  EXPECT_EQ(hunks(repaired("a\nb\nc\n", {{2, 2, ""}})),
            "@@ -1,3 +1,2 @@\n a\n-b\n c\n");
}

TEST(RepairTest, EndOfFile) {
  EXPECT_EQ(hunks(repaired("a\nb", {{3, 0, "c"}})),
            "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
            "+bc\n\\ No newline at end of file\n");
}

TEST(RepairTest, FarEditsHaveHunksOfTheirOwn) {
  const std::string Text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  EXPECT_EQ(hunks(repaired(Text, {{0, 0, "0\n"}, {16, 1, "x"}})),
            "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"
            "@@ -6,4 +7,4 @@\n 6\n 7\n 8\n-9\n+x\n");
  // Those whose context would meet share one.
  EXPECT_EQ(hunks(repaired(Text, {{0, 1, "x"}, {14, 1, "y"}})),
            "@@ -1,9 +1,9 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n 9\n");
}

TEST(RepairTest, AFileElsewhereIsNamedInFull) {
  EXPECT_THAT(unifiedDiff(repaired("a\n", {{0, 1, "b"}}), "/wor"),
              HasSubstr("--- a/home/src/a.cpp\n"));
}

struct WriteTest : testing::Test {
  std::string text(llvm::StringRef Path) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }
  RepairedFile file(llvm::StringRef Name) {
    RepairedFile File = repaired("old\n", {{0, 3, "new"}});
    File.Path = Dir.write(Name.str(), "old\n");
    return File;
  }
  TempDir Dir;
};

TEST_F(WriteTest, AllOrNothing) {
  const RepairedFile A = file("a.cpp"), B = file("b.cpp");
  Dir.write("b.cpp", "typed\n");
  llvm::Error E = writeRepairs({A, B});
  ASSERT_TRUE(bool(E));
  EXPECT_THAT(toString(std::move(E)),
              HasSubstr("b.cpp changed while it was analysed"));
  EXPECT_EQ(text(A.Path), "old\n");
  ASSERT_FALSE(llvm::sys::fs::remove(B.Path));
  E = writeRepairs({A, B});
  EXPECT_THAT(toString(std::move(E)), HasSubstr("nothing was repaired"));
  EXPECT_EQ(text(A.Path), "old\n");
}

TEST_F(WriteTest, KeepsPermissionsAndLinks) {
  RepairedFile A = file("a.cpp");
  const std::string Real = A.Path;
  A.Path = Real + ".link";
  ASSERT_FALSE(llvm::sys::fs::create_link(Real, A.Path));
  ASSERT_FALSE(llvm::sys::fs::setPermissions(
      Real, llvm::sys::fs::owner_read | llvm::sys::fs::owner_write));
  EXPECT_FALSE(bool(writeRepairs(A)));
  EXPECT_EQ(text(Real), "new\n");
  EXPECT_TRUE(llvm::sys::fs::is_symlink_file(A.Path));
  EXPECT_EQ(*llvm::sys::fs::getPermissions(Real),
            llvm::sys::fs::owner_read | llvm::sys::fs::owner_write);
}

} // namespace
