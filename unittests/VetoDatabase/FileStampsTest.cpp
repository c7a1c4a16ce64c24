//===- FileStampsTest.cpp - Has a file changed? ---------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "aether-analysis/FileStamps.h"

#include "Sample.h"

#include <thread>

using namespace aether::analysis;

namespace {

struct FileStampsTest : FolderTest {};

TEST_F(FileStampsTest, SizeTimeAndContent) {
  const std::string File = write("a", "abc");
  age(File, 100);
  FileStamps Files;
  auto Stamp = Files.stamp(File);
  ASSERT_TRUE(Stamp.has_value());
  EXPECT_EQ(Stamp->Size, 3u);
  EXPECT_TRUE(Stamp->Settled);
  EXPECT_TRUE(Files.unchangedSinceStart(*Stamp));
  EXPECT_EQ(Files.hash(File), contentHash("abc"));
}

TEST_F(FileStampsTest, JustWritten) {
  FileStamps Files;
  auto Stamp = Files.stamp(write("a", "abc"));
  ASSERT_TRUE(Stamp.has_value());
  EXPECT_FALSE(Stamp->Settled);
  EXPECT_FALSE(Files.unchangedSinceStart(*Stamp));
}

TEST_F(FileStampsTest, NoFile) {
  FileStamps Files;
  for (const std::string &File : {at("none"), Folder, std::string()}) {
    EXPECT_FALSE(Files.stamp(File).has_value());
    EXPECT_FALSE(Files.hash(at("none")).has_value());
  }
}

TEST_F(FileStampsTest, LooksOnce) {
  const std::string File = write("a", "abc");
  FileStamps Files;
  EXPECT_EQ(Files.hash(File), contentHash("abc"));
  write("a", "abcd");
  EXPECT_EQ(Files.hash(File), contentHash("abc"));
  EXPECT_EQ(Files.stamp(File)->Size, 3u);
}

TEST_F(FileStampsTest, Threads) {
  std::vector<std::string> Names;
  for (int I = 0; I != 50; ++I)
    Names.push_back(write(std::to_string(I), std::to_string(I)));
  FileStamps Files;
  std::vector<std::thread> Threads;
  for (int T = 0; T != 4; ++T)
    Threads.emplace_back([&] {
      for (int I = 0; I != 50; ++I)
        EXPECT_EQ(Files.hash(Names[I]), contentHash(std::to_string(I)));
    });
  for (std::thread &T : Threads)
    T.join();
}

} // namespace
